"""Lists of quantities: bare numbers that borrow a unit, and one unit for all."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from hallsim.scenario.values.distribution import LawUnit
from hallsim.text.message import Message
from hallsim.units import (
    MS_PER_DAY,
    MS_PER_HOUR,
    MS_PER_MIN,
    MS_PER_S,
    MS_PER_WEEK,
    Duration,
    UnitError,
    parse_duration,
)

_BARE = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_MS: Final = {
    "ms": 1, "s": MS_PER_S, "min": MS_PER_MIN, "h": MS_PER_HOUR, "days": MS_PER_DAY, "weeks": MS_PER_WEEK,
}  # fmt: skip
_LONGEST_NUMBER: Final = 40


def is_bare(value: object) -> bool:
    """Whether `value` is a number without a unit."""
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float) or (isinstance(value, str) and bool(_BARE.fullmatch(value.strip())))


def spread_units(values: Sequence[tuple[bool, object]]) -> list[object]:
    """(takes a unit, value) pairs: a bare number that takes one gets the unit of the next quantity."""
    result: list[object] = []
    unit = ""
    for takes_unit, value in reversed(values):
        if takes_unit and is_bare(value):
            result.append(f"{value} {unit}" if unit else value)
            continue
        if takes_unit:
            unit = parse_duration(value).unit
        result.append(value)
    return result[::-1]


def common_unit(durations: Sequence[Duration]) -> tuple[LawUnit, tuple[float, ...]]:
    """All durations in one unit: workdays, days when every one is whole days or weeks, else milliseconds."""
    units = {duration.unit for duration in durations}
    if "workdays" in units:
        if len(units) > 1:
            raise UnitError(
                Message("workdays and other units do not mix in one law"),
                Message("write all of it in workdays, or none"),
            )
        return "workdays", tuple(float(duration.value) for duration in durations)
    if units and units <= {"days", "weeks"}:
        return "days", tuple(float(d.value * _MS[d.unit] / MS_PER_DAY) for d in durations)
    return "ms", tuple(float(d.value * _MS[d.unit]) for d in durations)


def number(law: str, name: str, value: object) -> float:
    """The plain number of the parameter `name`."""
    if is_bare(value) and len(str(value)) <= _LONGEST_NUMBER:
        found = float(str(value))
        if math.isfinite(found):
            return found
    raise UnitError(
        Message("{law}: {name} is a plain number, not {value!r}", law=law, name=name, value=str(value)[:40]),
        Message("write for example {name} 0.7", name=name),
    )
