"""Working time: which milliseconds count, and when an amount of work that starts now will be done.

Instants are int64 milliseconds since midnight of day 0.  Every query takes one int (fast: bisect on Python
lists, for the engine's inner loop) or an int64 array (vectorised, for metrics).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Self, overload

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int64]

NEVER_MS: Final = int(np.iinfo(np.int64).max // 4)
"""An instant or duration that never comes."""
_MADE: Final = ("_before", "_start_list", "_end_list", "_before_list", "_after_list")
_EARLIEST: Final = np.iinfo(np.int64).min
_LATEST: Final = np.iinfo(np.int64).max


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

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """What queries read, made when the first one asks: most timetables are only flattened."""
            if name not in _MADE:
                raise AttributeError(name)
            ends = np.cumsum(self.ends - self.starts, dtype=np.int64)
            before = ends - (self.ends - self.starts)
            for made in zip(
                _MADE,
                (before, self.starts.tolist(), self.ends.tolist(), before.tolist(), ends.tolist()),
                strict=True,
            ):
                object.__setattr__(self, *made)
            return object.__getattribute__(self, name)

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
        """Open when this is and the other is not: what the other's gaps leave of each span."""
        closed, opened = np.append(_EARLIEST, other.ends), np.append(other.starts, _LATEST)
        first = np.searchsorted(opened, self.starts, side="right")
        count = np.maximum(np.searchsorted(closed, self.ends, side="left") - first, 0)
        row = np.repeat(np.arange(len(count)), count)
        gap = np.arange(len(row)) - np.repeat(np.cumsum(count) - count - first, count)
        starts, ends = np.maximum(self.starts[row], closed[gap]), np.minimum(self.ends[row], opened[gap])
        some = ends > starts
        return Timetable(starts=starts[some], ends=ends[some])

    def intersection(self, other: Timetable) -> Timetable:
        """Open when both are."""
        return self._combine(other, np.logical_and)

    def _combine(
        self, other: Timetable, keep: Callable[[NDArray[np.bool_], NDArray[np.bool_]], NDArray[np.bool_]]
    ) -> Timetable:
        times = self.starts, self.ends, other.starts, other.ends
        at = np.concatenate(times)
        order = np.argsort(at, kind="stable")
        at, kind = at[order], np.repeat(np.arange(4), [len(each) for each in times])[order]
        last = np.append(at[1:] != at[:-1], True)[: len(at)]  # of an instant: then all of it has happened
        mine, others = (np.cumsum(_CHANGE[side][kind])[last] > 0 for side in (0, 1))
        kept = keep(mine, others)
        # at the last edge both are closed
        turns = at[last][kept != np.append(False, kept[:-1])[: len(kept)]]
        return Timetable(starts=turns[0::2].copy(), ends=turns[1::2].copy())


_CHANGE: Final = np.array([[1, -1, 0, 0], [0, 0, 1, -1]])
"""How many more spans are open after the edges of either timetable."""


def minus_each(left: Sequence[Timetable], right: Sequence[Timetable]) -> list[Timetable]:
    """For each of two rows of timetables, those of the first without those of the second: as `minus`, at once
    for all, one after another on a long axis.
    """
    ends = [int(each.ends[-1]) for each in (*left, *right) if len(each.ends)]
    length = max(ends, default=0) + 1
    if length > _LATEST // max(len(left), 1) or any(
        len(each.starts) and each.starts[0] < 0 for each in (*left, *right)
    ):
        return [mine.minus(others) for mine, others in zip(left, right, strict=True)]
    long = _one_after_another(left, length).minus(_one_after_another(right, length))
    row = long.starts // length
    first = np.searchsorted(row, np.arange(len(left) + 1)).tolist()
    starts, ends_ = long.starts - row * length, long.ends - row * length
    return [Timetable(starts=starts[a:b], ends=ends_[a:b]) for a, b in pairwise(first)]


def _one_after_another(tables: Sequence[Timetable], length: int) -> Timetable:
    """Timetables within [0, length), the i-th from i * length on."""
    since = np.repeat(np.arange(len(tables)) * length, [len(each.starts) for each in tables])
    none = np.empty(0, np.int64)
    return Timetable(
        starts=np.concatenate([none, *(each.starts for each in tables)]) + since,
        ends=np.concatenate([none, *(each.ends for each in tables)]) + since,
    )
