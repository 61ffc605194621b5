"""Plausible worlds: what is kept of them, what they may not praise, and where a zero is told."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

import hallsim.api as hs
from hallsim.study.robust.factors import Factor
from hallsim.study.robust.turning_point import turning_point
from tests.study.test_robustness import HALL, cube


def test_a_design_that_serves_hardly_anybody_has_no_wait_in_any_world(tmp_path: Path) -> None:
    closed = "  closed: {windows: {all: {count: 3, serves: all}}, tickets_until: 09:01}\nrun:"
    worlds = hs.plausible_worlds(hs.loads(HALL.replace("run:", closed)), ["apart", "closed"], n=2)
    found = hs.robustness(worlds, processes=1)
    assert all(math.isnan(gap) for gap in found.differences("closed", "wait_mean"))
    assert all(gap < -0.5 for gap in found.differences("closed", "served_share"))
    table = found.table()
    assert table[(table.design == "closed") & (table.metric == "wait_mean")].value.isna().all()


def test_the_table_of_worlds_has_the_differences_that_are_counted() -> None:
    found = hs.robustness(hs.plausible_worlds(hs.loads(HALL), n=2), processes=1)
    table = found.table()
    rows = table[(table.design == "joined") & (table.metric == "time_in_hall_mean")]
    assert rows.difference.tolist() == found.differences("joined", "time_in_hall_mean")
    assert (table[table.design == "apart"].difference.dropna() == 0).all()


def test_a_damaged_world_is_run_again(tmp_path: Path) -> None:
    worlds = hs.plausible_worlds(hs.loads(HALL), n=2)
    right = hs.robustness(worlds, processes=1, out=tmp_path)
    file = tmp_path / "worlds" / "0001.json"
    good = file.read_bytes()
    kept = json.loads(good)
    kept["result"]["metrics"]["apart"] = "x"
    for damaged in (json.dumps(kept), "[" * 100_000, "null", '{"result": 3}'):
        file.write_text(damaged, encoding="utf-8")
        assert hs.robustness(worlds, processes=1, out=tmp_path, resume=True) == right
        assert file.read_bytes() == good


@pytest.mark.parametrize(
    ("name", "of", "zero"),
    [
        ("exactly linear", lambda a: a - 1.2, 1.2),
        ("flat, then rising from 0", lambda a: max(0.0, a - 1.6), None),
        ("never below zero", lambda a: 0.05 + (a - 0.5) ** 3, None),
        ("flat below zero, then rising", lambda a: max(0.0, a - 1.6) - 0.1, 1.7),
    ],
)
def test_a_zero_is_told_only_where_worlds_lie_on_both_sides_of_it(
    name: str, of: Any, zero: float | None
) -> None:
    factor = Factor(name="a", title={}, stated=1.0, lo=0.5, hi=2.0)
    for seed in range(60):
        worlds = cube([factor], seed=seed)
        found = turning_point([factor], worlds, [of(world["a"]) for world in worlds])
        told = found.at if found is not None else None
        if zero is None:
            assert told is None, name
        elif told is not None:
            # within a slice of the twelve
            assert told == pytest.approx(zero, abs=1e-9 if name == "exactly linear" else 1.5 / 12), name
