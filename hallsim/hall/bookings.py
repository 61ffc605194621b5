"""Appointments: who books which slot, decided before the clock starts, in the order of their wish."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.scenario.calendar import WorkingCalendar
from hallsim.scenario.changes import shelved
from hallsim.scenario.citizens import Punctuality
from hallsim.scenario.coming import Appointments
from hallsim.scenario.design import Design
from hallsim.scenario.hours import Hours
from hallsim.scenario.world import World
from hallsim.trace import NEVER
from hallsim.units import MS_PER_DAY

Int = NDArray[np.int64]
Mask = NDArray[np.bool_]


def slot_starts(hours: Hours, rule: Appointments, calendar: WorkingCalendar) -> tuple[Int, Int]:
    """Starts of all slots in order, up to `within` after the horizon, and how many may book each.

    Every stretch of the hours is cut into periods from its beginning; a rest shorter than one has no slot.
    """
    table = calendar.timetable(hours)
    last = int(calendar.add_workdays(calendar.n_days, rule.lead + rule.within)) + 1
    starts, capacity = [], []
    for begin, end in zip(table.starts.tolist(), table.ends.tolist(), strict=True):
        if begin >= last * MS_PER_DAY:
            break
        stop = min(end, last * MS_PER_DAY)
        first = rule.capacity if rule.together is None else rule.together
        for start in range(begin, stop - rule.period + 1, rule.period):
            starts.append(start)
            capacity.append(first if start == begin else rule.capacity)
    return np.array(starts, np.int64), np.array(capacity, np.int64)


def bookings(
    world: World, design: Design, demand: Demand, wanted_ms: Int, would_come: Mask, calendar: WorkingCalendar
) -> Int:
    """(n,) the slot of each citizen who books one, NEVER for the others.

    In the order of the times at which they would come (ties by number), each booker takes the first slot with
    room at or after the same time of day `lead` working days later, at most `within` working days after that;
    who finds none comes without.
    """
    rule = design.appointments
    assert rule is not None
    starts, capacity = slot_starts(rule.hours or design.opening, rule, calendar)
    found = np.full(demand.n_citizens, NEVER, np.int64)
    bookers = np.flatnonzero(books(world, design, rule, demand) & would_come)
    bookers = bookers[np.argsort(wanted_ms[bookers], kind="stable")]
    wanted = wanted_ms[bookers]
    day = calendar.add_workdays(wanted // MS_PER_DAY, rule.lead)
    earliest = np.maximum(day * MS_PER_DAY + wanted % MS_PER_DAY, wanted)
    latest = (calendar.add_workdays(day, rule.within) + 1) * MS_PER_DAY
    room = capacity.tolist()
    # next_free[i] leads from slot i towards the first one at or after it that has room.
    next_free = list(range(len(room) + 1))
    for i, n in enumerate(room):
        if not n:
            next_free[i] = i + 1
    firsts = np.searchsorted(starts, earliest).tolist()
    for citizen, first, limit in zip(bookers.tolist(), firsts, latest.tolist(), strict=True):
        slot = _find(next_free, first)
        if slot == len(room) or starts[slot] >= limit:
            continue
        found[citizen] = starts[slot]
        room[slot] -= 1
        if not room[slot]:
            next_free[slot] = slot + 1
    return found


def _find(next_free: list[int], slot: int) -> int:
    """The first slot with room at or after one; shortens the way for the next search."""
    end = slot
    while next_free[end] != end:
        end = next_free[end]
    while next_free[slot] != end:
        next_free[slot], slot = end, next_free[slot]
    return end


def books(world: World, design: Design, rule: Appointments, demand: Demand) -> Mask:
    """(n,) who would book: by the group's share, and only when everything they bring can be booked."""
    bookable = np.array([not rule.services or name in rule.services for name in world.services])
    bookable |= np.array(shelved(world, design.catalogue))
    able = np.ones(demand.n_citizens, np.bool_)
    able[demand.matter_citizen[~bookable[demand.service]]] = False
    share = np.array(
        [world.citizens.books if group.books is None else group.books for group in world.groups.values()]
        or [world.citizens.books]
    )
    return np.asarray(able & (demand.citizen_tape.uniforms("books/0") < share[demand.group]))


def fails_to_come(world: World, demand: Demand, slot_ms: Int) -> Mask:
    """(n,) who booked and does not come."""
    general = world.citizens.no_show
    shares = [general if group.no_show is None else group.no_show for group in world.groups.values()]
    share = np.array(shares or [general])
    booked = slot_ms != NEVER
    if not share.any():
        return np.zeros(demand.n_citizens, np.bool_)
    return np.asarray(booked & (demand.citizen_tape.uniforms("no_show/0") < share[demand.group]))


def arrivals_at(world: World, demand: Demand, slot_ms: Int, wanted_ms: Int) -> Int:
    """(n,) when the booked come (the others: as they would): the slot, and how early or late they are.

    Never on another day than the slot's, nor before the citizen would have come without booking.
    """
    general = world.citizens.punctuality
    laws = [group.punctuality or general for group in world.groups.values()] or [general]
    booked = slot_ms != NEVER
    if all(law == Punctuality() for law in laws):
        return np.where(booked, slot_ms, wanted_ms)
    from scipy import special

    mean = np.array([law.late - law.early for law in laws], np.float64)[demand.group]
    sd = np.array([law.sd for law in laws], np.float64)[demand.group]
    # Half a step keeps the smallest uniform, 0, from minus infinity.
    normal = special.ndtri(np.maximum(demand.citizen_tape.uniforms("punctuality/0"), 2.0**-54))
    at = slot_ms + np.floor(mean + sd * normal + 0.5).astype(np.int64)
    midnight = slot_ms // MS_PER_DAY * MS_PER_DAY
    at = np.clip(at, np.maximum(midnight, np.minimum(wanted_ms, slot_ms)), midnight + MS_PER_DAY - 1)
    return np.where(booked, at, wanted_ms)
