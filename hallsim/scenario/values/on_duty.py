"""How many windows are staffed from which time on: `{08:30: 6, 10:00: 9, 12:00: 5}`, or such by weekday."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, WithJsonSchema

from hallsim.scenario.values.hours import Hours, Span, Spans
from hallsim.scenario.values.weekdays import each_weekday
from hallsim.text.message import Message
from hallsim.units import MS_PER_DAY, UnitError, parse_clock

Steps = tuple[tuple[int, int], ...]
"""(from_ms, n) by time: so many from then on, nobody before the first."""
MOST: Final = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """Numbers of windows by time of day, within the hours of the group.

    Attributes:
        by_weekday: for Monday to Sunday.
        named, adjusted: as in `Hours`.
    """

    by_weekday: tuple[Steps, ...]
    named: frozenset[int] = frozenset(range(7))
    adjusted: Steps = ()

    @property
    def n_windows(self) -> int:
        """The most that are ever staffed."""
        return max((n for steps in (*self.by_weekday, self.adjusted) for _, n in steps), default=0)

    def hours(self, number: int, frame: Hours) -> Hours:
        """When window `number` (from 0) is staffed within the group's hours."""
        by_weekday = tuple(
            _staffed(number, *both) for both in zip(self.by_weekday, frame.by_weekday, strict=True)
        )
        adjusted = _staffed(number, self.adjusted, frame.adjusted)
        own = (self.by_weekday[day] if day in self.named else self.adjusted for day in range(7))
        weekend = tuple(_staffed(number, *both) for both in zip(own, frame.adjusted_week(), strict=True))
        found = Hours(by_weekday=by_weekday, named=self.named & frame.named, adjusted=adjusted)
        return found.with_weekend(weekend)


def _staffed(number: int, steps: Steps, frame: Spans) -> Spans:
    """When more than `number` are staffed in the hours that begin on a day."""
    if not frame:
        return ()
    begins, ends = frame[0][0], frame[-1][1]
    later = [(t + MS_PER_DAY if t < begins and t < ends - MS_PER_DAY else t, n) for t, n in steps]
    found: list[Span] = []
    for (start, n), (end, _) in pairwise([*sorted(later), (ends, 0)]):
        if n > number:
            found += [(max(start, a), min(end, b)) for a, b in frame if max(start, a) < min(end, b)]
    return _joined(sorted(found))


def _joined(spans: list[Span]) -> Spans:
    found: list[Span] = []
    for start, end in spans:
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def parse_on_duty(value: object) -> OnDuty:
    """Numbers by time, or by weekday and time.  UnitError otherwise."""
    if isinstance(value, OnDuty):
        return value
    if not isinstance(value, Mapping) or not value:
        raise UnitError(
            Message("no numbers by time are given"), Message("write for example {08:30: 6, 10:00: 9}")
        )
    by_time = [_is_clock(key) for key in value]
    if all(by_time):
        steps = _parse_steps(value)
        return OnDuty(by_weekday=(steps,) * 7, adjusted=steps)
    if any(by_time):
        raise UnitError(
            Message("times and weekdays stand side by side"),
            Message(
                "write times only, or weekdays with times: {mon: {08:30: 8}, tue-fri: {08:30: "
                "6}}; with replace: true where the other is said in the design it is based on"
            ),
        )
    named = {names: _parse_steps(steps) for names, steps in value.items()}
    week = each_weekday(named, Message("the numbers"))
    return OnDuty(
        by_weekday=tuple(week.get(weekday, ()) for weekday in range(7)),
        named=frozenset(week),
        adjusted=next(iter(week.values())),
    )


def _is_clock(key: object) -> bool:
    return str(key).strip()[:1].isdigit()


def _parse_steps(value: object) -> Steps:
    """One day's numbers; a bare number holds all day."""
    if not isinstance(value, Mapping):
        return ((0, _number(value)),)
    steps: dict[int, int] = {}
    for key, number in value.items():
        time_ms = parse_clock(key)
        if time_ms in steps:
            raise UnitError(Message("{key} is given twice", key=key), Message("write each time once"))
        steps[time_ms] = _number(number)
    return tuple(sorted(steps.items()))


def _number(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST:
        return value
    raise UnitError(
        Message("{value!r} is not a number of windows", value=str(value)[:40]),
        Message("write a whole number from 0 to {most}", most=MOST),
    )


_STEPS_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "propertyNames": {"pattern": "^\\s*[0-9０-９]"},
    "additionalProperties": {"type": "integer", "minimum": 0, "maximum": MOST},
}
OnDutyField = Annotated[
    OnDuty,
    BeforeValidator(parse_on_duty),
    WithJsonSchema(
        {
            "anyOf": [
                _STEPS_SCHEMA,
                {
                    "type": "object",
                    "propertyNames": {"not": {"pattern": "^\\s*[0-9０-９]"}},
                    "additionalProperties": {"anyOf": [_STEPS_SCHEMA, _STEPS_SCHEMA["additionalProperties"]]},
                },
            ]
        }
    ),
]
