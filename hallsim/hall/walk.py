"""What moves: tickets through queues, and walks along itineraries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hallsim.hall.clock import Clock, Event
from hallsim.hall.dispatch import QueueState, ServerState
from hallsim.hall.itinerary import Itinerary
from hallsim.hall.opening import Opening
from hallsim.scenario.coming_again import Reason
from hallsim.trace import NEVER, End, Outcome, Purpose

if TYPE_CHECKING:
    from hallsim.hall.carriers import Carrier
    from hallsim.hall.files import Outing
    from hallsim.hall.inspections import Gathering

NO_VISIT = -1


class WayEndsError(Exception):
    """A matter's way ends before its itinerary does."""

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

    gathering: Gathering | None = None  # the joint inspection for which a team is called
    further_ms = 0  # work of the further matters on the same ticket, until it is called
    handed_back = False  # served in part at another window
    service_end: Event | None = None  # where a service may be interrupted: what ends it
    whole_ms = NEVER  # where it then begins anew: the catalogue's work
    n_calls = n_recalls = n_requeues = 0  # calls so far, those at once since the last place, places lost
    n_places = 0  # places taken in a random order

    def __init__(
        self, clock: Clock, number: int, walk: Walk, task: int, queue: QueueState, work_ms: int, priority: int
    ) -> None:
        self.env = clock
        self.callbacks = []
        self.number = self.order = number
        self.matter = walk.matter
        self.visit = NO_VISIT if queue.is_desk else walk.visit
        self.task = task
        self.attempt = walk.attempt
        self.queue = queue
        self.priority = priority
        self.work_ms = work_ms
        self.issue_ms = clock.now_ms
        self.start_ms = NEVER
        self.server: ServerState | None = None
        self.waiting = True
        self.was_called = False  # patience ends with the first call, also when the rest is handed back
        self.outcome = Outcome.SERVED

    def check_served(self) -> None:
        """A ticket that ended without service ends the way."""
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
        self.agent: Carrier | None = None  # who goes to the hall with it instead of the citizen
        self.brought_later = False  # the agent has the certificate, the citizen not yet
        self.served_by: ServerState | None = None
        self.expected: list[QueueState] = []
        self.ended: End | None = None  # how the approval ended, if not well
        self.away: Outing | None = None  # the visit for a file under way, or the last one
        self.n_amended = 0
        self.stops: list[list[int]] = []  # of the limit's clock: since when, until when (-1: still)

    @property
    def is_away(self) -> bool:
        """Whether somebody is at the hall with the file of an approval under way."""
        return self.away is not None and not self.away.given and not self.away.is_at_home
