"""Appointments: who books which slot and when they arrive, decided before the clock starts (R3.24).

Bookings are made in the order of time, so that nobody takes a place that was already gone.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.plan.opening import Opening
from hallsim.scenario.design.appointments import Appointments, SlotBook
from hallsim.scenario.design.catalogue import shelved
from hallsim.scenario.design.design import Design
from hallsim.scenario.values.hours import Hours
from hallsim.scenario.values.sessions import day_starts
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.citizens import Punctuality
from hallsim.scenario.world.world import World
from hallsim.trace.model import NEVER
from hallsim.units import MS_PER_DAY

Int = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """The slots of n citizens.

    Attributes:
        slot_ms: (n,) the slot of each citizen who has one, NEVER for the others.
        arrive_ms: (n,) when each arrives; for a no-show, the slot.
        keeps: (n,) who has the rights of a booking: not those so late that they count as walk-ins.
        fails: (n,) no-shows.
    """

    slot_ms: Int
    arrive_ms: Int
    keeps: Mask
    fails: Mask


def book_slots(
    world: World, design: Design, demand: Demand, wanted_ms: Int, would_come: Mask, calendar: WorkingCalendar
) -> Booked:
    """Slots, and when citizens arrive for them.

    In the order of the times at which they would arrive (ties by number), each booker takes the first free
    slot of the book at or after the same time of day `lead` working days later, at most `within` working
    days after that; a citizen who finds none comes without.  With `late: next_slot`, a citizen who is later
    than `grace` books again on arrival, without `lead`.
    """
    rule = design.appointments
    assert rule is not None
    of_book = which_book(world, design, rule, demand)
    slot_ms = np.full(demand.n_citizens, NEVER, np.int64)
    fails = fails_to_come(world, demand, of_book >= 0)
    offsets = lateness_ms(world, demand)
    arrive_ms = wanted_ms.copy()
    wants = books_at_all(world, demand) & would_come
    moves = rule.late == "next_slot"
    opening = _opening(design, calendar)
    for number, (_, book) in enumerate(sorted(rule.every_book().items())):
        slots = _slots(book, design, opening, calendar)
        filling = FillingBook(book, slots, calendar, opening.day_starts)
        rows = np.flatnonzero(wants & (of_book == number))
        for citizen, slot, at in _in_turn(
            rows, wanted_ms, offsets, fails, filling, opening.day_starts, rule.grace if moves else None
        ):
            slot_ms[citizen], arrive_ms[citizen] = slot, at
    fails &= slot_ms != NEVER
    late = (slot_ms != NEVER) & (arrive_ms > slot_ms + rule.grace) & (rule.late != "keep")
    return Booked(slot_ms=slot_ms, arrive_ms=arrive_ms, keeps=(slot_ms != NEVER) & ~late, fails=fails)


def _in_turn(
    rows: Int,
    wanted_ms: Int,
    offsets: Int,
    fails: Mask,
    book: FillingBook,
    days: list[int],
    grace: int | None,
) -> list[tuple[int, int, int]]:
    """(citizen, slot, arrival) of everybody who found a slot; citizens later than `grace` book again."""
    found: dict[int, tuple[int, int]] = {}
    wanted = wanted_ms[rows]
    firsts, limits = book.earliest(wanted)
    first = dict(zip(rows.tolist(), zip(firsts.tolist(), limits.tolist(), strict=True), strict=True))
    queue = sorted(zip(wanted.tolist(), rows.tolist(), strict=True))
    while queue:
        now, citizen = heapq.heappop(queue)
        again = citizen in found
        slot = book.take_now(now) if again else book.take(*first[citizen])
        if slot == NEVER:
            continue  # a walk-in: at once, or on arrival where it is too late for the booked slot
        if again:
            same_day = bisect_right(days, slot) == bisect_right(days, now)
            found[citizen] = slot, now if same_day else slot
            continue
        at = slot if fails[citizen] else time_of_coming(slot, int(offsets[citizen]), now, days)
        found[citizen] = slot, at
        if grace is not None and at > slot + grace:
            heapq.heappush(queue, (at, citizen))
    return [(citizen, slot, at) for citizen, (slot, at) in found.items()]


def time_of_coming(slot: int, offset: int, wanted: int, days: list[int]) -> int:
    """Early or late by `offset`, but on the day of the slot, and not before the citizen would have come.

    Args:
        days: when each day begins: at midnight, or when the night of the day before is over.
    """  # fmt: skip
    day = bisect_right(days, slot) - 1
    return min(max(slot + offset, days[day], min(wanted, slot)), days[day + 1] - 1)


class FillingBook:
    """The places of one book while it is filled; `days`: when each day begins, as of `time_of_coming`."""

    def __init__(
        self, book: SlotBook, slots: tuple[Int, Int], calendar: WorkingCalendar, days: list[int]
    ) -> None:
        self.book = book
        self.calendar = calendar
        self.days = np.array(days, np.int64)
        self.starts, capacity = slots
        self.room: list[int] = capacity.tolist()
        # next_free[i] leads from slot i towards the first one at or after it that has room.
        self.next_free = [i if n else i + 1 for i, n in enumerate(self.room)] + [len(self.room)]

    def earliest(self, wanted_ms: Int) -> tuple[Int, Int]:
        """(n,) the first slot that may be booked, and the time before which one must begin."""
        wanted = self._day_of(wanted_ms)
        day = self.calendar.add_workdays(wanted, self.book.lead)
        at = np.maximum(wanted_ms + (day - wanted) * MS_PER_DAY, wanted_ms)
        last = self.calendar.add_workdays(day, self.book.within)
        return np.searchsorted(self.starts, at), self._end_of(last)

    def take_now(self, now_ms: int) -> int:
        """The first slot with room from now on, as `take`."""
        now = np.array([now_ms], np.int64)
        last = self.calendar.add_workdays(self._day_of(now), self.book.within)
        return self.take(int(np.searchsorted(self.starts, now_ms)), int(self._end_of(last)[0]))

    def _day_of(self, at_ms: Int) -> Int:
        return np.asarray(np.searchsorted(self.days, at_ms, side="right") - 1)

    def _end_of(self, day: Int) -> Int:
        """When a day or its night is over; midnight for days beyond the calendar."""
        following = day + 1
        known = self.days[np.minimum(following, len(self.days) - 1)]
        return np.where(following < len(self.days), known, following * MS_PER_DAY)

    def take(self, first: int, before_ms: int) -> int:
        """Book the first slot with room at or after one, if it begins in time; its time, or NEVER."""
        slot = self._find(first)
        if slot == len(self.room) or self.starts[slot] >= before_ms:
            return NEVER
        self.room[slot] -= 1
        if not self.room[slot]:
            self.next_free[slot] = slot + 1
        return int(self.starts[slot])

    def _find(self, slot: int) -> int:
        """The first slot with room at or after one; later searches skip the full ones."""
        leads, end = self.next_free, slot
        while leads[end] != end:
            end = leads[end]
        while leads[slot] != end:
            leads[slot], slot = end, leads[slot]
        return end


def slot_starts(hours: Hours, book: SlotBook, calendar: WorkingCalendar) -> tuple[Int, Int]:
    """Starts of all slots in order, up to `within` after the horizon, and how many may book each.

    Each stretch of the hours is cut into periods from its start; a remainder shorter than one has no slot.
    Slots past midnight belong to the day on which their stretch begins.
    """
    assert book.capacity is not None
    table = calendar.timetable(hours)
    last = int(calendar.add_workdays(calendar.n_days, book.lead + book.within)) + 1
    starts, capacity = [], []
    days = day_starts(table, last).tolist()
    for begin, end in zip(table.starts.tolist(), table.ends.tolist(), strict=True):
        if begin >= last * MS_PER_DAY:
            break
        stop = min(end, last * MS_PER_DAY)
        for start in range(begin, stop - book.period + 1, book.period):
            weekday = int(calendar.weekday[bisect_right(days, start) - 1])
            places = book.capacity.on(weekday, ordinary=weekday in calendar.working_weekdays)
            starts.append(start)
            capacity.append(
                book.together if places and start == begin and book.together is not None else places
            )
    return np.array(starts, np.int64), np.array(capacity, np.int64)


def _slots(book: SlotBook, design: Design, opening: Opening, calendar: WorkingCalendar) -> tuple[Int, Int]:
    """The slots of a book, without those at which tickets are issued no more."""
    starts, capacity = slot_starts(book.hours_within(design.opening), book, calendar)
    is_offered = ~opening.too_late(starts)
    return starts[is_offered], capacity[is_offered]


def _opening(design: Design, calendar: WorkingCalendar) -> Opening:
    return Opening(
        calendar.timetable(design.opening), len(calendar.is_working), always_open=design.opening.always,
        doors_ms=design.doors, tickets_until_ms=design.tickets_until,
    )  # fmt: skip


def offered_slots(design: Design, calendar: WorkingCalendar) -> tuple[Int, Int]:
    """Starts and places of the slots of all books, in order of time."""
    rule = design.appointments
    assert rule is not None
    books = rule.every_book().values()
    opening = _opening(design, calendar)
    found = [_slots(book, design, opening, calendar) for book in books]
    starts, places = np.concatenate(found, axis=1)
    order = np.argsort(starts, kind="stable")
    return starts[order], places[order]


def which_book(world: World, design: Design, rule: Appointments, demand: Demand) -> Int:
    """(n,) the book (in order of their names) that takes everything a citizen brings, -1 when none does."""
    gone = np.array(shelved(world, design.catalogue))
    books = sorted(rule.every_book().items())
    elsewhere = {service for _, book in books for service in book.services}
    of_service = np.full(len(world.services), -1, np.int64)
    for number, (_, book) in enumerate(books):
        mine = book.services or (world.services.keys() - elsewhere)
        of_service[[name in mine for name in world.services]] = number
    lowest = np.full(demand.n_citizens, len(books), np.int64)
    highest = np.full(demand.n_citizens, -1, np.int64)
    asked = ~gone[demand.service]
    whose, book_of = demand.matter_citizen[asked], of_service[demand.service[asked]]
    np.minimum.at(lowest, whose, book_of)
    np.maximum.at(highest, whose, book_of)
    return np.where(lowest == highest, highest, -1)


def books_at_all(world: World, demand: Demand) -> Mask:
    """(n,) citizens who would book, by the group's share."""
    share = np.array(world.by_group("books"))
    return np.asarray(demand.citizen_tape.uniforms("books/0") < share[demand.group])


