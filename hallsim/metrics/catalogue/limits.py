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
    metric("limit_used_mean", "share", "lower", TO_DECISION_LIMITED, Duration(_used, reached("decided_ms")),
           ("Limit used", "时限用去比例"),
           ("Working days from acceptance to the decision over the limit, of promised cases.",
            "承诺件自受理到办结的工作日数与承诺时限之比。")),
    metric("limit_used_p90", "share", "lower", TO_DECISION_LIMITED,
           Duration(_used, reached("decided_ms"), 0.9),
           ("Limit used, 90th percentile", "时限用去比例 90 分位"),
           ("Nine of ten promised cases use no more.", "九成承诺件不超过此值。")),
    metric("overdue_share", "share", "lower", JUDGED, OfJudged(mean(lambda s, rows: s.is_late[rows])),
           ("Overdue", "逾期率"),
           ("Share decided after the limit, or still in approval when it had passed.",
            "逾期作出决定，或到期仍在审批的比例。"), paired=True),
    metric("overdue_days_mean", "workdays", "lower", OVERDUE, OfJudged(mean(_days_overdue)),
           ("Days overdue", "逾期工作日"),
           ("Working days by date beyond the last day of the limit, of the overdue cases.",
            "逾期办件超出时限最后一日的工作日数（按日期计）。"), paired=True),
    metric("overdue_days_p90", "workdays", "lower", OVERDUE, OfJudged(quantile(_days_overdue, 0.9)),
           ("Days overdue, 90th percentile", "逾期工作日 90 分位"),
           ("Nine of ten overdue cases are late by no more.", "九成逾期办件不超过此值。"), paired=True),
    metric("warned_share", "share", "neutral", WITH_LIMIT,
           mean(lambda s, rows: np.isin(rows, s.trace.warned["matter"])),
           ("Warned", "预警比例"),
           ("Share of the cases with a running limit that the countdown warned.",
            "有时限办件中被预警的比例。"),
           needs="warnings"),
    metric("deemed_share", "share", "lower", JUDGED, OfJudged(mean(_deemed)),
           ("Deemed approved", "超时默许比例"),
           ("Share that counted as approved because the limit was over.",
            "因超时视为批准的比例。"), paired=True,
           needs="deemed approval"),
    metric("unexamined_share", "share", "lower", JUDGED, OfJudged(ratio(_unexamined, _steps)),
           ("Steps unexamined", "未审环节比例"),
           ("Share of the steps of approvals not examined when the certificate issued.",
            "审批环节中发证时尚未审查的比例。"), paired=True,
           needs="deemed approval"),
)  # fmt: skip
