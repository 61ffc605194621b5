"""What moves: tickets through queues, and matters along itineraries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from hallsim.hall.plan.itinerary import Itinerary
from hallsim.hall.plan.opening import Opening
from hallsim.hall.plan.operations import Visit
from hallsim.hall.reference.state.clock import Clock, Event, Steps
from hallsim.hall.reference.state.dispatch import QueueState, ServerState
from hallsim.scenario.world.coming_again import Reason
from hallsim.trace.model import NEVER, End, Outcome, Purpose

NO_VISIT = -1
SERVED = Outcome.SERVED
"""Read at every ticket: access to a member of an enumeration is slow (Python 3.11)."""


class Representative(Protocol):
    """Who goes to the hall with a matter instead of its citizen."""

    def carry(self, walk: Walk, visit: Visit, outing: Outing | None) -> Steps:
        """Take the papers of a matter, and make the visit for them."""

    def give_back(self, walk: Walk) -> None:
        """Give a matter's papers back to the citizen."""


class JointInspection(Protocol):
    """A joint inspection for which a team has been called."""

    n_missing: int

    def join(self, ticket: Ticket) -> None:
        """The team of a ticket is there."""

    def cut(self, ticket: Ticket, end_ms: int) -> None:
        """The run stops before all are there."""


class WantsVisit(Protocol):
    """A part of a file that wants a visit."""

    @property
    def is_cancelled(self) -> bool:
        """Whether it was cancelled."""

    @property
    def is_ignored(self) -> bool:
        """Whether it decides nothing any more."""


class WayEndsError(Exception):
    """A matter ends before its itinerary does."""

    def __init__(self, state: End, reason: Reason | None = None) -> None:
        self.state = state
        self.reason = reason  # why there was no service, where the visit may be made again


class CalledOffError(Exception):
    """A visit for a file is not made: nobody wants it any more."""


class GoesHomeError(Exception):
    """A citizen leaves at closing although the file has not arrived; ``work`` is the event that it has."""

    def __init__(self, work: Event) -> None:
        self.work = work


class Ticket(Event):
    """A place in a queue, and the event that its service has ended (or that it never will)."""

    gathering: JointInspection | None = None  # the joint inspection for which a team is called
    further_ms = 0  # work of the further matters on the same ticket, until it is called
    handed_back = False  # served in part at another window
    service_end: Event | None = None  # where a service may be interrupted: what ends it
    whole_ms = NEVER  # where it then starts again: the work of the catalogue
    n_calls = n_recalls = n_requeues = 0  # calls so far, repeated calls since the last place, places lost
    n_places = 0  # places taken in a random order
    start_ms = NEVER
    server: ServerState | None = None
    waiting = True
    was_called = False  # patience ends with the first call, also when the rest is handed back
    outcome = SERVED

    def __init__(
        self,
        clock: Clock,
        number: int,
        walk: Walk,
        task: int,
        queue: QueueState,
        work_ms: int,
        priority: int,
        first: Callable[[Any], None],
    ) -> None:
        self.env = clock
        self.callbacks = [first]
        self.number = self.order = number
        self.matter = walk.matter
        self.visit = NO_VISIT if queue.is_desk else walk.visit
        self.task = task
        self.attempt = walk.attempt
        self.queue = queue
        self.priority = priority
        self.work_ms = work_ms
        self.issue_ms = clock.now_ms

    def check_served(self) -> None:
        """A ticket that ended without service ends the matter."""
        if self.outcome in (Outcome.LEFT, Outcome.BALKED):
            raise WayEndsError(End.LEFT, "balked" if self.outcome is Outcome.BALKED else "left")
        if self.outcome is Outcome.SENT_HOME:
            raise WayEndsError(End.TURNED_AWAY, "sent_home")
        if self.outcome is Outcome.REMOVED:
            raise WayEndsError(End.REMOVED)


class Walk:
    """Where one matter stands on its way."""

    __slots__ = (
        "accepted_ms", "agent", "arrived_ms", "at_work", "attempt", "away", "brought_later", "citizen",
        "decided_ms", "ended", "expected", "first_visit_ms", "in_hand_ms", "itinerary", "matter", "n_again",
        "n_amended", "n_rejections", "n_visits", "next_purpose", "opening", "patience_column", "place",
        "purpose", "queues", "rejected", "served_by", "service", "stops", "visit",
    )  # fmt: skip

    def __init__(
        self,
        citizen: int,
        matter: int,
        service: int,
        itinerary: Itinerary,
        purpose: Purpose,
        queues: list[QueueState],
        opening: Opening,
    ) -> None:
        self.citizen = citizen
        self.matter = matter
        self.service = service
        self.itinerary = itinerary
        self.queues = queues  # by task
        self.opening = opening  # hours of the office it is at
        self.purpose = self.next_purpose = purpose
        self.attempt = self.n_visits = self.n_rejections = self.patience_column = self.n_again = 0
        self.visit = NO_VISIT
        self.place = NEVER  # of an earlier ticket, kept by the next one
        self.arrived_ms = self.first_visit_ms = self.accepted_ms = self.decided_ms = self.in_hand_ms = NEVER
        self.at_work: Event | None = None  # the file on which the citizen did not wait until closing
        self.rejected = False
        self.agent: Representative | None = None  # who goes to the hall with it instead of the citizen
        self.brought_later = False  # the agent has the certificate, the citizen not yet
        self.served_by: ServerState | None = None
        self.expected: list[QueueState] = []
        self.ended: End | None = None  # how the approval ended, if not well
        self.away: Outing | None = None  # the visit for a file under way, or the last one
        self.n_amended = 0
        self.stops: list[list[int]] = []  # of the limit's clock: since when, until when (-1: still)

    def note_service(self, ticket: Ticket) -> None:
        """Note who served a ticket that is over; without service the matter ends."""
        if ticket.outcome is not SERVED:
            ticket.check_served()
        elif ticket.server is not None:
            self.served_by = ticket.server

    @property
    def is_away(self) -> bool:
        """Whether somebody is at the hall with the file of an approval under way."""
        return self.away is not None and not self.away.given and not self.away.is_at_home


class Signal:
    """Something that happens once and that several may wait for."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.given = False
        self._event: Event | None = None

    def wait(self) -> Event:
        """The event that it has happened, while it has not."""
        if self._event is None:
            self._event = Event(self.clock)
        return self._event

    def give(self) -> None:
        """Let it happen now, unless it has."""
        if not self.given and self._event is not None:
            self._event.succeed()
        self.given = True


class Outing(Signal):
    """A visit for a file under way; it happens when it is over, or called off.

    Attributes:
        wanted_by: branches of the file; None for what was missing when it was lodged.
        is_at_home: nobody is on the way with the papers: they are in an agent's bag, or their citizen comes
            again after finding the office unattended.
    """

    def __init__(self, clock: Clock, walk: Walk, branch: WantsVisit | None) -> None:
        super().__init__(clock)
        self.walk = walk
        self.wanted_by: list[WantsVisit | None] = [branch]
        self.is_at_home = False

    def is_wanted(self) -> bool:
        """Whether it would still do anything for the file."""
        return self.walk.ended is None and any(
            branch is None or not (branch.is_cancelled or branch.is_ignored) for branch in self.wanted_by
        )
