"""What options do to the load of the plain design: to who comes when and how often, and for how much work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from hallsim.hall import build_plan
from hallsim.hall.plan.model import Plan
from hallsim.hall.plan.opening import openings_of
from hallsim.hall.plan.operations import Approve, Step, every
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.world import World
from hallsim.units import MS_PER_HOUR
from hallsim.workload.drawn_account import Counts, count
from hallsim.workload.expected import ordinary_day, worked_days
from hallsim.workload.expected_work import QueueWork, TaskWork, at_queues, plain_work
from hallsim.workload.offices import Offices
from hallsim.workload.pilot import Pilot
from hallsim.workload.station_waits import open_bins

Real = NDArray[np.float64]

PLAIN = (
    "title", "based_on", "opening", "doors", "desk_hours", "windows", "desks", "at", "offices", "choice",
    "approval", "notice", "hand_off", "rule", "calling", "cover", "capacity", "seats", "perceived_wait",
    "priority", "clerks", "tenure", "authorise", "costs", "absence", "outages", "every_desk", "limits",
    "supervision", "green_channel",
)  # fmt: skip
"""Keys of a design that laws and shares tell all of, or that change no load; every other one is an option."""


def plain_design(design: Design) -> Design:
    """The design without its options."""
    fresh = type(design).model_validate({"windows": {"none": {}}})
    options = [name for name in type(design).model_fields if name not in PLAIN]
    return design.model_copy(update={name: getattr(fresh, name) for name in options})


def changes_load(world: World, design: Design) -> bool:
    """Whether anything makes the load another one than the laws say."""
    bends = any(world.by_group("flexible"))
    return design != plain_design(design) or world.citizens.wrong_window > 0 or bends


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A plain design, and what arrives under it: expected, and counted on the pilot demand."""

    design: Design
    plan: Plan
    work: TaskWork
    counts: Counts


