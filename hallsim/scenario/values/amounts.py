"""Amounts as people write them, so that they can be moved and written again: `1.15`, `5.8%`, `20 min`."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from hallsim.scenario.values.quantities import is_bare
from hallsim.text.message import Message
from hallsim.units import Duration, Unit, UnitError, parse_duration, parse_share, rate_parts

Kind = Literal["number", "share", "time", "workdays", "rate"]

KINDS: Final[dict[Kind, Message]] = {
    "number": Message("a number"),
    "share": Message("a share"),
    "time": Message("a duration"),
    "workdays": Message("a number of working days"),
    "rate": Message("a rate"),
}
_DIGITS: Final = 6
_PER: Final[dict[Unit, str]] = {"h": "hour", "days": "day", "weeks": "week"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a unit: '' for a number, '%' for a share, a unit of time, 'workdays', 'per min'."""

    value: float
    unit: str = ""

    @property
    def kind(self) -> Kind:
        """What the amount measures."""
        if self.unit in ("", "%"):
            return "share" if self.unit else "number"
        if self.unit == "workdays":
            return "workdays"
        return "rate" if self.unit.startswith("per") else "time"

    def text(self) -> str:
        """The amount as a scenario file takes it."""
        return f"{plain(self.value)}{self.unit if self.unit == '%' else f' {self.unit}' if self.unit else ''}"

    def within(self, unit: str) -> Amount | None:
        """The same amount in another unit, None where the two do not measure the same."""
        if unit == self.unit:
            return self
        other = Amount(0.0, unit)
        if self.kind == "number" and other.kind == "share":
            return Amount(self.value * 100, unit)
        if self.kind == "share" and other.kind == "number":
            return Amount(self.value / 100, unit)
        if self.kind == other.kind == "time":
            return Amount(self.value * _unit_ms(self.unit) / _unit_ms(unit), unit)
        if self.kind == other.kind == "rate":
            mine, its = (_unit_ms(one.removeprefix("per ")) for one in (self.unit, unit))
            return Amount(self.value * its / mine, unit)
        return None

    def times(self, factor: float, *, whole: bool = False) -> Amount:
        """The amount multiplied; whole numbers stay whole, and those above 0 do not fall below 1."""
        found = self.moved(self.value * factor, whole=whole)
        return replace(found, value=max(1.0, found.value)) if whole and self.value > 0 else found

    def moved(self, value: float, *, whole: bool = False) -> Amount:
        """Another value in the same unit, to six digits; a whole one is rounded, halves up."""
        if whole:
            return replace(self, value=float(math.floor(value + 0.5)))
        return replace(self, value=rounded(value))


def rounded(value: float) -> float:
    """`value` to six significant digits: what is written into a file is what is told."""
    return float(f"{value:.{_DIGITS}g}")


def plain(value: float) -> str:
    """A number without an exponent or trailing zeros."""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else f"{Decimal(repr(value)):f}"


def read_amount(value: object) -> Amount | None:
    """The amount a scalar says; None when it says none (a word, a clock time, a law, a truth value)."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if is_bare(value) or not isinstance(value, str):
        number = float(value)
        return Amount(number) if math.isfinite(number) else None
    if value.strip().endswith(("%", "％")):
        return _share(value)
    try:
        return _time(parse_duration(value))
    except UnitError:
        pass
    try:
        events, unit = rate_parts(value)
    except UnitError:
        return None
    return Amount(float(events), f"per {_PER.get(unit, unit)}")


def _share(text: str) -> Amount | None:
    try:
        return Amount(float(Fraction(str(parse_share(text))) * 100), "%")
    except UnitError:
        return None


def _time(found: Duration) -> Amount:
    if found.unit == "ms":  # what `1 h 30 min` becomes
        return Amount(float(found.value / 60_000), "min")
    return Amount(float(found.value), found.unit)


def _unit_ms(unit: str) -> int:
    return parse_duration(f"1 {unit}").to_ms(None)
