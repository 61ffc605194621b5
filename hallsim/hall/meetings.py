"""Desks whose files are heard at meetings (R3.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hallsim.hall import order
from hallsim.hall.clock import Steps

if TYPE_CHECKING:
    from hallsim.hall.dispatch import QueueState
    from hallsim.hall.floor import Floor
    from hallsim.hall.plan import MeetingPlan


def hold_meetings(floor: Floor, queue: QueueState, plan: MeetingPlan) -> Steps:
    """At every meeting the next files are heard, as many as it can; all are decided at its end."""
    for at_ms in plan.times_ms:
        yield floor.clock.at(at_ms, order.MEETING + queue.index)
        n_heard = 0
        while plan.capacity is None or n_heard < plan.capacity:
            ticket = queue.head()
            if ticket is None:
                break
            queue.take(ticket)
            n_heard += 1
            ticket.waiting = False
            ticket.was_called = True
            ticket.start_ms = at_ms
            ticket.work_ms = plan.length_ms
            floor.at_unlimited.add(ticket)
            floor.clock.plan(ticket, order.SERVICE_END + ticket.number, plan.length_ms)
