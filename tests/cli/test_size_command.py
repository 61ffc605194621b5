"""`hallsim size` on the command line: its answer, what it keeps, what it refuses, in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from hallsim.cli.main import call

HALL = """
hallsim: 1
title: {en: Corner hall, zh: 街角大厅}
world:
  calendar: {start: 2026-03-02, weeks: 2, working_days: mon-fri, ending: drain}
  services: {permit: {counter: exponential(mean 10 min)}}
  citizens: {patience: exponential(mean 30 min)}
  arrivals: {per_day: 150, profile: {09:00-16:00: 1}}
designs:
  today: {opening: 09:00-17:00, windows: {hall: 4}}
targets: [wait_p90 <= 10 min]
run: {replications: 4, seed: 3}
"""
VARY = ("--vary", "windows.hall.count=2..10")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "hall.yaml"
    path.write_text(HALL, encoding="utf-8")
    return path


def test_the_number_its_figures_and_the_same_again_without_running(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["size", str(file), *VARY, "-j", "1", "--set", "arrivals.per_day=+10%"]
    assert call([*args, "--lang", "en"]) == 0
    told = capsys.readouterr()
    assert "9 numbers; up to" in told.err
    assert "runs" in told.err.splitlines()[-1]
    assert "What if: world.arrivals.per_day: 150 → 165" in told.out
    assert "Target: Wait, 90th percentile ≤ 10 min (90% sure)" in told.out
    assert "is enough (windows.hall.count)" in told.out
    assert "Tables, figures and report.html are in results/hall-size" in told.out
    folder = Path("results/hall-size")
    before = (folder / "sizing.csv").read_bytes()
    assert call([*args, "--lang", "zh"]) == 0
    again = capsys.readouterr()
    assert "足够（windows.hall.count）" in again.out
    assert "已运行" not in again.err  # nothing was run
    assert (folder / "sizing.csv").read_bytes() == before
    assert {"report.html", "report.zh.html"} <= {path.name for path in folder.iterdir()}
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert (manifest["command"], manifest["targets"]) == ("size", ["wait_p90 <= 10 min"])


@pytest.mark.parametrize(("lang", "doubt"), [("en", "In doubt: Satisfaction"), ("zh", "存疑：")])
def test_a_number_by_a_score_that_is_not_calibrated_is_in_doubt(
    file: Path, capsys: pytest.CaptureFixture[str], lang: str, doubt: str
) -> None:
    args = ["size", str(file), *VARY, "-q", "-j", "1", "--lang", lang, "--out", "score"]
    assert call([*args, "--target", "satisfaction_overall >= 70"]) == 0
    shown = "".join(capsys.readouterr().out.split())
    assert "".join(doubt.split()) in shown
    assert {"en": "*Notcalibrated", "zh": "*未校准"}[lang] in shown
    assert call([*args, "--target", "wait_mean <= 5 min"]) == 0
    assert "".join(doubt.split()) not in "".join(capsys.readouterr().out.split())


def test_parts_confidence_and_several_targets(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    targets = ["--target", "90% called in 15 min", "--target", "left_share <= 12%", "--at", "hour"]
    args = ["size", str(file), *VARY, *targets, "--confidence", "80%", "-q", "-j", "1", "--lang", "en"]
    assert call([*args, "--out", "parts"]) == 0
    shown = capsys.readouterr().out
    assert "Target: 90% called within 15 min, in each hour (80% sure)" in shown
    assert "Each part with" in shown
    assert "12:00" in shown


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--target", "wait_p9 <= 3 min"], "did you mean 'wait_p99'?"),
        (["--target", "wait_p90 <= 3%"], "wait_p90 cannot be 3%, a share"),
        (["--target", "wait_p90 <= 3 min", "--at", "hours"], "--at hours: 'hours' is no kind of parts"),
        (["--target", "wait_mean <= 3 min", "--target", "wait_mean >= 5 min"], "cannot both hold"),
        (
            ["--target", "wait_mean <= 3 min", "--confidence", "20%"],
            "--confidence cannot be '20%'; write a share from 50% to 99.9%",
        ),
        (["--target", "wait_mean <= 3 min", "--confidence", "1.0"], "--confidence cannot be '1.0'; write a"),
        (["--target", "95% on time"], "no service has a limit"),
        (["--at", "hour"], "--at and --confidence go with --target"),
        (
            ["--set", "windows.hall.count=9"],
            "'windows.hall.count' is set and varied: windows.hall.count=9 would never hold",
        ),
        (
            ["--vary", "designs.today.windows.hall.count=3..4"],
            "'designs.today.windows.hall.count' is varied twice, also by --vary windows.hall.count=2..10",
        ),
        (["--design", "tomorrow"], "no design 'tomorrow'"),
        (["--world", "elsewhere"], "no world 'elsewhere'"),
    ],
)
def test_wrong_calls_are_told_before_anything_runs(
    file: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    assert call(["size", str(file), *VARY, *more, "--lang", "en"]) == 2
    assert said in capsys.readouterr().err
    assert not Path("results").exists()


def test_ten_million_numbers_are_refused_with_their_size_and_time(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["size", str(file), "--vary", "windows.hall.count=1..100", "--vary", "arrivals.per_day=1..100000"]
    assert call([*args, "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert "--vary asks for 10,000,000 numbers: up to" in told
    assert "about" in told
    assert "or add --yes" in told
    assert call([*args, "--lang", "zh"]) == 2
    assert "10,000,000 个数量" in capsys.readouterr().err


def test_a_path_that_means_nothing_or_two_things(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["size", str(file), "--vary", "windows.hal.count=2..5", "--lang", "en"]) == 2
    assert "did you mean 'windows.hall.count'?" in capsys.readouterr().err
    file.write_text(HALL.replace("windows: {hall: 4}", "windows: {a: {count: 2, serves: all}, b: {count: 2, "
                                 "serves: all}}"), encoding="utf-8")  # fmt: skip
    assert call(["size", str(file), "--vary", "count=2..5", "--lang", "en"]) == 2
    assert "'count' means two things" in capsys.readouterr().err


def test_what_looks_unintended_with_the_number_found_is_told(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Breaks are written for six windows, and fewer are enough: as `check` would say of that file."""
    breaks = "breaks: [{hours: 11:30-12:00, count: 3}, {hours: 12:00-12:30, count: 3}]"
    file.write_text(HALL.replace("{hall: 4}", f"{{hall: {{count: 6, {breaks}}}}}"), encoding="utf-8")
    args = ["-j", "1", "--lang", "en", "-q"]
    target = ["--target", "wait_mean <= 4 min"]
    assert call(["size", str(file), "--vary", "windows.hall.count=3..9", *target, *args]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "With 5: breaks for 3 + 3 = 6 of the 5 windows 'hall': some have one more" in told
    vary = ["--vary", "windows.hall.count=4,5", "--metric", "wait_mean", "--indifference", "1 min"]
    assert call(["select", str(file), *vary, *args]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "(count 5): breaks for 3 + 3 = 6 of the 5 windows" in told


def test_a_tie_says_how_many_replications_would_tell_and_they_do(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["size", str(file), *VARY, "-j", "1", "--lang", "en", "-q", "--target", "wait_mean <= 3 min"]
    assert call(args) == 0
    told = " ".join(capsys.readouterr().out.split())
    found = re.search(r"About (\d+) replications would probably tell: the same command with -n (\d+)", told)
    assert found is not None, told
    assert found[1] == found[2]
    assert int(found[1]) % 4 == 0
    assert call([*args, "-n", found[1]]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "may do as well" not in told, told
