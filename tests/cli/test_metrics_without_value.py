"""A metric that the hall has not is no finding: every question on it is refused, and says why."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from hallsim.cli.main import call

HALL = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 5, ending: drain}
  services: {pension: {counter: exponential(mean 6 min)}}
  arrivals: {per_day: 40, profile: {09:00-13:00: 1}}
designs:
  hall: {opening: 09:00-13:00, windows: {counter: {count: 2, serves: [pension]}}}
  fast: {based_on: hall, windows: {counter: {count: 3}}}
targets: [desk_wait_mean <= 5 min]
run: {replications: 2, seed: 3}
"""
STUDY = """
hallsim: 1
scenario: hall.yaml
factors: {w: {path: windows.counter.count, values: 1..2}}
metrics: [wait_mean, desk_wait_mean]
pareto: [desk_wait_mean, wait_mean]
confirm: 2
"""
METRIC = ["--metric", "desk_wait_mean"]
FACTOR = ["--factor", "world.arrivals.per_day=30..50"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hall.yaml").write_text(HALL, encoding="utf-8")
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "args",
    [
        ["sensitivity", "hall.yaml", *METRIC, *FACTOR],
        ["breakeven", "hall.yaml", *METRIC, *FACTOR],
        ["select", "hall.yaml", *METRIC, "--indifference", "1 min"],
        ["bottleneck", "hall.yaml", *METRIC],
        ["size", "hall.yaml", "--vary", "windows.counter.count=1..2"],
        ["study", "run", "study.yaml"],
    ],
    ids=lambda args: args[0],
)
def test_a_question_on_it_is_a_wrong_one(
    args: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call([*args, "-j", "1", "-q"]) == 2
    told = capsys.readouterr().err
    assert "desk_wait_mean has no value in this hall: no run has any of what it counts" in told


def test_a_target_of_it_is_not_applicable(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["run", "hall.yaml", "--design", "hall", "-j", "1", "-q"]) == 0
    assert "not applicable" in capsys.readouterr().out


@pytest.mark.parametrize("others", ["", ", wait_mean: 50%"])
def test_precision_of_it_is_not_waited_for(
    others: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    precision = f"precision: {{metrics: {{desk_wait_mean: 5%{others}}}, minimum: 5, budget: 300}}\n"
    study = STUDY.replace("pareto: [desk_wait_mean, wait_mean]\nconfirm: 2\n", precision)
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    assert call(["study", "run", "study.yaml", "-j", "1", "-q"]) == 2
    told = capsys.readouterr().err
    assert "study.yaml:6:" in told
    assert "desk_wait_mean has no value in this hall" in told


def test_a_point_without_it_stops_beside_points_that_have_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody comes at the first point: it stops at the first look, and is not called precise."""
    (folder / "study.yaml").write_text(
        """
hallsim: 1
scenario: hall.yaml
designs: [hall]
factors: {people: {path: world.arrivals.per_day, values: [0, 40]}}
metrics: [wait_mean]
targets: [wait_mean <= 30 min]
precision: {metrics: {wait_mean: 60%}, minimum: 5, budget: 500}
""",
        encoding="utf-8",
    )
    assert call(["study", "run", "study.yaml", "-j", "1", "-q", "--out", "out"]) == 0
    points = pd.read_csv(folder / "out" / "points.csv")
    mine = points[points["metric"] == "wait_mean"]
    assert list(mine["precise"]) == [0, 1]
    assert [mine[column].iloc[0] for column in ("replications", "n")] == [5, 0]
    assert "at 1 of 2 points" in capsys.readouterr().out
