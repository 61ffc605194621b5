"""Sets of time spans as sorted arrays: union, difference, and the time they cover, all vectorised and exact.

Many owners (servers, queues, matters) share one set by flattening: the time t of owner o is o * STRIDE + t.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int64]

STRIDE = 1 << 42
"""More milliseconds than any clock shows (139 years); 2**20 owners fit into 64 bits."""
MAX_OWNERS = 1 << 20


def flat(owner: Int, time_ms: Int) -> Int:
    """The time of each owner on one long axis. Times must lie in [0, STRIDE)."""
    return owner * STRIDE + time_ms


@dataclass(frozen=True, slots=True)
class Spans:
    """Disjoint half-open spans [starts, ends), sorted, none empty: int64 milliseconds."""

    starts: Int
    ends: Int

    def measure_before(self, time_ms: Int) -> Int:
        """Time covered before each of `time_ms`."""
        done = np.concatenate([[0], np.cumsum(self.ends - self.starts)]).astype(np.int64)
        index = np.searchsorted(self.starts, time_ms, side="right")
        if not len(self.starts):
            return np.zeros(len(time_ms), np.int64)
        last_end = self.ends[np.maximum(index - 1, 0)]
        overshoot = np.where(index > 0, np.maximum(last_end - time_ms, 0), 0)
        return np.asarray(done[index] - overshoot, np.int64)

    def measure(self, from_ms: Int, to_ms: Int) -> Int:
        """Time covered within each [from_ms, to_ms)."""
        return self.measure_before(to_ms) - self.measure_before(from_ms)

    def contains(self, time_ms: Int) -> NDArray[np.bool_]:
        """Whether each instant lies in a span."""
        index = np.searchsorted(self.starts, time_ms, side="right")
        if not len(self.starts):
            return np.zeros(len(time_ms), np.bool_)
        return np.asarray((index > 0) & (time_ms < self.ends[np.maximum(index - 1, 0)]))

    def of_owner(self, owner: int) -> Spans:
        """The spans of one owner of a flattened set, on the owner's own clock."""
        first, last = np.searchsorted(self.starts, [owner * STRIDE, (owner + 1) * STRIDE])
        return Spans(self.starts[first:last] - owner * STRIDE, self.ends[first:last] - owner * STRIDE)

    def pieces(self, from_ms: Int, to_ms: Int) -> tuple[Int, Int, Int]:
        """Cut each [from_ms[i], to_ms[i]) by the set: (i, start, end) of every piece covered."""
        first = np.searchsorted(self.ends, from_ms, side="right")
        last = np.searchsorted(self.starts, to_ms, side="left")
        count = np.maximum(last - first, 0)
        row = np.repeat(np.arange(len(from_ms)), count)
        offset = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        at = np.repeat(first, count) + offset
        starts = np.maximum(self.starts[at], from_ms[row])
        ends = np.minimum(self.ends[at], to_ms[row])
        keep = ends > starts
        return row[keep], starts[keep], ends[keep]


def where_level(time_ms: Int, change: Int, level: int) -> Spans:
    """Spans in which the running sum of `change` (in order of time) equals or exceeds `level` >= 1."""
    order = np.argsort(time_ms, kind="stable")
    times, height = time_ms[order], np.cumsum(change[order])
    if not len(times):
        return Spans(np.empty(0, np.int64), np.empty(0, np.int64))
    last_of_instant = np.append(times[1:] != times[:-1], True)
    times, inside = times[last_of_instant], height[last_of_instant] >= level
    before = np.append(False, inside[:-1])
    return Spans(times[inside & ~before], times[before & ~inside])


def union(starts: Int, ends: Int) -> Spans:
    """All instants covered by at least one of the spans given in any order."""
    keep = ends > starts
    starts, ends = starts[keep], ends[keep]
    ones = np.ones(len(starts), np.int64)
    return where_level(np.concatenate([starts, ends]), np.concatenate([ones, -ones]), 1)


def minus(left: Spans, right: Spans) -> Spans:
    """Instants of `left` that are not in `right`."""
    one, other = np.ones(len(left.starts), np.int64), np.ones(len(right.starts), np.int64)
    times = np.concatenate([left.starts, left.ends, right.starts, right.ends])
    return where_level(times, np.concatenate([one, -one, -other, other]), 1)


def common(left: Spans, right: Spans) -> Spans:
    """Instants in both."""
    return minus(left, minus(left, right))


def common_ms(left: Spans, right: Spans) -> int:
    """Time covered by both."""
    small, large = (left, right) if len(left.starts) <= len(right.starts) else (right, left)
    return int(large.measure(small.starts, small.ends).sum())


def level_area(owner: Int, time_ms: Int, change: Int, n_owners: int) -> Int:
    """Integral over time of the running sum of `change`, by owner: the exact area of a counting process."""
    order = np.lexsort((time_ms, owner))
    who, times, height = owner[order], time_ms[order], np.cumsum(change[order])
    area = np.zeros(n_owners, np.int64)
    if len(times) > 1:
        same = who[1:] == who[:-1]
        step = np.where(same, (times[1:] - times[:-1]) * height[:-1], 0)
        np.add.at(area, who[:-1], step)
    return area
