"""A trace in a folder: what is read is what was written, to the last number; anything else is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import hallsim.api as hs
from experiments.same_records.digest import digest
from hallsim.audit import violations
from hallsim.demand.generate import generate
from hallsim.errors import InputError, RunError
from hallsim.hall import simulate
from hallsim.scenario.load import load_scenario
from hallsim.trace.columns import DTYPE
from hallsim.trace.file import FORMAT, _seal, _text
from hallsim.trace.tables import TABLES
from tests.helpers.trace_builder import tiny_trace

TEXTBOOK = "scenarios/textbook"


def refused(folder: Path) -> str:
    """The code of the problem for which a folder is refused."""
    with pytest.raises(InputError) as found:
        hs.read_trace(folder)
    (one,) = found.value.problems
    assert one.said.text("zh") != one.message
    assert one.advice.text("zh") != one.remedy
    return one.code


def written(folder: Path) -> Path:
    hs.write_trace(tiny_trace(), folder)
    return folder


@pytest.mark.parametrize(
    "name", ["courier", "home_service", "agents", "calling", "appointments", "preemption"]
)
def test_a_run_is_read_as_it_was_written(name: str, root: Path, tmp_path: Path) -> None:
    scenario = load_scenario(root / TEXTBOOK / f"{name}.yaml").scenario
    cut = {"weeks": None, "length": None, "days": 4, "ending": "stop"}
    calendar = scenario.world.calendar.model_copy(update=cut)
    world = scenario.world.model_copy(update={"calendar": calendar})
    design_name, design = next(iter(scenario.designs.items()))
    trace = simulate(world, design, generate(world, 1, 0), design_name)
    assert (trace.network is not None) == (name == "courier")
    assert (trace.handed is not None) == (name == "preemption")
    hs.write_trace(trace, tmp_path)
    back = hs.read_trace(tmp_path)
    assert digest(back) == digest(trace)
    assert violations(back) == []


def test_types_come_back_as_well(tmp_path: Path) -> None:
    trace = tiny_trace()
    back = hs.read_trace(written(tmp_path / "new" / "folder"))
    assert back.names == trace.names
    assert back.prices == trace.prices
    assert back.days.is_working.dtype == trace.days.is_working.dtype
    assert {cells.dtype for table in back.tables().values() for cells in table.values()} == {DTYPE}
    assert back.network is None
    assert back.handed is None


def test_columns_stand_in_the_order_of_their_declaration_before_and_after(root: Path, tmp_path: Path) -> None:
    trace = hs.run_once(root / TEXTBOOK / "trace_two_windows.yaml")
    hs.write_trace(trace, tmp_path)
    back = hs.tables(hs.read_trace(tmp_path))
    for name, frame in hs.tables(trace).items():
        pd.testing.assert_frame_equal(frame, back[name])
        declared = [column.name for column in TABLES[name].columns]
        assert [column for column in frame if column in declared] == [
            column for column in declared if column in frame
        ]


def test_anybody_reads_a_table_as_parquet(tmp_path: Path) -> None:
    tickets = pd.read_parquet(written(tmp_path) / "tickets.parquet")
    assert tickets["ticket"].tolist() == tiny_trace().tickets["ticket"].tolist()


def test_a_trace_takes_the_place_of_another(tmp_path: Path) -> None:
    hs.write_trace(replace(tiny_trace(), design="other"), written(tmp_path))
    assert hs.read_trace(tmp_path).design == "other"


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError) as found:
        written(tmp_path)
    assert found.value.problems[0].code == "trace.holds"
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_the_way_is_an_error_of_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="cannot be written"):
        written(tmp_path / "file")


def test_no_trace_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere") == "trace.unreadable"
    assert refused(tmp_path) == "trace.unreadable"


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", f'{{"format": "{FORMAT}9"}}', "[" * 100_000])
def test_facts_of_something_else(text: str, tmp_path: Path) -> None:
    (written(tmp_path) / "trace.json").write_text(text)
    assert refused(tmp_path) == "trace.foreign"


def test_a_changed_fact(tmp_path: Path) -> None:
    file = written(tmp_path) / "trace.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    told["facts"]["end_ms"] += 1
    file.write_text(json.dumps(told), encoding="utf-8")
    assert refused(tmp_path) == "trace.damaged"


@pytest.mark.parametrize("odd", ["NaN", "Infinity", '"\\ud800"'])
def test_a_fact_that_no_trace_holds(odd: str, tmp_path: Path) -> None:
    file = written(tmp_path) / "trace.json"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"facts": {', f'"facts": {{"odd": {odd}, ', 1), encoding="utf-8")
    assert odd in file.read_text(encoding="utf-8")
    assert refused(tmp_path) == "trace.damaged"


@pytest.mark.parametrize("name", ["../trace.json", "a\0b.parquet", "more.parquet"])
def test_only_files_of_tables_are_opened(name: str, tmp_path: Path) -> None:
    file = written(tmp_path) / "trace.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    del told["sha256"]
    told["files"][name] = ""
    file.write_bytes(_text(told | {"sha256": _seal(told)}))
    assert refused(tmp_path) == "trace.damaged"


@pytest.mark.parametrize("how", ["gone", "cut", "turned", "swapped"])
def test_a_changed_table(how: str, tmp_path: Path) -> None:
    file = written(tmp_path) / "tickets.parquet"
    content = bytearray(file.read_bytes())
    if how == "gone":
        file.unlink()
    elif how == "swapped":
        file.write_bytes((tmp_path / "visits.parquet").read_bytes())
    else:
        content[len(content) // 2] ^= 1
        file.write_bytes(content if how == "turned" else content[:-9])
    assert refused(tmp_path) == ("trace.unreadable" if how == "gone" else "trace.damaged")


def _without_names(facts: dict[str, Any]) -> None:
    del facts["names"]["servers"]


def _with_more(facts: dict[str, Any]) -> None:
    facts["more"] = 1


def _a_number_as_text(facts: dict[str, Any]) -> None:
    facts["end_ms"] = str(facts["end_ms"])


def _a_list_too_short(facts: dict[str, Any]) -> None:
    facts["days"]["opening"] = [[1]]


def _a_truth_as_number(facts: dict[str, Any]) -> None:
    facts["days"]["is_working"] = [1]


def _a_number_beyond_64_bits(facts: dict[str, Any]) -> None:
    facts["days"]["open_ms"] = [10**30]


@pytest.mark.parametrize(
    "change",
    [
        _without_names, _with_more, _a_number_as_text, _a_list_too_short, _a_truth_as_number,
        _a_number_beyond_64_bits,
    ],
)  # fmt: skip
def test_sealed_facts_that_are_none(change: Any, tmp_path: Path) -> None:
    file = written(tmp_path) / "trace.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    del told["sha256"]
    change(told["facts"])
    file.write_bytes(_text(told | {"sha256": _seal(told)}))
    assert refused(tmp_path) == "trace.damaged"
