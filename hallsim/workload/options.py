"""What options do to the load of a plain design: to its tickets and work, and to those on duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hallsim.scenario.values.sessions import day_starts, sessions
from hallsim.scenario.world.arrival_kinds.process import BIN_MS, BINS
from hallsim.units import MS_PER_DAY, MS_PER_HOUR
from hallsim.workload.expected import N_WEEKDAYS, worked_days
from hallsim.workload.pilot import Counts, Pilot, count, nobody
from hallsim.workload.station_waits import open_bins

if TYPE_CHECKING:
    from hallsim.hall.plan.model import Plan, Roster, Server
    from hallsim.scenario.design.design import Design
    from hallsim.scenario.world.world import World

Real = NDArray[np.float64]
Int = NDArray[np.int64]

OPTIONS = (
    "guide", "delivery", "online", "pre_review", "kiosks", "appointments", "progress_query", "hotline",
    "reminders", "guides", "shared_data", "no_form", "tolerate", "rescue", "catalogue", "packages", "agents",
    "home_service", "tickets_until",
)  # fmt: skip
"""Keys of a design that change who comes, how often, or for how much work."""
MOVES = ("appointments", "reminders", "agents", "hotline", "tickets_until")
"""Keys that change at which hour people come."""
_YEAR = 371
_TENURES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedStaff:
    """Who is expected on duty.

    Attributes:
        planned: (rosters, 7, BINS) share of each quarter hour of a weekday on duty.
        available: (servers,) share of that for which the server is really there.
        factors: (servers,) mean factor on the work.
    """

    planned: Real
    available: Real
    factors: Real

    def duty(self, plan: Plan, servers: Sequence[int]) -> Real:
        """(7, BINS) servers on duty of some."""
        found = np.zeros((N_WEEKDAYS, BINS))
        for i in servers:
            found += self.available[i] * self.planned[plan.servers[i].roster]
        return found


def changes_load(world: World, design: Design) -> bool:
    """Whether anything makes the load another one than that of the plain design."""
    plain = plain_design(design)
    auxiliary = any(clerk.auxiliary for group in design.windows.values() for clerk in group.clerks)
    named = any(clerk.auxiliary for clerk in design.clerks.values())
    return design != plain or world.citizens.wrong_window > 0 or _bends(world) or auxiliary or named


def plain_design(design: Design) -> Design:
    """The design without its options."""
    fresh = type(design).model_validate({"windows": {"none": {}}})
    return design.model_copy(update={name: getattr(fresh, name) for name in OPTIONS})


def _bends(world: World) -> bool:
    return world.citizens.flexible > 0 or any(group.flexible for group in world.groups.values())


def with_options(
    pilot: Pilot, design: Design, plan: Plan, plain: tuple[Real, Real], matters_a_day: float
) -> tuple[Real, Real]:
    """(tasks, 7, BINS) tickets and hours of work with the design's options.

    A task of the plain design has its plain load times the ratio of the counts on a pilot demand with and
    without the options; another task has its counts, scaled to the matters of a day and spread over the
    weekdays as all tickets are.
    """
    world, demand = pilot.world, pilot.demand
    mine = count(world, design, plan, demand)
    bare = plain_design(design)
    base_plan, base = pilot.plain(bare)
    scale = matters_a_day / demand.n_matters if demand.n_matters else 0.0
    moved = any(getattr(design, name) != getattr(bare, name) for name in MOVES) or _bends(world)
    place = {task.name: i for i, task in enumerate(base_plan.tasks)}
    weekdays = _over_mean(plain[0].sum(axis=(0, 2)), worked_days(plan.calendar))
    tickets, work = plain[0].copy(), plain[1].copy()
    for i, task in enumerate(plan.tasks):
        before = place.get(task.name)
        new = scale * weekdays[:, None]
        tickets[i] = _scaled(plain[0][i], mine.tickets[i], _row(base, "tickets", before), new, moved)
        hours = mine.work_ms[i] / MS_PER_HOUR
        work[i] = _scaled(plain[1][i], hours, _row(base, "work_ms", before) / MS_PER_HOUR, new, moved)
    return tickets, work


def _over_mean(by_weekday: Real, n_days: NDArray[np.int64]) -> Real:
    """(7,) each weekday over the mean of the days worked."""
    mean = float(by_weekday @ n_days) / max(1, int(n_days.sum()))
    return by_weekday / mean if mean else (n_days > 0).astype(np.float64)


def _row(counts: Counts, name: str, index: int | None) -> Real:
    found: Real = np.zeros(BINS) if index is None else getattr(counts, name)[index]
    return found


def _scaled(plain: Real, mine: Real, base: Real, new: Real, moved: bool) -> Real:
    """The plain row (7, BINS) times mine / base, at the times of `mine` where people come at other ones.

    Without a plain row or a base it is `mine` times `new`, which is (7, 1).
    """
    if not plain.sum() or not base.sum():
        return mine * new
    ratio = float(mine.sum() / base.sum())
    if moved and mine.sum():
        return np.asarray(plain.sum(axis=1, keepdims=True) * ratio * mine / mine.sum())
    return plain * ratio


def changes_staff(design: Design) -> bool:
    """Whether chance decides who stands in for whom, so that presence has to be read off a pilot."""
    rule = design.absence
    return rule.share * rule.checks > 0 and bool(rule.cover or rule.deputies)


def staffing_of(world: World, design: Design, plan: Plan) -> ExpectedStaff:
    """Who is on duty when, and how fast: expectations over absence, outages, clerks and rotation.

    Who stands in for whom (covers, deputies) is read off a pilot replication, over all days the calendar
    knows; tide windows are nowhere on duty; fatigue counts with half of the mean stretch on duty.
    """
    from hallsim.hall.decisions.staffing.staff import all_windows
    from hallsim.hall.plan.clerks import tenure_factor

    nights = night_ends(plan)
    planned = np.stack([duty_by_weekday(plan, roster, nights[roster.kind]) for roster in plan.rosters])
    stay, months = design.tenure.stay_months, (np.arange(_TENURES) + 0.5) / _TENURES
    newcomers = (
        1.0 if stay is None else float(np.mean([tenure_factor(design.tenure, stay * m) for m in months]))
    )
    groups, half = set(all_windows(design)), {r: _half_stretch(plan, r) for r in range(len(plan.rosters))}
    available, factors = np.ones((2, len(plan.servers)))
    for i, server in enumerate(plan.servers):
        rotates = server.station in groups and server.tenure_months is None
        factors[i] = server.time_factor * (newcomers if rotates else 1.0)
        factors[i] *= 1 + server.fatigue_per_hour * half[server.roster]
        available[i] = 0.0 if server.tide is not None else _present(server, design)
    if changes_staff(design):
        available *= _stood_in(world, design, plan)
    return ExpectedStaff(planned=planned, available=available, factors=factors)


def _present(server: Server, design: Design) -> float:
    """Share of the planned time that a server is there, for chance that knows no covers."""
    from hallsim.hall.decisions.staffing.officers import desk_of

    share = 1.0
    if server.is_desk:
        share -= desk_of(server, design).absence.share * design.supervision
    elif not changes_staff(design):
        share -= design.absence.share * design.absence.checks * design.supervision
    outages = design.outages
    if outages is not None and not server.is_desk and {"all", server.station} & set(outages.windows):
        up, down = (law.mean_ms(MS_PER_DAY) for law in (outages.between, outages.length))
        share *= up / (up + down)
    return share


def _stood_in(world: World, design: Design, plan: Plan) -> Real:
    """(servers,) share of the planned time that a window is staffed with covers and deputies, in a pilot."""
    from hallsim.hall.decisions.staffing.staff import staff

    end_ms = len(plan.calendar.is_working) * MS_PER_DAY
    alone = design.model_copy(update={"outages": None})
    after = staff(plan, alone, nobody(world, 0))
    shares = []
    for index, server in enumerate(plan.servers):
        before_ms = plan.rosters[server.roster].on_duty.working_ms_before(end_ms)
        after_ms = after.roster_of(index).on_duty.working_ms_before(end_ms)
        shares.append(1.0 if server.is_desk or not before_ms else after_ms / before_ms)
    return np.array(shares)


def _half_stretch(plan: Plan, roster: int) -> float:
    """Half of the mean stretch on duty, in hours."""
    hours = plan.rosters[roster].on_duty
    return float(np.mean(hours.ends - hours.starts)) / MS_PER_HOUR / 2 if len(hours.starts) else 0.0


def night_ends(plan: Plan) -> list[Int]:
    """By kind of office, when each day begins: at midnight, or when the night of the day before is over."""
    n_days = len(plan.calendar.is_working)
    openings = [plan.opening]
    if plan.network is not None:
        openings = [kind.opening for kind in plan.network.kinds]
    return [day_starts(sessions(opening), n_days) for opening in openings]


def duty_by_weekday(plan: Plan, roster: Roster, days_ms: Int) -> Real:
    """(7, BINS) mean share of each quarter hour on duty, over the first year's worked days of a weekday.

    What lies past midnight is of the day on which the night begins, the hall's or the roster's own.
    """
    calendar = plan.calendar
    n_days = min(calendar.n_days, _YEAR)
    begins = np.arange((n_days + 1) * BINS, dtype=np.int64) * BIN_MS
    spent = roster.on_duty.working_ms_between(begins, begins + BIN_MS)
    days_ms = np.maximum(days_ms, roster.days_ms)
    day = np.searchsorted(days_ms, begins, side="right") - 1
    counts = (day >= 0) & (day < n_days) & calendar.is_working[day]
    sums = np.zeros((N_WEEKDAYS, BINS))
    np.add.at(sums, (calendar.weekday[day[counts]], np.flatnonzero(counts) % BINS), spent[counts])
    worked = calendar.weekday[:n_days][calendar.is_working[:n_days]]
    n_worked = np.bincount(worked, minlength=N_WEEKDAYS)
    return np.asarray(sums / BIN_MS / np.maximum(n_worked, 1)[:, None])


def left_out(world: World, design: Design, plan: Plan) -> tuple[str, ...]:
    """What the design has that the load does not know."""
    from hallsim.hall.plan.opening import openings_of

    groups = design.windows.values()
    turns_round = world.citizens.balk_at or any(group.balk_at for group in world.groups.values())
    found = {
        "tide windows": any(group.tide for group in groups),
        "who turns round at a long queue, or finds the hall full": bool(turns_round)
        or design.capacity is not None,
        "who is not served and comes again": any(world.comes_again()),
        "who comes when no tickets are given any more": design.tickets_until is not None,
        "the waits of a hall open past midnight": any(
            open_bins(plan.calendar, opening) is None for opening in openings_of(plan)
        ),
        "the saving on bundles": any(group.bundle_saving for group in groups),
        "options of the main hall": plan.network is not None and changes_load(world, design),
        "work done again after interruptions": any(queue.interrupt == "restart" for queue in plan.queues),
        "back-office work of idle windows": any(group.idle_work for group in groups),
    }
    return tuple(text for text, is_so in found.items() if is_so)
