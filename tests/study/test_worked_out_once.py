"""What is kept between replications, and what is left out of them, changes no number."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hallsim.api as hs
from hallsim.audit.duty import wait_end
from hallsim.hall import build_plan
from hallsim.metrics.definition.split import Split
from hallsim.metrics.definition.summand import Sums, over
from hallsim.study.inference.pooled import pooled
from hallsim.study.replicate import ReplicationTask, measured, replicate, replicated
from hallsim.study.replicate import run_design as fresh
from hallsim.trace.codes import End, one_of
from hallsim.units import MS_PER_DAY
from tests.helpers.trace_builder import tiny_trace

NUMBERS = st.floats(-1e3, 1e3)
TOWN = Path(__file__).parents[2] / "scenarios" / "small_town.yaml"


def task_of_a_short_town(*, with_parts: bool = True) -> ReplicationTask:
    """Two designs of the small town, two weeks long."""
    scenario = hs.load(TOWN).scenario
    calendar = scenario.world.calendar.model_copy(update={"weeks": 2, "warm_up": MS_PER_DAY})
    world = scenario.world.model_copy(update={"calendar": calendar})
    return ReplicationTask(
        scenario=scenario.model_copy(update={"world": world}),
        designs=tuple(sorted(scenario.designs)[:2]),
        seed=1,
        with_parts=with_parts,
    )


def test_replications_with_the_same_plans_are_those_with_plans_of_their_own() -> None:
    task = task_of_a_short_town()
    for number in (1, 0):  # the second one finds plans that have been used
        traces = [fresh(task.scenario, design, task.seed, number) for design in task.designs]
        found = replicate(task, number)
        assert set(found.pop("engines")) == set(task.designs)
        assert found == measured(task, number, traces)
    for design, plan in task.plans.items():
        assert repr(plan) == repr(build_plan(task.scenario.world, task.scenario.designs[design]))


ELSEWHERE = """
import pickle, sys
task = pickle.load(sys.stdin.buffer)
from hallsim.study.replicate import replicated
sys.stdout.buffer.write(replicated(task, 0))
assert "holidays" not in sys.modules
"""


def test_a_process_that_is_told_what_all_have_in_common_asks_for_no_holidays() -> None:
    task = task_of_a_short_town().ready()
    told = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], input=pickle.dumps(task), capture_output=True, check=True
    )
    assert told.stdout == replicated(task_of_a_short_town(), 0)


def test_without_parts_the_figures_of_the_whole_are_the_same() -> None:
    whole, alone = (replicate(task_of_a_short_town(with_parts=parts), 0) for parts in (True, False))
    assert alone["pairs"] == whole["pairs"]
    assert {name: told["metrics"] for name, told in alone["designs"].items()} == {
        name: told["metrics"] for name, told in whole["designs"].items()
    }


@given(
    st.lists(st.tuples(st.integers(-1, 2), st.floats(-1e6, 1e6), st.booleans()), max_size=50),
    st.sampled_from([1, 3]),
)
def test_sums_leave_out_who_is_in_no_part_and_add_up_in_the_order_of_the_rows(
    rows: list[tuple[int, float, bool]], n: int
) -> None:
    key = np.array([min(part, n - 1) for part, _, _ in rows], np.int64)
    column = np.array([value for _, value, _ in rows], np.float64)
    which = np.array([chosen for _, _, chosen in rows], np.bool_)
    split = Split.by(key, n)
    for some, place in ((split, key), (split.only(which), np.where(which, key, -1))):
        place = np.where(place < 0, n, place)
        for of in (column, column.astype(np.int64), column > 0, np.ones(len(rows))):
            assert np.array_equal(some.sums(of), np.bincount(place, of, n + 1)[:n])
        assert np.array_equal(some.counts, np.bincount(place, minlength=n + 1)[:n])
        rank = np.arange(len(rows)) % 2
        known = np.stack([np.bincount(place[rank == r], minlength=n + 1)[:n] for r in (0, 1)], axis=1)
        assert np.array_equal(some.tabulated(rank, 2), known)
        assert np.array_equal(some.within(rank, 2).counts, known.ravel())
        for part in range(n):
            assert np.array_equal(some.rows_of(part), np.flatnonzero(place == part))
    assert split.only(which) is split.only(which)


@pytest.mark.parametrize("codes", [(), (End.LEFT,), (End.SERVED, End.INSIDE)])
def test_codes_are_looked_up_as_they_are_searched_for(codes: tuple[End, ...]) -> None:
    cells = np.array([-1, *End], np.int64)
    assert np.array_equal(one_of(codes, cells), np.isin(cells, codes))


@given(st.lists(st.tuples(NUMBERS, st.integers(0, 5)), min_size=1, max_size=8), st.booleans(), st.booleans())
def test_totals_of_all_replications_at_once_say_what_each_summand_says(
    told: list[tuple[float, int]], is_mean: bool, of_time: bool
) -> None:
    """A quotient is divided for all replications at once; any other figure one by one."""
    parts = [
        Sums(np.array([x if n else 0.0, float(n)]), over if is_mean else _spread, of_time) for x, n in told
    ]
    one_by_one: list[Any] = [_Sums(part.totals, part.reduce, part.of_time) for part in parts]
    assert repr(pooled(parts)) == repr(pooled(one_by_one))


class _Sums(Sums):
    """Not known to be totals and nothing else."""

    __slots__ = ()


def _spread(totals: np.ndarray) -> float:
    return float(totals[0] ** 2 - totals[1])


def test_a_trace_keeps_what_is_asked_of_it_and_nobody_may_change_it() -> None:
    trace = tiny_trace()
    until = wait_end(trace)
    assert wait_end(trace) is until
    with pytest.raises(ValueError, match="read-only"):
        until[0] = 0
    later = replace(trace, end_ms=trace.end_ms + 1)
    assert wait_end(later) is not until
