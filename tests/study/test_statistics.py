"""Estimates and differences against hand-computed values, their own laws, and simulation."""

import math
import random
from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallsim.metrics.definition.summand import added
from hallsim.study.inference.interval import UNEVEN_WARNED, cv_skewness, ends, none_seen_bound
from hallsim.study.inference.jackknife import pseudo_values
from hallsim.study.inference.statistics import (
    AT_LEAST,
    NO_LIMITS,
    SHARE,
    WARNINGS,
    difference,
    estimate,
    t_quantile,
)
from hallsim.study.inference.verdicts import Comparison, judge
from tests.helpers.summands import Mean, Values, ones

numbers = st.lists(st.floats(0.1, 1e4), min_size=2, max_size=20)


def test_a_ratio_is_of_all_people_with_a_hand_computed_jackknife() -> None:
    # 90 minutes of 20 people; without each: 80/15, 70/15, 30/10; pseudo-values 2.8333, 4.1667, 7.5
    found = estimate([Mean(10, 5), Mean(20, 5), Mean(60, 10)])
    assert found.value == 4.5  # the mean of the three means would be 4
    assert found.se == pytest.approx(2.4037009 / math.sqrt(3), rel=1e-6)
    # skewness 6 cv / (1 + cv) with cv 2.4037 / 4.5; y 1.73 is cut at 1.5: the far end is 4 times as far
    assert found.skewness == pytest.approx(6 * 0.5341558 / 1.5341558, rel=1e-6)
    assert found.lo == 0
    assert found.hi == pytest.approx(4.5 + 4 * 4.3026527 * 1.3877773, rel=1e-6)
    assert found.warning == "few"


def test_without_a_natural_zero_few_numbers_give_students_interval() -> None:
    # mean 3, sd sqrt(2.5), t(4, 0.975) = 2.776445
    found = estimate(ones([1, 2, 3, 4, 5]), limits=NO_LIMITS)
    assert (found.lo, found.hi) == pytest.approx(
        (3 - 2.7764451 * math.sqrt(0.5), 3 + 2.7764451 * math.sqrt(0.5))
    )


def test_the_far_end_follows_its_formula() -> None:
    # y = 1.8 * 2 / (3 * 3) = 0.4: far 2 (1 + 0.4 + 2/3 0.16)
    assert ends(10, 1, 1.8, 9, 2) == pytest.approx((8, 10 + 2 * (1.4 + 0.32 / 3)))
    assert ends(10, 1, -1.8, 9, 2) == pytest.approx((10 - 2 * (1.4 + 0.32 / 3), 12))


def test_cutting_the_same_days_into_other_replications_moves_no_value() -> None:
    rng = random.Random(1)
    days = [Mean(rng.expovariate(0.1) * n, n) for n in (rng.randrange(0, 5) for _ in range(2400))]
    weeks = [added(days[i : i + 20]) for i in range(0, 2400, 20)]
    by_day, by_week = estimate(days), estimate(weeks)
    assert by_day.value == pytest.approx(by_week.value)
    assert by_day.value == pytest.approx(sum(d.total for d in days) / sum(d.n for d in days))
    assert by_day.se == pytest.approx(by_week.se, rel=0.25)  # 120 weeks: the error of an error is 7 %


def test_a_replication_without_people_adds_nothing_and_is_not_counted() -> None:
    seen = [Mean(10, 4), Mean(30, 6), Mean(18, 5), Mean(25, 7)]
    found = estimate([*seen, Mean(0, 0), Mean(0, 0)])
    assert (found.n, found.n_all, found.value) == (4, 6, estimate(seen).value)
    # of a ratio the error is that of the replications with people; 4 and 6 differ only by their n / (n - 1)
    assert found.se == pytest.approx(estimate(seen).se, rel=0.1)


def test_nothing_seen_has_no_value_and_one_replication_no_interval() -> None:
    none, one = estimate(ones([math.nan, math.nan])), estimate(ones([4.0, math.nan]))
    assert (none.n, none.warning) == (0, "nothing")
    assert math.isnan(none.value)
    assert (one.n, one.value, one.warning) == (1, 4.0, "single")
    assert math.isnan(one.lo)
    assert estimate([]).warning == "nothing"


def test_an_event_nobody_met_is_below_about_three_over_the_people() -> None:
    found = estimate([Mean(0, 100), Mean(0, 150), Mean(0, 50)], limits=SHARE)
    assert (found.value, found.lo, found.warning) == (0, 0, "none_seen")
    assert found.hi == pytest.approx(1 - 0.05 ** (1 / 300))
    assert found.hi == pytest.approx(3 / 300, rel=0.01)
    assert "300" in found.warning_text("en")
    assert "300" in found.warning_text("zh")


