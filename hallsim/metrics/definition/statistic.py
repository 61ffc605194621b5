"""How a metric turns rows into a number: means, shares, ratios, quantiles, amounts a day.

A statistic knows how to contribute the whole of a population, or each part of it (by group, by hour ...); the
whole is computed by the very code of the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.spans import Int
from hallsim.metrics.definition.packing import Ascending, packed, unpacked
from hallsim.metrics.definition.rounding import CURVE_DIGITS, DIGITS, WHOLE_CURVE_DIGITS, ranked
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.definition.split import Column, Mask, Split, Values, column_of
from hallsim.metrics.definition.summand import (
    Counts,
    Real,
    Reduce,
    Summand,
    Sums,
    Survival,
    SurvivalQuantile,
    over,
)

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

    def parts(self, s: Sample, rows: Int, split: Split) -> Sequence[Summand]:
        """The contribution of each part of the rows."""

    def restore(self, plain: Sequence[Any]) -> Summand:
        """A contribution as `plain` gave it."""


def plain_parts(statistic: Statistic, s: Sample, rows: Int, split: Split) -> list[list[Any]]:
    """The parts as JSON keeps them; where a statistic can tell them so, without an object for each."""
    at_once = getattr(statistic, "plain_parts", None)
    if at_once is not None:
        found: list[list[Any]] = at_once(s, rows, split)
        return found
    return [part.plain() for part in statistic.parts(s, rows, split)]


def restore_all(statistic: Statistic, plains: Sequence[Sequence[Any]]) -> list[Summand]:
    """Contributions of several replications; where nothing was cut off a mean of durations is one of rows."""
    sums_of = getattr(statistic, "sums_of", None)
    if sums_of is not None and (totals := sums_of(plains)) is not None:
        return [Sums(row, over) for row in totals]
    first = statistic.restore(plains[0])
    if not isinstance(first, Sums):
        return [first, *(statistic.restore(plain) for plain in plains[1:])]
    made = first.reduce, first.of_time, first.power
    return [Sums(totals, *made) for totals in np.array(plains, np.float64)]


def _sum(totals: Real) -> float:
    return float(totals[0])


def _variance(totals: Real) -> float:
    total, squares, n = totals
    return max(0.0, float(squares / n - (total / n) ** 2)) if n else NAN


def _sd(totals: Real) -> float:
    return float(np.sqrt(_variance(totals)))


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
        return self.parts(s, rows, whole_of(s, rows))[0]

    def parts(self, s: Sample, rows: Int, split: Split) -> list[Sums]:
        """Sums by part."""
        return [self._made(row) for row in self.totals(s, rows, split)]

    def totals(self, s: Sample, rows: Int, split: Split) -> Real:
        """(parts, columns) sums."""
        columns = [None if values is _ones else column_of(s, values, rows, split) for values in self.columns]
        seen = split if columns[0] is None else columns[0].seen(split)
        sums = [seen.counts if column is None else seen.sums(column.values) for column in columns]
        return np.array(sums).T

    def plain_parts(self, s: Sample, rows: Int, split: Split) -> list[list[Any]]:
        """The totals as JSON keeps them."""
        found: list[list[Any]] = self.totals(s, rows, split).tolist()
        return found

    def restore(self, plain: Sequence[Any]) -> Sums:
        """From the totals."""
        return self._made(np.asarray(plain, np.float64))

    def _made(self, totals: Real) -> Sums:
        return Sums(totals, self.reduce, self.of_time, self.power)


@dataclass(frozen=True, slots=True)
class PerDay:
    """An amount summed over rows, per working day of the world, or what else `days` counts (by part)."""

    values: Values
    days: Callable[[Sample], float | Real]
    same_as: None = None

    def whole(self, s: Sample, rows: Int) -> Sums:
        """One part that holds every row."""
        return self.parts(s, rows, whole_of(s, rows))[0]

    def parts(self, s: Sample, rows: Int, split: Split) -> list[Sums]:
        """Amounts by part."""
        return [Sums(row, over, of_time=True) for row in self.totals(s, rows, split)]

    def totals(self, s: Sample, rows: Int, split: Split) -> Real:
        """(parts, 2) amounts and days."""
        amounts = split.sums(column_of(s, self.values, rows, split).values)
        return np.array([amounts, np.broadcast_to(self.days(s), split.n)]).T

    def plain_parts(self, s: Sample, rows: Int, split: Split) -> list[list[Any]]:
        """The totals as JSON keeps them."""
        found: list[list[Any]] = self.totals(s, rows, split).tolist()
        return found

    def restore(self, plain: Sequence[Any]) -> Sums:
        """From the totals."""
        return Sums(np.asarray(plain, np.float64), over, of_time=True)


@dataclass(frozen=True, slots=True)
class Ranks:
    """One number a row, and the place of its rounded value among all different ones (-1: no number)."""

    exact: Column
    values: Real
    rank: Int
    to_pack: Ascending

    @classmethod
    def of(cls, exact: Column, digits: int) -> Ranks:
        """Rounding is what costs."""
        numbers = exact.values.astype(np.float64, copy=False)
        if exact.known is None:
            values, rank = ranked(numbers, digits)
        else:
            rank = np.full(len(numbers), -1, np.int64)
            values, rank[exact.known] = ranked(numbers[exact.known], digits)
        return cls(exact, values, rank, Ascending(values))


def ranks_of(s: Sample, rows: Int, values: Values, digits: int) -> Ranks:
    """Kept for the parts of the same rows, which they hold on to."""
    what = "ranks", values, digits, id(rows)
    exact = "column", values, id(rows)  # as `column_of` keeps it
    return s.once(what, lambda: Ranks.of(s.once(exact, lambda: Column.of(s, values, rows)), digits))


def _there(table: Int) -> Iterator[tuple[Int, Real]]:
    """Of each row the places that are not 0, and what is there."""
    for row in table:
        on = np.flatnonzero(row)
        yield on, row[on].astype(np.float64)


def flags_of(s: Sample, rows: Int, holds: Callable[[Sample, Int], Mask]) -> Mask:
    """For which rows something holds: asked by several figures of one population."""
    held = s.once(("flags", holds, id(rows)), lambda: (rows, np.asarray(holds(s, rows), np.bool_)))
    return held[1]


def whole_of(s: Sample, rows: Int, *, passing: bool = True) -> Split:
    """All rows of a population, in one part; `passing` where nobody asks for their numbers again."""
    what = "whole", id(rows), passing
    return s.once(what, lambda: (rows, Split.of_all(len(rows), passing=passing)))[1]


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
        return self.parts(s, rows, whole_of(s, rows))[0]

    def parts(self, s: Sample, rows: Int, split: Split) -> list[Counts]:
        """How many rows of each part have each value."""
        ranks, table = self._table(s, rows, split)
        return [Counts(ranks.values[on], counts, self.p) for on, counts in _there(table)]

    def plain_parts(self, s: Sample, rows: Int, split: Split) -> list[list[Any]]:
        """The same as JSON keeps it."""
        ranks, table = self._table(s, rows, split)
        return [[ranks.to_pack.packed(on), packed(counts)] for on, counts in _there(table)]

    def _table(self, s: Sample, rows: Int, split: Split) -> tuple[Ranks, Int]:
        ranks = ranks_of(s, rows, self.values, DIGITS)
        return ranks, ranks.exact.seen(split).tabulated(ranks.rank, len(ranks.values))

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
        return self.parts(s, rows, whole_of(s, rows))[0]

    def parts(self, s: Sample, rows: Int, split: Split) -> list[Survival | SurvivalQuantile]:
        """How many of each part ended, or had not ended, at each duration."""
        ranks, table, ended, totals = self._table(s, rows, split)
        return [
            self._made(
                Survival(ranks.values[on], done := ended[k, on].astype(np.float64), all_ - done, total)
            )
            for k, ((on, all_), total) in enumerate(zip(_there(table), totals, strict=True))
        ]

    def plain_parts(self, s: Sample, rows: Int, split: Split) -> list[list[Any]]:
        """The same as JSON keeps it."""
        ranks, table, ended, totals = self._table(s, rows, split)
        kept = ranks.to_pack.packed
        return [
            [kept(on), packed(done := ended[k, on].astype(np.float64)), packed(all_ - done), total]
            for k, ((on, all_), total) in enumerate(zip(_there(table), totals, strict=True))
        ]

    def _table(self, s: Sample, rows: Int, split: Split) -> tuple[Ranks, Int, Int, list[float]]:
        """Durations, how many of each part have each of them, how many of these ended, and their totals."""
        curve = WHOLE_CURVE_DIGITS if s.is_drained else CURVE_DIGITS
        ranks = ranks_of(s, rows, self.values, curve if self.p is None else DIGITS)
        seen, over = ranks.exact.seen(split), flags_of(s, rows, self.ended)
        all_ = seen.tabulated(ranks.rank, len(ranks.values))
        ended = all_ if seen.only(over) is seen else seen.only(over).tabulated(ranks.rank, len(ranks.values))
        return ranks, all_, ended, split.only(over).sums(ranks.exact.values).tolist()

    def sums_of(self, plains: Sequence[Sequence[Any]]) -> Real | None:
        """(n, 2) totals and numbers of kept contributions whose durations all ended, if it is their mean."""
        if self.p is not None or any(unpacked(plain[2]).any() for plain in plains):
            return None
        return np.array([(plain[3], unpacked(plain[1]).sum()) for plain in plains], np.float64)

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

    def parts(self, s: Sample, rows: Int, split: Split) -> list[Sums]:
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

    def parts(self, s: Sample, rows: Int, split: Split) -> list[Sums]:
        """The same with the servers of one part only."""
        return [self.whole(s, rows[split.rows_of(k)]) for k in range(split.n)]

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
