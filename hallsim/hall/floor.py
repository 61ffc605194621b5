"""The floor of the hall: servers on their rosters, tickets in their queues, and who is served when."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hallsim.hall import order
from hallsim.hall.clock import Clock, Steps
from hallsim.hall.dispatch import QueueState, ServerState, Station, build_states, queues_of_groups
from hallsim.hall.idle_work import IdleWork
from hallsim.hall.lines import Lines
from hallsim.hall.plan import Plan
from hallsim.hall.recorder import Recorder, day_bounds
from hallsim.hall.rules import make_queue
from hallsim.hall.tide import Tides
from hallsim.hall.walk import Ticket, Walk
from hallsim.scenario.design import DEFAULT_PRIORITY
from hallsim.scenario.timetable import Timetable
from hallsim.trace import NEVER, Outcome
from hallsim.units import MS_PER_DAY


class Floor:
    """Stations at work: it knows tickets and servers, not where a citizen goes next."""

    def __init__(self, plan: Plan, clock: Clock, recorder: Recorder) -> None:
        self.plan = plan
        self.clock = clock
        self.recorder = recorder
        self.slots: Sequence[int] = ()  # appointment of each matter's citizen, -1 without
        self.queues, self.servers, self.stations = build_states(
            plan, lambda index: make_queue(plan, index, clock, lambda matter: self.slots[matter])
        )
        self.queue_of_task = [self.queues[task.queue] for task in plan.tasks]
        self.queues_by_group = queues_of_groups(plan, self.queues)
        self.idle_work = IdleWork(self)
        self.tides = Tides(self)
        self.lines = Lines(self)
        self.dirty: list[Station] = []
        self.n_tickets = 0
        self.at_unlimited: set[Ticket] = set()
        opens, closes = day_bounds(plan.opening, len(plan.calendar.is_working))
        self.open_ms: list[int] = opens.tolist()
        self.close_ms: list[int] = closes.tolist()
        self.last_ticket_ms = self.last_tickets()
        self.closings = [self.closings_of(roster.on_duty) for roster in plan.rosters]

    def last_tickets(self) -> list[int]:
        """When tickets are issued no more, by day; -1 on days without opening."""
        until = self.plan.tickets_until_ms
        if until is None:
            return self.close_ms
        return [min(close, day * MS_PER_DAY + until) for day, close in enumerate(self.close_ms)]

    def open_for_business(self) -> None:
        """Start the processes of the rosters and of the daily closing."""
        for station in self.stations:
            station.settle()
        for roster in range(len(self.plan.rosters)):
            self.clock.process(self.work_roster(roster, [s for s in self.servers if s.roster == roster]))
        if not self.plan.always_open:
            self.clock.process(self.close_daily())

    # ------------------------------------------------------------------ servers

    def work_roster(self, index: int, servers: list[ServerState]) -> Steps:
        """Bring the servers of a roster on duty and send them off, day by day."""
        hours = self.plan.rosters[index].on_duty
        for start, end in zip(hours.starts.tolist(), hours.ends.tolist(), strict=True):
            yield self.clock.at(start, order.SHIFT_CHANGE + index)
            closing = self.closings[index].is_open(end - 1)
            for server in servers:
                if server in self.tides.of:
                    self.tides.allow(server, end, closing)
                else:
                    self.come_on(server, start, end, closing)
            yield self.clock.at(end, order.SHIFT_CHANGE + index)
            for server in servers:
                if server not in self.tides.of or self.tides.forbid(server):
                    self.end_shift(server)

    def closings_of(self, on_duty: Timetable) -> Timetable:
        """The shifts of a roster that end with the hall's day, or after it."""
        day = np.minimum((on_duty.ends - 1) // MS_PER_DAY, len(self.close_ms) - 1)
        closing = (on_duty.ends >= np.array(self.close_ms, np.int64)[day]) & (not self.plan.always_open)
        return Timetable(starts=on_duty.starts[closing], ends=on_duty.ends[closing])

    def come_on(self, server: ServerState, start: int, end: int, closing: bool) -> None:
        """A shift begins."""
        if server.serving_out or server.leaving:
            self.end_row(server, start)
            was_free = server.idle
        else:
            was_free = False
        if not server.on_duty or server.leaving:
            for queue in server.queues:
                queue.n_on_duty += 1
        server.on_duty, server.leaving, server.serving_out = True, False, False
        server.station.serving_out.pop(server, None)
        server.shift_from, server.shift_to, server.closing = start, end, closing
        server.fresh_ms = start
        if server.ticket is None and not was_free:
            server.pool.add_idle(server, start)
        self.touch(server.station)

    def end_shift(self, server: ServerState) -> None:
        """A shift ends: finish, pause, hand back; at closing finish, or serve out those inside."""
        if server in self.idle_work.away_from:
            self.idle_work.come_back(server, self.clock.now_ms)
        rule = server.rule
        if (server.closing or server.to_the_end) and not server.is_desk:
            rule = "finish"  # nobody stays at a window overnight
            server.to_the_end = True
        if server.closing and server.serves_out:
            server.serving_out = True
            server.station.serving_out[server] = None
            self.touch(server.station)  # once this instant is over, who is not needed goes home
            return
        if server.ticket is not None and rule == "finish":
            self.leave_after_visitor(server)
        elif server.ticket is not None and rule == "hand_back":
            self.hand_back(server)
            self.go_off(server)
        elif server.ticket is not None:
            self.end_row(server, server.shift_to)
            server.on_duty = False
            for queue in server.queues:
                queue.n_on_duty -= 1
            if server.station.watched:
                self.touch(server.station)
        else:
            self.go_off(server)

    def leave_after_visitor(self, server: ServerState) -> None:
        """A server stops when the visitor at the window is finished."""
        server.leaving = True
        for queue in server.queues:
            queue.n_on_duty -= 1
        if server.station.watched:
            self.touch(server.station)

    def go_off(self, server: ServerState) -> None:
        """A server without a visitor stops for now."""
        if server.idle:
            server.pool.remove_idle(server)
        if server.on_duty and not server.leaving:
            for queue in server.queues:
                queue.n_on_duty -= 1
        if server in self.tides.of:
            self.tides.closed(server)
        self.end_row(server, self.clock.now_ms)
        server.on_duty = server.leaving = server.serving_out = False
        server.station.serving_out.pop(server, None)
        for queue in server.queues:
            if not queue.is_desk and not queue.n_on_duty:
                self.send_home_if_closed(queue)
        if server.station.watched:
            self.touch(server.station)

    def end_row(self, server: ServerState, left_ms: int) -> None:
        """Write a worked shift."""
        row = (server.index, server.shift_from, server.shift_to, left_ms, int(server.closing))
        self.recorder.shifts.extend(row)

    def close_daily(self) -> Steps:
        """When the hall closes for the day, those whom nobody will serve any more are sent home."""
        for close in self.close_ms:
            if close >= 0:
                yield self.clock.at(close, order.CLOSING)
                for queue in self.queues:
                    if not queue.is_desk and not queue.n_on_duty and queue.n_waiting:
                        self.send_home_if_closed(queue)

    def is_closed(self, now: int) -> bool:
        """Whether the hall has closed for the day (at midday it has not), until tickets are issued again."""
        day = now // MS_PER_DAY
        return not self.plan.always_open and (now >= self.close_ms[day] or now < self.doors_of(day))

    def doors_of(self, day: int) -> int:
        """When the first ticket of the day is issued."""
        if self.plan.doors_ms is None:
            return self.open_ms[day]
        return min(day * MS_PER_DAY + self.plan.doors_ms, self.open_ms[day])

    def send_home_if_closed(self, queue: QueueState) -> None:
        """Tickets of a queue that nobody serves after closing end."""
        if self.is_closed(self.clock.now_ms):
            if queue.lines:
                self.lines.follow(self.lines.sets[queue])
            for ticket in list(queue.waiting()):
                self.give_up_ticket(ticket, Outcome.SENT_HOME)

    # ------------------------------------------------------------------ tickets

    def issue(
        self, walk: Walk, task: int, work_ms: int, priority: int, patience_ms: int | None, place: int = NEVER
    ) -> Ticket:
        """A ticket for a task (or a file on a desk), at an earlier ticket's place; yield it to be served."""
        base = queue = walk.queues[task]
        if queue.lines:
            queue, priority = self.lines.choose(queue), DEFAULT_PRIORITY
        ticket = Ticket(self.clock, self.n_tickets, walk, task, queue, work_ms, priority)
        self.n_tickets += 1
        ticket.callbacks.append(self.on_ticket)
        if queue.is_desk:
            if queue.index in self.plan.unlimited:
                return self.work_at_unlimited(ticket)
        else:
            if walk.expected:
                self.no_longer_expect(walk, base)
            if queue.lines:
                self.lines.note(ticket)
            if not queue.n_on_duty and self.is_closed(ticket.issue_ms):
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
        assert station is not None
        if not station.dirty:
            station.dirty = True
            self.dirty.append(station)
        return ticket

    def no_longer_expect(self, walk: Walk, queue: QueueState) -> None:
        """The ticket for which a queue's clerks would stay after closing is taken."""
        if queue in walk.expected:
            walk.expected.remove(queue)
            queue.n_expected -= 1
            if queue.lines:
                self.touch_lines(queue)

    def work_at_unlimited(self, ticket: Ticket) -> Ticket:
        """A desk without limit of officers: work begins with the next working hour."""
        hours = self.plan.desk_hours[ticket.queue.index]
        ticket.waiting = False
        ticket.start_ms = hours.next_open(ticket.issue_ms)
        end = hours.add(ticket.start_ms, ticket.work_ms)
        self.at_unlimited.add(ticket)
        self.clock.plan(ticket, order.SERVICE_END + ticket.number, end - ticket.issue_ms)
        return ticket

    def watch_patience(self, ticket: Ticket, patience_ms: int) -> None:
        """The ticket leaves if it has not been called when its patience runs out."""
        alarm = self.clock.at(ticket.issue_ms + patience_ms, order.PATIENCE + ticket.number)
        alarm.callbacks.append(lambda _: self.run_out_of_patience(ticket))

    def run_out_of_patience(self, ticket: Ticket) -> None:
        """Whoever can be called in this very instant still is; else the ticket leaves."""
        if self.dirty:
            self.start_services()
        if ticket.waiting and not ticket.was_called:
            self.give_up_ticket(ticket, Outcome.LEFT)

    def give_up_ticket(self, ticket: Ticket, outcome: Outcome) -> None:
        """A waiting ticket ends without service."""
        ticket.waiting = False
        ticket.queue.n_waiting -= 1
        if ticket.queue.station is not None and ticket.queue.station.has_tides:
            self.touch(ticket.queue.station)
        ticket.outcome = outcome
        self.clock.plan(ticket, order.SERVICE_END + ticket.number)

    def touch_lines(self, queue: QueueState) -> None:
        """Something changed at a queue, or at the lines it stands for."""
        for line in queue.lines or (queue,):
            assert line.station is not None
            self.touch(line.station)

    def touch(self, station: Station) -> None:
        """Something changed at a station: look there once this instant is over."""
        if not station.dirty:
            station.dirty = True
            self.dirty.append(station)

    def start_services(self) -> None:
        """All starts of this instant; then servers nobody needs after closing go home."""
        now = self.clock.now_ms
        dirty, self.dirty = self.dirty, []
        for station in dirty:
            station.dirty = False
            queue, pool = station.only_queue, station.only_pool
            if queue is None or pool is None or (queue.n_waiting and pool.n_idle):
                while (match := station.next_match()) is not None:
                    self.start(match[0], match[1], now)
            if station.serving_out:
                self.release_idle(station)
            if station.is_plain:
                continue
            if station.has_tides:
                self.tides.turn(station)
            if station.has_lines:
                self.lines.settle(station)
            if station.idle_workers:
                self.idle_work.begin(station, now)

    def release_idle(self, station: Station) -> None:
        """Idle servers that stayed after closing leave when no ticket waits or will come to their queues."""
        for server in list(station.serving_out):
            needed = any(queue.n_waiting or queue.base.n_expected for queue in server.queues)
            if server.idle and not needed:
                self.go_off(server)

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
        if server.changes_work:
            ticket.work_ms = server.work_here(ticket.work_ms, now)
        server.to_the_end = server.serving_out
        end = now + ticket.work_ms
        if end > server.shift_to and not server.serving_out:
            if server.rule == "pause":
                end = self.end_with_pauses(server, now, ticket.work_ms)
            elif server.rule == "hand_back" and not server.closing:
                return  # the shift ends first: end_shift hands the rest back
        self.clock.plan(ticket, order.SERVICE_END + ticket.number, end - now)

    def end_with_pauses(self, server: ServerState, now: int, work_ms: int) -> int:
        """When work ends that pauses while the server is away; what is left at closing is done at once."""
        hours = self.plan.rosters[server.roster].on_duty
        end = hours.add(now, work_ms)
        if server.is_desk:
            return end
        close = self.closings[server.roster].next_close(now)
        return end if end <= close else close + work_ms - hours.working_ms_between(now, close)

    def on_ticket(self, ticket: Ticket) -> None:
        """A ticket's event: its service has ended, or it ends without service."""
        now = self.clock.now_ms
        server = ticket.server
        self.recorder.tickets.extend(
            (
                ticket.number, ticket.visit, ticket.matter, ticket.task,
                -1 if server is None else server.index,
                ticket.issue_ms, ticket.start_ms, now, ticket.work_ms, ticket.outcome,
            )
        )  # fmt: skip
        if server is not None:
            self.free(server, now)
        elif ticket.start_ms != NEVER:
            self.at_unlimited.remove(ticket)

    def free(self, server: ServerState, now: int) -> None:
        """A server has finished a ticket."""
        server.ticket = None
        if server.leaving:
            self.go_off(server)
        elif server.on_duty:
            server.pool.add_idle(server, now)
            station = server.station
            if not station.dirty:
                station.dirty = True
                self.dirty.append(station)

    def hand_back(self, server: ServerState) -> None:
        """Break a service off at the shift end; the rest goes to the head of its class for anyone."""
        ticket: Ticket | None = server.ticket
        assert ticket is not None
        now = self.clock.now_ms
        done = now - ticket.start_ms
        self.recorder.tickets.extend(
            (
                ticket.number, ticket.visit, ticket.matter, ticket.task, server.index,
                ticket.issue_ms, ticket.start_ms, now, done, Outcome.HANDED_BACK,
            )
        )  # fmt: skip
        rest = ticket.work_ms - done
        ticket.work_ms = int(rest / server.factor + 0.5)
        ticket.number = self.n_tickets
        self.n_tickets += 1
        ticket.issue_ms = now
        ticket.server = None
        ticket.start_ms = NEVER
        ticket.waiting = True
        server.ticket = None
        if ticket.queue.lines:
            self.lines.note(ticket)
        ticket.queue.give_back(ticket)
        self.touch(server.station)
