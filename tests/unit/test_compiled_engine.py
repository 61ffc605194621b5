"""The compiled engine leaves the records of the reference, and refuses bad arrays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.engines.cases import generated, of_a_day
from experiments.same_records.cases import shipped
from hallsim.demand.generate import generate
from hallsim.hall import EngineInput, check_engine, engine_input
from hallsim.hall.compiled import engine
from hallsim.hall.compiled.availability import core, why_not
from hallsim.hall.compiled.coverage import NOT_COVERED, not_covered
from hallsim.hall.compiled.flatten.decisions import decisions
from hallsim.hall.compiled.flatten.design import INTERRUPTS, REASONS
from hallsim.hall.compiled.flatten.design import design as flat_design
from hallsim.hall.compiled.flatten.program import program
from hallsim.hall.compiled.flatten.staffing import SHIFT_ENDS, people, staffing
from hallsim.hall.decisions.draws import CallDraws
from hallsim.hall.engine_check import Case
from hallsim.hall.plan.operations import Condition, Hours, Moment, Tape
from hallsim.hall.reference.engine import run as reference
from hallsim.scenario.design.class_rules import CLASS_RULES
from hallsim.scenario.design.limits import DEFAULT_PRIORITY, GREEN_PRIORITY
from hallsim.scenario.design.orders import ORDERS
from hallsim.scenario.values.timetable import NEVER_MS
from hallsim.trace.model import End, Hold, Outcome, Purpose
from tests.helpers.hall_builder import DAY, NINE, design, works, world
from tests.unit.test_step_results import at_once, permit

pytestmark = pytest.mark.skipif(core() is None, reason=f"the compiled engine is not there: {why_not()}")
N_GENERATED = 200


def small() -> EngineInput:
    hall = world({"permit": {"counter": works(5, 3, 4)}}, [NINE, NINE + 1, NINE + 9])
    return engine_input(hall, design({"hall": {"count": 1}}), generate(hall, 1, 0))


def covered(cases: Iterator[Case]) -> Iterator[Case]:
    return (case for case in cases if not_covered(case[1]) is None)


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_shipped_scenarios_leave_the_records_of_the_reference(path: Path) -> None:
    found = check_engine(engine.run, covered(of_a_day(path)))
    assert found is None, str(found)


def test_generated_scenarios_leave_the_records_of_the_reference() -> None:
    found = check_engine(engine.run, covered(generated(N_GENERATED, seed=7)))
    assert found is None, str(found)


def test_a_visit_that_fails_for_two_parts_of_a_file_fails_alike() -> None:
    """Two fees are due on Tuesday at 10:00, the window is busy: who pays both leaves.

    Found by generated 81 of seed 20022.
    """
    steps = {name: {"kind": "payment", "elapsed": "25 h", "work": "5 min"} for name in ("p", "q")}
    services = {
        "long": {"counter": "3 h", "share": "50%"},
        "permit": permit(at_once("p", "q"), steps) | {"share": "50%"},
    }
    times = {"long": [DAY + NINE], "permit": [NINE]}
    hall = world(services, times, citizens={"patience": "1 min"}, ending="drain")
    how = design({"w": {}}, approval={"payments": "visit"})
    given = engine_input(hall, how, generate(hall, 1, 0))
    found = check_engine(engine.run, [("two fees", given)])
    assert found is None, str(found)
    matters = reference(given).tables["matters"]
    # R3.12: the matter of who came first ends as the visit that failed
    assert matters["state"][matters["matter"] == 0] == End.LEFT


def test_a_queue_that_nobody_ever_serves_is_waited_in_alike() -> None:
    """No scenario can say so, a design made by a program can; then who comes leaves or is sent home."""
    hall = world(
        {"permit": {"counter": works(5, 3, 4)}}, [NINE, NINE + 1, NINE + 9],
        citizens={"patience": "20 min"},
    )  # fmt: skip
    own = design({"hall": {"count": 1}})
    none = own.model_copy(update={"windows": {"hall": own.windows["hall"].model_copy(update={"count": 0})}})
    given = engine_input(hall, none, generate(hall, 1, 0))
    assert given.plan.servers == ()
    found = check_engine(engine.run, [("nobody", given)])
    assert found is None, str(found)
    outcomes = reference(given).tables["tickets"]["outcome"]
    assert set(outcomes.tolist()) <= {int(Outcome.LEFT), int(Outcome.SENT_HOME)}


def test_the_clock_goes_on_to_the_end_of_a_patience_nobody_needed() -> None:
    """Two are served at once, with patience for 310 and 320 hours; the third waits for ever."""
    hall = world(
        {"quick": {"counter": "5 min", "share": "50%"}, "never": {"counter": "5 min", "share": "50%"}},
        {"quick": [NINE, NINE + 1], "never": [NINE]}, citizens={"patience": "1 min"}, ending="drain",
    )  # fmt: skip
    windows = {"a": {"count": 2, "serves": ["quick"]}, "b": {"count": 1, "serves": ["never"]}}
    own = design(windows, opening="always")
    none = own.model_copy(
        update={"windows": {**own.windows, "b": own.windows["b"].model_copy(update={"count": 0})}}
    )
    given = engine_input(hall, none, generate(hall, 1, 0))
    drawn = given.decisions.drawn
    is_quick = drawn.service == 0
    hours = np.where(is_quick, 300 + 10 * np.cumsum(is_quick), 0)[:, None]
    patience = np.where(hours > 0, hours * 3_600_000, NEVER_MS) + np.zeros_like(drawn.patience_ms)
    given = replace(
        given, decisions=replace(given.decisions, drawn=replace(drawn, patience_ms=patience.astype(np.int64)))
    )
    found = check_engine(engine.run, [("for ever", given)])
    assert found is None, str(found)
    assert engine.run(given).end_ms == reference(given).end_ms > given.plan.calendar.horizon_ms


def test_the_page_lists_what_is_not_covered(pytestconfig: pytest.Config) -> None:
    page = (pytestconfig.rootpath / "docs" / "engines.md").read_text(encoding="utf-8")
    listed = page.split("## What it does not cover yet")[1].split("coverage.py`):")[1]
    assert re.findall(r"`([\w.]+)`", listed) == list(NOT_COVERED)


def test_all_sources_are_compiled_as_one(pytestconfig: pytest.Config) -> None:
    sources = pytestconfig.rootpath / "hallsim" / "hall" / "compiled" / "cpp"
    named = re.findall(r'#include "(.+)"', (sources / "whole.cpp").read_text(encoding="utf-8"))
    there = {path.relative_to(sources).as_posix() for path in sources.rglob("*.cpp")}
    assert sorted(named) == sorted(there - {"whole.cpp"})


def test_a_plan_is_flattened_once() -> None:
    given = small()
    engine.flattened.cache_clear()
    one, other = engine.run(given), engine.run(given)
    assert engine.flattened.cache_info().misses == 1
    assert all(
        np.array_equal(one.tables["tickets"][name], other.tables["tickets"][name]) for name in ("end_ms",)
    )


def test_what_is_not_covered_is_refused_with_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "not_covered", lambda given: "marvels")
    with pytest.raises(ValueError, match="does not cover marvels yet"):
        engine.run(small())


# ---------------------------------------------------------------------- bad input


def run_flat(change: dict[str, Any]) -> Any:
    """A run of the small hall with some arrays replaced (None: left out)."""
    given = small()
    extension = core()
    assert extension is not None
    plan = given.plan
    parts = [
        flat_design(plan) | people(plan) | program(plan.itineraries, plan.calendar.workday_ms),
        decisions(given.decisions) | staffing(given.decisions.staffing, plan),
    ]
    for name, value in change.items():
        (part,) = [part for part in parts if name in part]
        if value is None:
            del part[name]
        else:
            part[name] = value
    return extension.run(extension.Plan(parts[0]), parts[1], {})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"queue_of": None}, "queue_of is missing"),
        ({"queue_of": np.array([99, 0])}, "queue_of"),
        ({"op.kind": np.array([0.5])}, "op.kind"),
        ({"op.task": np.array([1])}, "op.task"),
        ({"row.end": np.array([-1])}, "row.end"),
        ({"roster.starts": np.array([5, 1])}, "roster"),
        ({"staff.roster": np.array([7])}, "staff.roster"),
        ({"server.tier": np.array([7])}, "server.tier"),
        ({"arrive_ms": np.array([-5, 0, 0])}, "arrive_ms"),
        ({"drawn.matter_start": np.array([0, 1, 2, 9])}, "matter_start"),
        ({"itinerary": np.array([0, 0, 3])}, "itinerary"),
        ({"route_work_ms": np.array([1, 2])}, "stop_needed"),
        ({"drawn.service": np.array([0, 0, 0], np.int32)}, "drawn.service"),
    ],
)
def test_bad_arrays_are_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        run_flat(change)


@pytest.mark.parametrize("answer", [np.zeros(2, np.int64), np.zeros(3)], ids=["too short", "of reals"])
def test_answers_that_are_not_what_was_asked_for_are_refused(
    answer: np.ndarray[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = world({"permit": {"counter": works(5, 3, 4)}}, [NINE, NINE + 1, NINE + 9])
    how = design({"hall": {"count": 1}}, calling={"walk": "1 min"})
    monkeypatch.setattr(CallDraws, "walk_ms", lambda *_: answer)
    with pytest.raises(ValueError, match="not what was asked for"):
        engine.run(engine_input(hall, how, generate(hall, 1, 0)))


def test_a_time_beyond_64_bits_is_an_error_not_a_crash() -> None:
    late = np.full(3, np.iinfo(np.int64).max // 4 - 1)
    with pytest.raises((OverflowError, ValueError)):
        run_flat({"route_work_ms": late, "staff.time_factor": np.array([9.0])})


def test_codes_are_those_of_the_trace(pytestconfig: pytest.Config) -> None:
    """Numbers of codes are places in the enumerations of C++: they list the same names in the same order."""
    text = (pytestconfig.rootpath / "hallsim/hall/compiled/cpp/input/codes.h").read_text(encoding="utf-8")
    listed = {
        name: [word.partition("=")[0].strip() for word in body.split(",") if word.strip()]
        for name, body in re.findall(r"enum class (\w+) : std::int8_t \{([^}]*)\}", text)
    }
    for codes in (End, Purpose, Outcome, Hold):
        assert [name for name in listed[codes.__name__] if name != "NONE"] == [code.name for code in codes]
    for kinds in (Tape, Hours, Moment, Condition):
        assert listed[kinds.__name__] == [kind.name for kind in kinds]
    assert [name.lower() for name in listed["Order"]] == list(ORDERS)
    assert [name.lower() for name in listed["Classes"]] == list(CLASS_RULES)
    assert [name.lower() for name in listed["Interrupt"]] == list(INTERRUPTS)
    assert [name.lower() for name in listed["ShiftEnd"]] == list(SHIFT_ENDS)
    assert [name.lower() for name in listed["Reason"] if name != "NONE"] == list(REASONS)


def test_classes_of_priority_are_those_of_the_design(pytestconfig: pytest.Config) -> None:
    text = (pytestconfig.rootpath / "hallsim/hall/compiled/cpp/state/entities.h").read_text(encoding="utf-8")
    found = {name: int(value) for name, value in re.findall(r"(\w+_PRIORITY) = (\d+);", text)}
    assert found == {"DEFAULT_PRIORITY": DEFAULT_PRIORITY, "GREEN_PRIORITY": GREEN_PRIORITY}
