"""Days: which exist, which are worked, and the working time that weekly hours make of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, overload

import numpy as np
from numpy.typing import NDArray

from hallsim.scenario.values.hours import Hours
from hallsim.scenario.values.timetable import NEVER_MS, Timetable
from hallsim.text.message import Message
from hallsim.units import MS_PER_DAY, UnitError, format_duration

if TYPE_CHECKING:
    from hallsim.scenario.world.calendar_model import Calendar

Int = NDArray[np.int64]

DEFAULT_WEEKS: Final = 4
_DECREES_LOOKED_FOR: Final = 3
TAIL_DAYS: Final = 400
"""Days known after the horizon, for due dates and for draining."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorkingCalendar:
    """The days 0 .. n_days + TAIL_DAYS - 1 of a world.

    Attributes:
        start: date of day 0, whose midnight is clock 0.
        n_days: days simulated, the last of which may be cut short.
        horizon_ms: end of what is simulated.
        warm_up_ms: arrivals before it count in no metric.
        workday_ms: working time that one workday stands for.
        workday_from_ms: time of day at which it begins, where parts of a working day count.
        working_weekdays: weekdays (Monday 0) worked in an ordinary week.
        is_working: (n_days + TAIL_DAYS,) bool.
        weekday: (n_days + TAIL_DAYS,) int64, Monday 0.
        workdays: the world's working time, in which durations given in workdays pass under every design:
            `workday_ms` from `workday_from_ms` on, on every working day.
    """

    start: date
    n_days: int
    horizon_ms: int
    warm_up_ms: int
    workday_ms: int
    workday_from_ms: int
    working_weekdays: frozenset[int]
    is_working: NDArray[np.bool_]
    weekday: Int
    workdays: Timetable = field(init=False, repr=False)
    _working: Int = field(init=False, repr=False)  # numbers of the working days
    _rank: Int = field(init=False, repr=False)  # working days before each day
    _timetables: dict[Hours, Timetable] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_working", np.flatnonzero(self.is_working).astype(np.int64))
        rank = np.concatenate([[0], np.cumsum(self.is_working)]).astype(np.int64)
        object.__setattr__(self, "_rank", rank)
        begins = self._working * MS_PER_DAY + self.workday_from_ms
        object.__setattr__(self, "workdays", Timetable.from_arrays(begins, begins + self.workday_ms))

    def date_of(self, day: int) -> date:
        """The date of a day number."""
        return self.start + timedelta(days=int(day))

    def day_of(self, when: date) -> int:
        """The day number of a date, negative before the start."""
        return (when - self.start).days

    def timetable(self, hours: Hours) -> Timetable:
        """The working time of weekly hours: on working days only, unless `hours.always`; then without end.

        A worked day outside the ordinary week whose weekday the hours do not name has `hours.adjusted`.
        """
        if hours not in self._timetables:
            self._timetables[hours] = self._timetable(hours)
        return self._timetables[hours]

    def _timetable(self, hours: Hours) -> Timetable:
        if hours.always:
            return Timetable.from_spans([(0, NEVER_MS)])
        starts, ends = [], []
        for weekday in range(7):
            midnights = np.flatnonzero(self.is_working & (self.weekday == weekday)) * MS_PER_DAY
            for start_ms, end_ms in hours.spans(weekday, ordinary=weekday in self.working_weekdays):
                starts.append(midnights + start_ms)
                ends.append(midnights + end_ms)
        none = np.zeros(0, dtype=np.int64)
        return Timetable.from_arrays(np.concatenate([none, *starts]), np.concatenate([none, *ends]))

    @overload
    def add_workdays(self, day: int, n: int) -> int: ...
    @overload
    def add_workdays(self, day: Int, n: int | Int) -> Int: ...
    def add_workdays(self, day: int | Int, n: int | Int) -> int | Int:
        """The n-th working day after `day` >= 0; for n = 0 the day itself when worked, else the next one.

        After the last known day the ordinary week goes on without holidays.  ValueError when no day is ever
        worked.
        """
        days = np.asarray(day, dtype=np.int64)
        known = len(self.is_working)
        inside = np.minimum(days, known - 1)
        # The rank of the first working day at or after `day`; the n-th one after a worked day lies n further.
        worked = self.is_working[inside] & (days < known)
        first = self._rank[np.minimum(days, known)]
        rank = first + np.asarray(n, dtype=np.int64) - np.where(worked | (np.asarray(n) == 0), 0, 1)
        beyond = np.maximum(days - known, 0)
        if np.any(rank >= len(self._working)) or np.any(beyond > 0):
            found = self._continue(rank, days, np.asarray(n, dtype=np.int64))
        else:
            found = self._working[rank]
        return int(found) if isinstance(day, int) else found

    def _continue(self, rank: Int, days: Int, n: Int) -> Int:
        """`add_workdays` where it leaves the known days: they are followed by ordinary weeks."""
        if not self.working_weekdays:
            raise ValueError("no weekday is worked: no further working day exists")
        needed = int(np.max(days) + 7 * (np.max(n) // len(self.working_weekdays) + 2)) + 1
        more = np.arange(len(self.is_working), max(needed, len(self.is_working) + 8))
        weekday = (more + self.start.weekday()) % 7
        ordinary = np.isin(weekday, sorted(self.working_weekdays))
        working = np.concatenate([self.is_working, ordinary])
        ranks = np.concatenate([[0], np.cumsum(working)])
        rank = ranks[days] + n - np.where(working[days] | (n == 0), 0, 1)
        return np.flatnonzero(working).astype(np.int64)[rank]


class UnknownCountryError(ValueError):
    """`holidays` names no country whose holidays are known."""


def lengths(calendar: Calendar) -> list[str]:
    """The keys that say how long the run is; more than one contradict each other."""
    return [name for name in ("days", "weeks", "length") if getattr(calendar, name) is not None]


def length_ms(calendar: Calendar) -> int:
    """From the midnight of day 0 to the end of what is simulated."""
    if calendar.length is not None:
        return calendar.length
    days = calendar.days if calendar.days is not None else 7 * (calendar.weeks or DEFAULT_WEEKS)
    return days * MS_PER_DAY


@lru_cache(maxsize=16)
def build_calendar(calendar: Calendar) -> WorkingCalendar:
    """The days of a world's calendar.  ValueError when its keys contradict each other or are unknown."""
    if len(lengths(calendar)) > 1:
        raise ValueError(f"give {' or '.join(lengths(calendar))}, not both")
    horizon_ms = length_ms(calendar)
    n_days = -(-horizon_ms // MS_PER_DAY)
    if calendar.warm_up >= horizon_ms:
        spent, whole = format_duration(calendar.warm_up), format_duration(horizon_ms)
        raise ValueError(f"warm_up of {spent} leaves nothing of {whole} to measure")
    both = sorted(set(calendar.closed) & set(calendar.open))
    if both:
        raise UnitError(
            Message("{both} is both closed and open", both=both[0]),
            Message("keep it in one of the two lists"),
        )
    n_known = n_days + TAIL_DAYS
    try:
        last = calendar.start + timedelta(days=n_known)
    except OverflowError:
        raise UnitError(
            Message(
                "{n_days} days from {start} end after the year 9999", n_days=n_days, start=calendar.start
            ),
            Message("begin earlier"),
        ) from None
    weekday = (np.arange(n_known, dtype=np.int64) + calendar.start.weekday()) % 7
    is_working = np.isin(weekday, sorted(calendar.working_days))
    off, worked = holiday_dates(calendar.holidays, calendar.start.year, last.year)
    # Later rows win: what the planner lists beats what the country decrees.
    for dates, works in ((off, False), (worked, True), (calendar.closed, False), (calendar.open, True)):
        numbers = np.array([(when - calendar.start).days for when in dates], dtype=np.int64)
        is_working[numbers[(numbers >= 0) & (numbers < n_known)]] = works
    return WorkingCalendar(
        start=calendar.start,
        n_days=n_days,
        horizon_ms=horizon_ms,
        warm_up_ms=calendar.warm_up,
        workday_ms=calendar.workday,
        workday_from_ms=max(0, min(calendar.workday_from, MS_PER_DAY - calendar.workday)),
        working_weekdays=frozenset(calendar.working_days),
        is_working=is_working,
        weekday=weekday,
    )


def holiday_dates(code: str, first_year: int, last_year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Public holidays of a country, and the weekend days worked instead (adjusted workdays).

    UnknownCountryError for an unknown country code, UnitError for years without an answer.  Years not yet
    decreed hold only what is known beforehand.
    """
    if code.strip().casefold() in ("none", ""):
        return frozenset(), frozenset()
    import holidays

    try:
        found = holidays.country_holidays(code.strip().upper(), years=range(first_year, last_year + 1))
    except NotImplementedError as error:
        raise UnknownCountryError(
            f"{code[:20]!r} is not a country code whose holidays are known; write a code such as CN, or none"
        ) from error
    except (ValueError, ArithmeticError, LookupError):
        # a library that computes moon calendars may know an end of its years
        years = f"{first_year}–{last_year}"
        raise UnitError(
            Message("the holidays of {code} are not known for {years}", code=code[:20], years=years),
            Message("write holidays: none and list the days under closed"),
        ) from None
    return frozenset(found.keys()), frozenset(found.weekend_workdays)


@lru_cache(maxsize=16)
def undecreed_years(code: str, first_year: int, last_year: int) -> tuple[int, ...]:
    """Years whose adjusted workdays are not known, in a country that decrees them every year.

    Statutory days are known beforehand; which weekends are worked for them, and which days are off besides,
    the country says in the autumn before.
    """
    _, worked = holiday_dates(code, first_year - _DECREES_LOOKED_FOR, last_year)
    known = {day.year for day in worked}
    before = set(range(first_year - _DECREES_LOOKED_FOR, max(known, default=first_year) + 1))
    if not known or before - known:
        return ()  # none at all, or not every year
    return tuple(year for year in range(first_year, last_year + 1) if year > max(known))
