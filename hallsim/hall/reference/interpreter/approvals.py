"""What operations do in an approval in which files are sent back, refused, held, or inspected together."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from enum import Enum
from typing import Any

from hallsim.hall.decisions.model import StepResults
from hallsim.hall.plan.operations import (
    Approve,
    Await,
    Delay,
    Fork,
    Gate,
    Ops,
    Row,
    Serve,
    Step,
    StepRef,
    Tape,
    Visit,
)
from hallsim.hall.reference.interpreter.delays import Delays
from hallsim.hall.reference.interpreter.file_visits import Errands
from hallsim.hall.reference.interpreter.interpreter import Interpreter, Stopping
from hallsim.hall.reference.interpreter.ticketing import Ticketing
from hallsim.hall.reference.servers.inspections import Gathering, travelled
from hallsim.hall.reference.servers.withdraw import has_begun, withdraw
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.case_file import Branch, Case, Group
from hallsim.hall.reference.state.clock import Event, Process, Steps
from hallsim.hall.reference.state.entities import NO_VISIT, Ticket, Walk
from hallsim.hall.reference.state.tapes import view
from hallsim.trace.model import NEVER, End, Hold, Purpose


class Verdict(Enum):
    """How an examination ends."""

    PASSED = 0
    BACK = 1  # the corrected file goes on from an earlier step
    STOPPED = 2


class Approving:
    """Takes files through such approvals."""

    def __init__(
        self,
        interpreter: Interpreter,
        tickets: Ticketing,
        delays: Delays,
        errands: Errands,
        results: StepResults,
    ) -> None:
        self.follow = interpreter.follow
        self.tickets = tickets
        self.delays = delays
        self.holds = delays.holds
        self.errands = errands
        self.tapes = tickets.tapes
        self.facility = tickets.facility
        self.clock = self.facility.clock
        self.needed = view(results.needed)
        self.returns = view(results.returns)
        self.refused = view(results.refused)
        interpreter.register(
            {Approve: self.approve},
            inside={
                Await: self.wait_at,
                Fork: self.fork,
                Gate: self.reach,
                Row: self.row,
                Serve: self.serve,
                Visit: self.pay,
            },
        )

    def approve(self, op: Approve, walk: Walk, _: Branch | None) -> Steps:
        """The approval from its first step to the decision."""
        case = Case(self.clock, walk, op, self.tapes.step_start[walk.matter])
        root = Branch(case, level=op.level)
        limits = self.facility.limits
        if limits is not None and walk.matter in limits.deemed:
            if limits.rule.drop:
                return
            root.ignored = True
        elif limits is not None:
            limits.running[walk.matter] = root
        stopped = yield from self.follow(op.ops, walk, root)
        if limits is not None and walk.matter in limits.deemed:
            return
        if walk.away is not None and walk.is_away:
            yield walk.away.wait()  # the citizen is still in the hall for a branch that no longer decides
        if stopped:
            walk.ended = End.REFUSED if case.failed is None else case.failed
            self.errands.call_off(walk)

    def let_go(self, root: Branch, drop: bool) -> None:
        """The matter is decided without its approval: steps begun are finished, the rest may be dropped."""
        root.ignored = True
        if drop:
            self.cancel([root], finish_begun=True)
        for hold in [hold for part in root.family() for hold in part.holds]:
            self.holds.end(hold)
        self.errands.call_off(root.case.walk)

    # ------------------------------------------------------------------ rows and results

    def row(self, op: Row, walk: Walk, branch: Branch) -> Stopping:
        """Parts in series; a file that was sent back may go on from an earlier one."""
        at = 0
        while at < len(op.ops):
            part = op.ops[at]
            if isinstance(part, Step):
                verdict = yield from self.examine(part, part.back_to < at, branch)
                if verdict is Verdict.STOPPED:
                    return True
                at = part.back_to if verdict is Verdict.BACK else at + 1
            else:
                if (yield from self.follow((part,), walk, branch)):
                    return True
                at += 1
        return False

    def examine(self, op: Step, goes_back: bool, branch: Branch) -> Generator[Event, Any, Verdict]:
        """Do what the step does, as long as it sends the file back; then its result."""
        case = branch.case
        due = [
            (ref, ops)
            for ref, ops in zip(op.steps, op.each, strict=True)
            if self.needed[case.base + ref.position]
        ]
        to_do = [ops for _, ops in due]
        if op.n_places and not case.inspected:
            if (yield from self.ask_for_all(op.n_places, [ref for ref, _ in due], branch)):
                return Verdict.STOPPED
            to_do = [after_inspection(ops) for ops in to_do]
        while due:
            for ops in to_do:
                if (yield from self.follow(ops, case.walk, branch)):
                    return Verdict.STOPPED
            results = [self.result(ref, branch) for ref, _ in due]
            if Verdict.STOPPED in results:
                self.refuse(branch)
                return Verdict.STOPPED
            due = [one for one, result in zip(due, results, strict=True) if result is Verdict.BACK]
            to_do = [ops for _, ops in due]
            if due and (yield from self.correct(due[0][0], branch)):
                return Verdict.STOPPED
            if due and goes_back:
                return Verdict.BACK
        return Verdict.PASSED

    def result(self, ref: StepRef, branch: Branch) -> Verdict:
        """Read the result of an examination off the tapes; a step passed once passes again."""
        case = branch.case
        n_before = case.examined.get(ref.position, 0)
        case.examined[ref.position] = n_before + 1
        if branch.is_ignored:
            return Verdict.PASSED
        cell = case.base + ref.position
        if n_before < self.returns[cell]:
            return Verdict.BACK
        return Verdict.STOPPED if n_before == self.returns[cell] and self.refused[cell] else Verdict.PASSED

    def refuse(self, branch: Branch) -> None:
        """The matter will not be approved; its joint inspection is given up."""
        if not branch.is_in_a_race:
            branch.case.stopped = True
            branch.case.ready.give()

    # ------------------------------------------------------------------ branches

    def fork(self, op: Fork, walk: Walk, branch: Branch) -> Stopping:
        """Follow the branches at once; refused when they are over and fewer than needed have passed."""
        group, n_missing = Group(self.clock, op.is_race), op.n_needed
        running: dict[Process, Branch] = {}
        for ops in op.branches:
            child = Branch(branch.case, branch, group)
            running[self.clock.process(self.follow(ops, walk, child))] = child
        stopped = False
        while running:
            yield self.clock.any_of(list(running))
            for process in [one for one in running if not one.is_alive]:
                running.pop(process)
                if process.value:
                    stopped = True
                    group.stop()
                    if branch.case.op.cancels and len(running) < n_missing and not branch.is_cancelled:
                        self.cancel(running.values())
                        self.errands.call_off(walk)
                        return True
                else:
                    n_missing -= 1
                if group.is_race and n_missing == 0:
                    if branch.case.op.cancels:
                        self.cancel(running.values())
                    for other in running.values():
                        other.ignored = True
                    self.errands.call_off(walk)
                    return False
        return stopped

    def cancel(self, branches: Iterable[Branch], finish_begun: bool = False) -> None:
        """Take the files of branches back from wherever they are, or only where no work has begun."""
        for branch in branches:
            branch.cancelled = True
            for part in branch.family():
                for ticket in part.tickets:
                    if not (finish_begun and has_begun(ticket)):
                        withdraw(self.facility, ticket)
                for hold in part.holds:
                    self.holds.end(hold)
                while part.kept_open and not finish_begun:
                    self.facility.close_file(part.kept_open.pop())

    def reach(self, op: Gate, _: Walk, branch: Branch) -> None:
        """A line has reached a gate."""
        if branch.group is not None:
            branch.group.gate(op).give()

    def wait_at(self, op: Await, _: Walk, branch: Branch) -> Stopping:
        """Wait until a line has reached a gate; the wait ends when one of the lines stops before."""
        group = branch.group
        if group is None:
            return False
        signal = group.gate(op.gate)
        if group.stopped and not signal.given:
            return True
        if not signal.given:
            yield signal.wait()
            return group.stopped
        return False

    # ------------------------------------------------------------------ desks and holds

    def serve(self, op: Serve, walk: Walk, branch: Branch) -> Steps:
        """The file goes to the desk's queue; a team's time on the way is noted."""
        ticket = self.ticket(op, branch)
        yield ticket
        branch.tickets.pop(ticket, None)
        away = travelled(self.facility, ticket)
        if away is not None:
            self.holds.note(walk, op.task, Hold.TRAVEL, ticket.start_ms, away)

    def ticket(self, op: Serve, branch: Branch) -> Ticket:
        """A place in the desk's queue, with the work of this examination."""
        walk, n_before = branch.case.walk, branch.case.examined.get(op.position, 0)
        ticket = self.tickets.take(op, walk, self.tapes.examination_ms(walk.matter, op.position, n_before))
        branch.tickets[ticket] = None
        return ticket

    def pay(self, op: Visit, walk: Walk, branch: Branch) -> Stopping:
        """Come to the hall to pay, once it is time; a citizen who filed online pays online."""
        held = op.held
        assert held is not None
        assert held.hold is not None
        assert isinstance(held.lasts, StepRef)
        if walk.first_visit_ms == NEVER:
            yield from self.delays.hold(held, walk, branch)
            return False
        if walk.visit != NO_VISIT:
            return False
        hold = self.holds.begin(walk, held.lasts.task, held.hold, held.stops, branch)
        at_ms = walk.opening.next_tickets(self.delays.over_at(held, walk, branch))
        yield self.clock.at(at_ms, event_order.ARRIVAL + walk.citizen)
        if not branch.is_cancelled and not branch.is_ignored:
            failed = yield from self.errands.visit(op, walk, Purpose.PAY, branch)
            branch.case.fail(failed)
        self.holds.end(hold)
        return self.has_failed(branch)

    def correct(self, ref: StepRef, branch: Branch) -> Stopping:
        """A desk has sent the file back: the citizen corrects it, while the limit's clock stands still."""
        case, walk = branch.case, branch.case.walk
        if walk.visit != NO_VISIT and walk.away is None:
            return False  # a citizen who waits inside corrects it at once
        hold = self.holds.begin(walk, ref.task, Hold.SENT_BACK, True, branch)
        visit = None if walk.first_visit_ms == NEVER else case.op.amend  # filed online again
        at_ms = self.errands.amended_at(walk, online=visit is None)
        yield self.clock.at(at_ms, event_order.ARRIVAL + walk.citizen)
        self.holds.end(hold)
        if visit is not None and not branch.is_cancelled and not branch.is_ignored:
            hold = self.holds.begin(walk, ref.task, Hold.AMENDING, True, branch)
            failed = yield from self.errands.visit(visit, walk, Purpose.AMEND, branch)
            case.fail(failed)
            self.holds.end(hold)
            branch.level = 0  # the corrected file is handed in where it was lodged
        return self.has_failed(branch)

    def has_failed(self, branch: Branch) -> bool:
        """Whether the matter ends because a visit for it failed."""
        failed = branch.case.failed is not None
        if failed:
            self.refuse(branch)
        return failed or branch.is_cancelled

    # ------------------------------------------------------------------ joint inspections

    def ask_for_all(self, n_places: int, refs: Sequence[StepRef], branch: Branch) -> Stopping:
        """One place of the joint inspection is reached; at the last one all teams are asked to come."""
        case, walk = branch.case, branch.case.walk
        if case.stopped:
            return True
        case.members += refs
        case.n_asked += 1
        if case.n_asked < n_places:
            yield case.ready.wait()
            return not case.inspected
        gathering = Gathering(self.facility)
        tickets: list[Ticket] = []
        for ref in case.members:
            serve = Serve(task=ref.task, tape=Tape.STEP, position=ref.position)
            tickets.append(self.ticket(serve, branch))
            if tickets[-1].queue.station is not None:
                gathering.expect(tickets[-1])
        for ticket in tickets:
            yield ticket
            branch.tickets.pop(ticket, None)
        since = gathering.all_there_ms
        for ticket in gathering.tickets:
            self.holds.note(walk, ticket.task, Hold.GATHERING, ticket.start_ms, since)
        if gathering.tickets:
            task = gathering.tickets[0].task
            self.holds.note(walk, task, Hold.TRAVEL, since, gathering.arrived_ms)
        case.inspected = True
        case.ready.give()
        return branch.is_cancelled


def after_inspection(ops: Ops) -> Ops:
    """What a step still does once it has been inspected with others: time passes."""
    return tuple(part for part in ops if isinstance(part, Delay) and part.hold is None)
