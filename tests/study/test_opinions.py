"""What a study says of satisfaction: how far calibrated, what no survey tells, who is heard, who loses."""

import math
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

import hallsim.api as hs
from hallsim.metrics.definition.asking import asking_of
from hallsim.metrics.definition.dimensions import codes
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.satisfaction.heard import AskedCases, heard
from hallsim.metrics.satisfaction.opinions import counts_by_level, opinions_of
from hallsim.report.tables.satisfaction import satisfaction_parts, satisfaction_report
from hallsim.report.tables.study import compare_report
from hallsim.report.terminal import shown
from hallsim.scenario.satisfaction.items import INDICATORS
from hallsim.scenario.scenario import Scenario
from hallsim.study.inference.verdicts import Verdict, Word
from hallsim.study.opinions.calibration import state_of
from hallsim.study.opinions.fairness import fairness_table, losers_table
from hallsim.study.opinions.heard_tables import sampling_error
from hallsim.study.opinions.opinion_tables import OpinionTables
from hallsim.study.opinions.sensitivity import Reach, guarded, in_doubt
from hallsim.study.result import StudyResult, records
from hallsim.text.message import LANGS, Lang
from hallsim.trace.model import Trace
from tests.helpers.opinion_halls import HALL, opinion_study


def told(study: StudyResult) -> OpinionTables:
    assert study.opinions is not None
    return study.opinions


def scenario(**channels: str) -> Scenario:
    """The hall with these channels alone, as YAML."""
    text = HALL[: HALL.index("  channels:")] + "  channels:\n"
    text += "".join(f"    {name}: {value}\n" for name, value in channels.items())
    return hs.loads(text).scenario


@lru_cache(maxsize=4)
def trace(design: str) -> Trace:
    return hs.run_once(hs.loads(HALL), design)


def sample(design: str, of: Scenario) -> Sample:
    return Sample(trace(design), asking=asking_of(of, 5, 0))


# ------------------------------------------------------------------ who is heard


def test_asked_all_answering_all_and_lifting_nothing_tells_the_truth() -> None:
    everybody = "{asked: 100%, answers: 100%, lift: 0%}"
    for kind, found in heard(sample("two", scenario(household=everybody))).items():
        n = found["household"]["asked"][0]
        said, true = (np.array(found["household"][of]) for of in ("said", "true"))
        assert n == said.sum() == pytest.approx(true.sum()), kind
        # answers are drawn, what is true is expected: shares differ by chance alone
        assert said / n == pytest.approx(true / n, abs=3 * 0.5 / n**0.5)


def test_the_same_citizens_answer_in_every_design() -> None:
    """Whoever is asked under both designs and done under both: the draws are the citizen's own."""
    of = scenario(sms="{answers: 100%, asked: 30%}")
    assert heard(sample("two", of)) == heard(sample("two", of))
    two, three = (AskedCases(s := sample(design, of), s.cases) for design in ("two", "three"))
    both = np.intersect1d(two.rows, three.rows, assume_unique=True)
    asked = [one.drawn("asked/sms", 0.3)[np.searchsorted(one.rows, both)] for one in (two, three)]
    assert np.array_equal(asked[0], asked[1])
    assert 0.2 < asked[0].mean() < 0.4


def test_more_demand_adds_answers_and_changes_none() -> None:
    """Draws go by the citizen's name: whoever comes in both worlds answers the same."""
    of = scenario(sms="{}")
    more = hs.run_once(hs.loads(HALL.replace("per_day: 90", "per_day: 120")), "two")
    one, other = (
        AskedCases(s := Sample(t, asking=asking_of(of, 5, 0)), s.cases) for t in (trace("two"), more)
    )
    both = np.intersect1d(one.tape.identity, other.tape.identity)
    assert len(both) > 500
    drawn = [
        dict(zip(asked.tape.identity.tolist(), asked.tape.uniforms("asked/sms").tolist(), strict=True))
        for asked in (one, other)
    ]
    assert all(drawn[0][name] == drawn[1][name] for name in both.tolist())


def test_a_clerk_who_looks_on_lifts_and_the_satisfied_answer_more_readily() -> None:
    def score(button: str) -> float:
        found = heard(sample("two", scenario(button=button)))["citizens"]["button"]
        return float(np.array(found["said"]) @ [100, 80, 60, 30, 0] / sum(found["said"]))

    plain = score("{answers: 50%, tilt: 1, lift: 0%}")
    assert score("{answers: 50%, tilt: 1, lift: 50%}") > plain + 3
    assert score("{answers: 50%, tilt: 2, lift: 0%}") > plain + 3
    assert score("{answers: 50%, tilt: 0.5, lift: 0%}") < plain - 3


