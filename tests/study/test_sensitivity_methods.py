"""Sensitivity methods on functions whose answers are known."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from hallsim.errors import InputError
from hallsim.study.sensitivity import indices, one_at_a_time
from hallsim.study.sensitivity.break_even import Gap, break_even

Real = NDArray[np.float64]


def ishigami(x: Real) -> Real:
    """Ishigami's function of the unit cube, a = 7, b = 0.1."""
    u = (2 * x - 1) * math.pi
    found: Real = np.sin(u[:, 0]) + 7 * np.sin(u[:, 1]) ** 2 + 0.1 * u[:, 2] ** 4 * np.sin(u[:, 0])
    return found


def test_sobol_indices_of_ishigamis_function() -> None:
    """Exact shares from the variances in Saltelli et al. 2008 (4.9); intervals of the program's own."""
    plan = indices.points("sobol", 3, 1024, seed=1)
    found = indices.shares(3, list(ishigami(plan)), level=0.999)
    d1, d2, d13 = (1 + 0.1 * math.pi**4 / 5) ** 2 / 2, 49 / 8, 8 * 0.01 * math.pi**8 / 225
    whole = d1 + d2 + d13
    for one, first, total in zip(found, (d1, d2, 0.0), (d1 + d13, d2, d13), strict=True):
        assert abs(one.first - first / whole) <= one.first_half_width
        assert abs(one.total - total / whole) <= one.total_half_width
        assert one.total_half_width < 0.15


def test_sobol_indices_of_the_g_function() -> None:
    """V_i = 1/3 / (1 + a_i)^2 (Saltelli, Sobol 1995); what barely matters is seen not to."""
    a = np.array([0.0, 1.0, 4.5, 99.0])
    plan = indices.points("sobol", 4, 2048, seed=7)
    y = np.prod((np.abs(4 * plan - 2) + a) / (1 + a), axis=1)
    found = indices.shares(4, list(y), level=0.999)
    parts = 1 / 3 / (1 + a) ** 2
    whole = float(np.prod(1 + parts) - 1)
    totals = parts * np.prod(1 + parts) / (1 + parts) / whole
    for one, part, total in zip(found, parts, totals, strict=True):
        assert abs(one.first - part / whole) <= one.first_half_width + 1e-3
        assert abs(one.total - total) <= one.total_half_width + 1e-3


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
def test_an_interval_that_leaves_the_range_is_open(slope: float) -> None:
    gap, _ = _line(root=1.05, slope=slope, half=0.5)
    found = break_even(gap, 1.0, 1.3)
    assert found.lo == -math.inf
    assert found.hi == pytest.approx(1.15, abs=1e-9)


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
