"""`hallsim calibration-table`: given beside simulated, fitted and held out apart."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import hallsim.api as hs
from hallsim.cli.main import call
from hallsim.report.calibration import calibration_answer, calibration_frame
from hallsim.text.message import Lang

# Nobody waits at five windows, and everybody is decided at once: what comes out is known beforehand.
HALL = """
hallsim: 1
title: {en: Quiet hall, zh: 清静大厅}
world:
  calendar: {days: 5}
  services: {job: {counter: 6 min}}
  arrivals: {times: [09:10, 10:10, 11:10]}
designs:
  today: {windows: {hall: 5}}
  other: {windows: {hall: 6}}
figures:
  wait_mean: {value: 0 min, source: {en: ticket machine, zh: 叫号机}}
  time_in_hall_mean: 7 min
  instant_share: {value: 100%, use: fitted}
evidence:
  windows: {kind: assumed, sets: [designs.today.windows.hall.count], range: 4..6}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "quiet.yaml"
    path.write_text(HALL, encoding="utf-8")
    return path


def test_a_figure_lies_within_the_interval_or_not(file: Path) -> None:
    table = calibration_frame(hs.compare(file, ["today"], 2, processes=1)).set_index("metric")
    assert table["simulated"].to_dict() == {"wait_mean": 0, "time_in_hall_mean": 6, "instant_share": 1}
    assert table["within"].to_dict() == {"wait_mean": True, "time_in_hall_mean": False, "instant_share": True}
    assert table["use"].to_dict()["instant_share"] == "fitted"


def test_held_out_figures_are_counted_and_fitted_ones_validate_nothing(file: Path) -> None:
    source = hs.load(file)
    study = hs.compare(source, ["today"], 2, processes=1)
    answer = calibration_answer(study, source.bases, "en")
    assert list(answer.headline) == [
        "Of 2 figures held out, the interval of the simulation holds 1.",
        "Figures that were fitted (1) validate nothing.",
    ]
    assert "清静大厅" in calibration_answer(study, source.bases, "zh").title


def test_a_figure_of_a_time_as_long_as_a_run_may_lie_where_single_runs_do(file: Path) -> None:
    """Whom chance brings differs from run to run by more than the mean of twenty runs is unsure."""
    text = HALL.replace("arrivals: {times: [09:10, 10:10, 11:10]}", "arrivals: {per_day: 100}")
    file.write_text(text.replace("time_in_hall_mean: 7 min", "visits_per_day: 109"), encoding="utf-8")
    source = hs.load(file)
    study = hs.compare(source, ["today"], 20, processes=1)
    row = calibration_frame(study).set_index("metric").loc["visits_per_day"]
    runs = study.metrics.query("metric == 'visits_per_day'")["value"]
    assert ((runs >= row["run_lo"]) & (runs <= row["run_hi"])).sum() == 18
    assert row["run_lo"] < row["lo"] < row["hi"] < row["run_hi"]
    said = calibration_answer(study, source.bases, "en")
    assert any("Nine of ten runs reach " in line for line in said.headline)
    few = calibration_answer(hs.compare(source, ["today"], 3, processes=1), source.bases, "en")
    assert not any("nine of ten" in line for line in few.headline)


@pytest.mark.parametrize(("lang", "page"), [("en", "report.html"), ("zh", "report.zh.html")])
def test_the_folder_has_the_page_and_the_table(file: Path, tmp_path: Path, lang: Lang, page: str) -> None:
    out = tmp_path / "out"
    args = ["calibration-table", str(file), "-n", "2", "-q", "-j", "1", "--out", str(out), "--lang", lang]
    assert call(args) == 0
    assert (out / page).is_file()
    assert len(pd.read_csv(out / "calibration.csv")) == 3


def test_a_hall_without_figures_says_that_nothing_was_held_against_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "bare.yaml"
    bare.write_text(HALL[: HALL.index("figures:")], encoding="utf-8")
    assert (
        call(["calibration-table", str(bare), "-n", "2", "-q", "-j", "1", "--out", str(tmp_path / "o")]) == 0
    )
    assert "nothing was held against one" in capsys.readouterr().out


def test_a_design_that_is_not_there_is_a_wrong_call(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["calibration-table", str(file), "--design", "todya", "-q"]) == 2
    assert "today" in capsys.readouterr().err


@pytest.mark.parametrize("args", [["new"], ["new", "--list", "x"]])
def test_new_without_a_folder_is_a_wrong_call(args: list[str]) -> None:
    assert call(args) == 2


@pytest.mark.parametrize(
    ("name", "template", "hint"),
    [
        ("yingchn", "small_town", "hallsim new yingchun"),
        ("yingchun", "yingchun", ""),
        ("my_hall", "small_town", ""),
    ],
)
def test_a_folder_named_like_a_template(
    name: str,
    template: str,
    hint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(["new", name, "--lang", "en"]) == 0
    assert (tmp_path / name / f"{template}.yaml").is_file()
    told = capsys.readouterr().err
    assert hint in told
    assert bool(told) == bool(hint)


def test_new_lists_the_halls_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["new", "--list", "--lang", "zh"]) == 0
    assert "部门窗口的区" in capsys.readouterr().out
    assert call(["new", "--list", "--lang", "en"]) == 0
    rows = {line.split()[0]: line.split() for line in capsys.readouterr().out.splitlines() if line.strip()}
    assert " ".join(rows["district_before"]) == "district_before District with a window per department 2"
    assert rows["yingchun"][-1] == "–"


def test_neither_this_table_nor_a_run_takes_the_place_of_the_other(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, ran, common = tmp_path / "table", tmp_path / "ran", ["-q", "-j", "1", "-n", "2"]
    assert call(["calibration-table", str(file), "--out", str(table), *common]) == 0
    assert call(["run", str(file), "--out", str(ran), *common]) == 0
    before = [sorted(folder.iterdir()) for folder in (table, ran)]
    capsys.readouterr()
    for others in (
        ["run", str(file), "--out", str(table)],
        ["calibration-table", str(file), "--out", str(ran)],
        ["breakeven", str(file), "--factor", "windows", "--designs", "today,other", "--out", str(table)],
        ["breakeven", str(file), "--factor", "windows", "--designs", "today,other", "--out", str(ran)],
    ):
        assert call([*others, *common]) == 2
        assert "holds the answer of another command" in capsys.readouterr().err
    assert before == [sorted(folder.iterdir()) for folder in (table, ran)]
    assert call(["results", str(table)]) == 2
    assert "is of another command" in capsys.readouterr().err
    assert call(["calibration-table", str(file), "--out", str(table), *common]) == 0  # its own is told again
    assert call(["run", str(file), "--out", str(table), "--overwrite", *common]) == 0
    assert not (table / "calibration.csv").exists()
    even = ["breakeven", str(file), "--factor", "windows", "--designs", "today,other", "--out", str(table)]
    assert call([*even[:-1], str(tmp_path / "even"), *common]) == 0
    assert call(["run", str(file), "--out", str(tmp_path / "even"), "--overwrite", *common]) == 0
    assert call([*even[:-1], str(tmp_path / "even"), *common]) == 2  # its journal is there, but so is a run
    assert "holds the answer of another command" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_costs_no_run(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[object] = []
    monkeypatch.setattr(hs, "compare", lambda *args, **options: ran.append(args))
    ring = file.parent / "ring"
    ring.symlink_to("ring")
    assert call(["calibration-table", str(file), "-q", "--out", str(ring / "x")]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert not ran
