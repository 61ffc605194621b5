"""The satisfaction model fitted to a survey: shares met, cut-points held, what is left open tried."""

from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

import hallsim.api as hs
from hallsim.errors import InputError
from hallsim.fitting import SatisfactionFit
from hallsim.metrics.definition.asking import asking_of
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.definition.weighed import weights_of
from hallsim.metrics.registry import METRICS
from hallsim.metrics.satisfaction.opinions import opinions_of, score_of
from hallsim.study.opinions.calibration import state_of
from hallsim.study.opinions.fitting.survival import Variation, changed_places, most_apart
from tests.helpers.opinion_halls import HALL, SURVEY


def fit_to(folder: Path, survey: str = SURVEY, hall: str = HALL, **options: object) -> SatisfactionFit:
    (folder / "survey.csv").write_text(survey, encoding="utf-8")
    return hs.fit_satisfaction(
        hs.loads(hall, "hall"),
        folder / "survey.csv",
        replications=2,
        processes=1,
        **options,  # type: ignore[arg-type]
    )


@lru_cache(maxsize=1)
def fitted(folder: Path) -> SatisfactionFit:
    return fit_to(folder)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> SatisfactionFit:
    return fitted(tmp_path_factory.mktemp("survey"))


def test_simulated_shares_are_the_surveys_to_half_a_point(found: SatisfactionFit) -> None:
    assert len(found.fitted.shares) == 5 + 5 + 3 + 3
    for share in found.fitted.shares:
        assert share.simulated == pytest.approx(share.surveyed, abs=0.005), share
        assert share.is_close


def test_the_scores_of_the_metrics_are_the_published_ones(found: SatisfactionFit, tmp_path: Path) -> None:
    """The frozen file, included: attitude of enterprises 84.43, efficiency 80.14 (survey 002-H), over those
    who got something.
    """
    (tmp_path / "hall.yaml").write_text(HALL, encoding="utf-8")
    found.write(tmp_path / "fitted.yaml")
    both = tmp_path / "both.yaml"
    both.write_text("hallsim: 1\ninclude: [hall.yaml, fitted.yaml]\n", encoding="utf-8")
    loaded = hs.load(both)
    scenario = loaded.scenario
    assert scenario.satisfaction.fits["enterprises"] == found.fitted.said.fits["enterprises"]
    assert scenario.satisfaction.fits["citizens"].source is not None
    assert scenario.satisfaction.fits["citizens"].source.zh == "Dalian"
    shares = np.zeros((2, 5))
    for replication in range(2):
        sample = Sample(hs.run_once(loaded, "two", replication=replication), asking=asking_of(scenario))
        rows = METRICS["satisfaction_enterprises_attitude"].counted.rows(sample)
        opinions = opinions_of(sample)
        rows = rows[~opinions.experience.got_nothing[rows]]
        for k, item in enumerate(("attitude", "efficiency")):
            shares[k] += np.nansum(opinions.shares(item)[rows], axis=0)
    assert [score_of(one) for one in shares] == pytest.approx([84.43, 80.14], abs=0.1)


def test_what_was_fitted_is_told(found: SatisfactionFit) -> None:
    scenario = hs.loads(HALL).scenario.model_copy(update={"satisfaction": found.fitted.said})
    assert state_of("satisfaction_enterprises_attitude", scenario) in ("fitted", "calibrated")
    assert state_of("satisfaction_overall", scenario) == "fitted"
    assert state_of("satisfaction_queueing", scenario) == "uncalibrated"
    fit = found.fitted.said.fits["enterprises"]
    assert (fit.n, fit.design) == (210, "two")


def test_each_indicator_is_told_from_the_others(found: SatisfactionFit) -> None:
    """Enterprises have two indicators, citizens one: that has no others to be told from."""
    assert [(one.item, one.who) for one in found.fitted.left_out] == [
        ("attitude", "enterprises"),
        ("efficiency", "enterprises"),
    ]
    for one in found.fitted.left_out:
        assert one.fitted_score == pytest.approx({"attitude": 84.43, "efficiency": 80.14}[one.item], abs=0.1)
        assert one.error >= abs(one.told_score - one.fitted_score)
    errors = [one.error for one in found.fitted.left_out]
    assert found.fitted.said.fits["enterprises"].left_out == pytest.approx(np.mean(errors), abs=0.01)
    assert found.fitted.said.fits["citizens"].left_out is None


