"""Who is expected to come, whatever the design: matters by group, service, weekday and time of day.

Times of the day are in quarter hours; a weekday is the mean of its days that are worked, an ordinary day the
mean of all of them.  A night is of the day on which it begins, in the columns of its clock times.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.arrivals import planned_days
from hallsim.scenario.world.arrival_kinds.process import BIN_MS, BINS
from hallsim.scenario.world.calendar import WorkingCalendar, build_calendar
from hallsim.scenario.world.mix import mean_number
from hallsim.scenario.world.world import Arrivals, World
from hallsim.units import MS_PER_MIN

Real = NDArray[np.float64]
Int = NDArray[np.int64]

BIN_MIN = BIN_MS // MS_PER_MIN
N_WEEKDAYS = 7


def worked_days(calendar: WorkingCalendar) -> Int:
    """(7,) how many days of each weekday, Monday first, are worked within the horizon."""
    worked = calendar.weekday[: calendar.n_days][calendar.is_working[: calendar.n_days]]
    return np.bincount(worked, minlength=N_WEEKDAYS)


def ordinary_day(by_weekday: Real, n_days: Int) -> Real:
    """The mean over the days worked of something by weekday, its second axis from the end."""
    weights = n_days / max(1, int(n_days.sum()))
    return np.asarray(np.einsum("...wb,w->...b", by_weekday, weights))


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Who is expected to come, whatever the design.

    Attributes:
        by_group: (groups or 1, services, 7, BINS) new matters by quarter hour of the weekdays worked.
        by_day: (n_days,) citizens by day of the horizon, none on days that are not worked.
        begins_ms: clock time before which people come in the night that began on the day before.
    """

    by_group: Real
    by_day: Real
    begins_ms: int

    @property
    def matters(self) -> Real:
        """(services, 7, BINS) new matters of all groups."""
        return np.asarray(self.by_group.sum(axis=0))


def coming(world: World) -> Coming:
    """What a world brings, day by day and in an ordinary week."""
    calendar, mix = build_calendar(world.calendar), world.mix()
    found = np.zeros((len(mix.kinds), len(world.services), N_WEEKDAYS, BINS))
    for source in world.sources():
        found += np.multiply.outer(mix.matters_of(source), citizens_by_weekday(source, calendar))
    return Coming(by_group=found, by_day=citizens_by_day(world, calendar), begins_ms=world.day_begins_ms())


def citizens_by_weekday(source: Arrivals, calendar: WorkingCalendar) -> Real:
    """(7, BINS) expected citizens of a source by quarter hour of the weekdays that are worked."""
    worked = calendar.is_working[: calendar.n_days]
    sums = np.zeros((N_WEEKDAYS, BINS))
    np.add.at(sums, calendar.weekday[: calendar.n_days][worked], _citizens(source, calendar)[worked])
    return np.asarray(sums / np.maximum(worked_days(calendar), 1)[:, None])


def citizens_by_day(world: World, calendar: WorkingCalendar) -> Real:
    """(n_days,) expected citizens of all sources by day of the horizon; none on days that are not worked."""
    found = np.zeros(calendar.n_days)
    for source in world.sources():
        found += _citizens(source, calendar).sum(axis=1)
    return np.where(calendar.is_working[: calendar.n_days], found, 0.0)


def _citizens(source: Arrivals, calendar: WorkingCalendar) -> Real:
    """(n_days, BINS) expected citizens of a source by day and quarter hour."""
    return np.asarray(mean_number(source.batch) * source.process().expected(planned_days(source, calendar)))