def test_a_group_left_out_is_not_asked() -> None:
    all_of = heard(sample("two", scenario(household="{asked: 100%}")))["citizens"]["household"]
    no_old = heard(sample("two", scenario(household="{asked: 100%, left_out: [old]}")))
    group = trace("two").names.groups.index("old")
    cases = sample("two", scenario(household="{}")).cases
    n_old = (trace("two").citizens["group"][trace("two").matters["citizen"][cases]] == group).sum()
    assert all_of["asked"][0] - no_old["citizens"]["household"]["asked"][0] == n_old > 0


def test_complaints_are_a_funnel() -> None:
    found = heard(sample("two", scenario(complaints="{}")))["citizens"]["complaints"]["stages"]
    assert found == sorted(found, reverse=True)
    assert found[0] > found[-1] > 0
    all_do = "{would: 100%, knows: 100%, gets_through: 100%, believes: 100%}"
    assert (
        len(set(heard(sample("two", scenario(complaints=all_do)))["citizens"]["complaints"]["stages"])) == 1
    )
    deaf = heard(sample("two", scenario(complaints="{gets_through: 0%}")))["citizens"]["complaints"]["stages"]
    assert deaf[-2:] == [0, 0]


def test_who_walks_the_way_finds_what_most_annoys_and_removing_it_helps() -> None:
    found = heard(sample("two", scenario(walks="{n: 60, finds: 100%}")))["citizens"]["walks"]
    assert found["walked"] == [60]
    assert 0 < sum(found["found"]) <= 60
    points = np.array([100, 80, 60, 30, 0])
    true = np.array(found["true"]) @ points
    without = np.array(found["without"]).reshape(len(INDICATORS), 5) @ points
    assert (without >= true - 1e-6).all()
    worst = int(np.argmax(found["found"]))
    assert without[worst] > true
    assert sum(heard(sample("two", scenario(walks="{finds: 0%}")))["citizens"]["walks"]["found"]) == 0


def test_lay_supervisors_see_visits_only() -> None:
    found = heard(sample("two", scenario(supervisors="{visits: 12, lift: 0%}")))["citizens"]["supervisors"]
    assert found["asked"] == [12]
    assert sum(found["said"]) == 3 * 12  # queue, clerk, hall


def test_without_channels_nothing_is_drawn() -> None:
    plain = hs.loads(HALL[: HALL.index("  channels:")] + "run: {seed: 5}\n").scenario
    assert heard(sample("two", plain)) == {}


def test_one_survey_is_off_by_what_its_few_answers_leave() -> None:
    """Of 100 answers, half worth 100 points and half 80: sd 10, so 1.96 x 10 / sqrt(99)."""
    said = np.array([50.0, 50.0, 0.0, 0.0, 0.0])
    assert sampling_error(said, 1) == pytest.approx(1.96 * 10 / math.sqrt(99), rel=1e-4)
    assert sampling_error(4 * said, 4) == pytest.approx(sampling_error(said, 1))  # of each of four alike
    assert math.isnan(sampling_error(said / 100, 1))
    table = told(opinion_study()).heard
    assert (table["sampling"].dropna() > 0).all()


def test_what_is_heard_stands_beside_what_is_true() -> None:
    table = told(opinion_study()).heard
    assert set(table["channel"]) == {"button", "sms", "phone", "household", "supervisors"}
    assert set(table["kind"]) == {"citizens", "enterprises"}
    button = table[(table["channel"] == "button") & (table["kind"] == "citizens")]
    assert (button["off"] > 3).all()
    assert (button["lo"] <= button["off"]).all()
    assert np.allclose(table["off"], table["said_score"] - table["true_score"])
    true = table.groupby(["design", "kind"])["true_score"].nunique()
    assert (true == 1).all()
    summary = opinion_study().summary.set_index(["design", "metric"])["value"]
    two = table[(table["design"] == "two") & (table["kind"] == "citizens")]
    assert two["true_score"].iloc[0] == pytest.approx(summary["two", "satisfaction_overall"])


# ------------------------------------------------------------------ what no survey tells


def verdict(word: Word) -> Verdict:
    return Verdict(word=word, reason="", lo=1.5, hi=3.0, threshold=1.0)


