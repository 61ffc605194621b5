"""Weekly hours as people write them: `09:00-17:00`, a list of spans, `always`, or spans by weekday."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, WithJsonSchema

from hallsim.scenario.weekdays import WEEKDAYS, parse_weekdays
from hallsim.units import UnitError, format_ms_of_day, parse_clock_range

Span = tuple[int, int]
Spans = tuple[Span, ...]

_ZH: Final = "一二三四五六日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Hours of a week, applied to working days only unless `always`.

    Attributes:
        by_weekday: for Monday to Sunday the (start_ms, end_ms) spans of the day, sorted and disjoint.
        always: day and night, non-working days too (`by_weekday` then spans whole days).
        named: weekdays that the scenario speaks about; all seven unless spans were given by weekday.
        adjusted: spans of an adjusted working day (a worked weekend) whose weekday is not in `named`:
            those of the first weekday written, as such a day replaces an ordinary one.
    """

    by_weekday: tuple[Spans, ...]
    always: bool = False
    named: frozenset[int] = frozenset(range(7))
    adjusted: Spans = ()

    def spans(self, weekday: int, *, ordinary: bool = True) -> Spans:
        """Spans of a working day; `ordinary` is False on a worked day outside the weekly working days."""
        return self.by_weekday[weekday] if ordinary or weekday in self.named else self.adjusted


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
    return Hours(by_weekday=(spans,) * 7, adjusted=spans)


def _parse_week(value: Mapping[Any, object]) -> Hours:
    week: dict[int, Spans] = {}
    for key, spans_text in value.items():
        spans = _parse_day(spans_text)
        for weekday in sorted(parse_weekdays(key)):
            if weekday in week:
                raise UnitError(
                    f"hours of {WEEKDAYS[weekday]} are given twice", "name each weekday once",
                    f"周{_ZH[weekday]}的时间写了两次", "每个星期几只写一次",
                )  # fmt: skip
            week[weekday] = spans
    if not week:
        raise UnitError(
            "no hours are given", "write hours such as 09:00-17:00, or always",
            "没有写时间", "请写 09:00-17:00 或 always",
        )  # fmt: skip
    return Hours(
        by_weekday=tuple(week.get(weekday, ()) for weekday in range(7)),
        named=frozenset(week),
        adjusted=next(iter(week.values())),
    )


def _parse_day(value: object) -> Spans:
    """One day's spans, sorted, touching ones kept apart; `closed` or an empty list for none."""
    if isinstance(value, str) and _word(value) in ("closed", "关闭", "休息", "不上班"):
        return ()
    texts = value if isinstance(value, list | tuple) else [value]
    if len(texts) > 1000:
        raise UnitError(
            "more than 1000 spans in one day", "write fewer spans", "一天超过 1000 个时段", "请减少时段"
        )  # fmt: skip
    spans = tuple(sorted(parse_clock_range(text) for text in texts))
    for earlier, later in pairwise(spans):
        if later[0] < earlier[1]:
            one, two = ("-".join(map(format_ms_of_day, span)) for span in (earlier, later))
            raise UnitError(
                f"{one} and {two} overlap", "write spans that do not overlap",
                f"{one} 与 {two} 重叠", "请写互不重叠的时段",
            )  # fmt: skip
    return spans


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
