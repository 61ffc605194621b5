"""Random order of service: the place that each ticket takes among those waiting (R6.27)."""

from __future__ import annotations

from hallsim.hall.decisions.draws import OrderDraws, Place
from hallsim.hall.reference.state.entities import Ticket
from hallsim.hall.reference.state.tapes import view


class OrderTape:
    """One uniform for each place a ticket takes, the same under every design.

    A position is named by the stop of the service, the visit and the number of the place (a ticket handed
    back, or that missed its call, takes another one). It is read for all matters when first asked for.
    """

    def __init__(self, draws: OrderDraws) -> None:
        self.draws = draws
        self._read: dict[Place, memoryview[float]] = {}

    def next_of(self, ticket: Ticket) -> float:
        """The uniform for the ticket's next place."""
        stop = self.draws.stops[ticket.task]
        place = stop, 0 if stop == ".collect" else ticket.attempt, ticket.n_places
        ticket.n_places += 1
        if place not in self._read:
            self._read[place] = view(self.draws.uniforms(place))
        return self._read[place][ticket.matter]


def no_luck(ticket: Ticket) -> float:
    """Where no order is random this is never asked."""
    raise AssertionError(f"ticket {ticket.number} asks for a random place")
