"""The satisfaction model: levels, drivers, two models of answers. (Its scores by hand: test_metrics.)"""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import hallsim.api as hs
from hallsim.metrics.catalogue.satisfaction import SATISFACTION, partner
from hallsim.metrics.definition.asking import Asking, Who, asking_of
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.registry import METRICS, measure
from hallsim.metrics.satisfaction.cuts import ANCHORS, DEFAULT_CUTS, fit_cuts
from hallsim.metrics.satisfaction.models.level_map import LevelMap
from hallsim.metrics.satisfaction.models.ordered_logit import SLOPES, OrderedLogit
from hallsim.metrics.satisfaction.models.registry import MODELS
from hallsim.metrics.satisfaction.opinions import (
    Experience,
    Opinions,
    by_slope,
    by_weights,
    counts_by_level,
    opinions_of,
    rate_of,
    score_of,
    shares_of,
)
from hallsim.metrics.satisfaction_page import satisfaction_page
from hallsim.scenario.satisfaction.items import INDICATORS, ITEMS, POINTS
from hallsim.scenario.satisfaction.model import Clerk, Fit, Satisfaction
from hallsim.trace.model import End, Purpose, Trace
from hallsim.units import MS_PER_MIN
from tests.helpers.trace_builder import edit, tiny_trace

FIRMS = Asking(groups=(Who(name="citizens"), Who(name="elderly", kind="enterprises")))
J01 = (0.6502993, 0.16251941, 0.13355296, 0.038263563, 0.015364777)
"""Shares of M/M/9 (1 arrival a minute, mean service 8 min) waiting up to 5, 10, 20, 30 min and beyond."""


def opinions(trace: Trace | None = None, **said: Any) -> Opinions:
    return opinions_of(Sample(trace or tiny_trace(), asking=Asking(said=Satisfaction(**said))))


def mean(values: NDArray[np.float64]) -> float:
    return float(np.nanmean(values))


def test_a_level_reaches_half_way_to_the_next_anchor() -> None:
    assert DEFAULT_CUTS["queueing"] == (0.25, 0.75, 1.5, 2.5)
    for item, anchors in ANCHORS.items():
        x = np.array(anchors)
        at_least = np.stack([LevelMap().at_least(item, x, cut, 1.0) for cut in DEFAULT_CUTS[item]])
        assert (shares_of(at_least) @ np.array(POINTS)).tolist() == list(POINTS), item


def test_the_eight_published_scores_of_enterprises_follow_from_their_shares() -> None:
    """Survey 002-H: rate, score, then shares of the five levels, in percent."""
    published = [
        (99.52, 84.43, 39.52, 43.81, 16.19, 0.48, 0.00),
        (99.04, 82.49, 34.93, 44.02, 20.10, 0.96, 0.00),
        (99.52, 80.14, 31.10, 39.23, 29.19, 0.48, 0.00),
        (97.57, 79.61, 31.55, 39.32, 26.70, 1.94, 0.49),
        (100.00, 80.60, 33.00, 37.00, 30.00, 0.00, 0.00),
        (99.51, 79.46, 29.27, 39.51, 30.73, 0.49, 0.00),
        (98.54, 79.85, 31.71, 38.05, 28.78, 1.46, 0.00),
        (99.52, 80.14, 31.88, 37.68, 29.95, 0.48, 0.00),
        (100.00, 80.19, 27.14, 46.67, 26.19, 0.00, 0.00),
    ]
    for rate, score, *shares in published:
        assert score_of(np.array(shares)) == pytest.approx(score, abs=0.02)
        assert 100 * rate_of(np.array(shares)) == pytest.approx(rate, abs=0.02)


def test_levels_reproduce_the_exact_shares_of_a_known_queue() -> None:
    # Waits of J01 through the inverse of the Erlang C tail.
    p_wait, rate = 0.6533148, 9 / 8 - 1
    u = (np.arange(200_000) + 0.5) / 200_000
    waits = np.where(u < p_wait, -np.log(np.maximum(u, 1e-12) / p_wait) / rate, 0.0)
    at_least = np.stack([LevelMap().at_least("queueing", waits, cut, 1.0) for cut in (5, 10, 20, 30)])
    counts = counts_by_level(shares_of(at_least))
    assert counts / len(waits) == pytest.approx(J01, abs=1e-4)
    assert score_of(counts) == pytest.approx(87.192566, abs=0.01)


