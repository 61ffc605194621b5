"""Metrics of approvals: what came of them, the work they took, and how long the limit's clock stood still."""

from __future__ import annotations

import numpy as np

from hallsim.audit.spans import Int, sum_by
from hallsim.metrics.catalogue.matters import lead_accept, lead_accept_min, of_decided, reached
from hallsim.metrics.catalogue.trips import per_case
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.population import (
    ACCEPTED,
    DECIDED_A_DAY,
    TO_ANY_DECISION,
    TO_BE_DECIDED,
    TO_DONE,
)
from hallsim.metrics.definition.sample import Mask, Real, Sample
from hallsim.metrics.definition.statistic import Duration, mean, per_day
from hallsim.text.message import Message
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, End, Hold, Outcome, Purpose
from hallsim.units import MS_PER_DAY, MS_PER_HOUR, MS_PER_MIN


def _approved(s: Sample, rows: Int) -> Mask:
    return np.asarray(s.trace.matters["state"][rows] != End.REFUSED)


def _to_approval_min(s: Sample, rows: Int) -> Real:
    return np.where(_approved(s, rows), lead_accept_min(s, rows), np.nan)


def _to_approval_days(s: Sample, rows: Int) -> Real:
    return np.where(_approved(s, rows), lead_accept(s, rows), np.nan)


WORKED = (Outcome.SERVED, Outcome.HANDED_BACK, Outcome.INTERRUPTED, Outcome.BROKEN_OFF)
"""Rows of files that hold work done."""


def _desk_work_ms(s: Sample, *outcomes: Outcome) -> Int:
    """(all matters,) work done at desks on a file, whoever's time it was; meetings are no work on
    one file.
    """
    t = s.trace.tickets
    rows = s.desk_tickets[one_of(outcomes, t["outcome"][s.desk_tickets])]
    meets = np.flatnonzero(np.array(s.trace.names.queue_meets, np.bool_))
    rows = rows[~np.isin(t["queue"][rows], meets)]
    return sum_by(t["matter"][rows], t["work_ms"][rows], len(s.trace.matters["matter"]))


def _desk_work_min(s: Sample, rows: Int) -> Real:
    return np.asarray(_desk_work_ms(s, *WORKED)[rows] / MS_PER_MIN)


def _cancelled_hours(s: Sample, rows: Int) -> Real:
    return np.asarray(_desk_work_ms(s, Outcome.BROKEN_OFF)[rows] / MS_PER_HOUR)


def _sent_back(s: Sample, rows: Int) -> Int:
    h = s.trace.holds
    back = h["matter"][h["kind"] == Hold.SENT_BACK]
    return np.bincount(back, minlength=len(s.trace.matters["matter"]))[rows]


def _clock_stopped(s: Sample, rows: Int) -> Real:
    """(matters,) working days that the limit's clock stood still."""
    m, days, stop = s.trace.matters, s.trace.days, s.trace.end_ms
    before = np.concatenate([[0], np.cumsum(days.is_working)])
    total = np.zeros(len(m["matter"]))
    for row, spans in stops_of(s).items():
        first = int(m["accepted_ms"][row]) // MS_PER_DAY + 1
        last = (stop if m["decided_ms"][row] == NEVER else int(m["decided_ms"][row])) // MS_PER_DAY
        for since, until in spans:
            begin, end = max(since // MS_PER_DAY, first), min(until // MS_PER_DAY, last + 1)
            first = max(first, end)
            total[row] += int(before[end] - before[begin]) if end > begin else 0
    return total[rows]


def stops_of(s: Sample) -> dict[int, list[tuple[int, int]]]:
    """By case: when the clock of its limit stood still, by time."""
    h = s.trace.holds
    rows = np.flatnonzero((h["stops"] == 1) & np.isin(h["matter"], s.cases))
    until = np.where(h["to_ms"] == NEVER, s.trace.end_ms, h["to_ms"])
    found: dict[int, list[tuple[int, int]]] = {}
    for row in rows.tolist():
        found.setdefault(int(h["matter"][row]), []).append((int(h["from_ms"][row]), int(until[row])))
    return found


APPROVALS: tuple[Metric, ...] = (
    metric(
        "approved_share",
        "share",
        "neutral",
        TO_BE_DECIDED,
        of_decided(_approved),
        Message("Approved"),
        Message("Share of the decided cases that were not refused."),
    ),
    metric(
        "lead_decided_min",
        "min",
        "lower",
        TO_ANY_DECISION,
        Duration(lead_accept_min, reached("decided_ms")),
        Message("Time to a decision, calendar"),
        Message("Calendar minutes from acceptance to the decision, for or against."),
        needs="approvals",
    ),
    metric(
        "lead_approved_min",
        "min",
        "lower",
        TO_BE_DECIDED,
        of_decided(_to_approval_min),
        Message("Time to an approval, calendar"),
        Message("Calendar minutes from acceptance to the decision, of cases not refused."),
        needs="approvals",
    ),
    metric(
        "lead_approved_mean",
        "workdays",
        "lower",
        TO_BE_DECIDED,
        of_decided(_to_approval_days),
        Message("Time to an approval"),
        Message("Working days from acceptance to the decision, of cases not refused."),
        needs="approvals",
    ),
    metric(
        "desk_work_per_case",
        "min",
        "lower",
        TO_BE_DECIDED,
        of_decided(_desk_work_min),
        Message("Officers' work, per case"),
        (
            Message(
                "Work done at desks on a decided case, that of files taken back included; "
                "meetings are meeting_hours."
            )
        ),
        needs="officers",
    ),
    metric(
        "cancelled_work_h",
        "h",
        "lower",
        DECIDED_A_DAY,
        per_day(_cancelled_hours),
        Message("Work broken off"),
        (
            Message(
                "Hours a working day on files of decided cases that were taken back before they "
                "were finished."
            )
        ),
        needs="withdrawing",
    ),
    metric(
        "sent_back_per_case",
        "number",
        "lower",
        TO_BE_DECIDED,
        of_decided(_sent_back),
        Message("Sent back, per case"),
        Message("How often desks send a decided case back to be corrected."),
        needs="sending back",
    ),
    metric(
        "clock_stopped_days",
        "workdays",
        "neutral",
        ACCEPTED,
        mean(_clock_stopped),
        Message("Limit's clock stopped"),
        Message("Working days that do not count towards the limit, per case accepted."),
        needs="approvals",
    ),
    metric(
        "trips_to_amend",
        "visits",
        "lower",
        TO_DONE,
        per_case(Purpose.AMEND),
        Message("Trips with files sent back, per case"),
        Message("Visits because a desk sent the file back, per case."),
        needs="sending back",
    ),
    metric(
        "trips_to_pay",
        "visits",
        "lower",
        TO_DONE,
        per_case(Purpose.PAY),
        Message("Trips to pay, per case"),
        Message("Visits to pay a fee during the approval, per case."),
        needs="payments",
    ),
)
