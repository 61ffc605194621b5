"""Every word, its threshold and its guard; families, looks, and comparisons with the best."""

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallsim.study.inference.best import STANDINGS, may_be_best, with_best
from hallsim.study.inference.simultaneous import alpha_each, alpha_of_look
from hallsim.study.inference.statistics import SHARE, Difference, difference
from hallsim.study.inference.verdicts import REASONS, WORDS, Better, Comparison, Verdict, judge, threshold_of
from tests.helpers.summands import Mean, ones

BASE = [20.0, 22.0, 19.0, 21.0, 20.5, 19.5, 22.5, 20.0, 18.0, 21.5]
NOISE = [0.1, -0.1, 0.2, -0.2, 0.15, -0.15, 0.05, -0.05, 0.1, -0.1]


def gap(by: float, noise: float = 1.0) -> Difference:
    """Ten replications in which the other design differs by about `by`."""
    return difference(ones(BASE), ones([x + by + noise * e for x, e in zip(BASE, NOISE, strict=True)]))


def one(
    d: Difference,
    better: Better = "lower",
    threshold: float = 0.5,
    served: Difference | None = None,
    same_people: bool = False,
) -> Verdict:
    """The verdict on a family of one."""
    comparison = Comparison(
        difference=d, better=better, threshold=threshold, served=served, same_people=same_people
    )
    return judge({"wait": comparison})["wait"]


def test_a_difference_beyond_the_threshold_is_better_or_worse_by_its_direction() -> None:
    assert one(gap(-2)).word == "better"
    assert one(gap(2)).word == "worse"
    assert one(gap(2), "higher").word == "better"
    assert (one(gap(2), "neutral").word, one(gap(-2), "neutral").word) == ("higher", "lower")
    assert one(gap(-2)).reason == ""


def test_a_clear_difference_too_small_to_matter_is_practically_the_same() -> None:
    assert one(gap(-0.2)).hi < 0
    assert one(gap(-0.2)).word == "same"
    # a constant gap of 1e-9 in two replications
    assert one(difference(ones([0.2, 0.4]), ones([0.2 + 1e-8, 0.4 + 1e-8]))).word == "same"


def test_no_difference_at_all_is_practically_the_same() -> None:
    assert one(gap(0, noise=0)).word == "same"
    assert one(difference([Mean(0.3, 1)] * 3, [Mean(0.1 + 0.2, 1)] * 3)).word == "same"


def test_an_interval_with_zero_and_a_difference_that_matters_is_not_settled() -> None:
    found = one(gap(0.3, noise=10))
    assert (found.word, found.reason) == ("unsettled", "wide")
    assert found.needed is not None
    assert found.needed > 10


def test_a_clear_direction_of_a_size_that_may_matter_stays_unsettled_until_it_does() -> None:
    assert (one(gap(-0.45)).word, one(gap(-0.45)).reason) == ("unsettled", "small")
    assert (one(gap(-0.55)).word, one(gap(-0.55)).reason) == ("better", "size")


def test_a_metric_that_a_hall_does_not_have_is_not_applicable_and_does_not_widen_the_family() -> None:
    absent = difference([Mean(0, 0)] * 10, [Mean(0, 0)] * 10)
    single = Comparison(difference=gap(-2), better="lower", threshold=0.5)
    nothing = Comparison(difference=absent, better="lower", threshold=0.5)
    found = judge({"wait": single, "booked": nothing})
    assert found["booked"].word == "not_applicable"
    assert found["wait"] == one(gap(-2))


def test_one_replication_settles_nothing() -> None:
    assert one(difference(ones([3]), ones([1]))).reason == "too_few"


def test_an_event_never_seen_is_the_same_only_among_enough_people() -> None:
    few = difference([Mean(0, 20)] * 3, [Mean(0, 20)] * 3, limits=SHARE)
    many = difference([Mean(0, 2000)] * 3, [Mean(0, 2000)] * 3, limits=SHARE)
    assert (one(few, threshold=0.01).word, one(few, threshold=0.01).reason) == ("unsettled", "none_seen")
    assert one(many, threshold=0.01).word == "same"


def test_who_serves_clearly_fewer_is_not_praised_for_those_it_serves() -> None:
    fewer, as_many = (
        difference(ones([400.0] * 10), ones([served + e for e in NOISE])) for served in (120.0, 399.5)
    )
    assert one(gap(-2), served=fewer).reason == "serves_fewer"
    assert one(gap(-2), served=as_many).word == "better"
    assert one(gap(2), served=fewer).word == "worse"
    # practically the same for those it serves is praise as well, on either side
    assert one(gap(0.01), served=fewer).reason == "serves_fewer"
    assert one(gap(0.01), served=as_many).word == "same"
    more = difference(ones([120.0] * 10), ones([400.0 + e for e in NOISE]))
    assert one(gap(2), served=more).reason == "base_serves_fewer"
    assert one(gap(0.01), served=more).reason == "base_serves_fewer"
    # not half as many: too few whatever chance may do, with two replications too
    two = difference(ones([300.0, 500.0]), ones([90.0, 160.0]))
    assert two.hi > 0
    assert one(gap(-2), served=two).reason == "serves_fewer"


