"""Matters that go together: a visit for several, packages that come back as one, teams that come home."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hallsim.hall.decisions.model import Decisions
from hallsim.hall.engine.agents import Carriers
from hallsim.hall.engine.state.clock import Event, Steps
from hallsim.hall.engine.state.entities import GoesHomeError, Walk, WayEndsError
from hallsim.hall.engine.state.tapes import view
from hallsim.hall.plan.itinerary import window_tasks
from hallsim.hall.plan.operations import Op, Serve, Visit
from hallsim.trace import NEVER, End

if TYPE_CHECKING:
    from hallsim.hall.engine.engine import Run
    from hallsim.hall.engine.state.dispatch import QueueState

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


class Company:
    """Who does not go alone."""

    def __init__(self, engine: Run) -> None:
        self.engine = engine
        self.walking = engine.walking
        self.clock = engine.clock
        self.recorder = engine.recorder
        decisions = engine.decisions
        package, home, travel = decisions.package, decisions.at_home, decisions.travel_ms
        self.package: memoryview[int] | None = None if package is None else view(package)
        self.home: memoryview[int] | None = None if home is None else view(home)
        self.travel: memoryview[int] | None = None if travel is None else view(travel)
        self.carriers = None if decisions.agent is None else Carriers(engine, self, decisions.agent)
        self.leading: dict[int, Walk] = {}  # by open visit of several: for whom it is written

    @staticmethod
    def is_needed(decisions: Decisions) -> bool:
        """Whether anybody does not go alone."""
        return any(who is not None for who in (decisions.agent, decisions.at_home, decisions.package))

    def takes(self, citizen: int, walks: list[Walk]) -> bool:
        """Take over the matters of a citizen who does not come; put the matters of packages side by side."""
        if self.carriers is not None and self.carriers.takes(citizen, walks):
            return True
        if self.home is not None and self.home[citizen]:
            self.recorder.home.extend(walk.matter for walk in walks)
            self.clock.process(self.serve_at_home(walks))
            return True
        if self.package is not None:
            package = self.package
            walks.sort(
                key=lambda walk: walk.matter if package[walk.matter] == NEVER else package[walk.matter]
            )
        return False

    # ------------------------------------------------------------------ one visit for several

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
            self.engine.facility.no_longer_expect(errand.walk, first.queue)
        ticket = tickets.take(first.head, first.walk, sum(work))
        ticket.further_ms = sum(work[1:])
        yield ticket
        ticket.check_served()
        for errand in errands:
            errand.walk.served_by = ticket.server

    # ------------------------------------------------------------------ packages

    def part(self, walks: Sequence[Walk]) -> list[Walk]:
        """After a visit: matters of a package rejected on one notice come back together; returns the rest."""
        if self.package is None:
            return list(walks)
        alone: list[Walk] = []
        packages: dict[int, list[Walk]] = {}
        for walk in walks:
            lacks = walk.rejected and walk.attempt < self.walking.rejections[walk.matter]
            if lacks and self.package[walk.matter] != NEVER:
                packages.setdefault(self.package[walk.matter], []).append(walk)
            else:
                alone.append(walk)
        for members in packages.values():
            if len(members) > 1:
                self.clock.process(self.come_back(members))
            else:
                alone += members
        return alone

    def come_back(self, walks: list[Walk]) -> Steps:
        """A further visit for all matters of a package; whoever is accepted then goes on alone."""
        lead = walks[0]
        if lead.attempt + 1 >= self.engine.plan.max_visits:
            for walk in walks:
                self.engine.end_matter(walk, End.GIVEN_UP)
            return
        yield from self.walking.visits.stay_away(lead, lead.attempt)
        for walk in walks:
            walk.attempt += 1
            walk.patience_column = walk.attempt
            walk.purpose = walk.next_purpose
        errands = [Errand(walk, self.further_stops(walk, walk is lead)) for walk in walks]
        ends = yield from self.visit(errands, (), own_first=True)
        for walk, end in zip(walks, ends, strict=True):
            if end is not None:
                self.engine.end_matter(walk, end)
        self.engine.part([walk for walk, end in zip(walks, ends, strict=True) if end is None])

    def further_stops(self, walk: Walk, leads: bool) -> Sequence[Op]:
        """Lodged in full after the guide had sent them home; else the first matter's ticket is for all."""
        way = walk.itinerary
        if way.second is not None and walk.attempt == 1:
            return way.second.stops
        return way.again.stops if leads else way.again.stops[1:]

    # ------------------------------------------------------------------ at home

    def serve_at_home(self, walks: list[Walk]) -> Steps:
        """A team comes; while something is missing or wrong it comes again after the citizen's usual time."""
        attempt = 0
        while walks:
            lead = walks[0]
            op = lead.itinerary.after[0]
            assert isinstance(op, Serve)
            assert self.travel is not None
            work = self.travel[lead.citizen * self.engine.plan.max_visits + attempt]
            work += sum(self.work_at_home(walk) for walk in walks)
            ticket = self.walking.tickets.take(op, lead, work)
            yield ticket
            again: list[Walk] = []
            for walk in walks:
                walk.served_by = ticket.server
                walk.rejected = False
                if not self.walking.is_rejected(walk):
                    self.clock.process(self.accepted_at_home(walk))
                elif attempt + 1 >= self.engine.plan.max_visits:
                    self.engine.end_matter(walk, End.GIVEN_UP)
                else:
                    again.append(walk)
            walks = again
            if walks:
                yield from self.walking.visits.stay_away(walks[0], attempt)
                attempt += 1
                for walk in walks:
                    walk.attempt = attempt

    def work_at_home(self, walk: Walk) -> int:
        """The work of lodging (all stops of a route), or of a further call."""
        tapes, matter = self.engine.tapes, walk.matter
        if walk.attempt:
            work = tapes.revisit_work[matter * tapes.n_revisits + walk.attempt - 1]
        else:
            stops = range(tapes.route_start[matter], tapes.route_start[matter + 1])
            work = sum(tapes.route_work[stop] for stop in stops if tapes.stop_needed[stop])
        return int(work * self.engine.plan.home_time + 0.5)

    def accepted_at_home(self, walk: Walk) -> Steps:
        """What follows the acceptance."""
        try:
            yield from self.walking.follow(walk.itinerary.after[1:], walk)
        except WayEndsError as end:
            self.engine.end_matter(walk, end.state)
        else:
            self.engine.end_matter(walk, End.SERVED)

    # ------------------------------------------------------------------ the end

    def finish(self, end_ms: int) -> None:
        """Write what agents still hold."""
        if self.carriers is not None:
            self.carriers.finish(end_ms)


def neighbours(errands: Sequence[Errand]) -> list[list[Errand]]:
    """Consecutive errands that begin in the same queue."""
    groups: list[list[Errand]] = []
    for errand in errands:
        if groups and groups[-1][0].queue is errand.queue:
            groups[-1].append(errand)
        else:
            groups.append([errand])
    return groups
