"""Contributions to quantiles: values rounded and ranked, and tables of values put together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallsim.metrics.definition.judged import Judged
from hallsim.metrics.definition.rounding import ranked, rounded
from hallsim.metrics.definition.statistic import restore_all
from hallsim.metrics.definition.summand import (
    Counts,
    Real,
    Sums,
    Survival,
    SurvivalQuantile,
    added,
    aligned,
    over,
)
from hallsim.metrics.definition.weighed import Weighed
from hallsim.metrics.registry import METRICS

VALUES = st.lists(
    st.one_of(
        st.just(0.0),
        st.floats(1e-3, 1e6),
        st.floats(-1e3, -1e-3),
        st.sampled_from([9.9994, 9.9995, 9.99951, 10.0, 99.995, 100.0, 999.95, 1000.0]),
    ),
    max_size=30,
).map(lambda values: np.array(values, np.float64))
SORTED = st.sets(st.integers(0, 8), max_size=6).map(lambda values: np.array(sorted(values), np.float64))


@given(VALUES, st.integers(1, 4))
def test_ranks_are_those_of_the_rounded_values(values: Real, digits: int) -> None:
    different, place = ranked(values, digits)
    assert different.tolist() == np.unique(rounded(values, digits)).tolist()
    assert different[place].tolist() == rounded(values, digits).tolist()


@pytest.mark.parametrize(
    ("value", "at_four_digits"), [(0.0, 0.0), (12.3449, 12.34), (12.345, 12.35), (9999.6, 10000.0)]
)
def test_four_digits_are_kept_and_ties_go_up(value: float, at_four_digits: float) -> None:
    assert rounded(np.array([value])).tolist() == [at_four_digits]


@given(SORTED, SORTED)
def test_columns_over_the_values_of_either_say_the_same_of_each_value(one: Real, other: Real) -> None:
    of_one, of_other = one + 1, -other - 1
    values, (wide_one, wide_other) = aligned(one, (of_one,), other, (of_other,))
    assert values.tolist() == sorted({*one, *other})
    assert wide_one.tolist() == [v + 1 if v in one else 0 for v in values]
    assert wide_other.tolist() == [-v - 1 if v in other else 0 for v in values]


@given(SORTED, SORTED)
def test_what_is_added_can_be_taken_away_again(one: Real, other: Real) -> None:
    a, b = (Counts(values, np.ones(len(values)), 0.5) for values in (one, other))
    again = (a + b) - b
    assert (again.values.tolist(), again.counts.tolist()) == (a.values.tolist(), a.counts.tolist())


NUMBERS = st.floats(-1e3, 1e3)
COUNTED = st.lists(st.integers(1, 9), min_size=6, max_size=6).map(
    lambda numbers: np.array(numbers, np.float64)
)


@given(
    st.lists(st.tuples(SORTED, COUNTED, st.lists(NUMBERS, min_size=6, max_size=6)), min_size=1, max_size=5)
)
def test_all_at_once_is_one_after_another_to_the_last_bit(
    parts: list[tuple[Real, Real, list[float]]],
) -> None:
    cut = [(at, n[: len(at)], np.array(x)[: len(at)], float(x[0])) for at, n, x in parts]
    several: list[Sequence[Any]] = [
        [Sums(np.array([x, float(len(at))]), over) for at, _, _, x in cut],
        [Counts(at, n, 0.5) for at, n, _, _ in cut],
        [Survival(at, n, n - 1, x) for at, n, _, x in cut],
        [SurvivalQuantile(Survival(at, n, n - 1, x), 0.9) for at, n, _, x in cut],
        [Weighed(at, n, x, n - 1, n) for at, n, x, _ in cut],
        [Judged(Counts(at, n, 0.5), Counts(at[:1], n[:1], 0.5), float(len(at) > 2)) for at, n, _, _ in cut],
    ]
    for summands in several:
        at_once, folded = added(summands), reduce(add, summands)
        assert at_once.plain() == folded.plain(), type(folded)


@pytest.mark.parametrize("id", ["satisfaction_overall", "days_total", "lead_first_visit_mean"])
def test_means_of_runs_followed_to_the_end_are_kept_as_sums(id: str) -> None:
    """The same figure, whole and without any of the replications, as by their durations one by one."""
    statistic = METRICS[id].statistic
    several = np.array([[3.0, 12.5], [0.0, 0.0], [4.0, 31.0]])  # number, total
    if id == "lead_first_visit_mean":
        plains = [[[1.0], [n], [0.0], total] if n else [[], [], [], 0.0] for n, total in several.tolist()]
    else:
        plains = [[[0.0], [n], [t], [1.0], [0.0]] if n else [[], [], [], [], []] for n, t in several.tolist()]
    sums, ones = restore_all(statistic, plains), [statistic.restore(plain) for plain in plains]
    assert all(type(part) is Sums for part in sums)
    assert (added(sums).value, added(sums).n) == (added(ones).value, added(ones).n) == (43.5 / 7, 7)
    for part, one in zip(sums, ones, strict=True):
        assert part.n == one.n
        assert part.value == one.value or np.isnan([part.value, one.value]).all()
        assert (added(sums) - part).value == (added(ones) - one).value
    cut = [*plains[0]]
    cut[2 if id == "lead_first_visit_mean" else 4] = [1.0]
    assert not any(type(part) is Sums for part in restore_all(statistic, [cut, *plains[1:]]))
