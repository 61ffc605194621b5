"""Walking an itinerary: one method for each primitive, and coming to and leaving the hall."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

from hallsim.hall import deemed, order
from hallsim.hall.approving import Approving
from hallsim.hall.balking import Balking, Looking
from hallsim.hall.calling import Caller
from hallsim.hall.clock import Clock, Event, Steps
from hallsim.hall.coming_again import ComingAgain
from hallsim.hall.contract import EngineInput
from hallsim.hall.floor import Floor
from hallsim.hall.itinerary import (
    Approve,
    Carry,
    ComeBack,
    Delay,
    Elapse,
    Fork,
    IfApproved,
    IfAuxiliary,
    IfNeeded,
    LimitedStep,
    Mark,
    Misled,
    Moment,
    Op,
    SendElsewhere,
    Serve,
    Supplement,
    Tape,
    Travel,
    Unless,
    UntilLimit,
    Visit,
    WaitInside,
)
from hallsim.hall.recorder import Recorder
from hallsim.hall.tapes import Tapes, view
from hallsim.hall.visits import Visits
from hallsim.hall.walk import NO_VISIT, GoesHomeError, Ticket, Walk, WayEndsError
from hallsim.scenario.limits import DEFAULT_PRIORITY, GREEN_PRIORITY
from hallsim.scenario.timetable import NEVER_MS
from hallsim.trace import NEVER, End, Outcome, Purpose
from hallsim.units import Duration

if TYPE_CHECKING:
    from hallsim.hall.walk import Outing

DELAYS = (Delay, Travel)  # made once: `Delay | Travel` in the loop would be made anew at every step


class Walking:
    """What a walk does at each operation."""

    def __init__(self, given: EngineInput, recorder: Recorder) -> None:
        plan, decisions = given.plan, given.decisions
        self.plan = plan
        self.recorder = recorder
        self.clock = Clock(initial_time=0)
        self.floor = Floor(given, self.clock, recorder)
        self.limits = self.floor.limits
        self.tapes = Tapes(decisions)
        if plan.calling is not None and decisions.call is not None:
            self.floor.begin = Caller(self.floor, plan.calling, decisions.call).begin
        self.visits = Visits(plan, self.clock, self.floor, self.tapes)
        self.again = ComingAgain.of(plan, decisions.drawn, self.visits)
        self.balking = Balking.of(plan, decisions)
        self.looking = Looking(self.floor, self.balking)
        self.correction = plan.correction
        self.rejections = view(decisions.rejections if plan.network is None else decisions.rejections.copy())
        self.approving = None if decisions.steps is None else Approving(self, decisions.steps)
        self.wrong_task = None if decisions.wrong_task is None else view(decisions.wrong_task)

    # ------------------------------------------------------------------ visits

    def visit(self, op: Visit, walk: Walk, outing: Outing | None = None, at_once: bool = False) -> Steps:
        """Come to the hall, wait for the doors, walk the stops, leave (or let an agent do so), come again."""
        if walk.agent is not None:
            yield from walk.agent.carry(walk, op, outing)
            return
        while True:
            back = None
            try:
                yield from self.visits.enter([walk], op, outing=outing)
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

    # ------------------------------------------------------------------ tickets

    def take_ticket(self, op: Serve, walk: Walk, work_ms: int = -1) -> Ticket:
        """Queue for an operation's task, with the work the tape holds (or the given one)."""
        tapes = self.tapes
        priority = DEFAULT_PRIORITY
        if walk.queues[op.task].by_priority:
            is_first = walk.arrived_ms == walk.first_visit_ms and not walk.queues[op.task].is_desk
            row = (tapes.class_row if is_first else tapes.group)[walk.citizen]
            priority = self.plan.priority[row][walk.service]
            if priority != GREEN_PRIORITY and self.plan.queues[walk.queues[op.task].index].only_green:
                priority = DEFAULT_PRIORITY
        patience = None
        if tapes.n_patience and walk.agent is None:
            patience = tapes.patience[walk.citizen * tapes.n_patience + walk.patience_column]
            if patience >= NEVER_MS:
                patience = None
        if work_ms < 0:
            work_ms = self.work_of(op, walk)
        place, walk.place = walk.place, NEVER
        if self.balking is None or walk.agent is not None or walk.queues[op.task].is_desk:
            return self.floor.issue(walk, op.task, work_ms, priority, patience, place)
        seen = self.balking.seen(self.floor, walk.queues[op.task])
        ticket = self.floor.issue(walk, op.task, work_ms, priority, patience, place)
        if seen and ticket.waiting and seen >= self.balking.at[walk.citizen]:
            self.floor.give_up_ticket(ticket, Outcome.BALKED)
        return ticket

    def work_of(self, op: Serve, walk: Walk) -> int:
        """The drawn work of an operation."""
        tapes, matter = self.tapes, walk.matter
        if op.tape is Tape.ROUTE:
            return tapes.route_work[tapes.route_start[matter] + op.position]
        if op.tape is Tape.STEP:
            return tapes.step_work[tapes.step_start[matter] + op.position]
        if op.tape is Tape.COLLECT:
            return tapes.collect_work[matter]
        if op.tape is Tape.AUTHORISE:
            return self.plan.authorise_ms
        if op.tape is Tape.AMEND:
            return int(tapes.amend_work[matter * tapes.n_amend + min(walk.n_amended, tapes.n_amend) - 1])
        if op.tape in tapes.extra:
            return tapes.extra[op.tape][matter]
        return tapes.revisit_work[matter * tapes.n_revisits + walk.attempt - 1]

    # ------------------------------------------------------------------ primitives

    def follow(self, ops: Sequence[Op], walk: Walk) -> Steps:
        """Walk operations one after another; what a condition lets happen is walked in its place.

        No generator of its own for that: fewer frames, less memory (see `benchmarks/README.md`).
        """
        todo = [*reversed(ops)]
        while todo:
            op = todo.pop()
            if isinstance(op, Serve):
                if self.looking.anybody:
                    yield from self.looking.first(walk.queues[op.task])
                ticket = self.take_ticket(op, walk)
                yield ticket
                if ticket.outcome is not Outcome.SERVED:
                    ticket.check_served()
                elif ticket.server is not None:
                    walk.served_by = ticket.server
            elif isinstance(op, Mark):
                self.mark(op.moment, walk)
            elif isinstance(op, Unless):
                if not self.is_rejected(walk):
                    todo += reversed(op.then)
            elif isinstance(op, WaitInside):
                if walk.opening.always_open:
                    todo += reversed(op.ops)
                else:
                    yield from self.wait_inside(op, walk)
            elif isinstance(op, Fork):
                yield from self.fork(op, walk)
            elif isinstance(op, IfAuxiliary):
                if walk.served_by is not None and not walk.served_by.decides:
                    todo += reversed(op.then)
            elif isinstance(op, Elapse):
                yield from self.elapse(op, walk)
            elif isinstance(op, DELAYS):
                yield from self.delay(op, walk)
            elif isinstance(op, Carry):
                yield from self.carry(op, walk)
            elif isinstance(op, ComeBack):
                yield from self.come_to_collect(op, walk)
            elif isinstance(op, Misled):
                yield from self.be_redirected(walk)
            elif isinstance(op, Supplement):
                yield from self.supplement(op, walk)
            elif isinstance(op, IfNeeded):
                todo += reversed(self.visits.needed(op, walk))
            elif isinstance(op, SendElsewhere):
                self.recorder.sent.extend((walk.matter, self.clock.now_ms))
            elif isinstance(op, LimitedStep | UntilLimit):
                yield from deemed.within_limit(op, walk, self)
            elif isinstance(op, IfApproved):
                if walk.ended is None:
                    todo += reversed(op.then)
            elif isinstance(op, Approve):
                assert self.approving is not None
                yield from self.approving.approve(op, walk)
            elif isinstance(op, Visit):
                yield from self.visit(op, walk)
            else:
                raise TypeError(f"{op} stands outside an approval")

    def be_redirected(self, walk: Walk) -> Steps:
        """Stand in a wrong queue, if the tape says so, to be told there which is right."""
        task = -1 if self.wrong_task is None else self.wrong_task[walk.matter]
        if task < 0:
            return
        yield from self.looking.first(walk.queues[task])
        ticket = self.take_ticket(Serve(task=task, tape=Tape.REDIRECT), walk)
        told = Outcome.ESCORTED if self.plan.escorts else Outcome.REDIRECTED
        if ticket.outcome is Outcome.SERVED:  # it may have been sent home at issue
            ticket.outcome = told
        yield ticket
        ticket.check_served()
        walk.place = ticket.order if self.plan.escorts else NEVER

    def prepare(self, walks: Sequence[Walk]) -> Steps:
        """What is done from afar before the first visit; the citizen then comes on the next open day."""
        came_ms = self.clock.now_ms
        for walk in walks:
            yield from self.follow(walk.itinerary.before, walk)
        back = self.visits.next_day(walks[0].opening, came_ms)
        yield self.clock.at(back, order.ARRIVAL + walks[0].citizen)

    def mark(self, moment: Moment, walk: Walk) -> None:
        """Note a moment of the matter."""
        now = self.clock.now_ms
        if self.limits is not None:
            self.limits.mark(moment, walk)
        if moment is Moment.ACCEPTED:
            walk.accepted_ms = now
        elif moment is Moment.DECIDED:
            if walk.ended is None or walk.ended is End.REFUSED:
                walk.decided_ms = now
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
            share = self.correction[walk.service]
            server = walk.served_by
            if server is not None and server.changes_errors:
                share = (1 - (1 - share) * (1 - server.error_share)) * server.error_factor
            if share and self.tapes.error_u[walk.matter * self.tapes.n_error + walk.attempt] < share:
                walk.next_purpose = Purpose.CORRECT
                walk.rejected = True
        walk.n_rejections += walk.rejected
        return walk.rejected

    def wait_inside(self, op: WaitInside, walk: Walk) -> Steps:
        """Wait for the file; GoesHomeError when the hall closes before it arrives."""
        work = self.clock.process(self.follow(op.ops, walk))
        close = walk.opening.closes_at(self.clock.now_ms)
        if close > self.clock.now_ms:
            yield self.clock.any_of([work, self.clock.at(close, order.CLOSING + walk.citizen)])
        if not work.triggered:
            raise GoesHomeError(work)

    def fork(self, op: Fork, walk: Walk) -> Steps:
        """Walk the branches at once and wait for as many of them as are needed."""
        branches: list[Event] = []
        for ops in op.branches:
            if len(ops) == 1 and isinstance(ops[0], Serve):
                branches.append(self.take_ticket(ops[0], walk))
            else:
                branches.append(self.clock.process(self.follow(ops, walk)))
        if not op.is_race:
            yield from branches
            return
        enough = len(branches) - op.n_needed
        while len(branches) > enough:
            yield self.clock.any_of(branches)
            branches = [one for one in branches if not one.processed]

    def elapse(self, op: Elapse, walk: Walk) -> Steps:
        """Time passes on the desk's calendar, or on the world's workdays."""
        queue = walk.queues[op.task]
        duration = self.tapes.step_elapsed[self.tapes.step_start[walk.matter] + op.position]
        end = self.plan.hours_of(op, queue.index).add(self.clock.now_ms, duration)
        done = self.clock.at(end, order.ARRIVAL + walk.citizen)
        if op.stays_open:
            self.floor.keep_open(queue, done)
        yield done

    def delay(self, op: Delay | Travel, walk: Walk) -> Steps:
        """A fixed time: exact, or on the world's workdays."""
        now = self.clock.now_ms
        end = self.after(op.span, now)
        if isinstance(op, Travel):  # of a file to another place
            self.recorder.carried.extend((walk.matter, now, end, int(op.back)))
        yield self.clock.at(end, order.ARRIVAL + walk.citizen)

    def until_next_day(self, walk: Walk) -> Steps:
        """Until the next open day, at the time of day of the last coming."""
        back = self.visits.next_day(walk.opening, walk.arrived_ms)
        yield self.clock.at(back, order.ARRIVAL + walk.citizen)

    def go_elsewhere(self, op: Visit, walk: Walk) -> Steps:
        """Whom the hall sent to the bureau goes there on the next open day, at the same time of day."""
        yield from self.until_next_day(walk)
        walk.purpose = Purpose.ELSEWHERE
        yield from self.visit(op, walk)

    def carry(self, op: Carry, walk: Walk) -> Steps:
        """The file leaves with the next courier, this very instant if one leaves, and is under way."""
        now, network, trips = self.clock.now_ms, self.plan.network, self.visits.trips
        assert network is not None
        assert trips is not None
        if self.limits is not None and walk.decided_ms == NEVER and walk.matter in self.limits.deemed:
            return  # a limit that is over decides wherever the file is
        departures = network.kinds[op.kind].departures or ()
        following = bisect_left(departures, now)
        end = NEVER_MS
        if following < len(departures):
            end = self.after(op.takes, departures[following])
        trips.couriers.extend((walk.matter, now, end))
        yield self.clock.at(end, order.ARRIVAL + walk.citizen)

    def after(self, span: Duration, now: int) -> int:
        """The end of a span: exact, or on the world's workdays."""
        length = span.to_ms(self.plan.calendar.workday_ms)
        return self.plan.calendar.workdays.add(now, length) if span.unit == "workdays" else now + length

    def come_to_collect(self, op: ComeBack, walk: Walk) -> Steps:
        """Stay away until the certificate is collected on a visit of its own."""
        if walk.agent is None and op.next_day:
            yield from self.until_next_day(walk)
        elif walk.agent is None:
            yield from self.visits.stay_away(walk, self.tapes.n_return - 1)
        walk.purpose = Purpose.COLLECT
        walk.patience_column = self.tapes.n_patience - 1
        yield from self.visit(op.visit, walk)

    def supplement(self, op: Supplement, walk: Walk) -> Steps:
        """Bring what was tolerated to be missing while the approval runs."""
        coming = self.clock.process(self.bring(op.visit, walk))
        yield from self.follow(op.meanwhile, walk)
        if walk.ended is not None and not (coming.triggered or walk.is_away):
            return  # nobody brings anything for a file that was refused
        end = yield coming
        if end is not None:
            raise end

    def bring(self, visit: Visit, walk: Walk) -> Generator[Event, Any, WayEndsError | None]:
        """A further visit that is not judged; returns how the way ended if it failed."""
        try:
            if walk.attempt + 1 >= self.plan.max_visits:
                raise WayEndsError(End.GIVEN_UP)
            yield from self.visits.stay_away(walk, walk.attempt)
            if walk.ended is not None:
                return None
            walk.attempt += 1
            walk.patience_column = walk.attempt
            if self.approving is not None:
                failed = yield from self.approving.errands.visit(visit, walk, Purpose.SUPPLEMENT, None)
                return None if failed is None else WayEndsError(failed)
            walk.purpose = Purpose.SUPPLEMENT
            yield from self.visit(visit, walk)
        except WayEndsError as end:
            return end
        return None