@pytest.mark.parametrize(
    ("word", "lo", "hi", "expected"),
    [
        ("better", 1.2, 4.0, "better"),
        ("better", 0.5, 4.0, "unsettled"),
        ("better", -2.0, 4.0, "unsettled"),
        ("worse", -4.0, -1.2, "worse"),
        ("worse", -4.0, 1.2, "unsettled"),
        ("same", -0.4, 0.9, "same"),
        ("same", -0.4, 1.9, "unsettled"),
        ("unsettled", -9.0, 9.0, "unsettled"),
        ("better", float("nan"), float("nan"), "better"),
    ],
)
def test_a_verdict_on_satisfaction_stands_only_where_all_parameters_say_so(
    word: Word, lo: float, hi: float, expected: Word
) -> None:
    key = ("three", "satisfaction_overall")
    found = guarded({key: verdict(word), ("three", "wait_mean"): verdict("better")}, {key: Reach(lo, hi)})
    assert found[key].word == expected
    assert found["three", "wait_mean"].word == "better"
    if word != expected:
        assert found[key].reason == "parameters"


def test_the_order_of_designs_is_in_doubt_where_one_variant_turns_it() -> None:
    def table(*values: tuple[str, float, float]) -> pd.DataFrame:
        rows = [("two", "three", "m", name, base, design, design - base) for name, base, design in values]
        columns = ["base", "design", "metric", "variant", "base_value", "design_value", "difference"]
        return pd.DataFrame(rows, columns=columns)

    assert not in_doubt(table(("a", 70, 75), ("b", 60, 61)), ["two", "three"], "m")
    assert in_doubt(table(("a", 70, 75), ("b", 60, 59)), ["two", "three"], "m")
    assert not in_doubt(table(("a", 70, 75)), ["two", "three"], "other")


def test_a_study_tries_slope_and_weights() -> None:
    rows = told(opinion_study()).sensitivity
    own = rows[(rows["design"] == "three") & (rows["metric"] == "satisfaction_overall")]
    assert len(own) == 14
    assert set(own["variant"]) >= {"slope x0.5", "slope x1.5", "environment x1.2"}
    stated = opinion_study().differences.set_index(["design", "metric"])["difference"]
    assert own["difference"].min() <= stated["three", "satisfaction_overall"] <= own["difference"].max()
    assert own["difference"].nunique() > 10


# ------------------------------------------------------------------ how far calibrated

FITS = """  fits:
    citizens: {source: Dalian, n: 500, design: two, cuts: {overall: [5, 20, 40, 70]}}
    firms: {n: 210, left_out: 3.5, cuts: {attitude: [14, 34, 71, 99]}}
"""


def with_fits() -> str:
    return HALL.replace("  channels:", FITS + "  channels:")


def test_each_score_says_how_far_it_is_calibrated() -> None:
    fitted = hs.loads(with_fits()).scenario
    states = {
        "satisfaction_overall": "fitted",
        "satisfaction_overall_rate": "fitted",
        "satisfaction_attitude": "uncalibrated",
        "satisfaction_enquiries_overall": "uncalibrated",
        "satisfaction_enterprises_attitude_rate": "calibrated",  # all enterprises are firms
        "satisfaction_enterprises_overall": "uncalibrated",
    }
    assert {id: state_of(id, fitted) for id in states} == states


def test_a_target_on_an_uncalibrated_score_is_doubted() -> None:
    text = HALL.replace("satisfaction:\n", "targets: [satisfaction_overall >= 80]\nsatisfaction:\n", 1)
    (doubt,) = [one for one in hs.loads(text).warnings if one.code == "target.uncalibrated"]
    assert "model of satisfaction that is not calibrated" in doubt.message


@pytest.mark.parametrize("lang", LANGS)
def test_how_far_calibrated_stands_in_every_table_that_shows_a_score(lang: Lang) -> None:
    study = hs.compare(hs.loads(with_fits(), "fitted"), replications=1, processes=1)
    text = "".join(shown(compare_report(study, lang)).split())
    assert ("Fittedto Dalian (n=500;" if lang == "en" else "已按Dalian拟合（n=500；").replace(" ", "") in text
    assert ("(fitted)*" if lang == "en" else "（已拟合）*") in text
    for part in satisfaction_parts(study, lang):
        if not isinstance(part, str) and "atisf" in str(part.rows):
            labels = [cell for row in part.rows for cell in row if cell.endswith("*")]
            assert labels, part.title
    plain = "".join(shown(compare_report(opinion_study(), lang)).split())
    assert ("(notcalibrated)*" if lang == "en" else "（未校准）*") in plain
    assert ("Notcalibrated:" if lang == "en" else "未校准：") in plain


def test_a_score_never_stands_without_its_rate() -> None:
    study = replace(opinion_study(), key_metrics=("wait_mean", "satisfaction_process"))
    text = shown(compare_report(study, "en"))
    assert "Satisfied citizens with cases: process" in " ".join(text.split())


