"""Summands over the arrays of a pool: the same operations as those of the metrics, without a trace."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.coverage.queue import EDGES_MIN, TARGET_MIN, Pool

N_TARGET = int(np.searchsorted(EDGES_MIN, TARGET_MIN)) + 1
_LOWER = np.concatenate([[0.0], EDGES_MIN])
_UPPER = np.concatenate([EDGES_MIN, EDGES_MIN[-1:] + 10.0])


@dataclass(frozen=True, slots=True)
class Ratio:
    """A sum over people divided by their number."""

    total: float
    n: float

    @property
    def value(self) -> float:
        """The mean, nan of nobody."""
        return self.total / self.n if self.n > 0 else math.nan

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(self.total + other.total, self.n + other.n)

    def __sub__(self, other: Ratio) -> Ratio:
        return Ratio(self.total - other.total, self.n - other.n)


@dataclass(frozen=True, slots=True)
class Variance:
    """Number, sum and sum of squares."""

    n: float
    total: float
    squares: float
    power: float = 2.0

    @property
    def value(self) -> float:
        """Variance of the people."""
        return self.squares / self.n - (self.total / self.n) ** 2 if self.n > 0 else math.nan

    def __add__(self, other: Variance) -> Variance:
        return Variance(self.n + other.n, self.total + other.total, self.squares + other.squares)

    def __sub__(self, other: Variance) -> Variance:
        return Variance(self.n - other.n, self.total - other.total, self.squares - other.squares)


@dataclass(frozen=True, slots=True)
class Quantile:
    """People by cell of their wait; the quantile lies inside a cell in proportion."""

    cells: NDArray[np.float64]
    p: float = 0.9

    @property
    def weight(self) -> float:
        """How many people."""
        return float(self.cells.sum())

    @property
    def value(self) -> float:
        """The p-quantile."""
        return self.quantile(self.p)

    def quantile(self, p: float) -> float:
        """Any quantile, nan of nobody."""
        below = np.cumsum(self.cells)
        if not below[-1] > 0:
            return math.nan
        wanted = p * below[-1]
        i = int(np.searchsorted(below, wanted))
        inside = (wanted - (below[i - 1] if i else 0.0)) / self.cells[i] if self.cells[i] else 1.0
        return float(_LOWER[i] + inside * (_UPPER[i] - _LOWER[i])) if i else 0.0

    def weight_to(self, x: float) -> float:
        """How many waited for at most `x` minutes."""
        i = int(np.searchsorted(_UPPER, x))
        if i >= len(self.cells):
            return self.weight
        inside = (x - _LOWER[i]) / (_UPPER[i] - _LOWER[i]) if i else 1.0
        return float(self.cells[:i].sum() + inside * self.cells[i])

    def __add__(self, other: Quantile) -> Quantile:
        return Quantile(self.cells + other.cells, self.p)

    def __sub__(self, other: Quantile) -> Quantile:
        return Quantile(self.cells - other.cells, self.p)


def means(pool: Pool, chosen: NDArray[np.int64]) -> list[Ratio]:
    """Mean wait of the chosen replications."""
    return [Ratio(float(pool.wait_min[i]), float(pool.n[i])) for i in chosen]


def shares(pool: Pool, chosen: NDArray[np.int64]) -> list[Ratio]:
    """Share of the people who waited within the target."""
    return [Ratio(float(pool.cells[i, :N_TARGET].sum()), float(pool.n[i])) for i in chosen]


def variances(pool: Pool, chosen: NDArray[np.int64]) -> list[Variance]:
    """Variance of the waits."""
    return [Variance(float(pool.n[i]), float(pool.wait_min[i]), float(pool.wait2[i])) for i in chosen]


def quantiles(pool: Pool, chosen: NDArray[np.int64]) -> list[Quantile]:
    """90th percentile of the waits."""
    return [Quantile(pool.cells[i].astype(float)) for i in chosen]
