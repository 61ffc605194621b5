"""The operations of which itineraries are written.

An itinerary is data: the interpreter follows it, ``study/ways/describe.py`` says it in words. Every operation
knows the rows of operations within it (``children``) and can be rewritten with others (``map``), so that
readers of an itinerary need not know every class. A new mechanism is a few lines that build these operations
from a world and a design (``itineraries.py``), rarely a new class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Self

from hallsim.trace.model import Hold, Purpose
from hallsim.units import Duration


class Tape(Enum):
    """Which drawn work a service takes."""

    ROUTE = "route"  # a stop of the first visit
    REVISIT = "revisit"  # a further visit for documents or a correction
    COLLECT = "collect"
    STEP = "step"  # a step of the approval
    AMEND = "amend"  # a file that a desk sent back
    GUIDE = "guide"
    KIOSK = "kiosk"
    ONLINE = "online"  # the check of an online filing
    PRE_REVIEW = "pre_review"
    REDIRECT = "redirect"  # being told the right window
    HOME = "home"  # a visit at home: travel and the work of lodging
    AT_BUREAU = "at_bureau"  # the decision of what the hall may not decide
    TOLD = "told"  # being told to go to the bureau: no tape, the design's fixed work
    ISSUE = "issue"  # a certificate from the bureau: no tape, the design's fixed work
    AUTHORISE = "authorise"  # the signature for an auxiliary clerk: no tape, the plan's fixed work


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRef:
    """A step of the service: its task, and its position among the steps."""

    task: int
    position: int


class Operation:
    """What all operations have in common; most have no others within them."""

    __slots__ = ()

    def children(self) -> tuple[Ops, ...]:
        """The rows of operations within it."""
        return ()

    def map(self, change: Callable[[Ops], Ops]) -> Self:
        """The same operation with every row within it changed."""
        return self


# ---------------------------------------------------------------------- work and time


@dataclass(frozen=True, slots=True, kw_only=True)
class Serve(Operation):
    """Take a ticket (or put the file) in a queue and be served by one server."""

    task: int  # index into Plan.tasks; the task's queue is Plan.tasks[task].queue
    tape: Tape
    position: int = 0  # stop of the route or step of the service


@dataclass(frozen=True, slots=True, kw_only=True)
class Misled(Operation):
    """Read the tape whether the citizen first stands in a wrong queue; be told there which is right."""


class Hours(Enum):
    """When time passes."""

    CLOCK = "clock"  # day and night
    WORKDAYS = "workdays"  # on the world's workdays
    DESK = "desk"  # on the calendar of the step's desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay(Operation):
    """Time passes without an officer.

    Attributes:
        lasts: a fixed span, or the time drawn with a step.
        hours: when it passes.
        hold: the file is held meanwhile: a notice, an automatic check, until a fee is paid.
        stops: a hold stops the limit's clock.
        stays_open: the file counts towards the desk's limit of work in progress meanwhile.
    """

    lasts: Duration | StepRef
    hours: Hours
    hold: Hold | None = None
    stops: bool = False
    stays_open: bool = False


def fixed(span: Duration) -> Delay:
    """A fixed span passes: exact, or in working days of the calendar."""
    return Delay(lasts=span, hours=Hours.WORKDAYS if span.unit == "workdays" else Hours.CLOCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """How a file gets from one place to the next."""

    takes: Duration
    courier: int | None = None  # kind of the office whose courier takes it; None: it leaves at once


Legs = tuple[Leg | None, ...]
"""The leg between each two neighbours in a row of places; None: the file arrives at once."""


def between(legs: Legs, start: int, goal: int) -> Iterator[Leg]:
    """The legs from one place of a row to another that take any time."""
    step = 1 if goal > start else -1
    for at in range(start, goal, step):
        leg = legs[min(at, at + step)]
        if leg is not None:
            yield leg


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport(Operation):
    """The file goes from one place of a row to another: offices that rely on each other, hall and bureau.

    Attributes:
        legs: between the places of the row.
        start: place where it is; None: wherever it happens to be.
        goal: place to which it goes; None: where the branches of the fork began.
        office: name of the goal, where it is the office of the next step.
    """

    legs: Legs
    start: int | None = None
    goal: int | None = None
    office: str = ""


class Moment(Enum):
    """What a mark writes into the matter's row."""

    ACCEPTED = "accepted"
    DECIDED = "decided"
    IN_HAND = "in_hand"
    SENT = "sent"  # the citizen learns that the matter is done at the bureau


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark(Operation):
    """Note the time of a moment of the matter."""

    moment: Moment


# ---------------------------------------------------------------------- what holds operations together


class Condition(Enum):
    """The condition on which operations are followed."""

    NOT_REJECTED = "not_rejected"  # read the tape whether documents are missing or there is an error
    BY_AUXILIARY = "by_auxiliary"  # the clerk who served last may accept but not decide
    NEEDED = "needed"  # read the tape whether the matter needs a stop of its route
    APPROVED = "approved"  # the matter was not refused


