"""Targets and fronts of satisfaction stand only where every slope and weight that no survey tells says so."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from hallsim import api
from hallsim.report.answer import printed
from hallsim.report.sizing import sizing_answer
from hallsim.report.tables.targets import target_report
from hallsim.report.tables.trials import front_grid, targets_grid
from hallsim.report.terminal import shown
from hallsim.report.wording.grid import Grid
from hallsim.report.wording.study_sentences import headline
from hallsim.report.wording.trial_names import Names
from hallsim.study.experiment.figures import Figures
from hallsim.study.experiment.fronts import best_with_variants, front_of
from hallsim.study.experiment.tables import tables_of
from hallsim.study.experiment.trials import Trial
from hallsim.study.inference.statistics import Difference
from hallsim.study.runs.runs import Found
from hallsim.text.message import LANGS
from tests.helpers.opinion_halls import HALL
from tests.study.test_experiment import ran, write

OPEN = {
    "en": "not settled (depends on the slope or weights assumed)",
    "zh": "未定（取决于所假设的斜率或权重）",
}


@pytest.mark.parametrize(
    ("target", "state", "in_doubt"),
    [
        # three windows score 58.7 to 61.6; 54.3 with half the slope, 62.0 with half as much again
        ("satisfaction_overall >= 54", "met", False),
        ("satisfaction_overall >= 57", "tied", True),
        ("satisfaction_overall >= 60", "tied", False),
        ("satisfaction_overall >= 61.8", "tied", True),
        ("satisfaction_overall >= 63", "not_met", False),
        ("satisfaction_overall >= 54 at group=old", "tied", True),
        ("satisfaction_overall >= 40 at group", "met", False),
    ],
)
def test_a_target_of_a_study_stands_only_where_all_parameters_say_so(
    target: str, state: str, in_doubt: bool, tmp_path: Path
) -> None:
    text = f"designs: three\nreplications: 6\nmetrics: [wait_mean]\ntargets: [{target}]\n"
    with ran(write(tmp_path, text, HALL)) as found:
        table = tables_of(found)["targets"]
        assert (list(table["state"]), list(table["by_parameters"])) == ([state], [int(in_doubt)])
        (verdict,) = found.verdicts.values()
        assert all((one.needed == float("inf")) or not one.by_parameters for one in verdict.readings)
        for lang in LANGS:
            assert (OPEN[lang] in targets_grid(found, lang).rows[0][-1]) is in_doubt
            told = " ".join(headline(Names(found, lang)))
            assert (
                {"en": "At 1 of 1 point slopes", "zh": "1 个点中有 1 个点取决于"}[lang] in told
            ) is in_doubt


def test_a_report_says_that_a_target_rests_on_what_no_survey_tells() -> None:
    text = HALL.replace(
        "run: {replications: 2", "targets: [satisfaction_overall >= 57]\nrun: {replications: 6"
    )
    study = api.compare(api.loads(text, "guarded"), ["three"])
    assert study.targets is not None
    table = study.targets.table()
    whole = table[table["judged"]]
    assert (list(whole["state"]), list(whole["by_parameters"])) == (["tied"], [1])
    assert table[~table["judged"]]["by_parameters"].any()  # hours of a score between them
    for lang in LANGS:
        cells = [cell for grid in target_report(study, lang, hours=False) for cell in _cells(grid)]
        assert sum(OPEN[lang] in cell for cell in cells) == 1


def _cells(grid: Grid | str) -> list[str]:
    return [] if isinstance(grid, str) else [cell for row in grid.rows for cell in row]


def test_how_many_takes_the_number_that_holds_with_every_slope(tmp_path: Path) -> None:
    loaded = api.loads(HALL, "guarded")
    vary, targets = ["windows.hall.count=2..5"], ["satisfaction_overall >= 57"]
    found = api.size(api.ask_size(loaded, vary, targets, design="two", replications=8), out=tmp_path / "kept")
    judged = {found.axes.name(point): one for point, one in found.answer.judged.items()}
    three = next(one for name, one in judged.items() if "3" in name)
    assert (three.state, three.by_parameters, three.needed) == ("tied", True, None)
    assert found.answer.best is not None
    assert "4" in found.axes.name(found.answer.best)
    assert found.table()["by_parameters"].any()
    assert "3 may do as well: slopes or weights that no survey tells decide it" in shown(
        printed(sizing_answer(found, "en"))
    )
    assert "取决于问卷无法确定的斜率或权重" in shown(printed(sizing_answer(found, "zh")))


def _figures(values: dict[str, tuple[float, float]], variants: dict[str, dict[str, float]]) -> Figures:
    """Figures without noise: (score, cost) by trial, and scores by variant."""

    def told(trial: Any, metric: str) -> tuple[Any, str]:
        return SimpleNamespace(value=values[trial.name][metric == "cost_hall"]), ""

    def difference(base: Any, other: Any, metric: str) -> Difference:
        gap = told(other, metric)[0].value - told(base, metric)[0].value
        return cast(Difference, SimpleNamespace(value=gap, lo=gap, hi=gap, warning=""))

    def by_variant(candidate: str, metric: str) -> dict[str, float]:
        return variants.get(candidate, {}) if metric.startswith("satisfaction") else {}

    found = SimpleNamespace(by_variant=by_variant)
    return cast(Figures, SimpleNamespace(told=told, difference=difference, found=found))


def test_a_front_of_satisfaction_is_open_where_a_slope_changes_it() -> None:
    """b beats a by score at the same cost, but not with half the slope; c is behind and d on it whatever."""
    values = {"a": (60.0, 10.0), "b": (61.0, 10.0), "c": (50.0, 12.0), "d": (40.0, 5.0)}
    variants = {
        "a": {"slope x0.5": 58.0}, "b": {"slope x0.5": 57.0}, "c": {"slope x0.5": 51.0},
        "d": {"slope x0.5": 45.0},
    }  # fmt: skip
    trials = [cast(Trial, _Named(name)) for name in values]
    metrics = ("satisfaction_overall", "cost_hall")
    front = front_of(trials, metrics, _figures(values, variants))
    told = {cast(Any, trial).name: standing for trial, standing in front.standing.items()}
    assert told == {"a": "may_be", "b": "may_be", "c": "behind", "d": "front"}
    assert {cast(Any, trial).name for trial in front.by_parameters} == {"a", "b"}
    assert [cast(Any, trial).name for trial in front.by_figures] == ["b", "d"]
    plain = front_of(trials, metrics, _figures(values, {}))
    assert [cast(Any, t).name for t in plain.on_it] == ["b", "d"]
    assert not plain.by_parameters


def test_who_is_best_by_satisfaction_with_some_slope() -> None:
    """b leads by its figure, and a with half the slope; c with none."""
    variants = {
        "a": {"slope x0.5": 58.0, "slope x1.5": 60.5}, "b": {"slope x0.5": 57.0, "slope x1.5": 62.0},
        "c": {"slope x0.5": 51.0, "slope x1.5": 49.0},
    }  # fmt: skip
    trials = [cast(Trial, _Named(name)) for name in variants]
    best = best_with_variants(trials, "satisfaction_overall", _figures({}, variants))
    assert [cast(Any, trial).name for trial in best] == ["a", "b"]
    assert best_with_variants(trials, "wait_mean", _figures({}, variants)) == []


def test_the_best_by_satisfaction_is_open_where_a_slope_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three windows lead by 15 points; were the order another with half the slope, none would be named."""
    text = "designs: [two, three]\nreplications: 6\nmetrics: [satisfaction_overall]\n"
    with ran(write(tmp_path, text, HALL)) as found:
        names = Names(found, "en")
        assert "best at Three windows" in next(iter(headline(names)))
        plain = Found.by_variant

        def turned(self: Found, candidate: Any, metric: str) -> dict[str, float]:
            return {name: -value for name, value in plain(self, candidate, metric).items()}

        monkeypatch.setattr(Found, "by_variant", turned)
        said = next(iter(headline(names)))
        assert "may be best at Three windows" in said
        assert "or at Two windows: slopes (±50 %) or weights (±20 %) that no survey tells decide it" in said
        assert "取决于问卷无法确定的斜率" in next(iter(headline(Names(found, "zh"))))


class _Named:
    """A trial by its name."""

    def __init__(self, name: str) -> None:
        self.name = self.candidate = name


def test_a_front_that_a_slope_changes_is_told_and_what_is_on_it_is_confirmed(tmp_path: Path) -> None:
    """With the guidance a fifth lighter or heavier, two and told change places, which cost the same."""
    text = (
        "designs: [two, three, told]\nreplications: 3\nconfirm: 2\nmetrics: [satisfaction_overall]\n"
        "pareto: [satisfaction_overall, staff_hours]\n"
    )
    with ran(write(tmp_path, text, HALL)) as found:
        (where, front), *_ = found.fronts.items()
        table = tables_of(found)["pareto"]
        assert list(table["by_parameters"]) == [int(t in front.by_parameters) for t in front.standing]
        assert set(found.picked) == set(front.by_figures)
        for lang in LANGS:
            grid = front_grid(found, where, front, lang)
            n = sum(OPEN[lang] in cell for row in grid.rows for cell in row)
            assert n == len(front.by_parameters)
