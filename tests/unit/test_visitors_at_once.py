"""A window that serves several visitors at the same time: who waits, how long it takes, what it costs.

Rules of the model: R6.38.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import hallsim.api as hs
from hallsim.errors import InputError
from hallsim.metrics.registry import measure
from hallsim.scenario.load import load_text
from hallsim.study.forecast import forecast
from hallsim.trace.model import Trace
from tests.helpers.hall_builder import FIVE, NINE, design, ends, run, starts, world

TEN: dict[str, Any] = {"a": {"counter": "10 min"}}
TEXT = """\
hallsim: 1
world:
  services: {a: {counter: 10 min}}
  arrivals: {per_day: 20}
designs:
  today:
    windows:
      hall: {count: 1, serves: all, at_once: {visitors: 2, speed: 80%}}
"""


def trace_of(arrive: list[int], **window: Any) -> Trace:
    """One window, one day."""
    return run(world(TEN, arrive, days=1), design({"hall": {"count": 1, **window}}))


def test_two_are_served_at_once_and_the_third_waits() -> None:
    """At 80 % of the speed each takes 12.5 min; the third begins when the first is done."""
    trace = trace_of([NINE, NINE + 1, NINE + 2], at_once={"visitors": 2, "speed": "80%"})
    assert starts(trace) == [NINE, NINE + 1, NINE + 12.5]
    assert ends(trace) == [NINE + 12.5, NINE + 13.5, NINE + 25]
    assert trace.names.servers == ("hall-1/1", "hall-1/2")


def test_an_equal_share_of_the_speed_where_nothing_is_said() -> None:
    trace = trace_of([NINE, NINE], at_once={"visitors": 2})
    assert ends(trace) == [NINE + 20, NINE + 20]


def test_one_visitor_at_once_is_the_window_as_ever() -> None:
    arrive = [NINE, NINE + 1, NINE + 2]
    one, ever = trace_of(arrive, at_once={"visitors": 1}), trace_of(arrive)
    assert one.names == ever.names
    assert ends(one) == ends(ever)


def test_the_clerk_is_one_person_and_paid_as_one() -> None:
    """Eight hours on duty; two visitors of 10 min, one until 17:03 and one until 17:06."""
    one = design({"hall": {"count": 1}}, costs={"clerk_per_hour": 60})
    two = design(
        {"hall": {"count": 1, "at_once": {"visitors": 2, "speed": "100%"}}}, costs={"clerk_per_hour": 60}
    )
    hall = world(TEN, [FIVE - 7, FIVE - 4], days=1)
    figures = ["staff_hours", "overtime_hours", "cost_staff", "utilisation_mean"]
    of_two = measure(run(hall, two), figures)
    assert of_two["overtime_hours"] == pytest.approx((3 + 6) / 2 / 60)
    assert of_two["staff_hours"] == pytest.approx(8 + (3 + 6) / 2 / 60)
    assert of_two["cost_staff"] == pytest.approx(60 * 8 + 60 * 4.5 / 60 * 1.5)
    assert of_two["utilisation_mean"] == pytest.approx(20 / (2 * 480 + 9))
    quiet = world(TEN, [NINE], days=1)
    assert measure(run(quiet, two), ["cost_staff"]) == measure(run(quiet, one), ["cost_staff"])


def test_both_places_of_a_window_have_the_clerk_s_luck() -> None:
    hall = world(TEN, [NINE, NINE, NINE, NINE], days=1)
    spread = design({"hall": {"count": 2, "speed_cv": 0.5, "at_once": {"visitors": 2, "speed": "100%"}}})
    ended = ends(run(hall, spread))
    assert len(set(ended)) == 2
    assert sorted(ended)[0] == sorted(ended)[1]


def test_the_load_knows_it() -> None:
    def busy(text: str) -> float:
        (load,) = forecast(load_text(text).scenario).stations
        return load.utilisation

    alone = busy(TEXT.replace(", at_once: {visitors: 2, speed: 80%}", ""))
    assert busy(TEXT) == pytest.approx(alone / 2 / 0.8)


def test_an_itinerary_counts_windows(tmp_path: Path) -> None:
    file = tmp_path / "hall.yaml"
    file.write_text(TEXT.replace("count: 1,", "count: 3,"), encoding="utf-8")
    assert "(3 × hall)" in hs.itinerary(file, "today", "a")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("count: 1,", "count: 1, lines: shortest_line,", "lines"),
        ("count: 1,", "count: 1, idle_work: 10 min,", "idle_work"),
        ("    windows:", "    absence: 5%\n    windows:", "absence"),
    ],
)
def test_what_is_of_one_visitor_at_a_window_is_refused(old: str, new: str, what: str) -> None:
    assert load_text(TEXT).warnings == ()
    with pytest.raises(InputError, match=f"several visitors at once and {what} do not go together"):
        load_text(TEXT.replace(old, new))
