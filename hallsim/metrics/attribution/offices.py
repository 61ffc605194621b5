"""Time of matters that only several offices bring: files with a courier, and trips in vain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.spans import MAX_OWNERS, STRIDE, Int, Spans, flat, minus, union
from hallsim.metrics.attribution.yardstick import CALENDAR, Yardstick, length_ms
from hallsim.trace.model import NEVER, Trace


def away_in_vain(trace: Trace, visit: Int, matter: Int, from_ms: Int, to_ms: Int) -> Int:
    """(matters,) time within [from_ms, to_ms) from a trip in vain to the next visit, or to the end.

    Args:
        visit, matter: pairs by matter and time (``visits_of_matters``).
    """
    n = len(trace.matters["matter"])
    result = np.zeros(n, np.int64)
    if trace.network is None or not len(visit):
        return result
    v = trace.visits
    left = np.where(v["leave_ms"] == NEVER, trace.end_ms, v["leave_ms"])[visit]
    last = np.append(matter[1:] != matter[:-1], True)
    back = np.where(last, trace.matters["end_ms"][matter], np.append(v["arrive_ms"][visit][1:], 0))
    gap = np.minimum(back, to_ms[matter]) - np.maximum(left, from_ms[matter])
    np.add.at(result, matter, np.where(after_trip_in_vain(trace, visit), np.maximum(gap, 0), 0))
    return result


def after_trip_in_vain(trace: Trace, visit: Int) -> NDArray[np.bool_]:
    """Whether each visit was at an office where nobody served."""
    if trace.network is None:
        return np.zeros(len(visit), np.bool_)
    return np.asarray(trace.network.trips["in_vain"][visit] > 0)


def has_couriers(trace: Trace) -> bool:
    """Whether anything went with a courier."""
    return trace.network is not None and len(trace.network.couriers["matter"]) > 0


def courier_ms(
    trace: Trace, from_ms: Int, to_ms: Int, elsewhere: tuple[Int, Int, Int] | None = None,
    yardstick: Yardstick = CALENDAR,
) -> Int:  # fmt: skip
    """(matters,) time within [from_ms, to_ms) in which a file is with a courier.

    Args:
        elsewhere: spans (matter, start, end) that do not count, as the matter's files are at desks then.
    """
    n = len(from_ms)
    total = np.zeros(n, np.int64)
    if trace.network is None or not has_couriers(trace):
        return total
    rows = trace.network.couriers
    for base in range(0, n, MAX_OWNERS):
        spans = _within(rows["matter"], rows["from_ms"], rows["to_ms"], from_ms, to_ms, base)
        if elsewhere is not None:
            spans = minus(spans, _within(*elsewhere, from_ms, to_ms, base))
        whose = spans.starts // STRIDE
        np.add.at(total, whose + base, length_ms(spans, whose, yardstick))
    return total


def _within(matter: Int, start: Int, end: Int, from_ms: Int, to_ms: Int, base: int) -> Spans:
    start, end = np.maximum(start, from_ms[matter]), np.minimum(end, to_ms[matter])
    mine = (matter >= base) & (matter < base + MAX_OWNERS) & (end > start)
    return union(flat(matter[mine] - base, start[mine]), flat(matter[mine] - base, end[mine]))