class Loads:
    """The stated loads of a world's designs."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.pilot = Pilot(world)
        self.known: list[Plain] = []

    def of(self, design: Design, plan: Plan) -> QueueWork:
        """What arrives at the queues.

        Plain designs are computed from laws and shares; what options do to a task is a ratio of counts on the
        pilot demand.  Where there are several offices, options of the main hall are left out.
        """
        offices = Offices(self.world, design, plan)
        if plan.network is not None or not changes_load(self.world, design):
            return at_queues(offices, plain_work(self.world, design, offices, self.pilot.coming))
        plain = self._plain(plain_design(design))
        place = {task.name: i for i, task in enumerate(plain.plan.tasks)}
        rows = np.array([place.get(task.name, len(place)) for task in plan.tasks], np.int64)
        load = TaskWork(
            **{field.name: _rows(getattr(plain.work, field.name), rows) for field in fields(TaskWork)}
        )
        mine = count(self.world, design, plan, self.pilot.demand)
        base = {name: _rows(getattr(plain.counts, name), rows) for name in ("tickets", "work_ms")}
        return at_queues(offices, self._with_options(load, base, mine, plan.calendar))

    def _plain(self, design: Design) -> Plain:
        """The plain design, once for all whose plain design it is."""
        for known in self.known:
            if known.design == design:
                return known
        plan = build_plan(self.world, design)
        work = plain_work(self.world, design, Offices(self.world, design, plan), self.pilot.coming)
        counts = count(self.world, design, plan, self.pilot.demand)
        self.known.append(Plain(design=design, plan=plan, work=work, counts=counts))
        return self.known[-1]

    def _with_options(
        self, plain: TaskWork, base: Mapping[str, Real], mine: Counts, calendar: WorkingCalendar
    ) -> TaskWork:
        """The plain load times the ratio of the counts with and without the options.

        A task that the plain design does not have has its counts, scaled to the matters of a day and spread
        over the weekdays as all tickets are.
        """
        n_days = worked_days(calendar)
        a_day, n_drawn = (
            float(ordinary_day(self.pilot.coming.matters, n_days).sum()),
            self.pilot.demand.n_matters,
        )
        scale = a_day / n_drawn if n_drawn else 0.0
        new = scale * _over_mean(plain.tickets.sum(axis=(0, 2)), n_days)
        tickets = _scaled(plain.tickets, mine.tickets, base["tickets"], new, mine.bends)
        work = _scaled(plain.work, mine.work_ms / MS_PER_HOUR, base["work_ms"] / MS_PER_HOUR, new, mine.bends)
        more, less = (
            _ratio(_sums(now), _sums(then)) for now, then in ((work, plain.work), (tickets, plain.tickets))
        )
        known = (_sums(plain.work) > 0)[:, None, None]
        drawn = mine.square[:, None, :] * (new / MS_PER_HOUR**2)[:, None]
        return TaskWork(
            tickets=tickets,
            work=work,
            first_work=np.where(known, plain.first_work * more[:, None, None], work),
            square=np.where(known, plain.square * _ratio(more**2, less)[:, None, None], drawn),
            where=np.where(known, plain.where, mine.by_group[:, None, :] * scale),
        )


def _rows(table: Real, rows: NDArray[np.int64]) -> Real:
    """Rows of a table, and nothing for the row after its last."""
    return np.concatenate([table, np.zeros_like(table[:1])])[rows]


def _sums(table: Real) -> Real:
    return np.asarray(table.sum(axis=(1, 2)))


def _ratio(some: Real, other: Real) -> Real:
    return np.divide(some, other, out=np.zeros_like(some), where=other > 0)


def _over_mean(by_weekday: Real, n_days: NDArray[np.int64]) -> Real:
    """(7,) each weekday over the mean of the days worked."""
    mean = float(by_weekday @ n_days) / max(1, int(n_days.sum()))
    return by_weekday / mean if mean else (n_days > 0).astype(np.float64)


def _scaled(plain: Real, mine: Real, base: Real, new: Real, bends: bool) -> Real:
    """Plain rows (tasks, 7, BINS) times mine / base, at the times of `mine` where people come at other ones.

    Where the pilot has none of them without the options, or the laws know of none, what it has with them,
    times `new` (7,), is added.
    """
    known = (base.sum(axis=1) > 0) & (plain.sum(axis=(1, 2)) > 0)  # laws know of no wrong window
    scaled = plain * _ratio(mine.sum(axis=1), base.sum(axis=1))[:, None, None]
    if bends:
        shape = _ratio(mine, np.broadcast_to(mine.sum(axis=1, keepdims=True), mine.shape))
        scaled = scaled.sum(axis=2, keepdims=True) * shape[:, None, :]
    return np.where(known[:, None, None], scaled, plain + mine[:, None, :] * new[:, None])


def left_out(world: World, design: Design, plan: Plan) -> tuple[str, ...]:
    """What the design has that the load does not know."""
    groups = design.windows.values()
    plain = [op for way in plan.itineraries[: len(world.services)] for op in every(way.ops())]
    found = {
        "tide windows": any(group.tide for group in groups),
        "who turns round at a long queue, or finds the hall full": any(world.by_group("balk_at"))
        or design.capacity is not None,
        "who is not served and comes again": any(world.comes_again()),
        "who comes when no tickets are given any more": design.tickets_until is not None,
        "the waits of a hall open past midnight": any(
            open_bins(plan.calendar, opening) is None for opening in openings_of(plan)
        ),
        "the saving on bundles": any(group.bundle_saving for group in groups),
        "options of the main hall": plan.network is not None and changes_load(world, design),
        "work done again after interruptions": any(queue.interrupt == "restart" for queue in plan.queues),
        "how long teams wait for each other at joint inspections": any(
            isinstance(op, Step) and op.n_places for op in plain
        ),
        "what a refusal or a race takes back from other branches": any(
            isinstance(op, Approve) and op.cancels for op in plain
        ),
        "to which weekdays letters move people": design.reminders is not None,
        "what absent clerks and outages do to waits": design.absence.share > 0 or design.outages is not None,
        "the time for which windows wait for who is called": design.calling is not None,
        "that who has booked comes at a slot, with others": design.appointments is not None
        and any(world.by_group("books")),
        "back-office work of idle windows": any(group.idle_work for group in groups),
    }
    return tuple(text for text, is_so in found.items() if is_so)
