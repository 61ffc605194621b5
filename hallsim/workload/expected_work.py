"""Tickets and work that arrive at every queue of a plan, by weekday and quarter hour: expectations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hallsim.scenario.values.timetable import NEVER_MS, Timetable
from hallsim.scenario.world.approval_steps import desk_of
from hallsim.scenario.world.arrival_kinds.process import BIN_MS, BINS
from hallsim.scenario.world.tree_steps import steps_of
from hallsim.units import MS_PER_DAY, MS_PER_HOUR
from hallsim.workload.expected import (
    N_WEEKDAYS,
    further_visits,
    missing_factors,
    ordinary_day,
    work_moments,
    worked_days,
)
from hallsim.workload.offices import queue_shares
from hallsim.workload.options import changes_load, with_options
from hallsim.workload.pilot import Pilot, window_errors

if TYPE_CHECKING:
    from hallsim.hall.plan.model import Plan
    from hallsim.scenario.design.design import Design, Office
    from hallsim.scenario.world.service import Service
    from hallsim.scenario.world.world import Step, World

Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueWork:
    """What arrives at every queue, an hour being that of the first ticket.

    Attributes:
        tickets, work: (queues, 7, BINS) tickets, and hours of work, in each quarter hour of a weekday.
        first_share: (queues,) share of the work that comes on the day on which a citizen first comes.
        square: (queues,) mean square of the work of a ticket over the square of its mean: 1 + cv^2.
    """

    tickets: Real
    work: Real
    first_share: Real
    square: Real


class _Part(NamedTuple):
    """A kind of tickets that each matter of a service brings."""

    task: str
    per_matter: float
    moments: tuple[float, float]  # of its work: mean in ms, mean square
    is_first: bool = True  # on the citizen's first day


def queue_work(world: World, design: Design, plan: Plan, pilot: Pilot) -> QueueWork:
    """Later visits come at the times of day of first ones; those of another day, on all days alike.

    Plain designs are computed from the laws; what options do to tickets and work is a ratio found on the
    `pilot` demand. Where there are several offices citizens go to the one that homes decide, and options of
    the main hall are left out.
    """
    calendar = plan.calendar
    n_days = worked_days(calendar)
    arriving = pilot.coming.matters
    in_time = arriving * open_share(plan, pilot.coming.begins_ms)
    later = _on_all_days(in_time, n_days) if _returns_another_day(world) else in_time
    tasks = {task.name: i for i, task in enumerate(plan.tasks)}
    tickets, work, first_work, squares = np.zeros((4, len(plan.tasks), N_WEEKDAYS, BINS))
    errors = window_errors(world, plan)
    factors = missing_factors(world)
    for i, (name, service) in enumerate(world.services.items()):
        visits = further_visits(service, design.notice, errors[i], plan.max_visits, factors)
        for part in _parts(name, service, design, visits, calendar.workday_ms):
            task, came = tasks[part.task], in_time[i] if part.is_first else later[i]
            tickets[task] += came * part.per_matter
            mean_ms, square = part.moments
            hours = came * (part.per_matter * mean_ms / MS_PER_HOUR)
            work[task] += hours
            squares[task] += came * (part.per_matter * square / MS_PER_HOUR**2)
            if part.is_first:
                first_work[task] += hours
    plain = _by_queue(world, design, plan, (tickets, work, first_work, squares))
    if not changes_load(world, design) or plan.network is not None:
        return plain
    a_day = float(ordinary_day(arriving, n_days).sum())
    tickets, work = with_options(pilot, design, plan, (tickets, work), a_day)
    changed = _by_queue(world, design, plan, (tickets, work, first_work, squares))
    return replace(changed, first_share=plain.first_share, square=plain.square)


def _by_queue(world: World, design: Design, plan: Plan, by_task: tuple[Real, ...]) -> QueueWork:
    """The load of tasks (tickets, work, that of the first day, squares), at the queues of their tickets."""
    rows = _queues_of_tasks(world, design, plan)
    found = [np.zeros((len(plan.queues), N_WEEKDAYS, BINS)) for _ in by_task]
    for at_queue, load in zip(found, by_task, strict=True):
        for queue, task, share in rows:  # row by row: quicker than np.add.at, whose sums they are
            at_queue[queue] += share * load[task]
    n, whole, first, square = (load.sum(axis=(1, 2)) for load in found)
    ones = np.ones(len(plan.queues))
    return QueueWork(
        tickets=found[0],
        work=found[1],
        first_share=np.divide(first, whole, out=ones.copy(), where=whole > 0),
        square=np.divide(square * n, whole**2, out=ones.copy(), where=whole > 0),
    )


def _queues_of_tasks(world: World, design: Design, plan: Plan) -> list[tuple[int, int, float]]:
    """(queue, task, share of its tickets): by group where some are reserved, by home with several offices."""
    if plan.network is not None:
        split = queue_shares(world, design, plan)
        return [
            (queue, i, share)
            for i, task in enumerate(plan.tasks)
            for queue, share in split(task.service, task.name)
        ]
    shares = np.array([group.share or 0.0 for group in world.groups.values()] or [1.0])
    shares = shares / shares.sum() if shares.sum() else np.full(len(shares), 1 / len(shares))
    found = []
    for i, task in enumerate(plan.tasks):
        if task.queue < 0:
            continue  # a step that no desk works on
        for queue, share in zip(task.queue_by_group or (task.queue,) * len(shares), shares, strict=True):
            # where people stand in lines, any of them
            lines = plan.lines.get(queue, (queue,))
            found += [(line, i, float(share) / len(lines)) for line in lines]
    return found


def _parts(name: str, service: Service, design: Design, visits: float, workday_ms: int) -> Iterator[_Part]:
    """Everything that a matter brings to windows and desks."""
    stops = [(f"{name}.{stop.name}", stop.needed, stop.work) for stop in service.route]
    first = stops or [(name, 1.0, service.counter)]
    for task, needed, law in first:
        yield _Part(task, needed, work_moments(law, workday_ms))
    yield _Part(first[0][0], visits, work_moments(service.supplement_work(), workday_ms), is_first=False)
    if service.collect is not None:
        yield _Part(f"{name}.collect", 1.0, work_moments(service.collect, workday_ms), is_first=False)
    yield from _steps(name, service, design, workday_ms)
    yield from _visits_of_approval(name, service, design, workday_ms)


def _steps(name: str, service: Service, design: Design, workday_ms: int) -> Iterator[_Part]:
    """The steps at desks: for those who need them, and again for those whose file is sent back."""
    places: list[Design | Office] = [design, *design.offices.values()]
    for step_name, step in _used_steps(service):
        desk = desk_of(step, service.department)
        known = next((place.desks[desk] for place in places if desk in place.desks), None)
        if known is None or (step.work is None and known.meets is None):
            continue
        travel_ms = 0.0 if known.site is None else float(known.site.travel)
        needed, back = _expected_times(step, design)
        work, again = (
            (0.0, 0.0) if known.meets else _with_travel(work_moments(law, workday_ms), travel_ms)
            for law in (step.work, step.again or step.work)
        )
        yield _Part(f"{name}/{step_name}", needed, work)
        if back:
            yield _Part(f"{name}/{step_name}", back, again, is_first=False)


def _visits_of_approval(name: str, service: Service, design: Design, workday_ms: int) -> Iterator[_Part]:
    """The visits to which an approval calls the citizen: with a corrected file, to pay."""
    window = f"{name}.{service.route[0].name}" if service.route else name
    for _, step in _used_steps(service):
        needed, back = _expected_times(step, design)
        if back and design.approval.corrections == "visit":
            yield _Part(window, back, work_moments(service.supplement_work(), workday_ms), is_first=False)
        if step.kind == "payment" and design.approval.payments == "visit":
            yield _Part(window, needed, work_moments(step.work, workday_ms), is_first=False)


def _used_steps(service: Service) -> list[tuple[str, Step]]:
    """The steps of the approval."""
    names = [step for step, _ in steps_of(service.approval)] if service.approval else []
    return [(step, service.steps[step]) for step in names]


def _expected_times(step: Step, design: Design) -> tuple[float, float]:
    """How often a file comes to a step for the first time, and how often it is sent back from it."""
    needed = min(1.0, step.needed * design.approval.needed)
    back = min(0.99, step.returns * design.approval.returns)
    return needed, needed * back / (1 - back)


def _with_travel(moments: tuple[float, float], travel_ms: float) -> tuple[float, float]:
    mean_ms, square = moments
    return mean_ms + travel_ms, square + 2 * mean_ms * travel_ms + travel_ms**2


def _returns_another_day(world: World) -> bool:
    """Whether who lacks a document comes again on another day (else after minutes or hours)."""
    return world.citizens.return_after.unit in ("days", "workdays")


def _on_all_days(load: Real, n_days: NDArray[np.int64]) -> Real:
    """The load of an ordinary day on every weekday that is worked."""
    return np.asarray(ordinary_day(load, n_days)[..., None, :] * (n_days > 0)[:, None])


def open_share(plan: Plan, begins_ms: int) -> Real:
    """(7, BINS) share of a quarter hour's arrivals on worked days that come in time; later ones go away.

    Quarter hours before `begins_ms`, or before the end of a night, are of the night that begins on the day.
    """
    from hallsim.hall.plan.opening import opening_of

    calendar, opening = plan.calendar, opening_of(plan)
    if opening.always_open:
        return np.ones((N_WEEKDAYS, BINS))
    late = Timetable.from_arrays(
        np.array([0, *opening.last_ticket_ms], np.int64), np.array([*opening.early_ms, NEVER_MS], np.int64)
    )
    days = np.flatnonzero(calendar.is_working[: calendar.n_days]).astype(np.int64)
    begins = days[:, None] * MS_PER_DAY + np.arange(BINS, dtype=np.int64) * BIN_MS
    nights_end = np.array(opening.day_starts, np.int64)[days + 1, None] - MS_PER_DAY
    clock_ms = begins - days[:, None] * MS_PER_DAY
    begins += MS_PER_DAY * (clock_ms < np.maximum(nights_end - days[:, None] * MS_PER_DAY, begins_ms))
    in_time = np.zeros((N_WEEKDAYS, BINS))
    np.add.at(in_time, calendar.weekday[days], 1 - late.working_ms_between(begins, begins + BIN_MS) / BIN_MS)
    return np.asarray(in_time / np.maximum(worked_days(calendar), 1)[:, None])
