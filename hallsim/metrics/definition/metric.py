"""What a metric is: an id, a unit, which way is better, whom it counts, and how their rows become
a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from hallsim.audit.spans import Int
from hallsim.metrics.definition.judged import OfJudged
from hallsim.metrics.definition.mechanism import Mechanism
from hallsim.metrics.definition.pair import Both
from hallsim.metrics.definition.population import Population
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.definition.split import Split
from hallsim.metrics.definition.statistic import (
    OfHall,
    OfServers,
    PerDay,
    RowSums,
    Statistic,
    plain_parts,
    whole_of,
)
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

    def plain(self, s: Sample) -> list[Any]:
        """The same as JSON keeps it."""
        if isinstance(self.statistic, OfHall | OfServers):  # which have no parts
            return self.contribution(s).plain()
        rows = self.counted.rows(s)
        return plain_parts(self.statistic, s, rows, whole_of(s, rows, passing=not self.paired))[0]

    def plain_pair(self, both: Both) -> list[list[Any]]:
        """What `pair` adds, as JSON keeps it."""
        if isinstance(self.statistic, OfJudged):
            return [side.plain() for side in self.pair(both)]
        sides = both.compared(self.counted, of_amount=self.of_amount)
        return [plain_parts(self.statistic, s, rows, split)[0] for s, rows, split in sides]

    def pair(self, both: Both) -> tuple[Summand, Summand]:
        """What two designs add over the same people.

        Whoever is compared is a part of the population, as a group or an hour is. Matters are the same rows
        under both designs, so those of the population of either count; visits and tickets are kept by whose
        they are. A figure of one visit (not an amount of all) is of who comes under both: who files online
        has no short visit, but none.
        """
        sides = both.compared(self.counted, of_amount=self.of_amount)
        if isinstance(self.statistic, OfJudged):
            return self.statistic.pair(*sides)
        base, other = (self.statistic.parts(s, rows, split)[0] for s, rows, split in sides)
        return base, other

    @property
    def of_amount(self) -> bool:
        """Whether it is an amount of all visits together, which who does not come lowers."""
        return isinstance(self.statistic, PerDay)

    @property
    def is_count(self) -> bool:
        """Whether it only says how many there were, in all days and replications of a study together."""
        return isinstance(self.statistic, RowSums) and len(self.statistic.columns) == 1

    @property
    def under_both(self) -> Message:
        """What the rows are called when two designs are compared over the same people."""
        return self.counted.under_both(of_amount=self.of_amount)

    def value(self, s: Sample) -> float:
        """The figure of one sample; nan where nothing can be said (a mean over no rows)."""
        return self.contribution(s).value

    def by(self, s: Sample, key: Int, n_keys: int) -> Sequence[Summand]:
        """What the parts of a sample add, by `key` (one for each row of the population; -1 is in no part)."""
        return self.parts(s, Split.by(key, n_keys))

    def parts(self, s: Sample, split: Split) -> Sequence[Summand]:
        """The same of a split that other metrics of the population share."""
        return self.statistic.parts(s, self.counted.rows(s), split)


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