# ------------------------------------------------------------------ who gains, who loses


def test_parts_are_told_by_age_home_and_what_people_are_able_to() -> None:
    table = told(opinion_study()).by_who
    assert set(table["dimension"]) == {"age", "rural", "online"}
    assert set(table[table["dimension"] == "age"]["key"]) == {"under 60", "60+"}
    assert set(table[table["dimension"] == "online"]["key"]) == {"able_online", "not_online"}
    waits = table[(table["metric"] == "visits_per_matter") & (table["design"] == "two")]
    by_age = waits[waits["dimension"] == "age"].set_index("key")["value"]
    assert by_age["60+"] > by_age["under 60"]  # they lack more papers


def test_online_ability_is_the_draw_that_decides_who_files_online() -> None:
    found = sample("two", scenario(sms="{}"))
    split = codes(found, "citizens", "online")
    assert split is not None
    group = trace("two").citizens["group"]
    for k, share in enumerate((0.7, 0.1, 0.0)):
        able = (split[0][group == k] == 0).mean()
        assert able == pytest.approx(share, abs=3 * 0.5 / (group == k).sum() ** 0.5)


def test_the_gap_is_between_the_best_and_the_worst_served_part() -> None:
    rows = [
        ("two", "a", "wait_mean", "min", 4, 50, 10.0, "min"),
        ("two", "b", "wait_mean", "min", 4, 50, 25.0, "min"),
        ("two", "c", "wait_mean", "min", 4, 19, 90.0, "min"),  # too few
        ("three", "a", "wait_mean", "min", 4, 50, 9.0, "min"),
        ("three", "b", "wait_mean", "min", 4, 50, 12.0, "min"),
    ]
    columns = ["design", "key", "metric", "unit", "n", "people", "value", "_"]
    table = pd.DataFrame(rows, columns=columns)
    found = records(fairness_table({"group": table}, opinion_study().infos, "two"))
    assert [(row.design, row.best, row.worst, row.gap, row.gap_change) for row in found] == [
        ("two", "a", "b", 15.0, 0.0),
        ("three", "a", "b", 3.0, -12.0),
    ]


def test_who_loses_though_all_together_gain_is_named() -> None:
    columns = ["design", "dimension", "key", "measure", "unit", "n", "mean_difference", "lo", "hi"]
    rows = [
        ("x", "all", "", "wait", "min", 900, -3.0, -4.0, -2.0),
        ("x", "age", "60+", "wait", "min", 90, 2.0, 0.5, 3.0),
        ("x", "age", "young", "wait", "min", 90, -5.0, -6.0, -3.0),
        ("x", "group", "few", "wait", "min", 9, 5.0, 3.0, 6.0),
        ("x", "group", "unsure", "wait", "min", 90, 5.0, -1.0, 9.0),
        ("y", "all", "", "wait", "min", 900, 1.0, -1.0, 2.0),
        ("y", "age", "60+", "wait", "min", 90, 2.0, 0.5, 3.0),
    ]
    found = losers_table(pd.DataFrame(rows, columns=columns))
    assert found[["design", "key"]].to_numpy().tolist() == [["x", "60+"]]


def test_gains_tell_satisfaction_one_to_one() -> None:
    gains = opinion_study().gains
    own = gains[(gains["measure"] == "satisfaction") & (gains["design"] == "three")]
    (everybody,) = records(own[own["dimension"] == "all"])
    assert everybody.mean_difference < 0  # as for the others: negative is better
    assert everybody.better > everybody.worse
    assert set(own["dimension"]) == {"all", "group", "service", "age", "rural", "online"}
    one, other = (opinions_of(sample(d, hs.loads(HALL).scenario)).score("overall") for d in ("two", "three"))
    both = sample("two", hs.loads(HALL).scenario).cases
    assert np.nanmean((other - one)[both]) > 0


@pytest.mark.parametrize("lang", LANGS)
def test_everything_is_told_in_both_languages(lang: Lang) -> None:
    page = shown(satisfaction_parts(opinion_study(), lang))
    english = ("supervisors", "Gaps between", "Complaints", "Walking the way", "±20 %")
    chinese = ("社会监督员", "差距", "投诉", "走流程", "±20 %")
    for words in english if lang == "en" else chinese:
        assert words in page, words
    assert shown(satisfaction_report(opinion_study(), lang))


def test_shares_of_levels_sum_to_one() -> None:
    shares = opinions_of(sample("two", scenario(sms="{}"))).shares("overall")
    assert np.nansum(shares, axis=1) == pytest.approx(1)
    assert counts_by_level(shares).sum() == pytest.approx(len(shares))
