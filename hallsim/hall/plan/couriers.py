"""Files that travel: a courier takes them to the office of the next step (R5.25).

Offices stand in a row: level 0 is where the citizen lodges, level 1 the office that one relies on, and so on
to the main hall. The courier of the lower office runs between neighbours, both ways; without a courier the
file arrives at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hallsim.hall.plan.itinerary import Itinerary
from hallsim.hall.plan.operations import (
    Approve,
    Delay,
    Fork,
    Legs,
    Mark,
    Moment,
    Op,
    Ops,
    Serve,
    StepRef,
    Transport,
    Until,
    Visit,
    between,
    every,
)
from hallsim.trace.model import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Where desks are, seen from one office.

    Attributes:
        level_of: by task of a desk.
        legs: by level, the courier to the next one.
        offices: names, by level.
    """

    level_of: Mapping[int, int]
    legs: Legs
    offices: tuple[str, ...]

    def carry(self, level: int, to: int) -> Ops:
        """The journey from one level to another, where a courier makes it."""
        if not any(between(self.legs, level, to)):
            return ()
        return (Transport(legs=self.legs, start=level, goal=to),)

    def place_of(self, op: Op) -> int | None:
        """The level of the desk at which an operation happens, if it is bound to one."""
        if isinstance(op, Serve):
            return self.level_of.get(op.task)
        if isinstance(op, Delay) and op.hold is None and isinstance(op.lasts, StepRef):
            return self.level_of.get(op.lasts.task)
        return None

    def places_of(self, op: Fork) -> set[int]:
        """The levels of all desks in branches."""
        return {place for one in every((op,)) if (place := self.place_of(one)) is not None}


def with_couriers(way: Itinerary, post: Post, decider: int) -> Itinerary:
    """The itinerary with the journeys of the file.

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
        """What happens in the hall happens at level 0."""
        return replace(visit, stops=self.walk(visit.stops, 0)[0])

    def walk(self, ops: Ops, level: int) -> tuple[Ops, int]:
        """Operations with the journeys between them, begun at one level; and where the file then is."""
        found: list[Op] = []
        decided = posted = False
        for op in ops:
            goal = level if posted else self.level_of(op, level)
            found += self.post.carry(level, goal)
            inner, level = self.inside(op, goal)
            found.append(inner)
            decided = decided or DECIDED in every((op,))
            posted = posted or (decided and isinstance(op, Delay))  # the certificate is sent from there
        return tuple(found), level

    def level_of(self, op: Op, level: int) -> int:
        """The level of an operation; that of the file where any will do."""
        if isinstance(op, Fork):
            goals = self.post.places_of(op)
            return goals.pop() if len(goals) == 1 else level
        if op == DECIDED:
            return self.decider
        if op == IN_HAND or (isinstance(op, Visit) and op.purpose is Purpose.COLLECT):
            return 0
        place = self.post.place_of(op)
        return level if place is None else place

    def inside(self, op: Op, level: int) -> tuple[Op, int]:
        """The journeys within an operation; and where the file is after it."""
        if isinstance(op, Approve):
            last = self.bring_to(self.decider)
            return replace(op, ops=(*self.examined(op.ops), last), level=level), self.decider
        end = level
        back_to = level if isinstance(op, Fork) else 0 if isinstance(op, Until) and op.limit is None else None

        def written(ops: Ops) -> Ops:
            nonlocal end
            found, end = self.walk(ops, level)
            if back_to is not None:
                found, end = (*found, *self.post.carry(end, back_to)), back_to
            return found

        return op.map(written), end

    # ------------------------------------------------------------------ approvals with results

    def examined(self, ops: Ops) -> Ops:
        """Parts of an approval: a corrected file may come from anywhere, so its journey is found then."""
        return tuple(part for op in ops for part in self.part(op))

    def part(self, op: Op) -> Ops:
        """One part, after the journey to it."""
        place = self.post.place_of(op)
        if place is not None:
            return self.bring_to(place), op
        if not isinstance(op, Fork):
            return (op.map(self.examined),)
        goals = self.post.places_of(op)
        if len(goals) == 1:
            return self.bring_to(goals.pop()), op.map(self.examined)
        back = self.bring_to(None)
        return (op.map(lambda branch: (*self.examined(branch), back)),)

    def bring_to(self, level: int | None) -> Transport:
        """The journey of the file to a level, or back to where the branches began."""
        office = "" if level is None else self.post.offices[level]
        return Transport(legs=self.post.legs, goal=level, office=office)


DECIDED = Mark(moment=Moment.DECIDED)
IN_HAND = Mark(moment=Moment.IN_HAND)
