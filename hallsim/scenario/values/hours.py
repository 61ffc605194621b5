"""Weekly hours as people write them: `09:00-17:00`, a list of spans, `always`, or spans by weekday.

`23:00-02:00` ends on the next day: it is of the day on which it begins.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, WithJsonSchema

from hallsim.scenario.values.weekdays import each_weekday
from hallsim.text.message import Message
from hallsim.units import MS_PER_DAY, UnitError, format_clock_range, parse_clock_range

Span = tuple[int, int]
Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Hours of a week, applied to working days only unless `always`.

    Attributes:
        by_weekday: for Monday to Sunday the (start_ms, end_ms) spans that begin on it, sorted and disjoint;
            the last may end on the next day.
        always: day and night, non-working days too (`by_weekday` then spans whole days).
        named: weekdays that the scenario speaks about; all seven unless spans were given by weekday.
        adjusted: spans of an adjusted working day (a worked weekend) whose weekday is not in `named`:
            those of the first weekday written, as such a day replaces an ordinary one.
        weekend: for Monday to Sunday the spans of an adjusted working day, where hours within others have
            other ones than `named` and `adjusted` say.
    """

    by_weekday: tuple[Spans, ...]
    always: bool = False
    named: frozenset[int] = frozenset(range(7))
    adjusted: Spans = ()
    weekend: tuple[Spans, ...] | None = None

    def within(self, outer: Hours) -> Hours:
        """The same hours inside others: in `23:00-02:00`, `00:30-01:00` is of the night before."""
        spans = tuple(map(_of_the_night, self.by_weekday, outer.by_weekday))
        found = replace(
            self, by_weekday=spans, adjusted=_of_the_night(self.adjusted, outer.adjusted), weekend=None
        )
        return found.with_weekend(tuple(map(_of_the_night, self.adjusted_week(), outer.adjusted_week())))

    def adjusted_week(self) -> tuple[Spans, ...]:
        """For Monday to Sunday, the spans of such a day worked outside the weekly working days."""
        if self.weekend is not None:
            return self.weekend
        return tuple(self.by_weekday[day] if day in self.named else self.adjusted for day in range(7))

    def with_weekend(self, week: tuple[Spans, ...]) -> Hours:
        """The same hours with these on adjusted working days; hours that are alike stay equal."""
        plain = replace(self, weekend=None)
        return plain if plain.adjusted_week() == week else replace(self, weekend=week)

    def spans(self, weekday: int, *, ordinary: bool = True) -> Spans:
        """Spans of a working day; `ordinary` is False on a worked day outside the weekly working days."""
        return self.by_weekday[weekday] if ordinary else self.adjusted_week()[weekday]


def _of_the_night(spans: Spans, outer: Spans) -> Spans:
    """Spans of a day; a day later those that begin in the part of `outer` past midnight."""
    ends = outer[-1][1] - MS_PER_DAY if outer else 0
    if ends <= 0:
        return spans
    tonight = [
        start < ends and not any(start < there[1] and there[0] < end for there in outer)
        for start, end in spans
    ]
    return tuple(
        sorted(
            (start + MS_PER_DAY, end + MS_PER_DAY) if late else (start, end)
            for (start, end), late in zip(spans, tonight, strict=True)
        )
    )


ALWAYS: Final = Hours(by_weekday=(((0, 86_400_000),),) * 7, always=True, adjusted=((0, 86_400_000),))


def parse_hours(value: object) -> Hours:
    """Weekly hours from a text, a list of texts, or a mapping of weekdays to either.  UnitError otherwise."""
    if isinstance(value, Hours):
        return value
    if isinstance(value, str) and _word(value) in ("always", "24/7", "全天", "全天候"):
        return ALWAYS
    if isinstance(value, Mapping):
        return _parse_week(value)
    spans = _parse_day(value)
    return _disjoint(Hours(by_weekday=(spans,) * 7, adjusted=spans))


def _parse_week(value: Mapping[Any, object]) -> Hours:
    named = {names: _parse_day(spans) for names, spans in value.items()}
    week = each_weekday(named, Message("hours"))
    if not week:
        raise UnitError(Message("no hours are given"), Message("write hours such as 09:00-17:00, or always"))
    return _disjoint(
        Hours(
            by_weekday=tuple(week.get(weekday, ()) for weekday in range(7)),
            named=frozenset(week),
            adjusted=next(iter(week.values())),
        )
    )


def _disjoint(hours: Hours) -> Hours:
    """The hours, when no day's night runs into the next day's spans.  UnitError otherwise."""
    for today, tomorrow in zip(hours.by_weekday, hours.by_weekday[1:] + hours.by_weekday[:1], strict=True):
        if today and tomorrow and today[-1][1] - MS_PER_DAY > tomorrow[0][0]:
            raise _overlap(today[-1], tomorrow[0])
    return hours


def _overlap(one: Span, two: Span) -> UnitError:
    first, second = format_clock_range(*one), format_clock_range(*two)
    return UnitError(
        Message("{first} and {second} overlap", first=first, second=second),
        Message("write spans that do not overlap"),
    )


def _parse_day(value: object) -> Spans:
    """One day's spans, sorted, touching ones kept apart; `closed` or an empty list for none."""
    if isinstance(value, str) and is_closed(value):
        return ()
    texts = value if isinstance(value, list | tuple) else [value]
    if len(texts) > 1000:
        raise UnitError(Message("more than 1000 spans in one day"), Message("write fewer spans"))
    spans = tuple(sorted(parse_clock_range(text, past_midnight=True) for text in texts))
    for earlier, later in pairwise(spans):
        if later[0] < earlier[1]:
            raise _overlap(earlier, later)
    return spans


def is_closed(text: str) -> bool:
    """Whether a text says that there are no hours on a day."""
    return _word(text) in ("closed", "关闭", "休息", "不上班")


def _word(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


_SPAN_SCHEMA: Final[dict[str, Any]] = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
}
WeeklyHours = Annotated[
    Hours,
    BeforeValidator(parse_hours),
    WithJsonSchema(
        {"anyOf": [*_SPAN_SCHEMA["anyOf"], {"type": "object", "additionalProperties": _SPAN_SCHEMA}]}
    ),
]
