"""The plan of a world and a design: stations, itineraries, names."""

from __future__ import annotations

from collections.abc import Iterator

from hallsim.hall.plan.approval import steps_of
from hallsim.hall.plan.corrections import corrections
from hallsim.hall.plan.itineraries import build_itineraries
from hallsim.hall.plan.limits import limit_rule, promised_workdays
from hallsim.hall.plan.model import Plan, Queue, Server, any_interrupts
from hallsim.hall.plan.office_layout import NetworkBuilder
from hallsim.hall.plan.queue_layout import cover_pools
from hallsim.hall.plan.stations import Stations, build_stations
from hallsim.scenario.design.catalogue import offered
from hallsim.scenario.design.design import Design, booked_go_first
from hallsim.scenario.design.limits import BOOKED_PRIORITY, DEFAULT_PRIORITY, GREEN_PRIORITY
from hallsim.scenario.design.orders import ORDERS
from hallsim.scenario.world.calendar import build_calendar
from hallsim.scenario.world.world import World
from hallsim.trace.model import Names, Prices

PRICES = (
    "clerk_per_hour", "by_kind", "overtime_premium", "officer_per_hour", "kiosk_per_day", "citizen_hour",
    "trip",
)  # fmt: skip


def build_plan(world: World, design: Design) -> Plan:
    """Lay out the stations and itineraries of a world under a design.

    Raises:
        ValueError: the design refers to something the world lacks (``hallsim check`` finds these with
        places).
    """
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
        drain=world.calendar.ending == "drain",
        comes_again=tuple(world.comes_again()),
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


def _names(world: World, design: Design, stations: Stations) -> Names:
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
            ORDERS[q.rule.order].in_turn and not q.is_line and not (q.files and (q.files.by_due or warns))
            for q in queues
        ),
        queue_by_due=tuple(q.files is not None and q.files.by_due and not warns for q in queues),
        queue_wip=tuple((q.files and q.files.wip) or 0 for q in queues),
        queue_interrupt=tuple(q.interrupt for q in queues) if any_interrupts(queues) else (),
        server_slots=tuple(s.slots for s in servers),
        server_calls=tuple(s.calls for s in servers) if design.calling is not None else (),
        service_steps=tuple(0 if s.approval is None else len(steps_of(s.approval)) for s in services),
        balk_from=min(_balk_at(world), default=0),
        balk_counts=world.citizens.balk_counts,
    )


def _balk_at(world: World) -> Iterator[int]:
    """The queue lengths at which somebody leaves at once."""
    for law in world.by_group("balk_at"):
        yield from (int(n) for n, share in law.items() if share > 0)
