"""Desks whose files are heard at meetings (R3.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.clock import Steps

if TYPE_CHECKING:
    from hallsim.hall.plan.model import MeetingPlan
    from hallsim.hall.reference.servers.floor import Floor
    from hallsim.hall.reference.state.dispatch import QueueState


def hold_meetings(floor: Floor, queue: QueueState, plan: MeetingPlan) -> Steps:
    """Every meeting hears the next files, up to its capacity; all are decided at its end."""
    for at_ms in plan.times_ms:
        yield floor.clock.at(at_ms, event_order.MEETING + queue.index)
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
            floor.clock.plan(ticket, event_order.SERVICE_END + ticket.number, plan.length_ms)
