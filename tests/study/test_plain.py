"""Student's intervals over numbers, against hand-computed values and their own laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallsim.study.plain import difference, estimate, t_quantile

numbers = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30)


def test_a_known_interval() -> None:
    # mean 3, sd sqrt(2.5), t(4, 0.975) = 2.776445
    found = estimate([1, 2, 3, 4, 5])
    assert found.mean == 3
    assert found.sd == pytest.approx(math.sqrt(2.5))
    assert found.half_width == pytest.approx(2.7764451 * math.sqrt(2.5 / 5))
    assert t_quantile(10**6) == pytest.approx(1.959964, abs=1e-5)


def test_one_number_has_no_interval_and_none_no_mean() -> None:
    one, none = estimate([4.0]), estimate([math.nan])
    assert (one.n, one.mean) == (1, 4.0)
    assert math.isnan(one.half_width)
    assert none.n == 0
    assert math.isnan(none.mean)


def test_pairs_drop_a_replication_missing_in_either_design() -> None:
    found = difference([1.0, math.nan, 3.0, 4.0], [2.0, 2.0, math.nan, 6.0])
    assert (found.n, found.mean, found.base_mean) == (2, 1.5, 2.5)


def test_pairing_removes_what_both_designs_share() -> None:
    base = [10.0, 20.0, 30.0, 40.0]
    found = difference(base, [x - 2 for x in base])
    assert (found.lo, found.hi) == (-2.0, -2.0)
    assert found.lower_share == 1
    assert found.relative == pytest.approx(-2 / 25)


def test_fieller_agrees_with_the_ratio_of_constants_and_gives_up_near_zero() -> None:
    exact = difference([2.0, 2.0, 2.0], [3.0, 3.0, 3.0])
    assert (exact.relative_lo, exact.relative_hi) == pytest.approx((0.5, 0.5))
    assert math.isnan(difference([-1.0, 1.0, 0.1], [1.0, 1.0, 1.0]).relative_lo)


def test_fieller_ends_solve_its_equation() -> None:
    a, b = [4.0, 5.0, 6.5, 5.5], [3.0, 3.1, 4.9, 4.0]
    found = difference(a, b)
    for end in (found.relative_lo, found.relative_hi):
        left = estimate([y - (1 + end) * x for x, y in zip(a, b, strict=True)])
        assert abs(left.mean) == pytest.approx(left.half_width)


@given(numbers)
def test_the_order_of_replications_does_not_matter_to_the_last_bit(values: list[float]) -> None:
    assert estimate(values).mean == estimate(values[::-1]).mean


@given(numbers)
def test_a_difference_with_itself_is_zero(values: list[float]) -> None:
    found = difference(values, values)
    assert (found.mean, found.lo, found.hi, found.lower_share, found.higher_share) == (0, 0, 0, 0, 0)
