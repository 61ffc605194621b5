"""Metrics of waiting.

Waits of people are those of a visit, the sum over its queues, leavers counted until they leave; waits of
stations are those of tickets.
"""

from __future__ import annotations

import numpy as np

from hallsim.audit.company import by_agent
from hallsim.audit.duty import wait_end
from hallsim.audit.spans import Int, largest_by
from hallsim.metrics.attribution.waits import WAIT_CAUSES
from hallsim.metrics.definition.files import begun
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.places import in_main_hall
from hallsim.metrics.definition.population import CAME, DAYS, FILES, HALL, QUEUED, TICKETS, VISITS
from hallsim.metrics.definition.sample import Mask, Real, Sample
from hallsim.metrics.definition.split import Values
from hallsim.metrics.definition.statistic import Duration, count, mean, of_hall, quantile, spread
from hallsim.text.message import Message

NAN = float("nan")
NEVER_CALLED_MIN = 1_440.0
"""What who is never called counts in figures of the time until one is: longer than anybody waits for a
window.
"""


def visit_wait(s: Sample, rows: Int) -> Real:
    """(visits,) minutes waited in all queues."""
    return s.visit_waits_min[rows]


def ticket_wait(s: Sample, rows: Int) -> Real:
    """(tickets,) minutes waited."""
    return s.ticket_waits_min[rows]


def in_target(s: Sample, rows: Int) -> Mask:
    """(visits,) called to every window, and come when called, within the target all in all."""
    return np.asarray(s.visit_called[rows] & (s.visit_waits_min[rows] <= s.wait_target_min))


def _until_called(s: Sample, rows: Int) -> Real:
    """(visits,) minutes waited until called to every window; who never is counts as waiting for a day."""
    return np.where(s.visit_called[rows], s.visit_waits_min[rows], NEVER_CALLED_MIN)


def _ticket_until_called(s: Sample, rows: Int) -> Real:
    """(tickets,) minutes waited until called, a day where nobody was."""
    return np.where(s.called[rows], s.ticket_waits_min[rows], NEVER_CALLED_MIN)


def _where(values: Values, holds: Values) -> Values:
    """Only rows for which something holds."""
    return lambda s, rows: np.where(holds(s, rows), values(s, rows), NAN)


def _cause(name: str) -> Values:
    column = WAIT_CAUSES.index(name)
    return lambda s, rows: s.once(name, lambda: s.by_visit(s.wait_causes_min[:, column]))[rows]


def _per_citizen(s: Sample, rows: Int) -> Real:
    """(citizens,) minutes waited on all their visits; those of agents are not theirs."""
    waits = np.where(by_agent(s.trace), 0.0, s.visit_waits_min)
    total = np.bincount(s.trace.visits["citizen"], weights=waits, minlength=len(s.counted))
    return np.asarray(total[rows])


def longest_of_day(values: Real, day: Int, days: Int) -> Real:
    """(days,) the largest of the values that fall on each of `days`, 0 where none does."""
    n_days = int(max(day.max(initial=0), days.max(initial=0))) + 1
    return np.asarray(largest_by(day, values, n_days)[days])


def _longest(s: Sample, days: Int) -> Real:
    rows = QUEUED.rows(s)
    came = s.trace.days.day_of(s.trace.visits["arrive_ms"][rows])
    return longest_of_day(s.visit_waits_min[rows], came, days)


def _queue_length(s: Sample) -> tuple[float, float]:
    """Waiting time in the main hall that falls into its opening hours, over these."""
    t = s.trace.tickets
    rows = ~s.is_desk_ticket & in_main_hall(s.trace)
    return float(s.open_time.measure(t["issue_ms"][rows], wait_end(s.trace)[rows]).sum()), float(s.open_ms)


def _most_waiting(s: Sample, days: Int) -> Real:
    """(days,) the most waiting in the main hall at once, once everything of an instant has happened."""
    rows = ~s.is_desk_ticket & in_main_hall(s.trace)
    issue_ms = s.trace.tickets["issue_ms"][rows]  # rows are in the order of issue
    until_ms = np.sort(wait_end(s.trace)[rows], kind="stable")
    n_come = np.flatnonzero(np.append(issue_ms[1:] != issue_ms[:-1], True)[: len(issue_ms)]) + 1
    at_ms = issue_ms[n_come - 1]
    n_gone = np.searchsorted(until_ms, at_ms, side="right")
    return longest_of_day((n_come - n_gone).astype(np.float64), s.trace.days.day_of(at_ms), days)


