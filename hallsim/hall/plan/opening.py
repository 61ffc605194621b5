"""When a hall is open: opening and closing of every session, doors, and the last ticket (R1.2)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.plan.model import Plan
from hallsim.scenario.values.sessions import day_starts, last_tickets, open_days, sessions, turning_points
from hallsim.scenario.values.timetable import NEVER_MS, Timetable
from hallsim.units import MS_PER_DAY

if TYPE_CHECKING:
    from hallsim.hall.plan.offices import Kind

Int = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Opening:
    """The sessions of a hall (``scenario/values/sessions.py``), in order; times are milliseconds.

    Attributes:
        open_ms, close_ms: first opening and last closing.
        early_ms: from when a citizen who arrives waits for the session, instead of having missed the last.
        doors_ms: when its first ticket is issued.
        last_ticket_ms: when tickets are issued no more.
        is_open_day: by day, whether a session begins on it or lasts through it.
        attended: by day, whether anybody serves; None where somebody always does.
    """

    def __init__(
        self,
        hours: Timetable,
        n_days: int,
        *,
        always_open: bool,
        doors_ms: int | None = None,
        tickets_until_ms: int | None = None,
        attended: Flags | None = None,
    ) -> None:
        spans = sessions(hours)
        self.always_open = always_open
        self.open_ms: list[int] = spans.starts.tolist()
        self.close_ms: list[int] = spans.ends.tolist()
        self.early_ms: list[int] = turning_points(spans).tolist()
        self.doors_ms: list[int] = _doors(spans.starts, doors_ms).tolist()
        self.last_ticket_ms: list[int] = last_tickets(spans, tickets_until_ms).tolist()
        self.is_open_day: list[bool] = open_days(spans, n_days).tolist()
        self.day_starts: list[int] = day_starts(spans, n_days).tolist()
        self.attended: list[bool] | None = None if attended is None else attended.tolist()

    def session(self, now: int) -> int:
        """The session for which a citizen who arrives now is early, in time or late; -1 before any."""
        return bisect_right(self.early_ms, now) - 1

    def issues_no_more(self, now: int) -> bool:
        """Whether a citizen who arrives now is too late for a ticket."""
        if self.always_open:
            return False
        number = self.session(now)
        return number < 0 or now >= self.last_ticket_ms[number]

    def too_late(self, times_ms: Int) -> NDArray[np.bool_]:
        """`issues_no_more` of many."""
        if self.always_open:
            return np.zeros(len(times_ms), np.bool_)
        number = np.searchsorted(np.array(self.early_ms, np.int64), times_ms, side="right")
        return np.asarray(times_ms >= np.append(-1, np.array(self.last_ticket_ms, np.int64))[number])

    def is_closed(self, now: int) -> bool:
        """Whether the hall has closed (at midday it has not), until tickets are issued again."""
        if self.always_open:
            return False
        number = self.session(now)
        return number < 0 or now >= self.close_ms[number] or now < self.doors_ms[number]

    def doors_at(self, now: int) -> int:
        """When the first ticket is issued in the session for which a citizen who arrives now is in time."""
        return self.doors_ms[self.session(now)]

    def closes_at(self, now: int) -> int:
        """When the session closes (or closed) of somebody who is inside now."""
        number = self.session(now)
        return self.close_ms[number] if number >= 0 else now

    def next_opening(self, after: int) -> int:
        """The first opening after a moment; NEVER_MS when there is none."""
        number = bisect_right(self.open_ms, after)
        return self.open_ms[number] if number < len(self.open_ms) else NEVER_MS

    def next_tickets(self, at_ms: int) -> int:
        """The moment itself when tickets are issued at it, else the next opening."""
        if self.always_open or not (self.issues_no_more(at_ms) or at_ms < self.doors_at(at_ms)):
            return at_ms
        return self.next_opening(at_ms)

    def day_of(self, now: int) -> int:
        """The day; during a night session, the day on which it began."""
        return now // MS_PER_DAY if self.always_open else bisect_right(self.day_starts, now) - 1

    def is_in_vain(self, now: int) -> bool:
        """Whether a citizen who arrives now finds the office unattended although it should be open."""
        if self.attended is None or self.attended[self.day_of(now)]:
            return False
        return not self.issues_no_more(now)


def _doors(open_ms: Int, doors_ms: int | None) -> Int:
    if doors_ms is None:
        return open_ms
    return np.minimum(open_ms // MS_PER_DAY * MS_PER_DAY + doors_ms, open_ms)


def opening_of(plan: Plan) -> Opening:
    """The hours of the main hall."""
    return Opening(
        plan.opening,
        len(plan.calendar.is_working),
        always_open=plan.always_open,
        doors_ms=plan.doors_ms,
        tickets_until_ms=plan.tickets_until_ms,
    )


def openings_of(plan: Plan, attended: Mapping[int, Flags] | None = None) -> list[Opening]:
    """The hours of every office, the main hall first; identical offices share them.

    Args:
        attended: by office, (days,) whether anybody serves there; offices attended every day are missing.
    """
    main = opening_of(plan)
    if plan.network is None:
        return [main]
    n_days = len(plan.calendar.is_working)
    kinds = [main] + [_of_kind(kind, n_days) for kind in plan.network.kinds[1:]]
    attended = attended or {}
    return [
        _of_kind(plan.network.kinds[site.kind], n_days, attended[number])
        if number in attended
        else kinds[site.kind]
        for number, site in enumerate(plan.network.sites)
    ]


def _of_kind(kind: Kind, n_days: int, attended: Flags | None = None) -> Opening:
    return Opening(
        kind.opening,
        n_days,
        always_open=kind.always_open,
        doors_ms=kind.doors_ms,
        tickets_until_ms=kind.tickets_until_ms,
        attended=attended,
    )
