"""Stations: the windows and officers, and the queues that follow from what they serve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from hallsim.hall.plan.approval import steps_of
from hallsim.hall.plan.auxiliary_stations import add_front
from hallsim.hall.plan.bureaus import add_bureaus, bureau_desks
from hallsim.hall.plan.clerks import PLACE, error_share, time_factor
from hallsim.hall.plan.desks import add_desks, hours_of_desk
from hallsim.hall.plan.model import NO_QUEUE, MeetingPlan, Queue, Roster, Server, Task
from hallsim.hall.plan.queue_layout import QueueLayout, expected_work_ms, services_of_queues, tide_of
from hallsim.scenario.design.design import Design, Windows
from hallsim.scenario.serving.claims import Claims, window_work, words_of
from hallsim.scenario.serving.rosters import window_rosters
from hallsim.scenario.values.hours import Hours
from hallsim.scenario.values.sessions import day_starts
from hallsim.scenario.values.timetable import Timetable
from hallsim.scenario.world.approval_steps import desk_of
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.world import World

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


def build_stations(world: World, design: Design, calendar: WorkingCalendar) -> Stations:
    """Lay out queues, servers and rosters.

    Tasks that the same groups take at the same ranks share one queue: per-department, grouped, unified and
    own-queue-first halls all follow from what the windows serve.
    """
    queues: list[Queue] = []
    layout = QueueLayout(design, tuple(world.groups), queues)
    workday_ms = calendar.workday_ms
    number = {name: i for i, name in enumerate(world.services)}
    claims = Claims(design.windows)
    tasks = [
        layout.add(
            work.title,
            number[work.service],
            claims.takers(work),
            expected_work_ms(world.services[work.service], work.title, workday_ms),
            work.known_as,
        )
        for work in window_work(world)
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
    """A task, the signature, for every instant service that an auxiliary clerk may accept."""
    claims = Claims(design.windows)
    takers: dict[str, dict[str, int]] = {}
    for work in window_work(world):
        if not work.collects:
            known = takers.setdefault(work.service, {})
            known.update({g: min(rank, known.get(g, rank)) for g, rank in claims.takers(work).items()})
    for index, (name, service) in enumerate(world.services.items()):
        ranks, words = takers[name], words_of(name, service)
        parts = [part for group in ranks for part in layout.parts[group] if part.takes(words, False)]
        is_signed = service.kind == "case" and service.decision == "instant"
        if is_signed and not all(part.decides for part in parts):
            full = f"{name}{AUTHORISE_SUFFIX}"
            yield layout.add(full, index, ranks, design.authorise, words, signature=True)


class _Rosters:
    """Rosters built so far; equal ones are shared, so that one process serves them all."""

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
    n = spec.at_once.visitors
    share = 1.0 if n == 1 else spec.at_once.speed or 1 / n
    for i, (hours, breaks) in enumerate(window_rosters(spec, design.opening)):
        clerk, name = layout.seats[group][i].clerk, layout.seats[group][i].name
        n_services = layout.n_services(group, i, services_of)
        server = Server(
            name=f"{group}-{i + 1}",
            station=group,
            is_desk=False,
            tiers=layout.tiers(group, i),
            roster=rosters.index(hours, breaks),
            time_factor=time_factor(spec, design, clerk, n_services) / share,
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
            slots=n,
        )
        places = (replace(server, name=f"{server.name}{PLACE}{place + 1}") for place in range(n))
        yield from places if n > 1 else (server,)


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
    """Steps without a desk have no queue, nor have steps of no approval at a desk that does not exist."""
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
