"""What a metric is: an id, a unit, which way is better, whom it counts, and how their rows become
a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hallsim.audit.spans import Int
from hallsim.errors import Lang
from hallsim.metrics.judged import OfJudged
from hallsim.metrics.mechanism import Mechanism
from hallsim.metrics.population import Population, Table
from hallsim.metrics.sample import Mask, Sample
from hallsim.metrics.statistic import PerDay, Statistic
from hallsim.metrics.summand import Summand
from hallsim.metrics.unit import UNITS, Unit
from hallsim.metrics.words import Words

Better = Literal["lower", "higher", "neutral"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One figure.

    Attributes:
        counted: whom it counts.
        statistic: how their rows become a number.
        paired: two designs are compared over the same people: matters counted under both, visits and tickets
            of citizens served under both.
    """

    id: str
    unit: Unit
    better: Better
    label: Words
    description: Words
    counted: Population
    statistic: Statistic
    paired: bool = False
    misses: bool = False
    needs: Mechanism | None = None

    def unit_in(self, lang: Lang) -> str:
        """The unit as people read it; empty for a plain number."""
        return UNITS[self.unit][lang == "zh"]

    def contribution(self, s: Sample) -> Summand:
        """What a sample adds to the figure."""
        return self.statistic.whole(s, self.counted.rows(s))

    def pair(
        self, base: Sample, other: Sample, keep_base: Mapping[Table, Mask], keep_other: Mapping[Table, Mask]
    ) -> tuple[Summand, Summand]:
        """What two designs add over the same people.

        Matters are the same rows under both designs, so those of the population of either count; visits and
        tickets are kept by whose they are, `keep_base` and `keep_other` by table. A figure of one visit (not
        an amount of all) is of who comes under both: who files online has no short visit, but none.
        """
        table = self.counted.table
        if table in ("citizens", "matters"):
            both = other.once(("both", base, self.counted.id), lambda: self._in_both(base, other))
            if isinstance(self.statistic, OfJudged):
                return self.statistic.pair(base, other, both)
            return self.statistic.whole(base, both), self.statistic.whole(other, both)
        kept = ("kept", base, self.counted.id, self.of_amount)
        keep = keep_base[table], keep_other[table]
        of_base, of_other = other.once(kept, lambda: self._kept(base, other, *keep))
        return self.statistic.whole(base, of_base), self.statistic.whole(other, of_other)

    def _kept(self, base: Sample, other: Sample, keep_base: Mask, keep_other: Mask) -> tuple[Int, Int]:
        """The rows of visits and tickets that are compared."""
        if self.counted.table == "visits" and not self.of_amount:
            come = base.came & other.came
            keep_base = keep_base & come[base.trace.visits["citizen"]]
            keep_other = keep_other & come[other.trace.visits["citizen"]]
        of_base, of_other = self.counted.rows(base), self.counted.rows(other)
        return of_base[keep_base[of_base]], of_other[keep_other[of_other]]

    @property
    def of_amount(self) -> bool:
        """Whether it is an amount of all visits together, which who does not come lowers."""
        return isinstance(self.statistic, PerDay)

    @property
    def under_both(self) -> Words:
        """What the rows are called when two designs are compared over the same people."""
        return self.counted.under_both(of_amount=self.of_amount)

    def _in_both(self, base: Sample, other: Sample) -> Int:
        rows, of_base = self.counted.rows(other), self.counted.rows(base)
        size = max(rows.max(initial=-1), of_base.max(initial=-1)) + 1
        counts = np.zeros(size, np.bool_)
        counts[of_base] = True
        return np.asarray(rows[counts[rows]])

    def value(self, s: Sample) -> float:
        """The figure of one sample; nan where nothing can be said (a mean over no rows)."""
        return self.contribution(s).value

    def by(self, s: Sample, key: Int, n_keys: int) -> Sequence[Summand]:
        """What the parts of a sample add, by `key` (one for each row of the population; -1 is in no part)."""
        return self.statistic.parts(s, self.counted.rows(s), key, n_keys)


def metric(
    id: str,
    unit: Unit,
    better: Better,
    counted: Population,
    statistic: Statistic,
    label: tuple[str, str],
    description: tuple[str, str],
    *,
    paired: bool | None = None,
    misses: bool | None = None,
    needs: Mechanism | None = None,
) -> Metric:
    """A metric written on a few lines: label and description as (English, Chinese).

    Figures of who was served are compared over the same people under both designs, and serving fewer flatters
    as the population says, unless said otherwise.
    """
    return Metric(
        id=id,
        unit=unit,
        better=better,
        counted=counted,
        statistic=statistic,
        label=Words(*label),
        description=Words(*description),
        paired=counted.of_served if paired is None else paired,
        misses=counted.misses if misses is None else misses,
        needs=needs,
    )
