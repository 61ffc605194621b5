"""Sets of time spans as sorted arrays: union, difference, and the time they cover, all vectorised and exact.

Many owners (servers, queues, matters) share one set by flattening: the time t of owner o is o * STRIDE + t.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int64]
Real = NDArray[np.float64]

STRIDE = 1 << 42
"""More milliseconds than any clock shows (139 years); 2**20 owners fit into 64 bits."""
MAX_OWNERS = 1 << 20
NO_TIME = np.iinfo(np.int64).min
"""Before every instant."""
END_OF_TIME = np.iinfo(np.int64).max
"""After every instant."""


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
        """Time covered within each [from_ms, to_ms); most lie within one span and need but one look-up."""
        if not len(self.starts):
            return np.zeros(len(from_ms), np.int64)
        index = np.searchsorted(self.starts, from_ms, side="right") - 1
        last_end = np.where(index >= 0, self.ends[index], NO_TIME)
        found = np.asarray(to_ms - from_ms, np.int64)
        across = np.flatnonzero((to_ms > last_end) | (to_ms < from_ms))
        found[across] = self.measure_before(to_ms[across]) - self.measure_before(from_ms[across])
        return found

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

    def of_any(self, owners: Int | Sequence[int]) -> Spans:
        """Instants in a span of any of some owners of a flattened set, on their own clock."""
        return union(*self.of_each(np.asarray(owners, np.int64)))

    def of_each(self, owners: Int) -> tuple[Int, Int]:
        """(starts, ends) of the spans of some owners one after another, on their own clock."""
        first, last = np.searchsorted(self.starts, [owners * STRIDE, (owners + 1) * STRIDE])
        at, since = consecutive(first, last - first), np.repeat(owners * STRIDE, last - first)
        return self.starts[at] - since, self.ends[at] - since

    def pieces(self, from_ms: Int, to_ms: Int) -> tuple[Int, Int, Int]:
        """Cut each [from_ms[i], to_ms[i]) by the set: (i, start, end) of every piece covered."""
        first = np.searchsorted(self.ends, from_ms, side="right")
        last = np.searchsorted(self.starts, to_ms, side="left")
        count = np.maximum(last - first, 0)
        row = np.repeat(np.arange(len(from_ms)), count)
        at = consecutive(first, count)
        starts = np.maximum(self.starts[at], from_ms[row])
        ends = np.minimum(self.ends[at], to_ms[row])
        keep = ends > starts
        return row[keep], starts[keep], ends[keep]


def consecutive(first: Int, count: Int) -> Int:
    """first[0], first[0] + 1, ... (count[0] numbers), then those from first[1] on, and so forth."""
    offset = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    return np.asarray(np.repeat(first, count) + offset, np.int64)


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows by owner: those of owner o are rows[first[o] : first[o + 1]], ascending."""

    rows: Int
    first: Int

    def of(self, owners: Int) -> Int:
        """The rows of some owners, ascending."""
        start, end = self.first[owners], self.first[owners + 1]
        return np.sort(self.rows[consecutive(start, end - start)])


def grouped(owner: Int, n_owners: int) -> Groups:
    """Rows by their owner; -1 has none."""
    rows = np.flatnonzero(owner >= 0)
    rows = rows[by_owner(owner[rows])]
    return Groups(rows, np.searchsorted(owner[rows], np.arange(n_owners + 1)))


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
    """All instants covered by at least one of the spans given in any order.

    Nothing is covered from the i-th end on where the i + 1-st beginning is later: i spans have begun by then
    and all are over.
    """
    keep = ends > starts
    starts, ends = np.sort(starts[keep], kind="stable"), np.sort(ends[keep], kind="stable")
    apart = starts[1:] > ends[:-1]
    one = np.ones(min(len(starts), 1), np.bool_)
    return Spans(starts[np.concatenate([one, apart])], ends[np.concatenate([apart, one])])


def minus(left: Spans, right: Spans) -> Spans:
    """Instants of `left` that are not in `right`: what the gaps of `right` leave of each span."""
    gaps = Spans(np.append(NO_TIME, right.ends), np.append(right.starts, END_OF_TIME))
    _, starts, ends = gaps.pieces(left.starts, left.ends)
    return Spans(starts, ends)


def common(left: Spans, right: Spans) -> Spans:
    """Instants in both."""
    return minus(left, minus(left, right))


def common_ms(left: Spans, right: Spans) -> int:
    """Time covered by both."""
    small, large = (left, right) if len(left.starts) <= len(right.starts) else (right, left)
    return int(large.measure(small.starts, small.ends).sum())


def sum_by(owner: Int, amount: Int, n_owners: int) -> Int:
    """Sums of whole numbers by owner, exact while they stay below 2**53 (285 thousand years in ms)."""
    return np.bincount(owner, weights=amount, minlength=n_owners).astype(np.int64)


def largest_by(owner: Int, value: Int | Real, n_owners: int) -> NDArray[Any]:
    """(n_owners,) the largest value of each owner; 0 where there is none, or none above."""
    found = np.zeros(n_owners, value.dtype)
    if len(owner):
        order = by_owner(owner)
        who = owner[order]
        first = np.flatnonzero(np.append(True, who[1:] != who[:-1]))
        found[who[first]] = np.maximum(np.maximum.reduceat(value[order], first), 0)
    return found


def by_owner(owner: Int) -> Int:
    """Rows by owner (0 or more), those of one owner in their order.

    Numbers of few bits are sorted in linear time; and what is in order of time within each owner makes nearly
    sorted flattened times.
    """
    few_bits = np.min_scalar_type(int(owner.max(initial=0)))
    return np.argsort(owner.astype(few_bits), kind="stable")


def first_of(owner: Int, value: Int, n_owners: int, nothing: int) -> Int:
    """(n_owners,) the value of the first row of each owner; `nothing` where there is none."""
    found = np.full(n_owners, nothing, np.int64)
    found[owner[::-1]] = value[::-1]  # written backwards: the first one is what stays
    return found


def area_between(owner: Int, come_ms: Int, go_ms: Int, n_owners: int) -> Int:
    """By owner, the time integral of how many have come and not yet gone: exact.

    The area between the two curves of those who have come and of those who have gone is the sum of their
    distances, from the i-th to come to the i-th to go.
    """
    order = by_owner(owner)
    come, go = (np.sort(flat(owner, at)[order], kind="stable") for at in (come_ms, go_ms))
    return sum_by(owner[order], go - come, n_owners)
