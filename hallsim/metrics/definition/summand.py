"""What one replication contributes to a metric: sums that add up over replications, and the number they make.

A study's figure is that of all its people together: contributions are added first and turned into a number
then, so that no figure depends on how the same days are cut into replications.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import Any, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from hallsim.metrics.definition.packing import packed

Real = NDArray[np.float64]
Reduce = Callable[[Real], float]

NAN = float("nan")


def over(totals: Real) -> float:
    """The first total over the last; nan over nothing."""
    return float(totals[0] / totals[-1]) if totals[-1] else NAN


class Additive(Protocol):
    """What one replication adds to a figure.

    One that counts people may have an attribute `n`, their number; one whose value is of the order of the
    square of what was measured (a variance) `power = 2`; one of cases some of which never ended `unseen`.
    """

    @property
    def value(self) -> float:
        """The figure of what has been added up; nan when nothing was seen."""

    def __add__(self, other: Self, /) -> Self: ...
    def __sub__(self, other: Self, /) -> Self: ...


class Summand(Additive, Protocol):
    """What a metric of a trace adds: also with the number of rows it counts, and as it is kept."""

    @property
    def n(self) -> float:
        """Rows counted (people, tickets, days): 0 when nothing was seen, nan where no rows are counted."""

    def plain(self) -> list[Any]:
        """As JSON keeps it."""


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Totals (k,) and what makes a number of them.

    The last counts what the figure is of (rows; steps, where the figure is a share of steps; the nearer half
    of a gap), unless `of_time`.

    `power`: 2 where the figure is of the order of the square of what was measured (a variance).
    """

    totals: Real
    reduce: Reduce
    of_time: bool = False
    power: float = 1.0

    @property
    def value(self) -> float:
        """The figure the totals make."""
        return self.reduce(self.totals)

    @property
    def n(self) -> float:
        """The last total; nan of totals of time, which is not made of rows."""
        return NAN if self.of_time else float(self.totals[-1])

    def __add__(self, other: Self) -> Sums:
        return Sums(self.totals + other.totals, self.reduce, self.of_time, self.power)

    def __sub__(self, other: Self) -> Sums:
        return Sums(self.totals - other.totals, self.reduce, self.of_time, self.power)

    @staticmethod
    def together(parts: Sequence[Sums]) -> Sums:
        """All of them, added in their order."""
        return replace(parts[0], totals=np.cumsum([part.totals for part in parts], axis=0)[-1])

    def figures(self, totals: Real) -> list[float]:
        """The figures that rows (n, k) of such totals make: as `value`, of many at once."""
        if self.reduce is not over:
            return [self.reduce(row) for row in totals]
        none = np.full(len(totals), NAN)
        made: list[float] = np.divide(
            totals[:, 0], totals[:, -1], out=none, where=totals[:, -1] != 0
        ).tolist()
        return made

    def plain(self) -> list[float]:
        """The totals."""
        totals: list[float] = self.totals.astype(np.float64).tolist()
        return totals


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Values (k,) ascending and how many rows have each; the figure is their `p`-quantile."""

    values: Real
    counts: Real
    p: float

    @property
    def value(self) -> float:
        """The quantile; nan of nothing."""
        return self.quantile(self.p)

    def quantile(self, p: float) -> float:
        """The p-quantile by linear interpolation between order statistics (numpy's default)."""
        total = self.n
        if total < 1:
            return NAN
        position = (total - 1) * p
        reach = np.cumsum(self.counts)
        low, high = np.searchsorted(reach, [np.floor(position), np.ceil(position)], side="right")
        below, above = self.values[low], self.values[min(high, len(self.values) - 1)]
        return float(below + (above - below) * (position - np.floor(position)))

    @property
    def n(self) -> float:
        """Rows counted."""
        return float(self.counts.sum())

    @property
    def weight(self) -> float:
        """Rows counted."""
        return self.n

    def weight_to(self, x: float) -> float:
        """Rows whose value is `x` at most."""
        return float(self.counts[: int(np.searchsorted(self.values, x, side="right"))].sum())

    def __add__(self, other: Self) -> Counts:
        return _merged(self, other, 1.0)

    def __sub__(self, other: Self) -> Counts:
        return _merged(self, other, -1.0)

    @staticmethod
    def together(parts: Sequence[Counts]) -> Counts:
        """All of them."""
        values, (counts,) = aligned_all([(part.values, (part.counts,)) for part in parts])
        return Counts(values, counts, parts[0].p)

    def plain(self) -> list[Any]:
        """Values and counts (packed)."""
        return [packed(self.values), packed(self.counts)]


@dataclass(frozen=True, slots=True, eq=False)
class Survival:
    """Durations (k,) ascending, how many ended at each, and how many were still going on when last seen.

    The figure is the mean of the Kaplan-Meier curve: without unfinished ones the plain mean; where the
    longest
    duration is unfinished the mean up to there.  Source: Kaplan & Meier 1958, JASA 53:457-481.
    """

    values: Real
    ended: Real
    unfinished: Real
    total: float  # of the durations that ended, not rounded

    @property
    def value(self) -> float:
        """The mean; nan of nothing."""
        if self.n < 1:
            return NAN
        if self.unfinished.sum() < 1:
            return float(self.total / self.ended.sum())
        before = np.concatenate([[1.0], self.alive()[:-1]])
        return float((before * np.diff(self.values, prepend=0.0)).sum())

    def alive(self) -> Real:
        """(k,) share that lasts longer than each of the durations."""
        return surviving(self.ended, self.unfinished)

    @property
    def unseen(self) -> float:
        """Share that takes longer than the longest that was seen to its end."""
        return float(self.alive()[-1]) if self.unfinished.sum() else 0.0

    @property
    def n(self) -> float:
        """Durations counted, unfinished ones included."""
        return float(self.ended.sum() + self.unfinished.sum())

    def __add__(self, other: Self) -> Survival:
        return Survival(*_survival(self, other, 1.0))

    def __sub__(self, other: Self) -> Survival:
        return Survival(*_survival(self, other, -1.0))

    @staticmethod
    def together(parts: Sequence[Survival]) -> Survival:
        """All of them."""
        columns = [(part.values, (part.ended, part.unfinished)) for part in parts]
        values, (ended, unfinished) = aligned_all(columns)
        return Survival(values, ended, unfinished, reduce(add, (part.total for part in parts)))

    def plain(self) -> list[Any]:
        """Values, ended, unfinished (packed), total."""
        return [packed(self.values), packed(self.ended), packed(self.unfinished), self.total]


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalQuantile:
    """The `p`-quantile of durations of which some were still going on when last seen (Kaplan-Meier)."""

    times: Survival
    p: float

    @property
    def value(self) -> float:
        """The quantile; nan of nothing, and where the curve does not come down to it."""
        return self.quantile(self.p)

    def quantile(self, p: float) -> float:
        """The p-quantile of the curve; without unfinished durations that of the plain values."""
        times = self.times
        if times.n < 1:
            return NAN
        if times.unfinished.sum() < 1:
            return Counts(times.values, times.ended, p).value
        gone = np.flatnonzero(times.alive() <= 1 - p + 1e-12)
        return float(times.values[gone[0]]) if len(gone) else NAN

    @property
    def n(self) -> float:
        """Durations counted."""
        return self.times.n

    @property
    def weight(self) -> float:
        """Durations counted."""
        return self.times.n

    def weight_to(self, x: float) -> float:
        """Durations of `x` at most, as the curve says."""
        at = int(np.searchsorted(self.times.values, x, side="right"))
        return float(self.n * (1 - self.times.alive()[at - 1])) if at else 0.0

    def __add__(self, other: Self) -> SurvivalQuantile:
        return SurvivalQuantile(self.times + other.times, self.p)

    def __sub__(self, other: Self) -> SurvivalQuantile:
        return SurvivalQuantile(self.times - other.times, self.p)

    @staticmethod
    def together(parts: Sequence[SurvivalQuantile]) -> SurvivalQuantile:
        """All of them."""
        return SurvivalQuantile(Survival.together([part.times for part in parts]), parts[0].p)

    def plain(self) -> list[Any]:
        """Values, ended, unfinished, total."""
        return self.times.plain()


MOST_UNSEEN = 0.05
"""Above this share that takes longer than can be seen, a part of a run that stops has no figure."""


def unseen_of(total: Additive) -> float:
    """Share of the cases that were not watched for long enough to say how they end; beyond `MOST_UNSEEN` a
    part shows no figure.

    Of who comes on the last day of a run only the quick cases are seen to their end: no weights mend that.
    """
    return float(getattr(total, "unseen", 0.0))


def surviving(ended: Real, unfinished: Real) -> Real:
    """(k,) share that lasts longer than each of k ascending durations, by how many ended at each and how many
    were last seen there: the Kaplan-Meier curve (1958, JASA 53:457-481).
    """
    at_risk = np.cumsum((ended + unfinished)[::-1])[::-1]
    return np.asarray(np.cumprod(1 - ended / np.maximum(at_risk, 1)), np.float64)


Kind = TypeVar("Kind", bound=Additive)


def added(parts: Sequence[Kind]) -> Kind:
    """All contributions together; ValueError when there is none."""
    if not parts:
        raise ValueError("nothing to add up")
    at_once: Callable[[Sequence[Kind]], Kind] | None = getattr(parts[0], "together", None)
    return reduce(add, parts) if at_once is None or len(parts) == 1 else at_once(parts)


def _merged(one: Counts, other: Counts, sign: float) -> Counts:
    values, (a, b) = aligned(one.values, (one.counts,), other.values, (other.counts,))
    total = a + sign * b
    keep = total != 0
    return Counts(values[keep], total[keep], one.p)


def _survival(one: Survival, other: Survival, sign: float) -> tuple[Real, Real, Real, float]:
    columns = (one.ended, one.unfinished), (other.ended, other.unfinished)
    values, (a, c, b, d) = aligned(one.values, columns[0], other.values, columns[1])
    ended, unfinished = a + sign * b, c + sign * d
    keep = (ended != 0) | (unfinished != 0)
    return values[keep], ended[keep], unfinished[keep], one.total + sign * other.total


def aligned(
    one: Real, of_one: tuple[Real, ...], other: Real, of_other: tuple[Real, ...]
) -> tuple[Real, list[Real]]:
    """The values of either, ascending, and both sets of columns over them."""
    columns = [*of_one, *of_other]
    if len(one) == len(other) and bool((one == other).all()):
        return one, columns
    at = np.searchsorted(one, other)
    known = at < len(one)
    known[known] = one[at[known]] == other[known]
    if known.all():  # a part is taken out of its whole: no value is new
        return one, [*of_one, *_spread(of_other, at, len(one))]
    new = at[~known]
    values = np.insert(one, new, other[~known])
    of_old = np.arange(len(one)) + np.cumsum(np.bincount(new, minlength=len(one) + 1))[:-1]
    at += np.cumsum(~known) - ~known
    return values, [*_spread(of_one, of_old, len(values)), *_spread(of_other, at, len(values))]


def aligned_all(parts: Sequence[tuple[Real, tuple[Real, ...]]]) -> tuple[Real, list[Real]]:
    """The values of all parts, ascending, and each column's sums over them, added in the parts' order."""
    several = np.concatenate([values for values, _ in parts])
    order = np.argsort(several, kind="stable")
    several = several[order]
    new = np.append(True, several[1:] != several[:-1])[: len(several)]
    place = np.cumsum(new) - 1
    columns = [np.concatenate(column)[order] for column in zip(*(of for _, of in parts), strict=True)]
    return several[new], [np.asarray(np.bincount(place, column), np.float64) for column in columns]


def _spread(columns: tuple[Real, ...], at: NDArray[np.int64], size: int) -> list[Real]:
    """Columns (size,) with their numbers at the places `at`, 0 elsewhere."""
    found = [np.zeros(size) for _ in columns]
    for column, wide in zip(columns, found, strict=True):
        wide[at] = column
    return found