@dataclass(frozen=True, slots=True, kw_only=True)
class If(Operation):
    """Follow ``then`` when a condition holds."""

    condition: Condition
    then: Ops
    position: int = 0  # of the stop that not every matter needs
    share: float = 1.0  # of the matters that need it

    def children(self) -> tuple[Ops, ...]:
        """What is followed when it holds."""
        return (self.then,)

    def map(self, change: Callable[[Ops], Ops]) -> Self:
        """The same condition for something else."""
        return replace(self, then=change(self.then))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork(Operation):
    """Follow several branches at once; go on when ``n_needed`` of them are over."""

    branches: tuple[Ops, ...]
    n_needed: int

    @property
    def is_race(self) -> bool:
        """Whether it goes on without some of the branches."""
        return self.n_needed < len(self.branches)

    def children(self) -> tuple[Ops, ...]:
        """The branches."""
        return self.branches

    def map(self, change: Callable[[Ops], Ops]) -> Self:
        """The same number of changed branches."""
        return replace(self, branches=tuple(map(change, self.branches)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit at which a matter counts as approved."""

    workdays: int  # from acceptance
    n_steps: int  # of the approval; those not over by then are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Until(Operation):
    """Follow ``ops`` until a limit ends; without a limit the citizen waits in the hall until it closes.

    The matter counts as approved at its limit. At closing the citizen goes home, and the file goes on.
    """

    ops: Ops
    limit: Limit | None = None

    def children(self) -> tuple[Ops, ...]:
        """What is followed until then."""
        return (self.ops,)

    def map(self, change: Callable[[Ops], Ops]) -> Self:
        """The same end for something else."""
        return replace(self, ops=change(self.ops))


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Operation):
    """Come to the hall, follow ``stops`` inside, leave.

    As an operation it says why the citizen comes again: to collect, on a later day; to supplement documents
    that were tolerated to be missing, while ``meanwhile`` goes on (the matter goes on when both are over; a
    visit that fails ends the matter once ``meanwhile`` is over); or to pay once ``held`` is over, the file
    being held until the payment.

    Attributes:
        entry: done once for each visit, however many matters it has: guide, wrong window.
        further_tasks: tasks at windows that may follow the first; their clerks wait for it.
        purpose: None where it follows from the matter.
        next_day: on the next open day, at the same time of day: no tape.
    """

    stops: Ops
    entry: Ops = ()
    further_tasks: tuple[int, ...] = ()
    purpose: Purpose | None = None
    next_day: bool = False
    meanwhile: Ops = ()
    held: Delay | None = None

    @property
    def ticket(self) -> Serve | None:
        """The ticket with which its stops begin; None where the guide sends everybody home."""
        return ticket_and_rest(self.stops)[0]

    @property
    def rest(self) -> Ops:
        """What follows that ticket."""
        return ticket_and_rest(self.stops)[1]

    def children(self) -> tuple[Ops, ...]:
        """What is done in the hall, and meanwhile outside."""
        return (self.entry, self.stops, self.meanwhile)

    def map(self, change: Callable[[Ops], Ops]) -> Self:
        """The same visit for something else."""
        return replace(
            self, entry=change(self.entry), stops=change(self.stops), meanwhile=change(self.meanwhile)
        )


# ---------------------------------------------------------------------- approvals


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Operation):
    """A step of an approval that may be over before its limit, or has a result.

    In an approval with results not every file needs it, and it is passed, sends the file back to be
    corrected, or refuses.

    Attributes:
        steps: one, or several at a place of a joint inspection.
        each: what every one of them does.
        back_to: place in the row from which a corrected file goes on.
        n_places: how many places ask for the joint inspection, which waits for all of them; 0 without one.
    """

    steps: tuple[StepRef, ...]
    each: tuple[Ops, ...]
    back_to: int = 0
    n_places: int = 0

    def children(self) -> tuple[Ops, ...]:
        """What every step does."""
        return self.each

    def map(self, change: Callable[[Ops], Ops]) -> Self:
        """Steps that do something else."""
        return replace(self, each=tuple(map(change, self.each)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Operation):
    """Parts one after another; it ends with a refusal, and goes back after a correction."""

    ops: Ops

    def children(self) -> tuple[Ops, ...]:
        """The parts."""
        return (self.ops,)

    def map(self, change: Callable[[Ops], Ops]) -> Self:
        """Other parts."""
        return replace(self, ops=change(self.ops))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate(Operation):
    """The start or the end of an auxiliary line has been reached."""

    line: str
    end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Await(Operation):
    """Wait until a gate has been reached."""

    gate: Gate


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve(Operation):
    """All of an approval with results: it is over when every part is, or when the matter is refused."""

    ops: Ops
    cancels: bool  # a refusal cancels the other branches; else they are finished
    level: int = 0  # of the office where the file is at first, see ``couriers.py``
    amend: Visit | None  # the visit with a file that was sent back; None: filed online

    def children(self) -> tuple[Ops, ...]:
        """The approval, and what is done in the hall with a file that was sent back."""
        return (self.ops, *(() if self.amend is None else self.amend.children()))

    def map(self, change: Callable[[Ops], Ops]) -> Self:
        """Another approval."""
        return replace(
            self, ops=change(self.ops), amend=None if self.amend is None else self.amend.map(change)
        )


Op = (
    Approve
    | Await
    | Delay
    | Fork
    | Gate
    | If
    | Mark
    | Misled
    | Row
    | Serve
    | Step
    | Transport
    | Until
    | Visit
)
Ops = tuple[Op, ...]


def ticket_and_rest(ops: Ops) -> tuple[Serve | None, Ops]:
    """The ticket with which operations begin, and what follows it; None and all of them without one."""
    first = ops[0] if ops else None
    return (first, ops[1:]) if isinstance(first, Serve) else (None, ops)


def every(ops: Ops) -> Iterator[Op]:
    """Operations and all within them, each before what it holds."""
    for op in ops:
        yield op
        for row in op.children():
            yield from every(row)