@pytest.mark.statistical
def test_a_simulated_queue_has_the_known_shares(root: Path) -> None:
    """J01 from scenario to metric: a wait of a minute is the unit, levels up to 5, 10, 20 and 30."""
    loaded = hs.load(root / "scenarios" / "textbook" / "satisfaction.yaml")
    said = {"acceptable_wait": MS_PER_MIN, "cuts": {"queueing": (5.0, 10.0, 20.0, 30.0)}}
    calendar = loaded.scenario.world.calendar.model_copy(update={"days": 20, "warm_up": 0})
    world = loaded.scenario.world.model_copy(update={"calendar": calendar})
    opinion = loaded.scenario.satisfaction.model_copy(update=said)
    scenario = loaded.scenario.model_copy(update={"world": world, "satisfaction": opinion})
    trace = hs.run_once(replace(loaded, scenario=scenario), seed=3)
    got = measure(trace, ["satisfaction_queueing", "satisfaction_queueing_rate"], asking=asking_of(scenario))
    # 28,800 arrivals, whose waits stay alike for an hour or two: about 300 independent ones, sd 21 points
    assert got["satisfaction_queueing"] == pytest.approx(87.19, abs=3 * 21 / 300**0.5)
    assert got["satisfaction_queueing_rate"] == pytest.approx(sum(J01[:3]), abs=3 * 0.225 / 300**0.5)


def test_the_logit_answers_by_chance_and_is_the_level_map_where_it_is_steep() -> None:
    x, cuts = np.array([0.0, 0.3, 0.74, 0.76, 2.0, 9.0]), DEFAULT_CUTS["queueing"]
    one = OrderedLogit().at_least("queueing", x, 0.75, 1.0)
    assert one == pytest.approx(1 / (1 + np.exp(-SLOPES["queueing"] * (0.75 - x))))
    steep, sharp = (
        np.stack([model.at_least("queueing", x, cut, slope) for cut in cuts])
        for model, slope in ((OrderedLogit(), 1e4), (LevelMap(), 1.0))
    )
    assert steep == pytest.approx(sharp, abs=1e-6)
    flat = np.stack([OrderedLogit().at_least("queueing", x, cut, 0.5) for cut in cuts])
    assert (np.diff(flat, axis=0) > 0).all()
    assert (np.diff(flat, axis=1) < 0).all()


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("slope", [0.5, 1.0, 2.0])
def test_cut_points_are_found_again(model: str, slope: float) -> None:
    """Shares made by known cut-points give them back."""
    x, weight = np.linspace(0, 8, 6001), np.ones(6001)
    at_least = [MODELS[model].at_least("queueing", x, cut, slope) for cut in (0.25, 0.75, 1.5, 2.5)]
    found = fit_cuts(MODELS[model], "queueing", x, weight, [float(one.mean()) for one in at_least], slope)
    assert found == pytest.approx((0.25, 0.75, 1.5, 2.5), abs=8 / 3000)


def test_what_a_survey_does_not_tell_apart_lies_as_the_assumed_ones_do() -> None:
    """Two levels: the third cut-point alone is known, the others keep their distances from it."""
    x, weight = np.linspace(0, 4, 1001), np.ones(1001)
    found = fit_cuts(OrderedLogit(), "queueing", x, weight, [None, None, 0.5, None], 1.0)
    assert np.diff(found).tolist() == pytest.approx([0.5, 0.75, 1.0], abs=1e-6)
    between = fit_cuts(OrderedLogit(), "queueing", x, weight, [0.2, None, 0.7, None], 1.0)
    assert (between[1] - between[0]) / (between[2] - between[0]) == pytest.approx(0.5 / 1.25)
    nobody = fit_cuts(OrderedLogit(), "queueing", x, weight, [0.4, 1.0, 1.0, 1.0], 1.0)
    assert all(low < high for low, high in pairwise(nobody))
    assert float(OrderedLogit().at_least("queueing", x, nobody[1], 1.0).mean()) > 0.9995


def test_what_is_acceptable_and_how_it_feels_scale_the_wait() -> None:
    wait = opinions().x("queueing")
    half = opinions(acceptable_wait="10 min").x("queueing")
    felt = opinions(replace(tiny_trace(), perceived_wait=2.0)).x("queueing")
    assert half.tolist() == felt.tolist() == (2 * wait).tolist()
    assert mean(opinions(acceptable_wait="4 min").score("queueing")) < mean(opinions().score("queueing"))


