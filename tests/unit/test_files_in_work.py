"""How many files are at a step on each working day, by hand on the tiny hall."""

from __future__ import annotations

import pytest

import hallsim.api as hs
from hallsim.metrics.definition.sample import Sample
from hallsim.study.bottleneck.files_in_work import files_in_work, together
from tests.helpers.hall_builder import NINE, design, run, world
from tests.helpers.trace_builder import tiny_trace


def test_files_at_a_step_are_means_over_the_working_time_of_a_day() -> None:
    """Two working days of 480 min. Day 1: 30 and 40 minutes of work, and one file from 16:00 to the end."""
    found = files_in_work(Sample(tiny_trace()))
    assert found["day"] == [0, 1]
    check = found["steps"]["licence/check"]
    assert check["desk"] == "desk.commerce"
    assert check["at_work"] == pytest.approx([0, (30 + 40 + 60) / 480])
    assert check["waiting"] == [0, 0]  # from 17:10 to 9:00 nobody works
    assert check["held"] == [0, 0]


def test_cases_under_way_and_files_with_the_citizen() -> None:
    """Accepted on Monday 9:10, looked at until 10:10 and sent back; the citizen comes on Wednesday 9:00."""
    permit = {
        "counter": "10 min", "decision": "promised", "approval": {"step": "look"},
        "steps": {"look": {"desk": "back", "work": "60 min", "returns": "100%"}},
    }  # fmt: skip
    w = world({"permit": permit}, [NINE], days=4, citizens={"return_after": "2 workdays"})
    found = files_in_work(Sample(run(w, design({"hall": {"count": 1}}, desks={"back": 1}))))
    look = found["steps"]["permit/look"]
    assert look["at_work"][0] == pytest.approx(60 / 480)
    assert look["held"][0] == pytest.approx((480 - 70) / 480)
    assert look["held"][1] == pytest.approx(1)
    assert found["cases"][:3] == pytest.approx([470 / 480, 1, 1])
    assert look["waiting"] == [0, 0, 0, 0]


def test_replications_are_put_together_with_their_dates() -> None:
    found = files_in_work(Sample(tiny_trace()))
    other = {**found, "steps": {}, "cases": [1.0, 3.0]}
    scenario = hs.loads(
        "hallsim: 1\nworld: {calendar: {start: 2026-03-02, days: 2, warm_up: 1}, arrivals: {per_day: 1},"
        " services: {a: {counter: 1 min}}}\ndesigns: {now: {windows: {hall: {serves: all}}}}\n"
    ).scenario
    told = together([found, other], scenario.world)
    assert told is not None
    assert told.n_replications == 2
    assert told.n_warm_up == 1
    assert told.steps["date"].tolist() == ["2026-03-02", "2026-03-03"]
    assert told.steps["at_work"].tolist() == pytest.approx([0, 130 / 480 / 2])
    assert told.cases["cases"].tolist() == pytest.approx(
        [(found["cases"][i] + 1 + 2 * i) / 2 for i in (0, 1)]
    )
    assert together([], scenario.world) is None
