"""How many windows are staffed by time of day: the same windows, not new ones at every change (R6.1)."""

from typing import Any

import jsonschema
import numpy as np
import pytest
from pydantic import ValidationError

from hallsim.api import loads
from hallsim.errors import InputError
from hallsim.metrics.registry import measure
from hallsim.scenario.language.schema import scenario_schema
from tests.helpers.hall_builder import DAY, FIVE, MIN, NINE, design, minutes, plan_of, run, starts, world
from tests.helpers.spelled import design_of

HOURLY = dict.fromkeys((f"{hour:02d}:00" for hour in range(9, 17)), 3)


def staffed(on_duty: Any, days: int = 1, opening: Any = "09:00-17:00", **more: Any) -> list[Any]:
    """When each window of a group is staffed in the first days, in minutes."""
    calendar = {"working_days": "all"}
    hall = design({"hall": {"on_duty": on_duty} | more}, opening=opening)
    plan = plan_of(world({"a": {"counter": "5 min"}}, [600], calendar=calendar), hall)
    found = []
    for server in plan.servers:
        table = plan.rosters[server.roster].on_duty
        spans = zip(minutes(table.starts), minutes(table.ends), strict=True)
        found.append([span for span in spans if span[0] < days * DAY])
    return found


def test_windows_come_and_go_from_the_highest_number_down() -> None:
    got = staffed({"08:30": 1, "10:00": 3, "12:00": 2, "13:00": 3, "16:30": 0})
    assert got == [[(NINE, 990)], [(600, 990)], [(600, 720), (780, 990)]]


def test_numbers_keep_to_the_hours_of_the_group() -> None:
    """Two all day; one until noon and after the midday closing; nobody before ten."""
    opening = ["09:00-12:00", "14:00-17:00"]
    assert staffed({"09:00": 2}, opening=opening) == [[(NINE, 720), (840, FIVE)]] * 2
    assert staffed({"10:00": 1}, opening=opening) == [[(600, 720), (840, FIVE)]]
    assert staffed({"09:00": 1, "13:00": 2}, hours="09:00-15:00") == [[(NINE, 900)], [(780, 900)]]


def test_numbers_by_weekday() -> None:
    got = staffed({"mon": {"09:00": 2, "12:00": 1}, "tue": 1, "wed-thu": {"15:00": 2}}, days=5)
    both = [(2 * DAY + 900, 2 * DAY + FIVE), (3 * DAY + 900, 3 * DAY + FIVE)]
    assert got == [
        [(NINE, FIVE), (DAY + NINE, DAY + FIVE), *both],
        [(NINE, 720), *both],
    ]  # fmt: skip


def test_numbers_of_a_night() -> None:
    """Three from 22:00, one from half past midnight to 02:00."""
    got = staffed({"22:00": 3, "00:30": 1}, opening="22:00-02:00")
    assert got == [[(1320, DAY + 120)], [(1320, DAY + 30)], [(1320, DAY + 30)]]


def test_three_each_hour_are_three_windows() -> None:
    """Ten who come at 9:50 for half an hour each: three at a time, also across the hours."""
    model = world({"a": {"counter": "30 min"}}, [590] * 10, days=1)
    one, two = (run(model, design({"hall": group})) for group in ({"count": 3}, {"on_duty": HOURLY}))
    assert starts(one) == starts(two) == [590] * 3 + [620] * 3 + [650] * 3 + [680]
    assert np.array_equal(one.shifts["to_ms"], two.shifts["to_ms"])
    shifts = [{"count": 3, "hours": f"{hour:02d}:00-{hour + 1:02d}:00"} for hour in range(9, 17)]
    relieved = run(model, design({"hall": {"shifts": shifts}}))
    assert starts(relieved)[3:6] == [600] * 3  # six at work from 10:00 to 10:20
    assert measure(two, ["staff_hours"]) == {"staff_hours": 24}


def test_who_goes_finishes_the_visitor() -> None:
    """The second window stops at ten; the next two wait for the first."""
    model = world({"a": {"counter": "20 min"}}, [590] * 4, days=1)
    trace = run(model, design({"hall": {"on_duty": {"09:00": 2, "10:00": 1}}}))
    assert starts(trace) == [590, 590, 610, 630]
    assert trace.shifts["left_ms"].tolist() == [FIVE * MIN, 610 * MIN]


