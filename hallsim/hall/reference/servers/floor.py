"""The floor: queues, servers and stations as they stand, and what any mechanism may do there.

Mechanisms of a hall (shifts, lines, tide windows ...) build on it; the facility puts them together.
"""

from __future__ import annotations

from hallsim.hall.contract import EngineInput
from hallsim.hall.plan.opening import openings_of
from hallsim.hall.reference.servers.desk_queue import DeskQueue
from hallsim.hall.reference.servers.disciplines import make_queue
from hallsim.hall.reference.servers.limit_clock import LimitClock
from hallsim.hall.reference.servers.random_order import OrderTape, no_luck
from hallsim.hall.reference.servers.set_up import build_states, queues_of_sites
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.clock import Clock
from hallsim.hall.reference.state.dispatch import QueueState, Station
from hallsim.hall.reference.state.entities import Ticket, Walk
from hallsim.hall.reference.state.recorder import Recorder
from hallsim.hall.reference.state.tapes import view
from hallsim.scenario.values.timetable import Timetable
from hallsim.trace.model import Outcome


class Floor:
    """The queues, servers and stations of a run."""

    def __init__(self, given: EngineInput, clock: Clock, recorder: Recorder) -> None:
        plan, decisions = given.plan, given.decisions
        self.plan = plan
        self.staffing = decisions.staffing
        self.clock = clock
        self.recorder = recorder
        self.limits = None if plan.limits is None else LimitClock(plan.limits, plan.calendar, clock, recorder)
        slots: memoryview[int] = view(decisions.own_slot_ms[decisions.drawn.matter_citizen])
        luck = no_luck if decisions.order is None else OrderTape(decisions.order).next_of
        self.queues, self.servers, self.stations = build_states(
            given,
            lambda index: make_queue(plan, index, clock, slots.__getitem__, luck, self.limits),
        )
        self.queues_by_site = queues_of_sites(plan, self.queues)
        self.queues_by_group = self.queues_by_site[0]
        self.openings = openings_of(plan, decisions.staffing.attended)
        self.opening = self.openings[0]
        for queue, spec in zip(self.queues, plan.queues, strict=True):
            queue.opening, queue.interrupt = self.openings[spec.site], spec.interrupt
        self.dirty: list[Station] = []
        self.n_tickets = 0
        self.at_unlimited: set[Ticket] = set()
        self.shared_hours: dict[tuple[int, ...], Timetable] = {}  # by rosters, for joint inspections

    def touch(self, station: Station) -> None:
        """Something changed at a station: look there once this instant is over."""
        if not station.dirty:
            station.dirty = True
            self.dirty.append(station)

    def touch_lines(self, queue: QueueState) -> None:
        """Something changed at a queue, or at the lines it stands for."""
        for line in queue.lines or (queue,):
            if line.station is not None:  # nobody ever serves it
                self.touch(line.station)

    def give_up_ticket(self, ticket: Ticket, outcome: Outcome) -> None:
        """A waiting ticket ends without service."""
        ticket.waiting = False
        ticket.queue.n_waiting -= 1
        if ticket.queue.station is not None and ticket.queue.station.has_tides:
            self.touch(ticket.queue.station)
        ticket.outcome = outcome
        self.clock.plan(ticket, event_order.SERVICE_END + ticket.number)

    def no_longer_expect(self, walk: Walk, queue: QueueState) -> None:
        """A matter has taken the ticket for which the clerks of a queue would stay after closing."""
        if queue in walk.expected:
            walk.expected.remove(queue)
            queue.n_expected -= 1
            if queue.lines:
                self.touch_lines(queue)

    def open_file(self, queue: QueueState) -> None:
        """A file counts as in progress without an officer."""
        assert isinstance(queue, DeskQueue)
        queue.n_open += 1

    def close_file(self, queue: QueueState) -> None:
        """A file is no longer in progress."""
        assert isinstance(queue, DeskQueue)
        queue.n_open -= 1
        self.touch_lines(queue)