def test_the_same_people_may_fare_the_same_where_fewer_are_served_but_not_better() -> None:
    """Who is lost is part of neither figure; but the lost leave room, and half the people say nothing."""
    base = ones([400.0] * 10)
    fewer, few = (difference(base, ones([served + e for e in NOISE])) for served in (380.0, 120.0))
    more, many = (difference(ones([served] * 10), ones([400.0 + e for e in NOISE])) for served in (380, 120))
    assert one(gap(0.01), served=fewer).reason == "serves_fewer"
    for served in (fewer, more):
        assert one(gap(0.01), served=served, same_people=True).word == "same"
    assert one(gap(-2), served=fewer, same_people=True).reason == "serves_fewer"
    assert one(gap(2), served=more, same_people=True).reason == "base_serves_fewer"
    assert one(gap(0.01), served=few, same_people=True).reason == "serves_fewer"
    assert one(gap(0.01), served=many, same_people=True).reason == "base_serves_fewer"


def test_a_larger_family_needs_clearer_differences() -> None:
    barely = difference(ones(BASE), ones([x - 1 + 8 * e for x, e in zip(BASE, NOISE, strict=True)]))
    alone = one(barely)
    turned = [NOISE[i:] + NOISE[:i] for i in range(1, 8)]
    others = {
        i: Comparison(
            difference=difference(ones(BASE), ones([x + e for x, e in zip(BASE, column, strict=True)])),
            better="lower",
            threshold=0.5,
        )
        for i, column in enumerate(turned)
    }
    together = judge({**others, "wait": Comparison(difference=barely, better="lower", threshold=0.5)})
    assert together["wait"].hi > alone.hi


def test_one_comparison_told_twice_costs_less_than_two() -> None:
    column = [math.sin(i) for i in range(200)]
    other = [math.sin(7 * i) for i in range(200)]
    twice, two = alpha_each([column, column], 0.05), alpha_each([column, other], 0.05)
    assert 0.025 <= two < 0.027  # Sidak: 1 - sqrt(0.95) = 0.0253
    assert two < twice < 0.05
    assert alpha_each([column, [1.0] * 200], 0.05) == 0.05  # a constant cannot err


def test_the_family_of_four_replications_trusts_no_correlation() -> None:
    column = [1.0, 2.0, 4.0, 3.0]
    assert alpha_each([column, column], 0.05) == pytest.approx(0.0253, abs=0.001)


def test_thresholds_have_defaults_by_unit_and_are_relative_for_money_and_hours() -> None:
    assert (threshold_of("min", 30), threshold_of("share", 0.5), threshold_of("score", 80)) == (0.5, 0.01, 1)
    assert threshold_of("yuan", 2000) == 20
    assert threshold_of("h", 0) > 0
    assert threshold_of("h", math.nan) > 0


def test_every_word_and_reason_is_told_in_both_languages() -> None:
    for told in (*WORDS.values(), *REASONS.values(), *STANDINGS.values()):
        assert str(told) != told.text("zh")
    assert one(gap(0.3, noise=10)).text("en").startswith("not settled (both no difference")
    assert one(gap(-2)).text("zh") == "更好"


def test_the_first_look_leaves_a_fifth_to_later_ones() -> None:
    assert alpha_of_look(10) == pytest.approx(0.04)
    assert alpha_of_look(10, reserve=0) == 0.05
    # of the 0.045 that may be spent after 8; P(|Z1| > 2.0537 or |Z2| > 2.579) with correlation sqrt(0.5)
    assert alpha_of_look(8, (4,)) == pytest.approx(0.0099, abs=1e-4)
    assert alpha_of_look(8, (4, 8)) == alpha_of_look(8, (4,))  # looking again is free


@pytest.mark.statistical
@pytest.mark.parametrize("looks", [(4, 8), (4, 8, 12, 16, 40), (10, 11, 12, 200), (5, 1000)])
def test_looks_at_a_random_walk_together_spend_what_they_may(looks: tuple[int, ...]) -> None:
    rng = np.random.default_rng(1)
    n_walks, walk, last = 100_000, np.zeros(100_000), 0
    inside = np.ones(n_walks, dtype=bool)
    for i, n in enumerate(looks):
        walk += rng.standard_normal(n_walks) * math.sqrt(n - last)
        last = n
        bound = NormalDist().inv_cdf(1 - alpha_of_look(n, looks[:i]) / 2)
        inside &= np.abs(walk) <= bound * math.sqrt(n)
    allowed = 0.05 * (1 - 0.2 * looks[0] / looks[-1])
    assert 1 - inside.mean() == pytest.approx(allowed, abs=4 * math.sqrt(0.05 * 0.95 / n_walks))


