"""Intensity over one day: when in the day citizens come, as a curve of straight pieces."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final, Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, WithJsonSchema

from hallsim.errors import did_you_mean
from hallsim.text.message import Message
from hallsim.units import (
    MS_PER_DAY,
    UnitError,
    duration_words,
    format_clock_range,
    parse_clock,
    parse_clock_range,
    parse_rate,
)

Real = NDArray[np.float64]
Curve = TypeVar("Curve", bound="DayCurve")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCurve:
    """A piecewise-linear intensity over the day, zero outside its pieces; it may jump between pieces.

    Attributes:
        breakpoints_ms: (k + 1) increasing clock times, ms of the day.
        left, right: (k) intensity at the start and just before the end of each piece, >= 0.
        begins_ms: clock time at which the curve's day begins: what lies before it is of the night that began
            on the day before. 0 but for a curve that runs over midnight.
    """

    breakpoints_ms: tuple[int, ...]
    left: tuple[float, ...]
    right: tuple[float, ...]
    begins_ms: int = 0

    def value(self, at_ms: Real) -> Real:
        """Intensity at times of the day (float ms), right-continuous."""
        edges, left, right = self._arrays()
        k = np.searchsorted(edges, at_ms, side="right") - 1
        inside = (k >= 0) & (k < len(left))
        k = np.clip(k, 0, len(left) - 1)
        slope = (right - left) / (edges[1:] - edges[:-1])
        found: Real = np.where(inside, left[k] + slope[k] * (at_ms - edges[k]), 0.0)
        return found

    def integral(self, from_ms: float = 0, to_ms: float = MS_PER_DAY) -> float:
        """Exact integral between two times of the day (intensity x ms)."""
        edges, left, right = self._arrays()
        a, b = np.clip(from_ms, edges[:-1], edges[1:]), np.clip(to_ms, edges[:-1], edges[1:])
        slope = (right - left) / (edges[1:] - edges[:-1])
        middle = left + slope * ((a + b) / 2 - edges[:-1])
        return float(np.sum(middle * (b - a)))

    def of_day(self, from_ms: float, to_ms: float = 2 * MS_PER_DAY) -> float:
        """Exact integral over a part of the curve's own day, by time since the midnight before it."""
        tonight = self.integral(min(max(from_ms, self.begins_ms), to_ms), to_ms)
        from_ms, to_ms = max(0.0, from_ms - MS_PER_DAY), min(to_ms - MS_PER_DAY, self.begins_ms)
        return tonight + (self.integral(from_ms, to_ms) if from_ms < to_ms else 0.0)

    def integrals(self, edges_ms: Real) -> Real:
        """Exact integrals from each time of the day (float ms, increasing) to the next one."""
        edges, left, right = self._arrays()
        width = edges[1:] - edges[:-1]
        before = np.concatenate([[0.0], np.cumsum((left + right) / 2 * width)])
        at_ms = np.clip(edges_ms, edges[0], edges[-1])
        k = np.clip(np.searchsorted(edges, at_ms, side="right") - 1, 0, len(left) - 1)
        x = at_ms - edges[k]
        until = before[k] + x * (left[k] + x * ((right[k] - left[k]) / width[k]) / 2)
        found: Real = np.diff(until)
        return found

    def max(self) -> float:
        """Highest intensity of the day."""
        return max(*self.left, *self.right)

    def inverse(self, u: Real) -> Real:
        """Times of the day (float ms) below which the share u in [0, 1) of the day's integral lies."""
        edges, left, right = self._arrays()
        width = edges[1:] - edges[:-1]
        mass = (left + right) / 2 * width
        until = np.cumsum(mass)
        goal = u * until[-1]
        k = np.minimum(np.searchsorted(until, goal, side="right"), len(mass) - 1)
        rest = goal - (until[k] - mass[k])
        # Solve left x + slope x^2 / 2 = rest; this form of the root holds for slope 0 too.
        slope = (right[k] - left[k]) / width[k]
        root = np.sqrt(np.maximum(left[k] ** 2 + 2 * slope * rest, 0.0))
        below = left[k] + root
        x = np.divide(2 * rest, below, out=np.zeros_like(rest), where=below > 0)
        at_ms: Real = edges[k] + np.clip(x, 0.0, width[k])
        return at_ms

    def _arrays(self) -> tuple[Real, Real, Real]:
        return np.array(self.breakpoints_ms, float), np.array(self.left), np.array(self.right)

    @classmethod
    def from_steps(cls, steps: Mapping[tuple[int, int], float]) -> Self:
        """Constant intensity by (start_ms, end_ms); disjoint spans, zero between them.

        A span may end on the next day, beyond MS_PER_DAY.
        """
        edges: list[int] = []
        values: list[float] = []
        nights_end = max((end_ms - MS_PER_DAY for _, end_ms in steps), default=0)
        for (start_ms, end_ms), value in sorted(_cut_at_midnight(steps).items()):
            if edges and edges[-1] < start_ms:
                edges.append(start_ms)
                values.append(0.0)
            edges += [end_ms] if edges else [start_ms, end_ms]
            values.append(value)
        found = cls(breakpoints_ms=tuple(edges), left=tuple(values), right=tuple(values))
        return replace(found, begins_ms=_day_begins(found, max(0, nights_end)))

    @classmethod
    def from_points(cls, points: Mapping[int, float]) -> Self:
        """Straight lines between two or more (clock time, intensity) points, zero before and after them."""
        times = sorted(points)
        values = tuple(points[time] for time in times)
        found = cls(breakpoints_ms=tuple(times), left=values[:-1], right=values[1:])
        return replace(found, begins_ms=_day_begins(found, 0))


