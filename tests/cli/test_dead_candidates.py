"""A candidate, or an end of a guess, that cannot be run loses no question: it is named, exit code 1."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from hallsim.cli.main import call
from hallsim.study.runs.executors import serial
from hallsim.study.runs.job import Answer, Job, work
from hallsim.study.runs.row import Ran
from hallsim.text.message import Both
from tests.cli.test_dead_worlds import HALL

Dies = Callable[[int, float], bool]
"""Told windows and citizens a day of a run."""


@pytest.fixture
def dying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Dies], None]:
    """A hall; what a call of it gives is the rule by which runs die."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hall.yaml").write_text(HALL, encoding="utf-8")

    def by(rule: Dies) -> None:
        def some_die(job: Job) -> Answer:
            per_day = job.world.restored().arrivals[0].per_day or 0.0
            counts = [design.restored().windows["counter"].count for design in job.designs]
            broken = Ran(reason=Both("it broke", "出错了"))
            done = zip(counts, work(job), strict=True)
            return [broken if rule(int(count or 0), per_day) else ran for count, ran in done]

        monkeypatch.setattr(serial, "work", some_die)

    return by


SELECT = ["select", "hall.yaml", "-q", "-j", "1", "-n", "5", "--indifference", "2 min", "--out", "out"]


@pytest.mark.parametrize("method", ["kn", "ocba"])
@pytest.mark.parametrize(
    ("lang", "told", "unfinished"),
    [("en", "left out, since runs of them fail", "Not finished: hall, counter.count=3."),
     ("zh", "出错了", "未完成：hall, counter.count=3。")],
)  # fmt: skip
def test_a_candidate_that_cannot_be_run_is_left_out(
    method: str, lang: str, told: str, unfinished: str, dying: Callable[[Dies], None],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    dying(lambda count, per_day: count == 3)
    several = ["--designs", "hall", "--vary", "counter.count=2..4", "--method", method, "--lang", lang]
    assert call([*SELECT, *several]) == 1
    shown = capsys.readouterr()
    assert told in shown.out
    assert unfinished in shown.err
    table = pd.read_csv("out/selection.csv")
    assert list(table["candidate"]) == ["hall, counter.count=2", "hall, counter.count=4"]
    manifest = json.loads(Path("out/manifest.json").read_text(encoding="utf-8"))
    assert manifest["failed_candidates"] == ["hall, counter.count=3"]


def test_one_candidate_alone_is_no_selection(
    dying: Callable[[Dies], None], capsys: pytest.CaptureFixture[str]
) -> None:
    dying(lambda count, per_day: count == 3)
    assert call(SELECT) == 1
    assert "fewer than two candidates can be run; of fast runs fail, the first one so: it broke" in (
        " ".join(capsys.readouterr().err.split())
    )


@pytest.mark.parametrize("designs", ["hall", "hall,fast"])
def test_an_end_that_cannot_be_run_has_no_answer_and_the_other_has(
    designs: str, dying: Callable[[Dies], None], capsys: pytest.CaptureFixture[str]
) -> None:
    dying(lambda count, per_day: per_day == 50)
    ask = ["sensitivity", "hall.yaml", "-q", "-j", "1", "-n", "3", "--designs", designs, "--out", "out"]
    assert (
        call([*ask, "--factor", "arrivals.per_day=30..50", "--factor", "pension.counter.mean=5 min..7 min"])
        == 1
    )
    shown = capsys.readouterr()
    assert "Not to be run: " in shown.out
    assert "it broke" in shown.out
    assert "Not finished: " in shown.err
    table = pd.read_csv("out/factors.csv").set_index("factor")
    assert table["at_from"].notna().all()
    assert table["at_to"].isna().sum() == 1
    assert table["change"].isna().sum() == 1


def test_where_nothing_can_be_run_as_stated_there_is_no_answer(
    dying: Callable[[Dies], None], capsys: pytest.CaptureFixture[str]
) -> None:
    dying(lambda count, per_day: per_day == 40)
    ask = ["sensitivity", "hall.yaml", "-q", "-j", "1", "-n", "3", "--designs", "hall", "--out", "out"]
    assert call(ask) == 1
    assert "it broke" in capsys.readouterr().err


def test_a_replication_that_fails_at_one_end_is_no_pair(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was a traceback: the ends had different numbers of replications."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hall.yaml").write_text(HALL, encoding="utf-8")

    def some_die(job: Job) -> Answer:
        if job.replication == 1 and job.world.restored().arrivals[0].per_day == 50:
            return [Ran(reason=Both("it broke", "出错了"))] * len(job.designs)
        return work(job)

    ask = ["sensitivity", "hall.yaml", "-q", "-j", "1", "-n", "4", "--designs", "hall"]
    ask += ["--factor", "arrivals.per_day=30..50"]
    assert call([*ask, "--out", "whole"]) == 0
    monkeypatch.setattr(serial, "work", some_die)
    assert call([*ask, "--out", "out"]) == 0
    found, whole = (pd.read_csv(f"{out}/factors.csv").iloc[0] for out in ("out", "whole"))
    assert found["change"] != whole["change"]  # over three replications instead of four
    assert found["change_lo"] < found["change"] < found["change_hi"]
