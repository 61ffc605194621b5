"""Which days are worked, and the working time of weekly hours on them."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from hallsim.scenario.values.hours import parse_hours
from hallsim.scenario.values.timetable import NEVER_MS
from hallsim.scenario.world.calendar import TAIL_DAYS, WorkingCalendar, build_calendar
from hallsim.scenario.world.world import Calendar
from hallsim.units import MS_PER_DAY, MS_PER_HOUR


def calendar(**keys: Any) -> WorkingCalendar:
    return build_calendar(Calendar.model_validate(keys))


def worked(built: WorkingCalendar, when: str) -> bool:
    return bool(built.is_working[built.day_of(date.fromisoformat(when))])


def test_weeks_days_and_defaults() -> None:
    assert calendar().n_days == 28
    assert calendar(weeks=2).horizon_ms == 14 * MS_PER_DAY
    built = calendar(start="2026-03-04", days=3, warm_up=1, workday="7.5 h")
    assert (built.n_days, built.warm_up_ms, built.workday_ms) == (3, MS_PER_DAY, 27_000_000)
    assert len(built.is_working) == len(built.weekday) == 3 + TAIL_DAYS
    assert built.weekday[:6].tolist() == [2, 3, 4, 5, 6, 0]
    assert built.is_working[:6].tolist() == [True, True, True, False, False, True]
    assert built.date_of(2) == date(2026, 3, 6)


def test_chinese_holidays_and_adjusted_workdays_of_the_spring_festival() -> None:
    """The State Council's notice for 2026: 15 to 23 February off, 14 and 28 February worked."""
    built = calendar(start="2026-02-09", weeks=4, holidays="CN")
    assert all(not worked(built, f"2026-02-{day}") for day in range(15, 24))
    assert worked(built, "2026-02-14")
    assert worked(built, "2026-02-28")
    assert not worked(built, "2026-02-21")
    assert worked(built, "2026-02-24")
    plain = calendar(start="2026-02-09", weeks=4)
    assert worked(plain, "2026-02-17")
    assert not worked(plain, "2026-02-14")


def test_the_planners_dates_beat_the_countrys() -> None:
    built = calendar(
        start="2026-02-09", holidays="CN", open=["2026-02-17"], closed=["2026-02-14", "2026-02-10"]
    )
    assert worked(built, "2026-02-17")
    assert not worked(built, "2026-02-14")
    assert not worked(built, "2026-02-10")


def test_hours_fill_working_days_only_unless_always() -> None:
    built = calendar(start="2026-03-06", days=4)
    table = built.timetable(parse_hours(["09:00-12:00", "13:00-17:00"]))
    friday, monday = 0, 3 * MS_PER_DAY
    assert table.starts[:3].tolist() == [9 * MS_PER_HOUR, 13 * MS_PER_HOUR, monday + 9 * MS_PER_HOUR]
    assert table.working_ms_between(friday, monday) == 7 * MS_PER_HOUR
    assert table.add(16 * MS_PER_HOUR, 2 * MS_PER_HOUR) == monday + 10 * MS_PER_HOUR
    always = built.timetable(parse_hours("always"))
    assert (always.starts.tolist(), always.ends.tolist()) == ([0], [NEVER_MS])
    week = calendar(days=7, working_days="all").timetable(parse_hours("00:00-24:00"))
    assert week.starts.tolist() == [0]


def test_a_worked_saturday_has_the_hours_of_an_ordinary_day() -> None:
    built = calendar(start="2026-02-14", days=1, holidays="CN")
    table = built.timetable(parse_hours({"mon-thu": "09:00-12:00", "fri": "09:00-11:00"}))
    assert table.working_ms_between(0, MS_PER_DAY) == 3 * MS_PER_HOUR
    six_days = calendar(start="2026-03-07", days=1, working_days="mon-sat")
    assert six_days.timetable(parse_hours({"mon-fri": "09:00-12:00"})).working_ms_between(0, MS_PER_DAY) == 0


def test_adding_working_days_counts_by_hand() -> None:
    built = calendar(start="2026-02-09", weeks=4, holidays="CN")  # Monday; Saturday 14 worked, then a holiday
    assert built.add_workdays(0, 1) == 1
    assert built.add_workdays(4, 1) == 5
    assert built.add_workdays(5, 1) == 15
    assert built.add_workdays(7, 1) == 15
    assert built.add_workdays(7, 0) == 15
    assert built.add_workdays(5, 0) == 5
    assert built.add_workdays(np.array([0, 7, 5]), np.array([6, 2, 0])).tolist() == [15, 16, 5]


def test_after_the_last_known_day_ordinary_weeks_go_on() -> None:
    built = calendar(start="2026-01-05", weeks=4)
    known = len(built.is_working)
    assert built.date_of(known).weekday() == 1
    assert built.add_workdays(known - 1, 0) == known - 1
    assert built.add_workdays(known - 1, 5) == known + 6
    assert built.add_workdays(known + 4, 1) == known + 6  # from a Saturday to Monday
    assert built.add_workdays(0, 5 * 200) == 7 * 200
    assert built.add_workdays(np.array([0, known + 4]), np.array([1000, 0])).tolist() == [1400, known + 6]


@pytest.mark.parametrize(
    ("keys", "part"),
    [
        ({"days": 3, "weeks": 1}, "not both"),
        ({"days": 3, "warm_up": 3}, "warm_up"),
        ({"closed": ["2026-03-03"], "open": ["2026-03-03"]}, "both closed and open"),
        ({"holidays": "XX"}, "not a country code"),
        ({"start": "9999-12-01"}, "9999"),
    ],
)
def test_contradictions_are_refused(keys: dict[str, Any], part: str) -> None:
    with pytest.raises(ValueError, match=part):
        calendar(**keys)
