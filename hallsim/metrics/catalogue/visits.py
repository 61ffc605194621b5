"""Metrics of coming to the hall: how many, how long inside, and in which state citizens end."""

from __future__ import annotations

import numpy as np

from hallsim.audit.duty import service_end
from hallsim.audit.spans import Int, largest_by
from hallsim.metrics.catalogue.waits import longest_of_day
from hallsim.metrics.definition.ends import FAILED, SERVED
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.places import in_main_hall, visits_main_hall
from hallsim.metrics.definition.population import (
    CAME,
    CAME_IN_TIME,
    CITIZENS,
    CLOSINGS,
    DAYS,
    HALL,
    VISITS,
    VISITS_IN_TIME,
    VISITS_SERVED,
)
from hallsim.metrics.definition.sample import Real, Sample
from hallsim.metrics.definition.statistic import (
    RowSums,
    count,
    mean,
    of_hall,
    per_closing,
    per_day,
    quantile,
    spread,
)
from hallsim.metrics.definition.still_trying import ends_of_citizens
from hallsim.text.message import Message
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, End, Outcome
from hallsim.units import MS_PER_HOUR, MS_PER_MIN


def hall_time(s: Sample, rows: Int) -> Real:
    """(visits,) minutes in the hall."""
    return s.hall_min[rows]


def _state(*states: End) -> RowSums:
    return mean(lambda s, rows: one_of(states, ends_of_citizens(s)[rows]))


def _queues(s: Sample, rows: Int) -> Real:
    """(visits,) tickets drawn; nan of who needed none."""
    n = s.n_tickets_of_visit[rows].astype(np.float64)
    return np.where(n > 0, n, np.nan)


def _longest(s: Sample, days: Int) -> Real:
    rows = VISITS_SERVED.rows(s)
    return longest_of_day(s.hall_min[rows], s.trace.days.day_of(s.trace.visits["arrive_ms"][rows]), days)


def _number_in_hall(s: Sample) -> tuple[float, float]:
    """Time in the main hall that falls into its opening hours, over these."""
    here = visits_main_hall(s.trace)
    arrive, spent = s.trace.visits["arrive_ms"][here], s.hall_ms[here]
    return float(s.open_time.measure(arrive, arrive + spent).sum()), float(s.open_ms)


def _throughput(s: Sample) -> tuple[float, float]:
    t, done = s.trace.tickets, service_end(s.trace)
    counts = ~s.is_desk_ticket & (t["outcome"] == Outcome.SERVED) & s.in_time(done) & in_main_hall(s.trace)
    return float(counts.sum()), s.open_ms / MS_PER_HOUR


def _overtime(s: Sample, closings: Int) -> Real:
    """(closings,) minutes until the last citizen who came before and drew a ticket has left."""
    v, days = s.trace.visits, s.trace.days
    leave = v["arrive_ms"] + s.hall_ms
    inside = ((s.n_tickets_of_visit > 0) | (v["leave_ms"] == NEVER)) & visits_main_hall(s.trace)
    session = np.searchsorted(days.close_ms, v["arrive_ms"][inside], side="right")
    last = largest_by(session, leave[inside], len(days.close_ms) + 1)
    return np.asarray(np.maximum(last[closings] - days.close_ms[closings], 0) / MS_PER_MIN)


def _present_at_closing(s: Sample, closings: Int) -> Real:
    """(closings,) who was inside when the hall closed: also who is sent home, or done, at that instant."""
    stays = (s.hall_ms > 0) & visits_main_hall(
        s.trace
    )  # who is turned away at once was never inside, not even at the closing itself
    arrive = np.sort(s.trace.visits["arrive_ms"][stays], kind="stable")
    leave = np.sort((s.trace.visits["arrive_ms"] + s.hall_ms)[stays], kind="stable")
    close = s.trace.days.close_ms[closings]
    inside = np.searchsorted(arrive, close, side="left") - np.searchsorted(leave, close, side="left")
    return np.asarray(inside.astype(np.float64))