def _waited(s: Sample, rows: Int) -> Mask:
    return np.asarray(s.visit_waits_min[rows] > 0)


def _gave_up(s: Sample, rows: Int) -> Mask:
    return np.asarray(s.by_visit(s.gave_up.astype(np.float64))[rows] > 0)


WAITS: tuple[Metric, ...] = (
    metric(
        "wait_mean",
        "min",
        "lower",
        QUEUED,
        mean(visit_wait),
        Message("Mean wait"),
        Message(
            "Mean wait of a visit in all its queues, from ticket to window; who leaves counts until leaving."
        ),
    ),
    metric(
        "wait_median",
        "min",
        "lower",
        QUEUED,
        quantile(visit_wait, 0.5),
        Message("Median wait"),
        Message("Half of the visits wait no longer."),
    ),
    metric(
        "wait_p90",
        "min",
        "lower",
        QUEUED,
        quantile(visit_wait, 0.9),
        Message("Wait, 90th percentile"),
        Message("Nine of ten visits wait no longer."),
    ),
    metric(
        "wait_p95",
        "min",
        "lower",
        QUEUED,
        quantile(visit_wait, 0.95),
        Message("Wait, 95th percentile"),
        Message("95 of 100 visits wait no longer."),
    ),
    metric(
        "wait_p99",
        "min",
        "lower",
        QUEUED,
        quantile(visit_wait, 0.99),
        Message("Wait, 99th percentile"),
        Message("99 of 100 visits wait no longer."),
    ),
    metric(
        "wait_max",
        "min",
        "lower",
        DAYS,
        mean(_longest),
        Message("Longest wait of a day"),
        Message("The longest wait of any visit of a day, mean over days (0 on a day without)."),
    ),
    metric(
        "wait_sd",
        "min",
        "lower",
        QUEUED,
        spread(visit_wait),
        Message("Spread of waits"),
        Message("Standard deviation of the waits of visits."),
    ),
    metric(
        "wait_served_mean",
        "min",
        "lower",
        QUEUED,
        mean(_where(visit_wait, lambda s, rows: s.visit_called[rows])),
        Message("Mean wait of those served"),
        Message("Mean wait of the visits whose every ticket was called, and the call followed."),
        paired=True,
    ),
    metric(
        "wait_left_mean",
        "min",
        "neutral",
        QUEUED,
        mean(_where(visit_wait, _gave_up)),
        Message("Mean wait of leavers"),
        Message("Mean wait until leaving of the visits that left a queue."),
    ),
    metric(
        "wait_if_waiting_mean",
        "min",
        "neutral",
        QUEUED,
        mean(_where(visit_wait, _waited)),
        Message("Mean wait of those who wait"),
        Message("Mean wait of the visits that wait at all."),
    ),
    metric(
        "p_wait",
        "share",
        "lower",
        QUEUED,
        mean(_waited),
        Message("Share who wait"),
        Message("Share of the visits that wait at all."),
    ),
    metric(
        "wait_target_share",
        "share",
        "higher",
        VISITS,
        mean(in_target),
        Message("Called within the target"),
        Message(
            "Share of all visits called to every window within the target, waits added up "
            "(15 min unless the scenario says otherwise); who is turned away, leaves or "
            "misses the call is not."
        ),
    ),
    metric(
        "called_in_p90",
        "min",
        "lower",
        VISITS,
        quantile(_until_called, 0.9),
        Message("Called in, 90th percentile"),
        Message(
            "Nine of ten of all visits are called to every window within this time, waits added up; "
            "who is turned away, leaves or misses the call counts as called after a day."
        ),
    ),
    metric(
        "wait_closed_mean",
        "min",
        "neutral",
        QUEUED,
        mean(_cause("closed")),
        Message("Wait while windows were closed"),
        Message("Part of the mean wait while no window for it was rostered."),
    ),
    metric(
        "wait_short_staffed_mean",
        "min",
        "neutral",
        QUEUED,
        mean(_cause("short_staffed")),
        Message("Wait while windows were away"),
        Message(
            "Part of the mean wait that falls to windows away meanwhile, each instant being "
            "divided equally among the rostered windows. A state, not an effect."
        ),
    ),
    metric(
        "wait_priority_mean",
        "min",
        "neutral",
        QUEUED,
        mean(_cause("priority_given")),
        Message("Wait while others went first"),
        Message(
            "Part of the mean wait that falls to windows serving later tickets meanwhile, "
            "each instant being divided equally among the rostered windows. A state, not an "
            "effect."
        ),
    ),
    metric(
        "wait_all_busy_mean",
        "min",
        "neutral",
        QUEUED,
        mean(_cause("all_busy")),
        Message("Wait while windows were busy"),
        Message("The rest of the mean wait: it falls to windows that were there and served earlier tickets."),
    ),
    metric(
        "wait_per_citizen_mean",
        "min",
        "lower",
        CAME,
        mean(_per_citizen),
        Message("Wait per citizen"),
        Message("Wait in all queues of all visits, per citizen who came."),
    ),
    metric(
        "ticket_wait_mean",
        "min",
        "lower",
        TICKETS,
        mean(ticket_wait),
        Message("Mean wait of a ticket"),
        Message("Mean wait in one queue."),
    ),
    metric(
        "ticket_wait_p90",
        "min",
        "lower",
        TICKETS,
        quantile(ticket_wait, 0.9),
        Message("Wait of a ticket, 90th percentile"),
        Message("Nine of ten tickets wait no longer."),
    ),
    metric(
        "ticket_wait_away_mean",
        "min",
        "neutral",
        TICKETS,
        mean(lambda s, rows: s.wait_causes_min[rows, WAIT_CAUSES.index("short_staffed")]),
        Message("Wait of a ticket while windows were away"),
        Message(
            "Part of the mean wait in one queue that falls to windows away meanwhile, each instant being "
            "divided equally among the rostered windows. A state, not an effect."
        ),
    ),
    metric(
        "ticket_target_share",
        "share",
        "higher",
        TICKETS,
        mean(lambda s, rows: s.called[rows] & (s.ticket_waits_min[rows] <= s.wait_target_min)),
        Message("Tickets called within the target"),
        Message("Share of the tickets called within the target."),
    ),
    metric(
        "ticket_called_in_p90",
        "min",
        "lower",
        TICKETS,
        quantile(_ticket_until_called, 0.9),
        Message("Ticket called in, 90th percentile"),
        Message(
            "Nine of ten tickets are called within this time; who leaves before counts as called after a day."
        ),
    ),
    metric(
        "abandonment_share",
        "share",
        "lower",
        TICKETS,
        mean(lambda s, rows: s.gave_up[rows]),
        Message("Tickets given up"),
        Message("Share of the tickets whose holder left before being called, or at once."),
        needs="leaving",
    ),
    metric(
        "n_tickets",
        "number",
        "neutral",
        TICKETS,
        count(),
        Message("Tickets", "metric"),
        Message("Tickets issued at windows."),
    ),
    metric(
        "queue_length_mean",
        "number",
        "neutral",
        HALL,
        of_hall(_queue_length, of_time=True),
        Message("Mean queue length"),
        Message(
            "Mean number waiting for windows of the main hall during its opening hours "
            "under the design; longer hours lower it."
        ),
    ),
    metric(
        "queue_length_max",
        "number",
        "neutral",
        DAYS,
        mean(_most_waiting),
        Message("Most waiting at once"),
        Message(
            "The most people who wait for windows of the main hall at one time of a day, "
            "mean over days: seats and room are sized by it."
        ),
    ),
    metric(
        "desk_wait_mean",
        "min",
        "lower",
        FILES,
        Duration(ticket_wait, begun),
        Message("Mean wait of files at desks"),
        (Message("Mean time from a file's arrival at a desk until work on it begins, nights included.")),
    ),
)
