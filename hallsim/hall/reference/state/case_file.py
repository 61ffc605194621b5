"""What moves through an approval: the file of a matter, and its branches."""

from __future__ import annotations

from collections.abc import Iterator

from hallsim.hall.plan.operations import Approve, Gate, StepRef
from hallsim.hall.reference.state.clock import Clock
from hallsim.hall.reference.state.dispatch import QueueState
from hallsim.hall.reference.state.entities import Signal, Ticket, Walk
from hallsim.trace.model import End, Hold


class OpenHold:
    """A hold of a file that is not over."""

    __slots__ = ("from_ms", "is_over", "kind", "matter", "stop", "task")

    def __init__(self, matter: int, task: int, kind: Hold, from_ms: int, stop: list[int] | None) -> None:
        self.matter = matter
        self.task = task
        self.kind = kind
        self.from_ms = from_ms
        self.stop = stop  # of the limit's clock: since when, until when
        self.is_over = False


class Group:
    """Branches that run at the same time."""

    def __init__(self, clock: Clock, is_race: bool) -> None:
        self.clock = clock
        self.is_race = is_race  # over without some of them
        self.stopped = False
        self.gates: dict[Gate, Signal] = {}

    def gate(self, gate: Gate) -> Signal:
        """The signal of a gate."""
        if gate not in self.gates:
            self.gates[gate] = Signal(self.clock)
        return self.gates[gate]

    def stop(self) -> None:
        """One of the branches has stopped: nobody waits for a line any longer."""
        self.stopped = True
        for signal in self.gates.values():
            signal.give()


class Branch:
    """A part of a file's way that runs beside others."""

    __slots__ = (
        "cancelled", "case", "children", "group", "holds", "ignored", "kept_open", "level", "parent",
        "tickets",
    )  # fmt: skip

    def __init__(
        self, case: Case, parent: Branch | None = None, group: Group | None = None, level: int = 0
    ) -> None:
        self.case = case
        self.parent = parent
        self.group = group
        self.cancelled = False
        self.ignored = False  # its group was over with another branch: it is finished, but decides nothing
        self.tickets: dict[Ticket, None] = {}
        self.holds: list[OpenHold] = []
        self.kept_open: list[QueueState] = []  # desks at which it counts as in progress without an officer
        self.children: list[Branch] = []
        self.level: int = level if parent is None else parent.level  # of the office where the file is
        if parent is not None:
            parent.children.append(self)

    def _line(self) -> Iterator[Branch]:
        branch: Branch | None = self
        while branch is not None:
            yield branch
            branch = branch.parent

    @property
    def is_cancelled(self) -> bool:
        """Whether it, or what it is a part of, was cancelled."""
        return any(branch.cancelled for branch in self._line())

    @property
    def is_in_a_race(self) -> bool:
        """Whether other branches may decide without it."""
        return any(branch.group is not None and branch.group.is_race for branch in self._line())

    @property
    def is_ignored(self) -> bool:
        """Whether it, or what it is a part of, decides nothing any more."""
        return any(branch.ignored for branch in self._line())

    def family(self) -> Iterator[Branch]:
        """It, and all its parts."""
        yield self
        for child in self.children:
            yield from child.family()


class Case:
    """A matter's file while it is approved, and how its design treats it."""

    __slots__ = (
        "base",
        "examined",
        "failed",
        "inspected",
        "members",
        "n_asked",
        "op",
        "ready",
        "stopped",
        "walk",
    )

    def __init__(self, clock: Clock, walk: Walk, op: Approve, base: int) -> None:
        self.walk = walk
        self.op = op
        self.base = base  # of the matter's steps on the tapes
        self.examined: dict[int, int] = {}  # times, by position of the step
        self.stopped = False  # refused somewhere
        self.failed: End | None = None  # how the first visit for it that failed did
        self.n_asked = 0  # places of the joint inspection reached
        self.members: list[StepRef] = []  # those who come to it
        self.ready = Signal(clock)  # inspected, or given up
        self.inspected = False

    def fail(self, how: End | None) -> None:
        """A visit for it is over; the first that fails ends the matter so (R3.12)."""
        if self.failed is None:
            self.failed = how
