"""Calling tickets to windows: who is called walks there, or is waited for in vain (R6.34).

From the call on the window is kept for the ticket. Who comes and how long they walk is read from tapes, one
position for each call of each ticket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hallsim.demand.citizens import Kinds, durations_ms
from hallsim.demand.demand import Demand
from hallsim.hall import order
from hallsim.hall.front import REDIRECT
from hallsim.hall.plan import Plan
from hallsim.hall.tapes import view
from hallsim.hall.walk import Ticket
from hallsim.scenario.calling import Calling
from hallsim.trace import NEVER, Outcome

if TYPE_CHECKING:
    from hallsim.hall.dispatch import ServerState
    from hallsim.hall.floor import Floor


class CallTape:
    """How long the called walk, and whether they come at all.

    A position is named by the stop of the service (``/counter``, ``.form``, ``.collect``, ``redirect``, ...),
    the visit and the number of the call, so that a ticket meets the same fate under every design. It is read
    for all matters when the first call asks for it.
    """

    def __init__(self, plan: Plan, rule: Calling, demand: Demand) -> None:
        self.rule = rule
        self.demand = demand
        self.workday_ms = plan.calendar.workday_ms
        self.stops = [stop_of(task.name, plan.names.services[task.service]) for task in plan.tasks]
        self.alike = Kinds.split(np.zeros(demand.n_matters, np.int64), 1)
        self._read: dict[tuple[str, int, int], Any] = {}

    def walk_ms(self, ticket: Ticket) -> int:
        """The walk after the ticket's next call; its complement (``~walk``) when nobody comes."""
        stop = self.stops[ticket.task]
        place = stop, 0 if stop == ".collect" else ticket.attempt, ticket.n_calls
        if place not in self._read:
            self._read[place] = self._values("calling/{}/{}/{}".format(*place))
        return int(self._read[place][ticket.matter])

    def _values(self, name: str) -> Any:
        tape = self.demand.matter_tape
        walk = durations_ms(tape, f"{name}/walk", self.alike, [self.rule.walk], self.workday_ms)
        if self.rule.no_show > 0:
            absent = tape.uniforms(f"{name}/no_show") < self.rule.no_show
            walk = np.where(absent, ~walk, walk)
        return view(walk)


def stop_of(task: str, service: str) -> str:
    """What a task is, whatever its service and the design: the tape of its calls is named by it."""
    if task.startswith(REDIRECT):
        return REDIRECT.rstrip(".")
    return task.removeprefix(service) or "/counter"


class Caller:
    """Begins services by calling; without calling the floor begins them itself."""

    def __init__(self, floor: Floor, rule: Calling, demand: Demand) -> None:
        self.floor = floor
        self.rule = rule
        self.tape = CallTape(floor.plan, rule, demand)
        self.calls = [spec.calls for spec in floor.plan.servers]

    def begin(self, server: ServerState, ticket: Ticket, now: int) -> None:
        """A server takes a ticket: it calls, or (files, guides, terminals, lines) begins at once."""
        if not self.calls[server.index] or ticket.queue.is_desk:
            self.floor.start(server, ticket, now)
            return
        ticket.waiting = False
        ticket.was_called = True
        ticket.server = server
        server.ticket = ticket
        self.call(ticket, now)

    def call(self, ticket: Ticket, now: int) -> None:
        """One call; who has already been served in part stands there and comes."""
        self.floor.recorder.called.extend((ticket.number, now))
        walk = self.tape.walk_ms(ticket)
        ticket.n_calls += 1
        comes = walk >= 0 or ticket.handed_back
        walk = walk if walk >= 0 else ~walk
        if comes and walk == 0:
            self.arrive(ticket)
            return
        alarm = self.floor.clock.at(
            now + (walk if comes else self.rule.wait), order.SERVICE_END + ticket.number
        )
        alarm.callbacks.append(lambda _: self.arrive(ticket) if comes else self.miss(ticket))

    def arrive(self, ticket: Ticket) -> None:
        """The called citizen is at the window."""
        assert ticket.server is not None
        self.floor.start(ticket.server, ticket, self.floor.clock.now_ms)

    def miss(self, ticket: Ticket) -> None:
        """The clerk has waited in vain: call again at once, put the ticket back, or remove it."""
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
            self.floor.clock.plan(ticket, order.SERVICE_END + ticket.number)
            return
        ticket.server = None
        ticket.waiting = True
        self.floor.touch(server.station)
        self.floor.free(server, now)

    def new_row(self, ticket: Ticket, now: int) -> None:
        """Write the call in vain; the ticket goes on under a new number."""
        assert ticket.server is not None
        self.floor.recorder.tickets.extend(
            (
                ticket.number, ticket.visit, ticket.matter, ticket.task, ticket.server.index,
                ticket.issue_ms, NEVER, now, ticket.work_ms, Outcome.MISSED,
            )
        )  # fmt: skip
        ticket.number = self.floor.n_tickets
        self.floor.n_tickets += 1
        ticket.issue_ms = now