COMING: tuple[Metric, ...] = (
    metric(
        "n_arrivals", "number", "neutral", CAME, count(), Message("Citizens"), Message("Citizens who came.")
    ),
    metric(
        "arrivals_per_day",
        "per_day",
        "neutral",
        CAME_IN_TIME,
        per_day(),
        Message("Citizens a day"),
        Message("Citizens who come for the first time, per working day of the world."),
    ),
    metric(
        "n_visits",
        "number",
        "neutral",
        VISITS,
        count(),
        Message("Visits"),
        Message("Visits to the hall, further ones included."),
    ),
    metric(
        "visits_per_day",
        "per_day",
        "neutral",
        VISITS_IN_TIME,
        per_day(),
        Message("Visits a day"),
        Message("Visits per working day of the world, further ones included."),
    ),
    metric(
        "time_in_hall_mean",
        "min",
        "lower",
        VISITS_SERVED,
        mean(hall_time),
        Message("Mean time in hall"),
        (
            Message(
                "From the first ticket (or the door, before it opens) to leaving, of visits "
                "that came to a service."
            )
        ),
    ),
    metric(
        "time_in_hall_median",
        "min",
        "lower",
        VISITS_SERVED,
        quantile(hall_time, 0.5),
        Message("Time in hall, median"),
        Message("Half of the visits are no longer."),
    ),
    metric(
        "time_in_hall_p90",
        "min",
        "lower",
        VISITS_SERVED,
        quantile(hall_time, 0.9),
        Message("Time in hall, 90th percentile"),
        Message("Nine of ten visits are no longer."),
    ),
    metric(
        "time_in_hall_p95",
        "min",
        "lower",
        VISITS_SERVED,
        quantile(hall_time, 0.95),
        Message("Time in hall, 95th percentile"),
        Message("95 of 100 visits are no longer."),
    ),
    metric(
        "time_in_hall_max",
        "min",
        "neutral",
        DAYS,
        mean(_longest),
        Message("Longest time in hall of a day"),
        (Message("The longest visit of a day that came to a service, mean over days (0 on a day without).")),
    ),
    metric(
        "time_in_hall_var",
        "min2",
        "lower",
        VISITS_SERVED,
        spread(hall_time, squared=True),
        Message("Variance of time in hall"),
        Message("Variance of the time in the hall."),
    ),
    metric(
        "queues_per_visit",
        "visits",
        "lower",
        VISITS_SERVED,
        mean(_queues),
        Message("Queues per visit"),
        Message("Tickets drawn per visit that came to a service, of those that drew any."),
    ),
    metric(
        "number_in_hall_mean",
        "number",
        "neutral",
        HALL,
        of_hall(_number_in_hall, of_time=True),
        Message("Mean number in hall"),
        (
            Message(
                "Mean number inside the main hall during its opening hours under the design; "
                "longer hours lower it."
            )
        ),
    ),
    metric(
        "throughput_per_hour",
        "per_hour",
        "neutral",
        HALL,
        of_hall(_throughput, of_time=True),
        Message("Served an hour"),
        (
            Message(
                "Tickets served in the main hall per hour of its opening under the design; "
                "longer hours lower it."
            )
        ),
    ),
    metric(
        "overtime_min",
        "min",
        "lower",
        CLOSINGS,
        per_closing(_overtime),
        Message("Overtime a day"),
        (
            Message(
                "From the closing of the main hall until the last citizen leaves it (0 when all "
                "are gone), per working day of the world."
            )
        ),
    ),
    metric(
        "present_at_closing_mean",
        "number",
        "lower",
        CLOSINGS,
        per_closing(_present_at_closing),
        Message("Inside at closing, a day"),
        (
            Message(
                "Citizens inside the main hall when it closes for the day, those then sent home "
                "included, per working day of the world, so that opening on a quiet day changes "
                "nothing."
            )
        ),
    ),
    metric(
        "served_share",
        "share",
        "higher",
        CITIZENS,
        _state(*SERVED),
        Message("Citizens served"),
        Message("Share of citizens all of whose matters are done, in the hall or from afar."),
    ),
    metric(
        "answered_share",
        "share",
        "higher",
        CITIZENS,
        _state(End.ANSWERED),
        Message("Answered without a visit"),
        Message("Share of citizens answered online or on the phone who need not come."),
        needs="answers from afar",
    ),
    metric(
        "shelved_share",
        "share",
        "neutral",
        CITIZENS,
        _state(End.SHELVED),
        Message("Need not come any more"),
        Message("Share of citizens all of whose matters the design has taken off the catalogue."),
        needs="catalogue",
    ),
    metric(
        "not_served_share",
        "share",
        "lower",
        CITIZENS,
        _state(*FAILED),
        Message("Citizens not served"),
        Message(
            "Share of citizens who left, were turned away, gave up or missed their call; also who would try "
            "again after the run's stop."
        ),
    ),
    metric(
        "left_share",
        "share",
        "neutral",
        CITIZENS,
        _state(End.LEFT),
        Message("Citizens who left"),
        (Message("Share of citizens who lost patience in a queue, or left at once since it was long.")),
        needs="leaving",
    ),
    metric(
        "turned_away_share",
        "share",
        "neutral",
        CITIZENS,
        _state(End.TURNED_AWAY),
        Message("Citizens turned away"),
        Message("Share of citizens who came too late or were sent home at closing."),
    ),
    metric(
        "given_up_share",
        "share",
        "neutral",
        CITIZENS,
        _state(End.GIVEN_UP),
        Message("Citizens who gave up"),
        Message("Share of citizens whose last possible visit failed."),
        needs="limit of visits",
    ),
    metric(
        "refused_share",
        "share",
        "neutral",
        CITIZENS,
        _state(End.REFUSED),
        Message("Citizens refused"),
        (Message("Share of citizens with a matter that was decided against, neither served nor lost.")),
        needs="refusals",
    ),
    metric(
        "stayed_away_share",
        "share",
        "neutral",
        CITIZENS,
        _state(End.NO_SHOW),
        Message("Citizens who never came"),
        Message("Share of citizens who booked and never came, neither served nor lost."),
        needs="appointments",
    ),
    metric(
        "inside_share",
        "share",
        "neutral",
        CITIZENS,
        _state(End.INSIDE),
        Message("Still inside at the end"),
        Message("Share of citizens in the hall when the run stops."),
        needs="stop",
    ),
    metric(
        "in_approval_share",
        "share",
        "neutral",
        CITIZENS,
        _state(End.IN_APPROVAL),
        Message("Still in approval at the end"),
        Message("Share of citizens with a matter in approval when the run stops."),
        needs="approvals",
    ),
    metric(
        "away_share",
        "share",
        "neutral",
        CITIZENS,
        _state(End.AWAY),
        Message("Between visits at the end"),
        Message("Share of citizens due to come back when the run stops."),
        needs="stop",
    ),
)
