"""The plan: a world and a design as indexed tables that the engine runs and people can print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from hallsim.hall.plan.itinerary import Itinerary
from hallsim.scenario.design.calling import Calling
from hallsim.scenario.design.queueing import DEFAULT_RULE, Interrupt, QueueRule, Tide
from hallsim.scenario.design.representation import Agent
from hallsim.scenario.values.timetable import Timetable
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.coming_again import ComesAgain
from hallsim.trace.model import Names, Prices

if TYPE_CHECKING:
    from hallsim.hall.plan.offices import Network

NO_QUEUE = -1
"""The queue of a step that no desk works on."""
ShiftEnd = Literal["finish", "pause", "hand_back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One kind of work at one queue: a service at the counter, a stop, collecting, or a step at a desk."""

    name: str
    service: int
    queue: int
    queue_by_group: tuple[int, ...] = ()  # by group of citizens, where windows are reserved
    expected_ms: float = 0.0  # mean work in the catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPlan:
    """When a desk meets, and how many files it hears."""

    times_ms: tuple[int, ...]
    capacity: int | None
    length_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRule:
    """What is special about a desk's files: the earliest limit first, a limit on those in progress."""

    by_due: bool
    wip: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Tickets waiting for the same servers."""

    name: str
    is_desk: bool
    by_priority: bool
    rule: QueueRule = DEFAULT_RULE
    is_line: bool = False  # people stand in front of one window
    site: int = 0  # the office where it is; 0 is the main hall
    goes_out: bool = False  # its officers are teams that go to the site
    meets: bool = False  # its files are heard at meetings
    members: int = 0  # who sit at each
    only_green: bool = False  # of the classes only the green channel's counts
    files: FileRule | None = None  # at a desk
    interrupt: Interrupt = "none"  # of its services by tickets of a better class


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """When servers are expected (rostered) and when, within that, they are on a break."""

    rostered: Timetable
    breaks: Timetable
    on_duty: Timetable  # rostered minus breaks
    days_ms: tuple[int, ...]  # when each day begins: a shift past midnight is of the day on which it begins
    kind: int = 0  # of the office whose hours count; 0 is the main hall


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A window with its clerk, or an officer at a desk, as the design states them.

    A run takes roster, time factor and share of errors from ``Staffing``: chance may change them.
    """

    name: str
    station: str
    is_desk: bool
    tiers: tuple[tuple[int, ...], ...]  # queues by rank: own ones, then those it helps
    roster: int
    time_factor: float  # multiplies the work of every ticket
    error_share: float
    at_shift_end: ShiftEnd
    help_from: int = 1  # waiting tickets from which it helps
    bundle_saving: float = 0.0  # share of the work of further matters on one ticket
    tide: Tide | None = None  # opened from the cover when the queue is long; its staff is a pool
    serves_out: bool  # stays after closing until nobody needs it
    kind: str = "clerk"  # kind of clerk, for the costs
    clerk: str = ""  # a named clerk
    tenure_months: float | None = None
    decides: bool = True  # False: accepts, but an instant matter needs a signature
    error_factor: float = 1.0  # on every error at this window (training)
    fatigue_per_hour: float = 0.0  # growth of the work since the shift began
    calls: bool = False  # calls tickets, whose citizens walk to it
    travel_ms: int | None = None  # a team's way to the site and back; None for who stays
    per_day: int | None = None  # inspections a day at most
    slots: int = 1  # files or visitors that the clerk has in hand at once, of which this server is one


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRule:
    """What is watched while files are under way; days are whole working days after the day of acceptance.

    Attributes:
        workdays: by service, the promised limit; 0 without one.
        warn: by service, after how many days files are warned; -1 never.
        drop: what is not examined then is dropped, else finished.
    """

    workdays: tuple[int, ...]
    warn: tuple[int, ...]
    drop: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A design of a world, the same in every replication.

    A run takes rosters and hours of desks from ``Staffing``: absence and unattended days may change them.
    """

    tasks: tuple[Task, ...]
    queues: tuple[Queue, ...]
    servers: tuple[Server, ...]
    rosters: tuple[Roster, ...]
    cover: Mapping[str, int]  # clerks in each pool for tide windows
    lines: Mapping[int, tuple[int, ...]]  # by queue of a task: the lines among which people choose
    jockeying: frozenset[int]  # those whose people move over
    desk_hours: Mapping[int, Timetable]  # by desk queue
    unlimited: frozenset[int]  # desk queues without limit of officers
    meetings: Mapping[int, MeetingPlan]  # by desk queue
    itineraries: tuple[Itinerary, ...]  # Decisions.itinerary says which one a matter walks
    priority: tuple[tuple[int, ...], ...]  # [group][service]; then, if they go first, the groups once booked
    calendar: WorkingCalendar
    opening: Timetable
    always_open: bool
    doors_ms: int | None  # clock at which tickets are first issued
    names: Names
    max_visits: int
    drain: bool = False  # go on past the horizon until all have ended
    comes_again: tuple[ComesAgain | None, ...] = ()  # by group: who makes a visit without service again
    seats: int | None = None
    perceived_wait: float = 1.0
    capacity: int | None = None  # visits inside at once
    calling: Calling | None = None  # how windows call tickets; None: who is next is there
    correction: tuple[float, ...]  # by service: probability of an error to correct
    rescue_after: int  # failed trips after which a visit settles the matter; max_visits when never
    escorts: bool = False  # who stood at a wrong window keeps the place of that ticket
    begins_ms: int = 0  # clock time at which the world's day begins, where people come at night
    authorise_ms: int = 0  # work of a signature for an auxiliary clerk
    prices: Prices = field(default_factory=Prices)
    tickets_until_ms: int | None = None  # clock at which tickets are issued no more
    agents: tuple[Agent, ...] = ()  # kinds of agents who go to the hall for others
    home_time: float = 1.0  # factor on the work at home
    network: Network | None = None  # offices beside the main hall, and places
    limits: LimitRule | None = None  # what is watched of the limits while files are under way

    def task_index(self, name: str) -> int:
        """Index of a task by its name; KeyError when there is none."""
        for i, task in enumerate(self.tasks):
            if task.name == name:
                return i
        raise KeyError(name)


def any_interrupts(queues: Iterable[Queue]) -> bool:
    """Whether any service may be interrupted."""
    return any(queue.interrupt != "none" for queue in queues)
