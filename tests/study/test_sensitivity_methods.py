"""Sensitivity methods on functions whose answers are known."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence

import numpy as np
import pytest

import hallsim.api as hs
from experiments.how_sure.changes import DIFFERENCES, of_differences
from experiments.how_sure.functions import (
    SPEED,
    WORK_MIN,
    Known,
    g_function,
    ishigami,
    of_effects,
    of_shares,
    wait,
)
from hallsim.errors import InputError
from hallsim.study.sensitivity import indices, one_at_a_time
from hallsim.study.sensitivity.break_even import Gap, break_even
from hallsim.study.sensitivity.hall import Hall
from hallsim.study.sensitivity.levers import read_levers
from hallsim.study.sensitivity.outcome import Outcome


@pytest.mark.parametrize(("known", "n"), [(ishigami(), 2048), (g_function(), 2048)], ids=["ishigami", "g"])
def test_sobol_indices_of_known_functions(known: Known, n: int) -> None:
    """Exact shares; intervals of the program's own, ten times as narrow as with the usual 64 pairs."""
    k = len(known.first)
    plan = indices.points("sobol", k, n, seed=7)
    found = indices.shares(k, list(known.function(plan)), level=0.999)
    for one, first, total in zip(found, known.first, known.total, strict=True):
        assert abs(one.first - first) <= one.first_half_width + 1e-3
        assert abs(one.total - total) <= one.total_half_width + 1e-3
        assert one.total_half_width < 0.15


def test_sobol_estimates_are_those_of_salib() -> None:
    """Another program on the same points and answers; its intervals (by resampling) are not taken."""
    from SALib.analyze import sobol

    known = g_function()
    answers = known.function(indices.points("sobol", 4, 128, seed=2))
    cube = {"num_vars": 4, "names": list("abcd"), "bounds": [[0.0, 1.0]] * 4}
    theirs = sobol.analyze(cube, answers, calc_second_order=False, num_resamples=2, seed=1)
    ours = indices.shares(4, list(answers))
    assert [one.first for one in ours] == pytest.approx(list(theirs["S1"]), rel=0.02, abs=2e-3)
    assert [one.total for one in ours] == pytest.approx(list(theirs["ST"]), rel=1e-9)


def test_morris_estimates_are_those_of_salib() -> None:
    from SALib.analyze import morris

    known = ishigami()
    plan = indices.points("morris", 3, 10, seed=2)
    answers = known.function(plan)
    cube = {"num_vars": 3, "names": list("abc"), "bounds": [[0.0, 1.0]] * 3}
    theirs = morris.analyze(cube, plan, answers, num_levels=indices.LEVELS, seed=1)
    ours = indices.effects(plan, list(answers))
    for name in ("mu_star", "mu", "sigma"):
        assert [getattr(one, name) for one in ours] == pytest.approx(list(theirs[name]), abs=1e-9)


@pytest.mark.statistical
@pytest.mark.parametrize("known", [g_function(), wait()], ids=["g", "wait"])
def test_intervals_of_indices_hold_them_as_often_as_they_say(known: Known) -> None:
    """Of 200 studies not less than 95 % by three standard errors (1.5 points each); of the usual bootstrap
    82 to 92 % of mu*, and 86 % of a total from 128 pairs of one sequence.
    """
    n = 200
    first, total = of_shares(known, 64, n)
    for hits in (*of_effects(known, 10, n), *first, *total):
        assert hits >= (0.95 - 3 * 0.0155) * n


@pytest.mark.statistical
def test_the_change_of_a_difference_is_held_as_often_as_it_says() -> None:
    """A small guess moves a difference of two designs a little, and bad days skew that all the same."""
    n = 300
    for hits in of_differences(*DIFFERENCES[-1][1:], n)[1]:
        assert hits >= (0.95 - 3 * 0.0126) * n  # 89 % when only the change's own spread told its skewness


def test_a_hall_at_points_is_the_function_that_its_indices_are_known_of() -> None:
    """Five people at the door of one window wait 0, 1, 2, 3, 4 times the work over the speed."""
    source = hs.loads(
        """
hallsim: 1
world:
  calendar: {working_days: all, days: 1, ending: drain}
  services: {matter: {counter: 10 min}}
  arrivals: {times: [09:30], batch: 5}
designs: {hall: {opening: 09:00-17:00, windows: {hall: {count: 1, clerks: {speed: 1.0}}}}}
run: {replications: 2}
"""
    )
    texts = [f"counter={WORK_MIN[0]}..{WORK_MIN[1]} min", f"clerks.speed={SPEED[0]}..{SPEED[1]}"]
    hall = Hall(
        source=source, levers=read_levers(source, texts), outcomes=(Outcome("wait_mean", "hall"),), n=1
    )
    plan = indices.points("sobol", 2, 4, seed=3)
    with hs.Runs(seed=1, wanted=hs.wanted(["wait_mean", "not_served_share"])) as runs:
        told = [point[0].value for point in hall.at(runs, plan)]
    assert told == pytest.approx(list(wait().function(plan)), abs=1e-3)  # times are milliseconds


def test_an_answer_that_never_moves_has_no_shares() -> None:
    plan = indices.points("sobol", 2, 8, seed=1)
    assert all(math.isnan(one.first) for one in indices.shares(2, [3.0] * len(plan)))


def test_a_missing_answer_leaves_no_index() -> None:
    plan = indices.points("morris", 2, 4, seed=1)
    assert all(math.isnan(e.mu_star) for e in indices.effects(plan, [math.nan] + [1.0] * (len(plan) - 1)))


