"""The plan: a world and a design as indexed tables that the engine runs and people can print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from hallsim.hall.idle_work import IdleTape
from hallsim.hall.itinerary import Elapse, Itinerary
from hallsim.hall.limit_rules import LimitRule, limit_rule, promised_workdays
from hallsim.scenario.calendar import WorkingCalendar, build_calendar
from hallsim.scenario.calling import Calling
from hallsim.scenario.changes import offered
from hallsim.scenario.company import Agent
from hallsim.scenario.design import Design
from hallsim.scenario.queueing import DEFAULT_RULE, Interrupt, QueueRule, Tide
from hallsim.scenario.timetable import Timetable
from hallsim.scenario.world import World
from hallsim.trace import Names, Prices

if TYPE_CHECKING:
    from hallsim.hall.network import Network
    from hallsim.hall.stations import Stations

PRICES = (
    "clerk_per_hour", "by_kind", "overtime_premium", "officer_per_hour", "kiosk_per_day", "citizen_hour",
    "trip",
)  # fmt: skip
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
    """A window with its clerk, or an officer at a desk."""

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
    slots: int = 1  # files that the officer has in hand at once, of which this server is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A design of a world, ready to run."""

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
    itineraries: tuple[Itinerary, ...]  # Readings.itinerary says which one a matter walks
    priority: tuple[tuple[int, ...], ...]  # [group][service]; then, if they go first, the groups once booked
    calendar: WorkingCalendar
    opening: Timetable
    always_open: bool
    doors_ms: int | None  # clock at which tickets are first issued
    names: Names
    max_visits: int
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
    idle_work: Mapping[int, IdleTape] = field(default_factory=dict)  # by server
    agents: tuple[Agent, ...] = ()  # kinds of agents who go to the hall for others
    home_time: float = 1.0  # factor on the work at home
    covers: Mapping[int, Timetable] = field(default_factory=dict)  # by server: a cover from the pool
    attended: Mapping[int, tuple[bool, ...]] = field(default_factory=dict)  # by office: days with anybody
    network: Network | None = None  # offices beside the main hall, and places
    limits: LimitRule | None = None  # what is watched of the limits while files are under way

    def hours_of(self, op: Elapse, desk_queue: int) -> Timetable:
        """The hours in which the time of a step without an officer passes."""
        return self.calendar.workdays if op.in_workdays else self.desk_hours[desk_queue]

    def task_index(self, name: str) -> int:
        """Index of a task by its name; KeyError when there is none."""
        for i, task in enumerate(self.tasks):
            if task.name == name:
                return i
        raise KeyError(name)


def build_plan(world: World, design: Design) -> Plan:
    """Lay out the stations and itineraries of a design of a world.

    Raises:
        ValueError: the design refers to something the world lacks (``hallsim check`` finds these with
        places).
    """
    from hallsim.hall.network import NetworkBuilder
    from hallsim.hall.queue_layout import cover_pools
    from hallsim.hall.routes import build_itineraries
    from hallsim.hall.stations import build_stations
    from hallsim.hall.works import corrections

    world = offered(world, design.catalogue)
    calendar = build_calendar(world.calendar)
    builder = NetworkBuilder(world, design, calendar) if world.places or design.offices else None
    stations = builder.stations() if builder else build_stations(world, design, calendar)
    if builder is None:
        itineraries, network = build_itineraries(world, design, stations.tasks), None
    else:
        itineraries, network = builder.itineraries()
    names = _names(world, design, stations)
    return Plan(
        tasks=stations.tasks,
        queues=stations.queues,
        servers=stations.servers,
        rosters=stations.rosters,
        cover=cover_pools(design),
        lines=stations.lines,
        jockeying=stations.jockeying,
        desk_hours=stations.desk_hours,
        unlimited=stations.unlimited,
        meetings=stations.meetings,
        itineraries=itineraries,
        network=network,
        priority=_priorities(world, design),
        calendar=calendar,
        opening=calendar.timetable(design.opening),
        always_open=design.opening.always,
        doors_ms=design.doors,
        names=names,
        max_visits=world.max_visits(),
        begins_ms=world.day_begins_ms(),
        capacity=design.capacity,
        calling=design.calling,
        seats=design.seats,
        perceived_wait=design.perceived_wait,
        correction=corrections(world, design),
        rescue_after=world.max_visits() if design.rescue is None else design.rescue.after,
        escorts=design.first_asked == "escort",
        authorise_ms=design.authorise,
        tickets_until_ms=design.tickets_until,
        agents=tuple(design.agents.values()),
        home_time=1.0 if design.home_service is None else design.home_service.time,
        limits=limit_rule(world, design, _any_by_due(stations.queues)),
        prices=Prices(**{n: getattr(design.costs, n) for n in PRICES}, trip_time_ms=design.costs.trip_time),
    )


