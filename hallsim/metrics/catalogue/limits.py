"""Metrics of limits: how much of them was used, how far they were missed, what was approved unexamined."""

from __future__ import annotations

import numpy as np

from hallsim.audit.spans import Int
from hallsim.metrics.catalogue.matters import lead_accept, reached
from hallsim.metrics.definition.judged import OfJudged
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.population import JUDGED, OVERDUE, TO_DECISION_LIMITED, WITH_LIMIT
from hallsim.metrics.definition.sample import Mask, Real, Sample
from hallsim.metrics.definition.statistic import Duration, mean, quantile, ratio
from hallsim.text.message import Message
from hallsim.trace.model import NEVER


def _used(s: Sample, rows: Int) -> Real:
    """(matters,) working days from acceptance to the decision, or so far, over those of the limit."""
    limit = np.array(s.trace.names.service_limit_workdays, np.float64)[s.trace.matters["service"][rows]]
    return np.asarray(lead_accept(s, rows) / limit)


def _days_overdue(s: Sample, rows: Int) -> Real:
    """(matters,) working days beyond the last day of the limit, as the limit counts them; so far when
    undecided.
    """
    m = s.trace.matters
    # a run that stops at midnight has not begun the day that follows
    decided = np.where(m["decided_ms"][rows] == NEVER, s.trace.end_ms - 1, m["decided_ms"][rows])
    return s.whole_workdays(m["due_ms"][rows] - 1, decided)


def _deemed(s: Sample, rows: Int) -> Mask:
    return np.isin(rows, s.trace.deemed["matter"])


def _unexamined(s: Sample, rows: Int) -> Int:
    """(matters,) steps not examined when the certificate issued."""
    total = np.zeros(len(s.trace.matters["matter"]), np.int64)
    total[s.trace.deemed["matter"]] = s.trace.deemed["n_unexamined"]
    return total[rows]


def _steps(s: Sample, rows: Int) -> Int:
    steps = np.array(s.trace.names.service_steps or (0,) * len(s.trace.names.services), np.int64)
    return np.asarray(steps[s.trace.matters["service"][rows]])


LIMITS: tuple[Metric, ...] = (
    metric(
        "limit_used_mean",
        "share",
        "lower",
        TO_DECISION_LIMITED,
        Duration(_used, reached("decided_ms")),
        Message("Limit used"),
        Message("Working days from acceptance to the decision over the limit, of promised cases."),
    ),
    metric(
        "limit_used_p90",
        "share",
        "lower",
        TO_DECISION_LIMITED,
        Duration(_used, reached("decided_ms"), 0.9),
        Message("Limit used, 90th percentile"),
        Message("Nine of ten promised cases use no more."),
    ),
    metric(
        "overdue_share",
        "share",
        "lower",
        JUDGED,
        OfJudged(mean(lambda s, rows: s.is_late[rows])),
        Message("Overdue"),
        Message("Share decided after the limit, or still in approval when it had passed."),
        paired=True,
    ),
    metric(
        "overdue_days_mean",
        "workdays",
        "lower",
        OVERDUE,
        OfJudged(mean(_days_overdue)),
        Message("Days overdue"),
        Message("Working days by date beyond the last day of the limit, of the overdue cases."),
        paired=True,
    ),
    metric(
        "overdue_days_p90",
        "workdays",
        "lower",
        OVERDUE,
        OfJudged(quantile(_days_overdue, 0.9)),
        Message("Days overdue, 90th percentile"),
        Message("Nine of ten overdue cases are late by no more."),
        paired=True,
    ),
    metric(
        "warned_share",
        "share",
        "neutral",
        WITH_LIMIT,
        OfJudged(mean(lambda s, rows: np.isin(rows, s.trace.warned["matter"]))),
        Message("Warned"),
        Message(
            "Share of the cases with a running limit that the countdown warned; where the run stops early "
            "only limits that were over by then count."
        ),
        needs="warnings",
    ),
    metric(
        "deemed_share",
        "share",
        "lower",
        JUDGED,
        OfJudged(mean(_deemed)),
        Message("Deemed approved"),
        Message("Share that counted as approved because the limit was over."),
        paired=True,
        needs="deemed approval",
    ),
    metric(
        "unexamined_share",
        "share",
        "lower",
        JUDGED,
        OfJudged(ratio(_unexamined, _steps)),
        Message("Steps unexamined"),
        Message("Share of the steps of approvals not examined when the certificate issued."),
        paired=True,
        needs="deemed approval",
    ),
)
