"""The clock of a limit: working days, without those in which it stood still; counted twice, by two rules.

Rule R1.3 of the model.
"""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hallsim.scenario.world.calendar import build_calendar
from hallsim.scenario.world.calendar_model import Calendar
from hallsim.scenario.world.limit_clock import due_day, elapsed_days
from hallsim.units import MS_PER_DAY, MS_PER_HOUR

CALENDAR = build_calendar(Calendar.model_validate({"start": "2026-03-02", "weeks": 8}))
NOON = 12 * MS_PER_HOUR


def at(day: int) -> int:
    return day * MS_PER_DAY + NOON


def test_a_stop_takes_its_first_day_and_not_its_last() -> None:
    """Accepted on Monday 2 March, five working days: due on Monday 9. Stops by hand."""
    assert due_day(CALENDAR, at(0), 5) == 7
    assert due_day(CALENDAR, at(0), 5, [(at(1), at(1) + MS_PER_HOUR)]) == 7  # within a day
    assert due_day(CALENDAR, at(0), 5, [(at(1), at(3))]) == 9  # Tuesday and Wednesday
    assert due_day(CALENDAR, at(0), 5, [(at(4), at(7))]) == 8  # Friday; the weekend counts for nothing
    assert due_day(CALENDAR, at(0), 5, [(at(7), at(8))]) == 8  # the last day
    assert due_day(CALENDAR, at(0), 5, [(at(8), at(20))]) == 7  # too late to matter
    assert due_day(CALENDAR, at(0), 5, [(at(0), at(1))]) == 7  # the day of acceptance counts for nothing
    assert elapsed_days(CALENDAR, at(0), at(4)) == 4
    assert elapsed_days(CALENDAR, at(0), at(4), [(at(1), at(3))]) == 2


@given(
    st.integers(0, 20),
    st.integers(1, 12),
    st.lists(st.tuples(st.integers(0, 60 * 24), st.integers(0, 15 * 24)), max_size=5),
)
def test_the_due_day_is_the_last_of_the_days_that_count(
    day: int, limit: int, spans: list[tuple[int, int]]
) -> None:
    accepted = at(day)
    stops = [(h * MS_PER_HOUR, (h + length) * MS_PER_HOUR) for h, length in spans]
    due = due_day(CALENDAR, accepted, limit, stops)
    stopped = np.zeros(len(CALENDAR.is_working), bool)
    for since, until in stops:
        stopped[since // MS_PER_DAY : until // MS_PER_DAY] = True
    counts = np.flatnonzero(CALENDAR.is_working & ~stopped & (np.arange(len(stopped)) > day))
    assert due == counts[limit - 1]
    assert elapsed_days(CALENDAR, accepted, due * MS_PER_DAY, stops) == limit
    assert elapsed_days(CALENDAR, accepted, (due - 1) * MS_PER_DAY, stops) == limit - 1
