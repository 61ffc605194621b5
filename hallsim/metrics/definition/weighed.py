"""Means over what has ended, when a run stops before all has: the quick ones must not stand for all.

A case that takes long is seen to its end only if it began early enough. Each ended one therefore counts for
itself and for those like it that were cut off: with the inverse of the chance G(t) that a case is watched for
as long as it took, G being the Kaplan-Meier curve of the time until the stop. Where nothing is cut off this
is the plain mean. Source: Horvitz and Thompson 1952, JASA 47:663-685; Robins and Rotnitzky 1992, *Recovery
of information and adjustment for dependent censoring*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.spans import Int
from hallsim.metrics.definition.packing import packed, unpacked
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.definition.split import Mask, Split, Values, column_of
from hallsim.metrics.definition.statistic import flags_of, ranks_of, whole_of
from hallsim.metrics.definition.summand import NAN, Real, aligned, aligned_all, surviving

_DIGITS = 2
"""Significant digits of durations, which only weigh."""


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """By duration (k,) ascending: how many ended and are counted, their sum, how many ended otherwise or were
    still under way (unfinished).
    """

    durations: Real
    counted: Real
    total: Real
    passed: Real  # ended without a number of their own: at risk until then
    unfinished: Real

    @property
    def value(self) -> float:
        """The weighed mean; nan of nothing."""
        weight = self._weight()
        n = float((weight * self.counted).sum())
        return float((weight * self.total).sum() / n) if self.n else NAN

    def _weight(self) -> Real:
        """(k,) 1 / G just before each duration; who ends and who is cut off at once: the end comes first."""
        if not self.unfinished.any():
            return np.ones(len(self.durations))
        ended = self.counted + self.passed
        at_risk = np.cumsum((ended + self.unfinished)[::-1])[::-1] - ended
        after = np.cumprod(1 - self.unfinished / np.maximum(at_risk, 1))
        before = np.concatenate([[1.0], after[:-1]])
        return 1 / np.where(before > 0, before, 1.0)

    @property
    def unseen(self) -> float:
        """Share that takes longer than the longest that was seen to its end (Kaplan-Meier)."""
        if not self.unfinished.sum():
            return 0.0
        return float(surviving(self.counted + self.passed, self.unfinished)[-1])

    @property
    def n(self) -> float:
        """Ended ones that are counted."""
        return float(self.counted.sum())

    def __add__(self, other: Self) -> Weighed:
        return self._merged(other, 1.0)

    def __sub__(self, other: Self) -> Weighed:
        return self._merged(other, -1.0)

    @staticmethod
    def together(parts: Sequence[Weighed]) -> Weighed:
        """All of them."""
        durations, columns = aligned_all([(part.durations, part._columns()) for part in parts])
        return Weighed(durations, *columns)

    def _merged(self, other: Self, sign: float) -> Weighed:
        durations, found = aligned(self.durations, self._columns(), other.durations, other._columns())
        columns = [mine + sign * its for mine, its in zip(found[:4], found[4:], strict=True)]
        keep = (columns[0] != 0) | (columns[2] != 0) | (columns[3] != 0)
        return Weighed(durations[keep], *(column[keep] for column in columns))

    def _columns(self) -> tuple[Real, ...]:
        return self.counted, self.total, self.passed, self.unfinished

    def plain(self) -> list[Any]:
        """Durations and columns (packed)."""
        return [packed(column) for column in (self.durations, *self._columns())]


@dataclass(frozen=True, slots=True)
class WeighedMean:
    """The mean of one number a row over those that have ended.

    Attributes:
        values: nan for who ended without a number.
        duration: how long each took, or has taken so far; not negative.
        ended: which have ended.
    """

    values: Values
    duration: Values
    ended: Callable[[Sample, Int], NDArray[np.bool_]]
    same_as: None = None

    def whole(self, s: Sample, rows: Int) -> Weighed:
        """One part that holds every row."""
        return self.parts(s, rows, whole_of(s, rows))[0]

    def parts(self, s: Sample, rows: Int, split: Split) -> list[Weighed]:
        """Columns by part."""
        durations, seen, table = self._columns(s, rows, split)
        return [Weighed(durations[on], *table[:, k, on]) for k, on in enumerate(seen)]

    def plain_parts(self, s: Sample, rows: Int, split: Split) -> list[list[Any]]:
        """The same as JSON keeps it."""
        durations, seen, table = self._columns(s, rows, split)
        if len(durations) != 1:
            return [
                [packed(durations[on]), *(packed(column[k, on]) for column in table)]
                for k, on in enumerate(seen)
            ]
        at, nothing = durations.tolist(), list[Any]([[]] * (1 + len(table)))
        told = table.transpose(1, 0, 2).tolist()
        return [[at, *told[k]] if on else nothing for k, on in enumerate(seen[:, 0].tolist())]

    def _columns(self, s: Sample, rows: Int, split: Split) -> tuple[Real, Mask, Real]:
        """Durations (k,), which of them each part has (parts, k), and columns (4, parts, k).

        Durations of a run that is followed to the end do not matter and are left out. Those of one that stops
        do, also where all has ended by chance: other replications have cases that were cut off.
        """
        column = column_of(s, self.values, rows, split)
        durations, every = np.zeros(1), split
        if s.stops:
            ranks = ranks_of(s, rows, self.duration, _DIGITS)
            durations = ranks.values
            every = split.within(ranks.rank, len(durations))
        over = every.only(flags_of(s, rows, self.ended))
        counted = column.seen(over)
        n_all, n_over, n = every.counts, over.counts, counted.counts
        columns = n, counted.sums(column.values), n_over - n, n_all - n_over
        table = np.array(columns).reshape(4, split.n, len(durations))
        return durations, n_all.reshape(split.n, len(durations)) > 0, table

    def sums_of(self, plains: Sequence[Sequence[Any]]) -> Real | None:
        """(n, 2) totals and numbers of kept contributions of runs that are followed to the end."""
        if any(plain[0] not in ([], [0.0]) or plain[4] not in ([], [0.0]) for plain in plains):
            return None
        return np.array([(plain[2][0], plain[1][0]) if plain[0] else (0.0, 0.0) for plain in plains])

    def restore(self, plain: Sequence[Any]) -> Weighed:
        """From durations and columns."""
        return Weighed(*map(unpacked, plain))


def weights_of(took: Real, cut_off: Real) -> Real:
    """(n,) 1 / the chance that a case is watched for as long as it took (n,), some being `cut_off` after so
    long: the Kaplan-Meier curve of the time until the stop.
    """
    if not len(cut_off):
        return np.ones(len(took))
    times = np.unique(cut_off)
    lost = np.bincount(np.searchsorted(times, cut_off), minlength=len(times))
    # who ends and who is cut off at once: the end comes first
    at_risk = _above(took, times) + np.cumsum(lost[::-1])[::-1]
    after = np.cumprod(1 - lost / np.maximum(at_risk, 1))
    before = np.concatenate([[1.0], after])[np.searchsorted(times, took, side="left")]
    return np.asarray(1 / np.where(before > 0, before, 1.0))


def _above(values: Real, bounds: Real) -> Int:
    """How many of the values lie above each bound."""
    return np.asarray(len(values) - np.searchsorted(np.sort(values), bounds, side="right"), np.int64)
