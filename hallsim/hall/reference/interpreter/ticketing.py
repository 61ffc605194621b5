"""Taking tickets: their class, work and patience, and whether a long queue puts the citizen off."""

from __future__ import annotations

from hallsim.hall.contract import EngineInput
from hallsim.hall.plan.operations import Serve, Tape
from hallsim.hall.reference.servers.balking import Balking, Looking
from hallsim.hall.reference.servers.facility import Facility
from hallsim.hall.reference.state.entities import Ticket, Walk
from hallsim.hall.reference.state.tapes import Tapes
from hallsim.scenario.design.limits import DEFAULT_PRIORITY, GREEN_PRIORITY
from hallsim.scenario.values.timetable import NEVER_MS
from hallsim.trace.model import NEVER, Outcome

STEP, ROUTE, COLLECT = Tape.STEP, Tape.ROUTE, Tape.COLLECT


class Ticketing:
    """Puts matters into queues."""

    def __init__(self, given: EngineInput, facility: Facility, tapes: Tapes) -> None:
        self.plan = given.plan
        self.facility = facility
        self.tapes = tapes
        self.balking = Balking.of(given.plan, given.decisions)
        self.looking = Looking(facility, self.balking)

    def take(self, op: Serve, walk: Walk, work_ms: int = -1) -> Ticket:
        """Queue for an operation's task, with the work the tape holds (or the given one)."""
        tapes = self.tapes
        priority, queue = DEFAULT_PRIORITY, walk.queues[op.task]
        if queue.by_priority:
            is_first = walk.arrived_ms == walk.first_visit_ms and not queue.is_desk
            row = (tapes.class_row if is_first else tapes.group)[walk.citizen]
            priority = self.plan.priority[row][walk.service]
            if priority != GREEN_PRIORITY and self.plan.queues[queue.index].only_green:
                priority = DEFAULT_PRIORITY
        patience = None
        if tapes.n_patience and walk.agent is None:
            patience = tapes.patience[walk.citizen * tapes.n_patience + walk.patience_column]
            if patience >= NEVER_MS:
                patience = None
        if work_ms < 0:
            work_ms = self.work_of(op, walk)
        place, walk.place = walk.place, NEVER
        if self.balking is None or walk.agent is not None or queue.is_desk:
            return self.facility.issue(walk, op.task, work_ms, priority, patience, place)
        seen = self.balking.seen(self.facility, queue)
        ticket = self.facility.issue(walk, op.task, work_ms, priority, patience, place)
        if seen and ticket.waiting and seen >= self.balking.at[walk.citizen]:
            self.facility.give_up_ticket(ticket, Outcome.BALKED)
        return ticket

    def work_of(self, op: Serve, walk: Walk) -> int:
        """The drawn work of an operation."""
        tapes, matter = self.tapes, walk.matter
        if op.tape is STEP:
            return tapes.step_work[tapes.step_start[matter] + op.position]
        if op.tape is ROUTE:
            return tapes.route_work[tapes.route_start[matter] + op.position]
        if op.tape is COLLECT:
            return tapes.collect_work[matter]
        if op.tape is Tape.AUTHORISE:
            return self.plan.authorise_ms
        if op.tape is Tape.AMEND:
            return int(tapes.amend_work[matter * tapes.n_amend + min(walk.n_amended, tapes.n_amend) - 1])
        if op.tape in tapes.extra:
            return tapes.extra[op.tape][matter]
        return tapes.revisit_work[matter * tapes.n_revisits + walk.attempt - 1]
