"""What a metric is: an id, a unit, which way is better, whom it counts, and how their rows become
a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hallsim.audit.spans import Int
from hallsim.metrics.definition.judged import OfJudged
from hallsim.metrics.definition.mechanism import Mechanism
from hallsim.metrics.definition.population import Population, Table
from hallsim.metrics.definition.sample import Mask, Sample
from hallsim.metrics.definition.statistic import PerDay, Statistic
from hallsim.metrics.definition.summand import Summand
from hallsim.metrics.definition.unit import UNITS, Unit
from hallsim.text.message import Lang, Message

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
    label: Message
    description: Message
    counted: Population
    statistic: Statistic
    paired: bool = False
    misses: bool = False
    needs: Mechanism | None = None

    def unit_in(self, lang: Lang) -> str:
        """The unit as people read it; empty for a plain number."""
        return UNITS[self.unit].text(lang)

    def contribution(self, s: Sample) -> Summand:
        """What a sample adds to the figure."""
        return self.statistic.whole(s, self.counted.rows(s))

    def pair(
        self, base: Sample, other: Sample, keep_base: Mapping[Table, Mask], keep_other: Mapping[Table, Mask]
    ) -> tuple[Summand, Summand]:
        """What two designs add over the same people.

        Whoever is compared is a part of the population, as a group or an hour is. Matters are the same rows
        under both designs, so those of the population of either count; visits and tickets are kept by whose
        they are, `keep_base` and `keep_other` by table. A figure of one visit (not an amount of all) is of
        who comes under both: who files online has no short visit, but none.
        """
        table = self.counted.table
        if table in ("citizens", "matters"):
            of_base, of_other = other.once(
                ("both", base, self.counted.id), lambda: self._in_both(base, other)
            )
        else:
            kept = ("kept", base, self.counted.id, self.of_amount)
            keep = keep_base[table], keep_other[table]
            of_base, of_other = other.once(kept, lambda: self._kept(base, other, *keep))
        if isinstance(self.statistic, OfJudged):
            rows = self.counted.rows(base), self.counted.rows(other)
            return self.statistic.pair((base, rows[0], of_base), (other, rows[1], of_other))
        return self.by(base, of_base, 1)[0], self.by(other, of_other, 1)[0]

    def _kept(self, base: Sample, other: Sample, keep_base: Mask, keep_other: Mask) -> tuple[Int, Int]:
        """Which visits and tickets of the population are compared: 0, else -1."""
        if self.counted.table == "visits" and not self.of_amount:
            come = base.came & other.came
            keep_base = keep_base & come[base.trace.visits["citizen"]]
            keep_other = keep_other & come[other.trace.visits["citizen"]]
        return _part(keep_base[self.counted.rows(base)]), _part(keep_other[self.counted.rows(other)])

    @property
    def of_amount(self) -> bool:
        """Whether it is an amount of all visits together, which who does not come lowers."""
        return isinstance(self.statistic, PerDay)

    @property
    def under_both(self) -> Message:
        """What the rows are called when two designs are compared over the same people."""
        return self.counted.under_both(of_amount=self.of_amount)

    def _in_both(self, base: Sample, other: Sample) -> tuple[Int, Int]:
        """Which citizens or matters of the population are of that of the other sample too: 0, else -1."""
        rows = self.counted.rows(base), self.counted.rows(other)
        size = max(of.max(initial=-1) for of in rows) + 1
        counts = np.zeros((2, size), np.bool_)
        for side, of in zip(counts, rows, strict=True):
            side[of] = True
        return _part(counts[1, rows[0]]), _part(counts[0, rows[1]])

    def value(self, s: Sample) -> float:
        """The figure of one sample; nan where nothing can be said (a mean over no rows)."""
        return self.contribution(s).value

    def by(self, s: Sample, key: Int, n_keys: int) -> Sequence[Summand]:
        """What the parts of a sample add, by `key` (one for each row of the population; -1 is in no part)."""
        return self.statistic.parts(s, self.counted.rows(s), key, n_keys)


def _part(inside: Mask) -> Int:
    """Keys of the only part there is: 0, and -1 outside."""
    return inside.astype(np.int64) - 1


def metric(
    id: str,
    unit: Unit,
    better: Better,
    counted: Population,
    statistic: Statistic,
    label: Message,
    description: Message,
    *,
    paired: bool | None = None,
    misses: bool | None = None,
    needs: Mechanism | None = None,
) -> Metric:
    """A metric written on a few lines: its label and description are messages.

    Figures of who was served are compared over the same people under both designs, and serving fewer flatters
    as the population says, unless said otherwise.
    """
    return Metric(
        id=id,
        unit=unit,
        better=better,
        counted=counted,
        statistic=statistic,
        label=label,
        description=description,
        paired=counted.of_served if paired is None else paired,
        misses=counted.misses if misses is None else misses,
        needs=needs,
    )
