"""Designs of experiments: which values of the factors are run together.  Pure functions.

A point names the values of those factors that are otherwise than in the scenario.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from hallsim.demand.streams import generator

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hallsim.scenario.whatif.variation import Span

Kind = Literal["grid", "one_at_a_time", "latin_hypercube", "rows"]
Point = tuple[tuple[str, str], ...]
"""(factor, value) in the order of the factors."""
STREAM: Final = "points of a study"
_MOST_SPREAD: Final = 400
"""Points up to which a hypercube is also spread evenly: finding one takes the square of their number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """What a factor may be: its values, or a stretch of which a grid takes `n` evenly spaced ones.

    `whole`: it is a count, so that a stretch has whole numbers only.
    """

    name: str
    values: tuple[str, ...] = ()
    span: Span | None = None
    n: int = 3
    whole: bool = False

    def listed(self) -> tuple[str, ...]:
        """The values that a grid takes, each once."""
        if self.span is None:
            return self.values
        shares = [i / (self.n - 1) for i in range(self.n)]
        return tuple(dict.fromkeys(self.span.between(share, whole=self.whole) for share in shares))

    def at(self, share: float) -> str:
        """The value at a share in [0, 1): equally long parts of it belong to each of listed values."""
        if self.span is not None and not self.whole:
            return self.span.between(share)
        values = self.listed() if self.span is None else self._counts()
        return values[min(int(share * len(values)), len(values) - 1)]

    def _counts(self) -> tuple[str, ...]:
        """Every whole number of the stretch."""
        assert self.span is not None
        low, high = float(self.span.lo), float(self.span.hi)
        n = math.floor(high) - math.ceil(low) + 1
        shares = [(math.ceil(low) + i - low) / (high - low) for i in range(max(n, 1))]
        return tuple(self.span.between(share, whole=True) for share in shares)


def points_of(
    kind: Kind,
    factors: Sequence[Levels],
    *,
    n: int = 0,
    seed: int = 0,
    rows: Sequence[Mapping[str, str]] = (),
) -> list[Point]:
    """The points of a design of experiments, each once, in a fixed order.

    Args:
        n, seed: of a Latin hypercube.
        rows: values by factor, of explicit rows.
    """
    if kind == "rows":
        found: Iterator[Point] = (
            tuple((f.name, row[f.name]) for f in factors if f.name in row) for row in rows
        )
    elif kind == "one_at_a_time":
        found = _one_at_a_time(factors)
    elif kind == "latin_hypercube":
        found = _hypercube(factors, n, seed)
    else:
        names = [factor.name for factor in factors]
        found = (tuple(zip(names, values, strict=True)) for values in product(*(f.listed() for f in factors)))
    return list(dict.fromkeys(found))


def n_points(kind: Kind, factors: Sequence[Levels], *, n: int = 0, n_rows: int = 0) -> int:
    """How many points there are at most, without making one."""
    if kind == "rows":
        return n_rows
    if kind == "latin_hypercube":
        return n
    sizes = [len(factor.values) if factor.span is None else factor.n for factor in factors]
    return 1 + sum(sizes) if kind == "one_at_a_time" else math.prod(sizes)


def _one_at_a_time(factors: Sequence[Levels]) -> Iterator[Point]:
    """The scenario as it is, then each value of each factor with everything else as in the scenario."""
    yield ()
    for factor in factors:
        for value in factor.listed():
            yield ((factor.name, value),)


def _hypercube(factors: Sequence[Levels], n: int, seed: int) -> Iterator[Point]:
    for row in latin_hypercube(n, len(factors), seed).tolist():
        yield tuple((factor.name, factor.at(share)) for factor, share in zip(factors, row, strict=True))


def latin_hypercube(n: int, k: int, seed: int) -> NDArray[np.float64]:
    """(n, k) points of the unit cube: every column has one in each n-th of [0, 1).

    Up to 400 points they are also spread evenly over all columns together (least centred discrepancy over
    random exchanges).  Source: McKay, Beckman and Conover 1979, Technometrics 21:239-245; `scipy.stats.qmc`.
    """
    if not k:
        return np.empty((1, 0))
    from scipy.stats import qmc

    stream = generator(seed, 0, STREAM)
    optimization = "random-cd" if k > 1 and n <= _MOST_SPREAD else None
    found: NDArray[np.float64] = qmc.LatinHypercube(k, optimization=optimization, seed=stream).random(n)
    return found
