"""The contract of an engine: pure data goes in, records come out, and another engine is held against them."""

from __future__ import annotations

import hashlib
import math
import pickle
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel

import hallsim.api as hs
from experiments.same_records.digest import digest
from experiments.structure.measures import Sources
from hallsim.demand.demand import Demand
from hallsim.demand.generate import generate
from hallsim.hall import EngineInput, Records, check_engine, engine_input
from hallsim.hall.build_trace import build_trace
from hallsim.hall.engine_check import Difference, first_difference
from hallsim.hall.reference.engine import run
from hallsim.scenario.design.design import Design
from hallsim.scenario.load import load_scenario
from hallsim.scenario.world.world import World
from hallsim.trace.tables import RECORDED
from tests.helpers.hall_builder import NINE, design, works, world
from tests.helpers.hall_builder import run as trace_of
from tests.helpers.small_engine import small_engine

MAKES_INPUT = {"hallsim.demand.demand", "hallsim.scenario.world.world", "hallsim.scenario.design.design"}
"""What an engine never needs, nor does any module that it needs."""
DRAWS = {"durations", "streams", "tape", "threefry"}
"""What an engine may use of the demand: uniforms by name, and laws."""
TEXTBOOK = "scenarios/textbook"


def three() -> tuple[World, Design]:
    return (
        world({"permit": {"counter": works(5, 3, 4)}}, [NINE, NINE + 1, NINE + 9]),
        design({"hall": {"count": 1, "idle_work": "7 min"}}, calling={"walk": "uniform(10, 40 s)"}),
    )


def given() -> EngineInput:
    hall, how = three()
    return engine_input(hall, how, generate(hall, 1, 0))


def case(name: str, root: Path, ending: str = "stop") -> EngineInput:
    """The first design of a textbook scenario, over four days."""
    scenario = load_scenario(root / TEXTBOOK / f"{name}.yaml").scenario
    cut = {"weeks": None, "length": None, "days": 4, "ending": ending}
    hall = scenario.world.model_copy(update={"calendar": scenario.world.calendar.model_copy(update=cut)})
    return engine_input(hall, next(iter(scenario.designs.values())), generate(hall, 1, 0))


def parts(value: Any) -> Iterator[Any]:
    """Everything that an input is made of."""
    yield value
    inner: Any = ()
    if is_dataclass(value):
        inner = [getattr(value, field.name) for field in fields(value)]
    elif isinstance(value, BaseModel):
        inner = [getattr(value, name) for name in type(value).model_fields]
    elif isinstance(value, Mapping):
        inner = [*value.keys(), *value.values()]
    elif isinstance(value, tuple | list | frozenset | set):
        inner = value
    for one in inner:
        yield from parts(one)


def marks(value: Any) -> list[str]:
    """Hashes of all arrays of an input."""
    return [hashlib.sha256(p.tobytes()).hexdigest() for p in parts(value) if isinstance(p, np.ndarray)]


# ---------------------------------------------------------------------- what goes in


def test_no_module_of_the_engine_needs_world_design_or_demand(root: Path) -> None:
    graph = Sources(root).graph
    needed, todo = set(), ["hallsim.hall.reference.engine"]
    while todo:
        module = todo.pop()
        if module not in needed:
            needed.add(module)
            todo += [one for one in graph.get(module, ()) if one.startswith("hallsim.")]
    assert "hallsim.hall.reference.interpreter.matters" in needed
    assert {m.removeprefix("hallsim.demand.") for m in needed if m.startswith("hallsim.demand.")} == DRAWS
    assert {m: found for m in sorted(needed) if (found := set(graph.get(m, ())) & MAKES_INPUT)} == {}


@pytest.mark.parametrize("name", ["courier", "random_order", "calling", "agents", "refusals", "preemption"])
def test_an_input_is_pure_data_and_a_run_leaves_it_alone(name: str, root: Path) -> None:
    one = case(name, root)
    whole = list(parts(one))
    assert not [p for p in whole if isinstance(p, World | Design | Demand)]
    assert not [p for p in whole if is_dataclass(p) and not p.__dataclass_params__.frozen]  # type: ignore[union-attr]
    assert not [p for p in whole if callable(p) and not isinstance(p, type)]
    before = marks(one)
    first, second = run(one), run(one)
    assert marks(one) == before
    assert first_difference(name, first, second) is None
    assert first_difference(name, first, run(pickle.loads(pickle.dumps(one)))) is None


@pytest.mark.parametrize("name", ["breakdowns", "courier", "preemption", "refusals"])
def test_a_run_reads_about_people_what_the_replication_says_and_not_what_the_design_says(
    name: str, root: Path
) -> None:
    one = case(name, root)
    servers = tuple(
        replace(server, roster=-1, time_factor=math.nan, error_share=math.nan) for server in one.plan.servers
    )
    spoilt = replace(one, plan=replace(one.plan, servers=servers, rosters=(), desk_hours={}))
    records = run(one)
    assert first_difference(name, records, run(spoilt)) is None
    assert digest(build_trace(one, records, name)) == digest(build_trace(spoilt, records, name))


# ---------------------------------------------------------------------- what comes out


