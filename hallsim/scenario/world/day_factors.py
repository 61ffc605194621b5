"""What the world says beforehand of each day: factors of weekday and date, and of days after a holiday."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.scenario.world.arrivals import Arrivals
from hallsim.scenario.world.calendar import WorkingCalendar


def planned_factor(source: Arrivals, calendar: WorkingCalendar) -> NDArray[np.float64]:
    """(n_days,) product of a source's factors for each day, worked or not; 1 on an ordinary day."""
    factor = np.ones(calendar.n_days)
    for weekday, value in source.weekdays.items():
        factor[calendar.weekday[: calendar.n_days] == weekday] *= value
    for when, value in source.dates.items():
        if 0 <= calendar.day_of(when) < calendar.n_days:
            factor[calendar.day_of(when)] *= value
    if source.after_holiday != 1:
        factor[after_holiday(calendar)] *= source.after_holiday
    return factor


def after_holiday(calendar: WorkingCalendar) -> NDArray[np.bool_]:
    """(n_days,) the first worked days after days that an ordinary week works but the calendar does not.

    What lies before day 0 is not looked at.
    """
    found = np.zeros(calendar.n_days, dtype=np.bool_)
    missed = False
    for day in range(calendar.n_days):
        if calendar.is_working[day]:
            found[day], missed = missed, False
        elif int(calendar.weekday[day]) in calendar.working_weekdays:
            missed = True
    return found
