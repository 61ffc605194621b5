"""Metrics of windows and desks: how busy, how evenly, how long they work."""

from __future__ import annotations

import numpy as np

from hallsim.metrics.metric import Metric, metric
from hallsim.metrics.sample import Real, Sample, ratio
from hallsim.trace import NEVER
from hallsim.units import MS_PER_HOUR

NAN = float("nan")


def gini(values: Real) -> float:
    """Gini coefficient, sum |x_i - x_j| / (2 n^2 mean); 0 when all are equal (also all 0), nan of nothing."""
    n = len(values)
    if not n:
        return NAN
    ordered = np.sort(values)
    total = float(ordered.sum())
    if total <= 0:
        return 0.0
    rank = np.arange(1, n + 1)
    return float((2 * (rank * ordered).sum() / total - (n + 1)) / n)


def _utilisation(s: Sample) -> float:
    return ratio(float(s.busy_ms[s.windows].sum()), float(s.on_duty_ms[s.windows].sum()))


def calling_share(s: Sample) -> float:
    """Time windows wait for who was called, over time on duty."""
    return ratio(float(s.calling_ms[s.windows].sum()), float(s.on_duty_ms[s.windows].sum()))


def _desk_utilisation(s: Sample) -> float:
    return ratio(float(s.busy_ms[s.desks].sum()), float(s.on_duty_ms[s.desks].sum()))


def _max(s: Sample) -> float:
    return float(s.utilisations(s.windows).max(initial=-np.inf)) if len(s.utilisations(s.windows)) else NAN


def _min(s: Sample) -> float:
    return float(s.utilisations(s.windows).min(initial=np.inf)) if len(s.utilisations(s.windows)) else NAN


def _top3(s: Sample) -> float:
    work = np.sort(s.busy_ms[s.windows])
    return ratio(float(work[-3:].sum()), float(work.sum()))


def _staff_hours(s: Sample) -> float:
    return float(s.on_duty_ms[s.windows].sum() / MS_PER_HOUR)


def _overtime_hours(s: Sample) -> float:
    """Time windows stayed beyond the planned end of shifts that began from warm-up to horizon."""
    rows = s.trace.shifts
    counts = np.isin(rows["server"], s.windows) & (rows["from_ms"] >= s.from_ms) & (rows["from_ms"] < s.to_ms)
    left = np.where(rows["left_ms"] == NEVER, s.trace.end_ms, rows["left_ms"])
    return float(np.maximum(left - rows["to_ms"], 0)[counts].sum() / MS_PER_HOUR)


SERVERS: tuple[Metric, ...] = (
    metric("utilisation_mean", "share", "neutral", "windows", _utilisation,
           ("Utilisation", "窗口利用率"),
           ("Time windows serve, over time on duty.", "窗口办理时间占在岗时间的比例。")),
    metric("utilisation_max", "share", "lower", "windows", _max, ("Busiest window", "最忙窗口利用率"),
           ("Utilisation of the busiest window.", "最忙窗口的利用率。")),
    metric("utilisation_min", "share", "neutral", "windows", _min, ("Idlest window", "最闲窗口利用率"),
           ("Utilisation of the idlest window.", "最闲窗口的利用率。")),
    metric("utilisation_gini", "share", "lower", "windows", lambda s: gini(s.utilisations(s.windows)),
           ("Unevenness of windows (Gini)", "窗口忙闲不均（基尼系数）"),
           ("Gini coefficient of the windows' utilisation: 0 all alike.",
            "各窗口利用率的基尼系数，0 为完全均衡。")),
    metric("idle_share", "share", "lower", "windows", lambda s: 1.0 - _utilisation(s) - calling_share(s),
           ("Idle share", "窗口空闲比例"), ("Time on duty without a visitor.", "在岗而无人办理的时间比例。")),
    metric("top3_share", "share", "lower", "windows", _top3,
           ("Work of the busiest three windows", "最忙三窗口工作占比"),
           ("Share of all service time given by the three busiest windows.",
            "最忙三个窗口的办理时间占全部的比例。")),
    metric("staff_hours", "h", "lower", "windows", _staff_hours,
           ("Staff hours",
            "窗口在岗工时"), ("Hours on duty at windows, overtime included.", "窗口在岗小时数（含加班）。")),
    metric("overtime_hours", "h", "lower", "windows", _overtime_hours,
           ("Overtime hours", "窗口加班工时"),
           ("Hours worked at windows beyond the planned end of a shift.", "窗口超出排班的工作小时数。")),
    metric("desk_utilisation", "share", "neutral", "desks", _desk_utilisation,
           ("Desk utilisation", "审批科室利用率"),
           ("Time officers work on files, over time on duty.", "审批人员办件时间占在岗时间的比例。")),
)  # fmt: skip