def test_morris_effects_of_a_straight_function_are_its_slopes() -> None:
    plan = indices.points("morris", 3, 10, seed=3)
    found = indices.effects(plan, list(plan @ np.array([4.0, -2.0, 0.0])))
    assert [e.mu for e in found] == pytest.approx([4.0, -2.0, 0.0], abs=1e-9)
    assert [e.mu_star for e in found] == pytest.approx([4.0, 2.0, 0.0], abs=1e-9)
    assert [e.sigma for e in found] == pytest.approx([0.0] * 3, abs=1e-9)


def test_morris_sees_factors_that_act_together() -> None:
    plan = indices.points("morris", 2, 40, seed=3)
    found = indices.effects(plan, list(plan[:, 0] * plan[:, 1]))
    # effects of one are the values of the other on four levels 0, 1/3, 2/3, 1
    assert all(e.sigma > 0.2 for e in found)


@pytest.mark.parametrize(
    ("method", "n", "expected"), [("morris", 10, 40), ("sobol", 16, 80), ("sobol", 9, 80)]
)
def test_the_number_of_points_is_known_before(method: indices.Method, n: int, expected: int) -> None:
    assert indices.n_points(method, 3, n) == expected == len(indices.points(method, 3, n, seed=1))


def test_without_salib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(InputError, match="sensitivity"):
        indices.points("morris", 2, 4, seed=1)


def test_one_at_a_time_moves_one_factor_a_point() -> None:
    plan = one_at_a_time.points([0.5, 0.25])
    assert plan.tolist() == [[0.5, 0.25], [0, 0.25], [1, 0.25], [0.5, 0], [0.5, 1]]
    found = one_at_a_time.swings([0.0, -1.0, 2.0, 5.0, -5.0])
    assert [(s.factor, s.at_lo, s.at_hi, s.size) for s in found] == [
        (1, 5.0, -5.0, 10.0),
        (0, -1.0, 2.0, 3.0),
    ]


def test_a_swing_without_an_end_comes_last() -> None:
    found = one_at_a_time.swings([0.0, math.nan, 2.0, 0.0, 0.1])
    assert [s.factor for s in found] == [1, 0]


def _line(
    root: float, slope: float, half: float
) -> tuple[Callable[[Sequence[float]], list[Gap]], list[float]]:
    asked: list[float] = []

    def gap(values: Sequence[float]) -> list[Gap]:
        asked.extend(values)
        return [Gap(x, d := slope * (x - root), d - half, d + half) for x in values]

    return gap, asked


def test_break_even_of_a_straight_difference_with_its_interval() -> None:
    gap, asked = _line(root=1.234, slope=5.0, half=0.1)
    found = break_even(gap, 1.0, 1.5)
    assert found.verdict == "found"
    assert (found.x, found.lo, found.hi) == pytest.approx((1.234, 1.214, 1.254), abs=1e-9)
    assert len(asked) == len(set(asked)) <= 20
    assert [g.x for g in found.gaps] == sorted(asked)


@pytest.mark.parametrize("slope", [5.0, -5.0])
def test_a_zero_with_one_side_that_noise_does_not_tell_is_no_break_even(slope: float) -> None:
    gap, _ = _line(root=1.05, slope=slope, half=0.5)
    found = break_even(gap, 1.0, 1.3)
    assert found.verdict == "unsettled"
    assert math.isnan(found.x)


def test_an_interval_reaches_to_every_value_that_noise_does_not_tell() -> None:
    """One that flattens towards the end of the range: the sign is told on both sides, but not at the end."""

    def gap(values: Sequence[float]) -> list[Gap]:
        return [Gap(x, d := 5 * (x - 1.2), d - (h := 9.0 if x == 1.5 else 0.1), d + h) for x in values]

    found = break_even(gap, 1.0, 1.5)
    assert found.verdict == "found"
    assert (found.x, found.lo) == pytest.approx((1.2, 1.18), abs=1e-9)
    assert found.hi == math.inf


def test_a_stretch_without_any_difference_is_no_zero() -> None:
    """Alike below 4, then one is better; alike between 4 and 6 and better on either side otherwise."""
    after = break_even(
        lambda v: [Gap(x, *(-max(0.0, x - 4) - e * (x > 4) for e in (0, 0.1, -0.1))) for x in v], 2, 12
    )
    assert after.verdict == "unsettled"
    assert after.gaps[0].is_nothing
    both = break_even(lambda v: [Gap(x, *([float((x > 6) - (x < 4))] * 3)) for x in v], 2, 8)
    assert both.verdict == "found"
    assert 4 <= both.x <= 6


@pytest.mark.parametrize(
    ("root", "half", "verdict"), [(0.5, 0.1, "first"), (2.0, 0.1, "second"), (2.0, 9.0, "tied")]
)
def test_without_a_zero_it_is_said_which_side(root: float, half: float, verdict: str) -> None:
    gap, _ = _line(root, 5.0, half)
    found = break_even(gap, 1.0, 1.5)
    assert found.verdict == verdict
    assert math.isnan(found.x)


def test_a_count_is_tried_in_whole_numbers() -> None:
    gap, asked = _line(root=6.4, slope=1.0, half=0.2)
    found = break_even(gap, 2, 12, whole=True)
    assert all(x == round(x) for x in asked)
    assert found.x == pytest.approx(6.4)


def test_a_difference_that_cannot_be_told_at_an_end_is_unknown() -> None:
    found = break_even(lambda values: [Gap(x, *(math.nan,) * 3) for x in values], 0.0, 1.0)
    assert found.verdict == "unknown"
