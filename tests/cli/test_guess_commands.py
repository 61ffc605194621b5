"""`sensitivity`, `breakeven` and `select` on the command line, in both languages."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
import pytest

from hallsim.cli.main import call
from tests.helpers.study_builder import TEXT

HALL = TEXT.replace("count: 3, serves: [all]", "count: 3, serves: [all], generalist: {time: 1.1 in 1.0..1.6}")
QUICK = ("-n", "2", "-j", "1", "-q")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "hall.yaml"
    path.write_text(HALL, encoding="utf-8")
    return path


def test_sensitivity_names_the_guess_that_decides(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    args = ["sensitivity", str(file), *QUICK, "-n", "4", "--metric", "wait_mean"]
    args += ["--metric", "time_in_hall_mean"]
    assert call([*args, "--lang", "en"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Mean wait, min: Together minus Apart: “" in shown
    assert "factor on the work of every service” decides most" in shown
    out = file.parent / "results" / "hall-sensitivity"
    table = pd.read_csv(out / "factors.csv")
    assert list(table["metric"]) == ["wait_mean", "time_in_hall_mean"]
    assert table["change"].gt(0).all()
    assert len(pd.read_parquet(out / "points.parquet")) == 3 * 4
    assert {"one_at_a_time_1.svg", "one_at_a_time_2.png"} <= {f.name for f in (out / "figures").iterdir()}
    assert call([*args, "--lang", "zh"]) == 0
    assert "影响最大" in capsys.readouterr().out
    assert call(["results", str(out), "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert "is of another command: hallsim results tells run and compare" in told
    assert f"read {out / 'report.html'}, or give its own command again" in told
    assert (out / "report.zh.html").is_file()
    assert (out / "report.html").is_file()


def test_what_was_run_is_not_run_again(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    args = ["breakeven", str(file), "-n", "2", "-j", "1", "--factor", "all_in_one.generalist.time=1.0..1.6"]
    assert call([*args, "--metric", "wait_mean", "--lang", "en"]) == 0
    first = capsys.readouterr()
    assert "Where do two designs break even? Test hall" in first.out
    kept = (file.parent / "results/hall-breakeven/break_even.csv").read_bytes()
    assert call([*args, "--metric", "wait_mean", "--lang", "en"]) == 0
    again = capsys.readouterr()
    assert again.out == first.out
    assert (file.parent / "results/hall-breakeven/break_even.csv").read_bytes() == kept


def test_select_names_the_best(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    args = ["select", str(file), *QUICK, "--designs", "together", "--vary", "all_in_one.count=2,5"]
    args += ["--metric", "wait_mean", "--indifference", "1 min", "--lang", "en"]
    assert call(args) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Together (count 5) is selected" in shown
    table = pd.read_csv(file.parent / "results/hall-select/selection.csv")
    assert table["selected"].tolist() == [False, True]
    asked = json.loads((file.parent / "results/hall-select/manifest.json").read_text("utf-8"))["asked"]
    assert asked["question"] == "select"
    assert call([*args, "--method", "ocba", "--budget", "30"]) == 0
    assert "looks best; the estimated probability that it is" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("small", ["1 pp", "1 %", "1 percentage point", "1 个百分点"])
def test_shares_differ_by_percentage_points(
    small: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["select", str(file), *QUICK, "--metric", "not_served_share", "--indifference", small]
    assert call([*args, "--lang", "en"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "1.0 pp" in shown or "did not tell" in shown
    assert "% pp" not in shown
    asked = json.loads((file.parent / "results/hall-select/manifest.json").read_text("utf-8"))["asked"]
    assert asked["indifference"] == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["sensitivity", "--factor", "patiance"], "'patiance' is no assumption with a range"),
        (["sensitivity", "--factor", "arrivals.per_dya=1..2"], "arrivals.per_day"),
        (["sensitivity", "--factor", "arrivals.per_day=5..5"], "is one value, not a range"),
        (["sensitivity", "--factor", "arrivals.per_day=9..5"], "does not rise"),
        (["sensitivity", "--factor", "arrivals.per_day=1 min..2 min"], "min"),
        (["sensitivity", "--factor", "a=1..2", "--factor", "b=1..2"], "--factor b=1..2"),
        (["sensitivity", "--metric", "wait_men"], "wait_mean"),
        (["sensitivity", "--world", "bussy"], "bussy"),
        (
            ["breakeven", "--factor", "arrivals.per_day=50..60", "--designs", "apart"],
            "two designs break even",
        ),
        (["select", "--indifference", "1 workdays", "--metric", "wait_mean"], "no amount above 0 in min"),
        (["select", "--indifference", "1", "--metric", "not_served_share"], "write for example 1 pp"),
        (["select", "--indifference", "1 min", "--probability", "2"], "--probability"),
        (["select", "--indifference", "1 min", "--designs", "apart"], "nothing to select among"),
        (["select", "--indifference", "1", "--metric", "n_tickets"], "no side of n_tickets is better"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_what_cannot_be_asked_is_told_before_anything_runs(
    args: list[str], said: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call([args[0], str(file), *QUICK, *args[1:], "--lang", "en"]) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert not (file.parent / "results").exists()


def test_many_runs_must_be_meant(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    args = ["sensitivity", str(file), *QUICK, "--method", "sobol", "--points", "100000", "--lang", "en"]
    assert call(args) == 2
    assert "this takes 1,572,868 runs, about" in capsys.readouterr().err


def test_without_salib_one_message_names_the_extra(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "SALib", None)
    assert call(["sensitivity", str(file), *QUICK, "--method", "morris", "--lang", "en"]) == 2
    assert "pip install 'hallsim[sensitivity]'" in capsys.readouterr().err


def test_who_is_not_served_stands_beside_what_a_guess_does(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = [
        "sensitivity",
        str(file),
        "-n",
        "3",
        "-j",
        "1",
        "-q",
        "--designs",
        "apart",
        "--metric",
        "wait_mean",
    ]
    args += ["--factor", "world.citizens.patience=1 min..200 min", "--lang", "en"]
    file.write_text(HALL.replace("  arrivals:", "  citizens: {patience: 30 min}\n  arrivals:"), "utf-8")
    assert call(args) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "more or fewer are not served: they are in no mean" in shown


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["sensitivity", "--points", "9"], "--points goes with --method morris or sobol"),
        (["sensitivity", "--factor", "run.replications=1..2"], "is nothing of the hall or its citizens"),
        (["select", "--indifference", "1 min", "--budget", "3"], "ask for 10 or more"),
        (
            ["select", "--indifference", "1 min", "--method", "ocba", "--probability", "90%"],
            "ocba estimates it",
        ),
        (["select", "--indifference", "1", "--metric", "satisfaction_overall"], "is not calibrated"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_nothing_asked_is_ignored(
    args: list[str], said: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call([args[0], str(file), *QUICK, *args[1:], "--lang", "en"]) == 2
    assert said in " ".join(capsys.readouterr().err.split())


def test_an_assumption_has_the_ends_of_the_file_and_designs_of_the_file_are_offered(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evidence = "evidence:\n  demand: {kind: assumed, scales: [world.arrivals.per_day], range: 0.8..1.2}\n"
    file.write_text(HALL + evidence, encoding="utf-8")
    assert call(["breakeven", str(file), "--factor", "demand=-1..2", *QUICK, "--lang", "en"]) == 2
    assert "fix: write --factor demand, or other ends" in capsys.readouterr().err
    assert call(["breakeven", str(file), "--factor", "demand", "--designs", "apart", *QUICK]) == 2
    assert "the base first: apart,together" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["sensitivity", "--metric", "wait_maen"], "--metric wait_maen: there is no metric 'wait_maen'"),
        (["bottleneck", "--metric", "wait_maen"], "--metric wait_maen: there is no metric 'wait_maen'"),
        (["bottleneck", "--metric", "n_tickets"], "--metric n_tickets: of n_tickets neither way is better"),
        (["select", "--metric", "wait_maen", "--indifference", "1 min"], "--metric wait_maen: there is no"),
        (
            ["breakeven", "--metric", "wait_maen", "--factor", "arrivals.per_day=9..99"],
            "--metric wait_maen: ",
        ),
        (
            ["select", "--vary", "all_in_one.count=1..300", "--indifference", "1 min"],
            "this takes 7,200 runs, about",
        ),
        (
            ["select", "--vary", "all_in_one.count=1..30000", "--indifference", "1 min"],
            "30,000 combinations",
        ),
    ],
)
def test_what_cannot_be_asked_is_told_with_its_option(
    file: Path, args: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command, *options = args
    assert call([command, str(file), *QUICK, *options, "--lang", "en"]) == 2
    assert said in capsys.readouterr().err
    assert not (file.parent / "results").exists()
