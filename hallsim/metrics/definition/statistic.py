"""How a metric turns rows into a number: means, shares, ratios, quantiles, amounts a day.

A statistic knows how to contribute the whole of a population, or each part of it (by group, by hour ...); the
whole is computed by the very code of the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.spans import Int
from hallsim.metrics.definition.packing import unpacked
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.definition.summand import (
    CURVE_DIGITS,
    DIGITS,
    WHOLE_CURVE_DIGITS,
    Counts,
    Real,
    Reduce,
    Summand,
    Sums,
    Survival,
    SurvivalQuantile,
    ranked,
)

Values = Callable[[Sample, Int], NDArray[Any]]
"""(sample, rows of the population) -> one number a row; a row whose number is nan does not count."""

Whole = Callable[[Sample], tuple[float, float]]
NAN = float("nan")


class Statistic(Protocol):
    """How rows become a number.

    Statistics with the same `same_as` (None: with no other) contribute the same and differ in what is read
    out of it only.
    """

    @property
    def same_as(self) -> object: ...

    def whole(self, s: Sample, rows: Int) -> Summand:
        """The contribution of all rows."""

    def parts(self, s: Sample, rows: Int, key: Int, n_keys: int) -> Sequence[Summand]:
        """The contribution of the rows of each key 0 .. n_keys - 1; `key` has one a row, -1 for no part."""

    def restore(self, plain: Sequence[Any]) -> Summand:
        """A contribution as `plain` gave it."""


def over(totals: Real) -> float:
    """The first total over the last; nan over nothing."""
    return float(totals[0] / totals[-1]) if totals[-1] else NAN


def _sum(totals: Real) -> float:
    return float(totals[0])


def _variance(totals: Real) -> float:
    total, squares, n = totals
    return max(0.0, float(squares / n - (total / n) ** 2)) if n else NAN


def _sd(totals: Real) -> float:
    return float(np.sqrt(_variance(totals)))


def sums_by(place: Int, column: NDArray[Any] | None, n_places: int) -> Real:
    """(n_places,) sums of a column (None: numbers of rows) by place; what lies at place `n_places`, where the
    rows of no part are put, is left out.

    Flags are counted. A single sum is accumulated, in the order of the rows as all are: `bincount` into one
    place takes four times as long, since each addition waits for the one before to be stored.
    """
    if column is not None and column.dtype.kind == "b":
        place, column = np.where(column, place, n_places), None
    if n_places != 1:
        return np.asarray(np.bincount(place, column, n_places + 1)[:n_places], np.float64)
    inside = place == 0
    if column is None:
        return np.array([np.count_nonzero(inside)], np.float64)
    return np.array([np.cumsum(column[inside], dtype=np.float64)[-1] if inside.any() else 0.0])


@dataclass(frozen=True, slots=True)
class RowSums:
    """Sums over rows of one or more numbers a row, and what makes a figure of them.

    The last number is 1 for a row that counts, unless it is a time (`of_time`).
    """

    columns: tuple[Values, ...]
    reduce: Reduce
    of_time: bool = False
    power: float = 1.0
    same_as: None = None

    def whole(self, s: Sample, rows: Int) -> Sums:
        """One part that holds every row."""
        return self.parts(s, rows, np.zeros(len(rows), np.int64), 1)[0]

    def parts(self, s: Sample, rows: Int, key: Int, n_keys: int) -> list[Sums]:
        """Sums by key."""
        columns = [None if column is _ones else np.asarray(column(s, rows)) for column in self.columns]
        outside, first = key < 0, columns[0]
        if first is not None and first.dtype.kind == "f":
            outside |= np.isnan(first)
        place = np.where(outside, n_keys, key)
        totals = np.stack([sums_by(place, column, n_keys) for column in columns], axis=1)
        return [self._made(row) for row in totals]

    def restore(self, plain: Sequence[Any]) -> Sums:
        """From the totals."""
        return self._made(np.asarray(plain, np.float64))

    def _made(self, totals: Real) -> Sums:
        return Sums(totals, self.reduce, self.of_time, self.power)


@dataclass(frozen=True, slots=True)
class PerDay:
    """An amount summed over rows, per working day of the world, or what else `days` counts."""

    values: Values
    days: Callable[[Sample], float]
    same_as: None = None

    def whole(self, s: Sample, rows: Int) -> Sums:
        """One part that holds every row."""
        return self.parts(s, rows, np.zeros(len(rows), np.int64), 1)[0]

    def parts(self, s: Sample, rows: Int, key: Int, n_keys: int) -> list[Sums]:
        """Amounts by key, over the same days."""
        totals = sums_by(np.where(key < 0, n_keys, key), np.asarray(self.values(s, rows)), n_keys)
        days = self.days(s)
        return [Sums(np.array([total, days]), over, of_time=True) for total in totals]

    def restore(self, plain: Sequence[Any]) -> Sums:
        """From the totals."""
        return Sums(np.asarray(plain, np.float64), over, of_time=True)


@dataclass(frozen=True, slots=True)
class Ranks:
    """One number a row, and the place of its rounded value among all different ones (-1: no number)."""

    rows: Int
    exact: Real
    values: Real
    rank: Int


def ranks_of(s: Sample, rows: Int, values: Values, digits: int) -> Ranks:
    """Rounding is what costs: ranks are kept for the parts of the same rows, which they hold on to."""

    def work_out() -> Ranks:
        exact = np.asarray(values(s, rows), np.float64)
        there = ~np.isnan(exact)
        rank = np.full(len(rows), -1, np.int64)
        different, rank[there] = ranked(exact[there], digits)
        return Ranks(rows, exact, different, rank)

    return s.once(("ranks", values, digits, id(rows)), work_out)


def _tabulated(ranks: Ranks, key: Int, n_keys: int, which: NDArray[np.bool_]) -> Real:
    """(n_keys, values) how many of the rows have each value."""
    size = len(ranks.values)
    chosen = which & (key >= 0) & (ranks.rank >= 0)
    place = np.where(chosen, key * size + ranks.rank, n_keys * size)
    return sums_by(place, None, n_keys * size).reshape(n_keys, size)


@dataclass(frozen=True, slots=True)
class Quantile:
    """The quantile of one number a row, of all people of a study together."""

    values: Values
    p: float

    @property
    def same_as(self) -> object:
        """The values: their counts serve every quantile."""
        return self.values

    def whole(self, s: Sample, rows: Int) -> Counts:
        """One part that holds every row."""
        return self.parts(s, rows, np.zeros(len(rows), np.int64), 1)[0]

    def parts(self, s: Sample, rows: Int, key: Int, n_keys: int) -> list[Counts]:
        """How many rows of each key have each value."""
        ranks = ranks_of(s, rows, self.values, DIGITS)
        table = _tabulated(ranks, key, n_keys, ranks.rank >= 0)
        return [Counts(ranks.values[row > 0], row[row > 0], self.p) for row in table]

    def restore(self, plain: Sequence[Any]) -> Counts:
        """From values and counts."""
        values, counts = map(unpacked, plain)
        return Counts(values, counts, self.p)


@dataclass(frozen=True, slots=True)
class Duration:
    """Mean (or p-quantile) of durations of which some were not over when the run stopped (Kaplan-Meier)."""

    values: Values
    ended: Callable[[Sample, Int], NDArray[np.bool_]]
    p: float | None = None
    same_as: None = None

    def _made(self, times: Survival) -> Survival | SurvivalQuantile:
        return times if self.p is None else SurvivalQuantile(times, self.p)

    def whole(self, s: Sample, rows: Int) -> Survival | SurvivalQuantile:
        """One part that holds every row."""
        return self.parts(s, rows, np.zeros(len(rows), np.int64), 1)[0]

    def parts(self, s: Sample, rows: Int, key: Int, n_keys: int) -> list[Survival | SurvivalQuantile]:
        """How many of each key ended, or had not ended, at each duration."""
        curve = WHOLE_CURVE_DIGITS if s.is_drained else CURVE_DIGITS
        ranks = ranks_of(s, rows, self.values, curve if self.p is None else DIGITS)
        over = self.ended(s, rows)
        ended, still = (_tabulated(ranks, key, n_keys, which) for which in (over, ~over))
        totals = sums_by(np.where(over & (key >= 0), key, n_keys), ranks.exact, n_keys)
        seen = (ended + still) > 0
        return [
            self._made(Survival(ranks.values[on], ended[k, on], still[k, on], float(totals[k])))
            for k, on in enumerate(seen)
        ]

    def restore(self, plain: Sequence[Any]) -> Survival | SurvivalQuantile:
        """From values, ended, unfinished and the total."""
        values, ended, unfinished = map(unpacked, plain[:3])
        return self._made(Survival(values, ended, unfinished, float(plain[3])))


@dataclass(frozen=True, slots=True)
class OfHall:
    """A ratio of two totals of the whole hall: time averages, costs over what was done for them."""

    pair: Whole
    of_time: bool = False
    same_as: None = None

    def whole(self, s: Sample, rows: Int) -> Sums:
        """The two totals."""
        return Sums(np.array(self.pair(s), np.float64), over, self.of_time)

    def parts(self, s: Sample, rows: Int, key: Int, n_keys: int) -> list[Sums]:
        """None: the hall has no parts."""
        raise ValueError("a figure of the whole hall has no parts")

    def restore(self, plain: Sequence[Any]) -> Sums:
        """From the totals."""
        return Sums(np.asarray(plain, np.float64), over, self.of_time)


@dataclass(frozen=True, slots=True)
class OfServers:
    """A figure of the spread of busy time among servers: their busy and on-duty times of a study together.

    `reduce` takes (2, servers): busy and on-duty milliseconds.
    """

    reduce: Callable[[Real], float]
    same_as: None = None

    def _made(self, totals: Real) -> float:
        return self.reduce(totals.reshape(2, -1))

    def whole(self, s: Sample, rows: Int) -> Sums:
        """Busy and on-duty time of every server of the trace, 0 for those that are not among the rows."""
        totals = np.zeros((2, len(s.on_duty_ms)))
        totals[:, rows] = s.busy_ms[rows], s.on_duty_ms[rows]
        return Sums(totals.ravel(), self._made, of_time=True)

    def parts(self, s: Sample, rows: Int, key: Int, n_keys: int) -> list[Sums]:
        """The same with the servers of one key only."""
        return [self.whole(s, rows[key == k]) for k in range(n_keys)]

    def restore(self, plain: Sequence[Any]) -> Sums:
        """From the times."""
        return Sums(np.asarray(plain, np.float64), self._made, of_time=True)


def _ones(s: Sample, rows: Int) -> NDArray[np.bool_]:
    return np.ones(len(rows), np.bool_)


def mean(values: Values) -> RowSums:
    """The mean of one number (or flag: the share) a row."""
    return RowSums((values, _ones), over)


def ratio(part: Values, whole: Values, *, of_time: bool = False) -> RowSums:
    """One sum over another; of times, which no number of people stands behind, or of what can be counted."""
    return RowSums((part, whole), over, of_time)


def count() -> RowSums:
    """How many rows."""
    return RowSums((_ones,), _sum)


def spread(values: Values, *, squared: bool = False) -> RowSums:
    """Standard deviation of one number a row; `squared` for the variance."""
    squares = lambda s, rows: np.asarray(values(s, rows), np.float64) ** 2  # noqa: E731
    if squared:
        return RowSums((values, squares, _ones), _variance, power=2.0)
    return RowSums((values, squares, _ones), _sd)


def quantile(values: Values, share: float) -> Quantile:
    """A quantile of one number a row."""
    return Quantile(values, share)


def per_day(values: Values = _ones) -> PerDay:
    """An amount per working day of the world."""
    return PerDay(values, lambda s: float(s.n_workdays))


def per_closing(values: Values) -> PerDay:
    """An amount of each closing, per working day of the world; nan in a hall that never closes."""
    return PerDay(values, lambda s: float(s.n_workdays) if len(s.closings) else 0.0)


def of_hall(pair: Whole, *, of_time: bool = False) -> OfHall:
    """A ratio of two totals of the hall; `of_time`: over a time, not over what was done or offered."""
    return OfHall(pair, of_time)


def a_day(amount: Callable[[Sample], float]) -> OfHall:
    """An amount of the hall per working day of the world."""
    return OfHall(lambda s: (amount(s), float(s.n_workdays)), of_time=True)
