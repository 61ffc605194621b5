"""A visit with several matters that agents bring, or that come back as a package."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hallsim.hall.plan.itinerary import window_tasks
from hallsim.hall.plan.operations import Op, Serve, Visit
from hallsim.hall.reference.interpreter.matters import Walking
from hallsim.hall.reference.state.clock import Event, Steps
from hallsim.hall.reference.state.entities import GoesHomeError, Walk, WayEndsError
from hallsim.trace.model import End

if TYPE_CHECKING:
    from hallsim.hall.reference.state.dispatch import QueueState

Results = Generator[Event, Any, list[End | None]]


@dataclass(slots=True, eq=False)
class Errand:
    """One matter of a common visit, and what is to be done for it there."""

    walk: Walk
    ops: Sequence[Op]

    @property
    def head(self) -> Serve | None:
        """The ticket it begins with, if any."""
        first = self.ops[0] if self.ops else None
        return first if isinstance(first, Serve) else None

    @property
    def queue(self) -> QueueState | None:
        """The queue in which it begins."""
        return None if self.head is None else self.walk.queues[self.head.task]


class SharedVisits:
    """Makes them."""

    def __init__(self, walking: Walking) -> None:
        self.walking = walking
        self.recorder = walking.recorder
        self.leading: dict[int, Walk] = {}  # by open visit of several: for whom it is written

    def visit(self, errands: Sequence[Errand], entry: Sequence[Op], own_first: bool = False) -> Results:
        """One visit; neighbours whose first tickets fall in the same queue share it.

        Returns how each matter's way ended on it, None for those that go on.

        Args:
            own_first: errands without a ticket are judged with the first one, on the ticket of that.
        """
        walks = [errand.walk for errand in errands]
        visits = self.walking.visits
        expected = [window_tasks(tuple(errand.ops)) for errand in errands]
        number = visits.n_visits
        self.leading[number] = walks[0]
        for walk in walks[1:]:
            self.recorder.aboard.extend((number, walk.matter))
        try:
            yield from visits.enter(walks, Visit(stops=()), expected)
        except WayEndsError as end:
            del self.leading[number]
            return [end.state] * len(walks)
        done: list[Walk] = []
        state = End.SERVED
        current = walks[0]
        try:
            yield from self.walking.follow(entry, walks[0])
            for together in neighbours([errand for errand in errands if errand.head is not None]):
                yield from self.serve(together)
                for errand in together:
                    current = errand.walk
                    yield from self.walking.follow(errand.ops[1:], current)
                    done.append(current)
            for errand in errands:
                if errand.head is None:
                    current = errand.walk
                    if own_first:
                        current.served_by = walks[0].served_by
                    yield from self.walking.follow(errand.ops, current)
                    done.append(current)
        except WayEndsError as end:
            state = end.state
        except GoesHomeError as home:
            current.at_work = home.work
            done.append(current)
        visits.leave(walks, state)
        del self.leading[number]
        failed = End.TURNED_AWAY if state is End.SERVED else state
        return [None if walk in done else failed for walk in walks]

    def serve(self, errands: Sequence[Errand]) -> Steps:
        """One ticket for the sum of the work."""
        first = errands[0]
        assert first.head is not None
        assert first.queue is not None
        tickets = self.walking.tickets
        yield from tickets.looking.first(first.queue)
        work = [tickets.work_of(errand.head, errand.walk) for errand in errands if errand.head is not None]
        for errand in errands[1:]:
            self.walking.facility.no_longer_expect(errand.walk, first.queue)
        ticket = tickets.take(first.head, first.walk, sum(work))
        ticket.further_ms = sum(work[1:])
        yield ticket
        ticket.check_served()
        for errand in errands:
            errand.walk.served_by = ticket.server


def neighbours(errands: Sequence[Errand]) -> list[list[Errand]]:
    """Consecutive errands that begin in the same queue."""
    groups: list[list[Errand]] = []
    for errand in errands:
        if groups and groups[-1][0].queue is errand.queue:
            groups[-1].append(errand)
        else:
            groups.append([errand])
    return groups
