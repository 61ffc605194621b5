"""The clock of a promised limit: it counts working days, and stands still while a file is held (R1.3).

The day of acceptance does not count. A day does not count either when the clock stood still from some instant
of it to the next day: a stop takes away the days from the one on which it begins to the one before it ends.
"""

from __future__ import annotations

from collections.abc import Iterable

from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.units import MS_PER_DAY

Stop = tuple[int, int]
"""From and to, in milliseconds of the clock."""


def due_day(calendar: WorkingCalendar, accepted_ms: int, limit: int, stops: Iterable[Stop] = ()) -> int:
    """Number of the day with whose end a limit of so many working days is over.

    Args:
        stops: when the clock stood still, in any order; one that lasts ends now, as far as is known.
    """
    first = accepted_ms // MS_PER_DAY
    due = calendar.add_workdays(first, limit)
    counted_to = first + 1
    for from_ms, to_ms in sorted(stops):
        begin, end = max(from_ms // MS_PER_DAY, counted_to), to_ms // MS_PER_DAY
        if end <= begin:
            continue
        if begin > due:
            break
        due = calendar.add_workdays(due, int(calendar.is_working[begin:end].sum()))
        counted_to = end
    return due


def elapsed_days(calendar: WorkingCalendar, accepted_ms: int, now_ms: int, stops: Iterable[Stop] = ()) -> int:
    """Working days that count from acceptance up to and including today."""
    first, today = accepted_ms // MS_PER_DAY, now_ms // MS_PER_DAY
    counts = calendar.is_working[first + 1 : today + 1].copy()
    for from_ms, to_ms in stops:
        begin, end = from_ms // MS_PER_DAY - first - 1, to_ms // MS_PER_DAY - first - 1
        counts[max(begin, 0) : max(end, 0)] = False
    return int(counts.sum())
