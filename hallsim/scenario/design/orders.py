"""Which of the tickets of a class is next: a row of `ORDERS` for each order that a queue may have.

An order sorts tickets by a key, the smallest first; ties go by first issue.  A ticket takes its place when it
is issued or goes back to the queue, and keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, Protocol

from hallsim.units import MS_PER_DAY


class Seen(Protocol):
    """What an order may know of a ticket."""

    @property
    def number(self) -> int:
        """Of its first issue, or of the place it goes back to."""

    @property
    def since_ms(self) -> int:
        """When it was issued."""

    @property
    def slot_ms(self) -> int:
        """The appointment of its citizen, -1 without."""

    @property
    def expected_ms(self) -> float:
        """Mean work of its task in the catalogue."""

    @property
    def attempt(self) -> int:
        """How many visits for the matter were rejected before this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order within a class.

    Attributes:
        means: in a few words.
        key: the smaller, the sooner; None: in order of issue.
        shuffles: a new ticket takes any place among those waiting, with the same chance.
    """

    means: str
    key: Callable[[Seen], float] | None = None
    shuffles: bool = False

    @property
    def in_turn(self) -> bool:
        """Whether tickets are called in the order in which they were issued."""
        return self.key is None and not self.shuffles


def _by_appointment(ticket: Seen) -> float:
    is_today = ticket.slot_ms // MS_PER_DAY == ticket.since_ms // MS_PER_DAY
    return float(ticket.slot_ms if is_today else ticket.since_ms)


ORDERS: Final[Mapping[str, Order]] = MappingProxyType(
    {
        "first_come": Order(means="by the time of issue"),
        "last_come": Order(means="for textbooks", key=lambda ticket: -float(ticket.number)),
        "random": Order(means="for textbooks; everybody waiting is as likely to be next", shuffles=True),
        "shortest_job": Order(
            means="the service with the least mean work first", key=lambda ticket: ticket.expected_ms
        ),
        "earliest_appointment": Order(
            means="by the time booked for the day, without one by the time of issue",
            key=_by_appointment,
        ),
        "returning_first": Order(
            means="who comes again because something was missing or wrong, then by the time of issue",
            key=lambda ticket: 0.0 if ticket.attempt else 1.0,
        ),
    }
)

if TYPE_CHECKING:
    OrderName = str
else:
    OrderName = Literal[tuple(ORDERS)]

ORDERS_MEAN: Final = ", ".join(f"{name} ({order.means})" for name, order in ORDERS.items())
