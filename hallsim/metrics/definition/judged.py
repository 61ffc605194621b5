"""Figures of limits where runs stop: once anything is cut off, only limits over by then are judged.

Of a case that is due after the stop it is known that it was quick, never that it was late. Whether anything
was cut off is asked of all replications together: a replication in which all ended by chance is one of the
quick ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from hallsim.audit.spans import Int
from hallsim.metrics.definition.sample import Mask, Sample
from hallsim.metrics.definition.split import Split
from hallsim.metrics.definition.statistic import Statistic, flags_of, whole_of
from hallsim.metrics.definition.summand import Summand, added


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A contribution of all cases that were judged, one of those due before the stop, and in how many
    replications anything was cut off.
    """

    of_all: Any  # two contributions of one kind
    due: Any
    cut: float

    @property
    def chosen(self) -> Summand:
        """The contribution that counts."""
        found: Summand = self.due if self.cut else self.of_all
        return found

    @property
    def value(self) -> float:
        """Its figure."""
        return self.chosen.value

    @property
    def n(self) -> float:
        """Its rows."""
        return self.chosen.n

    def __add__(self, other: Self) -> Judged:
        return Judged(self.of_all + other.of_all, self.due + other.due, self.cut + other.cut)

    def __sub__(self, other: Self) -> Judged:
        return Judged(self.of_all - other.of_all, self.due - other.due, self.cut - other.cut)

    @staticmethod
    def together(parts: Sequence[Judged]) -> Judged:
        """All of them."""
        of_all, due = added([part.of_all for part in parts]), added([part.due for part in parts])
        return Judged(of_all, due, sum(part.cut for part in parts))

    def plain(self) -> list[Any]:
        """Both contributions, and the number."""
        return [self.of_all.plain(), self.due.plain(), self.cut]


@dataclass(frozen=True, slots=True)
class OfJudged:
    """A statistic of the cases whose limit says something."""

    of: Statistic
    same_as: None = None

    def whole(self, s: Sample, rows: Int) -> Judged:
        """One part that holds every row."""
        return self.parts(s, rows, whole_of(s, rows))[0]

    def pair(self, *sides: tuple[Sample, Int, Split]) -> tuple[Judged, Judged]:
        """Of the same cases under two designs: due in time under both, cut off under either.

        `sides`: of each design the sample, its rows, and which of them are compared.
        """
        due = np.logical_and(*(s.due_in_time for s, _, _ in sides))
        cut = any(s.is_cut for s, _, _ in sides)
        base, other = (
            self._parts(s, rows, split, split.where(due[rows]), cut)[0] for s, rows, split in sides
        )
        return base, other

    def parts(self, s: Sample, rows: Int, split: Split) -> list[Judged]:
        """By part; what is cut off anywhere makes every part judge by limits that were over."""
        due = flags_of(s, rows, _due_in_time)
        return self._parts(s, rows, split, split.only(due), s.is_cut)

    def restore(self, plain: Sequence[Any]) -> Judged:
        """From both contributions and the number."""
        return Judged(self.of.restore(plain[0]), self.of.restore(plain[1]), float(plain[2]))

    def _parts(self, s: Sample, rows: Int, split: Split, of_due: Split, cut: bool) -> list[Judged]:
        both = (self.of.parts(s, rows, which) for which in (split, of_due))
        return [Judged(every, due, float(cut)) for every, due in zip(*both, strict=True)]


def _due_in_time(s: Sample, rows: Int) -> Mask:
    return s.due_in_time[rows]
