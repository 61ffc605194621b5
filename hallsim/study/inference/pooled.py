"""All replications of a design together: the value of their sum, and how far it may lie from the truth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from hallsim.metrics.definition.summand import Sums, added, unseen_of
from hallsim.study.inference.interval import (
    NO_LIMITS,
    SHARE,
    Limits,
    clip,
    ends,
    larger,
    limits_skewness,
    none_seen_bound,
    sample_skewness,
    sd,
    unevenness,
)
from hallsim.study.inference.jackknife import S, moved, n_seen, people, power_of, pseudo_values


@dataclass(frozen=True, slots=True)
class Pooled:
    """What all replications together say of a quantity.

    Attributes:
        values: of each replication alone; nan where nothing was seen.
        value, people, power, unseen: of their sum.
        pseudo: the jackknife's value of each replication; none where fewer than two are of use, and for the
            extreme of all people.
        uneven: coefficient of variation of the mean number of people (`unevenness`).
    """

    values: Sequence[float] = ()
    value: float = math.nan
    people: float = math.nan
    power: float = 1.0
    pseudo: Sequence[float] = ()
    unseen: float = 0.0
    uneven: float = 0.0


def pooled(parts: Sequence[S]) -> Pooled:
    """Add up one summand a replication; those without any event count as what they are."""
    if not parts:
        return Pooled()
    if all(type(part) is Sums for part in parts):
        return _pooled_sums(cast("Sequence[Sums]", parts))
    values, total = [part.value for part in parts], added(parts)
    pseudo = pseudo_values(parts, values, total) if n_seen(values) > 1 else ()
    uneven = unevenness([people(part) for part in parts])
    return Pooled(values, total.value, people(total), power_of(total), pseudo, unseen_of(total), uneven)


def _pooled_sums(parts: Sequence[Sums]) -> Pooled:
    """The same of totals, which most figures are made of: those of all replications at once."""
    each, total = np.array([part.totals for part in parts]), added(parts)
    values, value = total.figures(each), total.value
    pseudo = moved(values, value, total.figures(total.totals - each)) if n_seen(values) > 1 else ()
    uneven = unevenness([people(total)] if total.of_time else each[:, -1].tolist())
    return Pooled(values, value, people(total), power_of(total), pseudo, 0.0, uneven)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two values of a difference, and where it may lie.

    Attributes:
        limits: the least and the greatest value it can have.
        reach: distance from them at which it may lie though the event was seen nowhere, or everywhere.
    """

    value: float
    se: float
    skewness: float
    n: int
    limits: Limits
    reach: float = 0.0

    def interval(self, x: float) -> tuple[float, float]:
        """Ends at the critical value x."""
        low, high = self.limits
        if self.se > 0:
            return clip(ends(self.value, self.se, self.skewness, self.n, x), self.limits)
        return max(low, self.value - self.reach), min(high, self.value + self.reach)


def side(of: Pooled, limits: Limits, level: float) -> Side:
    """A design's part in a difference."""
    n, spread = len(of.pseudo), sd(of.pseudo)
    if not limits[0] <= of.value <= limits[1]:
        limits = NO_LIMITS
    unseen = limits == SHARE and of.value in SHARE and of.people > 0
    return Side(
        value=of.value,
        se=spread / math.sqrt(n) if n else math.nan,
        skewness=larger(limits_skewness(of.value, spread, limits, of.power), sample_skewness(of.pseudo)),
        n=n,
        limits=limits,
        reach=none_seen_bound(of.people, level) if unseen else 0.0,
    )


def possible(limits: Limits, sides: tuple[Side, Side] | None, x: float) -> Limits:
    """Least and greatest difference of two values, the other's minus the base's.

    Of a quantity with a natural zero nothing is lost but what the base may have, and nothing gained but what
    the other may have; of a share neither by more than is missing to the whole.
    """
    if sides is None:
        return limits
    base, other = sides
    (base_lo, base_hi), (other_lo, other_hi) = base.interval(x), other.interval(x)
    least = max(limits[0], other.limits[0] - base_hi, other_lo - base.limits[1])
    return least, min(limits[1], other_hi - base.limits[0], other.limits[1] - base_lo)