TEXT = """
hallsim: 1
world: {services: {a: {counter: 5 min}}, arrivals: {per_day: 10}}
designs:
  d: {windows: {hall: {GROUP}}}
"""


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ("{}", "no numbers by time are given"),
        ("{09:00: 2.5}", "'2.5' is not a number of windows"),
        ("{09:00: -1}", "'-1' is not a number of windows"),
        ("{25:00: 1}", "'25:00' is not a clock time"),
        ("{09:00: 1, 9:00: 2}", "9:00 is given twice"),
        ("{09:00: 1, mon: 2}", "times and weekdays stand side by side"),
        ("{mon: 1, mon-wed: 2}", "the numbers of mon are given twice"),
        ("{noon: 1}", "not a weekday"),
    ],
)
def test_what_is_no_roster(numbers: str, said: str) -> None:
    for key in ("on_duty", "staff"):
        with pytest.raises(InputError) as caught:
            loads(TEXT.replace("GROUP", f"{key}: {numbers}"))
        problem = caught.value.problems[0]
        assert said in problem.message
        assert problem.place
        assert problem.place.line == 5
        assert problem.said.text("zh") != problem.message


@pytest.mark.parametrize(
    "numbers",
    ["{08:30: 6, 10:00: 9}", "{mon: {08:30: 6}, tue-fri: 4}", "{周一: {08:30: 6 in 4..8}, 周二: 4}"],
)
def test_how_many_may_be_written_as_staff(numbers: str) -> None:
    """`staff` says who, by a list of names, or how many, by time; the schema knows both."""
    groups = [
        loads(TEXT.replace("GROUP", f"{key}: {numbers}")).scenario.designs["d"].windows["hall"]
        for key in ("staff", "on_duty")
    ]
    assert groups[0] == groups[1]
    assert groups[0].on_duty is not None
    validator = jsonschema.Draft202012Validator(scenario_schema())
    as_json: dict[str, Any] = {"mon": {"08:30": 6}, "tue-fri": 4}
    for value, right in (
        (as_json, True),
        ({"08:30": 6}, True),
        ({"08:30": "six"}, False),
        ({"mon": {"x": 1}}, False),
    ):
        for key in ("staff", "on_duty"):
            given = {
                "hallsim": 1,
                "world": {"services": {"a": {"counter": "5 min"}}, "arrivals": {"per_day": 10}},
                "designs": {"d": {"windows": {"hall": {key: value}}}},
            }
            assert validator.is_valid(given) == right


def test_shifts_and_numbers_exclude_each_other() -> None:
    with pytest.raises(ValidationError, match="shifts and on_duty both"):
        design_of({"windows": {"hall": {"shifts": [{"hours": "09:00-12:00"}], "on_duty": {"09:00": 1}}}})


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("shifts: [{count: 2, hours: 09:00-12:00}, {count: 3, hours: 12:00-17:00}]", ["shifts.relief"]),
        ("shifts: [{count: 2, hours: 09:00-12:00}, {count: 3, hours: 13:00-17:00}]", []),
        ("shifts: [{count: 2, hours: [09:00-12:00, 12:00-17:00]}]", []),  # one and the same shift
        ("at_shift_end: hand_back, shifts: [{hours: 09:00-12:00}, {hours: 12:00-17:00}]", []),
        ("shifts: [{hours: {mon: 09:00-12:00}}, {hours: {tue: 12:00-17:00}}]", []),
        ("count: 4, on_duty: {09:00: 3}", ["shifts.ignored"]),
        ("on_duty: {09:00: 3, 12:00: 2}, hours: 09:00-16:00", []),
    ],
)
def test_what_is_told_of_a_roster(group: str, codes: list[str]) -> None:
    told = loads(TEXT.replace("GROUP", group)).warnings
    assert [w.code for w in told] == codes
    if codes == ["shifts.relief"]:
        assert told[0].message.startswith("at 12:00 2 of these windows stop and 3 others begin")
        assert "up to 5 serve at once" in told[0].message


def test_the_windows_of_an_office_are_looked_at_too() -> None:
    text = """
hallsim: 1
world:
  services: {a: {counter: 5 min}}
  places: {city: {homes: 50%}, village: {within: city, homes: 50%, to_parent: 20 min}}
  arrivals: {per_day: 10}
designs:
  d:
    at: city
    windows: {hall: 1}
    offices:
      point:
        at: village
        accepts: [all]
        decides: [all]
        windows: {desk: {shifts: [{hours: 09:00-12:00}, {hours: 12:00-17:00}]}}
"""
    (told,) = [w for w in loads(text).warnings if w.code == "shifts.relief"]
    assert told.place
    assert told.place.line == 16


@pytest.mark.parametrize("said", ["staff", "on_duty"])
def test_a_derived_design_takes_the_numbers_by_time_away_as_they_were_said(said: str) -> None:
    text = f"""
hallsim: 1
world: {{services: {{a: {{}}}}, arrivals: {{per_day: 10}}}}
designs:
  by_time: {{windows: {{hall: {{serves: all, {said}: {{09:00: 2, 10:00: 3}}}}}}}}
  all_day: {{based_on: by_time, windows: {{hall: {{{said}: null, count: 4}}}}}}
"""
    hall = loads(text).scenario.designs["all_day"].windows["hall"]
    assert (hall.on_duty, hall.staff, hall.count) == (None, (), 4)