def test_every_variation_is_fitted_again(found: SatisfactionFit) -> None:
    """With another slope the base still has the survey's score; weights move the whole of enterprises, which
    was not fitted.
    """
    assert len(found.variations) == 15
    told = {(one.of, one.factor): one.scores for one in found.variations}
    base = told["", 1.0]["citizens", "two"]
    for key in (("slope", 0.5), ("slope", 1.5), ("process", 1.2)):
        # of those who got something it is met; who got nothing count with 0 in either
        assert told[key]["citizens", "two"][1] == pytest.approx(base[1], abs=0.005), key
    firms = {told["process", factor]["enterprises", "two"][0] for factor in (0.8, 1.2)}
    assert len(firms) == 2
    assert told["slope", 0.5]["citizens", "three"] != told["slope", 1.5]["citizens", "three"]


def variation(**scores: float) -> Variation:
    return Variation(of="", factor=1, scores={("citizens", name): (x, 0.5) for name, x in scores.items()})


def test_designs_change_places_where_the_order_turns_by_a_point_or_more() -> None:
    designs = ["a", "b", "c"]
    told = [variation(a=70, b=75, c=75.5), variation(a=70, b=71, c=70.5)]
    assert changed_places(told, designs) == ()
    (pair,) = changed_places([*told, variation(a=72, b=70, c=73)], designs)
    assert (pair.one, pair.other, pair.least, pair.greatest) == ("a", "b", -2, 5)
    assert most_apart(told, "citizens", designs) == pytest.approx(5.5)


def test_a_level_map_cannot_part_who_experienced_the_same(tmp_path: Path) -> None:
    """Nearly everybody had no trip because of an incomplete notice: no cut-point makes a half of them."""
    survey = "indicator,level,share\nguidance,satisfied,50\nguidance,dissatisfied,50\n"
    sharp = fit_to(tmp_path, survey, model="levels").fitted.shares
    soft = fit_to(tmp_path, survey, model="logit").fitted.shares
    assert not any(share.is_close for share in sharp)
    assert all(share.is_close for share in soft)


NO_SEATS = HALL.replace(", seats: 10", "")
CITIZENS_ONLY = HALL.replace(", kind: enterprises", "")


@pytest.mark.parametrize(
    ("hall", "rows", "said"),
    [
        (NO_SEATS, "environment,citizens", "nothing is simulated that environment follows"),
        (CITIZENS_ONLY, "attitude,enterprises", "nobody of enterprises has a case"),
    ],
)
def test_nothing_to_fit_to_is_told_with_its_row(tmp_path: Path, hall: str, rows: str, said: str) -> None:
    survey = f"indicator,group,level,share\n{rows},satisfied,50\n{rows},dissatisfied,50\n"
    with pytest.raises(InputError, match=said) as caught:
        fit_to(tmp_path, survey, hall)
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert problem.place.line == 2


@pytest.mark.parametrize(
    ("file", "scores"),
    [
        ("enterprises.csv", {"attitude": 84.43, "efficiency": 80.14, "overall": 80.19}),
        ("dalian.csv", {"attitude": None, "efficiency": None, "overall": None}),
    ],
)
def test_the_shipped_surveys_are_fitted(root: Path, file: str, scores: dict[str, float | None]) -> None:
    survey = root / "scenarios" / "surveys" / file
    found = hs.fit_satisfaction(hs.loads(HALL, "hall"), survey, replications=1, processes=1).fitted
    assert all(share.is_close for share in found.shares)
    for item, published in scores.items():
        shares = [share.simulated for share in found.shares if share.item == item]
        assert sum(shares) == pytest.approx(1)
        if published is not None:
            assert score_of(np.array(shares)) == pytest.approx(published, abs=0.1)


def test_an_unknown_model_or_design_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no model 'logot'"):
        fit_to(tmp_path, model="logot")
    with pytest.raises(InputError, match="no design 'too'"):
        fit_to(tmp_path, design="too")
    with pytest.raises(InputError, match="no model 'logot'"):
        hs.loads(HALL.replace("model: logit", "model: logot"))


def test_cases_seen_to_their_end_stand_for_those_cut_off() -> None:
    """Of four begun together two are over after 1, one after 3, one is cut off after 2: the one that took 3
    is watched with chance 1/2, and stands for both.
    """
    assert weights_of(np.array([1.0, 1.0, 3.0]), np.array([2.0])).tolist() == [1, 1, 2]
    assert weights_of(np.array([1.0, 2.0]), np.zeros(0)).tolist() == [1, 1]
    # the end comes before the cut at the same moment
    assert weights_of(np.array([2.0]), np.array([2.0])).tolist() == [1]
