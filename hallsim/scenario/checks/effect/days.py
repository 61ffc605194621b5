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
from hallsim.text.message import Message

DAY_KEYS = ("weekdays", "dates", "after_holiday", "day_cv")


def check_days(source: Arrivals, loc: Loc, calendar: WorkingCalendar | None, findings: Findings) -> None:
    """Warn of factors on days that do nothing: for exact times and intervals, or on days not worked."""
    without = None if source.process().has_factors else source.kind
    for key in DAY_KEYS:
        if without and findings.written((*loc, key)):
            findings.warning(
                (*loc, key),
                "arrivals.day_factors",
                Message(
                    "{key} does nothing where {without} says when citizens come", key=key, without=without
                ),
                Message("drop it, or give per_day, rate or rates"),
            )
    if calendar is None or without:
        return
    for weekday in source.weekdays:
        if not (calendar.is_working & (calendar.weekday == weekday))[: calendar.n_days].any():
            findings.idle(
                _key_of(loc, "weekdays", weekday, findings),
                Message("no such day of the run is worked"),
                Message("widen working_days of the calendar"),
            )
    for when in source.dates:
        _check_date(when, (*loc, "dates", when.isoformat()), calendar, findings)
    if source.after_holiday != 1 and not after_holiday(calendar).any():
        findings.idle(
            (*loc, "after_holiday"),
            Message("no day of the run follows a holiday"),
            Message("write holidays in the calendar"),
        )


def check_calendar_days(model: Calendar, calendar: WorkingCalendar, findings: Findings) -> None:
    """Dates listed in the calendar that change no day of it."""
    plain = build_calendar(model.model_copy(update={"closed": (), "open": ()}))
    for key, dates, works in (("closed", model.closed, False), ("open", model.open, True)):
        for i, when in enumerate(dates):
            day = calendar.day_of(when)
            known = 0 <= day < (calendar.n_days if model.ending == "stop" else len(plain.is_working))
            if not known:
                findings.warning(
                    ("world", "calendar", key, i),
                    "calendar.dates",
                    Message("{when} lies outside the run: it changes nothing", when=when),
                    Message("check the date against start and length"),
                )
            elif bool(plain.is_working[day]) == works:
                findings.warning(
                    ("world", "calendar", key, i),
                    "calendar.dates",
                    Message(
                        "{when} is {so} anyway: it changes nothing",
                        when=when,
                        so=Message("worked") if works else Message("not worked"),
                    ),
                    Message("check the date, or drop it"),
                )


def _check_date(when: date, loc: Loc, calendar: WorkingCalendar, findings: Findings) -> None:
    day = calendar.day_of(when)
    if not 0 <= day < calendar.n_days:
        findings.warning(
            loc,
            "arrivals.dates",
            Message("{when} lies outside the calendar: its factor does nothing", when=when),
            Message("check the date against calendar.start and its length"),
        )
    elif not calendar.is_working[day]:
        findings.warning(
            loc,
            "arrivals.dates",
            Message("{when} is no working day: its factor does nothing", when=when),
            Message("list it under open in the calendar, or name another date"),
        )


def _key_of(loc: Loc, key: str, weekday: int, findings: Findings) -> Loc:
    """Where the factor of a weekday stands: under a name of its own, or with others."""
    node = node_at(findings.tree, (*loc, key))
    names = list(node.value) if node is not None and isinstance(node.value, dict) else []
    return next(((*loc, key, name) for name in names if weekday in parse_weekdays(name)), (*loc, key))
