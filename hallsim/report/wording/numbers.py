"""How numbers are written for people: the digits that matter, the unit's way, a dash where there is none."""

from __future__ import annotations

import math

from hallsim.metrics.definition.unit import UNITS
from hallsim.text.message import Lang, Message, translate

NOTHING = "–"
_MORE_UNITS = {"citizens": Message("citizens")}
_COUNTED: dict[str, Message] = {
    "workdays": Message("working days", "after a number"),
    "per_day": Message("per day", "after a number"),
    "per_hour": Message("per hour", "after a number"),
}
MINUS = "−"
_MOST_DECIMALS = 5
_WIDE = 100.0
"""From this width on the decimals of an interval's ends say nothing."""


def number(value: float, unit: str = "", *, signed: bool = False, more: int = 0) -> str:
    """About three significant digits, and `more`; shares as percent, signed ones as percentage points."""
    if value is None or math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    if unit == "share":
        return _digits(value * 100, _share_decimals(value) + more, signed) + ("" if signed else "%")
    return _digits(value, _decimals(value) + more, signed)


def apart(one: float, other: float, unit: str = "") -> tuple[str, str]:
    """Two numbers as text; with more digits where they differ and would read alike."""
    texts = number(one, unit), number(other, unit)
    for more in range(1, _MOST_DECIMALS):
        if texts[0] != texts[1] or one == other:
            break
        texts = number(one, unit, more=more), number(other, unit, more=more)
    return texts


def interval(lo: float, hi: float, unit: str = "", lang: Lang = "en", *, signed: bool = False) -> str:
    """`lo to hi` at the digits of the wider end, none after the point where it is wide."""
    if math.isnan(lo) or math.isnan(hi):
        return NOTHING
    scale = 100 if unit == "share" else 1
    widest = max(abs(lo), abs(hi))
    decimals = _share_decimals(widest) if unit == "share" else _decimals(widest)
    if (hi - lo) * scale >= _WIDE:
        decimals = 0
    sign = "%" if unit == "share" and not signed else ""
    low, high = (_end(v * scale, decimals, signed) + sign for v in (lo, hi))
    return translate("{lo} to {hi}", lang, lo=low, hi=high)


def _end(value: float, decimals: int, signed: bool) -> str:
    # an end that is not 0 must not read as 0: it decides the verdict
    while decimals < _MOST_DECIMALS and value and not round(abs(value), decimals):
        decimals += 1
    return _digits(value, decimals, signed)


def with_interval(value: float, lo: float, hi: float, unit: str = "") -> str:
    """`value (lo–hi)`, all three at the same digits; the value alone when there is no interval."""
    if math.isnan(value):
        return NOTHING
    if math.isnan(lo) or math.isnan(hi):
        return number(value, unit)
    scale, sign = (100, "%") if unit == "share" else (1, "")
    size = max(abs(value), (hi - lo) / 2)
    decimals = _share_decimals(size) if unit == "share" else _decimals(size)
    middle, low, high = (_digits(v * scale, decimals) for v in (value, lo, hi))
    return f"{middle}{sign} ({low}–{high})"


def percent(value: float, *, signed: bool = False) -> str:
    """A ratio as whole percent; one decimal below 10 % and just below 100 %."""
    if math.isnan(value) or math.isinf(value):
        return NOTHING
    return _digits(value * 100, 1 if abs(value) < 0.1 or 0.99 < abs(value) < 1 else 0, signed) + "%"


def unit_name(unit: str, lang: Lang, *, difference: bool = False) -> str:
    """The unit in a heading; empty for plain numbers and for shares, which carry their percent sign.

    The difference of two shares is in percentage points.
    """
    if unit == "share" and difference:
        return translate("pp", lang)
    if unit in ("share", "number"):
        return ""
    known = {str(name): words for name, words in UNITS.items()} | _MORE_UNITS
    return known[unit].text(lang)


def unit_after_number(unit: str, lang: Lang, *, difference: bool = False) -> str:
    """The same after a number, where Chinese counts some units."""
    if unit in _COUNTED:
        return _COUNTED[unit].text(lang)
    return unit_name(unit, lang, difference=difference)


def _decimals(value: float) -> int:
    size = abs(value)
    return 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 1 else 3


def _share_decimals(value: float) -> int:
    return 1 if abs(value) >= 0.01 else 2


def _digits(value: float, decimals: int, signed: bool = False) -> str:
    if not value:
        return "0"  # nothing at all: "0.000" would say how exactly that is known
    text = f"{abs(value):,.{decimals}f}"
    # never "−0.0"
    if value < 0 and float(text.replace(",", "")):
        return MINUS + text
    return "+" + text if signed and float(text.replace(",", "")) else text
