"""`hallsim bottleneck` on the command line: one answer in one call, one message for each mistake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hallsim.cli.main import call
from hallsim.study.runs.executors import serial
from hallsim.study.runs.job import Answer, Job, work
from hallsim.study.runs.row import Ran
from hallsim.text.message import Both
from tests.helpers.permit_hall import TEXT

QUICK = ("-n", "2", "-j", "1", "--most", "1", "-q")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "permits.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_an_answer_in_both_languages_from_one_folder(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["bottleneck", str(file), *QUICK, "--lang", "en"]) == 0
    assert "Of " in capsys.readouterr().out
    folder = file.parent / "results" / "permits-bottleneck"
    table = (folder / "one_more.csv").read_bytes()
    assert call(["bottleneck", str(file), *QUICK, "--lang", "zh"]) == 0
    assert "工作日" in capsys.readouterr().out
    assert (folder / "one_more.csv").read_bytes() == table
    assert {"report.html", "report.zh.html", "journal.sqlite"} <= {one.name for one in folder.iterdir()}
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["metric"] == "lead_first_visit_mean"


def test_what_is_set_is_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    args = ["bottleneck", str(file), *QUICK, "--set", "designs.now.desks.back.officers=3", "--lang", "en"]
    assert call([*args, "--metric", "wait_mean"]) == 0
    told = capsys.readouterr().out
    assert "What if: designs.now.desks.back.officers (→ daily): 2 → 3" in told
    assert "Mean wait" in told


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--design", "nwo"), "now"),
        (("--metric", "lead_frist_visit_mean"), "lead_first_visit_mean"),
        (("--metric", "days_work"), "of days_work neither way is better"),
        (("--world", "tomorrow"), "world"),
        (("-n", "2000", "--most", "8"), "this takes up to"),
    ],
)
def test_one_message_for_each_mistake(
    file: Path, args: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["bottleneck", str(file), "-q", "--lang", "en", *args]) == 2
    shown = capsys.readouterr()
    assert told in shown.err
    assert "Traceback" not in shown.err
    assert not (file.parent / "results").exists()


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "Not to be run with one more:"), ("zh", "各增加一个后无法运行：")]
)
def test_one_more_that_cannot_be_run_is_named_and_the_others_told(
    lang: str, told: str, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[str] = []

    def some_die(job: Job) -> Answer:
        seen.extend(key for key in job.keys if key not in seen)
        broken = Ran(reason=Both("it broke", "出错了"))
        return [broken if seen.index(key) == 1 else ran for key, ran in zip(job.keys, work(job), strict=True)]

    monkeypatch.setattr(serial, "work", some_die)
    args = ["-n", "2", "-j", "1", "--most", "2", "-q", "--lang", lang]
    assert call(["bottleneck", str(file), *args]) == 1
    shown = capsys.readouterr()
    assert told in shown.out
    assert ("it broke" if lang == "en" else "出错了") in shown.out
    assert ("Not finished: " if lang == "en" else "未完成：") in shown.err
    assert (file.parent / "results" / "permits-bottleneck" / "one_more.csv").is_file()
