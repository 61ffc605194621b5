"""Preemptive priority: a ticket of a better class takes a server from one of a worse class (R6.28).

After all starts of an instant, the tickets that still wait have found no idle server. An interrupted ticket
keeps the place of its first issue.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.clock import Clock
from hallsim.trace.model import NEVER, Outcome

if TYPE_CHECKING:
    from hallsim.hall.reference.servers.shifts import Shifts
    from hallsim.hall.reference.state.dispatch import QueueState, ServerState, Station
    from hallsim.hall.reference.state.entities import Ticket


def interrupt(
    shifts: Shifts, station: Station, now: int, begin: Callable[[ServerState, Ticket, int], None]
) -> None:
    """All interruptions of this instant at a station, the best ticket first."""
    while (found := next_interruption(station)) is not None:
        server, ticket = found
        served: Ticket | None = server.ticket
        assert served is not None
        if served.service_end is not None and served.service_end.callbacks:
            served.service_end.callbacks.clear()  # it never happens
        ticket.queue.take(ticket)
        shifts.hand_back(server, Outcome.INTERRUPTED)
        begin(server, ticket, now)


def end_unless_interrupted(clock: Clock, ticket: Ticket, end_ms: int) -> None:
    """Plan the end of a service by an event of its own, which an interruption can forget."""
    place = event_order.SERVICE_END + ticket.number
    ticket.service_end = clock.at(end_ms, place)
    ticket.service_end.callbacks.append(lambda _: clock.plan(ticket, place))


def next_interruption(station: Station) -> tuple[ServerState, Any] | None:
    """The best ticket that may interrupt a service, and the server of the worst class that began last."""
    heads = [(head, queue) for queue in station.queues if (head := _next_of(queue)) is not None]
    for head, queue in sorted(heads, key=lambda pair: (pair[0].priority, pair[0].order)):
        servers = [server for server in station.servers if _makes_way(server, head, queue)]
        if servers:
            return max(servers, key=_worst_and_latest), head
    return None


def _next_of(queue: QueueState) -> Any | None:
    return queue.head() if queue.interrupt != "none" and queue.n_waiting else None


def _makes_way(server: ServerState, head: Any, queue: QueueState) -> bool:
    """Whether a server is there with a ticket that it would not have preferred to a waiting one."""
    served = server.ticket
    if served is None or served.start_ms == NEVER or not server.on_duty or server.leaving:
        return False
    own: QueueState = served.queue
    if own.interrupt == "none" or own.is_desk != queue.is_desk:
        return False
    rank = next((r for r, tier in enumerate(server.pool.tiers) if queue in tier), None)
    if rank is None or any(own in tier for tier in server.pool.tiers[:rank]):
        return False
    return own.yields(served, head)


def _worst_and_latest(server: ServerState) -> tuple[int, int, int]:
    assert server.ticket is not None
    return server.ticket.priority, server.ticket.start_ms, server.ticket.number
