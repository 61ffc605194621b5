"""When the hall closes, those whom nobody will serve any more are sent home (R6.4)."""

from __future__ import annotations

from collections.abc import Sequence

from hallsim.hall.reference.servers.floor import Floor
from hallsim.hall.reference.servers.lines import Lines
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.clock import Steps
from hallsim.hall.reference.state.dispatch import QueueState
from hallsim.trace.model import Outcome


class Closing:
    """Ends the tickets that are left when a session is over."""

    def __init__(self, floor: Floor, lines: Lines) -> None:
        self.floor = floor
        self.lines = lines

    def begin(self) -> None:
        """Start a process for the queues that share their hours."""
        by_hours: dict[int, list[QueueState]] = {}
        for queue in self.floor.queues:
            by_hours.setdefault(id(queue.opening), []).append(queue)
        for queues in by_hours.values():
            if not queues[0].opening.always_open:
                self.floor.clock.process(self.close_sessions(queues))

    def close_sessions(self, queues: Sequence[QueueState]) -> Steps:
        """When the hall closes, those whom nobody will serve any more are sent home."""
        for close in queues[0].opening.close_ms:
            yield self.floor.clock.at(close, event_order.CLOSING)
            for queue in queues:
                if not queue.is_desk and not queue.n_on_duty and queue.n_waiting:
                    self.send_home_if_closed(queue)

    def send_home_if_closed(self, queue: QueueState) -> None:
        """Tickets of a queue that nobody serves after closing end."""
        if queue.opening.is_closed(self.floor.clock.now_ms):
            if queue.lines:
                self.lines.follow(self.lines.sets[queue])
            for ticket in list(queue.waiting()):
                self.floor.give_up_ticket(ticket, Outcome.SENT_HOME)