def test_enterprises_are_less_patient_and_stand_apart() -> None:
    """The elderly of the story as enterprises: citizen 5 waited 3 min for a card, the others are citizens."""
    found = opinions_of(Sample(tiny_trace(), asking=FIRMS))
    assert found.x("queueing")[5] == 3 / 15
    assert found.x("queueing")[4] == 15 / 20
    got = measure(tiny_trace(), asking=FIRMS)
    assert got["satisfaction_enterprises_queueing"] == 100
    assert got["satisfaction_enterprises_overall_rate"] == 1
    # seven cards, the licence and the one turned away
    assert got["satisfaction_queueing"] == pytest.approx((4 * 100 + 3 * 80 + 1.5 * 100) / 9.5)
    assert np.isnan(got["satisfaction_enterprises_enquiries_overall"])


def test_guidance_counts_supplements_beyond_the_first() -> None:
    trace = edit(tiny_trace(), "visits", purpose={13: Purpose.SUPPLEMENT})
    # neither who left (3) nor who was turned away (10) got anything
    expected = [60, *[100] * 2, 0, *[100] * 6, 0, *[100] * 5]
    assert opinions(trace).score("guidance").tolist() == expected


def lacking(**clerk: Any) -> float:
    """What clerks lack of 100 points, on average over the cases."""
    sample = Sample(tiny_trace(), asking=Asking(said=Satisfaction(clerk=Clerk(hourly_points=0, **clerk))))
    return mean(opinions_of(sample).x("attitude")[sample.cases])


def test_attitude_falls_when_tired_or_bored() -> None:
    # A works 105 of 490 min on day 0 and 49 on day 1, B 61 of 450 and 40 of 485.
    calm = lacking(idle_below=0.01)
    assert calm == 16
    assert lacking() > calm
    # of the 11 cases served A serves three on day 0 only, and one on one of its three visits
    tired = 30 * (105 / 490 - 0.2) / 0.8
    assert lacking(idle_below=0.01, tired_above=0.2) == pytest.approx(16 + (3 + 1 / 3) * tired / 11)


def test_attitude_falls_with_every_hour_without_a_break() -> None:
    """A begins at 9:00; at 12:20 (citizen 7) it has been there for 200 min; B has a break until 12:30."""
    trace = tiny_trace()
    said = Satisfaction(clerk=Clerk(idle_below=0.01, hourly_points=6))
    x = opinions_of(Sample(trace, asking=Asking(said=said))).x("attitude")
    assert x[1] == pytest.approx(16 + 6 * 5 / 60)  # B at 9:05
    assert x[7] == pytest.approx(16 + 6 * 200 / 60)
    assert x[9] == pytest.approx(16 + 6 * (1015 - 750) / 60)  # B, since its break
    plain = opinions_of(Sample(trace, asking=Asking(said=Satisfaction(clerk=Clerk(idle_below=0.01)))))
    assert plain.x("attitude")[7] == pytest.approx(16 + 200 / 60)


def test_the_environment_has_no_answer_without_seats() -> None:
    """At 9:15 on day 0 citizens 0, 1, 2 and 3 are inside, on day 1 two at most."""
    assert np.isnan(opinions().score("environment")).all()
    for seats, points in ((8, 100), (5, 80), (4, 60)):
        score = opinions(replace(tiny_trace(), seats=seats)).score("environment")
        assert score[[0, 15]].tolist() == [points, 100]


def test_who_got_nothing_answers_the_worst() -> None:
    """Left (3) and turned away (10): 0 points for all that was to be had, and on the whole."""
    for model in MODELS:
        found = opinions(model=model)
        for item in ("queueing", "efficiency", "process", "guidance", "overall"):
            assert np.flatnonzero(found.score(item) == 0).tolist() == [3, 10]
            assert found.rate(item)[[3, 10]].tolist() == [0, 0]
    removed = edit(tiny_trace(), "matters", state={1: End.REMOVED, 2: End.GIVEN_UP})
    assert np.flatnonzero(opinions(removed).score("overall") == 0).tolist() == [1, 2, 3, 10]


def test_the_logit_minds_what_is_not_done_today() -> None:
    """Citizen 0 comes on Monday and has the licence on Tuesday."""
    plain, minds = (opinions(model=model).x("efficiency") for model in ("levels", "logit"))
    assert (minds - plain)[[0, 1]].tolist() == pytest.approx([0.25, 0])


def test_weights() -> None:
    weights = dict.fromkeys(INDICATORS, 0.0) | {"process": 1.0}
    only = opinions(weights=weights)
    assert only.x("overall")[0] == 100 - only.score("process")[0] == 40
    assert opinions(weights={"process": 5}).x("overall")[0] > opinions().x("overall")[0]


