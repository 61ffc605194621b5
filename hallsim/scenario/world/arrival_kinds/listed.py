"""Arrivals at exact times, on whatever day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hallsim.scenario.world.arrival_kinds.process import (
    BIN_MS,
    BINS,
    Days,
    Doubt,
    Int,
    Points,
    Process,
    Random,
    Real,
)
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.text.message import Message
from hallsim.units import MS_PER_DAY


@dataclass(frozen=True, slots=True)
class Listed(Process):
    """Times in ms from the start of the simulation; those after its end do not come."""

    times_ms: tuple[int, ...]

    def expected(self, days: Days) -> Real:
        """(n_days, BINS) arrivals."""
        inside = self._inside(days.calendar)
        found = np.zeros((days.calendar.n_days, BINS))
        np.add.at(found, (inside // MS_PER_DAY, inside % MS_PER_DAY // BIN_MS), 1.0)
        return found

    def draw(self, days: Days, share: float, random: Random) -> list[Points]:
        """The times, in order."""
        inside = self._inside(days.calendar)
        return [Points(layer=0, positions=np.arange(len(inside), dtype=np.int64), arrive_ms=inside)]

    def doubts(self, calendar: WorkingCalendar | None) -> Iterator[Doubt]:
        """Times after the end."""
        n_late = 0 if calendar is None else len(self.times_ms) - len(self._inside(calendar))
        if n_late:
            yield Doubt(
                code="arrivals.late",
                said=Message("{n_late} of these arrivals lie after the end of the calendar", n_late=n_late),
                advice=Message("lengthen the calendar or drop them"),
            )

    def _inside(self, calendar: WorkingCalendar) -> Int:
        found = np.sort(np.array(self.times_ms, dtype=np.int64))
        return found[found < calendar.horizon_ms]
