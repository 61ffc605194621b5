"""Durations, clock times, rates and shares as people write them, and back.

Inside, time is an integer number of milliseconds since midnight of day 0.  The one rounding rule: a time
that is not a whole number of milliseconds goes to the nearest one, halves up (`round_half_up`).  Numbers are
read as exact fractions, so `0.1 s` is 100 ms and nothing is lost before that one rounding.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal

from hallsim.errors import WordedError
from hallsim.likeness import nearest
from hallsim.text.message import Both, Lang, Message

MS_PER_S: Final = 1_000
MS_PER_MIN: Final = 60 * MS_PER_S
MS_PER_HOUR: Final = 60 * MS_PER_MIN
MS_PER_DAY: Final = 24 * MS_PER_HOUR
MS_PER_WEEK: Final = 7 * MS_PER_DAY
MAX_DURATION_MS: Final = 366_000 * MS_PER_DAY

Unit = Literal["ms", "s", "min", "h", "days", "weeks", "workdays"]

_UNIT_MS: Final[dict[Unit, int]] = {
    "ms": 1, "s": MS_PER_S, "min": MS_PER_MIN, "h": MS_PER_HOUR, "days": MS_PER_DAY, "weeks": MS_PER_WEEK,
}  # fmt: skip
_SPELLINGS: Final[dict[Unit, str]] = {
    "ms": "ms msec millisecond milliseconds 毫秒",
    "s": "s sec secs second seconds 秒 秒钟",
    "min": "min mins minute minutes 分钟 分",
    "h": "h hr hrs hour hours 小时 个小时",
    "days": "d day days 天",
    "weeks": "w week weeks 周 星期 个星期",
    "workdays": "wd workday workdays working-day working-days 工作日 个工作日",
}
_UNIT_OF: Final[dict[str, Unit]] = {word: u for u, words in _SPELLINGS.items() for word in words.split()}

_NUMBER = r"[0-9]+(?:\.[0-9]*)?(?:e[+-]?[0-9]{1,2})?|\.[0-9]+(?:e[+-]?[0-9]{1,2})?"
_WORD = r"[^\W\d_]+(?:[ -]days?)?"
_SIGNED_NUMBER = re.compile(rf"[+-]?(?:{_NUMBER})")
_PART = re.compile(rf"({_NUMBER})\s*({_WORD})\s*")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,3}))?)?")
_HALF_DAY = re.compile(r"(上午|下午)?\s*([0-9]{1,2})(?::([0-9]{2})(?::([0-9]{2}))?)?\s*([ap]\.?m\.?)?")
_LONG_CLOCK = re.compile(r"([0-9]{1,4}):([0-5][0-9]):([0-5][0-9](?:\.[0-9]{1,3})?)")
_RANGE = re.compile(r"\s*(?:-|–|—|~|到|至|\bto\b)\s*")
_RATE = re.compile(rf"({_NUMBER})\s*(?:/|\bper\b|\ban?\b|每)\s*({_WORD})")
_RATE_ZH = re.compile(rf"每\s*({_WORD})\s*({_NUMBER})\s*(?:人次|人|件|个|次)?")
_MAX_TEXT = 60
_KINDS: Final[dict[type, Message]] = {
    type(None): Message("an empty value"), bool: Message("true or false"),
    dict: Message("a mapping"), list: Message("a list"),
}  # fmt: skip


class UnitError(WordedError):
    """A text that is not the quantity expected."""


@dataclass(frozen=True, slots=True)
class Duration:
    """An exact amount of time, or of working days, whose length only a calendar knows."""

    value: Fraction
    unit: Unit

    def to_ms(self, workday_ms: int | None) -> int:
        """Milliseconds; `workday_ms` is the working time of one workday (None: workdays do not fit here)."""
        if self.unit != "workdays":
            return round_half_up(self.value * _UNIT_MS[self.unit])
        if workday_ms is None:
            number = _plain(self.value)
            raise UnitError(
                Message(
                    "{number} workdays cannot be used here: no calendar says how long one is", number=number
                ),
                Message("write {number} days (of 24 h) or hours", number=number),
            )
        return round_half_up(self.value * workday_ms)


def round_half_up(value: Fraction | float) -> int:
    """The nearest integer, halves towards plus infinity."""
    return math.floor(Fraction(value) + Fraction(1, 2))


def parse_duration(text: object) -> Duration:
    """`8 min`, `0.5 h`, `1 h 30 min`, `00:03:30`, `10 workdays`, `8分钟`.  UnitError otherwise; a bare number
    too.
    """
    words = _clean(text)
    _refuse_sign(words)
    if long := _LONG_CLOCK.fullmatch(words):  # hours, minutes and seconds, as queue machines write them
        seconds = int(long[1]) * 3600 + int(long[2]) * 60 + Fraction(long[3])
        return Duration(seconds * MS_PER_S, "ms")
    if _SIGNED_NUMBER.fullmatch(words):
        raise UnitError(
            Message("{words} has no unit", words=words),
            Message("write {words} min, {words} s, {words} h, {words} days or {words} workdays", words=words),
        )
    parts, position = [], 0
    while match := _PART.match(words, position):
        parts.append(Duration(_number(match[1], words), _unit(match[2], words)))
        position = match.end()
    mixed = len(parts) > 1 and any(part.unit == "workdays" for part in parts)
    if not parts or position != len(words) or mixed:
        raise UnitError(
            Message("{words!r} is not a duration", words=words),
            Message("write a number and a unit, such as 8 min, 0.5 h or 10 workdays"),
        )
    if sum(part.value * _UNIT_MS.get(part.unit, MS_PER_DAY) for part in parts) > MAX_DURATION_MS:
        raise UnitError(
            Message("{words!r} is longer than a thousand years", words=words),
            Message("check the number and its unit"),
        )
    if len(parts) == 1:
        return parts[0]
    return Duration(sum((part.value * _UNIT_MS[part.unit] for part in parts), Fraction(0)), "ms")


def parse_clock(text: object) -> int:
    """`09:30`, `9:30`, `09:30:15`, `09:30:15.250`, up to `24:00`, `6 PM`, `下午6:30`: ms of the day, 0 to
    MS_PER_DAY.
    """
    words = _clean(text)
    match = _CLOCK.fullmatch(words) or _CLOCK.fullmatch(_on_24_hours(words))
    if match:
        hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
        millis = int((match[4] or "0").ljust(3, "0"))
        time_ms = hours * MS_PER_HOUR + minutes * MS_PER_MIN + seconds * MS_PER_S + millis
        if minutes < 60 and seconds < 60 and time_ms <= MS_PER_DAY:
            return time_ms
    raise UnitError(
        Message("{words!r} is not a clock time", words=words),
        Message("write hours and minutes from 00:00 to 24:00, such as 09:30"),
    )


def _on_24_hours(words: str) -> str:
    """`6:30 pm` as `18:30:00`; empty for what is no hour of half a day."""
    match = _HALF_DAY.fullmatch(words)
    if match is None or not (match[1] or match[5]) or not 1 <= int(match[2]) <= 12:
        return ""
    is_afternoon = match[1] == "下午" or (match[5] or "").startswith("p")
    hours = int(match[2]) % 12 + 12 * is_afternoon
    return f"{hours}:{match[3] or '00'}:{match[4] or '00'}"


def parse_clock_range(text: object, *, past_midnight: bool = False) -> tuple[int, int]:
    """`09:00-12:00` (also with – — ~ to 到 至) as (start, end) in milliseconds of the day, start < end.

    Where a span may go on past midnight, `23:00-02:00` ends on the next day: beyond MS_PER_DAY.
    """
    words = _clean(text)
    ends = _RANGE.split(words)
    if len(ends) != 2 or not all(ends):
        raise UnitError(
            Message("{words!r} is not a span of clock times", words=words),
            Message("write a start and an end, such as 09:00-12:00"),
        )
    start_ms, end_ms = parse_clock(ends[0]), parse_clock(ends[1])
    if past_midnight and end_ms < start_ms < MS_PER_DAY:
        return start_ms, end_ms + MS_PER_DAY
    if start_ms >= end_ms:
        if past_midnight:
            raise UnitError(
                Message("{words!r} lasts no time", words=words),
                Message("write a later end; for a whole day 00:00-24:00"),
            )
        raise UnitError(
            Message("{words!r} does not end after it starts", words=words),
            Message(
                "write the earlier time first; past midnight, write two spans: 22:00-24:00 and 00:00-06:00"
            ),
        )
    return start_ms, end_ms


def parse_rate(text: object) -> float:
    """`30 per hour`, `0.8/min`, `每小时30人`: events per ms.  Workdays, of no fixed length, are refused."""
    number, unit = rate_parts(text)
    return float(number / _UNIT_MS[unit])


def rate_parts(text: object) -> tuple[Fraction, Unit]:
    """How many events a rate says, and per what.  UnitError as of `parse_rate`."""
    words = _clean(text)
    _refuse_sign(words)
    match, match_zh = _RATE.fullmatch(words), _RATE_ZH.fullmatch(words)
    number, word = (match[1], match[2]) if match else (match_zh[2], match_zh[1]) if match_zh else ("", "")
    if not number:
        bare = bool(_SIGNED_NUMBER.fullmatch(words))
        example = words if bare else "30"
        raise UnitError(
            Message("{words} has no unit", words=words)
            if bare
            else Message("{words!r} is not a rate", words=words),
            Message(
                "write {example} per hour, {example} per min, {example} per day or {example} per s",
                example=example,
            ),
        )
    unit = _unit(word, words)
    if unit == "workdays":
        raise UnitError(
            Message("{words!r}: a workday has no fixed length here", words=words),
            Message("write a rate per hour or per day"),
        )
    return _number(number, words), unit


PERCENTAGE_POINTS = re.compile(r"\s*(pp|percentage points?|个?百分点)\s*$", re.IGNORECASE)
"""How the difference of two shares ends."""


def parse_share(text: object) -> float:
    """`12%`, `0.12` or the number 0.12 as 0.12, from 0 to 1.  A number above 1 without `%` is refused."""
    return _share_of(_clean(text))


@lru_cache(maxsize=1024)
def _share_of(words: str) -> float:
    percent = words.endswith("%")
    digits = words.removesuffix("%").strip()
    if not _SIGNED_NUMBER.fullmatch(digits):
        raise UnitError(
            Message("{words!r} is not a share", words=words),
            Message("write a percentage such as 12%, or a number from 0 to 1"),
        )
    value = Fraction(digits) / (100 if percent else 1)
    if 0 <= value <= 1:
        return float(value)
    if 1 < value <= 100 and not percent:
        raise UnitError(
            Message("{words} is not a share", words=words),
            Message("write {words}% or {share}", words=words, share=_plain(value / 100)),
        )
    raise UnitError(
        Message("{words} is not a share", words=words), Message("a share lies between 0% and 100%")
    )


_NAMES: Final[dict[Lang, tuple[tuple[int, str, str], ...]]] = {
    "en": ((MS_PER_DAY, " day", " days"), (MS_PER_HOUR, " h", " h"), (MS_PER_MIN, " min", " min")),
    "zh": ((MS_PER_DAY, "天", "天"), (MS_PER_HOUR, "小时", "小时"), (MS_PER_MIN, "分钟", "分钟")),
}


def format_duration(duration_ms: int, lang: Lang = "en") -> str:
    """Exact, and read back by `parse_duration` when not negative: `1 h 30 min`, `5.25 s`; `1小时30分钟`."""
    rest = abs(duration_ms)
    parts = []
    for unit_ms, one, many in _NAMES[lang]:
        count, rest = divmod(rest, unit_ms)
        if count:
            parts.append(f"{count}{one if count == 1 else many}")
    if rest:
        parts.append(_plain(Fraction(rest, MS_PER_S)) + ("秒" if lang == "zh" else " s"))
    joined = ("" if lang == "zh" else " ").join(parts) or ("0分钟" if lang == "zh" else "0 min")
    return "-" + joined if duration_ms < 0 else joined


def duration_words(duration_ms: int) -> Both:
    """`format_duration` within a message."""
    return Both(format_duration(duration_ms), format_duration(duration_ms, "zh"))


def format_ms_of_day(time_ms: int) -> str:
    """The inverse of `parse_clock`: `09:30`, `09:30:15`, `09:30:15.250`.  ValueError outside the day."""
    if not 0 <= time_ms <= MS_PER_DAY:
        raise ValueError(f"{time_ms} ms is not a time of day")
    minutes, ms = divmod(time_ms, MS_PER_MIN)
    seconds, millis = divmod(ms, MS_PER_S)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    if ms:
        text += f":{seconds:02d}"
    return text + f".{millis:03d}" if millis else text


def format_clock_range(start_ms: int, end_ms: int) -> str:
    """The inverse of `parse_clock_range`, for spans past midnight too."""
    end_of_day = end_ms - MS_PER_DAY if end_ms > MS_PER_DAY else end_ms
    return f"{format_ms_of_day(start_ms)}-{format_ms_of_day(end_of_day)}"


def format_clock(time_ms: int, lang: Lang = "en") -> str:
    """An instant since midnight of day 0: the time of day on day 0, with the day named on any other."""
    if 0 <= time_ms <= MS_PER_DAY:
        return format_ms_of_day(time_ms)
    day, ms_of_day = divmod(time_ms, MS_PER_DAY)
    return (f"第{day}天 " if lang == "zh" else f"day {day} ") + format_ms_of_day(ms_of_day)


def _clean(text: object) -> str:
    """The text in plain characters: full-width digits and signs, as Chinese keyboards write, become ASCII."""
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        what = _KINDS.get(type(text), Message("this value"))
        raise UnitError(Message("{what} is not a quantity", what=what), Message("write a number and a unit"))
    words = unicodedata.normalize("NFKC", str(text)).strip().casefold()
    # The mark keeps a cut text from being read as a whole one.
    return words if len(words) <= _MAX_TEXT else words[:_MAX_TEXT] + "…"


def _refuse_sign(words: str) -> None:
    """UnitError for what would be an amount but for the minus before it."""
    if words.startswith(("-", "−", "–")) and words[1:].lstrip()[:1].isdigit():
        amount = words[1:].lstrip()
        raise UnitError(
            Message("{words!r} is negative", words=words),
            Message("write {amount}, without the sign", amount=amount),
        )


def _number(digits: str, words: str) -> Fraction:
    if len(digits) > 40:
        raise UnitError(Message("{words!r} has too many digits", words=words), Message("shorten it"))
    return Fraction(digits)


def _unit(word: str, words: str) -> Unit:
    unit = _UNIT_OF.get("-".join(word.split()))
    if unit is not None:
        return unit
    close = nearest(word, [known for known in _UNIT_OF if known.isascii() and len(known) > 2])
    raise UnitError(
        Message("{words!r}: {word!r} is not a unit of time", words=words, word=word),
        Message("did you mean {close}?", close=close)
        if close
        else Message("write ms, s, min, h, days, weeks or workdays"),
    )


def _plain(value: Fraction) -> str:
    """A fraction as a decimal without trailing zeros or an exponent."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.12f}".rstrip("0").rstrip(".")
