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
        en, zh: what it means, in a few words.
        key: the smaller, the sooner; None: in order of issue.
        shuffles: a new ticket takes any place among those waiting, with the same chance.
    """

    en: str
    zh: str
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
        "first_come": Order(en="by the time of issue", zh="先到先办"),
        "last_come": Order(
            en="for textbooks", zh="后到先办，教科书用", key=lambda ticket: -float(ticket.number)
        ),
        "random": Order(
            en="for textbooks; everybody waiting is as likely to be next",
            zh="随机，等候者机会均等，教科书用", shuffles=True,
        ),
        "shortest_job": Order(
            en="the service with the least mean work first", zh="用时短的事项先办",
            key=lambda ticket: ticket.expected_ms,
        ),
        "earliest_appointment": Order(
            en="by the time booked for the day, without one by the time of issue",
            zh="按当日预约时间，无预约按取号时间", key=_by_appointment,
        ),
        "returning_first": Order(
            en="who comes again because something was missing or wrong, then by the time of issue",
            zh="补正再来者先办，其余先到先办", key=lambda ticket: 0.0 if ticket.attempt else 1.0,
        ),
    }
)  # fmt: skip

if TYPE_CHECKING:
    OrderName = str
else:
    OrderName = Literal[tuple(ORDERS)]

ORDERS_EN: Final = ", ".join(f"{name} ({order.en})" for name, order in ORDERS.items())
ORDERS_ZH: Final = "；".join(f"{name}（{order.zh}）" for name, order in ORDERS.items())
