"""The combinations of several numbers as points of a grid, and which of them say something of others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

Point = tuple[int, ...]
"""A place on every axis, from 0 on; a place further up never makes a target worse."""


@dataclass(frozen=True, slots=True)
class Box:
    """A grid by how many places each axis has."""

    sizes: Point

    @property
    def n(self) -> int:
        """Points in all."""
        n = 1
        for size in self.sizes:
            n *= size
        return n

    @property
    def first(self) -> Point:
        """The corner with the least of everything."""
        return tuple(0 for _ in self.sizes)

    @property
    def last(self) -> Point:
        """The corner with the most of everything."""
        return tuple(size - 1 for size in self.sizes)

    def less(self, point: Point) -> list[Point]:
        """The points with one step less on one axis."""
        return [_moved(point, i, -1) for i, place in enumerate(point) if place > 0]

    def more(self, point: Point) -> list[Point]:
        """The points with one step more on one axis."""
        return [_moved(point, i, 1) for i, place in enumerate(point) if place < self.sizes[i] - 1]


def _moved(point: Point, axis: int, step: int) -> Point:
    return (*point[:axis], point[axis] + step, *point[axis + 1 :])


def at_most(one: Point, other: Point) -> bool:
    """Whether a point has no more of anything than the other."""
    return all(a <= b for a, b in zip(one, other, strict=True))


def minimal(points: Sequence[Point]) -> list[Point]:
    """Those of which no other has less of something and no more of anything."""
    return [one for one in points if not any(other != one and at_most(other, one) for other in points)]


def frontier(box: Box, holds: Callable[[Point], bool]) -> list[Point]:
    """The smallest points that hold, where whatever has more of everything than one that holds does too.

    On the last axis the smallest place is found by bisection, between what the places found on the other axes
    leave: in a plane of n by m points about n + m of them are asked for.
    """
    *others, size = box.sizes
    found: dict[
        Point, int
    ] = {}  # by the places on the other axes the first on the last that holds; size: none
    for prefix in _from_the_middle(others):
        high = min((last for known, last in found.items() if at_most(known, prefix)), default=size)
        low = max((last for known, last in found.items() if at_most(prefix, known)), default=0)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if holds((*prefix, middle)) else (middle + 1, high)
        found[prefix] = low
    return sorted(minimal([(*prefix, last) for prefix, last in found.items() if last < size]))


def _from_the_middle(sizes: Sequence[int]) -> Iterator[Point]:
    """All points of some axes, those first that halve what is left: later ones are bounded on both sides."""
    return product(*(_halving(size) for size in sizes))


def _halving(size: int) -> list[int]:
    order, pieces = [], [(0, size - 1)]
    if size > 1:
        order, pieces = [0, size - 1], [(1, size - 2)]
    while pieces:
        low, high = pieces.pop(0)
        if low <= high:
            middle = (low + high) // 2
            order.append(middle)
            pieces += [(low, middle - 1), (middle + 1, high)]
    return order
