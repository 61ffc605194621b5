"""The facility: servers on their rosters, tickets in their queues, and when each is served."""

from __future__ import annotations

from hallsim.hall.contract import EngineInput
from hallsim.hall.reference.servers import preemption
from hallsim.hall.reference.servers.calling import Begin, Caller
from hallsim.hall.reference.servers.closing import Closing
from hallsim.hall.reference.servers.floor import Floor
from hallsim.hall.reference.servers.idle_work import IdleWork
from hallsim.hall.reference.servers.inspections import next_days
from hallsim.hall.reference.servers.lines import Lines
from hallsim.hall.reference.servers.meetings import hold_meetings
from hallsim.hall.reference.servers.shifts import Shifts
from hallsim.hall.reference.servers.tide import Tides
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.clock import Clock
from hallsim.hall.reference.state.dispatch import ServerState, Station
from hallsim.hall.reference.state.entities import Ticket, Walk
from hallsim.hall.reference.state.recorder import Recorder
from hallsim.scenario.design.limits import DEFAULT_PRIORITY
from hallsim.trace.model import NEVER, Outcome


class Facility(Floor):
    """The stations of a run: tickets and servers, but not where a citizen goes next."""

    def __init__(self, given: EngineInput, clock: Clock, recorder: Recorder) -> None:
        super().__init__(given, clock, recorder)
        self.unstaffed = self.plan.unlimited | self.plan.meetings.keys()
        self.unsettled: dict[Station, None] = {}  # where more than starts happens at the end of an instant
        self.idle_work = IdleWork(self, given.decisions.idle_work)
        self.lines = Lines(self)
        self.closing = Closing(self, self.lines)
        self.shifts = Shifts(self, self.idle_work, self.lines, self.closing)
        self.tides = Tides(self, self.idle_work, self.shifts)
        self.begin: Begin = self.start
        rule, draws = self.plan.calling, given.decisions.call
        if rule is not None and draws is not None:
            self.begin = Caller(self, rule, draws, self.start, self.free).begin

    def open_for_business(self) -> None:
        """Start the processes of the rosters and of the closings."""
        for station in self.stations:
            station.settle()
        self.shifts.begin()
        self.closing.begin()
        for index, meeting in self.plan.meetings.items():
            self.clock.process(hold_meetings(self, self.queues[index], meeting))
        if any(server.per_day is not None for server in self.plan.servers):
            self.clock.process(next_days(self))

    def issue(
        self, walk: Walk, task: int, work_ms: int, priority: int, patience_ms: int | None, place: int = NEVER
    ) -> Ticket:
        """A ticket for a task (or a file on a desk), at an earlier ticket's place; yield it to be served."""
        base = queue = walk.queues[task]
        if queue.lines:
            queue, priority = self.lines.choose(queue), DEFAULT_PRIORITY
        ticket = Ticket(self.clock, self.n_tickets, walk, task, queue, work_ms, priority, self.on_ticket)
        self.n_tickets += 1
        if queue.is_desk:
            if queue.index in self.unstaffed:
                if queue.index in self.plan.unlimited:
                    return self.work_at_unlimited(ticket)
                queue.append(ticket)  # until the next meeting
                return ticket
        else:
            if walk.expected:
                self.no_longer_expect(walk, base)
            if queue.lines:
                self.lines.note(ticket)
            if not queue.n_on_duty and queue.opening.is_closed(ticket.issue_ms):
                queue.append(ticket)
                self.give_up_ticket(ticket, Outcome.SENT_HOME)
                return ticket
            if patience_ms is not None:
                self.watch_patience(ticket, patience_ms)
        if place == NEVER:
            queue.append(ticket)
        else:
            ticket.order = place
            queue.give_back(ticket)
        station = queue.station
        if station is not None and not station.dirty:  # else nobody ever serves it
            station.dirty = True
            self.dirty.append(station)
        return ticket

    def work_at_unlimited(self, ticket: Ticket) -> Ticket:
        """A desk without limit of officers: work begins with the next working hour."""
        hours = self.staffing.desk_hours[ticket.queue.index]
        ticket.waiting = False
        ticket.start_ms = hours.next_open(ticket.issue_ms)
        end = hours.add(ticket.start_ms, ticket.work_ms)
        self.at_unlimited.add(ticket)
        self.clock.plan(ticket, event_order.SERVICE_END + ticket.number, end - ticket.issue_ms)
        return ticket

    def watch_patience(self, ticket: Ticket, patience_ms: int) -> None:
        """The ticket leaves if it has not been called when its patience runs out."""
        alarm = self.clock.at(ticket.issue_ms + patience_ms, event_order.PATIENCE + ticket.number)
        alarm.callbacks.append(lambda _: self.run_out_of_patience(ticket))

    def run_out_of_patience(self, ticket: Ticket) -> None:
        """All calls of this instant have been made; if the ticket was not among them, it leaves."""
        if ticket.waiting and not ticket.was_called:
            self.give_up_ticket(ticket, Outcome.LEFT)

    def start_services(self) -> bool:
        """All service starts of this instant; once it has no further events, what follows for those who wait.

        Returns whether anything is left to do.
        """
        if not self.dirty and not self.unsettled:
            return False
        now = self.clock.now_ms
        dirty, self.dirty = self.dirty, []
        for station in dirty:
            station.dirty = False
            queue, pool = station.only_queue, station.only_pool
            if queue is not None and pool is not None:
                while queue.n_waiting and pool.n_idle:
                    self.begin(pool.take_first(), queue.call_next(), now)
            else:
                while (match := station.next_match()) is not None:
                    self.begin(match[0], match[1], now)
            if station.interrupts:
                preemption.interrupt(self.shifts, station, now, self.begin)
            if station.serving_out or not station.is_plain:
                self.unsettled[station] = None
        if self.unsettled and not self.clock.is_left(event_order.PATIENCE):
            unsettled, self.unsettled = self.unsettled, {}
            for station in unsettled:
                self.settle(station, now)
        return bool(self.dirty or self.unsettled)

    def settle(self, station: Station, now: int) -> None:
        """What follows for waiting tickets and idle servers at the end of an instant."""
        if station.serving_out:
            self.shifts.release_idle(station)
        if station.is_plain:
            return
        if station.has_tides:
            self.tides.turn(station)
        if station.has_lines:
            self.lines.settle(station)
        if station.idle_workers:
            self.idle_work.begin(station, now)

    def start(self, server: ServerState, ticket: Ticket, now: int) -> None:
        """Begin a service; its end is known at once, breaks included."""
        ticket.waiting = False
        ticket.was_called = True
        ticket.server = server
        ticket.start_ms = now
        server.ticket = ticket
        if ticket.further_ms:
            ticket.work_ms -= int(ticket.further_ms * server.bundle_saving + 0.5)
            ticket.further_ms = 0
        interrupt = ticket.queue.interrupt
        if interrupt == "restart" and ticket.whole_ms == NEVER:
            ticket.whole_ms = ticket.work_ms
        if server.changes_work:
            ticket.work_ms = server.work_here(ticket.work_ms, now)
        if ticket.gathering is not None:
            ticket.gathering.join(ticket)
            return
        server.to_the_end = server.serving_out
        end = now + ticket.work_ms
        if end > server.shift_to and not server.serving_out:
            if ticket.queue.is_desk and not server.is_desk:
                return  # a file at a window is handed back
            if now >= server.shift_to:
                server.to_the_end = True  # called before the shift ended
            elif server.rule == "pause":
                end = self.end_with_pauses(server, now, ticket.work_ms)
            elif server.rule == "hand_back" and not server.closing:
                return  # the shift ends first: end_shift hands the rest back
        if interrupt == "none":
            self.clock.plan(ticket, event_order.SERVICE_END + ticket.number, end - now)
        else:
            preemption.end_unless_interrupted(self.clock, ticket, end)

    def end_with_pauses(self, server: ServerState, now: int, work_ms: int) -> int:
        """When work ends that pauses while the server is away; what is left at closing is done at once."""
        hours = self.staffing.rosters[server.roster].on_duty
        end = hours.add(now, work_ms)
        if server.is_desk:
            return end
        close = self.shifts.closings[server.roster].next_close(now)
        return end if end <= close else close + work_ms - hours.working_ms_between(now, close)

    def on_ticket(self, ticket: Ticket) -> None:
        """A ticket's event: its service has ended, or it ends without service."""
        now = self.clock.now_ms
        server = ticket.server
        self.recorder.ticket(ticket, ticket.start_ms, now, ticket.work_ms, ticket.outcome)
        if server is not None:
            self.free(server, now)
        elif ticket.start_ms != NEVER:
            self.at_unlimited.remove(ticket)

    def free(self, server: ServerState, now: int) -> None:
        """A server has finished a ticket."""
        server.ticket = None
        if server.leaving:
            self.shifts.go_off(server)
        elif server.on_duty:
            server.pool.add_idle(server, now)
            station = server.station
            if not station.dirty:
                station.dirty = True
                self.dirty.append(station)
