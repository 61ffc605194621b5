"""Metrics of limits: how much of them was used, how far they were missed, what was approved unexamined."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from hallsim.audit.spans import Int
from hallsim.metrics.matter_metrics import is_late, promised_decided
from hallsim.metrics.metric import Metric, metric
from hallsim.metrics.sample import Real, Sample, mean, quantile, ratio
from hallsim.trace import NEVER


def _limited(s: Sample) -> Int:
    """Rows of the promised cases decided that had a limit."""
    rows = promised_decided(s)
    return np.asarray(rows[s.trace.matters["due_ms"][rows] != NEVER])


def _used(s: Sample) -> Real:
    """Working days from acceptance to decision over those of the limit."""
    rows = _limited(s)
    limit = np.array(s.trace.names.service_limit_workdays, np.float64)[s.trace.matters["service"][rows]]
    return np.asarray(s.lead_workdays(rows, "accepted_ms", "decided_ms") / limit)


def _overdue_share(s: Sample) -> float:
    m = s.trace.matters
    judged = (m["due_ms"] != NEVER) & ((m["decided_ms"] != NEVER) | is_late(s))
    return mean(is_late(s)[s.cases[judged[s.cases]]])


def _days_overdue(s: Sample) -> Real:
    """Working days beyond the limit, of the overdue cases; until the run's stop when undecided."""
    m = s.trace.matters
    rows = s.cases[is_late(s)[s.cases]]
    decided = np.where(m["decided_ms"][rows] == NEVER, s.trace.end_ms, m["decided_ms"][rows])
    return np.asarray(s.workdays_at(decided) - s.workdays_at(m["due_ms"][rows]))


def _deemed(s: Sample) -> Int:
    """Rows of the table of deemed approvals that count."""
    counts = np.isin(s.trace.deemed["matter"], _limited(s))
    return np.flatnonzero(counts)


def _deemed_share(s: Sample) -> float:
    return ratio(float(len(_deemed(s))), float(len(_limited(s))))


def _unexamined_share(s: Sample) -> float:
    steps = np.array(s.trace.names.service_steps or (0,) * len(s.trace.names.services), np.int64)
    asked = steps[s.trace.matters["service"][_limited(s)]]
    return ratio(float(s.trace.deemed["n_unexamined"][_deemed(s)].sum()), float(asked.sum()))


def _warned_share(s: Sample) -> float:
    m = s.trace.matters
    limited = s.cases[m["due_ms"][s.cases] != NEVER]
    return mean(np.isin(limited, s.trace.warned["matter"]))


def _of(values: Callable[[Sample], Real], share: float | None = None) -> Callable[[Sample], float]:
    return lambda s: mean(values(s)) if share is None else quantile(values(s), share)


LIMITS: tuple[Metric, ...] = (
    metric("limit_used_mean", "share", "lower", "matters", _of(_used),
           ("Limit used", "时限用去比例"),
           ("Working days from acceptance to the decision over the limit, of promised cases decided.",
            "承诺件自受理到办结的工作日数与承诺时限之比。")),
    metric("limit_used_p90", "share", "lower", "matters", _of(_used, 0.9),
           ("Limit used, 90th percentile", "时限用去比例 90 分位"),
           ("Nine of ten promised cases decided use no more.", "九成已办结承诺件不超过此值。")),
    metric("overdue_share", "share", "lower", "matters", _overdue_share,
           ("Overdue", "逾期率"),
           ("Share decided after the limit, or undecided when it has passed, of cases decided or overdue.",
            "已办结或已逾期办件中逾期者的比例。")),
    metric("overdue_days_mean", "workdays", "lower", "matters", _of(_days_overdue),
           ("Days overdue", "逾期工作日"),
           ("Working days beyond the limit, of the overdue cases.", "逾期办件超出时限的工作日数。")),
    metric("overdue_days_p90", "workdays", "lower", "matters", _of(_days_overdue, 0.9),
           ("Days overdue, 90th percentile", "逾期工作日 90 分位"),
           ("Nine of ten overdue cases are late by no more.", "九成逾期办件不超过此值。")),
    metric("warned_share", "share", "neutral", "matters", _warned_share,
           ("Warned", "预警比例"),
           ("Share of the cases with a running limit that the countdown warned.",
            "有时限办件中被预警的比例。")),
    metric("deemed_share", "share", "lower", "matters", _deemed_share,
           ("Deemed approved", "超时默许比例"),
           ("Share of the promised cases decided that counted as approved because the limit was over.",
            "已办结承诺件中因超时视为批准的比例。")),
    metric("unexamined_share", "share", "lower", "matters", _unexamined_share,
           ("Steps unexamined", "未审环节比例"),
           ("Share of the steps of promised cases decided not examined when the certificate issued.",
            "已办结承诺件的审批环节中发证时尚未审查的比例。")),
)  # fmt: skip