def test_an_event_everybody_met_is_the_mirror_image() -> None:
    found = estimate([Mean(100, 100), Mean(150, 150)], limits=SHARE)
    assert (found.lo, found.hi) == pytest.approx((0.05 ** (1 / 250), 1))
    assert found.warning == "all_seen"


def test_designs_under_which_nobody_met_the_event_differ_by_less_than_the_bound() -> None:
    none = [Mean(0, 100), Mean(0, 200)]
    found = difference(none, none, limits=SHARE)
    bound = none_seen_bound(300, 0.95)
    assert (found.value, found.lo, found.hi, found.warning) == (0, -bound, bound, "none_seen")


def test_a_rounding_error_is_no_difference() -> None:
    base, other = [Mean(0.3, 1), Mean(0.7, 1)], [Mean(0.1 + 0.2, 1), Mean(0.1 * 7, 1)]
    assert other[0].value != base[0].value
    found = difference(base, other)
    assert (found.value, found.lo, found.hi, found.relative) == (0, 0, 0, 0)
    assert (found.lower_share, found.equal_share, found.higher_share) == (0, 1, 0)


def test_pairing_removes_what_both_designs_share() -> None:
    found = difference(ones([10, 20, 30, 40]), ones([8, 18, 28, 38]))
    assert (found.value, found.lo, found.hi) == pytest.approx((-2, -2, -2))
    assert (found.lower_share, found.n) == (1, 4)
    assert found.relative == pytest.approx(-2 / 25)


def test_a_relative_change_that_is_the_same_every_day_is_exact() -> None:
    found = difference(ones([10, 20, 45]), ones([15, 30, 67.5]))
    assert (found.relative, found.relative_lo, found.relative_hi) == pytest.approx((0.5, 0.5, 0.5))
    assert found.lo < found.value < found.hi


def test_designs_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="argument"):
        difference(ones([1, 2]), ones([1, 2, 3]))


def test_a_quantile_of_few_people_a_day_has_the_right_error_where_leaving_days_out_fails() -> None:
    # 3 people a day of 100 days: over 300 studies the 90th percentile's real sd against what each study says
    rng = random.Random(2)
    said, left_out, values = [], [], []
    for _ in range(300):
        days = [Values(tuple(rng.expovariate(1) for _ in range(3))) for _ in range(100)]
        total = added(days)
        values.append(total.value)
        said.append(stdev(pseudo_values(days, [day.value for day in days], total)) / 10)
        without = [100 * total.value - 99 * (total - day).value for day in days[:40]]
        left_out.append(stdev(without) / 10)
    real = stdev(values)  # its own standard error is 4 %
    assert sum(said) / 300 == pytest.approx(real, rel=0.15)
    spread = stdev(left_out) / (sum(left_out) / 300)
    assert stdev(said) / (sum(said) / 300) < 0.6 * spread


def test_the_pooled_quantile_is_not_the_mean_of_the_days_quantiles() -> None:
    days = [Values((1.0,) * 9 + (10.0,)), Values((1.0,) * 5 + (50.0,) * 5)]
    assert estimate(days).value == 50  # 6 of 20 wait longer than the days' mean of (1 + 50) / 2


def test_the_longest_wait_of_all_has_no_interval_and_no_verdict() -> None:
    days = [Values((1.0, 5.0, 9.0), p=1.0), Values((2.0, 20.0), p=1.0), Values((3.0,), p=1.0)]
    found = estimate(days)
    assert (found.value, found.warning) == (20, "extreme")
    assert math.isnan(found.hi)
    longer = difference(days, [Values(tuple(2 * x for x in day.numbers), p=1.0) for day in days])
    assert longer.value == 20
    verdict = judge({"max": Comparison(difference=longer, better="lower", threshold=0.5)})["max"]
    assert (verdict.word, verdict.reason) == ("unsettled", "no_interval")


def test_variances_are_told_apart_by_their_power() -> None:
    plain, square = estimate(ones([1, 2, 3, 5])), estimate([Mean(x, 1, 2.0) for x in (1, 2, 3, 5)])
    assert square.skewness == pytest.approx(2 * plain.skewness)
    assert square.hi > plain.hi


def test_the_warning_names_a_number_that_mends_it_in_both_languages() -> None:
    found = estimate(ones([2, 9, 1, 30, 4]))
    assert found.warning == "few"
    assert found.needed is not None
    for lang in ("en", "zh"):
        assert str(found.needed) in found.warning_text(lang)
    times = math.ceil(found.needed / 5)
    assert not estimate(ones([2, 9, 1, 30, 4] * times)).warning


