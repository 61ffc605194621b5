"""Weekdays as people write them: `mon`, `mon-thu`, `周一至周五`, `mon, wed`, `all`; Monday is 0."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from hallsim.errors import did_you_mean
from hallsim.text.message import Both, Message
from hallsim.units import UnitError

T = TypeVar("T")
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_WORDS: Final[Mapping[str, Message]] = {
    "mon": Message("Monday"), "tue": Message("Tuesday"), "wed": Message("Wednesday"),
    "thu": Message("Thursday"), "fri": Message("Friday"), "sat": Message("Saturday"),
    "sun": Message("Sunday"),
}  # fmt: skip
"""How people say them, Monday first."""
WEEKDAYS_ZH: Final = ("一", "二", "三", "四", "五", "六", "日")
_FULL_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_INDEX: Final[dict[str, int]] = (
    {name: i for names in (WEEKDAYS, _FULL_NAMES) for i, name in enumerate(names)}
    | {week + name: i for week in ("周", "星期", "礼拜") for i, name in enumerate(WEEKDAYS_ZH)}
    | {"周天": 6, "星期天": 6, "礼拜天": 6}
)
_ALL: Final = ("all", "every day", "每天", "全部")
_RANGE: Final = re.compile(r"\s*(?:-|–|—|~|到|至|\bto\b)\s*")


def parse_weekday(value: object) -> int:
    """`mon` … `sun` (also `monday`, `周一`) as 0 … 6."""
    word = _clean(value)
    if word in _INDEX:
        return _INDEX[word]
    raise UnitError(Message("{word!r} is not a weekday", word=word), did_you_mean(word, WEEKDAYS))


def parse_weekdays(value: object) -> frozenset[int]:
    """One or several weekdays; `sat-mon` runs over the week's end; a list joins its entries."""
    if isinstance(value, frozenset):
        return value
    if isinstance(value, list | tuple):
        return frozenset(day for item in value for day in parse_weekdays(item))
    days: set[int] = set()
    for part in _clean(value).replace("、", ",").split(","):
        if part.strip() in _ALL:
            days.update(range(7))
            continue
        ends = [parse_weekday(end) for end in _RANGE.split(part.strip(), maxsplit=1)]
        days.update((ends[0] + step) % 7 for step in range((ends[-1] - ends[0]) % 7 + 1))
    return frozenset(days)


def weekday_words(weekday: int) -> Both:
    """A weekday within a message."""
    return Both(WEEKDAYS[weekday], f"周{WEEKDAYS_ZH[weekday]}")


def each_weekday(week: Mapping[Any, T], what: Message) -> dict[int, T]:
    """A mapping of `mon`, `tue-fri` ... as one of 0 to 6.  UnitError where a weekday is named twice."""
    found: dict[int, T] = {}
    for names, value in week.items():
        for weekday in sorted(parse_weekdays(names)):
            if weekday in found:
                raise UnitError(
                    Message(
                        "{what} of {day} are given twice",
                        what=what,
                        day=weekday_words(weekday),
                    ),
                    Message("name each weekday once"),
                )
            found[weekday] = value
    return found


def named_in_chinese(names: str) -> str:
    """`tue-fri` as 周二至周五; what names no weekdays as it is."""
    try:
        parse_weekdays(names)
    except UnitError:
        return names
    parts = [_RANGE.split(part.strip(), maxsplit=1) for part in _clean(names).replace("、", ",").split(",")]
    return "、".join("至".join(_in_chinese(end) for end in ends) for ends in parts)


def _in_chinese(name: str) -> str:
    return "每天" if name in _ALL else f"周{WEEKDAYS_ZH[parse_weekday(name)]}"


def _clean(value: object) -> str:
    return unicodedata.normalize("NFKC", str(value)).strip().casefold()[:60]
