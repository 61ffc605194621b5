"""Files that travel: where an itinerary's next step is at another office, a courier takes them there (R5.25).

Offices stand in a row: level 0 is where the citizen lodges, level 1 the office that one relies on, and so on
to the main hall. Between neighbours runs the courier of the lower one, both ways; without a courier the file
is there at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hallsim.hall.itinerary import (
    Approve,
    BringTo,
    Carry,
    ComeBack,
    Delay,
    Elapse,
    Examine,
    Fork,
    IfApproved,
    IfAuxiliary,
    IfNeeded,
    Itinerary,
    Leg,
    LimitedStep,
    Mark,
    Moment,
    Op,
    Row,
    Serve,
    Supplement,
    Unless,
    UntilLimit,
    Visit,
    WaitInside,
)

Ops = tuple[Op, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Where desks are, seen from one office.

    Attributes:
        level_of: by task of a desk.
        legs: by level, the courier on to the next.
        offices: names, by level.
    """

    level_of: Mapping[int, int]
    legs: tuple[Leg, ...]
    offices: tuple[str, ...]

    def carry(self, level: int, to: int) -> tuple[Carry, ...]:
        """The ways from one level to another."""
        return carries(self.legs, level, to)


def carries(legs: Sequence[Leg], level: int, to: int) -> tuple[Carry, ...]:
    """The ways from one level to another, with the couriers there are."""
    step = 1 if to > level else -1
    used = [legs[min(at, at + step)] for at in range(level, to, step)]
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
        if isinstance(op, Fork):
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
        if isinstance(op, Unless | IfAuxiliary | IfApproved | IfNeeded):
            ops, end = self.walk(op.then, level)
            return replace(op, then=ops), end
        if isinstance(op, Supplement):
            ops, end = self.walk(op.meanwhile, level)
            return replace(op, meanwhile=ops), end
        if isinstance(op, Fork):
            walked = [self.walk(branch, level) for branch in op.branches]
            branches = tuple((*ops, *self.post.carry(end, level)) for ops, end in walked)
            return replace(op, branches=branches), level
        if isinstance(op, Approve):
            last = self.bring_to(self.decider)
            return replace(op, ops=(*self.examined(op.ops), last), level=level), self.decider
        return op, level

    # ------------------------------------------------------------------ approvals with results

    def examined(self, ops: Ops) -> Ops:
        """Parts of an approval: a corrected file may come to them from anywhere, so the way is found then."""
        return tuple(part for op in ops for part in self.part(op))

    def part(self, op: Op) -> Ops:
        """One part, after the way to it."""
        if isinstance(op, Row):
            return (replace(op, ops=self.examined(op.ops)),)
        if isinstance(op, Examine):
            return (replace(op, each=tuple(self.examined(each) for each in op.each)),)
        if isinstance(op, Serve | Elapse) and op.task in self.post.level_of:
            return self.bring_to(self.post.level_of[op.task]), op
        if isinstance(op, Fork):
            goals = {self.post.level_of[task] for task in _tasks((op,)) if task in self.post.level_of}
            if len(goals) == 1:
                return self.bring_to(goals.pop()), replace(
                    op, branches=tuple(map(self.examined, op.branches))
                )
            back = self.bring_to(None)
            return (replace(op, branches=tuple((*self.examined(one), back) for one in op.branches)),)
        return (op,)

    def bring_to(self, level: int | None) -> BringTo:
        """The file's way to a level, or back to where the branches began."""
        office = "" if level is None else self.post.offices[level]
        return BringTo(level=level, office=office, legs=self.post.legs)


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
        elif isinstance(op, LimitedStep | Row):
            found += _tasks(op.ops)
        elif isinstance(op, Examine):
            found += [task for ops in op.each for task in _tasks(ops)]
    return found
