"""The fewest people by period that keep every promise: adjusted by simulation until each period holds.

Stations and weekdays hardly touch each other, so each adjusts its own need after the same run: people are
added where promises are broken, then taken away one by one where they hold by most, and given back where
that breaks one.  Source of the idea: Feldman, Mandelbaum, Massey & Whitt 2008, Management Science 54:324-338
(iterative staffing); Atlason, Epelman & Henderson 2008, Management Science 54:295-309 (what one period lacks
shows in later ones).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hallsim.roster.counts import Counts, Frame
from hallsim.roster.judge import Judgement, judge
from hallsim.roster.periods import may_staff, staffing_of
from hallsim.roster.runs.simulator import SEARCH, Simulator

Int = NDArray[np.int64]
Real = NDArray[np.float64]
Told = Callable[[str, int], None]
"""(what is done, rounds so far)."""
MOST_ROUNDS: Final = 60
FEWER: Final = 4
"""Times fewer replications in a first, rough round."""
MANY: Final = 16
"""Replications from which on there is one."""
_PART: Final = 16
_APART: Final = 4
"""Periods between two tries of one day in the same run, so that each shows its own effect."""
_ENOUGH: Final = 0.7
"""Of the tickets expected: below it a station is kept from its people by others."""
_PATIENCE: Final = 3
"""Rounds in which only the first of a run of broken periods gets somebody."""
_FAR: Final = 0.8
"""Of what is promised: below it everybody in the run of broken periods gets somebody more at once."""


@dataclass(slots=True)
class Unit:
    """What adjusts by itself: the periods of a station's weekday; or the weekdays of a desk.

    Attributes:
        station: its number.
        cells: (weekdays, periods) flags of what is raised and lowered together, in order of time.
        done: numbers of cells that cannot be lowered any more.
        steps: by how many cells are lowered that have been lowered too far before; others by `_step`.
    """

    station: int
    cells: list[tuple[Int, Int]]
    done: set[int] = field(default_factory=set)
    steps: dict[int, int] = field(default_factory=dict)


def units_of(frame: Frame) -> list[Unit]:
    """The units of all stations for which anything is promised."""
    open_to = may_staff(frame.stations, frame.periods)
    promised = sorted({s for target in frame.targets for s in frame.holds_at(target)})
    units = []
    for s in promised:
        days = [np.flatnonzero(open_to[s, w]) for w in range(open_to.shape[1])]
        if frame.stations[s].is_desk:
            units.append(Unit(s, [(np.full(len(p), w), p) for w, p in enumerate(days) if len(p)]))
            continue
        for w, periods in enumerate(days):
            if len(periods):
                units.append(Unit(s, [(np.array([w]), np.array([p])) for p in periods.tolist()]))
    return units


def margins(
    judgements: Sequence[Judgement], counts: Sequence[Counts], frame: Frame, expected: Real | None = None
) -> Real:
    """(stations, weekdays, periods) the least margin of all promises, in parts of what each allows.

    Args:
        expected: (stations, weekdays) tickets with as many people as could help. Where far fewer come, others
            keep them away before: a promise kept to those few is none.
    """
    found = np.full(judgements[0].margin.shape, np.inf)
    for one in judgements:
        room = one.target.bound if one.target.at_most else 1 - one.target.bound
        found = np.where(one.n > 0, np.minimum(found, one.margin / max(room, 1e-9)), found)
    if expected is not None:
        came = np.sum([one.tickets.sum(axis=2) for one in counts], axis=0)
        promised = np.zeros(len(frame.stations), np.bool_)
        promised[[s for target in frame.targets for s in frame.holds_at(target)]] = True
        found[(came < _ENOUGH * expected) & promised[:, None]] = -1.0
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How a need is searched.

    Attributes:
        n: replications of every trial.
        plenty: (stations, weekdays, periods) as many people as can be there, or could help: with them every
            promise holds.
        expected: as of `margins`.
    """

    simulator: Simulator
    frame: Frame
    n: int
    confidence: float
    plenty: Int
    expected: Real | None = None
    told: Told = lambda what, rounds: None

    def counts(self, need: Int) -> list[Counts]:
        """What a need shows in the search block."""
        staffing = staffing_of(self.frame.stations, self.frame.periods, need)
        return self.simulator.run([staffing], SEARCH, self.n)[0]

    def judged(self, need: Int) -> Real:
        """(stations, weekdays, periods) by how much a need keeps what is promised, negative where not."""
        counts = self.counts(need)
        return margins(judge(counts, self.frame, self.confidence), counts, self.frame, self.expected)

    def _rough(self) -> Search:
        """The same with few replications, whose figures are taken as they are: where to begin."""
        n = self.n // FEWER
        expected = None if self.expected is None else self.expected * n / self.n
        return replace(self, n=n, confidence=0.5, expected=expected)

    def least_need(self, start: Int) -> Int:
        """The least need, from a first one; where `plenty` keeps every promise, so does it."""
        units, need = units_of(self.frame), start.copy()
        for unit in units:
            if self._comes(unit) and not any(need[unit.station][cell].any() for cell in unit.cells):
                for cell in unit.cells:
                    need[unit.station][cell] = np.minimum(1, self.plenty[unit.station][cell])
        if self.n >= MANY:
            rough = self._rough()
            need, _ = rough._lowered(units, rough._raised(units, need))
            for unit in units:
                unit.done.clear()
                unit.steps.update(dict.fromkeys(range(len(unit.cells)), 1))
        for _ in range(3):
            need = self._raised(units, need)
            need, whole = self._lowered(units, need)
            if whole:
                return need
        return self._raised(units, need)

    def _comes(self, unit: Unit) -> bool:
        """Whether anybody comes, so that somebody has to be there: a promise may not mind if nobody is."""
        if self.expected is None:
            return False
        return bool(sum(self.expected[unit.station, cell[0]].sum() for cell in unit.cells) > 0)

    def _raised(self, units: Sequence[Unit], need: Int) -> Int:
        for rounds in range(4 * MOST_ROUNDS):
            self.told("raise", rounds)
            margin = self.judged(need)
            broken = [unit for unit in units if self._lacks(unit, margin)]
            if not broken:
                return need
            need = need.copy()
            for unit in broken:
                self._raise(unit, need, margin, rounds)
        return need

    def _lacks(self, unit: Unit, margin: Real) -> list[int]:
        """The cells whose promises are broken."""
        return [i for i, cell in enumerate(unit.cells) if margin[unit.station][cell].min() < 0]

    def _raise(self, unit: Unit, need: Int, margin: Real, rounds: int) -> None:
        """Somebody more at the beginning of every run of broken cells; all along it where that does not help.

        Where as many are there as could help, the cell before gets somebody (who waits there waits on), or
        else the one after (who comes late is called then).
        """
        broken, mine, plenty = self._lacks(unit, margin), need[unit.station], self.plenty[unit.station]
        for i in broken:
            far = float(margin[unit.station][unit.cells[i]].min()) < -_FAR
            if i - 1 in broken and not far and rounds < _PATIENCE:
                continue
            nearest = [*range(i, -1, -1), *range(i + 1, len(unit.cells))]
            room = [k for k in nearest if (mine[unit.cells[k]] < plenty[unit.cells[k]]).all()]
            if room:
                cell = unit.cells[room[0]]
                lack = min(1.0, -float(margin[unit.station][unit.cells[i]].min()))
                step = max(1, round(lack * _step(int(mine[cell].max()))))
                mine[cell] = np.minimum(mine[cell] + step, plenty[cell])
                unit.done.discard(room[0])

    def _lowered(self, units: Sequence[Unit], need: Int) -> tuple[Int, bool]:
        """Nobody to spare any more; whether all promises hold at the end."""
        margin = self.judged(need)
        for rounds in range(4 * MOST_ROUNDS):
            tries = [self._tries(unit, need, margin) for unit in units]
            if not any(tries):
                break
            self.told("lower", rounds)
            trial = need.copy()
            for unit, cells in zip(units, tries, strict=True):
                for i in cells:
                    trial[unit.station][unit.cells[i]] -= self._fewer(unit, i, need)
            after = self.judged(trial)
            for unit, cells in zip(units, tries, strict=True):
                for i in _at_fault(cells, self._lacks(unit, after)):
                    fewer = self._fewer(unit, i, need)
                    trial[unit.station][unit.cells[i]] += fewer
                    unit.steps[i] = fewer // 2
                    if fewer == 1:
                        unit.done.add(i)
            need = trial
            margin = after
        margin = self.judged(need)
        return need, not any(self._lacks(unit, margin) for unit in units)

    def _fewer(self, unit: Unit, i: int, need: Int) -> int:
        """By how many a cell is lowered."""
        there = int(need[unit.station][unit.cells[i]].min())
        return max(1, min(unit.steps.get(i, there), _step(there)))

    def _tries(self, unit: Unit, need: Int, margin: Real) -> list[int]:
        """The cells to lower next: those that hold by most, some way apart from each other."""
        mine = need[unit.station]
        there = [int(mine[cell].max()) for cell in unit.cells if mine[cell].any()]
        most = len(unit.cells)
        if self._comes(unit):
            most = 0 if there == [1] else max(1, len(there) - 1)
        open_cells = [
            i for i, cell in enumerate(unit.cells) if i not in unit.done and int(mine[cell].min()) > 0
        ]
        open_cells.sort(key=lambda i: -float(margin[unit.station][unit.cells[i]].min()))
        found: list[int] = []
        for i in open_cells:
            if all(abs(i - other) >= _APART for other in found):
                found.append(i)
        return sorted(found[:most])


def _step(people: int) -> int:
    """People more or fewer at once where there are many: a sixteenth of them."""
    return max(1, people // _PART)


def _at_fault(tried: Sequence[int], broken: Sequence[int]) -> list[int]:
    """Which of the cells tried broke something: the last one at or before each broken cell, else the first
    after it (who waits at a window that closes leaves later ones to wait).
    """
    found = set()
    for cell in broken:
        before = [i for i in tried if i <= cell]
        if tried:
            found.add(before[-1] if before else tried[0])
    return sorted(found)
