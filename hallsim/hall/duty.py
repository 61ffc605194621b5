"""The days of duty of a server: which they are, when each begins and ends."""

from __future__ import annotations

import numpy as np

from hallsim.hall.plan import Plan


def days_worked(plan: Plan, index: int) -> list[int]:
    """Days on which a server is on duty at all, in order."""
    roster = plan.rosters[plan.servers[index].roster]
    worked = np.diff(roster.on_duty.working_ms_before(np.array(roster.days_ms, np.int64))) > 0
    found: list[int] = np.flatnonzero(worked).tolist()
    return found


def day_of_duty(plan: Plan, index: int, day: int) -> tuple[int, int]:
    """Start and end of a server's day: a shift past midnight belongs to the day on which it begins."""
    days_ms = plan.rosters[plan.servers[index].roster].days_ms
    return days_ms[day], days_ms[day + 1]
