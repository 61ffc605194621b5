"""Stations: which windows and officers there are, and which queues follow from what they serve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from hallsim.hall.approvals import steps_of
from hallsim.hall.bureau import add_bureaus, bureau_desks
from hallsim.hall.clerks import error_share, time_factor
from hallsim.hall.desks import add_desks, hours_of_desk
from hallsim.hall.front import add_front
from hallsim.hall.plan import NO_QUEUE, MeetingPlan, Queue, Roster, Server, Task
from hallsim.hall.queue_layout import QueueLayout, expected_work_ms, services_of_queues, tide_of
from hallsim.scenario.approval_steps import desk_of
from hallsim.scenario.calendar import WorkingCalendar
from hallsim.scenario.claims import Claims
from hallsim.scenario.design import Design, Windows
from hallsim.scenario.hours import Hours
from hallsim.scenario.rosters import window_rosters
from hallsim.scenario.sessions import day_starts
from hallsim.scenario.timetable import Timetable
from hallsim.scenario.world import World

AUTHORISE_SUFFIX = ".authorise"
Ranks = Mapping[str, int]  # window group -> rank at which it takes a task


@dataclass(frozen=True, slots=True, kw_only=True)
class Stations:
    """The tasks, queues, servers and rosters of one design."""

    tasks: tuple[Task, ...]
    queues: tuple[Queue, ...]
    servers: tuple[Server, ...]
    rosters: tuple[Roster, ...]
    desk_hours: Mapping[int, Timetable]  # by desk queue
    unlimited: frozenset[int]  # desk queues without limit of officers
    meetings: Mapping[int, MeetingPlan]
    lines: Mapping[int, tuple[int, ...]]  # by queue of a task: lines among which people choose
    jockeying: frozenset[int]


@dataclass(frozen=True, slots=True)
class WindowTask:
    """A task at windows, with every word by which a window group may claim it."""

    name: str
    service: int
    words: frozenset[str]
    collects: bool
    known_as: frozenset[str]  # every word by which a clerk may know it


def window_tasks(world: World) -> list[WindowTask]:
    """All tasks done at windows: the counter or the stops of a route, then collecting."""
    tasks: list[WindowTask] = []
    for i, (name, service) in enumerate(world.services.items()):
        common = {"all", name, service.department}
        if service.route:
            for stop in service.route:
                full = f"{name}.{stop.name}"
                words = frozenset(common | {full, stop.name})
                tasks.append(WindowTask(full, i, words, False, words))
        else:
            tasks.append(WindowTask(name, i, frozenset(common), False, frozenset(common)))
        if service.collect is not None:
            full = f"{name}.collect"
            words = frozenset({"collect", full})
            tasks.append(WindowTask(full, i, words, True, words | common))
    return tasks


def claims(world: World, windows: Mapping[str, Windows]) -> list[tuple[WindowTask, Ranks]]:
    """Which window groups take each task, and at which rank (0: serves, 1: helps).

    Collecting goes to the groups that list ``collect``; when none does, to those that serve the service.
    A group that claims a stop of a route by its name is not outdone by one that claims the whole service:
    both serve it, unless some group names stops, in which case stops named by anybody belong to those groups.
    """
    tasks = window_tasks(world)
    claimed = Claims(windows)
    ranks = [claimed.ranks(task.words) for task in tasks]
    named = [claimed.ranks(_words_of_stop(task)) for task in tasks]
    by_service: dict[int, dict[str, int]] = {}
    for task, own in zip(tasks, ranks, strict=True):
        if not task.collects:
            for group, rank in own.items():
                known = by_service.setdefault(task.service, {})
                known[group] = min(rank, known.get(group, rank))
    result = []
    for task, own, by_name in zip(tasks, ranks, named, strict=True):
        if task.collects:
            result.append((task, own or by_service.get(task.service, {})))
        else:
            result.append((task, by_name or own))
    return result


def _words_of_stop(task: WindowTask) -> frozenset[str]:
    """The words that name a stop of a route itself; none for other tasks."""
    if "." not in task.name or task.collects:
        return frozenset()
    return frozenset({task.name, task.name.rsplit(".", 1)[1]})


def build_stations(world: World, design: Design, calendar: WorkingCalendar) -> Stations:
    """Lay out queues, servers and rosters.

    Tasks that the same groups take at the same ranks share one queue: per-department, grouped, unified and
    own-queue-first halls all follow from what the windows serve.
    """
    queues: list[Queue] = []
    layout = QueueLayout(design, tuple(world.groups), queues)
    services, workday_ms = tuple(world.services.values()), calendar.workday_ms
    tasks = [
        layout.add(
            task.name,
            task.service,
            ranks,
            expected_work_ms(services[task.service], task.name, workday_ms),
            task.known_as,
        )
        for task, ranks in claims(world, design.windows)
    ]
    tasks += _signatures(world, design, layout)
    rosters = _Rosters(calendar)
    services_of = services_of_queues(tasks)
    servers = [
        server
        for group, spec in design.windows.items()
        for server in _window_servers(group, spec, design, layout, services_of, rosters)
    ]
    desks = {**design.desks, **bureau_desks(world, design)}
    desk_queues = add_desks(design, desks, rosters.index, queues, servers)
    roster = partial(rosters.index, design.opening)
    home = design.home_service
    team_roster = partial(rosters.index, (home and home.hours) or design.opening)
    front = add_front(world, design, roster, queues, servers, tasks, desk_queues, team_roster)
    bureaus = add_bureaus(world, design, roster, queues, servers, tasks, desk_queues)
    tasks.extend([*_step_tasks(world, desk_queues), *front, *bureaus])
    return Stations(
        tasks=tuple(tasks),
        queues=tuple(queues),
        servers=tuple(servers),
        rosters=tuple(rosters.all),
        desk_hours={q: calendar.timetable(hours_of_desk(desks[d], design)) for d, q in desk_queues.items()},
        unlimited=frozenset(q for d, q in desk_queues.items() if desks[d].is_unlimited),
        meetings=_meetings(design, calendar, desk_queues),
        lines={base: tuple(lines.values()) for base, lines in layout.lines.items()},
        jockeying=frozenset(layout.jockeying),
    )


def _signatures(world: World, design: Design, layout: QueueLayout) -> Iterator[Task]:
    """A task for every instant service that an auxiliary clerk may accept: signed by one who decides."""
    takers: dict[int, dict[str, int]] = {}
    for task, ranks in claims(world, design.windows):
        if not task.collects:
            known = takers.setdefault(task.service, {})
            known.update({g: min(rank, known.get(g, rank)) for g, rank in ranks.items()})
    for index, (name, service) in enumerate(world.services.items()):
        ranks = takers[index]
        words = frozenset({"all", name, service.department})
        parts = [part for group in ranks for part in layout.parts[group] if part.takes(words, False)]
        is_signed = service.kind == "case" and service.decision == "instant"
        if is_signed and not all(part.decides for part in parts):
            full = f"{name}{AUTHORISE_SUFFIX}"
            yield layout.add(full, index, ranks, design.authorise, words, signature=True)


class _Rosters:
    """Rosters built so far; equal ones are shared, so that one process works them all."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar
        self.all: list[Roster] = []
        self._known: dict[tuple[Hours, tuple[Hours, ...]], int] = {}

    def index(self, hours: Hours, breaks: tuple[Hours, ...] = ()) -> int:
        if (hours, breaks) not in self._known:
            rostered = self.calendar.timetable(hours)
            away = Timetable(starts=np.empty(0, np.int64), ends=np.empty(0, np.int64))
            for pause in breaks:
                away = away.union(self.calendar.timetable(pause))
            inside = rostered.minus(rostered.minus(away))
            self._known[hours, breaks] = len(self.all)
            days = day_starts(rostered, len(self.calendar.is_working))
            self.all.append(
                Roster(
                    rostered=rostered,
                    breaks=inside,
                    on_duty=rostered.minus(away),
                    days_ms=tuple(days.tolist()),
                )
            )
        return self._known[hours, breaks]


