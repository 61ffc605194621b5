"""Designs of experiments and the Pareto front, by hand and by their properties."""

from __future__ import annotations

import math
from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallsim.scenario.whatif.variation import read_span
from hallsim.study.experiment.pareto import pareto_front
from hallsim.study.experiment.points import Levels, latin_hypercube, n_points, points_of

A = Levels(name="a", values=("1", "2", "3"))
B = Levels(name="b", values=("x1", "x2"))
SPAN = Levels(name="s", span=read_span("10..30 min"), n=3)
COUNT = Levels(name="c", span=read_span("4..8"), n=3, whole=True)


def test_a_grid_is_every_combination_the_last_factor_first() -> None:
    found = points_of("grid", [A, B])
    assert found[:3] == [(("a", "1"), ("b", "x1")), (("a", "1"), ("b", "x2")), (("a", "2"), ("b", "x1"))]
    assert len(set(found)) == len(found) == n_points("grid", [A, B]) == 6
    assert points_of("grid", []) == [()]


def test_a_stretch_has_evenly_spaced_values_and_counts_are_whole() -> None:
    assert SPAN.listed() == ("10 min", "20 min", "30 min")
    assert COUNT.listed() == ("4", "6", "8")
    assert [COUNT.at(share) for share in (0, 0.19, 0.2, 0.5, 0.999)] == ["4", "4", "5", "6", "8"]
    assert SPAN.at(0.25) == "15 min"


def test_one_at_a_time_leaves_the_others_as_they_are() -> None:
    found = points_of("one_at_a_time", [A, SPAN])
    assert found == [
        (), (("a", "1"),), (("a", "2"),), (("a", "3"),),
        (("s", "10 min"),), (("s", "20 min"),), (("s", "30 min"),),
    ]  # fmt: skip
    assert n_points("one_at_a_time", [A, SPAN]) == len(found)


def test_rows_are_taken_as_they_are_each_once() -> None:
    rows = [{"b": "x2", "a": "1"}, {"a": "2"}, {"a": "1", "b": "x2"}]
    assert points_of("rows", [A, B], rows=rows) == [(("a", "1"), ("b", "x2")), (("a", "2"),)]


@pytest.mark.parametrize(("n", "k"), [(2, 1), (10, 3), (40, 5), (500, 2)])
def test_a_latin_hypercube_has_one_point_in_each_nth_of_every_factor(n: int, k: int) -> None:
    points = latin_hypercube(n, k, seed=3)
    cells = np.floor(points * n).astype(int)
    for column in cells.T:
        assert sorted(column) == list(range(n))
    assert np.array_equal(points, latin_hypercube(n, k, seed=3))
    assert not np.array_equal(points, latin_hypercube(n, k, seed=4))


def test_a_latin_hypercube_spreads_over_all_factors_together() -> None:
    """Its centred discrepancy is below that of 200 random hypercubes."""
    from scipy.stats import qmc

    ours = qmc.discrepancy(latin_hypercube(30, 3, seed=1))
    random = qmc.LatinHypercube(3, seed=np.random.default_rng(1))
    assert ours < min(qmc.discrepancy(random.random(30)) for _ in range(200))


def test_a_latin_hypercube_takes_listed_values_equally_often() -> None:
    found = points_of("latin_hypercube", [A, SPAN], n=30, seed=1)
    assert Counter(value for point in found for name, value in point if name == "a") == {
        "1": 10,
        "2": 10,
        "3": 10,
    }
    minutes = sorted(float(point[1][1].removesuffix(" min")) for point in found)
    assert all(10 + 20 * i / 30 - 0.01 <= m <= 10 + 20 * (i + 1) / 30 + 0.01 for i, m in enumerate(minutes))


def test_the_front_of_hand_made_points() -> None:
    points = [(1, 9), (2, 7), (3, 8), (4, 4), (5, 4), (9, 1), (4, 4), (math.nan, 0)]
    on_it = [True, True, False, True, False, True, True, False]
    assert pareto_front(points) == on_it
    turned = [(a, -b) for a, b in points]
    assert pareto_front(turned, [False, True]) == on_it
    assert pareto_front([]) == []
    # of wait, cost, served: the cheap one that serves nobody stays until served is weighed
    three = [(5, 10, 0.9), (0, 2, 0.1), (6, 11, 0.9), (4, 30, 0.99)]
    assert pareto_front(three, [False, False, True]) == [True, True, False, True]


@given(st.lists(st.tuples(*[st.integers(0, 6)] * 3), min_size=1, max_size=30))
def test_the_front_is_what_nothing_dominates(points: list[tuple[int, int, int]]) -> None:
    def dominates(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
        return one != other and all(a <= b for a, b in zip(one, other, strict=True))

    on_it = [not any(dominates(other, one) for other in points) for one in points]
    assert pareto_front(points) == on_it


def test_the_size_of_a_grid_is_known_before_it_is_made() -> None:
    many = [Levels(name=str(i), values=tuple(map(str, range(100)))) for i in range(4)]
    assert n_points("grid", many) == 10**8
    small = [Levels(name=str(i), values=tuple("abc"[: i + 1])) for i in range(3)]
    assert n_points("grid", small) == len(list(product("a", "ab", "abc"))) == len(points_of("grid", small))
