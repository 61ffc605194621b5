"""A weekend worked in place of a holiday: breaks and numbers on duty lie in the hours of that day (R1.1).

27 February 2026 is a Friday, the Saturday after it is worked.
"""

from typing import Any

import pytest

from tests.helpers.hall_builder import DAY, FIVE, NINE, design, minutes, plan_of, run, starts, world

CALENDAR = {"start": "2026-02-27", "holidays": "CN"}
SATURDAY = DAY
WEEK = {"mon-fri": "09:00-17:00"}
SHORT = WEEK | {"sat": "09:00-12:00"}


def spans(what: str, opening: Any, **group: Any) -> list[list[tuple[float, float]]]:
    """When each window is on duty or on a break on Friday and Saturday, in minutes."""
    model = world({"a": {"counter": "5 min"}}, [600], days=3, calendar=CALENDAR)
    plan = plan_of(model, design({"hall": group}, opening=opening))
    found = []
    for server in plan.servers:
        table = getattr(plan.rosters[server.roster], what)
        both = zip(minutes(table.starts), minutes(table.ends), strict=True)
        found.append([span for span in both if span[0] < 3 * DAY])
    return found


@pytest.mark.parametrize("opening", ["09:00-17:00", WEEK, SHORT | {"sat": "09:00-17:00"}])
@pytest.mark.parametrize("hours", ["12:00-12:30", {"mon-fri": "12:00-12:30"}])
def test_breaks_are_taken_on_a_worked_saturday(opening: Any, hours: Any) -> None:
    """However both are written: a break on all days went to nobody in hours by weekday."""
    got = spans("breaks", opening, breaks=[{"hours": hours}])
    assert got == [[(720, 750), (SATURDAY + 720, SATURDAY + 750)]]


def test_breaks_go_round_on_a_worked_saturday() -> None:
    waves = [{"count": 2, "hours": "11:30-12:15"}, {"count": 2, "hours": "12:15-13:00"}]
    got = spans("breaks", WEEK, count=4, breaks=waves)
    late, early = [(735, 780), (DAY + 735, DAY + 780)], [(690, 735), (DAY + 690, DAY + 735)]
    assert got == [late, late, early, early]


def test_breaks_of_a_night_that_begins_on_a_worked_saturday() -> None:
    """Half past midnight is of the night before: Friday's on Saturday, Saturday's on Sunday."""
    got = spans("breaks", {"mon-fri": "20:00-02:00"}, breaks=[{"hours": "00:30-00:45"}])
    assert got == [[(DAY + 30, DAY + 45), (2 * DAY + 30, 2 * DAY + 45)]]


def test_numbers_on_duty_keep_to_the_hours_of_a_worked_saturday() -> None:
    """Friday's number holds on Saturday too, until the hall closes at noon; it held until 17:00."""
    got = spans("on_duty", SHORT, on_duty={"mon-fri": {"09:00": 1}})
    assert got == [[(NINE, FIVE), (SATURDAY + NINE, SATURDAY + 720)]]


def test_numbers_on_duty_of_saturdays_hold_in_hours_that_name_none() -> None:
    """Two on ordinary days, one on a Saturday: of two who come at once one waits."""
    duty = {"mon-fri": {"09:00": 2}, "sat": {"09:00": 1}}
    assert spans("on_duty", WEEK, on_duty=duty) == [
        [(NINE, FIVE), (SATURDAY + NINE, SATURDAY + FIVE)],
        [(NINE, FIVE)],
    ]
    model = world({"a": {"counter": "40 min"}}, [DAY + 660, DAY + 660], days=3, calendar=CALENDAR)
    assert starts(run(model, design({"hall": {"on_duty": duty}}, opening=WEEK))) == [DAY + 660, DAY + 700]


def test_numbers_on_duty_of_saturdays_mean_nothing_where_the_hall_is_closed_on_them() -> None:
    """An ordinary Saturday, in a week of six days, on which these hours do not open."""
    calendar = {"start": "2026-03-06", "working_days": "mon-sat"}
    model = world({"a": {"counter": "5 min"}}, [600], days=2, calendar=calendar)
    hall = design({"hall": {"on_duty": {"mon-fri": 1, "sat": 1}}}, opening=WEEK)
    plan = plan_of(model, hall)
    table = plan.rosters[plan.servers[0].roster].on_duty
    assert [start for start in minutes(table.starts) if start < 2 * DAY] == [NINE]
