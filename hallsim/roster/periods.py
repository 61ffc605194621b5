"""The periods of a week in which promises are to hold, and who is on duty in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from hallsim.roster.stations import Seat, Staffing, Station, Week, joined
from hallsim.scenario.values.hours import Span, Spans
from hallsim.scenario.values.weekdays import WEEKDAYS
from hallsim.units import MS_PER_DAY, format_clock_range

Int = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """Periods of equal length, over the same part of every weekday that is worked.

    Attributes:
        by_ms: length of a period.
        first_ms: when the first one begins.
        n: how many there are in a day.
        weekdays: those worked in an ordinary week, Monday 0.
    """

    by_ms: int
    first_ms: int
    n: int
    weekdays: tuple[int, ...]

    @property
    def starts_ms(self) -> Int:
        """(n,) when each begins."""
        return self.first_ms + self.by_ms * np.arange(self.n, dtype=np.int64)

    def span(self, period: int) -> tuple[int, int]:
        """From when to when a period lasts."""
        start = self.first_ms + period * self.by_ms
        return start, min(start + self.by_ms, MS_PER_DAY)

    def name(self, period: int) -> str:
        """`08:30-09:00`."""
        return format_clock_range(*self.span(period))

    def of(self, ms_of_day: Int) -> Int:
        """The period of each time of the day; the first and the last take what lies beyond them."""
        return np.clip((ms_of_day - self.first_ms) // self.by_ms, 0, self.n - 1)


def periods_of(stations: Sequence[Station], weekdays: Sequence[int], by_ms: int) -> Periods:
    """The periods that cover the hours of all stations, begun where the first of them opens."""
    spans = [span for station in stations for day in weekdays for span in station.hours[day]]
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    first -= first % by_ms if first % by_ms and (last - first) % by_ms else 0
    n = -(-(last - first) // by_ms)
    return Periods(by_ms=by_ms, first_ms=first, n=n, weekdays=tuple(weekdays))


def may_staff(stations: Sequence[Station], periods: Periods) -> Flags:
    """(stations, weekdays, periods) whether anybody may be on duty for any part of a period."""
    found = np.zeros((len(stations), len(periods.weekdays), periods.n), np.bool_)
    for s, station in enumerate(stations):
        for w, day in enumerate(periods.weekdays):
            for p in range(periods.n):
                start, end = periods.span(p)
                found[s, w, p] = any(a < end and start < b for a, b in station.hours[day])
    return found


def on_duty(
    stations: Sequence[Station], periods: Periods, staffing: Staffing, *, least: bool = True
) -> NDArray[np.float64]:
    """(stations, weekdays, periods) people on duty: throughout a period, or `least=False` in the mean.

    What of a period lies outside a station's hours does not count.
    """
    found = np.zeros((len(stations), len(periods.weekdays), periods.n))
    for s, station in enumerate(stations):
        for w, day in enumerate(periods.weekdays):
            for seat in staffing.get(station.name, ()):
                found[s, w] += _present(seat.week[day], station.hours[day], periods, least)
    return found


def most_at_once(seats: Sequence[Seat]) -> int:
    """The most people on duty at the same time of any weekday: so many windows they need."""
    days = range(len(WEEKDAYS))
    return max(at_once([span for seat in seats for span in seat.week[day]]) for day in days)


def at_once(spans: Sequence[Span]) -> int:
    """The most of some stretches at the same time."""
    # who goes makes room for who comes in the same instant
    steps = sorted([(start, 1) for start, _ in spans] + [(end, -1) for _, end in spans])
    return max(accumulate((step for _, step in steps), initial=0))


def _present(spans: Spans, hours: Spans, periods: Periods, least: bool) -> NDArray[np.float64]:
    starts, ends = periods.starts_ms, periods.starts_ms + periods.by_ms
    there, wanted = _overlap(spans, starts, ends), _overlap(hours, starts, ends)
    if least:
        return np.asarray((there >= wanted) & (wanted > 0), np.float64)
    return np.asarray(np.divide(there, wanted, out=np.zeros(len(there)), where=wanted > 0))


def _overlap(spans: Spans, starts: Int, ends: Int) -> NDArray[np.float64]:
    found = np.zeros(len(starts))
    for a, b in spans:
        found += np.maximum(0, np.minimum(ends, b) - np.maximum(starts, a))
    return found


def staffing_of(stations: Sequence[Station], periods: Periods, need: Int) -> Staffing:
    """As many on duty as `need` (stations, weekdays, periods) says, whoever they are: no shifts, no breaks.

    The first of them is on duty wherever anybody is; a person more only where more are needed.
    """
    found: dict[str, tuple[Seat, ...]] = {}
    for s, station in enumerate(stations):
        n = int(need[s].max(initial=0))
        found[station.name] = tuple(Seat(_week(station, periods, need[s] > k)) for k in range(n))
    return found


def _week(station: Station, periods: Periods, there: Flags) -> Week:
    spans: list[Spans] = [()] * 7
    for w, day in enumerate(periods.weekdays):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], there[w], [False]]).astype(np.int8)))
        duty = [(periods.span(int(a))[0], periods.span(int(b) - 1)[1]) for a, b in pairwise(edges.tolist())][
            ::2
        ]
        spans[day] = joined(
            [(max(a, c), min(b, d)) for a, b in duty for c, d in station.hours[day] if max(a, c) < min(b, d)]
        )
    return tuple(spans)
