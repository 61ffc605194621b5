"""The primitives of which every citizen's and matter's way is written.

An itinerary is data: the engine interprets it, ``describe`` prints it. A new mechanism is a few lines that
build these operations from a world and a design (``routes.py``), rarely a new primitive.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hallsim.trace import Hold
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
    HOME = "home"  # a call-out: travel and the work of lodging
    AT_BUREAU = "at_bureau"  # the decision of what the hall may not decide
    TOLD = "told"  # being told to go to the bureau: no tape, the design's fixed work
    ISSUE = "issue"  # a certificate from the bureau: no tape, the design's fixed work
    AUTHORISE = "authorise"  # the signature for an auxiliary clerk: no tape, the plan's fixed work


@dataclass(frozen=True, slots=True, kw_only=True)
class Serve:
    """Take a ticket (or put the file) in a queue and be served by one server."""

    task: int  # index into Plan.tasks; the task's queue is Plan.tasks[task].queue
    tape: Tape
    position: int = 0  # stop of the route or step of the service


@dataclass(frozen=True, slots=True, kw_only=True)
class Elapse:
    """Time passes without occupying an officer (drawn with the step)."""

    task: int
    position: int
    in_workdays: bool  # on the world's workdays; else on the desk's calendar
    stays_open: bool = False  # the file counts towards the desk's limit of work in progress meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitedStep:
    """One step of an approval that may be deemed given before it."""

    ops: tuple[Op, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UntilLimit:
    """Walk ``ops`` until the limit ends, at which the matter counts as approved; its steps are counted."""

    ops: tuple[Op, ...]
    n_steps: int
    workdays: int  # from acceptance


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """A fixed time passes: exact, or in working days of the calendar."""

    span: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """The file travels between hall and bureau: a delay with a name of its own."""

    span: Duration
    back: bool  # with the decision


@dataclass(frozen=True, slots=True, kw_only=True)
class SendElsewhere:
    """The citizen learns that the matter is done at the bureau."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork:
    """Walk several branches at once; go on when so many have arrived."""

    branches: tuple[tuple[Op, ...], ...]
    n_needed: int

    @property
    def is_race(self) -> bool:
        """Whether it goes on without some of the branches."""
        return self.n_needed < len(self.branches)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitInside:
    """Wait in the hall while the file walks ``ops``; at closing the citizen goes home, the file goes on."""

    ops: tuple[Op, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unless:
    """Read the tape whether the visit was rejected (documents missing, error); walk ``then`` when it
    was not.
    """

    then: tuple[Op, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IfAuxiliary:
    """Walk ``then`` when the clerk who served last may accept but not decide."""

    then: tuple[Op, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IfNeeded:
    """Read the tape whether the matter needs a stop of its route; walk ``then`` when it does."""

    position: int
    share: float  # of the matters that do
    then: tuple[Op, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Misled:
    """Read the tape whether the citizen first stands in a wrong queue; be told there which is right."""


class Moment(Enum):
    """What a mark writes into the matter's row."""

    ACCEPTED = "accepted"
    DECIDED = "decided"
    IN_HAND = "in_hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Note the time of a moment of the matter."""

    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Come to the hall, walk ``stops`` inside, leave."""

    stops: tuple[Op, ...]
    entry: tuple[Op, ...] = ()  # once a visit, however many matters: guide, wrong window
    further_tasks: tuple[int, ...] = ()  # at windows, may follow the first: their clerks wait for it


@dataclass(frozen=True, slots=True, kw_only=True)
class ComeBack:
    """Come to the hall again on another day to collect; walk ``visit``."""

    visit: Visit
    next_day: bool = False  # the next open day, at the same time of day: no tape


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """Bring what was tolerated to be missing: come to the hall another day, while ``meanwhile`` goes on.

    Both must be done before the matter goes on. A visit that fails ends the way once ``meanwhile`` is over.
    """

    visit: Visit
    meanwhile: tuple[Op, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """The file travels between an office and the one it relies on: with the next courier, then the way."""

    kind: int  # of the office whose courier it is
    takes: Duration
    back: bool = False


Leg = tuple[int, Duration] | None
"""The kind of office whose courier goes on to the next level, and how long it takes; None: at once."""


# ---------------------------------------------------------------------- approvals with results


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


Op = (
    Approve
    | BringTo
    | IfApproved
    | Row
    | Examine
    | Held
    | Pay
    | Gate
    | Awaits
    | WaitInside
    | Serve
    | Elapse
    | Delay
    | Carry
    | Fork
    | Unless
    | IfAuxiliary
    | IfNeeded
    | Mark
    | Misled
    | Visit
    | ComeBack
    | Supplement
    | LimitedStep
    | UntilLimit
    | Travel
    | SendElsewhere
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Itinerary:
    """The way of one service's matters under one design.

    ``before`` is walked from afar, and the citizen comes on a later day; ``first`` is walked once (a visit
    without stops is not made at all); while the visit was rejected, the citizen comes back and walks
    ``again`` (``second`` for the second visit, when the first did not come to the window); then the matter
    walks ``after`` outside the hall. Whom the hall sends to the bureau goes there on the next open day, walks
    ``elsewhere``, and goes on as after a first visit.
    """

    service: int
    first: Visit
    again: Visit
    after: tuple[Op, ...]
    when_home: tuple[Op, ...]  # for who went home from ``WaitInside``, once the file has arrived
    tasks_of_first_visit: tuple[int, ...]
    before: tuple[Op, ...] = ()
    second: Visit | None = None
    elsewhere: Visit | None = None


def window_tasks(ops: tuple[Op, ...]) -> tuple[int, ...]:
    """Tasks at windows on the way, in order."""
    found: list[int] = []
    for op in ops:
        if isinstance(op, Serve) and op.tape is not Tape.STEP:
            found.append(op.task)
        elif isinstance(op, Unless | IfAuxiliary | IfApproved | IfNeeded):
            found.extend(window_tasks(op.then))
    return tuple(found)
