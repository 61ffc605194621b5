"""The satisfaction model: anchors, levels, drivers. (Its default scores by hand: test_metrics.)"""

from math import isnan

import numpy as np
import pytest

from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.definition.satisfaction import (
    INDICATORS,
    Levels,
    Satisfaction,
    SatisfactionModel,
    points,
    satisfaction,
)
from hallsim.metrics.registry import METRICS
from hallsim.metrics.satisfaction_page import satisfaction_page
from hallsim.trace.model import End, Purpose
from tests.helpers.trace_builder import edit, tiny_trace


def scores(**parameters: object) -> dict[str, float]:
    return satisfaction(Sample(tiny_trace()), SatisfactionModel(**parameters))  # type: ignore[arg-type]


def test_anchors_are_joined_by_straight_lines() -> None:
    x = [-1, 0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 9]
    assert points(x, (0, 0.5, 1, 2, 3)).tolist() == [100, 100, 90, 80, 70, 60, 45, 30, 15, 0, 0]


def test_levels_by_wait_alone() -> None:
    levels = Levels()
    waits = np.array([0, 5, 5.01, 10, 20, 30, 30.01, 100])
    assert levels.level_of(waits).tolist() == [0, 0, 1, 1, 2, 3, 4, 4]
    assert levels.mean_score(waits) == (100 + 100 + 80 + 80 + 60 + 30) / 8
    assert levels.shares(waits) == (2 / 8, 2 / 8, 1 / 8, 1 / 8, 2 / 8)
    custom = Levels(thresholds_min=(1.0,), scores=(10.0, 0.0))
    assert custom.mean_score(np.array([1.0, 2.0])) == 5
    assert isnan(custom.mean_score(np.array([])))
    assert all(isnan(share) for share in custom.shares(np.array([])))


def test_levels_reproduce_the_exact_shares_of_a_known_queue() -> None:
    # Waits of M/M/9 (1 arrival a minute, mean service 8 min) through the inverse of the Erlang C tail.
    p_wait, rate = 0.6533148, 9 / 8 - 1
    u = (np.arange(200_000) + 0.5) / 200_000
    waits = np.where(u < p_wait, -np.log(np.maximum(u, 1e-12) / p_wait) / rate, 0.0)
    shares = Levels().shares(waits)
    assert shares == pytest.approx((0.6502993, 0.16251941, 0.13355296, 0.038263563, 0.015364777), abs=1e-4)
    assert Levels().mean_score(waits) == pytest.approx(87.192566, abs=0.01)


def test_tolerance_and_feeling_scale_the_wait() -> None:
    assert scores(tolerance_min=10.0)["queueing"] == scores(perceived_wait=2.0)["queueing"]
    assert scores(tolerance_min=10.0)["queueing"] < scores()["queueing"]


def test_guidance_counts_supplements_beyond_the_first() -> None:
    trace = edit(tiny_trace(), "visits", purpose={13: Purpose.SUPPLEMENT})
    # neither who left (3) nor who was turned away (10) got anything
    expected = [60, *[100] * 2, 0, *[100] * 6, 0, *[100] * 5]
    assert Satisfaction(Sample(trace)).guidance.tolist() == expected


def test_attitude_falls_when_tired_or_bored() -> None:
    # A works 105 of 490 min on day 0 and 49 on day 1, B 61 of 450 and 40 of 485.
    calm = scores(idle_below=0.01)["attitude"]
    assert calm == 84
    assert scores()["attitude"] < calm
    # of the 11 cases served A serves three on day 0 only, and one on one of its three visits
    tired = 30 * (105 / 490 - 0.2) / 0.8
    got = scores(idle_below=0.01, fatigue_above=0.2)["attitude"]
    assert got == pytest.approx(84 - (3 + 1 / 3) * tired / 11)


def test_environment_is_neutral_without_seats() -> None:
    assert scores()["environment"] == 80
    # at 9:15 on day 0 citizens 0, 1, 2 and 3 are inside, on day 1 two at most: of 8 and of 4 cases the peak
    assert scores(seats=8)["environment"] == 100
    assert scores(seats=5)["environment"] == pytest.approx((8 * 80 + 4 * 100) / 12)
    assert scores(seats=4)["environment"] == pytest.approx((8 * 60 + 4 * 100) / 12)


def test_who_got_nothing_gives_nothing() -> None:
    """Left (3) and turned away (10): 0 points for all that was to be had, and all in all."""
    got = Satisfaction(Sample(tiny_trace()))
    for indicator in ("queueing", "efficiency", "process", "guidance", "overall"):
        assert np.flatnonzero(got.of(indicator) == 0).tolist() == [3, 10]
    removed = edit(tiny_trace(), "matters", state={1: End.REMOVED, 2: End.GIVEN_UP})
    assert Satisfaction(Sample(removed)).overall[:4].tolist() == [
        Satisfaction(Sample(removed)).overall[0],
        0,
        0,
        0,
    ]


def test_weights() -> None:
    only_guidance = scores(weights=(0.0, 0.0, 0.0, 1.0, 0.0, 0.0))
    assert only_guidance["overall"] == only_guidance["guidance"] == pytest.approx(1100 / 12)
    assert set(scores()) == {*INDICATORS, "overall"}


def test_every_score_says_that_it_is_uncalibrated() -> None:
    for metric in METRICS.values():
        marked = "Uncalibrated" in metric.description.text("en") and "未校准" in metric.description.text("zh")
        assert marked == metric.id.startswith("satisfaction")


def test_the_page_says_the_parameters_and_that_nobody_has_fitted_them() -> None:
    page = satisfaction_page()
    assert page.count("\n| ") == len(INDICATORS) + 2, "a row an indicator below the heading"
    assert "Uncalibrated" in page
    assert "未校准" in page
    model = SatisfactionModel(tolerance_min=17, environment=(0.4, 0.7, 1, 2, 3), neutral=71)
    changed = satisfaction_page(model)
    assert "/ 17 " in changed
    assert "71 points without `seats`" in changed
    assert "| 0.4, 0.7, 1, 2, 3 |" in changed
