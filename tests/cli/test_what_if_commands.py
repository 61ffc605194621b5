"""`--set`, `--vary`, `--worlds` and `results` on the command line, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hallsim.cli.main import call
from tests.helpers.study_builder import TEXT

BUSY = "worlds: {busy: {title: {en: Busy, zh: 繁忙}, arrivals: {per_day: 80}}}\ndesigns:\n"
WORLDS = TEXT.replace("designs:\n", BUSY)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "hall.yaml"
    path.write_text(WORLDS, encoding="utf-8")
    return path


QUICK = ("-n", "1", "-j", "1")


def test_what_is_set_stands_in_head_page_and_manifest(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    what = "world.arrivals.per_day: 60 → 72"
    args = ["compare", str(file), *QUICK, "-q", "--worlds", "world", "--set", "arrivals.per_day=+20%"]
    assert call([*args, "--lang", "en"]) == 0
    assert f"What if: {what}" in capsys.readouterr().out
    out = file.parent / "results" / "hall"
    assert what in (out / "report.html").read_text("utf-8")
    assert json.loads((out / "manifest.json").read_text("utf-8"))["set"] == [what]
    assert call(["results", str(out), "--lang", "zh"]) == 0
    assert f"假如：{what}" in capsys.readouterr().out
    assert call([*args[:-2], "--lang", "en"]) == 2
    assert f"with {what}, which would be lost" in capsys.readouterr().err


def test_check_and_itinerary_take_settings_and_check_tells_every_world(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["check", str(file), "--set", "all_in_one.count=+1", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "What if: designs.together.windows.all_in_one.count: 3 → 4" in shown
    assert "World: The world of the file" in shown
    assert "World: Busy" in shown
    assert shown.count("Busy: work over time on duty") == 1
    assert "Running it (worlds: 2, designs: 2, replications: 3)" in shown
    args = ["itinerary", str(file), "--design", "apart", "--service", "permit", "--lang", "zh"]
    assert call([*args, "--set", "windows.building.count=7"]) == 0
    assert "7 × building" in capsys.readouterr().out


def test_values_and_worlds_are_told_with_runs_and_time(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["compare", str(file), *QUICK, "--vary", "all_in_one.count=3..4", "--lang"]
    assert call([*args, "en"]) == 0
    told = capsys.readouterr()
    assert "6 variants, 6 runs: about 1 s." in told.err
    assert "Varied: all_in_one.count" in told.out
    assert call(["results", "results/hall", "--base", "together", "--lang", "zh"]) == 0
    assert "情形：繁忙" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--vary", "arrivals.per_day=1..10000000"), "400,000,000 runs, about"),
        (("--vary", "arrivals.per_day=1..10000000", "--yes"), "10,000,000 combinations"),
        (("--vary", "arrivals.per_day=1..10000000", "--yes"), "400,000,000 runs, about"),
        (("--vary", "arrivals.per_day=1..10000000", "--yes"), "hallsim sweep --points 100"),
        (("--worlds", "bussy"), "did you mean 'busy'?"),
        (("--set", "arivals.per_day=3"), "did you mean 'world.arrivals.per_day'?"),
        (("--vary", "all_in_one.count=3..5:0"), "'0' is no step"),
        (("--vary", "run.seed=1,2"), "no part of a world or of a design"),
        (("--vary", "all_in_one.count=3,x"), "--vary all_in_one.count=x"),
        (("--robust", "3"), "--robust goes with one world"),
        (("--vary", "notice=50%,60%", "--vary", "notice=70%"), "'notice' is varied twice"),
    ],
)
def test_a_question_that_cannot_be_asked_is_one_message_before_anything_runs(
    file: Path, args: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked = ["compare", str(file), "-n", "10", *args, "--lang"]
    assert call([*asked, "en"]) == 2
    shown = capsys.readouterr().err
    assert said in shown
    assert "Traceback" not in shown
    assert call([*asked, "zh"]) == 2
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    ("folder", "said"), [("nowhere", "is no results folder"), (".", "is no results folder")]
)
def test_what_is_no_results_folder_is_told(
    file: Path, folder: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert file.exists()
    assert call(["results", folder, "--lang", "en"]) == 2
    assert said in capsys.readouterr().err
