"""Taking files back from desks (R3.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hallsim.hall.reference.state.entities import Ticket
from hallsim.trace.model import NEVER, Outcome

if TYPE_CHECKING:
    from hallsim.hall.reference.servers.facility import Facility


def has_begun(ticket: Ticket) -> bool:
    """Whether somebody has begun to work on it; a team that waits for others has not."""
    if ticket.gathering is not None and ticket.gathering.n_missing:
        return False
    return ticket.was_called or not ticket.waiting


def withdraw(facility: Facility, ticket: Ticket) -> None:
    """A file leaves a desk's queue, or the officer in the middle of the work; its event never happens."""
    if not ticket.callbacks:
        return  # it was taken back before, with another branch around it
    now, server = facility.clock.now_ms, ticket.server
    ticket.callbacks = []
    if ticket.queue.is_gated() and not ticket.waiting:
        facility.close_file(ticket.queue)
    outcome, start, done = Outcome.WITHDRAWN, NEVER, ticket.work_ms
    if ticket.waiting:
        ticket.waiting = False
        ticket.queue.n_waiting -= 1
    elif server is None:
        facility.at_unlimited.remove(ticket)
        if ticket.start_ms <= now:
            outcome, start = Outcome.BROKEN_OFF, ticket.start_ms
            hours = facility.staffing.desk_hours[ticket.queue.index]
            done = hours.working_ms_between(start, now)
    else:
        outcome, start = Outcome.BROKEN_OFF, ticket.start_ms
        done = facility.staffing.rosters[server.roster].on_duty.working_ms_between(start, now)
    facility.recorder.ticket(ticket, start, now, done, outcome)
    if server is not None:
        facility.free(server, now)
