"""A law of probability for durations: inverse, distribution function and moments, with shift and bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hallsim.scenario.values.laws import inverse, linear_moment, partial_moment
from hallsim.units import MS_PER_DAY

Real = NDArray[np.float64]
Law = Literal[
    "constant", "exponential", "uniform", "triangular", "normal", "lognormal", "gamma", "weibull",
    "hyperexponential", "mixture", "empirical", "sequence",
]  # fmt: skip
LawUnit = Literal["ms", "days", "workdays", "number"]

_BISECTIONS = 80
_BELOW_ONE = math.nextafter(1.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """The law of `shift` + X, given that this sum lies between `low` and `high` (the rest is cut off and what
    remains is scaled up to 1, so bounds change the mean).  A normal X is cut off at 0 in the same way.

    Attributes:
        law: the family of X; an erlang is a gamma of whole shape.
        unit: of every number here: "ms"; "days" and "workdays" stay in days, their length is the calendar's.
        params: see `laws`; for "mixture" empty, for "empirical" and "sequence" the values.
        levels: for "empirical" given by quantiles: the level of each value, from 0 to 1, straight
            lines between.
        parts: for "mixture": (share, law) of each component, shares summing to 1.
    """

    law: Law
    unit: LawUnit
    params: tuple[float, ...] = ()
    shift: float = 0.0
    low: float = 0.0
    high: float = math.inf
    levels: tuple[float, ...] = ()
    parts: tuple[tuple[float, Distribution], ...] = ()

    @property
    def is_constant(self) -> bool:
        """Whether every value is the same."""
        return self.law == "constant"

    @property
    def sequence(self) -> tuple[float, ...] | None:
        """The values taken in turn by the first, second, ... citizen, again from the start after the last."""
        return tuple(value + self.shift for value in self.params) if self.law == "sequence" else None

    def quantile(self, u: Real) -> Real:
        """The inverse distribution function of u in [0, 1], any shape; ValueError for a sequence.

        One uniform gives one value and a larger uniform never a smaller value, so equal uniforms couple laws.
        """
        if self.law == "sequence":
            raise ValueError("a sequence has no quantiles: its values are taken in turn")
        u = np.asarray(u, dtype=np.float64)
        below, above = _mass_of_bounds(self)
        # Rounding must not turn a level below 1 into 1, whose quantile may be infinite.
        level = u if (below, above) == (0.0, 1.0) else np.minimum(below + u * (above - below), _BELOW_ONE)
        values = self.shift + self._inverse(level.ravel()).reshape(u.shape)
        # Rounding in the far tail must not leave the bounds.
        return np.clip(values, self.shift + self._lowest, self.high)

    def cdf(self, x: Real) -> Real:
        """P(value <= x), any shape."""
        x = np.asarray(x, dtype=np.float64)
        inside = np.clip(x - self.shift, self._lowest, self._highest)
        below, above = self._mass(self._lowest), self._mass(self._highest)
        mass = (self._moment(0, inside) - below) / (above - below)
        return np.where(x - self.shift < self._lowest, 0.0, np.clip(mass, 0.0, 1.0))

    def mean(self) -> float:
        """Mean of the law, bounds and shift included, in `unit`."""
        return _mean(self)

    @property
    def is_unbounded(self) -> bool:
        """Whether nothing is cut off but what lies below zero."""
        return self.low <= 0 and self.high == math.inf

    def unbounded_mean(self) -> float:
        """Mean of the law as it would be if nothing were cut off, shift included, in `unit`."""
        if self.law == "mixture":
            return self.shift + sum(share * part.unbounded_mean() for share, part in self.parts)
        return self.shift + float(self._moment(1, np.array([math.inf]))[0])

    def sd(self) -> float:
        """Standard deviation, bounds included, in `unit`."""
        return _sd(self)

    def cv(self) -> float:
        """Standard deviation over mean; 0 when the mean is 0."""
        mean = self.mean()
        return self.sd() / mean if mean else 0.0

    def to_ms(self, values: Real, workday_ms: int) -> NDArray[np.int64]:
        """Values in `unit` as whole milliseconds, halves up, never negative."""
        scale = {"ms": 1, "number": 1, "days": MS_PER_DAY, "workdays": workday_ms}[self.unit]
        scaled = np.floor(np.asarray(values, dtype=np.float64) * scale + 0.5)
        return np.maximum(scaled, 0).astype(np.int64)

    def mean_ms(self, workday_ms: int) -> float:
        """Mean in milliseconds of work; a workday counts `workday_ms`."""
        return self.mean() * {"ms": 1, "number": 1, "days": MS_PER_DAY, "workdays": workday_ms}[self.unit]

    def in_ms(self) -> Distribution:
        """The same law with its days as milliseconds of the clock (24 h each); ValueError for workdays."""
        if self.unit != "days":
            if self.unit == "workdays":
                raise ValueError("workdays have no length on the clock")
            return self
        return self._scaled(float(MS_PER_DAY), "ms")

    def times(self, factor: float) -> Distribution:
        """The law of `factor` > 0 times the value, shift and bounds included."""
        return self._scaled(factor, self.unit)

    def _scaled(self, factor: float, unit: LawUnit) -> Distribution:
        scaled = _scaled_params(self.law, self.params, factor)
        parts = tuple((share, part._scaled(factor, unit)) for share, part in self.parts)
        return replace(
            self, unit=unit, params=scaled, parts=parts, shift=self.shift * factor, low=self.low * factor,
            high=self.high * factor,
        )  # fmt: skip

    @property
    def _lowest(self) -> float:
        """Lower bound on X."""
        return max(self.low - self.shift, 0.0)

    @property
    def _highest(self) -> float:
        """Upper bound on X."""
        return self.high - self.shift

    def _mass(self, x: float) -> float:
        """P(X <= x), but P(X < x) at the lower bound, so that an atom on a bound stays."""
        if x <= 0 and self.law != "normal":
            return 0.0
        if x == self._lowest:
            x = math.nextafter(x, -math.inf)
        return float(self._moment(0, np.array([x]))[0])

    def _raw(self, order: int) -> float:
        """E[X^order | within the bounds]."""
        edges = np.array([math.nextafter(self._lowest, -math.inf), self._highest])
        lower, upper = self._moment(order, edges)
        mass_lower, mass_upper = self._moment(0, edges)
        return float((upper - lower) / (mass_upper - mass_lower))

    def _moment(self, order: int, x: Real) -> Real:
        """E[X^order; X <= x] without the bounds."""
        if self.law == "mixture":
            total = np.zeros_like(x)
            for share, part in self.parts:
                total += share * part._part_moment(order, x)
            return total
        if self.levels:
            return linear_moment(self.levels, self.params, order, x)
        return partial_moment(self.law, self.params, order, x)

    def _part_moment(self, order: int, x: Real) -> Real:
        """E[V^order; V <= x] of the value V, shift and bounds included (a component of a mixture)."""
        edges = np.array([math.nextafter(self._lowest, -math.inf), self._highest])
        inside = np.clip(x - self.shift, edges[0], edges[1])
        mass_lower, mass_upper = self._moment(0, edges)
        raw = [
            (self._moment(k, inside) - self._moment(k, edges)[0]) / (mass_upper - mass_lower)
            for k in range(order + 1)
        ]
        return np.asarray(
            sum(math.comb(order, k) * self.shift ** (order - k) * raw[k] for k in range(order + 1))
        )

    def _inverse(self, level: Real) -> Real:
        """Smallest x with P(X <= x) >= level, without the bounds; level is one-dimensional."""
        if self.law == "mixture":
            return self._mixture_inverse(level)
        if self.levels:
            return np.asarray(np.interp(level, self.levels, self.params), dtype=np.float64)
        return inverse(self.law, self.params, level)

    def _mixture_inverse(self, level: Real) -> Real:
        """Bisection between the smallest and the largest quantile of the components."""
        quantiles = np.stack([part.quantile(level) for _, part in self.parts])
        low, high = quantiles.min(axis=0), quantiles.max(axis=0)
        active = np.isfinite(high) & (high > low)
        a, b, goal = low[active], high[active], level[active]
        for _ in range(_BISECTIONS):
            middle = (a + b) / 2
            enough = self._moment(0, middle) >= goal
            a, b = np.where(enough, a, middle), np.where(enough, middle, b)
            if not len(a) or float(np.max(b - a - 1e-12 * b)) <= 0:
                break
        high[active] = b
        return np.asarray(high, dtype=np.float64)


@lru_cache(maxsize=1024)
def _mass_of_bounds(law: Distribution) -> tuple[float, float]:
    """P(X <= x) at both bounds: the same for every draw of a law."""
    return law._mass(law._lowest), law._mass(law._highest)


def _scaled_params(law: Law, params: tuple[float, ...], factor: float) -> tuple[float, ...]:
    """Parameters of the law of `factor` times X."""
    if law == "lognormal":
        return (params[0] + math.log(factor), params[1])
    if law in ("gamma", "weibull"):
        return (params[0], params[1] * factor)
    if law == "hyperexponential":
        return (params[0], params[1] * factor, params[2] * factor)
    return tuple(value * factor for value in params)


@lru_cache(maxsize=1024)
def _mean(law: Distribution) -> float:
    """Asked for again and again by the checks of every design."""
    return law.shift + law._raw(1)


@lru_cache(maxsize=1024)
def _sd(law: Distribution) -> float:
    return 0.0 if law.is_constant else math.sqrt(max(0.0, law._raw(2) - law._raw(1) ** 2))


def to_ms(distribution: Distribution, values: Real, workday_ms: int) -> NDArray[np.int64]:
    """`distribution.to_ms(values, workday_ms)`."""
    return distribution.to_ms(values, workday_ms)
