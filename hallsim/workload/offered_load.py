"""What a scenario means before it is run: the load of every station by weekday and hour, and what follows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hallsim.scenario.world.arrival_kinds.process import BINS
from hallsim.theory.time_varying.days import DayFigures
from hallsim.workload.expected import N_WEEKDAYS, ordinary_day, worked_days
from hallsim.workload.expected_work import Arriving, QueueWork
from hallsim.workload.options import Loads, left_out
from hallsim.workload.pools import Pool, pools_of
from hallsim.workload.staffing import ExpectedStaff, staffing_of
from hallsim.workload.station_waits import Crowd, expected_waits, impatience, open_bins

if TYPE_CHECKING:
    from hallsim.hall.plan.model import Plan
    from hallsim.scenario.scenario import Scenario
    from hallsim.scenario.world.world import World

Real = NDArray[np.float64]
HOURS = 24
_ROUNDING = 1e-9


class _Load:
    """Work against time on duty."""

    erlangs: tuple[float, ...]
    on_duty: tuple[float, ...]
    staffed_hours: float

    @property
    def work_hours(self) -> float:
        """Work of the day."""
        return sum(self.erlangs)

    @property
    def duty_hours(self) -> float:
        """Time on duty of all servers."""
        return sum(self.on_duty)

    @property
    def mean_on_duty(self) -> float:
        """Servers on duty, the mean of the hours in which anybody is."""
        return ratio(self.duty_hours, self.staffed_hours)

    @property
    def utilisation(self) -> float:
        """Work over time on duty: above 1 more than the day can do."""
        return ratio(self.work_hours, self.duty_hours)


@dataclass(frozen=True, kw_only=True)
class DayLoad(_Load):
    """The load of one station on one weekday, the mean of its days that are worked.

    Attributes:
        weekday: Monday 0.
        n_days: days of it within the horizon.
        erlangs: (24,) work arriving in each clock hour, in hours of work.
        on_duty: (24,) mean servers on duty in each clock hour.
        staffed_hours: hours in which anybody is on duty.
        figures: what the day's transient says of waits; None where it says nothing (desks, whose files wait
            overnight; nobody on duty).
    """

    weekday: int
    n_days: int
    n_tickets: float
    erlangs: tuple[float, ...]
    on_duty: tuple[float, ...]
    staffed_hours: float
    figures: DayFigures | None = None

    @property
    def hours_over(self) -> tuple[int, ...]:
        """Clock hours in which more work arrives than those on duty can do."""
        pairs = zip(self.erlangs, self.on_duty, strict=True)
        return tuple(h for h, (load, duty) in enumerate(pairs) if duty > 0 and load > duty * (1 + _ROUNDING))


@dataclass(frozen=True, kw_only=True)
class StationLoad(_Load):
    """The load of one station (a window group or a desk); without a weekday that of an ordinary day.

    Attributes:
        days: by weekday that is worked.
        mean_service_min: expected work of a ticket (a file at a desk).
        service_cv2: its squared coefficient of variation.
        busiest_date: the date on which most citizens come, and its utilisation, where that is above every
            weekday's.
        pooled: the stations, itself included, that serve each other's queues; its waits are then those of one
            queue for all of them, which is less than they can reach. Empty where it serves alone.
        together: whether all its servers work the same hours.
        serves_out: whether those inside at closing are served.
        patience: whether anybody leaves who waits too long.
        left_out: what the design has that these figures do not know.
        unstaffed_share: part of the days on which all who work there are absent; no wait tells of them.
    """

    design: str
    station: str
    is_desk: bool
    n_servers: int
    days: tuple[DayLoad, ...]
    mean_service_min: float
    service_cv2: float = 1.0
    busiest_date: tuple[date, float] | None = None
    pooled: tuple[str, ...] = ()
    together: bool = True
    serves_out: bool = True
    patience: bool = False
    unstaffed_share: float = 0.0
    left_out: tuple[str, ...] = ()

    @cached_property
    def erlangs(self) -> tuple[float, ...]:  # type: ignore[override]
        """(24,) as of `DayLoad`, on an ordinary day: the mean of all days."""
        return self._ordinary([day.erlangs for day in self.days])

    @cached_property
    def on_duty(self) -> tuple[float, ...]:  # type: ignore[override]
        """(24,) as of `DayLoad`, on an ordinary day."""
        return self._ordinary([day.on_duty for day in self.days])

    @cached_property
    def staffed_hours(self) -> float:  # type: ignore[override]
        """Hours of an ordinary day in which anybody is on duty."""
        return self._mean([day.staffed_hours for day in self.days])

    @property
    def n_tickets(self) -> float:
        """Expected tickets (files at a desk) of an ordinary day."""
        return self._mean([day.n_tickets for day in self.days])

    @property
    def overloaded(self) -> bool:
        """Whether an ordinary day's work does not fit into the day."""
        return self.utilisation >= 1

    @property
    def worst(self) -> DayLoad:
        """The weekday of the highest utilisation."""
        return max(self.days, key=lambda day: day.utilisation)

    @property
    def wait_min(self) -> float:
        """Expected mean wait of a ticket over all days, in minutes; NaN where the transient says nothing."""
        return self.figures.mean_wait if self.figures else math.nan

    @property
    def figures(self) -> DayFigures | None:
        """The mean of all days: waits and leavers over tickets, overtime over days."""
        known = [(day.n_days, day.figures) for day in self.days if day.figures]
        n_days = sum(n for n, _ in known)
        n_tickets = sum(n * figures.n_arrivals for n, figures in known)
        if not n_tickets:
            return None

        def of_tickets(name: str) -> float:
            return sum(n * f.n_arrivals * float(getattr(f, name)) for n, f in known) / n_tickets

        def of_days(name: str) -> float:
            return sum(n * float(getattr(f, name)) for n, f in known) / n_days

        return DayFigures(
            n_arrivals=n_tickets / n_days,
            mean_wait=of_tickets("mean_wait"),
            door_wait=of_tickets("door_wait"),
            p_abandon=of_tickets("p_abandon"),
            overtime=of_days("overtime"),
            waiting_at_close=of_days("waiting_at_close"),
        )

    def _ordinary(self, rows: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
        return tuple(self._mean(hour) for hour in zip(*rows, strict=True)) or (0.0,) * HOURS

    def _mean(self, values: Sequence[float]) -> float:
        n_days = sum(day.n_days for day in self.days)
        return (
            sum(v * day.n_days for v, day in zip(values, self.days, strict=True)) / n_days if n_days else 0.0
        )


def ratio(load: float, capacity: float) -> float:
    """Load over capacity; inf for work that nobody is there to do."""
    return load / capacity if capacity else math.inf if load else 0.0


def offered_load(scenario: Scenario) -> list[StationLoad]:
    """The load of every station of every design."""
    return with_waits([draft for design in laid_out(scenario) for draft in design.drafts()])


def design_load(scenario: Scenario, name: str) -> list[StationLoad]:
    """The load of every station of one design."""
    return with_waits(LaidOut(scenario, name, Loads(scenario.world)).drafts())


def laid_out(scenario: Scenario) -> list[LaidOut]:
    """Every design, laid out with the same citizens."""
    loads = Loads(scenario.world)
    return [LaidOut(scenario, name, loads) for name in scenario.designs]


Drafts = list[tuple[StationLoad, tuple[Crowd | None, ...]]]
"""Loads without their waits, each with the crowd of every weekday of which the wait is to be found."""


def with_waits(drafts: Drafts) -> list[StationLoad]:
    """The loads with the figures of their days; equal days of any designs are worked out once."""
    figures = expected_waits([crowd for _, crowds in drafts for crowd in crowds if crowd is not None])
    return [
        replace(load, days=tuple(
            replace(day, figures=figures[crowd]) if crowd is not None else day
            for day, crowd in zip(load.days, crowds, strict=True)
        ))
        for load, crowds in drafts
    ]  # fmt: skip


class LaidOut:
    """One design laid out: who takes which queue, who is on duty, and what arrives.

    Work at desks is spread evenly over the desk's hours. A queue served by several stations is split by their
    numbers of servers; `helps` is left out, so that a helped station shows its own load.
    """

    def __init__(self, scenario: Scenario, name: str, loads: Loads) -> None:
        from hallsim.hall.plan.build import build_plan

        self.name = name
        self.world: World = scenario.world
        self.design = scenario.designs[name]
        self.plan: Plan = build_plan(self.world, self.design)
        self.arriving: QueueWork = loads.of(self.design, self.plan)
        self.staffing: ExpectedStaff = staffing_of(self.world, self.design, self.plan)
        self.left_out = left_out(self.world, self.design, self.plan)
        self.n_days = worked_days(self.plan.calendar)
        self.weekdays: list[int] = np.flatnonzero(self.n_days).tolist()
        self.by_day = loads.pilot.coming.by_day
        self.members: dict[str, list[int]] = {}
        for i, server in enumerate(self.plan.servers):
            self.members.setdefault(server.station, []).append(i)
        self.takers: dict[int, dict[str, int]] = {}  # by queue: its servers of each station
        for server in self.plan.servers:
            if server.tide is None and server.tiers:
                for queue in server.tiers[0]:
                    at = self.takers.setdefault(queue, {})
                    at[server.station] = at.get(server.station, 0) + 1

    def tickets_of_day(self, queue: int) -> float:
        """Tickets (files) that come to a queue on an ordinary day."""
        return float(ordinary_day(self.arriving.tickets[queue], self.n_days).sum())

    def drafts(self) -> Drafts:
        """Every station, and what its waits are to be found from."""
        found = {station: self._station(station) for station in self.members}
        pools = pools_of(self.plan)
        crowds = _Crowds(self.world, self.plan, found)
        drafts = []
        for station, (load, _, _) in found.items():
            load = replace(load, patience=bool(crowds.impatience))
            days: Mapping[int, Crowd | None] = {}
            if station in pools:
                pool = pools[station]
                load = replace(load, pooled=pool.stations if len(pool.stations) > 1 else ())
                days = crowds.of(pool)
            drafts.append((load, tuple(days.get(day.weekday) for day in load.days)))
        return drafts

    def arriving_at(self, station: str) -> Arriving:
        """What comes to a station, and how long its servers take for it."""
        servers = [self.plan.servers[i] for i in self.members[station]]
        queues = sorted({q for server in servers if server.tiers for q in server.tiers[0]})
        parts = {
            q: self.takers[q].get(station, 0) / sum(self.takers[q].values())
            for q in queues
            if q in self.takers
        }
        factor = float(np.mean(self.staffing.factors[self.members[station]]))
        tickets, work = np.zeros((2, N_WEEKDAYS, BINS))
        first_hours = square = 0.0
        for q, part in parts.items():
            tickets += self.arriving.tickets[q] * part
            hours = self.arriving.work[q] * (part * factor)
            work += hours
            first_hours += float(hours.sum()) * float(self.arriving.first_share[q])
            n = float(self.arriving.tickets[q].sum()) * part
            square += float(self.arriving.square[q]) * float(hours.sum()) ** 2 / n if n else 0.0
        whole, n = float(work.sum()), float(tickets.sum())
        return Arriving(
            tickets=tickets,
            work=work,
            first_share=first_hours / whole if whole else 1.0,
            service_cv2=max(0.0, square * n / whole**2 - 1) if whole else 1.0,
        )

    def _station(self, station: str) -> tuple[StationLoad, Real, Real]:
        """The load, and (7, BINS) its tickets and its servers on duty."""
        servers = [self.plan.servers[i] for i in self.members[station]]
        found = self.arriving_at(station)
        tickets, work = found.tickets, found.work
        duty = self.staffing.duty(self.plan, self.members[station])
        if servers[0].is_desk:
            work = _over_the_hours_of_a_desk(work, duty, self.n_days)
        load = StationLoad(
            design=self.name, station=station, is_desk=servers[0].is_desk, n_servers=len(servers),
            days=tuple(self._day(w, tickets[w], work[w], duty[w]) for w in self.weekdays),
            mean_service_min=found.service_min,
            service_cv2=found.service_cv2,
            together=len({server.roster for server in servers}) == 1,
            serves_out=servers[0].serves_out, left_out=self.left_out,
            unstaffed_share=self.staffing.unstaffed_share(self.plan, self.members[station]),
        )  # fmt: skip
        peak = None if load.is_desk else self._busiest_date(load, found.first_share)
        return replace(load, busiest_date=peak), tickets, duty

    def _day(self, weekday: int, tickets: Real, work: Real, duty: Real) -> DayLoad:
        return DayLoad(
            weekday=weekday,
            n_days=int(self.n_days[weekday]),
            n_tickets=float(tickets.sum()),
            erlangs=tuple(work.reshape(HOURS, -1).sum(axis=1).tolist()),
            on_duty=tuple(duty.reshape(HOURS, -1).mean(axis=1).tolist()),
            staffed_hours=np.count_nonzero(duty) * HOURS / BINS,
        )

    def _busiest_date(self, load: StationLoad, first_share: float) -> tuple[date, float] | None:
        """The date with most citizens, where it is worse than every weekday."""
        calendar = self.plan.calendar
        by_day = self.by_day
        day = int(by_day.argmax())
        weekday = int(calendar.weekday[day])
        same = (calendar.weekday[: calendar.n_days] == weekday) & calendar.is_working[: calendar.n_days]
        mean = float(by_day[same].mean()) if same.any() else 0.0
        ordinary = next((each for each in load.days if each.weekday == weekday), None)
        if not mean or ordinary is None:
            return None
        there = ordinary.utilisation * (1 + first_share * (float(by_day[day]) / mean - 1))
        worse = there > load.worst.utilisation * (1 + _ROUNDING)
        return (calendar.date_of(day), there) if worse and math.isfinite(there) else None


def _over_the_hours_of_a_desk(work: Real, duty: Real, n_days: NDArray[np.int64]) -> Real:
    """Work of an ordinary day, even over the hours in which a desk works: its files wait for them."""
    whole, hours = float(ordinary_day(work, n_days).sum()), float(ordinary_day(duty, n_days).sum())
    return duty * (whole / hours) if hours else _on_every_day(work, n_days)


def _on_every_day(work: Real, n_days: NDArray[np.int64]) -> Real:
    return np.asarray(ordinary_day(work, n_days) * (n_days > 0)[:, None])


class _Crowds:
    """What is to be known of a station's weekdays (or of a pool's) for its waits."""

    def __init__(
        self, world: World, plan: Plan, stations: Mapping[str, tuple[StationLoad, Real, Real]]
    ) -> None:
        from hallsim.hall.plan.opening import openings_of

        self.impatience = impatience(world, plan.calendar.workday_ms)
        self.openings = openings_of(plan)
        self.calendar = plan.calendar
        self.stations = stations
        self.known: dict[Pool, dict[int, Crowd | None]] = {}

    def of(self, pool: Pool) -> dict[int, Crowd | None]:
        """By weekday, the crowd of a pool as if it had one queue."""
        if pool not in self.known:
            opening = self.openings[pool.site]
            is_open = open_bins(self.calendar, opening)
            if is_open is None:  # its day does not begin empty
                return {}
            loads = [self.stations[station] for station in pool.stations]
            tickets, duty = sum(t for _, t, _ in loads), sum(d for _, _, d in loads)
            n = sum(load.n_tickets for load, _, _ in loads)
            work_min = sum(load.n_tickets * load.mean_service_min for load, _, _ in loads)
            square = sum(
                load.n_tickets * load.mean_service_min**2 * (1 + load.service_cv2) for load, _, _ in loads
            )
            self.known[pool] = {
                w: Crowd.of_day(
                    np.asarray(tickets)[w], np.asarray(duty)[w], is_open[w], work_min / n if n else 0.0,
                    max(0.0, square * n / work_min**2 - 1) if work_min else 1.0,
                    self.impatience, always_open=opening.always_open,
                )
                for w in range(N_WEEKDAYS)
            }  # fmt: skip
        return self.known[pool]
