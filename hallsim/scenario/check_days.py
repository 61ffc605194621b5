"""Checks of what differs from day to day: factors that a source does not use."""

from __future__ import annotations

from hallsim.scenario.arrivals import Arrivals
from hallsim.scenario.calendar import WorkingCalendar
from hallsim.scenario.findings import Findings, Loc

DAY_KEYS = ("weekdays", "dates", "after_holiday", "day_cv")


def check_days(source: Arrivals, loc: Loc, calendar: WorkingCalendar | None, findings: Findings) -> None:
    """Warn of factors on days that do nothing: for exact times and intervals, or beyond the calendar."""
    kind = "interval" if source.interval is not None else "times" if source.times else None
    for key in DAY_KEYS:
        if kind and findings.written((*loc, key)):
            findings.warning(
                (*loc, key), "arrivals.day_factors",
                f"{key} does nothing where {kind} says when citizens come",
                "drop it, or give per_day, rate or rates",
                f"到达由 {kind} 给出时，{key} 不起作用", "请删去，或改用 per_day、rate 或 rates",
            )  # fmt: skip
    outside = [day for day in source.dates if calendar and not 0 <= calendar.day_of(day) < calendar.n_days]
    for day in outside[:5]:
        findings.warning(
            (*loc, "dates"), "arrivals.dates", f"{day} lies outside the calendar: its factor does nothing",
            "check the date against calendar.start and its length",
            f"{day} 不在日历范围内，其系数不起作用", "请核对日期与日历的起止",
        )  # fmt: skip
