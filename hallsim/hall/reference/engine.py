"""The reference engine: a deterministic function of a plan and of decisions. No random draw happens here.

A citizen is a SimPy process that follows an itinerary; a roster is a process that brings servers on duty and
sends them off. A ticket is the event of its own service end: one SimPy event for each service, and a process
waits for its service by yielding the ticket. ``dispatch`` decides who serves whom, ``event_order`` in which
order events of the same millisecond happen.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.contract import EngineInput
from hallsim.hall.records import Records
from hallsim.hall.reference.agents import Carriers
from hallsim.hall.reference.at_home import AtHome
from hallsim.hall.reference.bundles import Bundles
from hallsim.hall.reference.courses import Courses
from hallsim.hall.reference.interpreter.matters import Walking
from hallsim.hall.reference.office_routing import Going
from hallsim.hall.reference.packages import Packages
from hallsim.hall.reference.shared_visits import SharedVisits
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.clock import Steps
from hallsim.hall.reference.state.entities import NO_VISIT, Walk
from hallsim.hall.reference.state.recorder import Recorder
from hallsim.hall.reference.state.tapes import view
from hallsim.trace.model import NEVER, End, Outcome
from hallsim.units import MS_PER_DAY


class Run:
    """One run."""

    def __init__(self, given: EngineInput) -> None:
        plan, decisions = given.plan, given.decisions
        self.plan = plan
        self.decisions = decisions
        self.recorder = Recorder()
        self.walking = Walking(given, self.recorder)
        self.facility = self.walking.facility
        self.clock = self.walking.clock
        self.tapes = self.walking.tapes
        self.courses = Courses(given, self.walking)
        self.shared = SharedVisits(self.walking)
        self.carriers = self.at_home = self.packages = None
        if decisions.agent is not None:
            self.carriers = Carriers(self.courses, self.shared, decisions.agent)
        if decisions.at_home is not None and decisions.travel_ms is not None:
            self.at_home = AtHome(self.courses, decisions.at_home, decisions.travel_ms)
        if decisions.package is not None:
            self.packages = Packages(self.courses, self.shared, decisions.package)
        part = self.courses.go_on_alone if self.packages is None else self.packages.part
        self.bundles = Bundles(self.courses, self.shared, part)
        self.going = None if plan.network is None else Going(given, plan.network, self.courses, self.bundles)
        self.n_to_come = decisions.drawn.n_citizens
        self.shelved: memoryview[int] | None = None if decisions.shelved is None else view(decisions.shelved)

    def run(self) -> int:
        """Let everything happen until the horizon (or until all have ended); returns the time of the end.

        Nothing happens after the last day of the calendar: matters under way then stay so.
        """
        clock, facility, under_way = self.clock, self.facility, self.courses.walks
        clock.process(self.arrivals())
        facility.open_for_business()
        horizon = self.plan.calendar.horizon_ms
        last_ms = len(self.plan.calendar.is_working) * MS_PER_DAY
        clock.run_instants(min(horizon, last_ms), facility.start_services)
        if self.plan.drain:
            clock.run_instants(last_ms, facility.start_services, lambda: not (under_way or self.n_to_come))
        return max(horizon, clock.now_ms)

    # ------------------------------------------------------------------ citizens

    def arrivals(self) -> Steps:
        """Start the first visit of every citizen when it is due."""
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
        """The matters of a citizen who is answered remotely, or is a no-show, end without a visit."""
        self.n_to_come -= 1
        now, start = self.clock.now_ms, self.tapes.matter_start
        for matter in range(start[citizen], start[citizen + 1]):
            self.recorder.never_began(matter, now, state)

    def order_of_coming(self) -> NDArray[np.int64]:
        """The citizens in order of arrival, ties by number."""
        return np.argsort(self.decisions.arrive_ms, kind="stable")

    def citizen(self, citizen: int) -> Steps | None:
        """The steps of a citizen's first visit, with one matter or several, and of what follows.

        None for a citizen who does not come. The steps are returned, not wrapped in further ones: every event
        of a process goes through all levels of its steps.
        """
        self.n_to_come -= 1
        first, last = self.tapes.matter_start[citizen], self.tapes.matter_start[citizen + 1]
        matters = range(first, last) if self.shelved is None else self.still_needed(first, last)
        walks = [self.courses.begin(citizen, matter) for matter in matters]
        if self.carriers is not None and self.carriers.takes(citizen, walks):
            return None
        if self.at_home is not None and self.at_home.takes(citizen, walks):
            return None
        if self.packages is not None:
            self.packages.gather(walks)
        if not walks[0].itinerary.is_visited:
            self.courses.go_on_alone(walks)
            return None
        if self.going is not None:
            return self.going.citizen(walks)
        steps = self.courses.alone(walks[0]) if len(walks) == 1 else self.bundles.visit(walks)
        return self.after_preparing(walks, steps) if self.courses.prepares(walks) else steps

    def after_preparing(self, walks: Sequence[Walk], steps: Steps) -> Steps:
        """What is done remotely, then the visit."""
        yield from self.walking.prepare(walks)
        yield from steps

    def still_needed(self, first: int, last: int) -> list[int]:
        """The matters that the catalogue still asks for; the others end here."""
        assert self.shelved is not None
        for matter in range(first, last):
            if self.shelved[matter]:
                self.recorder.never_began(matter, self.clock.now_ms, End.SHELVED)
        return [matter for matter in range(first, last) if not self.shelved[matter]]

    # ------------------------------------------------------------------ the end

    def finish(self, end_ms: int) -> None:
        """Record everything that is still under way: nobody disappears."""
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
        for walk in self.courses.walks.values():
            self.courses.write_matter(walk, self.open_state(walk), end_ms)
            if walk.visit != NO_VISIT and walk.visit not in seen:
                seen.add(walk.visit)
                self.recorder.visit(self.leading(walk), NEVER, End.INSIDE)
        self.finish_those_to_come(end_ms)
        if self.walking.visits.trips is not None:
            self.walking.visits.trips.finish()
        if self.carriers is not None:
            self.carriers.finish(end_ms)
        for server in self.facility.servers:
            if server in self.facility.idle_work.away_from:
                self.facility.idle_work.stop(server, end_ms)
            elif server.on_duty:
                self.facility.shifts.end_row(server, end_ms)

    def leading(self, walk: Walk) -> Walk:
        """The matter for which the visit of a matter is written."""
        return self.shared.leading.get(walk.visit, walk)

    def finish_those_to_come(self, end_ms: int) -> None:
        """Citizens who would first arrive after the end of the run are recorded as away."""
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
    """Pause garbage collection: reference counts free what a run leaves behind.

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
