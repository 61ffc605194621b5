"""Tickets and work that arrive at every task and queue of a plan, by weekday and quarter hour: expectations.

Later visits come at the times of day of first ones; those of another day, on all days alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.plan.model import Plan
from hallsim.hall.plan.opening import Opening
from hallsim.scenario.design.design import Design
from hallsim.scenario.values.timetable import NEVER_MS, Timetable
from hallsim.scenario.world.arrival_kinds.process import BIN_MS, BINS
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.world import World
from hallsim.units import MS_PER_DAY
from hallsim.workload.expected import N_WEEKDAYS, Coming, ordinary_day, worked_days
from hallsim.workload.law_account import LawAccount
from hallsim.workload.offices import Offices
from hallsim.workload.walk import Walk

Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskWork:
    """What arrives at every task.

    Attributes:
        tickets, work: (tasks, 7, BINS) tickets, and hours of work, in each quarter hour of a weekday.
        first_work: that of them which comes on the day on which a citizen first comes.
        square: square of the hours of a ticket, summed over tickets.
        where: (tasks, offices, groups or 1) tickets of an ordinary day.
    """

    tickets: Real
    work: Real
    first_work: Real
    square: Real
    where: Real


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """What comes to one station.

    Attributes:
        tickets, work: (7, BINS) tickets, and hours of work of its servers, in each quarter hour of a weekday.
        first_share: share of the work that comes on the day on which a citizen first comes.
        service_cv2: squared coefficient of variation of the work of a ticket.
    """

    tickets: Real
    work: Real
    first_share: float
    service_cv2: float

    @property
    def service_min(self) -> float:
        """Mean work of a ticket."""
        n = float(self.tickets.sum())
        return float(self.work.sum()) * 60 / n if n else 0.0


def plain_work(world: World, design: Design, offices: Offices, coming: Coming) -> TaskWork:
    """What the matters bring that walk the plain ways, one for each service and kind of office."""
    plan = offices.plan
    found = np.zeros((len(plan.tasks), 4, N_WEEKDAYS * BINS))
    where = np.zeros((len(plan.tasks), offices.n_sites, offices.n_groups))
    arriving: dict[int, _Arriving] = {}
    for service in range(len(world.services)):
        for alike in offices.of(service):
            site = alike.sites[0]
            if site not in arriving:
                arriving[site] = _Arriving.of(world, plan, offices.openings[site], coming)
            account = LawAccount(world, design, offices, alike.way, site)
            Walk(account).itinerary(plan.itineraries[alike.way])
            groups = alike.share.sum(axis=0)
            a_day = arriving[site].a_day[service] * alike.share
            for (task, is_later), of_matter in account.booked.items():
                rows = (of_matter * groups) @ arriving[site].at[is_later][service]
                found[task, :3] += rows
                if not is_later:
                    found[task, 3] += rows[1]
                where[task, list(alike.sites)] += of_matter[0] * a_day
    tables = found.reshape(len(plan.tasks), 4, N_WEEKDAYS, BINS).swapaxes(0, 1)
    return TaskWork(tickets=tables[0], work=tables[1], square=tables[2], first_work=tables[3], where=where)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arriving:
    """Who comes to offices that are alike while tickets are issued.

    Attributes:
        at: (services, groups or 1, 7 * BINS) matters by when they are first brought, and by later visits.
        a_day: (services, groups or 1) matters of an ordinary day.
    """

    at: tuple[Real, Real]
    a_day: Real

    @classmethod
    def of(cls, world: World, plan: Plan, opening: Opening, coming: Coming) -> _Arriving:
        """What of those who come is in time for the hours; the flexible come in the hours in any case."""
        n_days = worked_days(plan.calendar)
        came = coming.by_group.swapaxes(0, 1)
        first = came * open_share(plan.calendar, opening, coming.begins_ms)
        wanted, mean = (ordinary_day(rows, n_days).sum(axis=-1) for rows in (came, first))
        bending = (wanted - mean) * np.array(world.by_group("flexible"))
        first *= (1 + np.divide(bending, mean, out=np.zeros_like(mean), where=mean > 0))[..., None, None]
        mean = ordinary_day(first, n_days)
        later = first
        if world.citizens.return_after.unit in ("days", "workdays"):
            later = mean[..., None, :] * (n_days > 0)[:, None]
        shape = (*first.shape[:2], -1)
        return cls(at=(first.reshape(shape), later.reshape(shape)), a_day=mean.sum(axis=-1))


def at_queues(offices: Offices, load: TaskWork) -> QueueWork:
    """The load of tasks at the queues of their tickets: by group where some are reserved, and by office."""
    plan = offices.plan
    tables = np.stack([load.tickets, load.work, load.first_work, load.square])
    found = np.zeros((4, len(plan.queues), N_WEEKDAYS, BINS))
    for task, where in enumerate(load.where):
        for queue, share in _queues(offices, task, where):
            found[:, queue] += share * tables[:, task]
    n, whole, first, square = found.sum(axis=(2, 3))
    ones = np.ones(len(plan.queues))
    return QueueWork(
        tickets=found[0],
        work=found[1],
        first_share=np.divide(first, whole, out=ones.copy(), where=whole > 0),
        square=np.divide(square * n, whole**2, out=ones.copy(), where=whole > 0),
    )


def _queues(offices: Offices, task: int, where: Real) -> Iterator[tuple[int, float]]:
    """(queue, share of a task's tickets); where people stand in lines, any of them."""
    shares: dict[int, float] = {}
    for site in np.flatnonzero(where.any(axis=1)).tolist():
        queues: Sequence[int] = offices.queues(site, task)
        for queue, tickets in zip(queues, where[site].tolist(), strict=True):
            shares[queue] = shares.get(queue, 0.0) + tickets
    total = float(where.sum())
    for queue, tickets in shares.items():
        lines = offices.plan.lines.get(queue, (queue,))
        yield from ((line, tickets / total / len(lines)) for line in lines if queue >= 0 and tickets)


def open_share(calendar: WorkingCalendar, opening: Opening, begins_ms: int) -> Real:
    """(7, BINS) share of a quarter hour's arrivals on worked days that come in time; later ones go away.

    Quarter hours before `begins_ms`, or before the end of a night, are of the night that begins on the day.
    """
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
