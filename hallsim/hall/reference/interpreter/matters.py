"""What the operations of an itinerary do outside approvals with results, and the visits for them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

from hallsim.hall.contract import EngineInput
from hallsim.hall.plan.operations import (
    Condition,
    Delay,
    Fork,
    If,
    Mark,
    Misled,
    Moment,
    Ops,
    Serve,
    Tape,
    Transport,
    Until,
    Visit,
)
from hallsim.hall.reference.interpreter.admission import Visits
from hallsim.hall.reference.interpreter.approvals import Approving
from hallsim.hall.reference.interpreter.coming_again import ComingAgain
from hallsim.hall.reference.interpreter.deemed import Deemed
from hallsim.hall.reference.interpreter.delays import Delays
from hallsim.hall.reference.interpreter.file_visits import Errands
from hallsim.hall.reference.interpreter.holds import Holds
from hallsim.hall.reference.interpreter.interpreter import Found, Interpreter
from hallsim.hall.reference.interpreter.ticketing import Ticketing
from hallsim.hall.reference.servers.facility import Facility
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.clock import Clock, Event, Steps
from hallsim.hall.reference.state.entities import NO_VISIT, GoesHomeError, Ticket, Walk, WayEndsError
from hallsim.hall.reference.state.recorder import Recorder
from hallsim.hall.reference.state.tapes import Tapes, view
from hallsim.hall.reference.state.trips import Trips
from hallsim.trace.model import NEVER, End, Outcome, Purpose

if TYPE_CHECKING:
    from hallsim.hall.reference.state.case_file import Branch
    from hallsim.hall.reference.state.entities import Outing


# read all the time: access to a member of an enumeration is slow (Python 3.11)
ACCEPTED, DECIDED, SENT = Moment.ACCEPTED, Moment.DECIDED, Moment.SENT
NOT_REJECTED = Condition.NOT_REJECTED


class Walking:
    """What happens to matters, and the interpreter that follows their itineraries."""

    def __init__(self, given: EngineInput, recorder: Recorder) -> None:
        plan, decisions = given.plan, given.decisions
        self.plan = plan
        self.recorder = recorder
        self.clock = Clock(initial_time=0)
        self.facility = Facility(given, self.clock, recorder)
        self.limits = self.facility.limits
        self.tapes = Tapes(decisions)
        self.tickets = Ticketing(given, self.facility, self.tapes)
        self.visits = Visits(plan, self.facility, self.tapes, Trips.of(decisions, recorder))
        self.again = ComingAgain.of(plan, decisions.drawn, self.visits)
        self.holds = Holds(self.clock, recorder)
        self.delays = Delays(self.facility, self.tapes, self.visits, self.holds)
        self.rejections = view(decisions.rejections if plan.network is None else decisions.rejections.copy())
        self.wrong_task = None if decisions.wrong_task is None else view(decisions.wrong_task)
        self.interpreter = Interpreter()
        self.follow = self.interpreter.follow
        self.interpreter.register(
            {
                Serve: self.look_and_serve if self.tickets.looking.anybody else self.serve,
                Misled: self.be_redirected,
                Delay: self.delays.delay,
                Transport: self.delays.transport,
                Mark: self.mark,
                If: self.walk_if,
                Fork: self.fork,
                Until: self.wait_inside,
                Visit: self.come_again,
            }
        )
        self.errands = approving = None
        if decisions.steps is not None:
            self.errands = Errands(plan, self.clock, self.tapes, self.visits, self.visit)
            approving = Approving(self.interpreter, self.tickets, self.delays, self.errands, decisions.steps)
        if self.limits is not None:
            Deemed(self.interpreter, self.facility, self.limits, approving)

    # ------------------------------------------------------------------ visits

    def visit(self, op: Visit, walk: Walk, outing: Outing | None = None, at_once: bool = False) -> Steps:
        """Enter, wait for the doors, follow the stops, leave (or let an agent do all this), come again."""
        if walk.agent is not None:
            yield from walk.agent.carry(walk, op, outing)
            return
        while True:
            back = None
            try:
                yield from self.visits.enter([walk], [op.further_tasks], outing=outing)
                if op.entry:
                    yield from self.follow(op.entry, walk)
                yield from self.follow(op.stops, walk)
            except WayEndsError as end:
                if walk.visit != NO_VISIT:
                    self.visits.leave([walk], end.state)
                back = None if self.again is None or at_once else self.again.at(walk, end)
                if back is None:
                    raise
            except GoesHomeError as home:
                walk.at_work = home.work
            if back is None:
                break
            yield from self.visits.stay_home(walk, back, outing)
        self.visits.leave([walk], End.SERVED)

    def prepare(self, walks: Sequence[Walk]) -> Steps:
        """What is done remotely before the first visit; the citizen then comes on the next open day."""
        came_ms = self.clock.now_ms
        for walk in walks:
            yield from self.follow(walk.itinerary.before, walk)
        back = self.visits.next_day(walks[0].opening, came_ms)
        yield self.clock.at(back, event_order.ARRIVAL + walks[0].citizen)

    def until_next_day(self, walk: Walk) -> Steps:
        """Wait until the next open day, at the time of day of the last arrival."""
        back = self.visits.next_day(walk.opening, walk.arrived_ms)
        yield self.clock.at(back, event_order.ARRIVAL + walk.citizen)

    def go_elsewhere(self, op: Visit, walk: Walk) -> Steps:
        """A citizen whom the hall sent to the bureau goes there on the next open day, at the same time."""
        yield from self.until_next_day(walk)
        walk.purpose = Purpose.ELSEWHERE
        yield from self.visit(op, walk)

    # ------------------------------------------------------------------ operations

    def serve(self, op: Serve, walk: Walk, _: Branch | None) -> Ticket:
        """Take a ticket and be served."""
        return self.tickets.take(op, walk)

    def look_and_serve(self, op: Serve, walk: Walk, _: Branch | None) -> Steps:
        """Look how long the queue is before taking a ticket."""
        yield from self.tickets.looking.first(walk.queues[op.task])
        ticket = self.tickets.take(op, walk)
        yield ticket
        walk.note_service(ticket)

    def be_redirected(self, _: Misled, walk: Walk, __: Branch | None) -> Found:
        """Stand in a wrong queue, if the tape says so, to be told there which is right."""
        task = -1 if self.wrong_task is None else self.wrong_task[walk.matter]
        return None if task < 0 else self.stand_in_wrong_queue(task, walk)

    def stand_in_wrong_queue(self, task: int, walk: Walk) -> Steps:
        """A ticket that ends with the news; an escorted citizen keeps its place."""
        yield from self.tickets.looking.first(walk.queues[task])
        ticket = self.tickets.take(Serve(task=task, tape=Tape.REDIRECT), walk)
        told = Outcome.ESCORTED if self.plan.escorts else Outcome.REDIRECTED
        if ticket.outcome is Outcome.SERVED:  # it may have been sent home at issue
            ticket.outcome = told
        yield ticket
        ticket.check_served()
        walk.place = ticket.order if self.plan.escorts else NEVER

    def walk_if(self, op: If, walk: Walk, _: Branch | None) -> Ops:
        """The operations that a condition allows."""
        if op.condition is NOT_REJECTED:
            holds = not self.is_rejected(walk)
        elif op.condition is Condition.BY_AUXILIARY:
            holds = walk.served_by is not None and not walk.served_by.decides
        elif op.condition is Condition.APPROVED:
            holds = walk.ended is None
        else:
            holds = self.visits.needs(op, walk)
        return op.then if holds else ()

    def mark(self, op: Mark, walk: Walk, _: Branch | None) -> None:
        """Note a moment of the matter."""
        now, moment = self.clock.now_ms, op.moment
        if self.limits is not None:
            self.limits.mark(moment, walk)
        if moment is ACCEPTED:
            walk.accepted_ms = now
        elif moment is DECIDED:
            if walk.ended is None or walk.ended is End.REFUSED:
                walk.decided_ms = now
        elif moment is SENT:
            self.recorder.sent.extend((walk.matter, now))
        elif walk.agent is None or walk.visit == NO_VISIT:
            walk.in_hand_ms = now
        else:
            walk.brought_later = True

    def is_rejected(self, walk: Walk) -> bool:
        """Read the tapes: documents missing, or an error found afterwards."""
        if walk.attempt >= self.plan.rescue_after:
            return False  # this visit settles the matter
        if walk.attempt < self.rejections[walk.matter]:
            walk.next_purpose = Purpose.SUPPLEMENT
            walk.rejected = True
        else:
            share = self.plan.correction[walk.service]
            server = walk.served_by
            if server is not None and server.changes_errors:
                share = (1 - (1 - share) * (1 - server.error_share)) * server.error_factor
            if share and self.tapes.error_u[walk.matter * self.tapes.n_error + walk.attempt] < share:
                walk.next_purpose = Purpose.CORRECT
                walk.rejected = True
        walk.n_rejections += walk.rejected
        return walk.rejected

    def wait_inside(self, op: Until, walk: Walk, _: Branch | None) -> Found:
        """Wait for the file, until the hall closes if it does."""
        return op.ops if walk.opening.always_open else self.wait_until_closing(op, walk)

    def wait_until_closing(self, op: Until, walk: Walk) -> Steps:
        """Wait for the file; GoesHomeError when the hall closes before it arrives."""
        work = self.clock.process(self.follow(op.ops, walk))
        close = walk.opening.closes_at(self.clock.now_ms)
        if close > self.clock.now_ms:
            yield self.clock.any_of([work, self.clock.at(close, event_order.CLOSING + walk.citizen)])
        if not work.triggered:
            raise GoesHomeError(work)

    def fork(self, op: Fork, walk: Walk, _: Branch | None) -> Found:
        """Follow the branches at once and wait for as many of them as are needed."""
        branches: list[Event] = []
        for ops in op.branches:
            if len(ops) == 1 and isinstance(ops[0], Serve):
                branches.append(self.tickets.take(ops[0], walk))
            else:
                branches.append(self.clock.process(self.follow(ops, walk)))
        return self.race(branches, op.n_needed) if op.is_race else branches

    def race(self, branches: list[Event], n_needed: int) -> Steps:
        """Wait for the first `n_needed` of several branches."""
        enough = len(branches) - n_needed
        while len(branches) > enough:
            yield self.clock.any_of(branches)
            branches = [one for one in branches if not one.processed]

    def come_again(self, op: Visit, walk: Walk, _: Branch | None) -> Steps:
        """Come to collect, or with what was missing."""
        return self.come_to_collect(op, walk) if op.purpose is Purpose.COLLECT else self.supplement(op, walk)

    def come_to_collect(self, op: Visit, walk: Walk) -> Steps:
        """Stay away until the certificate is collected on a separate visit."""
        if walk.agent is None and op.next_day:
            yield from self.until_next_day(walk)
        elif walk.agent is None:
            yield from self.visits.stay_away(walk, self.tapes.n_return - 1)
        walk.purpose = Purpose.COLLECT
        walk.patience_column = self.tapes.n_patience - 1
        yield from self.visit(op, walk)

    def supplement(self, op: Visit, walk: Walk) -> Steps:
        """Bring the tolerated missing documents while the approval runs."""
        coming = self.clock.process(self.bring(op, walk))
        yield from self.follow(op.meanwhile, walk)
        if walk.ended is not None and not (coming.triggered or walk.is_away):
            return  # nobody brings anything for a file that was refused
        end = yield coming
        if end is not None:
            raise end

    def bring(self, visit: Visit, walk: Walk) -> Generator[Event, Any, WayEndsError | None]:
        """A further visit that is not judged; returns how the matter ended if it failed."""
        try:
            if walk.attempt + 1 >= self.plan.max_visits:
                raise WayEndsError(End.GIVEN_UP)
            yield from self.visits.stay_away(walk, walk.attempt)
            if walk.ended is not None:
                return None
            walk.attempt += 1
            walk.patience_column = walk.attempt
            if self.errands is not None:
                failed = yield from self.errands.visit(visit, walk, Purpose.SUPPLEMENT, None)
                return None if failed is None else WayEndsError(failed)
            walk.purpose = Purpose.SUPPLEMENT
            yield from self.visit(visit, walk)
        except WayEndsError as end:
            return end
        return None
