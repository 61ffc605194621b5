"""Approvals that count as given when their limit is over (R6.23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hallsim.hall import order
from hallsim.hall.clock import Event, Steps
from hallsim.hall.itinerary import LimitedStep, UntilLimit
from hallsim.hall.limit_clock import LimitClock
from hallsim.hall.walk import Walk
from hallsim.trace import Outcome

if TYPE_CHECKING:
    from hallsim.hall.walking import Walking


def within_limit(op: LimitedStep | UntilLimit, walk: Walk, walking: Walking) -> Steps:
    """An approval, or a step of it, that the limit may end."""
    assert walking.limits is not None
    if isinstance(op, LimitedStep):
        yield from _examine(walking.limits, op, walk, walking)
    else:
        yield from _until_limit(walking.limits, op, walk, walking)


def _until_limit(limits: LimitClock, op: UntilLimit, walk: Walk, walking: Walking) -> Steps:
    """Walk the approval, but no longer than the limit allows."""
    work = limits.clock.process(walking.follow(op.ops, walk))
    while (end := limits.end_of(walk, walk.accepted_ms, op.workdays)) > limits.clock.now_ms:
        yield limits.clock.any_of([work, limits.clock.at(end, order.PATIENCE + walk.citizen)])
        if work.triggered:
            return
    if walk.away is not None and walk.is_away:
        yield walk.away.wait()  # the citizen is in the hall for the file
        # whoever can be taken up in this very instant still is
        yield limits.clock.at(limits.clock.now_ms, order.PATIENCE + walk.citizen)
        if work.triggered:
            return
    limits.deemed.add(walk.matter)
    n_examined = limits.examined.get(walk.matter, 0) + limits.passed(walk.matter)
    n_unexamined = max(op.n_steps - n_examined, 0)
    limits.recorder.deemed.extend((walk.matter, limits.clock.now_ms, n_unexamined, int(limits.rule.drop)))
    if walk.matter in limits.running and walking.approving is not None:
        _, root = limits.running[walk.matter]
        root.ignored = True
        if limits.rule.drop:
            walking.approving.cancel([root], finish_begun=True)
        for hold in [hold for part in root.family() for hold in part.holds]:
            walking.approving.errands.end(hold)
        walking.approving.errands.call_off(walk)
    if limits.rule.drop:
        for ticket in limits.files.get(walk.matter, ()):
            if ticket.waiting and not ticket.was_called:
                walking.floor.give_up_ticket(ticket, Outcome.WITHDRAWN)


def _examine(limits: LimitClock, op: LimitedStep, walk: Walk, walking: Walking) -> Steps:
    """One step; once the matter counts as approved and the rest is dropped, nothing of it goes on."""
    for part in op.ops:
        if limits.rule.drop and walk.matter in limits.deemed:
            yield Event(limits.clock)  # never happens
        yield from walking.follow((part,), walk)
    if walk.matter not in limits.deemed:
        limits.examined[walk.matter] = limits.examined.get(walk.matter, 0) + 1