def _cut_at_midnight(steps: Mapping[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """The spans on the clock: of one that ends on the next day the rest stands at the day's beginning."""
    evening = {(start_ms, min(end_ms, MS_PER_DAY)): value for (start_ms, end_ms), value in steps.items()}
    rest = {(0, end_ms - MS_PER_DAY): value for (_, end_ms), value in steps.items() if end_ms > MS_PER_DAY}
    return evening | rest


def _day_begins(curve: DayCurve, without_pause_ms: int) -> int:
    """Where a curve that runs over midnight pauses for the first time after it; 0 where it does not run over.

    Args:
        without_pause_ms: for a curve that never pauses.
    """
    edges = curve.breakpoints_ms
    if edges[0] > 0 or edges[-1] < MS_PER_DAY:
        return 0
    comes = [left + right > 0 for left, right in zip(curve.left, curve.right, strict=True)]
    if not (comes[0] and comes[-1]):
        return 0
    return without_pause_ms if all(comes) else edges[comes.index(False)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(DayCurve):
    """Relative intensity: only its shape counts; `per_day` sets the height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateTable(DayCurve):
    """Arrivals per millisecond over the day."""


def _clock_points(points: Mapping[str, float]) -> Profile:
    return Profile.from_points({parse_clock(clock): value for clock, value in points.items()})


# The shapes are assumptions: the surveys give the two peaks and the quiet lunch, nobody measured the heights.
PROFILES: Final[dict[str, Profile]] = {
    "two_peaks": _clock_points(
        {"08:30": 0.5, "10:00": 1.6, "11:30": 0.8, "12:30": 0.3}
        | {"13:30": 0.8, "14:30": 1.4, "16:00": 0.8, "17:00": 0.1}
    ),
    "morning": _clock_points({"08:30": 1.0, "09:30": 1.6, "11:00": 1.2, "12:00": 0.4, "17:00": 0.2}),
    "afternoon": _clock_points({"09:00": 0.2, "12:30": 0.4, "14:00": 1.4, "15:00": 1.6, "17:00": 0.4}),
    "flat": Profile.from_steps({parse_clock_range("09:00-17:00"): 1.0}),
    "always": Profile.from_steps({(0, MS_PER_DAY): 1.0}),
}


def parse_profile(value: object) -> Profile:
    """A named profile, or relative rates by clock range (steps) or time (lines).  UnitError otherwise."""
    if isinstance(value, Profile):
        return value
    if isinstance(value, Mapping):
        return _parse_curve(Profile, value, _relative_rate)
    name = str(value).strip().casefold()[:60]
    if name not in PROFILES:
        raise UnitError(
            Message("{name!r} is not a profile of the day", name=name), did_you_mean(name, PROFILES)
        )
    return PROFILES[name]


def parse_rate_table(value: object) -> RateTable:
    """Rates such as `60 per hour` by clock range (steps) or by clock time (lines).  UnitError otherwise."""
    if isinstance(value, RateTable):
        return value
    if not isinstance(value, Mapping):
        raise UnitError(
            Message("{value!r} is not a table of rates", value=str(value)[:60]),
            Message("write rates by clock range, such as {09:00-10:00: 60 per hour}"),
        )
    return _parse_curve(RateTable, value, parse_rate)


def _parse_curve(kind: type[Curve], table: Mapping[Any, object], number: Callable[[object], float]) -> Curve:
    keys = [str(key) for key in table]
    ranged = [not key.strip().replace(":", "").replace(".", "").isdigit() for key in keys]
    if not keys or any(ranged) != all(ranged) or (not any(ranged) and len(keys) < 2):
        raise UnitError(
            Message("the table of the day needs clock ranges only, or two clock times or more only"),
            Message(
                "write {09:00-12:00: 2, 12:00-17:00: 1} for steps, {09:00: 1, 10:00: 2, 17:00: 0} for lines"
            ),
        )
    values = [number(value) for value in table.values()]
    if all(ranged):
        steps = dict(zip(map(_parse_span, keys), values, strict=True))
        curve = kind.from_steps(_disjoint(steps, len(keys)))
    else:
        points = dict(zip(map(parse_clock, keys), values, strict=True))
        if len(points) < len(keys):
            raise _twice(Message("a clock time is given twice"))
        curve = kind.from_points(points)
    if kind is Profile and curve.max() == 0:
        raise UnitError(Message("the profile is zero all day"), Message("give at least one rate above 0"))
    return curve


def _disjoint(steps: dict[tuple[int, int], float], n_written: int) -> dict[tuple[int, int], float]:
    if len(steps) < n_written:
        raise _twice(Message("a clock range is given twice"))
    spans = sorted(steps)
    following = [*spans[1:], (spans[0][0] + MS_PER_DAY, spans[0][1] + MS_PER_DAY)]
    for earlier, later in zip(spans, following, strict=True):
        if later[0] < earlier[1]:
            one, two = format_clock_range(*earlier), format_clock_range(later[0] % MS_PER_DAY, later[1])
            raise _twice(Message("{one} and {two} overlap", one=one, two=two))
    return steps


def _parse_span(text: str) -> tuple[int, int]:
    """A clock range, which may end on the next day.  UnitError where that looks like a slip."""
    start_ms, end_ms = parse_clock_range(text, past_midnight=True)
    if end_ms > MS_PER_DAY and end_ms - start_ms > MS_PER_DAY // 2:
        length = end_ms - start_ms
        raise UnitError(
            Message(
                "{text!r} would end on the next day, after {length}",
                text=text,
                length=duration_words(length),
            ),
            Message("write the earlier time first, or two ranges"),
        )
    return start_ms, end_ms


def _twice(said: Message) -> UnitError:
    return UnitError(said, Message("give every time of the day one rate only"))


def _relative_rate(value: object) -> float:
    number = math.nan
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            number = float(value)
        except (ValueError, OverflowError):
            number = math.nan
    if not 0 <= number <= 1e12:
        raise UnitError(
            Message("{value!r} is not a relative rate", value=str(value)[:60]),
            Message("write a plain number of 0 or more, such as 1.5"),
        )
    return number


ProfileField = Annotated[
    Profile,
    BeforeValidator(parse_profile),
    WithJsonSchema(
        {"anyOf": [{"enum": list(PROFILES)}, {"type": "object", "additionalProperties": {"type": "number"}}]}
    ),
]
RateTableField = Annotated[
    RateTable,
    BeforeValidator(parse_rate_table),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}}),
]
