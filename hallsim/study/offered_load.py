"""What a scenario means before it is run: the load of every station by hour, and what follows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hallsim.scenario.approval_steps import desk_of
from hallsim.scenario.timetable import NEVER_MS, Timetable
from hallsim.scenario.tree_steps import steps_of
from hallsim.study.expected import HOURS, further_visits, matters_by_hour, mean_work_ms, missing_factors
from hallsim.study.load_options import changes_load, duty_by_hour, left_out, staffing_of, with_options
from hallsim.study.network_load import queue_shares
from hallsim.study.pilot import Pilot, window_error
from hallsim.units import MS_PER_DAY, MS_PER_HOUR

if TYPE_CHECKING:
    from hallsim.hall.plan import Plan
    from hallsim.scenario.design import Design, Office
    from hallsim.scenario.scenario import Scenario
    from hallsim.scenario.service import Service
    from hallsim.scenario.world import Step, World

Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class StationLoad:
    """The load of one station (a window group or a desk) on an ordinary day.

    Attributes:
        erlangs: (24,) work arriving in each clock hour, in hours of work.
        on_duty: (24,) mean servers on duty in each clock hour.
        work_hours, duty_hours: the day's sums.
        n_tickets: expected tickets (files at a desk) a day.
        mean_service_min: expected work of one.
        busiest: the clock hour of highest load per server, of those with a steady number on duty where there
            are any;
            -1 when there is no work or nobody on duty.
        wait_min: Erlang-C mean wait in that hour, as if it lasted (inf: load at or above capacity); NaN where
            Erlang C
            does not apply: desks, whose files wait overnight, and stations that share their queues.
    """

    design: str
    station: str
    is_desk: bool
    n_servers: int
    erlangs: tuple[float, ...]
    on_duty: tuple[float, ...]
    work_hours: float
    duty_hours: float
    n_tickets: float
    mean_service_min: float
    busiest: int
    wait_min: float
    left_out: tuple[str, ...] = ()

    @property
    def utilisation(self) -> float:
        """Expected utilisation: work over hours on duty."""
        return self.work_hours / self.duty_hours if self.duty_hours else math.inf if self.work_hours else 0.0

    @property
    def overloaded(self) -> bool:
        """Whether the day's work does not fit into the day."""
        return self.utilisation >= 1

    @property
    def hours_over(self) -> tuple[int, ...]:
        """Clock hours in which more work arrives than those on duty can do."""
        pairs = zip(self.erlangs, self.on_duty, strict=True)
        return tuple(h for h, (load, duty) in enumerate(pairs) if duty > 0 and load > duty * (1 + 1e-9))


def offered_load(scenario: Scenario) -> list[StationLoad]:
    """The load of every station of every design."""
    pilot = Pilot(scenario.world)
    return [load for name in scenario.designs for load in design_load(scenario, name, pilot)]


def design_load(scenario: Scenario, name: str, pilot: Pilot | None = None) -> list[StationLoad]:
    """The load of every station of one design.

    Work at windows arrives at the citizens' times of day (later visits at the same times as first ones); work
    at desks is spread evenly over the desk's hours. A queue served by several stations is split by their
    numbers of servers; `helps` is left out, so that a helped station shows its own load.  Plain designs are
    computed from the laws; what options do to tickets and work is a ratio found on a pilot demand (`pilot`).
    Windows of offices that are alike are one station, without a wait; citizens go to the office that homes
    decide, and options of the main hall are left out.
    """
    from hallsim.hall import build_plan

    world, design = scenario.world, scenario.designs[name]
    plan = build_plan(world, design)
    arriving = matters_by_hour(world, plan.calendar)
    in_time = arriving * _open_share(plan)[None, :]
    tickets, work = np.zeros((len(plan.tasks), HOURS)), np.zeros((len(plan.tasks), HOURS))
    tasks = {task.name: i for i, task in enumerate(plan.tasks)}
    split = queue_shares(world, design, plan)
    to_queue = _queues_of_tasks(world, plan)
    for i, (service_name, service) in enumerate(world.services.items()):
        error = window_error(plan, service_name, service)
        visits = further_visits(service, design.notice, error, plan.max_visits, missing_factors(world))
        workday_ms = plan.calendar.workday_ms
        expected = _tasks_of(service_name, service, visits, workday_ms)
        expected += _steps_of(service_name, service, design, workday_ms)
        expected += _visits_of_approval(service_name, service, design, workday_ms)
        for task, per_matter, mean_ms in expected:
            if plan.network is not None:
                to_queue[:, tasks[task]] = 0.0
                for queue, share in split(i, task):
                    to_queue[queue, tasks[task]] = share
            tickets[tasks[task]] += in_time[i] * per_matter
            work[tasks[task]] += in_time[i] * per_matter * mean_ms / MS_PER_HOUR
    if changes_load(world, design) and plan.network is None:
        plain = tickets, work
        tickets, work = with_options(pilot or Pilot(world), design, plan, plain, float(arriving.sum()))
    return _stations(name, world, design, plan, to_queue @ tickets, to_queue @ work)


