"""Metrics of matters: trips, lead times, and promises kept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from hallsim.audit.spans import Int, first_of
from hallsim.metrics.definition.ends import FAILED
from hallsim.metrics.definition.judged import OfJudged
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.population import (
    CASES,
    CASES_IN_TIME,
    CASES_TO_END,
    JUDGED,
    MATTERS_BEGUN,
    MATTERS_TO_END,
    TO_BE_DECIDED,
    TO_DECISION,
    TO_DONE,
    TO_HAND,
)
from hallsim.metrics.definition.sample import Mask, Real, Sample
from hallsim.metrics.definition.split import Values
from hallsim.metrics.definition.statistic import Duration, count, mean, per_day
from hallsim.metrics.definition.still_trying import ends_of_matters, tries_in_vain
from hallsim.metrics.definition.weighed import WeighedMean
from hallsim.text.message import Message
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, End
from hallsim.units import MS_PER_MIN

Lead = Callable[[Sample, Int], Real]


def n_visits(s: Sample, rows: Int) -> Int:
    """(matters,) visits made for a matter."""
    return np.asarray(s.trace.matters["n_visits"][rows])


def _moment(s: Sample, rows: Int, column: str) -> Int:
    """When something was reached, else when the run stopped."""
    moment = s.trace.matters[column][rows]
    return np.where(moment == NEVER, s.trace.end_ms, moment)


def reached(column: str) -> Callable[[Sample, Int], Mask]:
    """(sample, rows of matters) -> whether a moment was reached before the run stopped."""
    return lambda s, rows: np.asarray(s.trace.matters[column][rows] != NEVER)


def lead_first(s: Sample, rows: Int) -> Real:
    """(matters,) working days from the first visit to the certificate, or so far."""
    return np.asarray(s.workdays_at(_moment(s, rows, "in_hand_ms")) - s.workdays_at(s.begun_ms[rows]))


def _lead_filing(s: Sample, rows: Int) -> Real:
    """Working days since the file first reached a desk (a review from afar), else since the first visit."""
    filed = s.once("filed", lambda: _filed_ms(s))
    return np.asarray(s.workdays_at(_moment(s, rows, "in_hand_ms")) - s.workdays_at(filed[rows]))


def _filed_ms(s: Sample) -> Int:
    """(all matters,)"""
    t = s.trace.tickets
    from_afar = np.flatnonzero(t["visit"] == NEVER)
    first = first_of(t["matter"][from_afar], t["issue_ms"][from_afar], len(s.begun_ms), nothing=NEVER)
    return np.where(first == NEVER, s.begun_ms, np.minimum(first, s.begun_ms))


def lead_first_min(s: Sample, rows: Int) -> Real:
    """(matters,) calendar minutes from the first visit to the certificate, or so far."""
    return np.asarray((_moment(s, rows, "in_hand_ms") - s.begun_ms[rows]) / MS_PER_MIN)


def lead_accept(s: Sample, rows: Int) -> Real:
    """(matters,) working days from acceptance to the decision, or so far."""
    accepted = s.trace.matters["accepted_ms"][rows]
    return np.asarray(s.workdays_at(_moment(s, rows, "decided_ms")) - s.workdays_at(accepted))


def lead_accept_min(s: Sample, rows: Int) -> Real:
    """(matters,) calendar minutes from acceptance to the decision, or so far."""
    accepted = s.trace.matters["accepted_ms"][rows]
    return np.asarray((_moment(s, rows, "decided_ms") - accepted) / MS_PER_MIN)


def _to_hand(lead: Lead, share: float | None = None) -> Duration:
    return Duration(lead, reached("in_hand_ms"), share)


def _to_decision(lead: Lead, share: float | None = None) -> Duration:
    return Duration(lead, reached("decided_ms"), share)


def _one_trip(s: Sample, rows: Int) -> Mask:
    m = s.trace.matters
    return np.asarray((m["state"][rows] == End.SERVED) & (m["n_visits"][rows] <= 1))


def _late_or_left(s: Sample, rows: Int) -> Mask:
    return np.asarray(one_of(FAILED, ends_of_matters(s)[rows]) | s.is_late[rows])


def _is_known(s: Sample, rows: Int) -> Mask:
    """(matters,) whether it is known to be late, or how it ended, or last was tried in vain."""
    return np.asarray(s.is_late[rows] | ~s.is_open[rows] | tries_in_vain(s)[rows])


def _known_min(s: Sample, rows: Int) -> Real:
    """(matters,) calendar minutes from the first visit until that is known, or so far: what is late is known
    to be when its limit is over, so that a backlog counts before it is worked off.
    """
    late = (s.trace.matters["due_ms"][rows] - s.begun_ms[rows]) / MS_PER_MIN
    return np.where(s.is_late[rows], np.maximum(late, 0), took_min(s, rows))


def _instant(s: Sample, rows: Int) -> Mask:
    return np.array(s.trace.names.service_is_instant, np.bool_)[s.trace.matters["service"][rows]]


def _on_the_spot(s: Sample, rows: Int) -> Mask:
    """Decided before the visit was over in which the matter was accepted."""
    return s.once("decided on the spot", lambda: _decided_on_the_spot(s))[rows]


def _decided_on_the_spot(s: Sample) -> Mask:
    """(all matters,)"""
    m, v = s.trace.matters, s.trace.visits
    visit, matter = s.visits_of_matters
    leave = np.where(v["leave_ms"] == NEVER, s.trace.end_ms, v["leave_ms"])[visit]
    accepted, decided = m["accepted_ms"][matter], m["decided_ms"][matter]
    during = (v["arrive_ms"][visit] <= accepted) & (accepted <= leave) & (decided <= leave)
    on_the_spot = np.zeros(len(m["matter"]), np.bool_)
    on_the_spot[matter[during & (decided != NEVER)]] = True
    return on_the_spot


def has_ended(s: Sample, rows: Int) -> Mask:
    """(matters,) whether the matter ended before the run stopped."""
    return ~s.is_open[rows]


def took_min(s: Sample, rows: Int) -> Real:
    """(matters,) calendar minutes from the first visit to the end, or so far."""
    end = np.where(has_ended(s, rows), s.trace.matters["end_ms"][rows], s.trace.end_ms)
    return np.asarray(np.maximum(end - s.begun_ms[rows], 0) / MS_PER_MIN)


def _to_decided_min(s: Sample, rows: Int) -> Real:
    """(matters,) calendar minutes from the first visit to the decision, or so far."""
    took_ms = _moment(s, rows, "decided_ms") - s.begun_ms[rows]
    return np.asarray(np.maximum(took_ms, 0) / MS_PER_MIN)


def of_ended(values: Values) -> WeighedMean:
    """The mean of a number a matter, of those that end."""
    return WeighedMean(values, took_min, has_ended)


def of_over(values: Values) -> WeighedMean:
    """The same of those that end or, when the run stops, have last been tried in vain."""
    return WeighedMean(values, took_min, lambda s, rows: has_ended(s, rows) | tries_in_vain(s)[rows])


def of_decided(values: Values) -> WeighedMean:
    """The mean of a number a matter, of those that are decided.

    What counts is how long they are watched from the first visit on: who has to come again with a paper is
    accepted later.
    """
    return WeighedMean(values, _to_decided_min, reached("decided_ms"))


MATTERS: tuple[Metric, ...] = (
    metric(
        "n_cases",
        "number",
        "neutral",
        CASES,
        count(),
        Message("Cases"),
        Message("Matters that are cases, not enquiries."),
    ),
    metric(
        "cases_per_day",
        "per_day",
        "neutral",
        CASES_IN_TIME,
        per_day(),
        Message("Cases a day"),
        Message("New cases per working day of the world."),
    ),
    metric(
        "visits_per_matter",
        "visits",
        "lower",
        TO_DONE,
        of_ended(n_visits),
        Message("Visits per case"),
        Message("Visits made for a case that was done."),
    ),
    metric(
        "one_trip_share",
        "share",
        "higher",
        CASES_TO_END,
        of_over(_one_trip),
        Message("Done in one trip"),
        (
            Message(
                "Share of the ended cases that are in hand after a single visit, or none; who "
                "left or was turned away is not."
            )
        ),
    ),
    metric(
        "repeat_share",
        "share",
        "lower",
        TO_DONE,
        of_ended(lambda s, rows: n_visits(s, rows) >= 2),
        Message("Came twice or more"),
        Message("Share of the cases done for which two or more visits were made."),
    ),
    metric(
        "lead_first_visit_mean",
        "workdays",
        "lower",
        TO_HAND,
        _to_hand(lead_first),
        Message("Lead time from first visit"),
        Message("Working days of the world from the first visit to the certificate in hand."),
    ),
    metric(
        "lead_first_visit_p90",
        "workdays",
        "lower",
        TO_HAND,
        _to_hand(lead_first, 0.9),
        Message("Lead time from first visit, 90th percentile"),
        Message("Nine of ten cases take no longer to the certificate."),
    ),
    metric(
        "lead_filing_mean",
        "workdays",
        "lower",
        TO_HAND,
        _to_hand(_lead_filing),
        Message("Lead time from filing"),
        (
            Message(
                "Working days from the filing (a review before the first visit, online), else "
                "from the first visit, to the certificate in hand."
            )
        ),
    ),
    metric(
        "lead_first_visit_min",
        "min",
        "lower",
        TO_HAND,
        _to_hand(lead_first_min),
        Message("Lead time from first visit, calendar"),
        Message("Calendar minutes from the first visit to the certificate in hand."),
    ),
    metric(
        "lead_first_visit_min_p90",
        "min",
        "lower",
        TO_HAND,
        _to_hand(lead_first_min, 0.9),
        Message("Calendar lead time, 90th percentile"),
        Message("Nine of ten cases take no longer to the certificate."),
    ),
    metric(
        "lead_accept_mean",
        "workdays",
        "lower",
        TO_DECISION,
        _to_decision(lead_accept),
        Message("Lead time from acceptance"),
        Message("Working days of the world from acceptance to the decision, of promised cases."),
    ),
    metric(
        "lead_accept_p90",
        "workdays",
        "lower",
        TO_DECISION,
        _to_decision(lead_accept, 0.9),
        Message("Lead time from acceptance, 90th percentile"),
        Message("Nine of ten promised cases take no longer."),
    ),
    metric(
        "lead_accept_min",
        "min",
        "lower",
        TO_DECISION,
        _to_decision(lead_accept_min),
        Message("Lead time from acceptance, calendar"),
        Message("Calendar minutes from acceptance to the decision."),
    ),
    metric(
        "on_time_share",
        "share",
        "higher",
        JUDGED,
        OfJudged(mean(lambda s, rows: ~s.is_late[rows])),
        Message("Decided on time"),
        (
            Message(
                "Share decided within the limit; a case that ended without a decision is "
                "neither on time nor late, and where the run stops early only limits that were "
                "over by then are judged."
            )
        ),
        paired=True,
    ),
    metric(
        "late_or_left_share",
        "share",
        "lower",
        MATTERS_TO_END,
        WeighedMean(_late_or_left, _known_min, _is_known),
        Message("Late or left"),
        (Message("Share of the matters overdue, or whose citizen left, was turned away or gave up.")),
    ),
    metric(
        "unended_share",
        "share",
        "neutral",
        MATTERS_BEGUN,
        mean(lambda s, rows: s.is_open[rows]),
        Message("Not ended when the run stopped"),
        Message("Share of all matters that had not ended when the run stopped."),
        needs="stop",
    ),
    metric(
        "instant_share",
        "share",
        "higher",
        TO_BE_DECIDED,
        of_decided(_instant),
        Message("Instant decisions"),
        Message("Share of the decided cases that are of instant services, wherever decided."),
    ),
    metric(
        "on_the_spot_share",
        "share",
        "higher",
        TO_BE_DECIDED,
        of_decided(_on_the_spot),
        Message("Decided on the spot"),
        (
            Message(
                "Share of the decided cases that were decided before the citizen left the visit "
                "of acceptance."
            )
        ),
    ),
)
