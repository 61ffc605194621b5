"""Runs that end within a day: the end is exact, and figures over days have a meaning (R1.4)."""

from typing import Any

import pytest

from hallsim.errors import InputError
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.registry import measure
from hallsim.scenario.load import load_text
from hallsim.scenario.world.calendar import build_calendar
from hallsim.scenario.world.world import Calendar
from hallsim.study.day_profile import day_profile
from hallsim.trace.model import End, Trace
from hallsim.units import MS_PER_DAY
from tests.helpers.hall_builder import MIN, NINE, design, run, works, world

SCENARIO = """
hallsim: 1
world:
  calendar: {CALENDAR}
  services: {matter: {counter: 1 min}}
  arrivals: {rate: 1 per hour}
designs: {plain: {opening: always, windows: {hall: {serves: all}}}}
"""


def days_of(**keys: Any) -> tuple[int, int, int]:
    built = build_calendar(Calendar.model_validate(keys))
    return built.n_days, built.horizon_ms, built.warm_up_ms


def test_a_length_may_end_within_a_day() -> None:
    assert days_of(length="20 min") == (1, 20 * MIN, 0)
    assert days_of(length="24 h", warm_up="90 min") == (1, MS_PER_DAY, 90 * MIN)
    assert days_of(length="24.5 h", warm_up=1) == (2, MS_PER_DAY + 30 * MIN, MS_PER_DAY)
    assert days_of(length="3 days", warm_up=2) == days_of(days=3, warm_up="2 days")


@pytest.mark.parametrize(
    ("calendar", "part", "remedy"),
    [
        ("days: 1, length: 1 h", "days and length are both given", "keep one"),
        ("weeks: 1, days: 1, length: 1 h", "days and weeks and length are all given", "keep one"),
        ("length: 20 min, warm_up: 20 min", "20 min leaves nothing of 20 min", "shorten"),
        ("length: 20 min, warm_up: 1", "1 day leaves nothing of 20 min", "shorten"),
        ("length: 20", "20 has no unit", "20 min"),
        ("length: 0 s", "cannot be '0 s'", "20 min"),
        ("length: 2 workdays", "workdays cannot be used here", "days"),
        ("warm_up: -1", "-1 days cannot be a warm-up", "from 0 on"),
        ("warm_up: 0.5", "0.5 has no unit", "0.5 days"),
    ],
)
def test_a_wrong_length_is_told_with_its_remedy(calendar: str, part: str, remedy: str) -> None:
    with pytest.raises(InputError) as caught:
        load_text(SCENARIO.replace("CALENDAR", calendar))
    told = str(caught.value)
    assert part in told
    assert remedy in told


def ended(length: str) -> Trace:
    model = world(
        {"a": {"counter": works(30, 1, 1)}}, [NINE, NINE + 10, 570], calendar={"length": length, "days": None}
    )
    return run(model, design({"hall": {"count": 1}}))


def test_what_would_happen_at_the_end_does_not() -> None:
    """The first service would end in the very millisecond of the end, when the third citizen would come."""
    at, after = ended("9.5 h"), ended("9 h 30.001 min")
    assert at.citizens["state"].tolist() == [End.INSIDE] * 2
    assert after.citizens["state"].tolist() == [End.SERVED, End.INSIDE, End.INSIDE]
    assert at.end_ms == 570 * MIN
    assert after.end_ms == 570 * MIN + 60
    assert after.tickets["start_ms"].tolist() == [NINE * MIN, 570 * MIN, -1]


def test_a_day_that_has_begun_is_a_day() -> None:
    """Half an hour after nine: two visits on one day, no closing, no division by nothing."""
    trace = ended("9.5 h")
    figures = measure(trace)
    assert figures["visits_per_day"] == figures["arrivals_per_day"] == 2
    assert figures["staff_hours"] == pytest.approx(0.5)
    assert figures["utilisation_mean"] == pytest.approx(1.0)
    assert figures["overtime_min"] != figures["overtime_min"]  # no closing was reached
    # not open yet: nobody has come on a working day
    assert measure(ended("8 h"), ["visits_per_day"]) == {"visits_per_day": 0}


def test_by_time_of_day_only_what_was_measured_counts() -> None:
    """One waits from 9:10 until the end at 9:30; from 9:15 on it counts, half an hour of 9:00 only so far."""
    model = world(
        {"a": {"counter": works(60)}}, [NINE, NINE + 10],
        calendar={"length": "9 h 25 min", "days": None, "warm_up": "9 h 15 min"},
    )  # fmt: skip
    trace = run(model, design({"hall": {"count": 1}}))
    profile = day_profile(Sample(trace))
    assert profile["span_ms"][18] == profile["waiting_ms"][18] == 10 * MIN
    assert profile["span_ms"][19] == profile["span_ms"][17] == 0
    figures = measure(trace, ["queue_length_mean", "number_in_hall_mean"])
    assert figures == {"queue_length_mean": 1.0, "number_in_hall_mean": 2.0}
