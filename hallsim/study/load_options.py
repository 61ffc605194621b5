"""What options do to the load of a plain design: to its tickets and work, and to those on duty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hallsim.study.expected import HOURS
from hallsim.study.pilot import Counts, Pilot, count, nobody
from hallsim.units import MS_PER_HOUR

if TYPE_CHECKING:
    from hallsim.hall.plan import Plan
    from hallsim.scenario.design import Design
    from hallsim.scenario.world import World

Real = NDArray[np.float64]

OPTIONS = (
    "guide", "delivery", "online", "pre_review", "kiosks", "appointments", "progress_query", "hotline",
    "reminders", "guides", "shared_data", "no_form", "tolerate", "rescue", "catalogue", "packages", "agents",
    "home_service", "tickets_until",
)  # fmt: skip
"""Keys of a design that change who comes, how often, or for how much work."""
MOVES = ("appointments", "reminders", "agents", "hotline", "tickets_until")
"""Keys that change at which hour people come."""
N_PILOTS = 20
"""Replications over which absence and outages are averaged, with up to `FEW` servers; more need fewer."""
FEW = 10


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
    """(tasks, 24) tickets and hours of work a day with the design's options.

    A task of the plain design has its plain load times the ratio of the counts on a pilot demand with and
    without the options; another task has its counts, scaled to the matters of a day.
    """
    world, demand = pilot.world, pilot.demand
    mine = count(world, design, plan, demand)
    bare = plain_design(design)
    base_plan, base = pilot.plain(bare)
    scale = matters_a_day / demand.n_matters if demand.n_matters else 0.0
    moved = any(getattr(design, name) != getattr(bare, name) for name in MOVES) or _bends(world)
    place = {task.name: i for i, task in enumerate(base_plan.tasks)}
    tickets, work = plain[0].copy(), plain[1].copy()
    for i, task in enumerate(plan.tasks):
        before = place.get(task.name)
        tickets[i] = _scaled(plain[0][i], mine.tickets[i], _row(base, "tickets", before), scale, moved)
        hours = mine.work_ms[i] / MS_PER_HOUR
        work[i] = _scaled(plain[1][i], hours, _row(base, "work_ms", before) / MS_PER_HOUR, scale, moved)
    return tickets, work


def _row(counts: Counts, name: str, index: int | None) -> Real:
    found: Real = np.zeros(HOURS) if index is None else getattr(counts, name)[index]
    return found


def _scaled(plain: Real, mine: Real, base: Real, scale: float, moved: bool) -> Real:
    """The plain row times mine / base, in the hours of `mine` where people come at other ones."""
    if not plain.sum() or not base.sum():
        return mine * scale
    total = float(plain.sum() * mine.sum() / base.sum())
    shape = mine / mine.sum() if moved and mine.sum() else plain / plain.sum()
    return np.asarray(total * shape)


def staffing_of(world: World, design: Design, plan: Plan) -> tuple[Real, Real]:
    """(servers, 24) mean share of each hour on duty, and (servers,) mean factors on the work.

    Absence with its covers, outages, the spread of clerks and rotation are averaged over pilot replications;
    tide windows are nowhere on duty; fatigue counts with half of the mean stretch on duty.
    """
    from hallsim.hall.staffing import staff

    random = design.absence.share > 0 or design.outages is not None or design.tenure.stay_months is not None
    random |= any(group.speed_cv > 0 for group in design.windows.values())
    plans = [plan]
    if random:
        pilots = max(5, N_PILOTS * FEW // max(FEW, len(plan.servers)))
        plans = [staff(plan, design, nobody(world, replication)) for replication in range(pilots)]
    duty, factors = np.zeros((len(plan.servers), HOURS)), np.zeros(len(plan.servers))
    for each in plans:
        by_roster: dict[int, Real] = {}
        for i, server in enumerate(each.servers):
            if server.roster not in by_roster:
                by_roster[server.roster] = duty_by_hour(each, server.roster)
            duty[i] += 0.0 if server.tide is not None else by_roster[server.roster]
            factors[i] += server.time_factor * (
                1 + server.fatigue_per_hour * _half_stretch(each, server.roster)
            )
    return duty / len(plans), factors / len(plans)


def _half_stretch(plan: Plan, roster: int) -> float:
    """Half of the mean stretch on duty, in hours."""
    hours = plan.rosters[roster].on_duty
    return float(np.mean(hours.ends - hours.starts)) / MS_PER_HOUR / 2 if len(hours.starts) else 0.0


def duty_by_hour(plan: Plan, roster: int) -> Real:
    """(24,) mean share of each clock hour on duty, over the days worked (all days when never off duty)."""
    calendar = plan.calendar
    edges = np.arange(calendar.n_days * HOURS + 1, dtype=np.int64) * MS_PER_HOUR
    timetable = plan.rosters[roster].on_duty
    spent = np.diff(timetable.working_ms_before(edges)).reshape(calendar.n_days, HOURS)
    days = calendar.is_working[: calendar.n_days] | (spent.sum(axis=1) > 0)
    return spent[days].mean(axis=0) / MS_PER_HOUR if days.any() else np.zeros(HOURS)


def left_out(world: World, design: Design, plan: Plan) -> tuple[str, ...]:
    """What the design has that the load does not know."""
    groups = design.windows.values()
    leaves = world.citizens.patience or world.citizens.balk_at or design.capacity is not None
    leaves = leaves or any(group.patience or group.balk_at for group in world.groups.values())
    found = {
        "help of other windows": any(group.helps for group in groups),
        "tide windows": any(group.tide for group in groups),
        "who leaves, or finds the hall full": bool(leaves),
        "who is not served and comes again": any(world.comes_again()),
        "who comes when no tickets are given any more": design.tickets_until is not None,
        "the saving on bundles": any(group.bundle_saving for group in groups),
        "options of the main hall": plan.network is not None and changes_load(world, design),
        "work done again after interruptions": any(queue.interrupt == "restart" for queue in plan.queues),
        "back-office work of idle windows": any(group.idle_work for group in groups),
    }
    return tuple(text for text, is_so in found.items() if is_so)
