"""Approvals that count as given when their limit is over (R6.23)."""

from __future__ import annotations

from hallsim.hall.plan.operations import Limit, Step, Until
from hallsim.hall.reference.interpreter.approvals import Approving
from hallsim.hall.reference.interpreter.interpreter import Found, Interpreter
from hallsim.hall.reference.servers.facility import Facility
from hallsim.hall.reference.servers.limit_clock import LimitClock
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.case_file import Branch
from hallsim.hall.reference.state.clock import Event, Steps
from hallsim.hall.reference.state.entities import Walk
from hallsim.trace.model import Outcome


class Deemed:
    """Ends approvals at their limits."""

    def __init__(
        self, interpreter: Interpreter, facility: Facility, limits: LimitClock, approving: Approving | None
    ) -> None:
        self.follow = interpreter.follow
        self.facility = facility
        self.clock = facility.clock
        self.limits = limits
        self.approving = approving
        self.until_closing = interpreter.outside[Until]
        interpreter.register({Until: self.until, Step: self.step})

    def until(self, op: Until, walk: Walk, branch: Branch | None) -> Found:
        """Follow an approval that ends with a limit; other operations are those of the interpreter."""
        if op.limit is None:
            return self.until_closing(op, walk, branch)
        return self.until_limit(op, op.limit, walk)

    def until_limit(self, op: Until, limit: Limit, walk: Walk) -> Steps:
        """Follow the approval, but no longer than the limit allows."""
        clock, limits = self.clock, self.limits
        work = clock.process(self.follow(op.ops, walk))
        while (end := limits.end_of(walk, walk.accepted_ms, limit.workdays)) > clock.now_ms:
            yield clock.any_of([work, clock.at(end, event_order.PATIENCE + walk.citizen)])
            if work.triggered:
                return
        if walk.away is not None and walk.is_away:
            yield walk.away.wait()  # the citizen is in the hall for the file
            # files that can be taken up in this instant still are
            yield clock.at(clock.now_ms, event_order.PATIENCE + walk.citizen)
            if work.triggered:
                return
        limits.deemed.add(walk.matter)
        n_examined = limits.examined.get(walk.matter, 0) + limits.passed(walk.matter)
        n_unexamined = max(limit.n_steps - n_examined, 0)
        limits.recorder.deemed.extend((walk.matter, clock.now_ms, n_unexamined, int(limits.rule.drop)))
        if walk.matter in limits.running and self.approving is not None:
            self.approving.let_go(limits.running[walk.matter], drop=limits.rule.drop)
        if limits.rule.drop:
            for ticket in limits.files.get(walk.matter, ()):
                if ticket.waiting and not ticket.was_called:
                    self.facility.give_up_ticket(ticket, Outcome.WITHDRAWN)

    def step(self, op: Step, walk: Walk, _: Branch | None) -> Steps:
        """One step; it is not begun once the matter counts as approved and the rest is dropped."""
        limits = self.limits
        for part in (part for ops in op.each for part in ops):
            if limits.rule.drop and walk.matter in limits.deemed:
                yield Event(self.clock)  # never happens
            yield from self.follow((part,), walk)
        if walk.matter not in limits.deemed:
            limits.examined[walk.matter] = limits.examined.get(walk.matter, 0) + 1
