"""How many wait and which servers are free, as after the starts of this instant (R4.5 to R4.7).

Starts come last within an instant, so that everybody in the hall is seen before anybody is called. A citizen
who looks before that how many wait (to balk, to choose an office) would count people whom a free window takes
in this instant. The reading therefore rehearses the starts and takes them back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hallsim.hall.reference.servers import preemption

if TYPE_CHECKING:
    from hallsim.hall.reference.servers.facility import Facility
    from hallsim.hall.reference.servers.tide import TideWindow
    from hallsim.hall.reference.state.dispatch import QueueState, ServerState, Station

Taken = tuple["ServerState", Any, Any]  # server, the ticket it takes, the one that makes way (or None)


@contextmanager
def settled(facility: Facility, station: Station) -> Iterator[None]:
    """Within it a station's queues and servers are as after the starts of this instant.

    For reading only: `n_waiting`, `n_idle`, `n_on_duty` and the tickets at windows.  It includes tide windows
    that open at once and interruptions; an interrupted ticket counts as waiting again.
    """
    may_change = station.interrupts or station.has_tides or any(pool.n_idle for pool in station.pools)
    if not may_change or not any(queue.n_waiting for queue in station.queues):
        yield
        return
    memories = [(queue, queue.memory()) for queue in station.queues]
    heaps = [(pool, pool.heap[:], pool.n_idle) for pool in station.pools]
    opened: list[TideWindow] = []
    taken = _start(station)
    while station.has_tides and (further := facility.tides.opening_at_once(station)):
        for window in further:
            facility.tides.rehearse(window, opens=True)
            window.server.pool.add_idle(window.server, facility.clock.now_ms)
        opened += further
        taken += _start(station)
    if station.interrupts:
        taken += _interrupt(station)
    try:
        yield
    finally:
        for server, ticket, served in reversed(taken):
            if served is None:
                server.idle = True
            else:
                served.queue.n_waiting -= 1
            server.ticket = served
            ticket.queue.untake(ticket)
        for window in opened:
            window.server.idle = False
            facility.tides.rehearse(window, opens=False)
        for pool, heap, n_idle in heaps:
            pool.heap, pool.n_idle = heap, n_idle
        for queue, memory in memories:
            queue.recall(memory)


def n_idle(queue: QueueState) -> int:
    """How many servers who take tickets of a queue are free."""
    assert queue.station is not None
    return sum(pool.n_idle for pool in queue.station.pools if any(queue in tier for tier in pool.tiers))


def _start(station: Station) -> list[Taken]:
    """All starts, without anything that follows from them."""
    taken: list[Taken] = []
    while (match := station.next_match()) is not None:
        server, ticket = match
        server.ticket = ticket
        taken.append((server, ticket, None))
    return taken


def _interrupt(station: Station) -> list[Taken]:
    """All interruptions; the interrupted tickets are only counted in their queues."""
    taken: list[Taken] = []
    while (found := preemption.next_interruption(station)) is not None:
        server, ticket = found
        served: Any = server.ticket
        ticket.queue.take(ticket)
        served.queue.n_waiting += 1
        server.ticket = ticket
        taken.append((server, ticket, served))
    return taken
