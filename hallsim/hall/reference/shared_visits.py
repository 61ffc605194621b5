"""A visit with several matters: a citizen's bundle, an agent's files, a package that comes back."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hallsim.hall.plan.operations import Ops, Serve, Visit, ticket_and_rest
from hallsim.hall.reference.interpreter.matters import Walking
from hallsim.hall.reference.state.clock import Event, Steps
from hallsim.hall.reference.state.entities import GoesHomeError, Walk, WayEndsError
from hallsim.trace.model import End

if TYPE_CHECKING:
    from hallsim.hall.reference.state.dispatch import QueueState

Results = Generator[Event, Any, tuple[list[Walk], WayEndsError]]


@dataclass(slots=True, eq=False)
class Errand:
    """One matter of a shared visit.

    Attributes:
        ops: what is done for it there.
        tasks: those of them at windows, whose clerks wait for it.
        judged_with: without a ticket, the matter whose ticket is for this one too.
        ticket: with which it begins; None when it needs none, or the guide sends the matter home.
        rest: what follows the ticket.
    """

    walk: Walk
    ops: Ops
    tasks: Sequence[int]
    judged_with: Walk | None = None
    ticket: Serve | None = field(init=False)
    rest: Ops = field(init=False)

    def __post_init__(self) -> None:
        self.ticket, self.rest = ticket_and_rest(self.ops)

    @property
    def queue(self) -> QueueState | None:
        """The queue in which it begins."""
        return None if self.ticket is None else self.walk.queues[self.ticket.task]


class SharedVisits:
    """Makes visits with several matters."""

    def __init__(self, walking: Walking) -> None:
        self.walking = walking
        self.recorder = walking.recorder
        self.leading: dict[int, Walk] = {}  # by open visit of several matters: the one it is written for

    def write_aboard(self, walks: Sequence[Walk]) -> None:
        """Record which matters the visit about to begin is for, beside the one it is written for."""
        for walk in walks[1:]:
            self.recorder.aboard.extend((self.walking.visits.n_visits, walk.matter))

    def visit(self, errands: Sequence[Errand], entry: Ops, guide_first: bool = False) -> Results:
        """One visit; neighbours whose first tickets fall in the same queue share one.

        Returns the matters that are done, in the order in which they were, and how the visit ended for the
        others.

        Args:
            guide_first: errands without a ticket are done before those with one, else after them.
        """
        walks = [errand.walk for errand in errands]
        visits = self.walking.visits
        number = visits.n_visits
        self.leading[number] = walks[0]
        done: list[Walk] = []
        state, failed = End.SERVED, WayEndsError(End.TURNED_AWAY, "sent_home")
        try:
            yield from visits.enter(walks, [errand.tasks for errand in errands])
        except WayEndsError as end:
            del self.leading[number]
            return done, end
        current = walks[0]
        try:
            yield from self.walking.follow(entry, current)
            for group in groups(errands, guide_first):
                yield from self.serve(group)
                for errand in group:
                    current = errand.walk
                    yield from self.walking.follow(errand.rest, current)
                    done.append(current)
        except WayEndsError as end:
            state, failed = end.state, end
        except GoesHomeError as home:
            current.at_work = home.work
            done.append(current)
        visits.leave(walks, state)
        del self.leading[number]
        return done, failed

    def serve(self, errands: Sequence[Errand]) -> Steps:
        """One ticket for the sum of the work; none where an errand begins without one."""
        first = errands[0]
        if first.judged_with is not None:
            first.walk.served_by = first.judged_with.served_by
        if first.ticket is None or first.queue is None:
            return
        tickets = self.walking.tickets
        yield from tickets.looking.first(first.queue)
        work = [
            tickets.work_of(errand.ticket, errand.walk) for errand in errands if errand.ticket is not None
        ]
        for errand in errands[1:]:
            self.walking.facility.no_longer_expect(errand.walk, first.queue)
        ticket = tickets.take(first.ticket, first.walk, sum(work))
        ticket.further_ms = sum(work[1:])
        yield ticket
        ticket.check_served()
        for errand in errands:
            errand.walk.served_by = ticket.server


def groups(errands: Sequence[Errand], guide_first: bool) -> list[list[Errand]]:
    """Errands by shared ticket: consecutive ones for the same queue; without a ticket each is alone."""
    alone = [[errand] for errand in errands if errand.ticket is None]
    found: list[list[Errand]] = []
    for errand in errands:
        if errand.ticket is None:
            continue
        if found and found[-1][0].queue is errand.queue:
            found[-1].append(errand)
        else:
            found.append([errand])
    return [*alone, *found] if guide_first else [*found, *alone]


def entry_of(visits: Iterable[Visit]) -> Ops:
    """What is done once on entering, however many matters: that of the first visit that has any."""
    return next((visit.entry for visit in visits if visit.entry), ())