def test_a_ratio_of_few_replications_with_most_of_the_people_is_warned_of() -> None:
    """Thirty days of three people each say enough; of ninety who nearly all come on four days they do not."""
    even = [Mean(float(i % 2), 3.0) for i in range(30)]
    uneven = [Mean(float(i % 2) * (8 if i < 4 else 0.5), 18.0 if i < 4 else 1.0) for i in range(30)]
    assert estimate(even, limits=SHARE).warning == ""
    told = estimate(uneven, limits=SHARE)
    assert told.warning == "few"
    assert told.needed is not None
    people = [part.n for part in uneven]
    cv = stdev(people) / (sum(people) / 30)
    assert told.needed == math.ceil((cv / UNEVEN_WARNED) ** 2)
    assert difference(even, uneven, limits=SHARE).warning == "few"


def test_every_warning_is_told_in_both_languages() -> None:
    assert all(str(warning) != warning.text("zh") for warning in WARNINGS.values())


def test_a_share_near_one_is_skewed_towards_zero_and_stays_inside() -> None:
    found = estimate([Mean(n, 100) for n in (99, 100, 97, 100, 92, 99)], limits=SHARE)
    assert found.skewness < 0
    assert found.value - found.lo > found.hi - found.value
    assert found.hi <= 1


@given(numbers)
def test_no_interval_is_shorter_than_students(values: list[float]) -> None:
    found = estimate(ones(values))
    half = t_quantile(len(values) - 1, 0.95) * found.se
    assert found.hi >= found.value + half * (1 - 1e-9)
    assert found.lo <= max(found.value - half, 0) + 1e-9 * found.value


@given(numbers, st.floats(0.01, 100))
def test_another_unit_changes_nothing_but_the_unit(values: list[float], unit: float) -> None:
    one, other = estimate(ones(values)), estimate(ones([unit * x for x in values]))
    assert other.hi == pytest.approx(unit * one.hi)
    assert other.warning == one.warning


@given(numbers)
def test_a_difference_with_itself_is_nothing(values: list[float]) -> None:
    found = difference(ones(values), ones(values))
    assert (found.value, found.lo, found.hi, found.equal_share) == (0, 0, 0, 1)


@given(st.lists(st.tuples(st.floats(0.1, 100), st.floats(0.1, 100)), min_size=3, max_size=12))
def test_turning_the_comparison_round_turns_the_interval_round(pairs: list[tuple[float, float]]) -> None:
    a, b = ones([x for x, _ in pairs]), ones([y for _, y in pairs])
    there, back = difference(a, b), difference(b, a)
    assert (back.value, back.lo, back.hi) == pytest.approx((-there.value, -there.hi, -there.lo), abs=1e-9)


few = st.lists(st.tuples(st.floats(0, 1e3), st.floats(0, 1e3)), min_size=2, max_size=12)


@given(few, st.sampled_from((1.0, 2.8, 12.0)))
def test_no_difference_is_larger_than_what_there_may_be(pairs: list[tuple[float, float]], x: float) -> None:
    """Of a quantity with a natural zero: at 95 % and at the wider simultaneous intervals, the mean inside."""
    base, other = (ones([pair[i] for pair in pairs]) for i in (0, 1))
    d = difference(base, other)
    for lo, hi in ((d.lo, d.hi), d.interval(x)):
        slack = 1e-9 * max(d.base_value, d.other_value)
        assert lo - slack <= d.value <= hi + slack
    assert d.lo >= -estimate(base).hi
    assert d.hi <= estimate(other).hi


def test_a_wait_of_one_minute_cannot_fall_by_ten() -> None:
    """Steady days against very uneven ones: the plain interval reaches far below minus all that there is."""
    steady, uneven = ones([1.0, 1.0, 1.1, 0.9]), ones([0.0, 0.0, 20.0, 0.0])
    d = difference(steady, uneven)
    assert d.value == 4
    assert d.lo == -estimate(steady).hi > -1.3
    assert difference(uneven, steady).hi == estimate(steady).hi
    assert difference(steady, uneven, limits=NO_LIMITS).lo < -10


def test_a_share_falls_and_rises_by_no_more_than_there_is() -> None:
    seldom, often = ones([0.0, 0.0, 0.3, 0.0]), ones([1.0, 1.0, 0.6, 1.0])
    d = difference(seldom, often, limits=SHARE)
    assert d.interval(50.0)[1] == 1
    assert difference(often, seldom, limits=SHARE).interval(50.0)[0] == -1


def test_skewness_grows_with_the_coefficient_of_variation_to_a_bound() -> None:
    assert cv_skewness(0.0, AT_LEAST, 1) == 0
    assert cv_skewness(0.5, AT_LEAST, 1) == pytest.approx(2)
    assert cv_skewness(1e9, AT_LEAST, 1) == pytest.approx(6)
    assert cv_skewness(0.5, SHARE, 1) == pytest.approx(4 / 3)
