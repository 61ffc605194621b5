"""Tables of a trace are declared once; the recorder, the trace, the audit, frames and the page follow."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import hallsim.api as hs
from hallsim.audit import violations
from hallsim.hall.reference.state.recorder import Recorder
from hallsim.trace.model import Trace
from hallsim.trace.page import trace_page
from hallsim.trace.tables import RECORDED, TABLES
from tests.helpers.hall_builder import NINE, design, run, world
from tests.helpers.trace_builder import tiny_trace


def calm() -> Trace:
    return run(world({"permit": {"counter": "5 min"}}, [NINE, NINE + 1]), design({"hall": {"count": 1}}))


def test_a_recorder_has_rows_for_just_the_tables_that_are_recorded() -> None:
    assert set(Recorder.__slots__) == set(Recorder.__annotations__) == set(RECORDED)


def test_a_trace_has_a_field_for_every_table_and_no_other() -> None:
    places = {table.place for table in TABLES.values() if "." not in table.place}
    others = {"design", "replication", "end_ms", "names", "days", "prices", "seats", "perceived_wait"}
    assert {field.name for field in fields(Trace)} == places | others | {"handed", "network", "_kept"}


def test_every_table_and_column_has_a_meaning_in_both_languages() -> None:
    for table in {**TABLES, **RECORDED}.values():
        for words in (table.rows, *(column.meaning for column in table.columns)):
            assert str(words).isascii()
            assert not words.text("zh").isascii()
        assert len({column.name for column in table.columns}) == len(table.columns)


def test_a_run_leaves_the_declared_columns_in_every_table() -> None:
    for name, table in calm().tables().items():
        assert set(table) == set(TABLES[name].empty())


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if "." not in table.place])
def test_the_audit_misses_a_column_of_any_table(name: str) -> None:
    trace, place = calm(), TABLES[name].place
    table = dict(getattr(trace, place))
    gone = table.popitem()[0]
    changed: Any = {place: table}
    found = violations(replace(trace, **changed))
    assert [(v.rule, v.table, v.sentence) for v in found] == [("columns", name, f"misses {gone}")]


def test_the_audit_sees_a_reference_to_nothing_in_a_further_table() -> None:
    one = {name: np.array([999], np.int64) for name in TABLES["home"].empty()}
    found = violations(replace(tiny_trace(), home=one))
    assert [(v.rule, v.table) for v in found] == [("references", "home")]
    early = {"server": np.array([0]), "from_ms": np.array([-2]), "to_ms": np.array([5])}
    found = violations(replace(tiny_trace(), covers=early))
    assert [v.sentence for v in found] == ["from_ms lies before the clock began"]


def test_frames_hold_every_table_and_the_words_of_codes_and_names() -> None:
    trace = calm()
    frames = hs.tables(trace)
    assert set(frames) == set(trace.tables())
    assert list(frames["tickets"]["outcome_name"]) == ["served", "served"]
    assert set(frames["rostered"]["server_name"]) == set(trace.names.servers)
    assert "citizen_name" not in frames["tickets"]


def test_the_page_is_in_step(root: Path) -> None:
    committed = (root / "docs" / "trace.md").read_text(encoding="utf-8")
    assert committed == trace_page(), "write hallsim.trace.page.trace_page() there"
