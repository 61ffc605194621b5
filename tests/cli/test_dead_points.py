"""A point of which no run can be finished ends no study: its row says so, the others are told, exit 1."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from hallsim.cli.main import call
from hallsim.study.experiment.trials import trials_of
from hallsim.study.runs.executors import serial
from hallsim.study.runs.job import Answer, Job, work
from hallsim.study.runs.row import Ran
from hallsim.study_files import load_study
from hallsim.text.message import Both
from tests.helpers.study_builder import TEXT

STUDY = """
hallsim: 1
scenario: hall.yaml
factors: {counters: {path: all_in_one.count, values: 2..4}}
metrics: [wait_mean, staff_hours]
pareto: [wait_mean, staff_hours]
targets: [wait_mean <= 30 min]
confirm: 2
expect: [{metric: wait_mean, design: together, base: apart, direction: lower}]
"""


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three points of a design, of which the second dies."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hall.yaml").write_text(TEXT, encoding="utf-8")
    path = tmp_path / "study.yaml"
    path.write_text(STUDY, encoding="utf-8")
    dead = trials_of(load_study(path)).all[2].candidate.key

    def some_die(job: Job) -> Answer:
        broken = Ran(reason=Both("it broke", "出错了"))
        return [broken if key == dead else ran for key, ran in zip(job.keys, work(job), strict=True)]

    monkeypatch.setattr(serial, "work", some_die)
    return path


@pytest.mark.parametrize(
    ("how", "lang", "told"),
    [("replications: 3", "en", ("does not run", "Not to be run: Together", "it broke")),
     ("precision: {metrics: {wait_mean: 50%}, minimum: 5, budget: 6}", "zh", ("无法运行", "出错了"))],
)  # fmt: skip
def test_the_other_points_are_told(
    study: Path, how: str, lang: str, told: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    study.write_text(STUDY + how, encoding="utf-8")
    assert call(["study", "study.yaml", "-q", "-j", "1", "--out", "out", "--lang", lang]) == 1
    shown = capsys.readouterr()
    assert all(words in shown.out for words in told)
    points = pd.read_csv("out/points.csv", dtype={"counters": str}, keep_default_na=False)
    mine = points[(points["metric"] == "wait_mean") & (points["block"] == "main")]
    assert list(mine["failed"])[2] >= 3
    assert list(mine["why"]) == ["", "", "it broke", ""]
    assert [value != "" for value in mine["value"]] == [True, True, False, True]
    assert "3" not in set(pd.read_csv("out/pareto.csv", dtype=str)["counters"])
    assert Path("out/report.html" if lang == "en" else "out/report.zh.html").exists()
