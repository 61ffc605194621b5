"""The calendar as a scenario writes it: days, working days, holidays, horizon."""

from __future__ import annotations

from typing import Literal

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import CalendarDate, ClockMs, DurationMs, WarmUp, WeekdaySet, Whole


class Calendar(Model):
    """Which days exist, which of them are working days, and which count in the metrics."""

    start: CalendarDate = key(
        "2026-01-05", en="First day of the simulation; its midnight is clock 0.", example="2026-03-02"
    )
    days: Whole | None = key(
        None, en="Length in calendar days (instead of weeks).", unit="days", example="20", ge=1, le=36600
    )
    weeks: Whole | None = key(
        None,
        en="Length in weeks (instead of days); 4 when no length is given.",
        unit="weeks",
        example="4",
        ge=1,
        le=5200,
    )
    length: DurationMs | None = key(
        None,
        en="Length to the millisecond from the midnight of the first day (instead of days or weeks); it may "
        "end within a day.",
        unit="duration",
        example="20 min",
        ge=1,
    )
    working_days: WeekdaySet = key(
        "mon-fri", en="Weekdays on which the hall works and citizens come.", example="mon-fri"
    )
    holidays: str = key(
        "none", en="Country code whose public holidays and adjusted workdays apply, or none.", example="CN"
    )
    closed: tuple[CalendarDate, ...] = key(
        (), en="Further dates on which the hall does not work.", example="[2026-04-07]"
    )
    open: tuple[CalendarDate, ...] = key(
        (), en="Dates on which it works although they are a weekend or holiday.", example="[2026-02-28]"
    )
    warm_up: WarmUp = key(
        0,
        en="Time at the start whose arrivals are left out of every metric: a number of days, or a duration.",
        unit="days or duration",
        example="5",
    )
    ending: Literal["stop", "drain"] = key(
        "stop",
        en="At the end of the horizon: stop, or drain (no new citizens, work goes on until all have ended).",
        example="drain",
    )
    workday: DurationMs = key(
        "8 h",
        en="Working time that one 'workday' stands for: of an officer's effort, and of time given in "
        "workdays.",
        unit="duration",
        example="7.5 h",
        ge=60_000,
        le=86_400_000,
    )
    workday_from: ClockMs = key(
        "09:00",
        en="Time of day at which the workday begins: time given in workdays passes, and parts of a working "
        "day in lead times count, from here for `workday`, whatever hours a design opens.",
        unit="time",
        example="08:30",
    )
