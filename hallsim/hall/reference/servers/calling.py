"""Calling tickets to windows: the called citizens walk there, or do not come (R6.34).

From the call on, the window is kept for the ticket. Whether citizens come and how long they walk is read from
tapes, one position for each call of each ticket.
"""

from __future__ import annotations

from collections.abc import Callable

from hallsim.hall.decisions.draws import CallDraws, Place
from hallsim.hall.reference.servers.floor import Floor
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.dispatch import ServerState
from hallsim.hall.reference.state.entities import Ticket
from hallsim.hall.reference.state.tapes import view
from hallsim.scenario.design.calling import Calling
from hallsim.trace.model import NEVER, Outcome

Begin = Callable[[ServerState, Ticket, int], None]
"""A server takes a ticket now."""


class CallTape:
    """How long called citizens walk, and whether they come at all.

    A position is named by the stop of the service, the visit and the number of the call. It is read for all
    matters when the first call asks for it.
    """

    def __init__(self, draws: CallDraws) -> None:
        self.draws = draws
        self._read: dict[Place, memoryview[int]] = {}

    def walk_ms(self, ticket: Ticket) -> int:
        """The walk after the ticket's next call; its complement (``~walk``) when nobody comes."""
        stop = self.draws.stops[ticket.task]
        place = stop, 0 if stop == ".collect" else ticket.attempt, ticket.n_calls
        if place not in self._read:
            self._read[place] = view(self.draws.walk_ms(place))
        return self._read[place][ticket.matter]


class Caller:
    """Begins services by calling.

    Args:
        start: begins the service of who is at the window.
        free: makes a server free that waited in vain.
    """

    def __init__(
        self,
        floor: Floor,
        rule: Calling,
        draws: CallDraws,
        start: Begin,
        free: Callable[[ServerState, int], None],
    ) -> None:
        self.floor = floor
        self.rule = rule
        self.tape = CallTape(draws)
        self.start, self.free = start, free
        self.calls = [spec.calls for spec in floor.plan.servers]

    def begin(self, server: ServerState, ticket: Ticket, now: int) -> None:
        """A server takes a ticket: it calls, or (files, guides, terminals, lines) begins at once."""
        if not self.calls[server.index] or ticket.queue.is_desk:
            self.start(server, ticket, now)
            return
        ticket.waiting = False
        ticket.was_called = True
        ticket.server = server
        server.ticket = ticket
        self.call(ticket, now)

    def call(self, ticket: Ticket, now: int) -> None:
        """One call; a citizen already served in part is there and comes."""
        self.floor.recorder.called.extend((ticket.number, now))
        walk = self.tape.walk_ms(ticket)
        ticket.n_calls += 1
        comes = walk >= 0 or ticket.handed_back
        walk = walk if walk >= 0 else ~walk
        if comes and walk == 0:
            self.arrive(ticket)
            return
        alarm = self.floor.clock.at(
            now + (walk if comes else self.rule.wait), event_order.SERVICE_END + ticket.number
        )
        alarm.callbacks.append(lambda _: self.arrive(ticket) if comes else self.miss(ticket))

    def arrive(self, ticket: Ticket) -> None:
        """The called citizen is at the window."""
        assert ticket.server is not None
        self.start(ticket.server, ticket, self.floor.clock.now_ms)

    def miss(self, ticket: Ticket) -> None:
        """Nobody has come: call again at once, put the ticket back, or remove it."""
        server, now = ticket.server, self.floor.clock.now_ms
        assert server is not None
        if ticket.n_recalls < self.rule.recalls:
            ticket.n_recalls += 1
            self.new_row(ticket, now)
            if not server.leaving:
                self.call(ticket, now)
                return
            ticket.queue.give_back(ticket)
        elif self.rule.missed != "remove" and ticket.n_requeues < self.rule.requeues:
            ticket.n_requeues += 1
            ticket.n_recalls = 0
            self.new_row(ticket, now)
            ticket.queue.put_back(ticket, None if self.rule.missed == "back" else self.rule.missed)
        else:
            ticket.outcome = Outcome.REMOVED
            self.floor.clock.plan(ticket, event_order.SERVICE_END + ticket.number)
            return
        ticket.server = None
        ticket.waiting = True
        self.floor.touch(server.station)
        self.free(server, now)

    def new_row(self, ticket: Ticket, now: int) -> None:
        """Record the missed call; the ticket goes on under a new number."""
        self.floor.recorder.ticket(ticket, NEVER, now, ticket.work_ms, Outcome.MISSED)
        ticket.number = self.floor.n_tickets
        self.floor.n_tickets += 1
        ticket.issue_ms = now