def _queues_of_tasks(world: World, plan: Plan) -> Real:
    """(queues, tasks) share of a task's tickets that goes to a queue, by group where some are reserved."""
    shares = np.array([group.share or 0.0 for group in world.groups.values()] or [1.0])
    shares = shares / shares.sum() if shares.sum() else np.full(len(shares), 1 / len(shares))
    found = np.zeros((len(plan.queues), len(plan.tasks)))
    for i, task in enumerate(plan.tasks):
        if task.queue < 0:
            continue  # a step that no desk works on
        for queue, share in zip(task.queue_by_group or (task.queue,) * len(shares), shares, strict=True):
            # where people stand in lines, any of them
            lines = plan.lines.get(queue, (queue,))
            found[list(lines), i] += share / len(lines)
    return found


def _tasks_of(name: str, service: Service, visits: float, workday_ms: int) -> list[tuple[str, float, float]]:
    """(task, expected times a matter, mean work in ms)."""
    stops = [(f"{name}.{stop.name}", stop.needed, stop.work) for stop in service.route]
    first = stops or [(name, 1.0, service.counter)]
    found = [(task, needed, mean_work_ms(law, workday_ms)) for task, needed, law in first]
    found.append((first[0][0], visits, mean_work_ms(service.supplement_work(), workday_ms)))
    if service.collect is not None:
        found.append((f"{name}.collect", 1.0, mean_work_ms(service.collect, workday_ms)))
    return found


def _steps_of(
    name: str, service: Service, design: Design, workday_ms: int
) -> Iterator[tuple[str, float, float]]:
    """The same of the steps at desks: those who need them, and again for those whose file is sent back."""
    places: list[Design | Office] = [design, *design.offices.values()]
    for step_name, step in _used_steps(service):
        desk = desk_of(step, service.department)
        known = next((place.desks[desk] for place in places if desk in place.desks), None)
        if step.work is None or known is None or known.meets is not None:
            continue
        travel_ms = 0.0 if known.site is None else float(known.site.travel)
        needed, back = _expected_times(step, design)
        again = mean_work_ms(step.again or step.work, workday_ms)
        yield f"{name}/{step_name}", needed, mean_work_ms(step.work, workday_ms) + travel_ms
        if back:
            yield f"{name}/{step_name}", back, again + travel_ms


def _visits_of_approval(
    name: str, service: Service, design: Design, workday_ms: int
) -> Iterator[tuple[str, float, float]]:
    """The same of the visits to which an approval calls the citizen: with a corrected file, to pay."""
    window = f"{name}.{service.route[0].name}" if service.route else name
    for _, step in _used_steps(service):
        needed, back = _expected_times(step, design)
        if back and design.approval.corrections == "visit":
            yield window, back, mean_work_ms(service.supplement_work(), workday_ms)
        if step.kind == "payment" and design.approval.payments == "visit":
            yield window, needed, mean_work_ms(step.work, workday_ms)


def _used_steps(service: Service) -> list[tuple[str, Step]]:
    """The steps of the approval."""
    names = [step for step, _ in steps_of(service.approval)] if service.approval else []
    return [(step, service.steps[step]) for step in names]


def _expected_times(step: Step, design: Design) -> tuple[float, float]:
    """How often a file comes to a step for the first time, and how often it is sent back from it."""
    needed = min(1.0, step.needed * design.approval.needed)
    back = min(0.99, step.returns * design.approval.returns)
    return needed, needed * back / (1 - back)


