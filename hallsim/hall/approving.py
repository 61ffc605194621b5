"""Walking an approval in which files are sent back, refused, held, or inspected together."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any

from hallsim.hall import order
from hallsim.hall.clock import Event, Process, Steps
from hallsim.hall.couriers import carries
from hallsim.hall.decisions import StepResults
from hallsim.hall.errands import Errands
from hallsim.hall.files import Branch, Case, File, Group
from hallsim.hall.inspections import Gathering, travelled
from hallsim.hall.itinerary import (
    Approve,
    Awaits,
    BringTo,
    Elapse,
    Examine,
    Fork,
    Gate,
    Held,
    Op,
    Pay,
    Row,
    Serve,
    StepRef,
    Tape,
)
from hallsim.hall.tapes import view
from hallsim.hall.walk import NO_VISIT, Ticket, Walk
from hallsim.hall.withdraw import has_begun, withdraw
from hallsim.trace import NEVER, End, Hold, Purpose

if TYPE_CHECKING:
    from hallsim.hall.walking import Walking

Stopping = Generator[Event, Any, bool]
"""Steps that tell in the end whether the branch stops here."""


class Verdict(Enum):
    """How an examination ends."""

    PASSED = 0
    BACK = 1  # the corrected file goes on from an earlier step
    STOPPED = 2


class Approving:
    """What a file does at each operation of such an approval."""

    def __init__(self, walking: Walking, results: StepResults) -> None:
        self.walking = walking
        self.clock = walking.clock
        self.plan = walking.plan
        self.tapes = walking.tapes
        self.errands = Errands(walking)
        self.needed = view(results.needed)
        self.returns = view(results.returns)
        self.refused = view(results.refused)
        self.again_row = view(results.again_row)
        self.n_again = results.again_work_ms.shape[1]
        self.again_work = view(results.again_work_ms)
        self.again_elapsed = view(results.again_elapsed_ms)

    def approve(self, op: Approve, walk: Walk) -> Steps:
        """The approval from its first step to the decision."""
        case, root = (
            Case(walk, File(self.clock), op, self.tapes.step_start[walk.matter]),
            Branch(level=op.level),
        )
        limits = self.walking.limits
        if limits is not None and walk.matter in limits.deemed:
            if limits.rule.drop:
                return
            root.ignored = True
        elif limits is not None:
            limits.running[walk.matter] = case, root
        stopped = yield from self.follow(op.ops, case, root)
        if limits is not None and walk.matter in limits.deemed:
            return
        if walk.away is not None and walk.is_away:
            yield walk.away.wait()  # the citizen is still in the hall for a branch that decides nothing
        if stopped:
            walk.ended = End.REFUSED if case.file.failed is None else case.file.failed
            self.errands.call_off(walk)

    def follow(self, ops: Sequence[Op], case: Case, branch: Branch) -> Stopping:
        """Walk operations one after another; True when the branch stops before their end."""
        stops = False
        for op in ops:
            if isinstance(op, Row):
                stops = yield from self.row(op, case, branch)
            elif isinstance(op, Fork):
                stops = yield from self.fork(op, case, branch)
            elif isinstance(op, Serve):
                yield from self.serve(op, case, branch)
            elif isinstance(op, Elapse):
                queue = case.walk.queues[op.task]
                duration = self.elapsed(op.position, case)
                end = self.plan.hours_of(op, queue.index).add(self.clock.now_ms, duration)
                if op.stays_open:
                    self.walking.floor.open_file(queue)
                    branch.kept_open.append(queue)
                yield self.clock.at(end, order.ARRIVAL + case.walk.citizen)
                if branch.kept_open:
                    self.walking.floor.close_file(branch.kept_open.pop())
            elif isinstance(op, Held):
                yield from self.hold(op, case, branch)
            elif isinstance(op, BringTo):
                yield from self.bring(op, case, branch)
            elif isinstance(op, Pay):
                stops = yield from self.pay(op, case, branch)
            elif isinstance(op, Gate):
                if branch.group is not None:
                    branch.group.gate(op).give()
            elif isinstance(op, Awaits):
                stops = yield from self.wait_at(op.gate, branch)
            else:
                raise TypeError(f"{op} is no part of an approval")
            if stops or branch.is_cancelled:
                return True
        return False

    # ------------------------------------------------------------------ rows and results

    def row(self, op: Row, case: Case, branch: Branch) -> Stopping:
        """Parts in series; a file that was sent back may go on from an earlier one."""
        at = 0
        while at < len(op.ops):
            part = op.ops[at]
            if isinstance(part, Examine):
                verdict = yield from self.examine(part, part.back_to < at, case, branch)
                if verdict is Verdict.STOPPED:
                    return True
                at = part.back_to if verdict is Verdict.BACK else at + 1
            else:
                if (yield from self.follow((part,), case, branch)):
                    return True
                at += 1
        return False

    def examine(
        self, op: Examine, goes_back: bool, case: Case, branch: Branch
    ) -> Generator[Event, Any, Verdict]:
        """Do what the step does, as long as it sends the file back; then its result."""
        due = [
            (ref, ops)
            for ref, ops in zip(op.steps, op.each, strict=True)
            if self.needed[case.base + ref.position]
        ]
        together = op.together is not None and not case.file.inspected
        if together and op.together is not None:
            if (yield from self.ask_for_all(op.together.n_places, [ref for ref, _ in due], case, branch)):
                return Verdict.STOPPED
            after = [tuple(part for part in ops if isinstance(part, Elapse)) for _, ops in due]
            for rest in after:
                if (yield from self.follow(rest, case, branch)):
                    return Verdict.STOPPED
        while due:
            if not together:
                for _, ops in due:
                    if (yield from self.follow(ops, case, branch)):
                        return Verdict.STOPPED
            together = False
            results = [self.result(ref, case, branch) for ref, _ in due]
            if Verdict.STOPPED in results:
                self.refuse(case, branch)
                return Verdict.STOPPED
            due = [one for one, result in zip(due, results, strict=True) if result is Verdict.BACK]
            if due and (yield from self.correct(due[0][0], case, branch)):
                return Verdict.STOPPED
            if due and goes_back:
                return Verdict.BACK
        return Verdict.PASSED

    def result(self, ref: StepRef, case: Case, branch: Branch) -> Verdict:
        """Read off the tapes what comes of an examination; a step passed once passes again."""
        n_before = case.file.examined.get(ref.position, 0)
        case.file.examined[ref.position] = n_before + 1
        if branch.is_ignored:
            return Verdict.PASSED
        cell = case.base + ref.position
        if n_before < self.returns[cell]:
            return Verdict.BACK
        return Verdict.STOPPED if n_before == self.returns[cell] and self.refused[cell] else Verdict.PASSED

    def refuse(self, case: Case, branch: Branch) -> None:
        """The matter will not be approved; nobody gathers for it any more."""
        if not branch.is_in_a_race:
            case.file.stopped = True
            case.file.ready.give()

    # ------------------------------------------------------------------ branches

    def fork(self, op: Fork, case: Case, branch: Branch) -> Stopping:
        """Walk the branches at once; refused when they are over and fewer than needed have passed."""
        group, n_missing = Group(self.clock, op.is_race), op.n_needed
        running: dict[Process, Branch] = {}
        for ops in op.branches:
            child = Branch(branch, group)
            running[self.clock.process(self.follow(ops, case, child))] = child
        stopped = False
        while running:
            yield self.clock.any_of(list(running))
            for process in [one for one in running if not one.is_alive]:
                running.pop(process)
                if process.value:
                    stopped = True
                    group.stop()
                    if case.op.cancels and len(running) < n_missing and not branch.is_cancelled:
                        self.cancel(running.values())
                        self.errands.call_off(case.walk)
                        return True
                else:
                    n_missing -= 1
                if group.is_race and n_missing == 0:
                    if case.op.cancels:
                        self.cancel(running.values())
                    for other in running.values():
                        other.ignored = True
                    self.errands.call_off(case.walk)
                    return False
        return stopped

    def cancel(self, branches: Any, finish_begun: bool = False) -> None:
        """Take the files of branches back from wherever they are, or only from where no work has begun."""
        for branch in branches:
            branch.cancelled = True
            for part in branch.family():
                for ticket in part.tickets:
                    if not (finish_begun and has_begun(ticket)):
                        withdraw(self.walking.floor, ticket)
                for hold in part.holds:
                    self.errands.end(hold)
                while part.kept_open and not finish_begun:
                    self.walking.floor.close_file(part.kept_open.pop())

    def wait_at(self, gate: Gate, branch: Branch) -> Stopping:
        """Wait until a line has come to a gate; in vain when one of the lines stops before."""
        group = branch.group
        if group is None:
            return False
        signal = group.gate(gate)
        if group.stopped and not signal.given:
            return True
        if not signal.given:
            yield signal.wait()
            return group.stopped
        return False

    # ------------------------------------------------------------------ desks and holds

    def serve(self, op: Serve, case: Case, branch: Branch) -> Steps:
        """The file goes to the desk's queue; a team's time on the way is noted."""
        ticket = self.ticket(op, case, branch)
        yield ticket
        branch.tickets.pop(ticket, None)
        away = travelled(self.walking.floor, ticket)
        if away is not None:
            self.errands.note(case.walk, op.task, Hold.TRAVEL, ticket.start_ms, away)

    def ticket(self, op: Serve, case: Case, branch: Branch) -> Ticket:
        """A place in the desk's queue, with the work of this examination."""
        n_before = case.file.examined.get(op.position, 0)
        cell = self.again(op.position, n_before, case)
        work = -1 if cell is None else self.again_work[cell]
        ticket = self.walking.take_ticket(op, case.walk, work)
        branch.tickets[ticket] = None
        return ticket

    def again(self, position: int, n_before: int, case: Case) -> int | None:
        """Where the tapes hold a further examination of a step; None for the first."""
        row = self.again_row[case.base + position] if n_before and self.n_again else -1
        return None if row < 0 else row * self.n_again + min(n_before, self.n_again) - 1

    def bring(self, op: BringTo, case: Case, branch: Branch) -> Steps:
        """The file goes with couriers to another office, unless it is there."""
        goal = op.level
        if goal is None:
            assert branch.parent is not None
            goal = branch.parent.level
        for way in carries(op.legs, branch.level, goal):
            yield from self.walking.carry(way, case.walk)
        branch.level = goal

    def elapsed(self, position: int, case: Case) -> int:
        """Time that a step takes without an officer."""
        cell = self.again(position, case.file.examined.get(position, 0), case)
        if cell is not None:
            return int(self.again_elapsed[cell])
        return self.tapes.step_elapsed[case.base + position]

    def held_until(self, op: Held, case: Case) -> int:
        """When a hold that begins now is over."""
        now, duration = self.clock.now_ms, self.elapsed(op.position, case)
        return self.plan.calendar.workdays.add(now, duration) if op.in_workdays else now + duration

    def hold(self, op: Held, case: Case, branch: Branch) -> Steps:
        """The file is held for a time; who waits inside pays at once."""
        if op.kind is Hold.PAYMENT and case.walk.visit != NO_VISIT:
            return
        hold = self.errands.begin(case.walk, op.task, op.kind, op.stops, branch)
        yield self.clock.at(self.held_until(op, case), order.ARRIVAL + case.walk.citizen)
        self.errands.end(hold)

    def pay(self, op: Pay, case: Case, branch: Branch) -> Stopping:
        """Come to the hall to pay, once it is time; who filed online pays so."""
        walk, held = case.walk, op.held
        if walk.first_visit_ms == NEVER:
            yield from self.hold(held, case, branch)
            return False
        if walk.visit != NO_VISIT:
            return False
        hold = self.errands.begin(walk, held.task, held.kind, held.stops, branch)
        at_ms = walk.opening.next_tickets(self.held_until(held, case))
        yield self.clock.at(at_ms, order.ARRIVAL + walk.citizen)
        if not branch.is_cancelled and not branch.is_ignored:
            case.file.failed = yield from self.errands.visit(op.visit, walk, Purpose.PAY, branch)
        self.errands.end(hold)
        return self.has_failed(case, branch)

    def correct(self, ref: StepRef, case: Case, branch: Branch) -> Stopping:
        """A desk has sent the file back: the citizen corrects it, while the limit's clock stands still."""
        walk = case.walk
        if walk.visit != NO_VISIT and walk.away is None:
            return False  # who waits inside puts it right at once
        hold = self.errands.begin(walk, ref.task, Hold.SENT_BACK, True, branch)
        visit = None if walk.first_visit_ms == NEVER else case.op.amend  # who filed online does so again
        at_ms = self.errands.amended_at(walk, online=visit is None)
        yield self.clock.at(at_ms, order.ARRIVAL + walk.citizen)
        self.errands.end(hold)
        if visit is not None and not branch.is_cancelled and not branch.is_ignored:
            hold = self.errands.begin(walk, ref.task, Hold.AMENDING, True, branch)
            case.file.failed = yield from self.errands.visit(visit, walk, Purpose.AMEND, branch)
            self.errands.end(hold)
            branch.level = 0  # what was corrected is handed in where the citizen lodged
        return self.has_failed(case, branch)

    def has_failed(self, case: Case, branch: Branch) -> bool:
        """Whether the way ends because a visit for it failed."""
        if case.file.failed is not None:
            self.refuse(case, branch)
        return case.file.failed is not None or branch.is_cancelled

    # ------------------------------------------------------------------ joint inspections

    def ask_for_all(self, n_places: int, refs: Sequence[StepRef], case: Case, branch: Branch) -> Stopping:
        """One place of the joint inspection is reached; at the last one all teams are asked to come."""
        file = case.file
        if file.stopped:
            return True
        file.members += refs
        file.n_asked += 1
        if file.n_asked < n_places:
            yield file.ready.wait()
            return not file.inspected
        gathering = Gathering(self.walking.floor)
        tickets: list[Ticket] = []
        for ref in file.members:
            serve = Serve(task=ref.task, tape=Tape.STEP, position=ref.position)
            tickets.append(self.ticket(serve, case, branch))
            if tickets[-1].queue.station is not None:
                gathering.expect(tickets[-1])
        for ticket in tickets:
            yield ticket
            branch.tickets.pop(ticket, None)
        since, walk = gathering.all_there_ms, case.walk
        for ticket in gathering.tickets:
            self.errands.note(walk, ticket.task, Hold.GATHERING, ticket.start_ms, since)
        if gathering.tickets:
            task = gathering.tickets[0].task
            self.errands.note(walk, task, Hold.TRAVEL, since, gathering.arrived_ms)
        file.inspected = True
        file.ready.give()
        return branch.is_cancelled
