"""Several offices as one plan: each kind of office is laid out once and copied to its places.

Tasks and itineraries are shared by all copies of a kind; what differs from office to office is the queue
in which a task waits. So each of 366 offices costs a table of queues, and an event costs what it does in a
single hall.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hallsim.hall.plan.approval import steps_of
from hallsim.hall.plan.couriers import Post, with_couriers
from hallsim.hall.plan.itinerary import Itinerary
from hallsim.hall.plan.model import MeetingPlan, Queue, Roster, Server, Task
from hallsim.hall.plan.offices import MAIN, MAIN_HALL, Kind, Network, Site
from hallsim.hall.plan.operations import Leg
from hallsim.hall.plan.places import geography
from hallsim.hall.plan.stations import AUTHORISE_SUFFIX, Stations, build_stations
from hallsim.scenario.design.design import Design, Office
from hallsim.scenario.design.offices import Departures
from hallsim.scenario.serving.office_design import accepted, as_design, chain_of, decides, served_in_main
from hallsim.scenario.values.timetable import Timetable
from hallsim.scenario.world.approval_steps import desk_of
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.service import Service
from hallsim.scenario.world.world import World
from hallsim.units import MS_PER_DAY

NO_QUEUE = -1


# ---------------------------------------------------------------------- laying out


def restricted(world: World, services: list[str], desks: set[str] | None = None) -> World:
    """The world with some of its services, and those of their steps that need no desk or one given."""

    def spare(service: Service) -> Service:
        if desks is None:
            return service
        mine = {
            n: s
            for n, s in service.steps.items()
            if (desk := desk_of(s, service.department)) is None or desk in desks
        }
        return service.model_copy(update={"steps": mine})

    kept = {name: spare(service) for name, service in world.services.items() if name in services}
    return world.model_copy(update={"services": kept})


def hall_of(world: World, design: Design, name: str) -> tuple[World, Design]:
    """The offices of a kind as a single hall: its part of the world, and its design; "" is the main hall."""
    if not name:
        return restricted(world, served_in_main(world, design)), design
    office = design.offices[name]
    here = restricted(world, accepted(world, office))
    citizens = world.citizens.model_copy(update={"wrong_window": 0.0})
    services = {
        n: s if decides(office, n, s) else s.model_copy(update={"decision": "promised"})
        for n, s in here.services.items()
    }
    update = {"citizens": citizens, "services": services}
    return here.model_copy(update=update), as_design(design, office)


class NetworkBuilder:
    """Lays out a main hall and its offices, and puts them together."""

    def __init__(self, world: World, design: Design, calendar: WorkingCalendar) -> None:
        self.world, self.design, self.calendar = world, design, calendar
        self.where = geography(world, calendar.workday_ms)
        self.services = list(world.services)
        self.catalogue = {"": served_in_main(world, design)} | {
            name: accepted(world, office) for name, office in design.offices.items()
        }
        for name in self.services:
            if not any(name in accepted_here for accepted_here in self.catalogue.values()):
                raise ValueError(f"no window serves {name}")
        self.halls = {name: hall_of(world, design, name) for name in self.catalogue}
        self.designs = {name: own for name, (_, own) in self.halls.items()}
        self.parts = {name: self._lay_out(name) for name in self.catalogue}
        self.tasks: list[Task] = []
        self.task_of: dict[str, int] = {}
        for part in self.parts.values():
            for task in part.tasks:
                if task.name not in self.task_of:
                    self.task_of[task.name] = len(self.tasks)
                    self.tasks.append(task)
        self.queues: list[Queue] = []
        self.servers: list[Server] = []
        self.rosters: list[Roster] = []
        self.lines: dict[int, tuple[int, ...]] = {}
        self.jockeying: set[int] = set()
        self.desk_hours: dict[int, Timetable] = {}
        self.unlimited: set[int] = set()
        self.meetings: dict[int, MeetingPlan] = {}
        self.sites: list[Site] = []

    def _lay_out(self, name: str) -> Stations:
        """The stations of one office of a kind, as if it were alone."""
        design = self.designs[name]
        world, _ = self.halls[name]
        alone = restricted(world, list(world.services), set(design.desks))
        part = build_stations(alone, design, self.calendar)
        index = [self.services.index(service) for service in world.services]
        whole = tuple(replace(task, service=index[task.service]) for task in part.tasks)
        return replace(part, tasks=whole)

    def stations(self) -> Stations:
        """All offices as one set of stations; the main hall comes first, as it would be alone."""
        self._add("", MAIN_HALL, self._main_place(), 0)
        for k, (name, office) in enumerate(self.design.offices.items(), start=1):
            places = self._places(name, office)
            for i, place in enumerate(places):
                title = name if len(places) == 1 else f"{name}-{i + 1}"
                self._add(name, title, place, k, self._attended(office, i))
        self.sites = self._relying()
        self._check_desks()
        first = {t: q for site in reversed(self.sites) for t, q in enumerate(site.queues[0]) if q >= 0}
        return Stations(
            tasks=tuple(
                replace(task, queue=first.get(t, NO_QUEUE), queue_by_group=())
                for t, task in enumerate(self.tasks)
            ),
            queues=tuple(self.queues),
            servers=tuple(self.servers),
            rosters=tuple(self.rosters),
            desk_hours=self.desk_hours,
            unlimited=frozenset(self.unlimited),
            meetings=self.meetings,
            lines=self.lines,
            jockeying=frozenset(self.jockeying),
        )

    def _main_place(self) -> int:
        if self.design.at is not None:
            return self.where.copies(self.design.at)[0]
        return int(np.flatnonzero(self.where.parent < 0)[0])

    def _places(self, name: str, office: Office) -> list[int]:
        at = office.at or (name if name in self.world.places else None)
        return self.where.copies(at) if at is not None else [self._main_place()]

    def _attended(self, office: Office, i: int) -> float:
        """The share of days of the i-th office; name-plates are spread evenly."""
        rule = office.name_plate
        if rule is None or int((i + 1) * rule.offices + 1e-9) == int(i * rule.offices + 1e-9):
            return 1.0
        return rule.attended

    def _add(self, name: str, title: str, place: int, kind: int, attended: float = 1.0) -> None:
        """Copy the stations of a kind to a place."""
        part, site = self.parts[name], len(self.sites)
        base, roster = len(self.queues), len(self.rosters)
        if site and self.sites[-1].kind == kind and attended == self.sites[-1].attended == 1.0:
            roster -= len(part.rosters)  # the copies of an office share their rosters
        else:
            self.rosters += [replace(each, kind=kind) for each in part.rosters]
        prefix = f"{title}." if kind else ""
        self.queues += [replace(q, name=prefix + q.name, site=site) for q in part.queues]
        self.servers += [
            replace(
                server,
                name=prefix + server.name,
                station=f"{name}.{server.station}" if kind else server.station,
                tiers=tuple(tuple(base + q for q in tier) for tier in server.tiers),
                roster=roster + server.roster,
            )
            for server in part.servers
        ]
        self.lines |= {base + q: tuple(base + n for n in numbers) for q, numbers in part.lines.items()}
        self.jockeying |= {base + q for q in part.jockeying}
        self.desk_hours |= {base + q: hours for q, hours in part.desk_hours.items()}
        self.unlimited |= {base + q for q in part.unlimited}
        self.meetings |= {base + q: meeting for q, meeting in part.meetings.items()}
        n_rows = len(self.world.groups) if any(task.queue_by_group for task in part.tasks) else 1
        rows = [[NO_QUEUE] * len(self.tasks) for _ in range(n_rows)]
        for task in part.tasks:
            if task.queue == NO_QUEUE:
                continue
            for g, row in enumerate(rows):
                queue = task.queue_by_group[g] if task.queue_by_group else task.queue
                row[self.task_of[task.name]] = queue if queue == NO_QUEUE else base + queue
        self.sites.append(
            Site(name=title, kind=kind, place=place, queues=tuple(map(tuple, rows)), attended=attended)
        )

    def _relying(self) -> list[Site]:
        """The sites; where they lack a desk, with that of an office they rely on."""
        names = ["", *self.design.offices]
        done: dict[int, Site] = {MAIN: self.sites[MAIN]}

        def whole(site: int) -> Site:
            if site not in done:
                mine = self.sites[site]
                above = whole(self._relied(mine, names))
                rows = tuple(
                    tuple(
                        other if own < 0 and other >= 0 and self.queues[other].is_desk else own
                        for own, other in zip(row, above.queues[0], strict=True)
                    )
                    for row in mine.queues
                )
                done[site] = replace(mine, queues=rows)
            return done[site]

        return [whole(site) for site in range(len(self.sites))]

    def _check_desks(self) -> None:
        """Check that every step that needs a desk has one, at an accepting office or at one it relies on."""
        free = {task.name for part in self.parts.values() for task in part.tasks if task.queue == NO_QUEUE}
        for site in {site.kind: site for site in self.sites}.values():
            name = ["", *self.design.offices][site.kind]
            for service in self.catalogue[name]:
                known = self.world.services[service]
                used = steps_of(known.approval) if known.approval else []
                for step in used:
                    if desk_of(known.steps[step], known.department) is None:
                        continue
                    task = self.task_of.get(f"{service}/{step}")
                    if f"{service}/{step}" not in free and (task is None or site.queues[0][task] < 0):
                        raise ValueError(f"step {step} of {service} is worked at no desk for {site.name}")

    def _relied(self, site: Site, names: list[str]) -> int:
        """The office relied on: at the same place or in the nearest above, else the first of its kind."""
        above = self.design.offices[names[site.kind]].relies_on
        if above is None:
            return MAIN
        found = {s.place: i for i, s in reversed(list(enumerate(self.sites))) if s.kind == names.index(above)}
        place = site.place
        while place >= 0:
            if place in found:
                return found[place]
            place = int(self.where.parent[place])
        return min(found.values())

    # ------------------------------------------------------------------ itineraries

    def itineraries(self) -> tuple[tuple[Itinerary, ...], Network]:
        """The plan's itineraries: the main hall's, then those of each kind of office; and the network."""
        from hallsim.hall.plan.itineraries import build_itineraries

        found = list(build_itineraries(self.world, self.design, self._tasks_of("")))
        kinds = [self._kind("", 0)]
        for name in self.design.offices:
            world, _ = self.halls[name]
            post = self._post(name)
            first = len(found)
            kinds.append(self._kind(name, first))
            names = list(world.services)
            for way in build_itineraries(world, self._with_desks_above(name), self._tasks_of(name)):
                service = names[way.service]
                carried = with_couriers(way, post, self._decider(name, service))
                found.append(replace(carried, service=self.services.index(service)))
        main = frozenset(q for q, queue in enumerate(self.queues) if queue.site == MAIN)
        network = Network(
            where=self.where,
            kinds=tuple(kinds),
            sites=tuple(self.sites),
            main_queues=main,
            goes_on=self.design.choice.unattended == "go_on",
        )
        return tuple(found), network

    def _with_desks_above(self, name: str) -> Design:
        """An office as a design, with the desks on which it relies: some of them meet."""
        desks, above = dict(self.designs[name].desks), name
        while above:
            above = self.design.offices[above].relies_on or ""
            desks = dict(self.designs[above].desks) | desks
        return self.designs[name].model_copy(update={"desks": desks})

    def _tasks_of(self, name: str) -> tuple[Task, ...]:
        """All tasks; without auxiliary clerks the tasks of their signatures have no name."""
        here = {task.name for task in self.parts[name].tasks}
        return tuple(
            replace(task, name="") if task.name.endswith(AUTHORISE_SUFFIX) and task.name not in here else task
            for task in self.tasks
        )

    def _kind(self, name: str, first: int) -> Kind:
        design = self.designs[name]
        here = np.array([service in self.catalogue[name] for service in self.services], np.bool_)
        courier = self.design.offices[name].courier if name else None
        return Kind(
            name=name or MAIN_HALL,
            opening=self.calendar.timetable(design.opening),
            always_open=design.opening.always,
            doors_ms=design.doors,
            tickets_until_ms=design.tickets_until,
            accepts=here,
            position=np.where(here, np.cumsum(here) - 1, -1),
            first_itinerary=first,
            departures=None if courier is None else departures_ms(courier.leaves, self.calendar),
        )

    def _post(self, name: str) -> Post:
        """The level of each task's desk seen from an office of a kind, and the couriers on the journey."""
        chain = chain_of(self.design, name)
        levels = [*chain, ""]
        level_of: dict[int, int] = {}
        for level, office in enumerate(levels):
            for task in self.parts[office].tasks:
                if task.queue != NO_QUEUE and self.parts[office].queues[task.queue].is_desk:
                    level_of.setdefault(self.task_of[task.name], level)
        legs = []
        for office in chain:
            courier = self.design.offices[office].courier
            kind = list(self.design.offices).index(office) + 1
            legs.append(None if courier is None else Leg(takes=courier.takes, courier=kind))
        offices = tuple(name or MAIN_HALL for name in levels)
        return Post(level_of=level_of, legs=tuple(legs), offices=offices)

    def _decider(self, name: str, service: str) -> int:
        """Level of the nearest office that decides a service, itself first; the main hall decides all."""
        chain = chain_of(self.design, name)
        for level, office in enumerate(chain):
            if decides(self.design.offices[office], service, self.world.services[service]):
                return level
        return len(chain)


def departures_ms(leaves: Departures, calendar: WorkingCalendar) -> tuple[int, ...]:
    """When a courier leaves, over all days of the calendar."""
    days = [
        day
        for day in np.flatnonzero(calendar.is_working).tolist()
        if leaves.weekdays is None or int(calendar.weekday[day]) in leaves.weekdays
    ]
    return tuple(day * MS_PER_DAY + clock for day in days for clock in leaves.clock_ms)
