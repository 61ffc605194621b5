"""Arrivals that know nothing of each other: a Poisson process with a rate over the day.

It thins a planar Poisson process of candidates (time, height): the candidates below the intensity at their
time are citizens (Lewis and Shedler 1979).  Heights are cut into fixed layers [0, 1), [1, 2), [2, 4), [4, 8),
... per hour; every layer is a process of its own, made from its own streams from time 0 on, and a candidate
keeps its number in its layer for ever.  So raising a rate only adds citizens, lowering it only removes some,
and a longer horizon or another calendar leaves the rest as they are.  The candidates fill nights and holidays
too, which is not worth saving: they cost 30 ns each; a process per day would cost 36 us a generator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np

from hallsim.scenario.values.profile import DayCurve
from hallsim.scenario.world.arrival_kinds.process import (
    BIN_MS,
    BINS,
    MAX_CITIZENS,
    Days,
    Int,
    Points,
    Process,
    Random,
    Real,
)
from hallsim.text.message import Message
from hallsim.units import MS_PER_DAY, MS_PER_HOUR

BASE_HEIGHT: Final = 1.0 / MS_PER_HOUR
"""Height of the lowest layer of candidates, per ms; an absolute constant, or demands would not be coupled."""
MAX_CANDIDATES: Final = 10**9
_CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Poisson(Process):
    """`scale` x `over_day` at the time of the day arrivals per ms, on an ordinary working day."""

    over_day: DayCurve
    scale: float
    has_factors: ClassVar[bool] = True

    @property
    def curve(self) -> DayCurve:
        """The rate over the day."""
        return self.over_day

    def expected(self, days: Days) -> Real:
        """(n_days, BINS) arrivals."""
        shape = self.scale * self.over_day.integrals(np.arange(BINS + 1, dtype=np.float64) * BIN_MS)
        return np.asarray(days.factor[:, None] * shape)

    def undrawable(self, days: Days) -> Message | None:
        """Too many citizens, or a rate so high for so short that hardly a candidate is one."""
        n = self.scale * self.over_day.integral() * float(np.sum(days.factor))
        if not n <= MAX_CITIZENS:
            return Message(
                "a source brings {n:.3g} citizens, at most {max_citizens}", n=n, max_citizens=MAX_CITIZENS
            )
        if not self._highest(days.factor) * days.calendar.horizon_ms <= MAX_CANDIDATES:
            return Message("the highest rate lasts too short a part of the horizon to be drawn by thinning")
        return None

    def draw(self, days: Days, share: float, random: Random) -> list[Points]:
        """The candidates below the intensity, layer by layer."""
        part = Poisson(self.over_day, self.scale * share)
        found = []
        layer, floor, width = 0, 0.0, BASE_HEIGHT
        while floor < part._highest(days.factor):
            gaps, heights = random(f"layer{layer}/gap"), random(f"layer{layer}/height")
            at, times_ms = part._candidates(days, floor, width, gaps, heights)
            found.append(Points(layer=layer, positions=at, arrive_ms=times_ms))
            floor += width
            width = floor
            layer += 1
        return found

    def _highest(self, day_factor: Real) -> float:
        """Upper bound of the intensity over the horizon."""
        return self.scale * self.over_day.max() * float(np.max(day_factor, initial=0.0))

    def _intensity(self, at_ms: Real, day_factor: Real) -> Real:
        """Arrivals per ms at instants 0 <= at_ms < horizon (float ms)."""
        day = np.floor(at_ms / MS_PER_DAY).astype(np.int64)
        clock_ms = at_ms - day * float(MS_PER_DAY)
        factor = np.append(day_factor, 0.0)  # the last is day -1: nobody comes of a night before day 0
        of_day = factor[day - (clock_ms < self.over_day.begins_ms)]
        return np.asarray(of_day * (self.scale * self.over_day.value(clock_ms)))

    def _candidates(
        self,
        days: Days,
        floor: float,
        width: float,
        gaps: np.random.Generator,
        heights: np.random.Generator,
    ) -> tuple[Int, Int]:
        """Positions and times of the candidates of one layer that lie below the intensity."""
        horizon_ms = days.calendar.horizon_ms
        positions, times = [], []
        n_before, now = 0, 0.0
        chunk = min(_CHUNK, int(1.1 * width * horizon_ms) + 64)
        while now < horizon_ms:
            at_ms = gaps.standard_exponential(chunk) / width
            at_ms[0] += now
            np.cumsum(at_ms, out=at_ms)
            height = floor + width * heights.random(chunk)
            inside = at_ms[: np.searchsorted(at_ms, horizon_ms)]
            taken = np.flatnonzero(height[: len(inside)] < self._intensity(inside, days.factor))
            positions.append(taken + n_before)
            times.append(inside[taken].astype(np.int64))
            n_before, now = n_before + chunk, float(at_ms[-1])
        return np.concatenate(positions).astype(np.int64), np.concatenate(times)
