"""`hallsim study STUDY.yaml` and `hallsim sweep`: printed and saved in both languages, resumed, refused."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from hallsim.cli.main import call
from tests.helpers.study_builder import TEXT

STUDY = """
hallsim: 1
title: {en: Counters and demand, zh: 窗口与需求}
question: {en: Does a counter more help?, zh: 多一个窗口有用吗？}
source: {en: An invented report, zh: 虚构的报告}
scenario: hall.yaml
factors:
  counters: {path: all_in_one.count, values: 3..4, title: {en: Counters, zh: 窗口数}}
  demand: {path: arrivals.per_day, values: [-20%, +20%]}
replications: 2
metrics: [wait_mean, staff_hours]
pareto: [wait_mean, staff_hours]
targets: [wait_p90 <= 30 min]
expect: {metric: wait_mean, along: counters, direction: lower}
confirm: 2
"""
OUT = ("-q", "-j", "1", "--out", "out")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hall.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    return tmp_path


def test_a_study_is_told_in_both_languages_and_resumed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["study", "study.yaml", *OUT, "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "Does a counter more help?" in shown
    assert "Expected along Counters under Together: Mean wait lower." in shown
    assert "Source of the question: An invented report" in shown
    out = folder / "out"
    points = (out / "points.csv").read_bytes()
    assert call(["study", "study.yaml", "-j", "1", "--out", "out", "--lang", "zh"]) == 0
    told = capsys.readouterr()
    assert "预期：在综合窗口下，随窗口数变化，平均等候更低。" in told.out
    assert "12 / 12" in told.err  # all were there
    assert (out / "points.csv").read_bytes() == points
    assert call(["results", "out", "--lang", "en"]) == 2
    assert "out is of another command" in capsys.readouterr().err
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["finished"]
    assert manifest["points"] == 6
    for name in ("points", "pareto", "targets", "expected", "heat_wait_mean"):
        table = pd.read_csv(out / f"{name}.csv")
        assert len(pd.read_parquet(out / f"{name}.parquet")) == len(table) > 0
    for page, words in (("report.html", "What was expected"), ("report.zh.html", "预期与结果")):
        assert words in (out / page).read_text("utf-8")
    for figure in ("curve_1", "curve_2", "heat_staff_hours", "pareto"):
        for ending in (".svg", ".zh.svg", ".png", ".zh.png"):
            assert (out / "figures" / f"{figure}{ending}").stat().st_size > 1000
    assert (out / "inputs" / "study.yaml").read_text("utf-8") == STUDY


def test_options_overrule_the_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    args = ["study", "study.yaml", *OUT, "--lang", "en", "-n", "1", "--block", "pilot", "--seed", "9"]
    assert call([*args, "--set", "arrivals.per_day=50"]) == 0
    shown = capsys.readouterr().out
    assert "seed 9, the citizens of the block pilot" in shown
    assert "What if: world.arrivals.per_day: 60 → 50" in shown
    assert set(pd.read_csv(folder / "out" / "points.csv")["block"]) == {"pilot", "confirm"}


def test_a_sweep_needs_no_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    args = [
        "sweep",
        "hall.yaml",
        *OUT,
        "-n",
        "2",
        "--vary",
        "all_in_one.count=2..4",
        "--metrics",
        "wait_mean",
        "--metrics",
        "staff_hours,wait_mean",
    ]
    assert call([*args, "--designs", "together", "--lang", "en"]) == 0
    told = pd.read_csv(folder / "out" / "points.csv")["metric"]
    assert list(told.unique()) == ["wait_mean", "staff_hours"]  # every --metrics counts
    first = capsys.readouterr()
    shown = " ".join(first.out.split())
    assert "Mean wait: may be best at count 4" in shown  # two replications hardly tell
    assert "or at count 2; count 3; the runs do not tell." in shown
    assert "earlier answer" not in first.err
    more = ["--vary", "licence.documents.missing=2%..20%", "--points", "4", "--designs", "together"]
    assert call([*args, *more, "--lang", "zh"]) == 0
    assert "out 中先前对另一问题的答案已被替换；其运行结果仍保留。" in capsys.readouterr().err
    table = pd.read_csv(folder / "out" / "points.csv").query("metric == 'wait_mean'")
    assert len(table) == 4
    column = table["licence.documents.missing"].str.removesuffix("%").astype(float)
    assert sorted((column - 2) // 4.5) == [0, 1, 2, 3]
    compare = ["compare", "hall.yaml", "-n", "1", "-j", "1", "--out", "out", "--lang", "en"]
    for worlds in ([], ["--vary", "arrivals.per_day=50,60"]):
        assert call([*compare, *worlds]) == 2
        assert "out holds the answer of another command, which would be lost" in capsys.readouterr().err
    assert call([*compare, "--overwrite"]) == 0
    assert call(compare) == 0  # its own answer is told again


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--vary", "all_in_one.cuont=2..4"], "--vary all_in_one.cuont=2..4: '"),
        (["--vary", "all_in_one.count=4..2"], "write the smaller end first"),
        (["--vary", "all_in_one.count=2..4", "--designs", "togther"], "did you mean 'together'?"),
        (["--vary", "all_in_one.count=2..4", "--metrics", "wait"], "did you mean 'wait_mean'?"),
        (["--vary", "all_in_one.count=2..4", "--points", "many"], "--points cannot be 'many'"),
        (["--vary", "all_in_one.count=1..10000000"], "10,000,000 combinations"),
        (["--vary", "all_in_one.count=1..20000"], "all_in_one.count=1..20000: these are 20,000 combinations"),
        (["--vary", "all_in_one.count=1..20000", "-n", "3"], ": 120,000 runs, about"),
        (
            ["--vary", "all_in_one.count=1..200", "--vary", "arrivals.per_day=1..200", "-n", "3"],
            "40,000 combinations: 240,000 runs, about",
        ),
        (
            ["--vary", "all_in_one.count=1..200", "--vary", "arrivals.per_day=1..200"],
            "--points 100",
        ),
        (["--vary", "all_in_one.count=1..400", "-n", "1000"], "800 points, up to 800,000 runs, about"),
        (["--vary", "all_in_one.count=2..4", "--set", "all_in_one.count=3"], "is set and varied"),
        (["--vary", "run.seed=1..3"], "is no part of a world or of a design"),
    ],
)
def test_a_wrong_sweep_is_told_before_anything_is_run(
    folder: Path, capsys: pytest.CaptureFixture[str], args: list[str], said: str
) -> None:
    assert call(["sweep", "hall.yaml", *OUT, "--lang", "en", *args]) == 2
    assert said in capsys.readouterr().err
    assert not (folder / "out").exists()


def test_a_wrong_study_is_told_in_chinese_with_its_place(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = STUDY.replace("confirm: 2", "precision: {metrics: {wait_mean: 5%}}")
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    assert call(["study", "study.yaml", *OUT, "--lang", "zh"]) == 2
    told = capsys.readouterr().err
    assert "study.yaml:10:1" in told
    assert "replications 与 precision" in told


def test_many_runs_must_be_meant(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = STUDY.replace("replications: 2", "replications: 5000")
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    assert call(["study", "study.yaml", *OUT, "--lang", "en"]) == 2
    assert "or add --yes" in capsys.readouterr().err
    assert call(["study", "study.yaml", *OUT, "--lang", "en", "--yes", "-n", "1"]) == 0


def test_schema_and_keys_of_study_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["schema", "--study"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "hallsim study"
    assert call(["explain", "--study", "points.kind", "--lang", "en"]) == 0
    assert "latin_hypercube" in capsys.readouterr().out
    assert call(["explain", "--study", "--all", "--lang", "zh"]) == 0
    assert capsys.readouterr().out.startswith("# 研究文件")
    assert call(["explain", "--study", "--search", "wait", "--lang", "en"]) == 2
