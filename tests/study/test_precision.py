"""When a point has run enough: the rule by hand, and how often its intervals hold."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from experiments.coverage.queue import simulate
from experiments.stopping.studies import BUDGET, GOALS, to_precision
from hallsim.study.inference.precision import Goal, half_width, level_of, next_look, shortfall
from hallsim.study.inference.statistics import Estimate, estimate
from tests.helpers.summands import Mean


def made(values: list[float]) -> Estimate:
    return estimate([Mean(value, 1) for value in values])


def test_what_is_asked_for_is_the_half_width() -> None:
    e = made([9.0, 10.0, 11.0, 10.0, 9.5, 10.5, 10.0, 9.8, 10.2, 10.0])
    wide = half_width(e)
    assert wide == max(e.hi - e.value, e.value - e.lo)
    # the width that the upper end of the spread (chi squared, 75 %) would give is compared
    assert shortfall(e, Goal(metric="m", half_width=wide)) == pytest.approx(math.sqrt(9 / 5.898826), rel=1e-6)
    assert shortfall(e, Goal(metric="m", half_width=2 * wide)) < 1


def test_a_part_of_the_value_is_one_of_the_true_value() -> None:
    assert Goal(metric="m", half_width=0.1, relative=True).allowed(11.0) == pytest.approx(1.0)
    assert Goal(metric="m", half_width=0.1).allowed(11.0) == 0.1


def test_without_an_interval_a_point_goes_on_and_without_variation_it_stops() -> None:
    goal = Goal(metric="m", half_width=0.1, relative=True)
    assert shortfall(made([3.0]), goal) == math.inf
    assert shortfall(made([3.0] * 5), goal) == 0.0
    nothing = replace(made([3.0] * 5), value=math.nan, lo=math.nan, hi=math.nan)
    assert shortfall(nothing, goal) == math.inf


def test_looks_are_few_and_the_budget_is_kept() -> None:
    assert next_look(0, [], 10, 200) == 10
    assert next_look(10, [1.5], 10, 200) == 20  # 22.5 would be wanted: at most twice as many
    assert next_look(20, [1.2], 10, 200) == 29
    assert next_look(20, [1.01], 10, 200) == 22  # at least a tenth more
    assert next_look(20, [0.9], 10, 200) == 22  # once is not enough
    assert next_look(20, [0.9], 10, 200, held_before=True) == 20
    assert next_look(20, [0.9, 1.1], 10, 200, held_before=True) == 25
    assert next_look(180, [math.inf], 10, 200) == 200
    assert next_look(200, [9.0], 10, 200) == 200
    assert next_look(0, [], 10, 6) == 6


def test_looking_often_is_paid_from_the_level() -> None:
    assert level_of(0.95) == pytest.approx(0.96)


@pytest.mark.statistical
def test_intervals_of_studies_to_a_precision_hold_as_often_as_they_say() -> None:
    """300 studies of M/M/2 with load 0.8: 95 % within 2.6 standard errors (of 1.26 percentage points)."""
    pool = simulate(2_000, 5, 0.8, 3)[0]
    statistic, goal = GOALS[0]
    truth, rng = statistic.truth(pool), np.random.default_rng(5)
    ends = [to_precision(pool, statistic, goal, rng) for _ in range(300)]
    covered = float(np.mean([end.lo <= truth <= end.hi for end in ends]))
    assert 0.917 <= covered <= 0.983
    assert all(end.n_all < BUDGET and half_width(end) <= goal.allowed(end.value) for end in ends)