def _stations(
    name: str, world: World, design: Design, plan: Plan, tickets: Real, work: Real
) -> list[StationLoad]:
    duty, factors = staffing_of(world, design, plan)
    planned = [duty_by_hour(plan, r) for r in range(len(plan.rosters))]
    stations: dict[str, list[int]] = {}
    for s, server in enumerate(plan.servers):
        stations.setdefault(server.station, []).append(s)
    takers = [
        [
            server.station
            for server in plan.servers
            if server.tide is None and server.tiers and q in server.tiers[0]
        ]
        for q in range(len(plan.queues))
    ]
    loads = []
    for station, members in stations.items():
        first = plan.servers[members[0]]
        own = sorted({q for s in members if plan.servers[s].tiers for q in plan.servers[s].tiers[0]})
        parts = {q: takers[q].count(station) / len(takers[q]) for q in own if takers[q]}
        shares = np.array([planned[plan.servers[s].roster] for s in members])
        on_duty, steady = duty[members].sum(axis=0), ((shares == 0) | (shares == 1)).all(axis=0)
        factor = float(np.mean(factors[members]))
        erlangs = sum((work[q] * part * factor for q, part in parts.items()), np.zeros(HOURS))
        n = float(sum(tickets[q].sum() * part for q, part in parts.items()))
        if first.is_desk and on_duty.sum():
            erlangs = erlangs.sum() * on_duty / on_duty.sum()
        shared = any(part < 1 for part in parts.values()) or any(
            len(plan.servers[s].tiers) > 1 for s in members
        )
        alone = steady & (not shared) & bool(np.allclose(on_duty, shares.sum(axis=0)))
        alone &= len({plan.queues[q].site for q in own}) <= 1
        load = _station_load(name, station, first.is_desk, len(members), erlangs, on_duty, alone, n)
        loads.append(replace(load, left_out=left_out(world, design, plan)))
    return loads


def _station_load(
    design: str,
    station: str,
    is_desk: bool,
    n_servers: int,
    erlangs: Real,
    on_duty: Real,
    steady: NDArray[np.bool_],
    n: float,
) -> StationLoad:
    from hallsim.theory import mmc

    total = float(erlangs.sum())
    service_min = total * 60 / n if n else 0.0
    # hours in which the number on duty does not change, if there are any: Erlang C needs a number
    steady = steady & (on_duty > 0)
    eligible = steady if (steady & (erlangs > 0)).any() else on_duty > 0
    per_server = np.divide(erlangs, on_duty, out=np.zeros(HOURS), where=eligible)
    busiest = int(per_server.argmax()) if per_server.any() else -1
    wait = math.nan
    if busiest >= 0 and service_min and steady[busiest] and not is_desk:
        servers = round(float(on_duty[busiest]))
        wait = mmc(float(erlangs[busiest]) / service_min, 1 / service_min, servers).mean_wait
    return StationLoad(
        design=design, station=station, is_desk=is_desk, n_servers=n_servers, erlangs=tuple(erlangs.tolist()),
        on_duty=tuple(on_duty.tolist()), work_hours=total, duty_hours=float(on_duty.sum()), n_tickets=n,
        mean_service_min=service_min, busiest=busiest, wait_min=wait,
    )  # fmt: skip


def _open_share(plan: Plan) -> Real:
    """(24,) share of each clock hour's arrivals on working days that come in time; later ones go away."""
    from hallsim.hall.opening import opening_of

    calendar, opening = plan.calendar, opening_of(plan)
    if opening.always_open:
        return np.ones(HOURS)
    late = Timetable.from_arrays(
        np.array([0, *opening.last_ticket_ms], np.int64), np.array([*opening.early_ms, NEVER_MS], np.int64)
    )
    days = np.flatnonzero(calendar.is_working[: calendar.n_days]).astype(np.int64)
    hours = days[:, None] * MS_PER_DAY + np.arange(HOURS, dtype=np.int64) * MS_PER_HOUR
    lost = late.working_ms_between(hours, hours + MS_PER_HOUR)
    return np.asarray(1 - lost.sum(axis=0) / MS_PER_HOUR / max(1, len(days)))
