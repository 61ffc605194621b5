"""The primitives of an approval in which more can happen than work at desks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hallsim.trace import Hold

if TYPE_CHECKING:
    from hallsim.hall.itinerary import Leg, Op, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The file is held for a time drawn with the step: a notice, an automatic check, until a fee is paid."""

    task: int
    position: int
    kind: Hold
    stops: bool  # the limit's clock
    in_workdays: bool  # the time passes on the world's workdays; else day and night


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay:
    """The file is held until the citizen has come to the hall and paid."""

    held: Held
    visit: Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class BringTo:
    """Couriers take the file to where it is worked on next, from wherever it is.

    Attributes:
        level: of that office; None: where the branches of the fork began.
        office: its name.
        legs: as in ``couriers.Post``.
    """

    level: int | None
    office: str
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRef:
    """A step of the service."""

    task: int
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """One of the places at which a file asks for its joint inspection, which waits for all of them."""

    n_places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Examine:
    """A step that not every file needs, and its result: passed, sent back to be corrected, or refused.

    ``steps`` are several at a place of a joint inspection; ``each`` says what every one of them does.
    """

    steps: tuple[StepRef, ...]
    each: tuple[tuple[Op, ...], ...]
    back_to: int  # place in the row from which a corrected file goes on
    together: Together | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Parts one after another; it ends with a refusal, and goes back after a correction."""

    ops: tuple[Op, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The start or the end of an auxiliary line has been reached."""

    line: str
    end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaits:
    """Wait until a gate has been reached."""

    gate: Gate


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    """All of an approval: it is over when every part is, or when the matter is refused."""

    ops: tuple[Op, ...]
    cancels: bool  # a refusal cancels the other branches; else they end their way
    level: int = 0  # of the office where the file is at first, see ``couriers.py``
    amend: Visit | None  # how a file that was sent back is brought again; None: filed online


@dataclass(frozen=True, slots=True, kw_only=True)
class IfApproved:
    """Walk ``then`` unless the matter was refused."""

    then: tuple[Op, ...]