def _any_by_due(queues: tuple[Queue, ...]) -> bool:
    return any(queue.files is not None and queue.files.by_due for queue in queues)


def _priorities(world: World, design: Design) -> tuple[tuple[int, ...], ...]:
    """The better class of group and service, for every pair."""
    from hallsim.scenario.design import BOOKED_PRIORITY, DEFAULT_PRIORITY, booked_go_first
    from hallsim.scenario.limits import GREEN_PRIORITY

    given = design.priority | dict.fromkeys(design.green_channel, GREEN_PRIORITY)
    groups = tuple(world.groups) or ("",)
    rows = tuple(
        tuple(min(given.get(g, DEFAULT_PRIORITY), given.get(s, DEFAULT_PRIORITY)) for s in world.services)
        for g in groups
    )
    booked = tuple(tuple(min(BOOKED_PRIORITY, level) for level in row) for row in rows)
    return rows + booked if booked_go_first(design) else rows


def _may_idle(server: Server, queues: tuple[Queue, ...]) -> tuple[int, ...]:
    """Queues that may wait while the server idles: helped from a threshold on, lines (people move), files
    at windows (not after hours) and at desks that limit those in progress.
    """
    helped = tuple(q for tier in server.tiers[1:] for q in tier) if server.help_from > 1 else ()
    tired = server.tiers[0] if server.per_day is not None else ()
    both = [q for tier in server.tiers for q in tier]
    return (
        *helped,
        *tired,
        *(q for q in both if queues[q].is_line),
        *(q for q in both if queues[q].is_desk and not server.is_desk),
        *(q for q in both if (files := queues[q].files) is not None and files.wip is not None),
    )


def any_interrupts(queues: Iterable[Queue]) -> bool:
    """Whether any service may be interrupted."""
    return any(queue.interrupt != "none" for queue in queues)


def _names(world: World, design: Design, stations: Stations) -> Names:
    from hallsim.hall.approvals import steps_of

    tasks, queues, servers = stations.tasks, stations.queues, stations.servers
    services = world.services.values()
    warns = design.limits.warn is not None
    return Names(
        groups=tuple(world.groups) or ("citizens",),
        services=tuple(world.services),
        service_department=tuple(s.department for s in services),
        service_is_case=tuple(s.kind == "case" for s in services),
        service_is_instant=tuple(s.decision == "instant" for s in services),
        service_limit_workdays=promised_workdays(world, design),
        service_documents=tuple(s.documents.required for s in services),
        tasks=tuple(t.name for t in tasks),
        queues=tuple(q.name for q in queues),
        queue_is_desk=tuple(q.is_desk for q in queues),
        queue_goes_out=tuple(q.goes_out for q in queues),
        queue_meets=tuple(q.is_desk and q.meets for q in queues),
        queue_members=tuple(q.members for q in queues),
        servers=tuple(s.name for s in servers),
        server_station=tuple(s.station for s in servers),
        server_is_desk=tuple(s.is_desk for s in servers),
        server_pauses=tuple(s.at_shift_end == "pause" for s in servers),
        server_kind=tuple(s.kind for s in servers),
        server_queues=tuple(tuple(q for tier in s.tiers for q in tier) for s in servers),
        server_is_tide=tuple(s.tide is not None for s in servers),
        server_may_idle=tuple(_may_idle(s, queues) for s in servers),
        server_helps=tuple(
            tuple(q for tier in s.tiers[1:] for q in tier if not queues[q].is_desk) for s in servers
        ),
        server_help_from=tuple(s.help_from for s in servers),
        jockeying=tuple(stations.lines[base] for base in sorted(stations.jockeying)),
        queue_classes=tuple(q.rule.classes == "strict" and not (q.files and warns) for q in queues),
        queue_in_order=tuple(
            q.rule.order == "first_come" and not q.is_line and not (q.files and (q.files.by_due or warns))
            for q in queues
        ),
        queue_by_due=tuple(q.files is not None and q.files.by_due and not warns for q in queues),
        queue_wip=tuple((q.files and q.files.wip) or 0 for q in queues),
        queue_interrupt=tuple(q.interrupt for q in queues) if any_interrupts(queues) else (),
        server_slots=tuple(s.slots for s in servers),
        service_steps=tuple(0 if s.approval is None else len(steps_of(s.approval)) for s in services),
        balk_from=min(_balk_at(world), default=0),
        balk_counts=world.citizens.balk_counts,
    )


def _balk_at(world: World) -> Iterator[int]:
    """The numbers at which somebody leaves at once."""
    for group in world.groups.values() or (world.citizens,):
        yield from (int(n) for n, share in (group.balk_at or world.citizens.balk_at).items() if share > 0)