@given(st.sets(st.integers(2, 500), min_size=2, max_size=6))
def test_later_looks_are_stricter_than_the_first(numbers: set[int]) -> None:
    looks = sorted(numbers)
    levels = [alpha_of_look(n, looks[:i]) for i, n in enumerate(looks)]
    assert all(0 < level < 0.04 for level in levels[1:])


def test_a_resumed_study_needs_a_clearer_difference() -> None:
    family = {"wait": Comparison(difference=gap(-1, noise=5), better="lower", threshold=0.5)}
    first, later = judge(family)["wait"], judge(family, looks=(4, 6))["wait"]
    assert later.hi > first.hi


def designs(*shifts: float, noise: Sequence[float] = (0.0, 0.1, 0.2, 0.15)) -> dict[str, list[Mean]]:
    """Designs a, b, c, ... that wait so much longer than the base numbers."""
    turned = [NOISE[i:] + NOISE[:i] for i in range(len(shifts))]
    return {
        chr(97 + i): ones([x + shift + scale * e for x, e in zip(BASE, column, strict=True)])
        for i, (shift, scale, column) in enumerate(zip(shifts, noise, turned, strict=False))
    }


def test_comparison_with_the_best_names_who_is_who() -> None:
    found = with_best(designs(0, 0.1, 3), "lower", 0.5)
    assert {name: told.standing for name, told in found.items()} == {
        "a": "best",
        "b": "practically_best",
        "c": "not_best",
    }
    assert found["c"].lo == pytest.approx(3, abs=0.2)
    assert with_best(designs(0, 0.1, 3), "higher", 0.5)["c"].standing == "best"


def test_what_is_not_surely_worse_may_be_best_too() -> None:
    ten = designs(0, 0.3, 3, noise=(0, 10, 0.2))
    others = {name: difference(ten["a"], ten[name]) for name in "bc"}
    assert may_be_best(others, "lower") == ["b"]
    assert may_be_best(others, "higher") == ["b", "c"]
    once = difference(ten["a"][:1], ten["c"][:1])  # one replication tells nothing
    assert may_be_best({"c": once}, "lower") == ["c"]
    assert may_be_best({}, "lower") == []


def test_designs_that_cannot_be_told_apart_may_all_be_best() -> None:
    found = with_best(designs(0, 0.3, noise=(0, 10)), "lower", 0.1)
    assert {told.standing for told in found.values()} == {"may_be_best"}


def test_a_design_that_serves_fewer_cannot_be_best_and_one_without_the_metric_is_left_out() -> None:
    several = {**designs(0, 1), "shut": ones([0.0] * 10), "none": ones([math.nan] * 10)}
    found = with_best(several, "lower", 0.5, hardly={"shut"})
    assert found["shut"].standing == "serves_fewer"
    assert found["none"].standing == "not_applicable"
    assert (found["a"].standing, found["b"].standing) == ("best", "not_best")
    assert list(found) == ["a", "b", "shut", "none"]


def test_behind_a_design_that_serves_fewer_nobody_is_surely_behind() -> None:
    """Of a quick, a middling and a slow one the quick one serves fewer: it does not win, nor do they lose."""
    several = designs(0, 1, 3)
    found = with_best(several, "lower", 0.5, serves_fewer={"a"})
    assert {name: told.standing for name, told in found.items()} == {
        "a": "serves_fewer",
        "b": "may_be_best",
        "c": "not_best",
    }
    found = with_best(several, "lower", 0.5, serves_fewer={"c"})
    assert [told.standing for told in found.values()] == ["best", "not_best", "not_best"]


def test_over_the_same_people_designs_stand_as_they_differ_from_the_base() -> None:
    """b and c differ from a by what is told of them over the same people, and from one another accordingly.

    Their own figures, of other people, would turn the order round.
    """
    alone = designs(0, 3, 1)
    told = {"b": gap(1), "c": gap(3, noise=2)}
    found = with_best(alone, "lower", 0.5, same_people=told)
    assert [found[name].standing for name in "abc"] == ["best", "not_best", "not_best"]
    assert found["b"].lo == pytest.approx(1, abs=0.2)
    assert found["c"].lo == pytest.approx(3, abs=0.3)
    found = with_best(alone, "higher", 0.5, same_people=told)
    assert found["c"].standing == "best"
    assert found["b"].lo == pytest.approx(2, abs=0.2)
    found = with_best(alone, "lower", 0.5, same_people={"b": gap(1, 0), "c": gap(1, 0)})
    assert (found["b"].lo, found["b"].hi) == (found["c"].lo, found["c"].hi) == (1, 1)
