"""Days of opening: from a hall's first opening to its last closing, which may come after midnight.

A *session* is a span of opening together with the midday closings in it.  Closing, doors, the last ticket,
overtime and who is inside at closing belong to a session, not to a day of the calendar.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.scenario.values.timetable import Timetable
from hallsim.units import MS_PER_DAY

Int = NDArray[np.int64]


def sessions(hours: Timetable) -> Timetable:
    """From opening to closing, the midday closings between spans that begin on one day filled in.

    A span that begins at midnight, on a day whose last span reaches the next midnight, is the rest of a
    night whose beginning lies before day 0 or on a day that is not worked: nobody waits through the day.
    """
    starts, ends = hours.starts, hours.ends
    day = starts // MS_PER_DAY
    last_of_day = np.searchsorted(day, day, side="right") - 1
    is_rest = (starts % MS_PER_DAY == 0) & (ends[last_of_day] >= (day + 1) * MS_PER_DAY)
    goes_on = (day[1:] == day[:-1]) & ~is_rest[:-1]
    first = np.append(True, ~goes_on)[: len(starts)]
    last = np.append(~goes_on, True)[: len(starts)]
    return Timetable(starts=starts[first], ends=ends[last])


def turning_points(spans: Timetable) -> Int:
    """(k,) from when on who comes is early for each session, rather than late for the one before.

    Midnight; between two sessions with no midnight between them noon, or else the middle.
    """
    starts = spans.starts
    closed = np.append(0, spans.ends[:-1])[: len(starts)]
    midnight = starts // MS_PER_DAY * MS_PER_DAY
    noon = midnight + MS_PER_DAY // 2
    by_day = np.where((closed <= noon) & (noon <= starts), noon, (closed + starts) // 2)
    return np.where(closed <= midnight, midnight, by_day)


def last_tickets(spans: Timetable, until_ms: int | None) -> Int:
    """The last time of a session that a clock shows so; its closing when the clock shows it never."""
    if until_ms is None:
        return spans.ends
    at = (spans.ends - 1) // MS_PER_DAY * MS_PER_DAY + until_ms
    at = np.where((at > spans.ends) & (at - MS_PER_DAY > spans.starts), at - MS_PER_DAY, at)
    return np.minimum(spans.ends, at)


def open_days(spans: Timetable, n_days: int) -> NDArray[np.bool_]:
    """(n_days,) on which a session begins, or through which one lasts; not the rest of a night."""
    midnights = np.arange(n_days, dtype=np.int64) * MS_PER_DAY
    begins = np.searchsorted(spans.starts, midnights + MS_PER_DAY) > np.searchsorted(spans.starts, midnights)
    is_whole = spans.working_ms_between(midnights, midnights + MS_PER_DAY) == MS_PER_DAY
    return np.asarray(begins | is_whole)


def day_starts(spans: Timetable, n_days: int) -> Int:
    """(n_days + 1,) when each day begins for who works these spans: at midnight, or when the night is over.

    A span that lasts past midnight, and not through the next day, belongs to the day on which it begins.
    """
    midnights = np.arange(n_days + 1, dtype=np.int64) * MS_PER_DAY
    end = spans.next_close(midnights)
    began = spans.is_open(midnights) & ~np.isin(midnights, spans.starts)
    return np.where(began & (end - midnights < MS_PER_DAY), end, midnights)
