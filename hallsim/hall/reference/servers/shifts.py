"""Servers on their rosters: coming on duty, breaks, the end of a shift and of the day (R6.2, R6.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.clock import Steps
from hallsim.scenario.values.timetable import Timetable
from hallsim.trace.model import NEVER, Outcome

if TYPE_CHECKING:
    from hallsim.hall.plan.model import Roster
    from hallsim.hall.reference.servers.closing import Closing
    from hallsim.hall.reference.servers.floor import Floor
    from hallsim.hall.reference.servers.idle_work import IdleWork
    from hallsim.hall.reference.servers.lines import Lines
    from hallsim.hall.reference.state.dispatch import ServerState, Station
    from hallsim.hall.reference.state.entities import Ticket


class Standby(Protocol):
    """What opens windows within their shifts, where the roster alone does not."""

    def allow(self, server: ServerState, end_ms: int, closing: bool) -> None:
        """A shift begins in which the window may open."""

    def forbid(self, server: ServerState) -> bool:
        """The shift ends; whether the window is open and its shift must be ended."""

    def closed(self, server: ServerState) -> None:
        """The window closes, perhaps before the end of its shift."""


class Shifts:
    """Brings the servers of a facility on duty and sends them off."""

    def __init__(self, floor: Floor, idle_work: IdleWork, lines: Lines, closing: Closing) -> None:
        self.floor = floor
        self.idle_work = idle_work
        self.lines = lines
        self.closing = closing
        self.standby: dict[ServerState, Standby] = {}
        self.opening_of_kind = [floor.opening]
        if floor.plan.network is not None:
            sites = floor.plan.network.sites
            by_kind = {site.kind: floor.openings[i] for i, site in reversed(list(enumerate(sites)))}
            self.opening_of_kind = [by_kind[kind] for kind in sorted(by_kind)]
        self.closings = [self.closings_of(roster) for roster in floor.staffing.rosters]

    def begin(self) -> None:
        """Start the process of every roster."""
        floor = self.floor
        for roster in range(len(floor.staffing.rosters)):
            servers = [server for server in floor.servers if server.roster == roster]
            floor.clock.process(self.work_roster(roster, servers))

    def work_roster(self, index: int, servers: list[ServerState]) -> Steps:
        """Bring the servers of a roster on duty and send them off, day by day."""
        hours = self.floor.staffing.rosters[index].on_duty
        for start, end in zip(hours.starts.tolist(), hours.ends.tolist(), strict=True):
            yield self.floor.clock.at(start, event_order.SHIFT_CHANGE + index)
            closing = self.closings[index].is_open(end - 1)
            for server in servers:
                if server in self.standby:
                    self.standby[server].allow(server, end, closing)
                else:
                    self.come_on(server, start, end, closing)
            yield self.floor.clock.at(end, event_order.SHIFT_CHANGE + index)
            for server in servers:
                if server not in self.standby or self.standby[server].forbid(server):
                    self.end_shift(server)

    def closings_of(self, roster: Roster) -> Timetable:
        """The shifts of a roster that end with a session of the hall, or after it and before the next."""
        on_duty, opening = roster.on_duty, self.opening_of_kind[roster.kind]
        early, opens, closes = (
            np.array(times, np.int64) for times in (opening.early_ms, opening.open_ms, opening.close_ms)
        )
        number = np.searchsorted(early, on_duty.ends - 1, side="right")  # of the session after this one's
        closed = on_duty.ends >= np.append(NEVER, closes)[number]
        upcoming = on_duty.ends <= np.append(NEVER, opens)[number]
        closed |= upcoming & (on_duty.starts < np.append([NEVER, NEVER], closes)[number])
        closing = closed & (not opening.always_open)
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
        self.floor.touch(server.station)

    def end_shift(self, server: ServerState) -> None:
        """A shift ends: finish, pause, hand back; at closing finish, or serve out those inside."""
        if server in self.idle_work.away_from:
            self.idle_work.come_back(server, self.floor.clock.now_ms)
        if server.ticket is not None and server.ticket.queue.is_desk and not server.is_desk:
            self.hand_back(server)  # nobody stays at a window for a file
            server.pool.add_idle(server, self.floor.clock.now_ms)
        rule = server.rule
        if (server.closing or server.to_the_end) and not server.is_desk:
            rule = "finish"  # nobody stays at a window overnight
            server.to_the_end = True
        if server.closing and server.serves_out:
            server.serving_out = True
            server.station.serving_out[server] = None
            self.floor.touch(server.station)  # once this instant is over, servers no longer needed go home
            return
        if server.ticket is not None and (rule == "finish" or server.ticket.start_ms == NEVER):
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
                self.floor.touch(server.station)
        else:
            self.go_off(server)

    def leave_after_visitor(self, server: ServerState) -> None:
        """A server stops when the visitor at the window (or called to it) is finished."""
        if server.leaving:
            return  # a tide window that is closing already
        server.leaving = True
        for queue in server.queues:
            queue.n_on_duty -= 1
        if server.station.watched:
            self.floor.touch(server.station)

    def go_off(self, server: ServerState) -> None:
        """A server without a visitor stops for now."""
        if server.idle:
            server.pool.remove_idle(server)
        if server.on_duty and not server.leaving:
            for queue in server.queues:
                queue.n_on_duty -= 1
        if server in self.standby:
            self.standby[server].closed(server)
        self.end_row(server, self.floor.clock.now_ms)
        server.on_duty = server.leaving = server.serving_out = False
        server.station.serving_out.pop(server, None)
        for queue in server.queues:
            if not queue.is_desk and not queue.n_on_duty:
                self.closing.send_home_if_closed(queue)
        if server.station.watched:
            self.floor.touch(server.station)

    def end_row(self, server: ServerState, left_ms: int) -> None:
        """Record a worked shift."""
        self.floor.recorder.shift(server, server.shift_to, left_ms, server.closing)

    def done_ms(self, server: ServerState, ticket: Ticket) -> int:
        """Work done on a ticket so far; where unfinished work pauses, only while the server was there."""
        hours, now = self.floor.staffing.rosters[server.roster].on_duty, self.floor.clock.now_ms
        if server.rule != "pause" or not hours.is_open(ticket.start_ms):
            return now - ticket.start_ms
        if server.is_desk:
            return hours.working_ms_between(ticket.start_ms, now)
        close = self.closings[server.roster].next_close(ticket.start_ms)  # what is left then is done at once
        return hours.working_ms_between(ticket.start_ms, min(now, close)) + max(0, now - close)

    def hand_back(self, server: ServerState, outcome: Outcome = Outcome.HANDED_BACK) -> None:
        """Break a service off; the rest (or, interrupted, all) goes to its place in its class for anyone."""
        ticket: Ticket | None = server.ticket
        assert ticket is not None
        now = self.floor.clock.now_ms
        done = self.done_ms(server, ticket)
        self.floor.recorder.ticket(ticket, ticket.start_ms, now, done, outcome)
        needed, number = ticket.work_ms, ticket.number
        if outcome is Outcome.INTERRUPTED and ticket.queue.interrupt == "restart":
            ticket.work_ms = ticket.whole_ms
        else:
            ticket.work_ms = int((needed - done) / server.factor + 0.5)
        self.floor.recorder.handed.extend((number, needed, ticket.work_ms))
        ticket.number = self.floor.n_tickets
        self.floor.n_tickets += 1
        ticket.issue_ms = now
        ticket.server = None
        ticket.start_ms = NEVER
        ticket.waiting = ticket.handed_back = True
        server.ticket = None
        if ticket.queue.lines:
            self.lines.note(ticket)
        ticket.queue.give_back(ticket)
        self.floor.touch(server.station)

    def release_idle(self, station: Station) -> None:
        """Idle servers that stayed after closing leave when no ticket waits or will come to their queues."""
        for server in list(station.serving_out):
            needed = any(q.n_waiting or q.base.n_expected for q in server.queues if not q.is_desk)
            if server.idle and not needed:
                self.go_off(server)
