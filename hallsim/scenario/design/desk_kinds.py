"""Desks other than a room of officers: meetings, and teams that go to the site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, WithJsonSchema

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import ClockMs, DurationMs, Whole
from hallsim.scenario.values.weekdays import parse_weekdays
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.text.message import Message
from hallsim.units import MS_PER_DAY, MS_PER_MIN, Duration, UnitError, parse_duration

MeetingDays = frozenset[int] | Duration


def parse_meeting_days(value: object) -> MeetingDays:
    """`wed`, `[mon, thu]`, `daily`, or an interval such as `10 workdays`, `14 days`, `30 min`."""
    if isinstance(value, frozenset | Duration):
        return value
    if isinstance(value, str) and value.strip().casefold() in ("daily", "每天", "每日"):
        return frozenset(range(7))
    if isinstance(value, str) and value.strip()[:1].isdigit():
        found = parse_duration(value)
        whole = found.unit not in ("workdays", "days", "weeks") or found.value.denominator == 1
        if found.value <= 0 or not whole or _is_too_often(found):
            raise UnitError(
                Message("a meeting every {interval} is not possible", interval=value.strip()[:30]),
                Message("write for example 10 workdays"),
            )
        return found
    return parse_weekdays(value)


def _is_too_often(every: Duration) -> bool:
    return every.unit != "workdays" and every.to_ms(None) < MS_PER_MIN


MeetingDaysField = Annotated[
    MeetingDays,
    BeforeValidator(parse_meeting_days),
    WithJsonSchema({
        "description": "weekdays, daily, or an interval",
        "anyOf": [{"type": "string", "examples": ["wed", "daily", "10 workdays"]},
                  {"type": "array", "items": {"type": "string"}}],
    }),
]  # fmt: skip


class Meeting(Model):
    """Files of the desk are heard at meetings: a number at each, the others wait for the next."""

    on: MeetingDaysField = key(
        ...,
        en="Weekdays (on working days only), daily, or an interval in workdays, days or minutes.",
        example="wed",
    )
    at: ClockMs = key("09:00", en="When a meeting begins.", unit="time", example="14:00")
    capacity: Whole | None = key(
        None,
        en="Files heard at one meeting; no limit when absent.",
        unit="files",
        example="12",
        ge=1,
        le=10_000,
    )
    length: DurationMs = key(
        "0 min",
        en="How long a meeting takes; all its files are decided at its end.",
        unit="duration",
        example="2 h",
        ge=0,
        le=86_400_000,
    )

    members: Whole = key(
        0,
        en="People who sit at a meeting at which files are heard; paid as officers.",
        unit="people",
        example="9",
        ge=0,
        le=1_000,
    )

    def times(self, calendar: WorkingCalendar) -> NDArray[np.int64]:
        """(k,) when meetings begin, over all days of the calendar."""
        n_days = len(calendar.is_working)
        if isinstance(self.on, Duration):
            return np.fromiter(_every(self.on, self.at, calendar, n_days * MS_PER_DAY), np.int64)
        days = np.flatnonzero(calendar.is_working & np.isin(calendar.weekday, sorted(self.on)))
        return (days * MS_PER_DAY + self.at).astype(np.int64)


def _every(interval: Duration, at_ms: int, calendar: WorkingCalendar, last_ms: int) -> Iterator[int]:
    """Every n-th working day from day 0, every n-th day, or at an interval in ms from midnight."""
    if interval.unit == "workdays":
        days = np.flatnonzero(calendar.is_working)[int(interval.value) - 1 :: int(interval.value)]
        yield from (days * MS_PER_DAY + at_ms).tolist()
    elif interval.unit in ("days", "weeks"):
        step = interval.to_ms(None)
        yield from range(step - MS_PER_DAY + at_ms, last_ms, step)
    else:
        step = max(interval.to_ms(None), 1)
        yield from range(step, last_ms, step)


class SiteVisits(Model):
    """The officers of the desk are teams that go to a site for each file."""

    travel: DurationMs = key(
        "0 min",
        en="Time on the way, out and back, for every inspection; it occupies the team.",
        unit="duration",
        example="45 min",
        ge=0,
        le=86_400_000,
    )
    per_day: Whole | None = key(
        None,
        en="Inspections that one team begins in a day at most; no limit when absent.",
        unit="inspections",
        example="4",
        ge=1,
        le=1_000,
    )
