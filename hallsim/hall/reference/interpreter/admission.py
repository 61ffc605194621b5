"""Entering and leaving the hall: doors, a full hall, and when a citizen comes again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hallsim.hall.plan.model import Plan
from hallsim.hall.plan.opening import Opening
from hallsim.hall.plan.operations import If, Serve
from hallsim.hall.reference.servers.facility import Facility
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.clock import Steps
from hallsim.hall.reference.state.entities import NO_VISIT, CalledOffError, Walk, WayEndsError
from hallsim.hall.reference.state.tapes import Tapes
from hallsim.hall.reference.state.trips import Trips
from hallsim.scenario.values.timetable import NEVER_MS
from hallsim.trace.model import NEVER, End
from hallsim.units import MS_PER_DAY

if TYPE_CHECKING:
    from hallsim.hall.reference.state.entities import Outing


class Visits:
    """The visits under way."""

    def __init__(self, plan: Plan, facility: Facility, tapes: Tapes, trips: Trips | None) -> None:
        self.plan = plan
        self.clock = facility.clock
        self.facility = facility
        self.tapes = tapes
        self.recorder = facility.recorder
        self.n_visits = 0
        self.inside: set[int] = set()  # visits, kept where the hall may be full
        self.trips = trips  # where there are several offices

    def enter(
        self,
        walks: Sequence[Walk],
        expected: Sequence[Sequence[int]],
        outing: Outing | None = None,
    ) -> Steps:
        """Open a visit of one or several matters; WayEndsError when the hall issues no more tickets.

        Args:
            expected: by walk, tasks at windows whose clerks wait for it.
            outing: for a file under way; CalledOffError when it is no longer wanted on a further day.
        """
        self.open_visit(walks)
        opening = walks[0].opening
        if opening.attended is not None:
            yield from self.until_attended(walks, outing)
        if opening.always_open:
            self.admit(walks)
            yield from self.until_slot(walks[0])
            return
        now = self.clock.now_ms
        if opening.issues_no_more(now):
            self.leave(walks, End.TURNED_AWAY)
            raise WayEndsError(End.TURNED_AWAY, "turned_away")
        doors = opening.doors_at(now)
        for walk, tasks in zip(walks, expected, strict=True):
            if tasks:
                walk.expected = [walk.queues[task] for task in tasks]
                for queue in walk.expected:
                    queue.n_expected += 1
        if now < doors:
            yield self.clock.at(doors, event_order.ARRIVAL + walks[0].citizen)
        self.admit(walks)
        yield from self.until_slot(walks[0])

    def until_slot(self, walk: Walk) -> Steps:
        """A booker who arrives early draws a ticket when the slot begins, where that is the rule."""
        slot = self.tapes.ticket_from[walk.citizen]
        if walk.arrived_ms == walk.first_visit_ms and slot > self.clock.now_ms:
            yield self.clock.at(slot, event_order.ARRIVAL + walk.citizen)

    def needs(self, op: If, walk: Walk) -> bool:
        """Whether the matter needs a stop; if not, no clerk waits for it."""
        if self.tapes.stop_needed[self.tapes.route_start[walk.matter] + op.position]:
            return True
        for part in op.then:
            if isinstance(part, Serve):
                queue = walk.queues[part.task]
                self.facility.no_longer_expect(walk, queue)
                if queue.station is not None:
                    self.facility.touch(queue.station)
        return False

    def open_visit(self, walks: Sequence[Walk]) -> None:
        """A visit begins at the door."""
        now = self.clock.now_ms
        number = self.n_visits
        self.n_visits += 1
        for walk in walks:
            walk.visit = number
            walk.arrived_ms = now
            walk.n_visits += 1
            walk.rejected = False
            if walk.first_visit_ms == NEVER:
                walk.first_visit_ms = now
        if self.trips is not None:
            self.trips.note(walks, number)

    def until_attended(self, walks: Sequence[Walk], outing: Outing | None) -> Steps:
        """Come on further days as long as the office is unattended (and the visit is wanted)."""
        opening = walks[0].opening
        while opening.is_in_vain(now := self.clock.now_ms):
            self.turn_back(walks)
            back = self.next_day(opening, now)
            yield from self.stay_home(walks[0], back, outing)
            self.open_visit(walks)

    def stay_home(self, walk: Walk, back_ms: int, outing: Outing | None) -> Steps:
        """Wait until a visit is made again; CalledOffError when it is no longer wanted by then."""
        if outing is not None:
            outing.is_at_home = True
        yield self.clock.at(back_ms, event_order.ARRIVAL + walk.citizen)
        if outing is not None:
            outing.is_at_home = False
            if not outing.is_wanted():
                raise CalledOffError

    def turn_back(self, walks: Sequence[Walk]) -> None:
        """The office was unattended; the visit will be made again."""
        assert self.trips is not None
        self.trips.in_vain.append(walks[0].visit)
        self.leave(walks, End.TURNED_AWAY)

    def admit(self, walks: Sequence[Walk]) -> None:
        """Let a visit in, or turn it away at the door of a full hall."""
        if self.plan.capacity is None or walks[0].opening is not self.facility.opening:
            return  # the limit is that of the main hall
        if len(self.inside) >= self.plan.capacity:
            self.leave(walks, End.TURNED_AWAY)
            raise WayEndsError(End.TURNED_AWAY, "turned_away")
        self.inside.add(walks[0].visit)

    def leave(self, walks: Sequence[Walk], state: End) -> None:
        """Close the visit."""
        walk = walks[0]
        self.recorder.visit(walk, self.clock.now_ms, state)
        self.inside.discard(walk.visit)
        for walk in walks:
            walk.visit = NO_VISIT
            for queue in walk.expected:
                queue.n_expected -= 1
                self.facility.touch_lines(queue)
            walk.expected = []

    def stay_away(self, walk: Walk, column: int) -> Steps:
        """Wait until the citizen comes again: after an exact time, or on a later day at their own time."""
        cell = walk.matter * self.tapes.n_return + column
        back = self.back_at(walk, self.tapes.return_days[cell], self.tapes.return_ms[cell])
        yield self.clock.at(back, event_order.ARRIVAL + walk.citizen)

    def back_at(self, walk: Walk, days: int, ms: int) -> int:
        """When a citizen who leaves now comes again, by a tape of returns.

        Citizens who come back know the hours: a time when no tickets are issued becomes the next opening.
        """
        now = self.clock.now_ms
        if days == 0:
            return walk.opening.next_tickets(now + ms)
        return max(now, self.day_back(walk.opening, now // MS_PER_DAY, days, ms))

    def next_day(self, opening: Opening, came_ms: int) -> int:
        """The next open day at the time of day of an earlier arrival; a night session belongs to one day."""
        clock_ms = came_ms - opening.day_of(came_ms) * MS_PER_DAY
        return self.day_back(opening, opening.day_of(self.clock.now_ms), 1, clock_ms)

    def day_back(self, opening: Opening, today: int, days: int, clock_ms: int) -> int:
        """A time on a day a number of working days (negative: calendar days) later, when tickets are issued.

        Citizens who come back know the hours: days without opening are skipped, and a time too late for a
        ticket becomes the next opening.
        """
        day = today - days if days < 0 else self.plan.calendar.add_workdays(today, days)
        if opening.always_open:
            return int(day * MS_PER_DAY + clock_ms)
        last = len(opening.is_open_day)
        while day < last and not opening.is_open_day[day]:
            day += 1
        if day >= last:
            return NEVER_MS
        back = day * MS_PER_DAY + clock_ms
        return opening.next_opening(back) if opening.issues_no_more(back) else back
