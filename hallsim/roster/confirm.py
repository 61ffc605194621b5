"""A roster judged by citizens that it was not fitted to, and mended where it fails.

What is mended is judged by others again.  A quarter and half of the replications are looked at first: where
they leave little chance that all of them show the promise kept, the roster is mended at once.  A look only
ends a judgement that would fail, so no roster holds that all replications together do not show to hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hallsim.roster.counts import Counts
from hallsim.roster.improve import mended
from hallsim.roster.judge import Flags, Judgement, judge
from hallsim.roster.milp import Market
from hallsim.roster.people import staffing_by, week_cost
from hallsim.roster.runs.simulator import CONFIRM, Simulator
from hallsim.roster.stations import Staffing
from hallsim.roster.variants import Duty

Int = NDArray[np.int64]
MOST_MENDED: Final = 40
_LOOKS: Final = (4, 2)
"""The parts of the replications that are looked at first: one in so many."""
_FEWEST: Final = 10
"""Replications: fewer are not looked at."""
_FEWEST_MORE, _PART_MORE = 6, 2
"""Shifts more at a station on a weekday, at most: so many, or one for so many there; whichever is more."""
_HOPELESS, _DOUBTFUL = 0.1, 0.3
"""Chances of a period to hold: below the one a roster is mended, and then wherever it is below the other."""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A roster in the block that judges.

    Attributes:
        cost: yuan a week; paid_h: paid hours a week, at all offices alike.
    """

    staffing: Staffing
    cost: float
    paid_h: float
    counts: Sequence[Counts]
    judgements: Sequence[Judgement]

    @property
    def n_broken(self) -> int:
        """Periods in which a promise is not shown to be kept, over all promises."""
        return int(sum((~one.holds).sum() for one in self.judgements))

    @property
    def n_unshown(self) -> int:
        """Periods in which too few came to show that a promise is kept, over all promises."""
        return int(sum(one.is_unshown.sum() for one in self.judgements))

    @property
    def n_promised(self) -> int:
        """Periods in which somebody came to whom a promise is made, over all promises."""
        return int(sum((one.n > 0).sum() for one in self.judgements))

    @property
    def holds(self) -> bool:
        """Whether every promise holds in every period, as far as it can be shown."""
        return self.n_broken == 0

    def is_better(self, other: Tried) -> bool:
        """Whether it keeps the promise where another roster breaks it, or does so for less."""
        return self.holds and (not other.holds or self.cost < other.cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirming:
    """How rosters are judged.

    Attributes:
        n: replications of a judgement.
        may_mend: whether more people may come where a promise is broken.
    """

    simulator: Simulator
    n: int
    confidence: float
    may_mend: bool
    told: Callable[[str, int], None] = lambda what, rounds: None

    def confirmed(self, duties: Sequence[Duty], market: Market) -> tuple[list[Duty], Tried, int]:
        """The roster mended until it holds, what showed that, and the first replication that did.

        Where so many people more do not help, more of them would not either: it is left as it is.
        """
        now, first = list(duties), 0
        room = _room(duties, market)
        for _ in range(MOST_MENDED if self.may_mend else 0):
            self.told("judge", first)
            found = self._looked(now, market, first)
            if found.holds and len(found.counts) == self.n:
                return now, found, first
            lacks = self._lacks(found, _DOUBTFUL) & (room > 0)[..., None]
            after = mended(now, lacks, market)
            if len(after) == len(now):
                break
            for duty in after[len(now) :]:
                room[duty.station, duty.weekday] -= 1
            now, first = after, first + len(found.counts)
        self.told("judge", first)
        return now, self.judged(now, market, first), first

    def judged(
        self, duties: Sequence[Duty], market: Market, first: int, staffing: Staffing | None = None
    ) -> Tried:
        """A roster in all replications; `staffing` where it is not that of the duties."""
        seats = staffing_by(duties, market) if staffing is None else staffing
        return self._tried(duties, market, seats, self.simulator.run([seats], CONFIRM, self.n, first)[0])

    def _looked(self, duties: Sequence[Duty], market: Market, first: int) -> Tried:
        """A roster in all replications, or in the first of them where they leave little hope."""
        seats = staffing_by(duties, market)
        counts: list[Counts] = []
        looks = [self.n // part for part in _LOOKS]
        for upto in [*(look for look in looks if look >= _FEWEST), self.n]:
            counts += self.simulator.run([seats], CONFIRM, upto - len(counts), first + len(counts))[0]
            found = self._tried(duties, market, seats, counts)
            if self._lacks(found, _HOPELESS).any():
                break
        return found

    def _lacks(self, found: Tried, chance: float) -> Flags:
        """(stations, weekdays, periods) where a promise is not shown to be kept, or hardly will be."""
        part = len(found.counts) / self.n
        lacks = np.zeros(found.judgements[0].holds.shape, np.bool_)
        for one in found.judgements:
            lacks |= one.chance(part, self.confidence) < chance if part < 1 else ~one.holds
        return lacks

    def _tried(
        self, duties: Sequence[Duty], market: Market, staffing: Staffing, counts: Sequence[Counts]
    ) -> Tried:
        return Tried(
            staffing=staffing, cost=week_cost(duties, market),
            paid_h=paid_hours(duties, market), counts=counts,
            judgements=judge(counts, market.frame, self.confidence),
        )  # fmt: skip


def _room(duties: Sequence[Duty], market: Market) -> Int:
    """(stations, weekdays) how many shifts may come beside those there are."""
    there = np.zeros(market.frame.shape[:2], np.int64)
    np.add.at(there, ([duty.station for duty in duties], [duty.weekday for duty in duties]), 1)
    return np.asarray(np.maximum(_FEWEST_MORE, there // _PART_MORE))


def paid_hours(duties: Sequence[Duty], market: Market) -> float:
    """Paid hours a week, at all offices alike."""
    stations = market.frame.stations
    return sum(duty.variant.paid_h * stations[duty.station].copies for duty in duties)
