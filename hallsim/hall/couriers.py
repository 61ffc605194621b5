"""Files that travel: where an itinerary's next step is at another office, a courier takes them there.

Offices stand in a row: level 0 is where the citizen lodges, level 1 the office that one relies on, and so on
to the main hall. Between neighbours runs the courier of the lower one, both ways; without a courier the file
is there at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hallsim.hall.approval_ops import Approve, Examine, IfApproved, Row
from hallsim.hall.itinerary import (
    Carry,
    ComeBack,
    Delay,
    Elapse,
    Fork,
    IfAuxiliary,
    Itinerary,
    LimitedStep,
    Mark,
    Moment,
    Op,
    Serve,
    Supplement,
    Unless,
    UntilLimit,
    Visit,
    WaitInside,
)
from hallsim.units import Duration

Ops = tuple[Op, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Where desks are, seen from one office.

    Attributes:
        level_of: by task of a desk.
        legs: by level, the courier on to the next: the kind of office whose it is, and how long it takes.
    """

    level_of: Mapping[int, int]
    legs: tuple[tuple[int, Duration] | None, ...]

    def carry(self, level: int, to: int) -> Ops:
        """The ways from one level to another."""
        step = 1 if to > level else -1
        used = [self.legs[min(at, at + step)] for at in range(level, to, step)]
        return tuple(Carry(kind=leg[0], takes=leg[1], back=step < 0) for leg in used if leg is not None)


def with_couriers(way: Itinerary, post: Post, decider: int) -> Itinerary:
    """The itinerary with the file's travels written in.

    Args:
        decider: level at which the matter is decided.
    """
    if not any(post.legs):
        return way
    writer = _Writer(post, decider)
    return replace(
        way,
        first=writer.visit(way.first),
        again=writer.visit(way.again),
        second=None if way.second is None else writer.visit(way.second),
        after=writer.walk(way.after, 0)[0],
        when_home=writer.walk(way.when_home, 0)[0],
    )


class _Writer:
    def __init__(self, post: Post, decider: int) -> None:
        self.post = post
        self.decider = decider

    def visit(self, visit: Visit) -> Visit:
        """What happens inside happens here."""
        return replace(visit, stops=self.walk(visit.stops, 0)[0])

    def walk(self, ops: Ops, level: int) -> tuple[Ops, int]:
        """Operations with the travels between them, begun at one level; and where the file then is."""
        found: list[Op] = []
        decided = posted = False
        for op in ops:
            goal = level if posted else self.level_of(op, level)
            found += self.post.carry(level, goal)
            inner, level = self.inside(op, goal)
            found.append(inner)
            decided = decided or _decides(op)
            posted = posted or (decided and isinstance(op, Delay))  # the certificate is sent from there
        return tuple(found), level

    def level_of(self, op: Op, level: int) -> int:
        """Where an operation happens; where the file is, when it does not matter."""
        if isinstance(op, Serve | Elapse):
            return self.post.level_of.get(op.task, level)
        if isinstance(op, Fork | Approve):
            goals = {self.post.level_of.get(task, level) for task in _tasks((op,))}
            return goals.pop() if len(goals) == 1 else level
        if isinstance(op, Mark) and op.moment is Moment.DECIDED:
            return self.decider
        if isinstance(op, ComeBack) or (isinstance(op, Mark) and op.moment is Moment.IN_HAND):
            return 0
        return level

    def inside(self, op: Op, level: int) -> tuple[Op, int]:
        """The travels within an operation; and where the file is after it."""
        if isinstance(op, WaitInside):
            ops, end = self.walk(op.ops, level)
            return replace(op, ops=(*ops, *self.post.carry(end, 0))), 0
        if isinstance(op, UntilLimit | LimitedStep):
            ops, end = self.walk(op.ops, level)
            return replace(op, ops=ops), end
        if isinstance(op, Unless | IfAuxiliary | IfApproved):
            ops, end = self.walk(op.then, level)
            return replace(op, then=ops), end
        if isinstance(op, Supplement):
            ops, end = self.walk(op.meanwhile, level)
            return replace(op, meanwhile=ops), end
        if isinstance(op, Fork):
            walked = [self.walk(branch, level) for branch in op.branches]
            branches = tuple((*ops, *self.post.carry(end, level)) for ops, end in walked)
            return replace(op, branches=branches), level
        return op, level


def _decides(op: Op) -> bool:
    """Whether the matter is decided when the operation is over."""
    if isinstance(op, Supplement):
        return any(_decides(inner) for inner in op.meanwhile)
    return isinstance(op, Mark) and op.moment is Moment.DECIDED


def _tasks(ops: Ops) -> list[int]:
    """Tasks of the steps in a branch."""
    found: list[int] = []
    for op in ops:
        if isinstance(op, Serve | Elapse):
            found.append(op.task)
        elif isinstance(op, Fork):
            found += [task for branch in op.branches for task in _tasks(branch)]
        elif isinstance(op, LimitedStep | UntilLimit | Approve | Row):
            found += _tasks(op.ops)
        elif isinstance(op, Examine):
            found += [task for ops in op.each for task in _tasks(ops)]
    return found
