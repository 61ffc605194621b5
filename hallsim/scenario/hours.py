"""Weekly hours as people write them: `09:00-17:00`, a list of spans, `always`, or spans by weekday."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, WithJsonSchema

from hallsim.units import UnitError, format_ms_of_day, parse_clock_range

Span = tuple[int, int]
Spans = tuple[Span, ...]

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ZH: Final = ("一", "二", "三", "四", "五", "六", "日")
_INDEX: Final[dict[str, int]] = (
    {name: i for names in (WEEKDAYS, _FULL_NAMES) for i, name in enumerate(names)}
    | {prefix + name: i for prefix in ("周", "星期", "礼拜") for i, name in enumerate(_ZH)}
    | {"周天": 6, "星期天": 6, "礼拜天": 6}
)
_ALL: Final = ("all", "every day", "每天", "全部")


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


def parse_weekdays(text: object) -> frozenset[int]:
    """`mon`, `mon-thu`, `mon, wed`, `all`, `周一至周五` as weekdays, Monday 0.  UnitError otherwise."""
    words = _word(text)
    if words in _ALL:
        return frozenset(range(7))
    days: set[int] = set()
    for part in words.replace("、", ",").split(","):
        ends = [_weekday(end, words) for end in _split_range(part.strip())]
        first, last = ends[0], ends[-1]
        days.update((first + step) % 7 for step in range((last - first) % 7 + 1))
    return frozenset(days)


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


def _word(text: object) -> str:
    if not isinstance(text, str):
        raise UnitError(
            f"{str(text)[:60]!r} is not a weekday", "write mon to sun, mon-fri or all",
            f"{str(text)[:60]!r} 不是星期几", "请写 mon 到 sun、mon-fri 或 all",
        )  # fmt: skip
    return unicodedata.normalize("NFKC", text).strip().casefold()[:60]


def _split_range(part: str) -> list[str]:
    for mark in ("–", "—", "~", "到", "至", " to "):
        part = part.replace(mark, "-")
    return [end.strip() for end in part.split("-")][:3]


def _weekday(name: str, words: str) -> int:
    if name not in _INDEX or len(_split_range(words.split(",")[0])) > 2:
        raise UnitError(
            f"{words!r} is not a weekday", "write mon to sun, mon-fri or all",
            f"{words!r} 不是星期几", "请写 mon 到 sun、mon-fri 或 all",
        )  # fmt: skip
    return _INDEX[name]


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
