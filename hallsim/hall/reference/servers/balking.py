"""Citizens who leave at once when the queue is long (R6.33)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.decisions.model import Decisions
from hallsim.hall.plan.model import Plan
from hallsim.hall.reference.servers.settled import settled
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.clock import Steps
from hallsim.hall.reference.state.dispatch import QueueState
from hallsim.hall.reference.state.tapes import view

if TYPE_CHECKING:
    from hallsim.hall.reference.servers.facility import Facility


class Balking:
    """The queue lengths at which citizens leave at once."""

    def __init__(self, at: NDArray[np.int64], counts_present: bool) -> None:
        self.at: memoryview[int] = view(at)
        self.count = n_present if counts_present else n_waiting

    @staticmethod
    def of(plan: Plan, decisions: Decisions) -> Balking | None:
        """The rule of a run; None when nobody ever leaves so."""
        at = decisions.balk_at
        return Balking(at, plan.names.balk_counts == "present") if len(at) else None

    def seen(self, facility: Facility, queue: QueueState) -> int:
        """The people whom a citizen without a ticket counts, without tickets that a free window takes now.

        Of several lines, those in the one that the citizen would join.
        """
        line = facility.lines.choose(queue) if queue.lines else queue
        assert line.station is not None
        if not self.count(line):
            return 0
        with settled(facility, line.station):
            return self.count(line)


class Looking:
    """When a citizen looks how many wait: after all service ends and shift changes of the instant.

    Arrivals come after these anyway; a citizen who goes on to a further ticket may be ahead of other ends.
    """

    def __init__(self, facility: Facility, balking: Balking | None) -> None:
        self.facility = facility
        self.balks = balking is not None
        self.anybody = self.balks or bool(facility.plan.lines)
        self.n_looks = 0

    def first(self, queue: QueueState) -> Steps:
        """Before a ticket is taken, in the order in which people go on."""
        if queue.lines or (self.balks and not queue.is_desk):
            self.n_looks += 1
            place, clock = event_order.GOING_ON + self.n_looks, self.facility.clock
            if clock.is_left(place):
                yield clock.at(clock.now_ms, place)


def n_waiting(queue: QueueState) -> int:
    """Tickets that wait, as a display shows them."""
    return queue.n_waiting


def n_present(queue: QueueState) -> int:
    """Tickets of a queue that wait, are called or are being served, at whatever window."""
    assert queue.station is not None
    at_windows = (server.ticket for server in queue.station.servers if server.ticket is not None)
    return queue.n_waiting + sum(ticket.queue is queue for ticket in at_windows)
