"""Studies of many points: known values along a curve, what is compared, picked, confirmed and expected."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hallsim.errors import InputError
from hallsim.report.experiment import experiment_answer
from hallsim.report.tables.trials import expected_grids
from hallsim.report.wording.grid import Grid
from hallsim.report.wording.study_sentences import answer_sentence
from hallsim.report.wording.trial_names import Names
from hallsim.study.experiment.expected import Region, state_of
from hallsim.study.experiment.experiment import Experiment
from hallsim.study.experiment.tables import tables_of
from hallsim.study.experiment.trials import trials_of
from hallsim.study.inference.statistics import difference
from hallsim.study.result import records
from hallsim.study_files import load_study, load_sweep, manifest_of, run_study
from hallsim.text.message import Lang
from hallsim.theory.erlang import mmc
from tests.helpers.opinion_halls import HALL as OPINION_HALL
from tests.helpers.study_builder import TEXT
from tests.helpers.summands import Mean

QUEUE = """
hallsim: 1
world:
  calendar: {working_days: all, days: 3, warm_up: 1, ending: drain}
  services: {matter: {counter: exponential(mean 1 min)}}
  arrivals: {rate: 4 per min}
designs: {hall: {opening: always, windows: {hall: 5}}}
run: {replications: 10, seed: 2}
"""


def write(folder: Path, text: str, scenario: str = TEXT) -> Path:
    (folder / "hall.yaml").write_text(scenario, encoding="utf-8")
    path = folder / "study.yaml"
    path.write_text(f"hallsim: 1\nscenario: hall.yaml\n{text}", encoding="utf-8")
    return path


@contextmanager
def ran(path: Path, out: Path | None = None) -> Iterator[Experiment]:
    with run_study(load_study(path), out=out) as found:
        yield found


@pytest.mark.statistical
def test_a_response_curve_of_windows_is_that_of_erlang(tmp_path: Path) -> None:
    """Mean waits of M/M/c within 4 standard errors of the formula, at each point of a grid of 3 x 2."""
    text = "factors: {windows.hall.count: 5..7, load: {path: arrivals.rate, values: [3 per min, 4 per min]}}"
    with ran(write(tmp_path, text + "\nmetrics: wait_mean", QUEUE)) as found:
        assert len(found.trials.all) == 6
        for trial in found.trials.all:
            c, rate = (trial.value(name) for name in ("windows.hall.count", "load"))
            truth = mmc(float(rate.split()[0]), 1.0, int(c)).mean_wait
            e = found.figures.estimate(trial, "wait_mean")
            assert abs(e.value - truth) < 4 * e.se, (c, rate, e.value, truth)
            assert e.se < 0.15 * truth


def test_a_design_without_a_factor_is_run_once_and_the_world_is_nobodys_choice(tmp_path: Path) -> None:
    text = (
        "factors: {all_in_one.count: 3..4, demand: {path: arrivals.per_day, values: [-20%, +0%]}}\n"
        "replications: 2\nmetrics: wait_mean\npareto: [wait_mean, staff_hours]"
    )
    with ran(write(tmp_path, text)) as found:
        names = [trial.candidate.name for trial in found.trials.all]
        assert names == [
            "apart, demand=-20%", "together, all_in_one.count=3, demand=-20%",
            "apart, demand=+0%", "together, all_in_one.count=3, demand=+0%",
            "together, all_in_one.count=4, demand=-20%", "together, all_in_one.count=4, demand=+0%",
        ]  # fmt: skip
        assert [given for _, given in found.fronts] == [(("demand", "-20%"),), (("demand", "+0%"),)]
        assert all(len(front.standing) == 3 for front in found.fronts.values())
        points = tables_of(found)["points"]
        together = points[(points["trial"] == 5) & (points["metric"] == "wait_mean")].iloc[0]
        apart = points[(points["trial"] == 1) & (points["metric"] == "wait_mean")].iloc[0]
        assert together["difference"] == pytest.approx(together["value"] - apart["value"])


def test_the_figures_are_those_of_compare(tmp_path: Path) -> None:
    import hallsim.api as hs

    path = write(
        tmp_path, "metrics: [wait_mean, wait_p90]\nreplications: 3\nfactors: {all_in_one.count: 3..4}"
    )
    study = hs.compare(hs.loads(TEXT, "small"), processes=1)
    told = {(r.design, r.metric): (r.value, r.lo, r.hi) for r in records(study.summary)}
    with ran(path) as found:
        for trial in found.trials.all[:2]:
            for metric in ("wait_mean", "wait_p90"):
                e = found.figures.estimate(trial, metric)
                assert (e.value, e.lo, e.hi) == pytest.approx(told[trial.design, metric])


def test_the_picked_are_judged_by_citizens_who_did_not_pick_them(tmp_path: Path) -> None:
    text = (
        "designs: together\nfactors: {all_in_one.count: 2..4}\nreplications: 3\nmetrics: wait_mean\n"
        "confirm: 3"
    )
    with ran(write(tmp_path, text)) as found:
        (best,) = found.picked
        assert best.value("all_in_one.count") == "4"
        assert found.confirmed is not None
        again, before = (of.estimate(best, "wait_mean") for of in (found.confirmed, found.figures))
        assert again.n_all == 3
        assert again.value != before.value
        assert found.n_runs == 3 * 3 + 3
        blocks = tables_of(found)["points"]["block"]
        assert list(blocks) == ["main"] * 3 + ["confirm"]


def test_a_point_runs_until_it_is_precise_or_the_budget_is_spent(tmp_path: Path) -> None:
    text = (
        "designs: together\nfactors: {all_in_one.count: 3..4}\nmetrics: visits_per_day\n"
        "precision: {metrics: {visits_per_day: 10%, wait_mean: 1%}, minimum: 5, budget: 11}"
    )
    with ran(write(tmp_path, text)) as found:
        assert set(found.figures.n.values()) == {11}
        assert not any(found.precise.values())
        level = found.figures.level
        assert level == pytest.approx(0.96)
    easy = text.replace(", wait_mean: 1%", "").replace("budget: 11", "budget: 200")
    with ran(write(tmp_path, easy)) as found:
        assert all(found.precise.values())
        assert max(found.figures.n.values()) < 60


def test_the_same_command_again_makes_no_run_and_the_same_tables(tmp_path: Path) -> None:
    path = write(tmp_path, "factors: {all_in_one.count: 3..4}\nreplications: 2\nmetrics: wait_mean")
    out = tmp_path / "out"
    with ran(path, out) as found:
        first = tables_of(found)["points"].to_csv()
    told: list[tuple[int, int]] = []
    with run_study(load_study(path), out=out, progress=lambda done, n: told.append((done, n))) as found:
        assert tables_of(found)["points"].to_csv() == first
    assert told[0] == (6, 6)
    path = write(tmp_path, "factors: {all_in_one.count: 3..5}\nreplications: 3\nmetrics: wait_mean")
    told.clear()
    with run_study(load_study(path), out=out, progress=lambda done, n: told.append((done, n))) as found:
        assert told[0] == (6, 12)
        assert manifest_of(found)["runs"] == 12


def paired(gap: float, spread: float) -> list[list[Mean]]:
    base = [10.0 + 0.1 * i for i in range(10)]
    other = [value + gap + spread * (-1) ** i for i, value in enumerate(base)]
    return [[Mean(value, 1) for value in values] for values in (base, other)]


@pytest.mark.parametrize(
    ("region", "gap", "spread", "state"),
    [
        (Region(lo=-math.inf, hi=0, open_at_0=True), -2, 0.5, "as_expected"),
        (Region(lo=-math.inf, hi=0, open_at_0=True), 2, 0.5, "otherwise"),
        (Region(lo=-math.inf, hi=0, open_at_0=True), -0.1, 2, "not_settled"),
        (Region(lo=-math.inf, hi=0, open_at_0=True), 0, 0, "otherwise"),
        (Region(lo=-math.inf, hi=-0.1, relative=True), -2, 0.3, "as_expected"),  # 20 % lower: 10 % at least
        (Region(lo=-math.inf, hi=-0.5, relative=True), -2, 0.3, "otherwise"),
        (Region(lo=-3, hi=-1), -2, 0.5, "as_expected"),
        (Region(lo=-3, hi=-1), -4, 0.5, "otherwise"),
        (Region(lo=-0.5, hi=0.5), 0.1, 0.1, "as_expected"),
        (Region(lo=-0.5, hi=0.5), 0.1, 3, "not_settled"),
        (Region(lo=-0.5, hi=0.5), 2, 0.1, "otherwise"),
    ],
)
def test_a_difference_is_as_expected_otherwise_or_not_settled(
    region: Region, gap: float, spread: float, state: str
) -> None:
    base, other = paired(gap, spread)
    assert state_of(region, difference(base, other), difference(base, other, 0.99)) == state


def test_expectations_are_judged_wherever_they_speak_of(tmp_path: Path) -> None:
    text = """