def test_own_cut_points_and_fitted_ones_come_before_the_assumed() -> None:
    strict, mild = (1e-9, 2e-9, 3e-9, 4e-9), (90.0, 91.0, 92.0, 93.0)
    assert mean(opinions(cuts={"queueing": strict}).score("queueing")) < mean(opinions().score("queueing"))
    fits = {"enterprises": Fit(cuts={"process": mild}), "elderly": Fit(cuts={"queueing": strict})}
    said = Satisfaction(cuts={"process": strict}, fits=fits)
    found = opinions_of(Sample(tiny_trace(), asking=replace(FIRMS, said=said)))
    assert found.score("process")[5] == 100  # fitted to its kind
    assert found.score("process")[0] == 0  # a citizen: the scenario's own
    assert found.score("queueing")[5] == 0  # fitted to its group


def test_variants_move_slope_and_weights_and_leave_the_six_alone() -> None:
    plain = opinions(model="logit")
    found = dict([*by_slope(plain), *by_weights(plain)])
    assert len(found) == 2 + 2 * len(INDICATORS)
    flat, heavy = found["slope x0.5"], found["process x1.2"]
    assert flat.said.slope == 0.5
    assert not np.allclose(flat.score("queueing"), plain.score("queueing"))
    assert all(heavy.score(name) is not None for name in INDICATORS)
    for name in INDICATORS:
        assert np.array_equal(heavy.score(name), plain.score(name), equal_nan=True)
    assert heavy.said.weights == {"process": 1.2}
    assert not np.allclose(heavy.x("overall"), plain.x("overall"))


@pytest.mark.parametrize("model", ["levels", "logit"])
@pytest.mark.parametrize("cuts", [{}, {"overall": (60.0, 70.0, 80.0, 90.0)}])
def test_who_answers_alike_is_worked_out_once_and_weighs_as_many(model: str, cuts: dict[str, Any]) -> None:
    """Thrice the same people, of two kinds with cuts of their own, weighed otherwise each time."""
    fits = {"enterprises": Fit(cuts=cuts)} if cuts else {}
    asking = replace(FIRMS, said=Satisfaction(model=model, fits=fits))
    one = opinions_of(Sample(tiny_trace(), asking=asking))
    n = len(one.experience.group)
    every, weight = one.of(np.tile(np.arange(n), 3)), np.repeat([1.0, 2.0, 0.5], n)
    alike, of_alike = every.of_alike(weight)
    assert len(of_alike) == (len(weight) if model == "logit" else len(alike.experience.group))
    assert len(of_alike) <= (len(weight) if model == "logit" else n)
    assert of_alike.sum() == weight.sum()
    for (name, few), (_, many) in zip(by_weights(alike), by_weights(every), strict=True):
        of_few, of_many = np.nansum(few.score("overall") * of_alike), many.score("overall") * weight
        assert of_few == pytest.approx(np.nansum(of_many)), name


def test_who_got_nothing_is_not_alike_to_who_waited_as_long() -> None:
    x = {name: np.array([0.0 if name == "attitude" else 99.0] * 2) for name in INDICATORS}
    nothing = Experience(
        x=x, group=np.zeros(2, np.int64), got_nothing=np.array([False, True]), groups=(Who(name=""),)
    )
    alike, weight = Opinions(nothing, Satisfaction()).of_alike(np.array([1.0, 2.0]))
    assert weight.tolist() == [1.0, 2.0]
    assert alike.score("overall").tolist() == [30.0, 0.0]


def test_a_score_has_its_rate_beside_it() -> None:
    ids = [metric.id for metric in SATISFACTION]
    assert all(partner(id) in ids for id in ids)
    assert partner("wait_mean") is None
    for metric in SATISFACTION:
        assert METRICS[metric.id].unit == ("share" if metric.id.endswith("_rate") else "score")
        assert "model" in metric.description.text("en")
        assert "模型" in metric.description.text("zh")


def test_the_page_says_the_parameters_and_that_they_are_assumed() -> None:
    page = satisfaction_page()
    assert page.count("\n| ") == len(ITEMS) + 2, "a row an item below the heading"
    assert "assumed" in page
    assert "假设" in page
    changed = satisfaction_page(
        Satisfaction.model_validate({"acceptable_wait": "17 min", "cuts": {"environment": (0.4, 0.7, 1, 2)}})
    )
    assert "/ 17 " in changed
    assert "| 0.4, 0.7, 1, 2 |" in changed
