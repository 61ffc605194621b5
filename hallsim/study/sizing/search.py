"""The search for the smallest numbers and the judgement of them, as functions of who runs the hall.

Whoever evaluates is given points of a grid, a block of citizens and a number of replications, and tells what
each replication adds to every target.  The same citizens come to every point.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

from hallsim.study.sizing.grid import Box, Point, frontier
from hallsim.study.sizing.rule import Schedule, errors, share_of
from hallsim.study.targets.goal import Goal
from hallsim.study.targets.judge import Measured, Reading, State, Verdict, judge

Stage = Literal["search", "confirm"]

CLEAR: Final = 2.0
"""Standard errors from the bound from which a point needs no more replications to be searched with."""
MOST_NEEDED: Final = 100_000
"""Replications beyond which it is not told how many would be needed."""
SEARCH_FIRST: Final = 3
"""Replications with which a point is looked at first."""


class Evaluate(Protocol):
    """Runs the hall: what `n` replications of a block add to the targets at each point."""

    def __call__(self, points: Sequence[Point], stage: Stage, n: int) -> Mapping[Point, Measured]: ...


class WorseError(Exception):
    """More of one of several axes makes a target worse, so that there are no smallest numbers."""

    def __init__(self, axis: int) -> None:
        self.axis = axis
        super().__init__(axis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is known of a point: its verdict after `n` replications of a block.

    `doubted`: what is known of a point with more or less contradicts it, so that it is told to be tied.
    """

    point: Point
    stage: Stage
    n: int
    verdict: Verdict
    doubted: bool = False

    @property
    def state(self) -> State:
        """Whether it is enough."""
        return "tied" if self.doubted else self.verdict.state

    @property
    def by_parameters(self) -> bool:
        """Whether slopes or weights of satisfaction that no survey tells leave it open."""
        return not self.doubted and self.verdict.by_parameters

    @property
    def needed(self) -> int | None:
        """Replications after which the noise would tell, at the same figures; None where it tells now, or too
        many.
        """
        if self.state != "tied" or self.doubted:
            return None
        tied = [one for one in self.verdict.readings if one.state == "tied"]
        wanted = (
            [one.needed for one in tied if one.gap < 0] or [max(one.needed for one in tied)] if tied else []
        )
        least = min(wanted, default=math.inf)
        return math.ceil(least) if least <= MOST_NEEDED else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What comes of a search.

    Attributes:
        best: the cheapest point that is surely enough; None where none could be told to be.
        judged: those judged on citizens of their own.
        searched: what the search saw of every point it asked for.
        frontier: the smallest points that seemed to hold in the search.
        ways: which way the targets go.
        runs: replications run, of both blocks.
    """

    box: Box
    best: Point | None
    judged: Mapping[Point, Judged]
    searched: Mapping[Point, Judged]
    frontier: tuple[Point, ...]
    ways: Ways
    runs: int
    schedule: Schedule

    @property
    def exhaustive(self) -> int:
        """Runs of every point, as often as one is judged at most."""
        return self.box.n * self.schedule.most

    def known(self, point: Point) -> Judged | None:
        """What is known best of a point: its judgement, else what the search saw."""
        return self.judged.get(point) or self.searched.get(point)


def size_up(
    box: Box,
    goals: Sequence[Goal],
    evaluate: Evaluate,
    schedule: Schedule,
    cost: Callable[[Point], float] = sum,
    days: float = 1.0,
) -> Answer:
    """The cheapest point that holds every target.

    Args:
        days: of a replication (`judge`).

    Raises:
        WorseError: there are several axes, and one of them is better with less.
    """
    spent = _Counted(evaluate)
    corners = _corners(box, goals, spent, schedule, days)
    ways = ways_of(box, goals, corners)
    here = _mirrored(box, spent) if ways.turned else spent

    def back(point: Point) -> Point:
        return _mirror(box, point) if ways.turned else point

    def seen_back(known: Mapping[Point, Judged]) -> dict[Point, Judged]:
        moved = {back(point): replace(one, point=back(point)) for point, one in known.items()}
        return {point: moved[point] for point in sorted(moved)}

    def price(point: Point) -> tuple[float, Point]:
        return cost(back(point)), point

    search = _Search([goal for goal in goals if goal not in ways.falling], here, schedule, days)
    found = frontier(box, search.holds)
    confirm = _Confirm(box, goals, here, schedule, price, ways.falling, days)
    best = confirm.best_of(found)
    return Answer(
        box=box,
        best=None if best is None else back(best),
        judged=seen_back(confirm.judged),
        searched=dict(sorted({**corners, **seen_back(search.judged)}.items())),
        frontier=tuple(sorted(map(back, found))),
        ways=ways,
        runs=spent.runs,
        schedule=schedule,
    )


@dataclass(frozen=True, slots=True)
class Ways:
    """Which way targets go with more.

    `turned`: all that move are better with less, and the largest number is looked for; otherwise `falling`
    are those that more makes worse.
    """

    turned: bool = False
    falling: tuple[Goal, ...] = ()


def _corners(
    box: Box, goals: Sequence[Goal], evaluate: Evaluate, schedule: Schedule, days: float
) -> dict[Point, Judged]:
    """The corner with most of everything, and those with least of one axis."""
    points = list(dict.fromkeys([*(_low(box, axis) for axis in range(len(box.sizes))), box.last]))
    n = min(SEARCH_FIRST, schedule.most)
    found = evaluate(points, "search", n)
    return {
        point: Judged(
            point=point, stage="search", n=n, verdict=judge(goals, one, errors(goals, 1.0, (), n), days)
        )
        for point, one in found.items()
    }


def _low(box: Box, axis: int) -> Point:
    return (*box.last[:axis], 0, *box.last[axis + 1 :])


def ways_of(box: Box, goals: Sequence[Goal], corners: Mapping[Point, Judged]) -> Ways:
    """Which way targets go, seen at the corner with most of everything and at those with least of one axis.

    Raises:
        WorseError: more of an axis of several makes a target worse that another axis mends.
    """
    axes = [axis for axis, size in enumerate(box.sizes) if size > 1]
    top = corners[box.last].verdict
    better: dict[Goal, set[int]] = {goal: set() for goal in goals}  # axes of which less is better
    worse: dict[Goal, set[int]] = {goal: set() for goal in goals}
    for axis in axes:
        low = corners[_low(box, axis)].verdict
        for goal in goals:
            change = _change(low.of(goal), top.of(goal))
            if abs(change) > CLEAR:
                (better if change > 0 else worse)[goal].add(axis)
    for goal in goals:
        if better[goal] and worse[goal]:
            raise WorseError(min(better[goal]))
    falling = tuple(goal for goal in goals if better[goal])
    if falling and not any(worse.values()):
        if len(axes) > 1:
            raise WorseError(axes[0])
        return Ways(turned=True)
    return Ways(falling=falling)


def _change(low: Sequence[Reading], high: Sequence[Reading]) -> float:
    """By how many standard errors a target is better at the low end, in the part where that is clearest."""
    there = {(one.scope, one.part): one for one in high}
    changes = [
        (one.gap - other.gap) / (math.hypot(one.se, other.se) or math.ulp(1.0))
        for one in low
        if (other := there.get((one.scope, one.part))) is not None
    ]
    return max((change for change in changes if not math.isnan(change)), key=abs, default=0.0)


class _Counted:
    """Counts the replications run: what a point has been given before is not run again."""

    def __init__(self, evaluate: Evaluate) -> None:
        self._evaluate = evaluate
        self._given: dict[tuple[Point, Stage], int] = {}

    def __call__(self, points: Sequence[Point], stage: Stage, n: int) -> Mapping[Point, Measured]:
        for point in points:
            self._given[point, stage] = max(n, self._given.get((point, stage), 0))
        return self._evaluate(points, stage, n)

    @property
    def runs(self) -> int:
        return sum(self._given.values())


def _mirror(box: Box, point: Point) -> Point:
    return tuple(last - place for last, place in zip(box.last, point, strict=True))


def _mirrored(box: Box, evaluate: Evaluate) -> Evaluate:
    """The hall as it is seen from the other end."""

    def mirrored(points: Sequence[Point], stage: Stage, n: int) -> Mapping[Point, Measured]:
        found = evaluate([_mirror(box, point) for point in points], stage, n)
        return {_mirror(box, point): one for point, one in found.items()}

    return mirrored


class _Search:
    """Whether points seem to hold; more replications where that is close."""

    def __init__(self, goals: Sequence[Goal], evaluate: Evaluate, schedule: Schedule, days: float) -> None:
        self._goals, self._evaluate, self._days = goals, evaluate, days
        self._first = min(SEARCH_FIRST, schedule.most)
        self._most = max(self._first, schedule.most // 2)
        self.judged: dict[Point, Judged] = {}

    def holds(self, point: Point) -> bool:
        """By the side of its bounds on which it lies."""
        n = self._first
        while True:
            measured = self._evaluate([point], "search", n)[point]
            verdict = judge(self._goals, measured, errors(self._goals, 1.0, (), n), self._days)
            self.judged[point] = Judged(point=point, stage="search", n=n, verdict=verdict)
            if abs(verdict.margin) >= CLEAR or n >= self._most:
                return verdict.margin > 0
            n = min(2 * n, self._most)


class _Confirm:
    """Judges points on citizens that the search has not seen, until one is enough and those with less are
    told from it as far as the noise allows.
    """

    def __init__(
        self, box: Box, goals: Sequence[Goal], evaluate: Evaluate, schedule: Schedule,
        price: Callable[[Point], tuple[float, Point]], falling: Sequence[Goal], days: float,
    ) -> None:  # fmt: skip
        self._box, self._goals, self._evaluate, self._schedule = box, goals, evaluate, schedule
        self._price, self._falling, self._days = price, falling, days
        self.judged: dict[Point, Judged] = {}

    def best_of(self, found: Sequence[Point]) -> Point | None:
        """The cheapest that is enough of the points found and of those with more; the corner with most of
        everything is judged where none was found.
        """
        waiting, seen, turn = {*(found or [self._box.last])}, set(found), 0
        while waiting:
            point = min(waiting, key=self._price)
            waiting.remove(point)
            better = self._told(point, turn)
            turn += 1
            if self.judged[point].state == "met":
                return self._down(point, better, turn)
            if not any(self.judged[point].verdict.state_of(goal) == "not_met" for goal in self._falling):
                more = {one for one in self._further(point, turn) if one not in seen | self.judged.keys()}
                waiting |= more
                seen |= more
        return None

    def _further(self, point: Point, turn: int) -> list[Point]:
        """Where to go on from a point that is not surely enough: along one number in steps that double, as
        the next ones of many differ little; what has less is judged on the way down.
        """
        if len(point) > 1:
            return self._box.more(point)
        further = min(point[0] + 2 ** (turn - 1), self._box.last[0])
        return [(further,)] if further > point[0] else []

    def _down(self, point: Point, better: list[Point], turn: int) -> Point:
        """What has less than a point and is enough as well, as long as there is such."""
        while better:
            point = min(better, key=self._price)
            better = self._told(point, turn)
            turn += 1
        return point

    def _told(self, point: Point, turn: int) -> list[Point]:
        """Judge a point and those with one step less; returns those of them that are enough."""
        less = [one for one in self._box.less(point) if one not in self.judged]
        shares = dict.fromkeys(less, share_of(turn, len(point)) / max(1, len(less)))
        if point not in self.judged:
            shares[point] = share_of(turn, len(point))
        waiting, looks = list(shares), list[int]()
        for n in self._schedule.looks:
            if not waiting:
                break
            found = self._evaluate(waiting, "confirm", n)
            for one in waiting:
                verdict = judge(
                    self._goals, found[one], errors(self._goals, shares[one], looks, n), self._days
                )
                self.judged[one] = Judged(point=one, stage="confirm", n=n, verdict=verdict)
            looks.append(n)
            waiting = self._undecided(point, waiting)
        self._doubt(point)
        return [one for one in self._box.less(point) if self.judged[one].state == "met"]

    def _undecided(self, point: Point, waiting: Sequence[Point]) -> list[Point]:
        """Those that need another look: what a point and those with less say of each other must agree."""
        states = {one: self.judged[one].state for one in (point, *self._box.less(point))}
        if set(states.values()) == {"not_met"}:
            return []
        open_ = {one for one in waiting if states[one] == "tied"}
        if states[point] != "met":
            open_ |= {one for one in waiting if states[one] == "met"}
        if states[point] == "not_met":
            open_ = set(waiting)
        return [one for one in waiting if one in open_]

    def _doubt(self, point: Point) -> None:
        """A point that is not enough while less is not surely so is doubted, and so is less that is enough
        while the point is not surely so.
        """
        less = self._box.less(point)
        if self.judged[point].state == "not_met" and any(self.judged[one].state != "not_met" for one in less):
            self.judged[point] = replace(self.judged[point], doubted=True)
        if self.judged[point].state != "met":
            for one in less:
                if self.judged[one].state == "met":
                    self.judged[one] = replace(self.judged[one], doubted=True)
