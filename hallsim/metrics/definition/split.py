"""To which part each row of a population belongs: what all figures over the same rows and parts share.

A part may be a group, an hour, those whom two designs have in common, or all rows. Sums add in the order of
the rows, so that a part gives to the last bit what its rows give alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.spans import Int

if TYPE_CHECKING:
    from hallsim.metrics.definition.sample import Sample

Real = NDArray[np.float64]
Mask = NDArray[np.bool_]
Values = Callable[["Sample", Int], NDArray[Any]]
"""(sample, rows of the population) -> one number a row; a row whose number is nan does not count."""


@dataclass(frozen=True, eq=False)
class Split:
    """Some rows of a population in n parts.

    Attributes:
        part: of every row that is in any, ascending rows; None where there is one part only.
        inside: these rows, as positions among the population's; None for all of them.
        n_rows: how many are inside.
        n: number of parts.
        passing: of figures told once, of all rows; what such a split asks for first is not kept.
    """

    part: Int | None
    inside: Int | None
    n_rows: int
    n: int
    passing: bool = False
    _kept: dict[object, tuple[object, Split]] = field(default_factory=dict, repr=False)

    @classmethod
    def of_all(cls, n_rows: int, *, passing: bool = True) -> Split:
        """One part that holds every row."""
        return cls(None, None, n_rows, 1, passing)

    @classmethod
    def of_those(cls, which: Mask) -> Split:
        """One part that holds some of the rows."""
        inside = np.flatnonzero(which)
        return cls(None, inside if len(inside) < len(which) else None, len(inside), 1)

    @classmethod
    def by(cls, key: Int, n: int) -> Split:
        """By `key`, one a row: 0 to n - 1, or -1 for no part."""
        outside = key < 0
        if n == 1:
            return cls.of_those(~outside)
        if not outside.any():
            return cls(key, None, len(key), n)
        inside = np.flatnonzero(~outside)
        return cls(key[inside], inside, len(inside), n)

    def only(self, which: Mask) -> Split:
        """Only the rows for which something holds, (rows of the population,); kept while this one is."""
        known = self._kept.get(id(which))
        if known is None:  # the flags are held on to, so that no others get their id
            known = self._kept[id(which)] = which, self.where(which)
        return known[1]

    def where(self, which: Mask) -> Split:
        """The same, not kept."""
        chosen = np.flatnonzero(self.at(which))
        if len(chosen) == self.n_rows:
            return self
        inside = chosen if self.inside is None else self.inside[chosen]
        part = None if self.part is None else self.part[chosen]
        return replace(self, part=part, inside=inside, n_rows=len(chosen), _kept={})

    def into(self, n: int) -> Split:
        """The same with more parts, in which there is no row."""
        if n == self.n:
            return self
        part = np.zeros(self.n_rows, np.int64) if self.part is None else self.part
        return replace(self, part=part, n=n, _kept={})

    def within(self, rank: Int, n_ranks: int) -> Split:
        """Each part cut into `n_ranks` by the rank of its rows: part k begins at k * n_ranks."""
        if n_ranks == 1:
            return self
        at = self.at(rank)
        part = at if self.part is None else self.part * n_ranks + at
        return replace(self, part=part, n=self.n * n_ranks, _kept={})

    def at(self, column: NDArray[Any]) -> NDArray[Any]:
        """The numbers of the rows inside, of one for each of the population's."""
        return column if self.inside is None else column.take(self.inside)

    def rows_of(self, part: int) -> Int:
        """Positions of the rows of one part."""
        inside = np.arange(self.n_rows) if self.inside is None else self.inside
        return inside if self.part is None else inside[self.part == part]

    @cached_property
    def counts(self) -> Real:
        """(n,) rows of each part."""
        if self.part is None:
            return np.array([self.n_rows], np.float64)
        return np.bincount(self.part, minlength=self.n).astype(np.float64)

    def sums(self, column: NDArray[Any]) -> Real:
        """(n,) sums by part of one number for each row of the population; flags are counted.

        A single sum is accumulated, in the order of the rows as all are: `bincount` into one place takes four
        times as long, since each addition waits for the one before to be stored.
        """
        numbers = self.at(column)
        if self.part is None:
            if column.dtype.kind == "b":
                return np.array([np.count_nonzero(numbers)], np.float64)
            if column.dtype.kind in "iu":  # whole numbers are the same in any order
                return np.array([numbers.sum()], np.float64)
            return np.array([np.cumsum(numbers, dtype=np.float64)[-1] if self.n_rows else 0.0])
        if column.dtype.kind == "b":
            return np.bincount(self.part[numbers], minlength=self.n).astype(np.float64)
        return np.asarray(np.bincount(self.part, numbers, self.n), np.float64)

    def tabulated(self, rank: Int, n_ranks: int) -> Int:
        """(n, n_ranks) rows of each part by rank."""
        at = self.at(rank)
        place = at if self.part is None else self.part * n_ranks + at
        return np.bincount(place, minlength=self.n * n_ranks).reshape(self.n, n_ranks)


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One number for each of some rows, and which are known: not nan (None: all).

    Attributes:
        kept: whether it is there to be asked for again.
    """

    rows: Int
    values: NDArray[Any]
    known: Mask | None
    kept: bool

    @classmethod
    def of(cls, s: Sample, values: Values, rows: Int, *, kept: bool = True) -> Self:
        """Work it out."""
        found = np.asarray(values(s, rows))
        known = ~np.isnan(found) if found.dtype.kind == "f" else None
        return cls(rows, found, None if known is None or known.all() else known, kept)

    def seen(self, split: Split) -> Split:
        """The rows of a split whose number is known."""
        if self.known is None:
            return split
        return split.only(self.known) if self.kept else split.where(self.known)


def column_of(s: Sample, values: Values, rows: Int, split: Split) -> Column:
    """The numbers of the rows of a population. Those of parts and pairs are asked for again and again, and
    kept; what is told of the whole only would fill the memory.
    """
    keep = not split.passing
    return s.once(("column", values, id(rows)), lambda: Column.of(s, values, rows, kept=keep), keep=keep)
