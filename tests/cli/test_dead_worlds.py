"""A world that cannot be run ends no comparison: it is named, the others are told, exit 1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from hallsim.cli.main import call
from hallsim.errors import ReplicationError
from hallsim.study import replicate as replicating
from hallsim.text.message import Message

HALL = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 2, ending: drain}
  services: {pension: {counter: exponential(mean 6 min)}}
  arrivals: {per_day: 40 in 30..50, profile: {09:00-13:00: 1}}
worlds:
  busy: {arrivals: {per_day: 90}}
  empty: {arrivals: {per_day: 0}}
designs:
  hall: {opening: 09:00-13:00, windows: {counter: {count: 2, serves: [pension]}}}
  fast: {based_on: hall, windows: {counter: {count: 3}}}
run: {replications: 2, seed: 3, robust: {replications: 1}}
"""
COMPARE = ["compare", "hall.yaml", "-q", "-j", "1"]


@pytest.fixture
def dies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A hall; what a call of it gives is the rule by which worlds die, told their citizens a day."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hall.yaml").write_text(HALL, encoding="utf-8")
    whole = replicating._replicate

    def dying(rule: Any) -> None:
        def some(task: replicating.ReplicationTask, replication: int) -> dict[str, Any]:
            if rule(task.scenario.world.arrivals[0].per_day):
                raise ReplicationError(Message("it broke"))
            return whole(task, replication)

        monkeypatch.setattr(replicating, "_replicate", some)

    return dying


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", ("World busy cannot be run: it broke", "Nobody comes in this world.")),
     ("zh", ("情形“busy”无法运行：", "这个情形中无人前来。"))],
)  # fmt: skip
def test_the_other_worlds_of_a_file_are_told(
    dies: Any, lang: str, told: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    dies(lambda per_day: per_day == 90)
    assert call([*COMPARE, "--lang", lang, "--out", "out"]) == 1
    shown = capsys.readouterr()
    assert all(words in shown.out for words in told)
    assert {"en": "Not finished: worlds busy.", "zh": "未完成的情形：busy。"}[lang] in shown.err
    page = Path("out/report.html" if lang == "en" else "out/report.zh.html").read_text(encoding="utf-8")
    assert all(words in page for words in told)
    assert set(pd.read_csv("out/by_value.csv")["world"]) == {"world", "empty"}
    assert json.loads(Path("out/manifest.json").read_text(encoding="utf-8"))["failed_worlds"] == ["busy"]


def test_one_world_left_is_told_as_one_of_several(dies: Any, capsys: pytest.CaptureFixture[str]) -> None:
    dies(lambda per_day: per_day != 90)
    assert call([*COMPARE, "--out", "out"]) == 1
    assert "World: busy" in capsys.readouterr().out
    assert Path("out/by_world/busy/report.html").exists()


def test_where_all_worlds_die_the_run_fails(dies: Any, capsys: pytest.CaptureFixture[str]) -> None:
    dies(lambda per_day: True)
    assert call([*COMPARE, "--out", "out"]) == 1
    assert "it broke" in capsys.readouterr().err
    assert call([*COMPARE, "--worlds", "world", "--robust", "2", "--out", "one"]) == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_other_plausible_worlds_are_told(
    dies: Any, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    dies(lambda per_day: per_day > 45)  # of four worlds the one of the highest quarter
    robust = [*COMPARE, "--worlds", "world", "--robust", "4", "--out", "out", "--lang", lang]
    assert call(robust) == 1
    shown = capsys.readouterr()
    words = "cannot be run: it broke." if lang == "en" else "无法运行：it broke。"
    assert words in " ".join(shown.out.split())
    assert ("Not finished: worlds" if lang == "en" else "未完成的情形") in shown.err
    assert pd.read_csv("out/robust.csv")["world"].nunique() == 3


def test_where_all_plausible_worlds_die_it_is_told_why(dies: Any, capsys: pytest.CaptureFixture[str]) -> None:
    dies(lambda per_day: per_day != 40)
    assert call([*COMPARE, "--worlds", "world", "--robust", "2", "--out", "out"]) == 1
    told = capsys.readouterr().err
    assert "no plausible world could be finished, the first one so: it broke" in told
