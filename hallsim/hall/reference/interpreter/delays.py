"""Time that passes for a file without an officer: between steps, while it is held, in transit."""

from __future__ import annotations

from bisect import bisect_left

from hallsim.hall.plan.operations import Delay, Hours, Leg, StepRef, Transport, between
from hallsim.hall.reference.interpreter.admission import Visits
from hallsim.hall.reference.interpreter.holds import Holds
from hallsim.hall.reference.servers.facility import Facility
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.case_file import Branch
from hallsim.hall.reference.state.clock import Steps
from hallsim.hall.reference.state.dispatch import QueueState
from hallsim.hall.reference.state.entities import NO_VISIT, Walk
from hallsim.hall.reference.state.tapes import Tapes
from hallsim.scenario.values.timetable import NEVER_MS
from hallsim.trace.model import NEVER, Hold
from hallsim.units import Duration


class Delays:
    """Lets files wait."""

    def __init__(self, facility: Facility, tapes: Tapes, visits: Visits, holds: Holds) -> None:
        self.facility = facility
        self.plan = facility.plan
        self.clock = facility.clock
        self.tapes = tapes
        self.visits = visits
        self.holds = holds

    # ------------------------------------------------------------------ where the file is

    def delay(self, op: Delay, walk: Walk, branch: Branch | None = None) -> Steps:
        """Time passes; meanwhile the file may be held or stay open at its desk."""
        if op.hold is not None:
            assert branch is not None
            yield from self.hold(op, walk, branch)
            return
        open_at: list[QueueState] = [] if branch is None else branch.kept_open
        if op.stays_open and isinstance(op.lasts, StepRef):
            open_at.append(walk.queues[op.lasts.task])
            self.facility.open_file(open_at[-1])
        yield self.clock.at(self.over_at(op, walk, branch), event_order.ARRIVAL + walk.citizen)
        if op.stays_open and open_at:
            self.facility.close_file(open_at.pop())

    def hold(self, op: Delay, walk: Walk, branch: Branch) -> Steps:
        """The file is held for a time; a citizen who waits inside pays at once."""
        if op.hold is Hold.PAYMENT and walk.visit != NO_VISIT:
            return
        assert op.hold is not None
        assert isinstance(op.lasts, StepRef)
        hold = self.holds.begin(walk, op.lasts.task, op.hold, op.stops, branch)
        yield self.clock.at(self.over_at(op, walk, branch), event_order.ARRIVAL + walk.citizen)
        self.holds.end(hold)

    def over_at(self, op: Delay, walk: Walk, branch: Branch | None) -> int:
        """When a delay that begins now is over."""
        now, lasts = self.clock.now_ms, op.lasts
        if isinstance(lasts, Duration):
            return self.after(lasts, now)
        n_before = 0 if branch is None else branch.case.examined.get(lasts.position, 0)
        length = self.tapes.elapsed_ms(walk.matter, lasts.position, n_before)
        if op.hours is Hours.CLOCK:
            return now + length
        if op.hours is Hours.WORKDAYS:
            return self.plan.calendar.workdays.add(now, length)
        return self.facility.staffing.desk_hours[walk.queues[lasts.task].index].add(now, length)

    # ------------------------------------------------------------------ on its way

    def transport(self, op: Transport, walk: Walk, branch: Branch | None = None) -> Steps:
        """The file goes to another place, unless it is there."""
        start, goal = op.start, op.goal
        if start is None:
            assert branch is not None
            start = branch.level
        if goal is None:
            assert branch is not None
            assert branch.parent is not None
            goal = branch.parent.level
        for leg in between(op.legs, start, goal):
            if leg.courier is None:
                yield from self.travel(leg, goal < start, walk)
            else:
                yield from self.carry(leg, leg.courier, walk)
        if branch is not None:
            branch.level = goal

    def travel(self, leg: Leg, back: bool, walk: Walk) -> Steps:
        """Between hall and bureau: it leaves at once."""
        now = self.clock.now_ms
        end = self.after(leg.takes, now)
        self.facility.recorder.carried.extend((walk.matter, now, end, int(back)))
        yield self.clock.at(end, event_order.ARRIVAL + walk.citizen)

    def carry(self, leg: Leg, courier: int, walk: Walk) -> Steps:
        """The file leaves with the next courier, in this instant if one leaves, and is in transit."""
        now, network, trips = self.clock.now_ms, self.plan.network, self.visits.trips
        assert network is not None
        assert trips is not None
        limits = self.facility.limits
        if limits is not None and walk.decided_ms == NEVER and walk.matter in limits.deemed:
            return  # once the limit is over it does not matter where the file is
        departures = network.kinds[courier].departures or ()
        following = bisect_left(departures, now)
        end = NEVER_MS
        if following < len(departures):
            end = self.after(leg.takes, departures[following])
        trips.couriers.extend((walk.matter, now, end))
        yield self.clock.at(end, event_order.ARRIVAL + walk.citizen)

    def after(self, span: Duration, now: int) -> int:
        """The end of a span: exact, or on the world's workdays."""
        length = span.to_ms(self.plan.calendar.workday_ms)
        return self.plan.calendar.workdays.add(now, length) if span.unit == "workdays" else now + length
