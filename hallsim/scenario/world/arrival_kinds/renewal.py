"""Arrivals with independent times between them, around the clock; days not worked drop those on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from hallsim.scenario.values.distribution import Distribution
from hallsim.scenario.world.arrival_kinds.process import (
    BIN_MS,
    BINS,
    MAX_CITIZENS,
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

_CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Renewal(Process):
    """A renewal process, its first arrival after one interval."""

    interval: Distribution

    def expected(self, days: Days) -> Real:
        """(n_days, BINS) arrivals: as many in every quarter hour."""
        law = self.interval
        if law.sequence is not None:
            mean_ms = float(np.mean(law.to_ms(np.array(law.sequence), days.calendar.workday_ms)))
        else:
            mean_ms = law.mean_ms(days.calendar.workday_ms)
        return np.full((days.calendar.n_days, BINS), BIN_MS / mean_ms if mean_ms else 0.0)

    def undrawable(self, days: Days) -> Message | None:
        """Intervals so short that they bring too many."""
        if self.interval.unit == "workdays":
            return None  # `doubts` tells of it
        mean_ms = self.interval.in_ms().mean()
        if days.calendar.horizon_ms <= mean_ms * MAX_CITIZENS:
            return None
        return Message(
            "intervals of {mean_ms:g} ms on average bring more than {max_citizens} citizens",
            mean_ms=mean_ms,
            max_citizens=MAX_CITIZENS,
        )

    def draw(self, days: Days, share: float, random: Random) -> list[Points]:
        """The arrivals on days that are worked."""
        times_ms = self._times_ms(days.calendar.horizon_ms, random)
        positions = np.flatnonzero(days.calendar.is_working[times_ms // MS_PER_DAY])
        return [Points(layer=0, positions=positions, arrive_ms=times_ms[positions])]

    def doubts(self, calendar: WorkingCalendar | None) -> Iterator[Doubt]:
        """Intervals that are no exact time, or none at all."""
        if self.interval.unit == "workdays":
            yield Doubt(
                code="arrivals.interval",
                said=Message("an interval between arrivals has no working days"),
                advice=Message("write minutes, hours or days"),
                stops=True,
            )
        elif self.interval.mean() <= 0:
            yield Doubt(
                code="arrivals.interval",
                said=Message("the intervals between arrivals must not all be 0"),
                advice=Message("write for example exponential(mean 3 min)"),
                stops=True,
            )

    def _times_ms(self, horizon_ms: int, random: Random) -> Int:
        """All arrivals in whole ms; the intervals add up before they are rounded."""
        if self.interval.unit == "workdays":
            raise ValueError("an interval between arrivals is given in exact time, not in workdays")
        law = self.interval.in_ms()
        sequence = law.sequence
        gaps = random("interval")
        times, now, n_before = [], 0.0, 0
        while now < horizon_ms:
            if sequence is not None:
                interval = np.array(sequence)[(n_before + np.arange(_CHUNK)) % len(sequence)]
            else:
                interval = law.quantile(gaps.random(_CHUNK))
            interval[0] += now
            at_ms = np.cumsum(interval)
            times.append(np.floor(at_ms + 0.5).astype(np.int64))
            now, n_before = float(at_ms[-1]), n_before + _CHUNK
        found = np.concatenate(times)
        return found[found < horizon_ms]
