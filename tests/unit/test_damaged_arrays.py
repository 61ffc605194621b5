"""What breaks the contract ends in an error with words, or in a run that ends: never in a crash."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from experiments.engines.cases import cut
from experiments.same_records.cases import ROOT
from hallsim.demand.generate import generate
from hallsim.hall import EngineInput, cases_of, engine_input
from hallsim.hall.compiled.availability import core, why_not
from hallsim.scenario.load import load_scenario
from tests.helpers.damaged_arrays import fates, run_damaged
from tests.helpers.hall_builder import NINE, design, works, world

pytestmark = [
    pytest.mark.skipif(core() is None, reason=f"the compiled engine is not there: {why_not()}"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="a crash is looked at from another process"),
]
N_SMALL, N_TOWN = 1500, 150


def small() -> EngineInput:
    hall = world({"permit": {"counter": works(5, 3, 4)}}, [NINE, NINE + 1, NINE + 9])
    return engine_input(hall, design({"hall": {"count": 1}}), generate(hall, 1, 0))


def town() -> EngineInput:
    """One day of windows, desks, approvals, calendars and returns."""
    scenario = cut(load_scenario(ROOT / "scenarios" / "small_town.yaml").scenario, 1)
    return list(cases_of(scenario))[-1][1]


def test_a_small_hall_damaged_at_random_crashes_nothing(tmp_path: Path) -> None:
    assert list(fates(small(), range(N_SMALL), tmp_path / "at")) == []


def test_a_town_damaged_at_random_crashes_nothing(tmp_path: Path) -> None:
    assert list(fates(town(), range(N_TOWN), tmp_path / "at")) == []


def test_most_damages_are_refused_in_words() -> None:
    told = [run_damaged(small(), seed)[1] for seed in range(200)]
    assert sum(fate != "ran" for fate in told) > 50
    assert all(fate == "ran" or fate.partition(": ")[2] for fate in told if "MemoryError" not in fate)


def test_a_process_that_dies_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "tests.helpers.damaged_arrays.run_damaged", lambda given, seed: os.kill(os.getpid(), 9)
    )
    assert list(fates(small(), [7], tmp_path / "at")) == ["seed 7: ended with -9"]
