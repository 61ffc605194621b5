"""Summands of a study, and how much each replication moves the value of their sum.

A replication gives a *summand*; the value of a study is that of the sum of its summands (all waits by all
people, the quantile of all people), never a mean over replications, so that it does not matter how the same
days are cut into replications.  The replication is the unit of inference: how the value moves when one is
left out (the jackknife) tells its standard error.  Sources: Quenouille 1956, Biometrika 43:353-360; Miller
1974, Biometrika 61:1-15; for quantiles Shao and Wu 1989, Annals of Statistics 17:1176-1197.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol, TypeVar, cast, runtime_checkable

from hallsim.metrics.definition.summand import Additive
from hallsim.study.inference.interval import sd


@runtime_checkable
class Distribution(Protocol):
    """Further operations of a summand whose value is a quantile of pooled people.

    With them the influence of a replication is how many of its people lie below the quantile, which is right
    for any number of people.  Leaving one replication out of a quantile is right only where each has many.
    """

    @property
    def p(self) -> float:
        """Which quantile `value` is, between 0 and 1."""

    @property
    def weight(self) -> float:
        """How many people, or their total weight."""

    def weight_to(self, x: float, /) -> float:
        """Weight of the people whose value is at most `x`."""

    def quantile(self, p: float, /) -> float:
        """The p-quantile; nan without people."""


FEW_REPLICATIONS = 20
"""Below so many a quantile's density around its value does not tell how far one replication can move it."""
MANY_PEOPLE = 30
"""In a replication, from which on leaving it out tells that instead."""

S = TypeVar("S", bound=Additive)


def n_seen(values: Sequence[float]) -> int:
    """Replications in which there was something to see, by what each says alone."""
    return sum(not math.isnan(value) for value in values)


def people(total: Additive) -> float:
    """How many people a summand counts; nan where it does not tell."""
    return float(getattr(total, "n", math.nan))


def power_of(total: Additive) -> float:
    """The power of what was measured that the value is of: 2 for a variance, which is the more skewed."""
    return float(getattr(total, "power", 1.0))


def pseudo_values(parts: Sequence[S], values: Sequence[float], total: S) -> list[float]:
    """The jackknife's value of each replication: their sd / sqrt(n) is the standard error of `total.value`.

    `values` are those of each replication alone, which tell where there was nothing.

    n T - (n - 1) (T without it), which is T for a replication without anything.  A `Distribution` gives the
    same to first order: T minus n times the surplus of its people below T over the density of all at T.  With
    few replications of many people each, of which one bad day can move T beyond the reach of that density,
    the wider of the two counts.  Of the smallest or the largest of all people there are none.
    """
    n, value = len(parts), total.value
    if hasattr(total, "weight_to"):  # a `Distribution`; asking the protocol takes a tenth of a study's tables
        whole = cast("Distribution", total)
        if not 0 < whole.p < 1:
            return []
        several = cast("Sequence[Distribution]", parts)
        linear = [value - n * shift for shift in _quantile_shifts(several, whole)]
        if n >= FEW_REPLICATIONS or whole.weight < MANY_PEOPLE * n:
            return linear
        return max(linear, _without_each(parts, values, total), key=sd)
    return _without_each(parts, values, total)


def _without_each(parts: Sequence[S], values: Sequence[float], total: S) -> list[float]:
    seen = zip(parts, values, strict=True)
    return moved(
        values, total.value, [math.nan if math.isnan(v) else (total - part).value for part, v in seen]
    )


def moved(values: Sequence[float], value: float, without: Sequence[float]) -> list[float]:
    """n T - (n - 1) (T without each replication), which is T for one without anything."""
    n = len(values)
    return [
        value if math.isnan(alone) else n * value - (n - 1) * rest
        for alone, rest in zip(values, without, strict=True)
    ]


def _quantile_shifts(parts: Sequence[Distribution], total: Distribution) -> list[float]:
    """By how much each replication pulls the quantile down: Bahadur's linear form, summing to 0.

    The density is that between two quantiles two standard errors of the share away on either side, but not
    closer than the people allow nor further than 0.6 of the way to the nearer end.
    """
    n, weight, at = len(parts), total.weight, total.quantile(total.p)
    below = total.weight_to(at) / weight
    surplus = [(part.weight_to(at) - below * part.weight) / weight for part in parts]
    error = math.sqrt(n / (n - 1) * math.fsum(u * u for u in surplus)) if n > 1 else 0.0
    step = min(max(2 * error, 1 / math.sqrt(weight)), 0.6 * min(total.p, 1 - total.p))
    slope = (total.quantile(total.p + step) - total.quantile(total.p - step)) / (2 * step)
    return [u * slope for u in surplus]