def _window_servers(
    group: str,
    spec: Windows,
    design: Design,
    layout: QueueLayout,
    services_of: Mapping[int, set[int]],
    rosters: _Rosters,
) -> Iterator[Server]:
    for i, (hours, breaks) in enumerate(window_rosters(spec, design.opening)):
        clerk, name = layout.seats[group][i].clerk, layout.seats[group][i].name
        n_services = layout.n_services(group, i, services_of)
        yield Server(
            name=f"{group}-{i + 1}",
            station=group,
            is_desk=False,
            tiers=layout.tiers(group, i),
            roster=rosters.index(hours, breaks),
            time_factor=time_factor(spec, design, clerk, n_services),
            error_share=error_share(spec, design, clerk, n_services),
            at_shift_end="finish" if spec.tide and spec.at_shift_end == "pause" else spec.at_shift_end,
            help_from=spec.help_from,
            bundle_saving=spec.bundle_saving,
            tide=tide_of(group, spec),
            serves_out=spec.at_close == "serve_out",
            kind=clerk.kind,
            clerk=name,
            tenure_months=clerk.tenure_months,
            decides=not clerk.auxiliary,
            error_factor=1.0 if spec.training is None else spec.training.error,
            fatigue_per_hour=spec.fatigue,
            calls=design.calling is not None and spec.lines == "ticket",
        )


def _meetings(
    design: Design, calendar: WorkingCalendar, queue_of: Mapping[str, int]
) -> dict[int, MeetingPlan]:
    found: dict[int, MeetingPlan] = {}
    for name, desk in design.desks.items():
        if desk.meets is not None:
            times = tuple(desk.meets.times(calendar).tolist())
            found[queue_of[name]] = MeetingPlan(
                times_ms=times, capacity=desk.meets.capacity, length_ms=desk.meets.length
            )
    return found


def _step_tasks(world: World, queue_of: Mapping[str, int]) -> Iterator[Task]:
    """Steps without a desk, or in no approval and at a desk that is not there, have no queue."""
    for i, (service_name, service) in enumerate(world.services.items()):
        used = steps_of(service.approval) if service.approval else []
        for step_name, step in service.steps.items():
            desk = desk_of(step, service.department)
            if desk is None or (desk not in queue_of and step_name not in used):
                yield Task(name=f"{service_name}/{step_name}", service=i, queue=NO_QUEUE)
                continue
            if desk not in queue_of:
                raise ValueError(
                    f"step {step_name} of {service_name} is worked at desk {desk}, which is not there"
                )
            yield Task(name=f"{service_name}/{step_name}", service=i, queue=queue_of[desk])
