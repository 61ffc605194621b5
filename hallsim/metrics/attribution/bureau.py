"""Time that the distance between hall and bureau takes: files carried, citizens sent there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.spans import Int
from hallsim.metrics.attribution.yardstick import CALENDAR, Yardstick
from hallsim.trace.model import NEVER, Trace


def carried_ms(
    trace: Trace, accepted: Int, decided: Int, end: Int, yardstick: Yardstick = CALENDAR
) -> tuple[Int, Int]:
    """(n matters,) time in which a file travelled to the bureau before the decision, and back after it."""
    table = trace.carried
    out, back = np.zeros((2, len(accepted)), np.int64)
    matter, start, stop = table["matter"], table["from_ms"], table["to_ms"]
    before = table["back"] == 0
    span = yardstick(np.minimum(stop, decided[matter])) - yardstick(np.maximum(start, accepted[matter]))
    np.add.at(out, matter[before], np.maximum(span, 0)[before])
    span = yardstick(np.minimum(stop, end[matter])) - yardstick(np.maximum(start, decided[matter]))
    np.add.at(back, matter[~before], np.maximum(span, 0)[~before])
    return out, back


def sent_off(trace: Trace, matter: Int) -> NDArray[np.bool_]:
    """For pairs of visit and matter, by matter and time: whether the hall sent the citizen off then."""
    first = np.append(True, matter[1:] != matter[:-1])[: len(matter)]
    return np.asarray(first & np.isin(matter, trace.sent["matter"]))


def away_elsewhere(trace: Trace, visit: Int, matter: Int, accepted: Int) -> Int:
    """(n matters,) time from leaving the hall, sent to the bureau, to coming there (or to the end)."""
    v, m = trace.visits, trace.matters
    result = np.zeros(len(m["matter"]), np.int64)
    if not len(visit) or not len(trace.sent["matter"]):
        return result
    leave = np.where(v["leave_ms"] == NEVER, trace.end_ms, v["leave_ms"])[visit]
    last = np.append(matter[1:] != matter[:-1], True)
    back = np.where(last, m["end_ms"][matter], np.append(v["arrive_ms"][visit][1:], 0))
    gap = np.minimum(back, accepted[matter]) - leave
    np.add.at(result, matter, np.where(sent_off(trace, matter), np.maximum(gap, 0), 0))
    return result
