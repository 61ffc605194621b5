"""Two designs over the same people: which rows of each population are compared, asked once for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from hallsim.audit.spans import Int
from hallsim.metrics.definition.ends import DONE, OPEN
from hallsim.metrics.definition.population import Population, Table
from hallsim.metrics.definition.sample import Mask, Sample
from hallsim.metrics.definition.split import Split
from hallsim.metrics.definition.still_trying import ends_of_citizens
from hallsim.trace.codes import one_of

Side = tuple[Sample, Int, Split]
"""A sample, the rows of a population, and which of them are compared."""


@dataclass(frozen=True, slots=True, eq=False)
class Both:
    """The samples of two designs.

    Attributes:
        keep_base, keep_other: by table, which visits and tickets are of citizens served under both.
    """

    base: Sample
    other: Sample
    keep_base: Mapping[Table, Mask]
    keep_other: Mapping[Table, Mask]
    _kept: dict[object, tuple[Side, Side]] = field(default_factory=dict, init=False)

    def compared(self, counted: Population, *, of_amount: bool) -> tuple[Side, Side]:
        """Both sides of a population; `of_amount`: where all that they do is summed."""
        what = counted.id, of_amount and counted.table == "visits"
        if what not in self._kept:
            base, other = counted.rows(self.base), counted.rows(self.other)
            if counted.table in ("citizens", "matters"):
                in_base, in_other = _in_both(base, other)
            else:
                in_base, in_other = self._by_whose(counted.table, base, other, of_amount=of_amount)
            self._kept[what] = (
                (self.base, base, Split.of_those(in_base)),
                (self.other, other, Split.of_those(in_other)),
            )
        return self._kept[what]

    def _by_whose(self, table: Table, base: Int, other: Int, *, of_amount: bool) -> tuple[Mask, Mask]:
        """Which visits and tickets of a population are compared."""
        keep_base, keep_other = self.keep_base[table], self.keep_other[table]
        if table == "visits":
            alike = self._not_lost if of_amount else self.base.came & self.other.came
            of_base, of_other = (alike[s.trace.visits["citizen"]] for s in (self.base, self.other))
            if of_amount:
                return of_base[base], of_other[other]
            keep_base, keep_other = keep_base & of_base, keep_other & of_other
        return keep_base[base], keep_other[other]

    @property
    def _not_lost(self) -> Mask:
        """(all citizens,) who is served under both designs, or may be yet: to count only the quick, of all
        that people do in a run that stops, would leave out most of it.
        """
        served = [one_of((*DONE, *OPEN), ends_of_citizens(s)) for s in (self.base, self.other)]
        return served[0] & served[1]


def _in_both(base: Int, other: Int) -> tuple[Mask, Mask]:
    """Which citizens or matters of a population are of that of the other design too."""
    among = np.zeros((2, max(base.max(initial=-1), other.max(initial=-1)) + 1), np.bool_)
    among[0, base] = among[1, other] = True
    return among[1, base], among[0, other]