factors: {all_in_one.count: [2, 3, 6], demand: {path: arrivals.per_day, values: [-10%, +10%]}}
replications: 4
metrics: wait_mean
expect:
  - {metric: wait_mean, along: all_in_one.count, direction: lower, by: 50%}
  - {metric: wait_mean, direction: lower, at: {all_in_one.count: 6}}
  - {metric: wait_mean, direction: higher, at: {all_in_one.count: 6, demand: +10%}}
  - {metric: visits_per_day, direction: same, by: 1, at: {all_in_one.count: 3}}
"""
    with ran(write(tmp_path, text)) as found:
        along, pooled, higher, same = found.expectations
        assert [len(one.rows) for one in found.expectations] == [2, 2, 1, 2]
        first = along.rows[0]
        assert (first.base.value("all_in_one.count"), first.other.value("all_in_one.count")) == ("2", "6")
        assert first.base.given == first.other.given == (("demand", "-10%"),)
        assert [one.state for one in (along, pooled, higher)] == ["as_expected", "as_expected", "otherwise"]
        assert same.region == Region(lo=-1, hi=1)
        table = tables_of(found)["expected"]
        assert list(table["state"])[:5] == ["as_expected"] * 4 + ["otherwise"]


def test_a_target_is_told_of_every_point(tmp_path: Path) -> None:
    text = (
        "designs: together\nfactors: {all_in_one.count: [1, 6]}\nreplications: 4\nmetrics: wait_mean\n"
        "targets: wait_p90 <= 10 min"
    )
    with ran(write(tmp_path, text)) as found:
        table = tables_of(found)["targets"]
        assert list(table["state"]) == ["not_met", "met"]


def test_a_sweep_is_the_study_that_says_the_same(tmp_path: Path) -> None:
    path = write(tmp_path, "factors: {all_in_one.count: 3..4}\nreplications: 2\nmetrics: wait_mean")
    given = {"metrics": ("wait_mean",), "replications": 2}
    sweep = load_sweep(tmp_path / "hall.yaml", ["all_in_one.count=3..4"], given=given)
    names = [[trial.candidate.key for trial in trials_of(one).all] for one in (load_study(path), sweep)]
    assert names[0] == names[1]
    assert (sweep.name, sweep.replications, sweep.metrics) == ("hall", 2, ("wait_mean",))


def test_points_of_a_hypercube_in_worlds_of_their_own_are_told_by_design(tmp_path: Path) -> None:
    """Each point brings its own demand: only the two designs in it are weighed, and counts say how often."""
    text = (
        "factors: {all_in_one.count: 3..6, demand: {path: arrivals.per_day, range: 40..60}}\n"
        "points: {kind: latin_hypercube, n: 6}\nreplications: 2\nmetrics: wait_mean\n"
        "pareto: [wait_mean, staff_hours]"
    )
    path = write(tmp_path, text)
    with ran(path) as found:
        assert len(found.fronts) == 6
        answer = experiment_answer(found, manifest_of(found), "en")
        n = sum(any(trial.design == "apart" for trial in front.on_it) for front in found.fronts.values())
        assert any(
            f"Of 6 worlds, with a point on the front: Apart in {n}" in said for said in answer.headline
        )
        (grid,) = next(s.parts for s in answer.sections if "no other point" in s.heading)
        assert isinstance(grid, Grid)
        assert len(grid.rows) == 2
    path.write_text(path.read_text("utf-8") + "\ndesigns: together", encoding="utf-8")
    with pytest.raises(InputError, match="its own demand, which is of the world"):
        load_study(path)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_would_change_the_answer_and_how_it_is_read_stand_with_it(tmp_path: Path, lang: Lang) -> None:
    text = (
        "question: Q\nwould_change: {en: The load., zh: 负荷。}\nreading: {en: As told., zh: 如上。}\n"
        "replications: 2\nmetrics: [satisfaction_overall]"
    )
    with ran(write(tmp_path, text, QUEUE)) as found:
        answer = experiment_answer(found, manifest_of(found), lang)
    *_, read, turns = answer.headline
    assert read == {"en": "As told.", "zh": "如上。"}[lang]
    assert turns == {"en": "What would change the answer: The load.", "zh": "什么会改变结论：负荷。"}[lang]
    assert any(note.startswith({"en": "* Not calibrated", "zh": "* 未校准"}[lang]) for note in answer.notes)


@pytest.mark.parametrize(
    ("expected", "state", "in_doubt"),
    [
        ("higher, by: 1", "as_expected", False),
        ("higher, by: 13.5", "not_settled", True),  # 14.1 to 16.9; 13.1 with half the slope
        ("higher, by: 15%", "as_expected", False),
        ("same, by: 13.5", "not_settled", True),
        ("same, by: 1", "otherwise", False),
        ("lower, by: 1", "otherwise", False),
    ],
)
def test_an_expectation_on_satisfaction_stands_only_where_all_parameters_say_so(
    expected: str, state: str, in_doubt: bool, tmp_path: Path
) -> None:
    text = "designs: [two, three]\nreplications: 6\nmetrics: [wait_mean]\n"
    text += f"expect: [{{metric: satisfaction_overall, direction: {expected}}}]\n"
    lang: Lang
    with ran(write(tmp_path, text, OPINION_HALL)) as found:
        (one,) = found.expectations
        assert (one.state, one.rows[0].by_parameters) == (state, in_doubt)
        table = tables_of(found)["expected"]
        assert list(table["by_parameters"]) == [int(in_doubt)]
        for lang, word in (("en", "no survey tells decide it"), ("zh", "问卷无法确定的斜率")):
            names = Names(found, lang)
            (_, grid) = expected_grids(found, [""], lang)
            assert isinstance(grid, Grid)
            assert (word in answer_sentence(names, one)) is in_doubt
            assert (word in grid.rows[0][-1]) is in_doubt