def test_records_hold_just_what_is_declared() -> None:
    records = run(given())
    assert set(records.tables) == set(RECORDED)
    for name, table in records.tables.items():
        assert tuple(table) == RECORDED[name].recorded


def test_a_trace_is_made_of_the_input_and_the_records() -> None:
    one = given()
    made = build_trace(one, run(one), "design")
    for name, table in trace_of(*three()).tables().items():
        for column, values in table.items():
            assert np.array_equal(values, made.tables()[name][column]), (name, column)


# ---------------------------------------------------------------------- another engine


def changed(records: Records, table: str, **columns: Any) -> Records:
    return replace(records, tables={**records.tables, table: {**records.tables[table], **columns}})


def test_the_reference_keeps_its_own_contract() -> None:
    assert check_engine(run, [("three", given())]) is None


@pytest.mark.parametrize("ending", ["stop", "drain"])
@pytest.mark.parametrize("name", ["mmc", "mm1", "d_m_c"])
def test_a_second_engine_can_be_written(name: str, ending: str, root: Path) -> None:
    assert check_engine(small_engine, [(name, case(name, root, ending))]) is None


def slower(one: EngineInput) -> Records:
    """An engine in which clerks need a tenth longer."""
    staffing = replace(one.decisions.staffing, time_factor=1.1 * one.decisions.staffing.time_factor)
    return run(replace(one, decisions=replace(one.decisions, staffing=staffing)))


def test_a_broken_engine_is_found_at_its_first_wrong_record() -> None:
    found = check_engine(slower, [("three", given())])
    records = run(given()).tables["visits"]
    assert found is not None
    assert (found.case, found.table, found.row, found.column) == ("three", "visits", 0, "leave_ms")
    assert found.expected == str(records["leave_ms"][0])
    assert int(found.found) - int(found.expected) == 30_000
    assert str(found) == f"three: visits.leave_ms row 0 is {found.found}, not {found.expected}"
    assert found.message_in("zh") != str(found)


def test_the_earliest_difference_is_told_whatever_its_table() -> None:
    records = run(given())
    early, late = records.tables["shifts"], records.tables["matters"]
    both = changed(records, "matters", end_ms=late["end_ms"] + 1)
    found = first_difference("", records, both)
    assert found is not None
    assert (found.table, found.row, found.column) == ("matters", 0, "end_ms")
    both = changed(both, "shifts", from_ms=early["from_ms"] - 1)
    found = first_difference("", records, both)
    assert found is not None
    assert (found.table, found.row, found.column) == ("shifts", 0, "from_ms")
    assert int(found.expected) - int(found.found) == 1


def difference(**columns: Any) -> Difference:
    records = run(given())
    found = first_difference("", records, changed(records, "called", **columns))
    assert found is not None
    return found


def test_a_row_too_few_and_one_too_many() -> None:
    called = run(given()).tables["called"]
    found = difference(**{name: cells[:-1] for name, cells in called.items()})
    assert (found.table, found.row, found.column, found.found) == ("called", 2, "", "no row")
    assert found.expected == f"ticket 2, call_ms {called['call_ms'][2]}"
    found = difference(**{name: np.append(cells, 7) for name, cells in called.items()})
    assert (found.row, found.expected, found.found) == (3, "no row", "ticket 7, call_ms 7")


def test_a_table_that_is_none() -> None:
    assert difference(more=np.zeros(3, np.int64)).found == "ticket, call_ms, more"
    assert difference(call_ms=np.zeros(3)).found == "not of int64"
    assert difference(call_ms=np.zeros(4, np.int64)).found == "of columns of different length"
    assert difference(call_ms=[1, 2, 3]).found == "not of int64"
    records = run(given())
    nothing: Any = None
    for answer in (replace(records, tables={}), nothing):
        found = first_difference("", records, answer)
        assert found is not None
        assert found.found == "missing"


def test_another_end_of_the_run() -> None:
    records = run(given())
    found = first_difference("c", records, replace(records, end_ms=5))
    assert found is not None
    assert (found.table, found.found) == ("end_ms", "5")


def test_a_run_is_made_by_the_engine_that_is_given(root: Path) -> None:
    asked: list[EngineInput] = []

    def engine(given: EngineInput) -> Records:
        asked.append(given)
        return run(given)

    source = root / TEXTBOOK / "trace_two_windows.yaml"
    trace = hs.run_once(source, engine=engine)
    assert len(asked) == 1
    assert trace.tickets["end_ms"].tolist() == hs.run_once(source).tickets["end_ms"].tolist()


def test_what_an_engine_needs_is_in_the_interface() -> None:
    import hallsim.hall

    for name in ("Engine", "EngineInput", "Records", "cases_of", "check_engine", "engine_input"):
        assert name in hs.__all__
        assert getattr(hs, name) is getattr(hallsim.hall, name)
    with pytest.raises(AttributeError, match="no attribute 'engines'"):
        hs.engines  # noqa: B018


def test_the_page_runs(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    blocks = re.findall(
        r"```python\n(.*?)```", (root / "docs" / "engine.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert len(blocks) == 2
    for block in blocks:
        exec(compile(block, "docs/engine.md", "exec"), {})
    assert capsys.readouterr().out == "None\n"
