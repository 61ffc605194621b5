"""Working time: which milliseconds count, and when an amount of work that starts now will be done.

Instants are int64 milliseconds since midnight of day 0.  Every query takes one int (fast: bisect on Python
lists, for the engine's inner loop) or an int64 array (vectorised, for metrics).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, Self, overload

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int64]

NEVER_MS: Final = int(np.iinfo(np.int64).max // 4)
"""An instant or duration that never comes."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Timetable:
    """Half-open spans [start, end), sorted, disjoint and not touching; build one with `from_spans`.

    Attributes:
        starts, ends: (k,) int64 milliseconds.
    """

    starts: Int
    ends: Int
    _before: Int = field(init=False, repr=False)  # working time before each span
    _start_list: list[int] = field(init=False, repr=False)
    _end_list: list[int] = field(init=False, repr=False)
    _before_list: list[int] = field(init=False, repr=False)
    _after_list: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        ends = np.cumsum(self.ends - self.starts, dtype=np.int64)
        before = ends - (self.ends - self.starts)
        object.__setattr__(self, "_before", before)
        object.__setattr__(self, "_before_list", before.tolist())
        object.__setattr__(self, "_after_list", ends.tolist())
        object.__setattr__(self, "_start_list", self.starts.tolist())
        object.__setattr__(self, "_end_list", self.ends.tolist())

    @classmethod
    def from_spans(cls, spans: Iterable[tuple[int, int]]) -> Self:
        """From (start, end) pairs in any order; empty ones dropped, overlapping and touching ones merged."""
        pairs = np.array(list(spans), dtype=np.int64).reshape(-1, 2)
        return cls.from_arrays(pairs[:, 0], pairs[:, 1])

    @classmethod
    def from_arrays(cls, starts: Int, ends: Int) -> Self:
        """As `from_spans`, from two int64 arrays of one length."""
        real = ends > starts
        order = np.argsort(starts[real], kind="stable")
        starts, ends = starts[real][order], np.maximum.accumulate(ends[real][order])
        first = np.ones(len(starts), dtype=bool)
        first[1:] = starts[1:] > ends[:-1]
        last = np.append(first[1:], True) if len(first) else first
        return cls(starts=np.ascontiguousarray(starts[first]), ends=np.ascontiguousarray(ends[last]))

    @property
    def total_ms(self) -> int:
        """All working time."""
        return self._after_list[-1] if self._after_list else 0

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Timetable):
            return NotImplemented
        return np.array_equal(self.starts, other.starts) and np.array_equal(self.ends, other.ends)

    __hash__ = None  # type: ignore[assignment]

    @overload
    def working_ms_before(self, at_ms: int) -> int: ...
    @overload
    def working_ms_before(self, at_ms: Int) -> Int: ...
    def working_ms_before(self, at_ms: int | Int) -> int | Int:
        """Working time before an instant."""
        if isinstance(at_ms, int):
            i = bisect_right(self._start_list, at_ms) - 1
            return 0 if i < 0 else self._before_list[i] + min(at_ms, self._end_list[i]) - self._start_list[i]
        if not len(self.starts):
            return np.zeros_like(at_ms)
        k = np.searchsorted(self.starts, at_ms, side="right") - 1
        inside = self._before[k] + np.minimum(at_ms, self.ends[k]) - self.starts[k]
        return np.where(k < 0, 0, inside)

    @overload
    def working_ms_between(self, from_ms: int, to_ms: int) -> int: ...
    @overload
    def working_ms_between(self, from_ms: Int, to_ms: Int) -> Int: ...
    def working_ms_between(self, from_ms: int | Int, to_ms: int | Int) -> int | Int:
        """Working time in [from, to); negative when `to` comes before `from`."""
        return self.working_ms_before(to_ms) - self.working_ms_before(from_ms)

    @overload
    def add(self, start_ms: int, work_ms: int) -> int: ...
    @overload
    def add(self, start_ms: Int, work_ms: Int) -> Int: ...
    def add(self, start_ms: int | Int, work_ms: int | Int) -> int | Int:
        """The first instant by which `work_ms` >= 0 of working time has passed since `start_ms`.

        No work is done at once, in closed time too; work that ends with a span ends at its end, not at the
        next start; work that the timetable cannot hold ends at NEVER_MS.
        """
        if isinstance(start_ms, int) and isinstance(work_ms, int):
            if work_ms <= 0:
                return start_ms
            target = self.working_ms_before(start_ms) + work_ms
            i = bisect_left(self._after_list, target)
            if i == len(self._after_list):
                return NEVER_MS
            return self._start_list[i] + target - self._before_list[i]
        begin, work = np.broadcast_arrays(np.asarray(start_ms, np.int64), np.asarray(work_ms, np.int64))
        goal = self.working_ms_before(begin) + work
        k = np.searchsorted(self._before + (self.ends - self.starts), goal, side="left")
        held = k < len(self.starts)
        k = np.where(held, k, 0)
        if len(self.starts):
            end = np.where(held, self.starts[k] + goal - self._before[k], NEVER_MS)
        else:
            end = np.full_like(begin, NEVER_MS)
        return np.where(work <= 0, begin, end)

    @overload
    def is_open(self, at_ms: int) -> bool: ...
    @overload
    def is_open(self, at_ms: Int) -> NDArray[np.bool_]: ...
    def is_open(self, at_ms: int | Int) -> bool | NDArray[np.bool_]:
        """Whether the instant lies in a span (its start does, its end does not)."""
        if isinstance(at_ms, int):
            return bisect_right(self._start_list, at_ms) > bisect_right(self._end_list, at_ms)
        started = np.searchsorted(self.starts, at_ms, side="right")
        ended = np.searchsorted(self.ends, at_ms, side="right")
        return np.asarray(started > ended)

    @overload
    def next_open(self, at_ms: int) -> int: ...
    @overload
    def next_open(self, at_ms: Int) -> Int: ...
    def next_open(self, at_ms: int | Int) -> int | Int:
        """The first open instant at or after `at_ms`; NEVER_MS when there is none."""
        if isinstance(at_ms, int):
            i = bisect_right(self._end_list, at_ms)
            return max(at_ms, self._start_list[i]) if i < len(self._end_list) else NEVER_MS
        starts = np.append(self.starts, NEVER_MS)
        found: Int = np.maximum(at_ms, starts[np.searchsorted(self.ends, at_ms, side="right")])
        return found

    @overload
    def next_close(self, at_ms: int) -> int: ...
    @overload
    def next_close(self, at_ms: Int) -> Int: ...
    def next_close(self, at_ms: int | Int) -> int | Int:
        """The first end of a span after `at_ms`; NEVER_MS when there is none."""
        if isinstance(at_ms, int):
            i = bisect_right(self._end_list, at_ms)
            return self._end_list[i] if i < len(self._end_list) else NEVER_MS
        return np.append(self.ends, NEVER_MS)[np.searchsorted(self.ends, at_ms, side="right")]

    def union(self, other: Timetable) -> Timetable:
        """Open when either is."""
        return self._combine(other, np.logical_or)

    def minus(self, other: Timetable) -> Timetable:
        """Open when this is and the other is not."""
        return self._combine(other, lambda mine, others: mine & ~others)

    def intersection(self, other: Timetable) -> Timetable:
        """Open when both are."""
        return self._combine(other, np.logical_and)

    def _combine(
        self, other: Timetable, keep: Callable[[NDArray[np.bool_], NDArray[np.bool_]], NDArray[np.bool_]]
    ) -> Timetable:
        edges = np.sort(np.concatenate([self.starts, self.ends, other.starts, other.ends]), kind="stable")
        # at the last edge both are closed; two edges at one instant say the same
        kept = keep(self.is_open(edges), other.is_open(edges))
        turns = edges[np.flatnonzero(kept != np.append(False, kept[:-1]))] if len(edges) else edges
        return Timetable(starts=turns[0::2].copy(), ends=turns[1::2].copy())
