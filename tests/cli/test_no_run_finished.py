"""Where no run is finished there is no answer: exit code 1 and the reason, however few are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from hallsim.cli.main import call
from hallsim.study import replicate
from hallsim.study.runs.executors import serial
from hallsim.study.runs.job import Answer, Job
from hallsim.study.runs.row import Ran
from hallsim.text.message import Both
from tests.helpers.study_builder import TEXT

HALL = TEXT.replace("count: 3, serves: [all]", "count: 3, serves: [all], generalist: {time: 1.1 in 1.0..1.6}")
STUDY = """
hallsim: 1
title: Counters
question: Does a counter more help?
scenario: hall.yaml
designs: [together]
factors: {counters: {path: all_in_one.count, values: 3..4}}
replications: 1
metrics: [wait_mean]
"""
VARY = ("--designs", "together", "--vary", "all_in_one.count=2,3")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def fails(job: Job) -> Answer:
        return [Ran(reason=Both("it broke", "出错了"))] * len(job.keys)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(serial, "work", fails)
    (tmp_path / "hall.yaml").write_text(HALL, encoding="utf-8")
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "args",
    [
        ("bottleneck", "hall.yaml", "--design", "together", "-n", "2"),
        ("size", "hall.yaml", "--design", "together", "--vary", "windows.all_in_one.count=2..4",
         "--target", "wait_p90 <= 15 min", "-n", "2"),
        ("sweep", "hall.yaml", *VARY, "--metrics", "wait_mean", "-n", "2"),
        ("study", "study.yaml"),
        ("sensitivity", "hall.yaml", "-n", "2", "--metric", "wait_mean"),
        ("breakeven", "hall.yaml", "-n", "2", "--factor", "all_in_one.generalist.time=1.0..1.6",
         "--metric", "wait_mean"),
        ("select", "hall.yaml", *VARY, "--metric", "wait_mean", "--indifference", "1 min"),
    ],
    ids=lambda args: args[0],
)  # fmt: skip
@pytest.mark.parametrize(("lang", "says"), [("en", "fails, the first one so: it broke"), ("zh", "：出错了")])
def test_no_answer_without_a_finished_run(
    args: tuple[str, ...], lang: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call([*args, "-q", "-j", "1", "--out", "out", "--lang", lang]) == 1
    shown = capsys.readouterr()
    assert says in shown.err
    assert not shown.out
    assert not Path("out/report.html").exists()


@pytest.mark.parametrize(
    ("error", "said"),
    [(MemoryError("std::bad_alloc"), "needs more memory than there is"),
     (IndexError("vector::at"), "a fault of the program at"), (OverflowError(), "a fault of the program at"),
     (SystemError("error return"), "a fault of the program at")],
)  # fmt: skip
def test_whatever_an_engine_ends_with_is_told_in_our_words(
    error: Exception, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Of all but a ValueError the traceback was shown: a run larger than the memory is no rare one."""
    (tmp_path / "hall.yaml").write_text(TEXT, encoding="utf-8")

    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(replicate, "walked", broken)
    assert (
        call(["run", str(tmp_path / "hall.yaml"), "-n", "2", "-j", "1", "-q", "--out", str(tmp_path / "o")])
        == 1
    )
    assert said in " ".join(capsys.readouterr().err.split())


def test_too_little_memory_outside_a_run_is_told_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("hallsim.api.load", broken)
    assert call(["check", "x.yaml"]) == 1
    assert capsys.readouterr().err == "Error: there is not enough memory\n"
