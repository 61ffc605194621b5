"""When a hall is open: first and last hour of every day, doors, and the last ticket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.plan import Plan
from hallsim.scenario.timetable import Timetable
from hallsim.trace import NEVER
from hallsim.units import MS_PER_DAY

if TYPE_CHECKING:
    from hallsim.hall.network import Kind


class Opening:
    """The hours of a hall by day; times are milliseconds, -1 on days without opening."""

    def __init__(
        self,
        hours: Timetable,
        n_days: int,
        *,
        always_open: bool,
        doors_ms: int | None = None,
        tickets_until_ms: int | None = None,
    ) -> None:
        self.always_open = always_open
        self.doors_ms = doors_ms
        self.tickets_until_ms = tickets_until_ms
        opens, closes = day_bounds(hours, n_days)
        self.open_ms: list[int] = opens.tolist()
        self.close_ms: list[int] = closes.tolist()
        self.last_ticket_ms = self.last_tickets()
        self.attended: Sequence[bool] | None = None  # days on which anybody serves; None: on all

    def last_tickets(self) -> list[int]:
        """When tickets are issued no more, by day; -1 on days without opening."""
        until = self.tickets_until_ms
        if until is None:
            return self.close_ms
        return [min(close, day * MS_PER_DAY + until) for day, close in enumerate(self.close_ms)]

    def is_closed(self, now: int) -> bool:
        """Whether the hall has closed for the day (at midday it has not), until tickets are issued again."""
        day = now // MS_PER_DAY
        return not self.always_open and (now >= self.close_ms[day] or now < self.doors_of(day))

    def is_in_vain(self, now: int) -> bool:
        """Whether who comes now finds an office that should be open, and nobody serving."""
        day = now // MS_PER_DAY
        if self.attended is None or self.attended[day]:
            return False
        return self.always_open or now < self.last_ticket_ms[day]

    def doors_of(self, day: int) -> int:
        """When the first ticket of the day is issued."""
        if self.doors_ms is None:
            return self.open_ms[day]
        return min(day * MS_PER_DAY + self.doors_ms, self.open_ms[day])


def openings_of(plan: Plan) -> list[Opening]:
    """The hours of every office, the main hall first; offices that are alike share them."""
    n_days = len(plan.calendar.is_working)
    main = Opening(
        plan.opening,
        n_days,
        always_open=plan.always_open,
        doors_ms=plan.doors_ms,
        tickets_until_ms=plan.tickets_until_ms,
    )
    if plan.network is None:
        return [main]
    kinds = [main] + [_of_kind(kind, n_days) for kind in plan.network.kinds[1:]]
    found = []
    for number, site in enumerate(plan.network.sites):
        opening = kinds[site.kind]
        if number in plan.attended:
            opening = _of_kind(plan.network.kinds[site.kind], n_days)
            opening.attended = plan.attended[number]
        found.append(opening)
    return found


def _of_kind(kind: Kind, n_days: int) -> Opening:
    return Opening(
        kind.opening,
        n_days,
        always_open=kind.always_open,
        doors_ms=kind.doors_ms,
        tickets_until_ms=kind.tickets_until_ms,
    )


def day_bounds(opening: Timetable, n_days: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First opening and last closing within each day, -1 when closed all day; arrays of (n_days,)."""
    day_start = np.arange(n_days, dtype=np.int64) * MS_PER_DAY
    day_end = day_start + MS_PER_DAY
    starts, ends = opening.starts, opening.ends
    first = np.searchsorted(ends, day_start, side="right")
    last = np.searchsorted(starts, day_end, side="left") - 1
    is_open = (first < len(starts)) & (last >= first)
    open_ms = np.full(n_days, NEVER, np.int64)
    close_ms = np.full(n_days, NEVER, np.int64)
    open_ms[is_open] = np.maximum(starts[first[is_open]], day_start[is_open])
    close_ms[is_open] = np.minimum(ends[last[is_open]], day_end[is_open])
    return open_ms, close_ms
