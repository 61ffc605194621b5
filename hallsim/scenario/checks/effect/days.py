"""Checks of what differs from day to day: factors that a source does not use."""

from __future__ import annotations

from datetime import date

from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.parsing.located import node_at
from hallsim.scenario.values.weekdays import parse_weekdays
from hallsim.scenario.world.arrivals import Arrivals
from hallsim.scenario.world.calendar import WorkingCalendar, build_calendar
from hallsim.scenario.world.calendar_model import Calendar
from hallsim.scenario.world.day_factors import after_holiday

DAY_KEYS = ("weekdays", "dates", "after_holiday", "day_cv")


def check_days(source: Arrivals, loc: Loc, calendar: WorkingCalendar | None, findings: Findings) -> None:
    """Warn of factors on days that do nothing: for exact times and intervals, or on days not worked."""
    without = None if source.process().has_factors else source.kind
    for key in DAY_KEYS:
        if without and findings.written((*loc, key)):
            findings.warning(
                (*loc, key), "arrivals.day_factors",
                f"{key} does nothing where {without} says when citizens come",
                "drop it, or give per_day, rate or rates",
                f"到达由 {without} 给出时，{key} 不起作用", "请删去，或改用 per_day、rate 或 rates",
            )  # fmt: skip
    if calendar is None or without:
        return
    for weekday in source.weekdays:
        if not (calendar.is_working & (calendar.weekday == weekday))[: calendar.n_days].any():
            findings.idle(
                _key_of(loc, "weekdays", weekday, findings), "no such day of the run is worked",
                "widen working_days of the calendar", "模拟期内没有这样的工作日", "放宽日历的 working_days",
            )  # fmt: skip
    for when in source.dates:
        _check_date(when, (*loc, "dates", when.isoformat()), calendar, findings)
    if source.after_holiday != 1 and not after_holiday(calendar).any():
        findings.idle(
            (*loc, "after_holiday"), "no day of the run follows a holiday", "write holidays in the calendar",
            "模拟期内没有节假日后的首个工作日", "在日历中写 holidays",
        )  # fmt: skip


def check_calendar_days(model: Calendar, calendar: WorkingCalendar, findings: Findings) -> None:
    """Dates listed in the calendar that change no day of it."""
    plain = build_calendar(model.model_copy(update={"closed": (), "open": ()}))
    for key, dates, works in (("closed", model.closed, False), ("open", model.open, True)):
        for i, when in enumerate(dates):
            day = calendar.day_of(when)
            known = 0 <= day < (calendar.n_days if model.ending == "stop" else len(plain.is_working))
            if not known:
                findings.warning(
                    ("world", "calendar", key, i), "calendar.dates",
                    f"{when} lies outside the run: it changes nothing",
                    "check the date against start and length",
                    f"{when} 不在模拟期内，不起作用", "请核对日期与日历的起止",
                )  # fmt: skip
            elif bool(plain.is_working[day]) == works:
                findings.warning(
                    ("world", "calendar", key, i), "calendar.dates",
                    f"{when} is {'worked' if works else 'not worked'} anyway: it changes nothing",
                    "check the date, or drop it",
                    f"{when} 本来就{'是' if works else '不是'}工作日，不起作用", "请核对日期，或删去",
                )  # fmt: skip


def _check_date(when: date, loc: Loc, calendar: WorkingCalendar, findings: Findings) -> None:
    day = calendar.day_of(when)
    if not 0 <= day < calendar.n_days:
        findings.warning(
            loc, "arrivals.dates", f"{when} lies outside the calendar: its factor does nothing",
            "check the date against calendar.start and its length",
            f"{when} 不在日历范围内，其系数不起作用", "请核对日期与日历的起止",
        )  # fmt: skip
    elif not calendar.is_working[day]:
        findings.warning(
            loc, "arrivals.dates", f"{when} is no working day: its factor does nothing",
            "list it under open in the calendar, or name another date",
            f"{when} 不是工作日，其系数不起作用", "请在日历的 open 中列出，或改写日期",
        )  # fmt: skip


def _key_of(loc: Loc, key: str, weekday: int, findings: Findings) -> Loc:
    """Where the factor of a weekday stands: under a name of its own, or with others."""
    node = node_at(findings.tree, (*loc, key))
    names = list(node.value) if node is not None and isinstance(node.value, dict) else []
    return next(((*loc, key, name) for name in names if weekday in parse_weekdays(name)), (*loc, key))
