"""What a question about guesses looks at: a figure of a design, or its difference from another one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hallsim.metrics.definition.summand import Summand
from hallsim.study.inference.interval import (
    AT_LEAST,
    Limits,
    ends,
    gap_skewness,
    larger,
    sample_skewness,
    sd,
    t_quantile,
)
from hallsim.study.inference.pooled import pooled
from hallsim.study.inference.statistics import LEVEL, difference_of
from hallsim.study.runs.candidate import Candidate
from hallsim.study.runs.runs import Found


@dataclass(frozen=True, slots=True)
class Outcome:
    """A metric of a design; with a base, how much more it is than there."""

    metric: str
    design: str
    base: str | None = None

    @property
    def designs(self) -> tuple[str, ...]:
        """Those that must be run for it."""
        return (self.design,) if self.base is None else (self.base, self.design)


@dataclass(frozen=True, slots=True)
class Told:
    """An outcome at one point: its value with its interval, nan where there is none.

    `pseudo` are the jackknife's values of the replications, in their order; `summands` what they are made of,
    by replication, where it is the figure of one design.
    """

    value: float = math.nan
    lo: float = math.nan
    hi: float = math.nan
    pseudo: tuple[float, ...] = ()
    summands: Mapping[int, Summand] | None = None


def told(found: Found, candidates: Mapping[str, Candidate], outcome: Outcome, level: float = LEVEL) -> Told:
    """An outcome from the runs of its designs, by their names."""
    one = candidates[outcome.design]
    if outcome.base is None:
        e = found.estimate(one, outcome.metric, level=level)
        summands = found.summands(one, outcome.metric)
        return Told(e.value, e.lo, e.hi, tuple(pooled(list(summands.values())).pseudo), summands)
    d = found.difference(candidates[outcome.base], one, outcome.metric, level=level)
    return Told(d.value, d.lo, d.hi, d.pseudo)


def change(
    one: Told, other: Told, level: float = LEVEL, limits: Limits = AT_LEAST
) -> tuple[float, float, float]:
    """From one point to another with the same citizens: (change, lo, hi).

    Of a figure it is a paired difference as in every table (`difference_of`); of a difference of two designs
    the same ends from its jackknife values, with the skewness that its own size tells.
    """
    if one.summands is not None and other.summands is not None:
        both = [n for n in one.summands if n in other.summands]  # what fails at one end is no pair
        if not both:
            return math.nan, math.nan, math.nan
        pools = [pooled([of[n] for n in both]) for of in (one.summands, other.summands)]
        d = difference_of(pools[0], pools[1], level, limits)
        return d.value, d.lo, d.hi
    value = other.value - one.value
    gaps = np.subtract(other.pseudo, one.pseudo) if len(one.pseudo) == len(other.pseudo) else np.empty(0)
    spread, n = sd([float(gap) for gap in gaps]), len(gaps)
    if math.isnan(spread):
        return value, math.nan, math.nan
    middle = (abs(one.value) + abs(other.value)) / 2
    around = sd([float(both) / 2 for both in np.add(one.pseudo, other.pseudo)])
    skewness = larger(
        gap_skewness(value, spread, n, middle, around, AT_LEAST), sample_skewness([float(g) for g in gaps])
    )
    lo, hi = ends(value, spread / math.sqrt(n), skewness, n, t_quantile(n - 1, level))
    return value, lo, hi


def all_metrics(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """The metrics that outcomes look at."""
    return tuple(dict.fromkeys(outcome.metric for outcome in outcomes))


def all_designs(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """The designs that outcomes look at."""
    return tuple(dict.fromkeys(name for outcome in outcomes for name in outcome.designs))
