"""The days of duty of a roster: which they are, when each begins and ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.plan.model import Roster

Real = NDArray[np.float64]


def days_worked(roster: Roster) -> list[int]:
    """Days on which a roster has anybody on duty, in order."""
    worked = np.diff(roster.on_duty.working_ms_before(np.array(roster.days_ms, np.int64))) > 0
    found: list[int] = np.flatnonzero(worked).tolist()
    return found


def day_of_duty(roster: Roster, day: int) -> tuple[int, int]:
    """Start and end of a roster's day: a shift past midnight belongs to the day on which it begins."""
    return roster.days_ms[day], roster.days_ms[day + 1]


def spells_of(days: Sequence[int], share: float, lasts: int, u: Real) -> Iterator[tuple[int, ...]]:
    """The days missed in each absence: a renewal process on the days that somebody works.

    An absence begins so often that the share of days missed is met, on the person's own uniform of the day.

    Args:
        lasts: days of an absence.
        u: (calendar's days,) uniforms.
    """
    begins = share / (lasts * (1 - share) + share)
    free_from = 0
    for position in np.flatnonzero(u[days] < begins).tolist() if days else ():
        if position >= free_from:
            yield tuple(days[position : position + lasts])
            free_from = position + lasts
