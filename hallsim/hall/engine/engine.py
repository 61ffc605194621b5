"""The reference engine: a deterministic function of a plan and of decisions. No random draw happens here.

A citizen is a SimPy process that walks an itinerary; a roster is a process that brings servers on duty and
sends them off. A ticket is the event of its own service end: one SimPy event a service, and a process waits
for being served by yielding its ticket. Who serves whom is decided in ``dispatch``; the order of what
happens in the same millisecond in ``event_order``.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.contract import EngineInput
from hallsim.hall.engine.interpreter.matters import Walking
from hallsim.hall.engine.office_routing import Going
from hallsim.hall.engine.shared_tickets import Bundles
from hallsim.hall.engine.shared_visits import Company
from hallsim.hall.engine.state import event_order
from hallsim.hall.engine.state.clock import Steps
from hallsim.hall.engine.state.entities import NO_VISIT, Walk, WayEndsError
from hallsim.hall.engine.state.recorder import Recorder
from hallsim.hall.engine.state.tapes import view
from hallsim.hall.records import Records
from hallsim.trace import NEVER, End, Outcome, Purpose
from hallsim.units import MS_PER_DAY


class Run:
    """One run."""

    def __init__(self, given: EngineInput) -> None:
        plan, decisions = given.plan, given.decisions
        self.plan = plan
        self.decisions = decisions
        self.itinerary: memoryview[int] = view(decisions.itinerary)
        self.recorder = Recorder()
        self.walking = Walking(given, self.recorder)
        self.facility = self.walking.facility
        self.clock = self.walking.clock
        self.tapes = self.walking.tapes
        self.walks: dict[int, Walk] = {}
        self.bundles = Bundles(self)
        self.company = Company(self) if Company.is_needed(decisions) else None
        self.n_to_come = decisions.drawn.n_citizens
        self.shelved: memoryview[int] | None = None if decisions.shelved is None else view(decisions.shelved)
        self.prepares = any(way.before for way in plan.itineraries)
        self.going = None if plan.network is None else Going(self, plan.network)
        self.purpose = [
            Purpose.LODGE if is_case else Purpose.ENQUIRE for is_case in plan.names.service_is_case
        ]

    def run(self) -> int:
        """Let everything happen until the horizon (or until all have ended); returns the time of the end.

        Nothing happens after the last day the calendar knows: what is still under way then stays so.
        """
        clock, facility = self.clock, self.facility
        clock.process(self.arrivals())
        facility.open_for_business()
        horizon = self.plan.calendar.horizon_ms
        last_ms = len(self.plan.calendar.is_working) * MS_PER_DAY
        clock.run_instants(min(horizon, last_ms), facility.start_services)
        if self.plan.drain:
            clock.run_instants(last_ms, facility.start_services, lambda: not (self.walks or self.n_to_come))
        return max(horizon, clock.now_ms)

    # ------------------------------------------------------------------ citizens

    def arrivals(self) -> Steps:
        """Citizens come when they come."""
        begin = self.clock.begin
        comes_at = self.decisions.arrive_ms
        stays_away = self.decisions.stays_away
        coming = self.order_of_coming()
        for citizen, time_ms in zip(coming.tolist(), comes_at[coming].tolist(), strict=True):
            yield self.clock.at(time_ms, event_order.ARRIVAL + citizen)
            if stays_away is not None and stays_away[citizen] != NEVER:
                self.stay_away(citizen, End(stays_away[citizen]))
            elif (steps := self.citizen(citizen)) is not None:
                begin(steps)

    def stay_away(self, citizen: int, state: End) -> None:
        """Who is answered from afar, or booked and does not come: their matters end without a visit."""
        self.n_to_come -= 1
        now, start = self.clock.now_ms, self.tapes.matter_start
        for matter in range(start[citizen], start[citizen + 1]):
            self.recorder.never_began(matter, now, state)

    def order_of_coming(self) -> NDArray[np.int64]:
        """The citizens in the order in which they come, ties by number."""
        return np.argsort(self.decisions.arrive_ms, kind="stable")

    def citizen(self, citizen: int) -> Steps | None:
        """The steps of a citizen's first visit, with one matter or several, and of what follows.

        None for who does not come. Not steps of its own: whoever waits is woken through all that wait for it.
        """
        self.n_to_come -= 1
        first, last = self.tapes.matter_start[citizen], self.tapes.matter_start[citizen + 1]
        matters = range(first, last) if self.shelved is None else self.still_needed(first, last)
        walks = [self.begin(citizen, matter) for matter in matters]
        if self.company is not None and self.company.takes(citizen, walks):
            return None
        if not walks[0].itinerary.first.stops:  # filed online
            for walk in walks:
                self.clock.process(self.finish_alone(walk))
            return None
        if self.going is not None:
            return self.going.citizen(walks)
        steps = self.alone(walks[0]) if len(walks) == 1 else self.bundles.visit(walks)
        if self.prepares and any(walk.itinerary.before for walk in walks):
            return self.after_preparing(walks, steps)
        return steps

    def after_preparing(self, walks: Sequence[Walk], steps: Steps) -> Steps:
        """What is done from afar, then the visit."""
        yield from self.walking.prepare(walks)
        yield from steps

    def still_needed(self, first: int, last: int) -> list[int]:
        """The matters that the catalogue still asks for; the others end here."""
        assert self.shelved is not None
        for matter in range(first, last):
            if self.shelved[matter]:
                self.recorder.never_began(matter, self.clock.now_ms, End.SHELVED)
        return [matter for matter in range(first, last) if not self.shelved[matter]]

    def part(self, walks: Sequence[Walk]) -> None:
        """After a common visit each matter goes on alone, or with its package."""
        for walk in walks if self.company is None else self.company.part(walks):
            self.clock.process(self.finish_alone(walk))

    def begin(self, citizen: int, matter: int) -> Walk:
        """A matter begins with its citizen's first visit."""
        service = self.tapes.service[matter]
        queues = self.facility.queues_by_group[self.tapes.group[citizen]]
        itinerary = self.plan.itineraries[self.itinerary[matter]]
        walk = Walk(citizen, matter, service, itinerary, self.purpose[service], queues, self.facility.opening)
        self.walks[matter] = walk
        return walk

    def go_on(self, walk: Walk) -> Steps:
        """Come back while the visit was rejected; then what happens outside the hall."""
        if walk.itinerary.elsewhere is not None:
            yield from self.walking.go_elsewhere(walk.itinerary.elsewhere, walk)
        while walk.rejected:
            if walk.attempt + 1 >= self.plan.max_visits:
                raise WayEndsError(End.GIVEN_UP)
            yield from self.walking.visits.stay_away(walk, walk.attempt)
            walk.attempt += 1
            walk.patience_column = walk.attempt
            walk.purpose = walk.next_purpose
            way = walk.itinerary
            again = way.again if way.second is None or walk.attempt > 1 else way.second
            yield from self.walking.visit(again, walk)
        if walk.at_work is not None:
            yield walk.at_work
            yield from self.walking.follow(walk.itinerary.when_home, walk)
        elif walk.itinerary.after:
            yield from self.walking.follow(walk.itinerary.after, walk)

    def end_matter(self, walk: Walk, state: End) -> None:
        """Write the matter's row."""
        del self.walks[walk.matter]
        self.write_matter(walk, state, self.clock.now_ms)

    def write_matter(self, walk: Walk, state: End, end_ms: int) -> None:
        """One row a matter; with the certificate in hand it has ended, though the visit may go on."""
        if walk.in_hand_ms != NEVER:
            state, end_ms = End.SERVED, walk.in_hand_ms
        elif walk.ended is not None and state is End.SERVED:
            state = walk.ended
        self.recorder.matter(walk, end_ms, state)

    def not_served(self, walk: Walk, end: WayEndsError) -> None:
        """What becomes of a matter not served on a first visit with others: alone again, or over."""
        again = self.walking.again
        back = None if again is None else again.at(walk, end)
        if back is None:
            self.end_matter(walk, end.state)
        else:
            self.clock.process(self.alone_again(walk, back))

    def alone_again(self, walk: Walk, back_ms: int) -> Steps:
        """A first visit made again for one matter, and what follows."""
        yield self.clock.at(back_ms, event_order.ARRIVAL + walk.citizen)
        yield from self.alone(walk)

    def alone(self, walk: Walk) -> Steps:
        """A first visit for one matter, and what follows."""
        try:
            yield from self.walking.visit(walk.itinerary.first, walk)
            yield from self.go_on(walk)
        except WayEndsError as end:
            self.end_matter(walk, end.state)
        else:
            self.end_matter(walk, End.SERVED)

    def finish_alone(self, walk: Walk) -> Steps:
        """What follows the first visit for one matter of a bundle."""
        try:
            yield from self.go_on(walk)
        except WayEndsError as end:
            self.end_matter(walk, end.state)
        else:
            self.end_matter(walk, End.SERVED)

    # ------------------------------------------------------------------ the end

    def finish(self, end_ms: int) -> None:
        """Write everything that is still under way: nobody disappears."""
        tickets = [(t, Outcome.WAITING) for queue in self.facility.queues for t in queue.waiting()]
        tickets += [
            (s.ticket, Outcome.CALLED if s.ticket.start_ms == NEVER else Outcome.IN_SERVICE)
            for s in self.facility.servers
            if s.ticket is not None
        ]
        for t in self.facility.at_unlimited:
            tickets.append((t, Outcome.IN_SERVICE if t.start_ms <= end_ms else Outcome.WAITING))
        self.walking.holds.finish()
        for ticket, outcome in tickets:
            if ticket.gathering is not None:
                ticket.gathering.cut(ticket, end_ms)
            start = ticket.start_ms if outcome is Outcome.IN_SERVICE else NEVER
            self.recorder.ticket(ticket, start, NEVER, ticket.work_ms, outcome)
        seen: set[int] = set()
        for walk in self.walks.values():
            self.write_matter(walk, self.open_state(walk), end_ms)
            if walk.visit != NO_VISIT and walk.visit not in seen:
                seen.add(walk.visit)
                self.recorder.visit(self.leading(walk), NEVER, End.INSIDE)
        self.finish_those_to_come(end_ms)
        if self.walking.visits.trips is not None:
            self.walking.visits.trips.finish()
        if self.company is not None:
            self.company.finish(end_ms)
        for server in self.facility.servers:
            if server in self.facility.idle_work.away_from:
                self.facility.idle_work.stop(server, end_ms)
            elif server.on_duty:
                self.facility.shifts.end_row(server, end_ms)

    def leading(self, walk: Walk) -> Walk:
        """The matter for which the visit of a matter is written."""
        return walk if self.company is None else self.company.leading.get(walk.visit, walk)

    def finish_those_to_come(self, end_ms: int) -> None:
        """Who would first come after the run's end is away."""
        start = self.tapes.matter_start
        yet_to_come = self.order_of_coming()[self.decisions.drawn.n_citizens - self.n_to_come :]
        for citizen in yet_to_come.tolist():
            for matter in range(start[citizen], start[citizen + 1]):
                self.recorder.never_began(matter, end_ms, End.AWAY)

    def open_state(self, walk: Walk) -> End:
        """Where an unfinished matter stands."""
        if walk.visit != NO_VISIT:
            return End.INSIDE
        if walk.accepted_ms != NEVER and walk.decided_ms == NEVER and not walk.rejected:
            return End.IN_APPROVAL
        return End.AWAY


@contextmanager
def collector_paused() -> Iterator[None]:
    """No garbage collection meanwhile: reference counts free what a run leaves behind.

    Measured on benchmark (b): a fifth less time, and the cost of a citizen no longer grows with what is
    alive; peak memory for a million citizens stays as it was.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def run(given: EngineInput) -> Records:
    """The reference: what every other engine must leave, to the last record."""
    engine = Run(given)
    with collector_paused():
        end_ms = engine.run()
    engine.finish(end_ms)
    return engine.recorder.records(end_ms)
