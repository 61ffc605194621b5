"""Small summands for tests of statistics."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Mean:
    """A sum over people and their number; `power` 2 says that it is of squares."""

    total: float
    n: float
    power: float = 1.0

    @property
    def value(self) -> float:
        return self.total / self.n if self.n else math.nan

    def __add__(self, other: Mean) -> Mean:
        return Mean(self.total + other.total, self.n + other.n, self.power)

    def __sub__(self, other: Mean) -> Mean:
        return Mean(self.total - other.total, self.n - other.n, self.power)


@dataclass(frozen=True)
class Values:
    """Every person's number; the value is a quantile of them."""

    numbers: tuple[float, ...]
    p: float = 0.9

    @property
    def value(self) -> float:
        return self.quantile(self.p)

    @property
    def weight(self) -> float:
        return float(len(self.numbers))

    def weight_to(self, x: float) -> float:
        return float(sum(number <= x for number in self.numbers))

    def quantile(self, p: float) -> float:
        """The smallest number that p of all do not exceed."""
        n = len(self.numbers)
        return sorted(self.numbers)[max(math.ceil(p * n - 1e-9) - 1, 0)] if n else math.nan

    def __add__(self, other: Values) -> Values:
        return Values(self.numbers + other.numbers, self.p)

    def __sub__(self, other: Values) -> Values:
        left = list(self.numbers)
        for number in other.numbers:
            left.remove(number)
        return Values(tuple(left), self.p)


def ones(numbers: Sequence[float]) -> list[Mean]:
    """Replications of one person each; nan stands for a replication without people."""
    return [Mean(0.0, 0.0) if math.isnan(x) else Mean(x, 1.0) for x in numbers]