def fails_to_come(world: World, demand: Demand, may_book: Mask) -> Mask:
    """(n,) citizens who would miss a slot: by the share of the first service brought, else of the group."""
    share = np.array(world.by_group("no_show"))[demand.group]
    of_service = np.array(
        [NEVER if each.no_show is None else each.no_show for each in world.services.values()]
    )
    if (of_service >= 0).any() and demand.n_citizens:
        stated = of_service[demand.service[demand.matter_start[:-1]]]
        share = np.where(stated >= 0, stated, share)
    if not share.any():
        return np.zeros(demand.n_citizens, np.bool_)
    return np.asarray(may_book & (demand.citizen_tape.uniforms("no_show/0") < share))


def lateness_ms(world: World, demand: Demand) -> Int:
    """(n,) how late each citizen would arrive for a slot; negative: early."""
    laws = world.by_group("punctuality")
    if all(law == Punctuality() for law in laws):
        return np.zeros(demand.n_citizens, np.int64)
    from scipy import special

    mean = np.array([law.late - law.early for law in laws], np.float64)[demand.group]
    sd = np.array([law.sd for law in laws], np.float64)[demand.group]
    # Half a step keeps the smallest uniform, 0, from minus infinity.
    normal = special.ndtri(np.maximum(demand.citizen_tape.uniforms("punctuality/0"), 2.0**-54))
    return np.asarray(np.floor(mean + sd * normal + 0.5).astype(np.int64))
