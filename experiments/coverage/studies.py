"""Coverage of intervals: many studies drawn from a pool whose true values are known."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import reduce
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.coverage.queue import Pool
from experiments.coverage.summands import Quantile, means, quantiles, shares, variances
from hallsim.study.inference.interval import AT_LEAST, SHARE, Limits, sd, t_quantile
from hallsim.study.inference.statistics import difference, estimate

N_REPLICATIONS = (5, 10, 30)
DAYS = (1, 5, 20)
LOADS = (0.8, 0.9)
POOL_SIZES = {1: 40_000, 5: 12_000, 20: 4_000}

Parts = Callable[[Pool, NDArray[np.int64]], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Statistic:
    """A quantity, and the limits its intervals know of."""

    name: str
    parts: Parts
    limits: Limits = AT_LEAST

    def truth(self, pool: Pool) -> float:
        """The value of the whole pool."""
        if self.parts is quantiles:
            return Quantile(pool.cells.sum(axis=0).astype(float)).value
        return float(reduce(add, self.parts(pool, np.arange(pool.size))).value)


STATISTICS = (
    Statistic("mean wait", means),
    Statistic("90th percentile", quantiles),
    Statistic("share within 15 min", shares, SHARE),
    Statistic("variance", variances),
)
KINDS = ("value", "paired difference", "relative change")


@dataclass(frozen=True, slots=True)
class Row:
    """One cell of the table: shares of studies, but for `truth`.

    Attributes:
        plain: the mean over replications with Student's interval holds the truth (not for relative changes).
        covered: the interval of `hallsim.study.inference.statistics` does.
        below, above: the whole interval lies below, above the truth.
        warned: the estimate carries the warning that its interval may cover less.
        covered_unwarned: covered among the studies without it.
    """

    load: float
    days: int
    statistic: str
    kind: str
    n: int
    studies: int
    truth: float
    plain: float
    covered: float
    below: float
    above: float
    warned: float
    covered_unwarned: float


COLUMNS = tuple(field.name for field in fields(Row))


@dataclass(slots=True)
class _Tally:
    plain: int = 0
    below: int = 0
    above: int = 0
    warned: int = 0
    missed_unwarned: int = 0

    def add(self, truth: float, lo: float, hi: float, warned: bool) -> None:
        self.below += hi < truth
        self.above += lo > truth
        self.warned += warned
        self.missed_unwarned += not warned and not lo <= truth <= hi


def plain_interval(values: Sequence[float]) -> tuple[float, float]:
    """Mean over replications and Student's t: what was done before."""
    n = len(values)
    mean = math.fsum(values) / n
    half = t_quantile(n - 1, 0.95) * sd(values) / math.sqrt(n)
    return mean - half, mean + half


def coverage(
    pools: tuple[Pool, Pool], statistic: Statistic, n: int, studies: int, seed: int
) -> dict[str, _Tally]:
    """How the intervals of `studies` studies of `n` replications lie to the truth, by kind."""
    rng = np.random.default_rng(seed)
    a, b = (statistic.truth(pool) for pool in pools)
    tallies = {kind: _Tally() for kind in KINDS}
    for _ in range(studies):
        chosen = rng.integers(0, pools[0].size, n)
        base, other = (statistic.parts(pool, chosen) for pool in pools)
        e = estimate(base, limits=statistic.limits)
        d = difference(base, other, limits=statistic.limits)
        before, after = [part.value for part in base], [part.value for part in other]
        lo, hi = plain_interval(before)
        tallies["value"].plain += lo <= a <= hi
        lo, hi = plain_interval([y - x for x, y in zip(before, after, strict=True)])
        tallies["paired difference"].plain += lo <= b - a <= hi
        warned = d.warning == "few"
        tallies["value"].add(a, e.lo, e.hi, e.warning == "few")
        tallies["paired difference"].add(b - a, d.lo, d.hi, warned)
        tallies["relative change"].add(b / a - 1, d.relative_lo, d.relative_hi, warned)
    return tallies


def rows(load: float, days: int, pools: tuple[Pool, Pool], studies: int, seed: int) -> Iterator[Row]:
    """All cells of one load and one length of replications."""
    for statistic in STATISTICS:
        a, b = (statistic.truth(pool) for pool in pools)
        truths = dict(zip(KINDS, (a, b - a, b / a - 1), strict=True))
        for n in N_REPLICATIONS:
            found = coverage(pools, statistic, n, studies, seed)
            for kind, tally in found.items():
                quiet = studies - tally.warned
                yield Row(
                    load=load,
                    days=days,
                    statistic=statistic.name,
                    kind=kind,
                    n=n,
                    studies=studies,
                    truth=truths[kind],
                    plain=math.nan if kind == "relative change" else tally.plain / studies,
                    covered=1 - (tally.below + tally.above) / studies,
                    below=tally.below / studies,
                    above=tally.above / studies,
                    warned=tally.warned / studies,
                    covered_unwarned=1 - tally.missed_unwarned / quiet if quiet else math.nan,
                )
