"""When each citizen arrives under a design: the same citizens, shifted by letters, hours and bookings.

Decided before the clock starts, one measure after another on the times at which citizens would come: letters
move some citizens off the peak days, opening hours move flexible citizens, appointments give bookers a slot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.decisions.bookings import book_slots
from hallsim.hall.decisions.homes import homes
from hallsim.hall.decisions.hotline import Calls, calls
from hallsim.hall.decisions.nearest_office import planned_site
from hallsim.hall.plan.model import Plan
from hallsim.scenario.design.catalogue import shelved
from hallsim.scenario.design.design import Design
from hallsim.scenario.values.timetable import Timetable
from hallsim.scenario.world.day_factors import planned_factor
from hallsim.scenario.world.world import World
from hallsim.trace.model import NEVER, End
from hallsim.units import MS_PER_DAY, MS_PER_HOUR

Int = NDArray[np.int64]

BEFORE_CLOSING_MS = MS_PER_HOUR
"""Flexible citizens who would arrive after closing arrive in the last hour before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """When each of n citizens first comes.

    Attributes:
        arrive_ms: (n,) the arrival, or the moment at which it is settled that the citizen does not come.
        slot_ms: (n,) the appointment booked, NEVER without.
        keeps_slot: (n,) who has the rights of a booking: booked, and not so late as to count as a walk-in.
        calls: what became of calls to the hotline; None without one.
        stays_away: (n,) the End of citizens who do not come, NEVER for the others; None when everybody comes.
    """

    arrive_ms: Int
    slot_ms: Int
    keeps_slot: NDArray[np.bool_]
    stays_away: Int | None
    calls: Calls | None = None


def who_comes_when(world: World, design: Design, demand: Demand, plan: Plan) -> Coming:
    """Apply the design's measures, in the order above, to the times of the demand."""
    arrive_ms = demand.arrive_ms
    if design.reminders is not None and design.reminders.share > 0:
        arrive_ms = _reminded(world, design, demand, plan)
    if any(world.by_group("flexible")):
        for opening, rows in _hours_of(world, design, demand, plan):
            arrive_ms = _bent_to_hours(world, demand, opening, arrive_ms, rows)
    slot_ms = np.full(demand.n_citizens, NEVER, np.int64)
    keeps = np.zeros(demand.n_citizens, np.bool_)
    stays_away = slot_ms.copy()
    if design.progress_query > 0:
        stays_away[_asks_online(world, design, demand)] = End.ANSWERED
    not_needed = np.array(shelved(world, design.catalogue))[demand.service]
    if not_needed.any():
        needed = np.bincount(demand.matter_citizen[~not_needed], minlength=demand.n_citizens)
        stays_away[needed == 0] = End.SHELVED
    called = None
    if design.hotline is not None:
        called = calls(world, design, demand, arrive_ms, stays_away == NEVER, plan.calendar)
        arrive_ms = arrive_ms.copy()
        arrive_ms[called.citizen] = called.end_ms
        stays_away[called.citizen[called.start_ms != NEVER]] = End.ANSWERED
    if design.appointments is not None:
        booked = book_slots(world, design, demand, arrive_ms, stays_away == NEVER, plan.calendar)
        slot_ms, arrive_ms, keeps = booked.slot_ms, booked.arrive_ms, booked.keeps
        stays_away[booked.fails] = End.NO_SHOW
    anybody = bool((stays_away != NEVER).any())
    return Coming(
        arrive_ms=arrive_ms,
        slot_ms=slot_ms,
        keeps_slot=keeps,
        stays_away=stays_away if anybody else None,
        calls=called,
    )


def _asks_online(world: World, design: Design, demand: Demand) -> NDArray[np.bool_]:
    """(n,) citizens who only ask about progress, and look online instead."""
    progress = np.array([service.progress for service in world.services.values()])
    progress |= np.array(shelved(world, design.catalogue))
    only = np.ones(demand.n_citizens, np.bool_)
    only[demand.matter_citizen[~progress[demand.service]]] = False
    return only & (demand.citizen_tape.uniforms("progress/0") < design.progress_query)


# ---------------------------------------------------------------------- reminder letters


def _reminded(world: World, design: Design, demand: Demand, plan: Plan) -> Int:
    """Move citizens from days above the ordinary to ordinary days before them."""
    assert design.reminders is not None
    calendar = plan.calendar
    u = demand.citizen_tape.uniforms("reminders/0")
    begins_ms = np.array([spec.day_begins_ms() for spec in world.sources()], np.int64)
    day = (demand.arrive_ms - begins_ms[demand.source]) // MS_PER_DAY
    earlier = day.copy()
    for number, spec in enumerate(world.sources()):
        if not spec.process().has_factors:
            continue
        factor = planned_factor(spec, calendar)
        for peak in np.flatnonzero((factor > 1) & calendar.is_working[: calendar.n_days]):
            before = np.flatnonzero(calendar.is_working[:peak])[-design.reminders.days :]
            ordinary = before[factor[before] <= 1]
            rows = np.flatnonzero((demand.source == number) & (day == peak) & (u < design.reminders.share))
            if len(ordinary) and len(rows):
                which = (u[rows] / design.reminders.share * len(ordinary)).astype(np.int64)
                earlier[rows] = ordinary[np.minimum(which, len(ordinary) - 1)]
    return np.asarray(demand.arrive_ms + (earlier - day) * MS_PER_DAY)


# ---------------------------------------------------------------------- opening hours


def _hours_of(
    world: World, design: Design, demand: Demand, plan: Plan
) -> list[tuple[Timetable, NDArray[np.bool_]]]:
    """Opening hours that close, with the citizens they apply to: those who would go to that office."""
    everybody = np.ones(demand.n_citizens, np.bool_)
    if plan.network is None or not demand.n_citizens:
        return [] if plan.always_open else [(plan.opening, everybody)]
    home = homes(world, plan.network.where, demand)
    site = planned_site(plan.network, design.choice, demand, home)[demand.matter_start[:-1]]
    kind = np.array([each.kind for each in plan.network.sites], np.int64)[site]
    kinds = enumerate(plan.network.kinds)
    return [(each.opening, kind == number) for number, each in kinds if not each.always_open]


def _bent_to_hours(
    world: World, demand: Demand, opening: Timetable, arrive_ms: Int, whose: NDArray[np.bool_]
) -> Int:
    """The nearest open moment of the day, else the next opening, for flexible citizens who find it closed."""
    share = np.array(world.by_group("flexible"))[demand.group]
    closed = (demand.citizen_tape.uniforms("flexible/0") < share) & ~opening.is_open(arrive_ms) & whose
    rows = np.flatnonzero(closed)
    if not len(rows) or not len(opening.starts):
        return arrive_ms
    at = arrive_ms[rows]
    upcoming = np.searchsorted(opening.starts, at, side="right")
    is_last = upcoming == len(opening.starts)
    opens = opening.starts[np.where(is_last, 0, upcoming)]
    previous = np.maximum(upcoming - 1, 0)
    closes, began = opening.ends[previous], opening.starts[previous]
    today = at // MS_PER_DAY
    after = (upcoming > 0) & ((closes - 1) // MS_PER_DAY == today)
    before = ~is_last & (opens // MS_PER_DAY == today)
    to_close = after & ~(before & (opens - at < at - closes))
    u = demand.citizen_tape.uniforms("flexible/1")[rows]
    last_hour = np.minimum(closes - began, BEFORE_CLOSING_MS)
    late = closes - 1 - (u * last_hour).astype(np.int64)
    found = arrive_ms.copy()
    found[rows] = np.where(to_close, late, np.where(is_last, at, opens))
    return found
