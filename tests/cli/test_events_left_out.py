"""Plausible worlds of fewer weeks lose dated events: told by name in `check`, and before they are run."""

from __future__ import annotations

from pathlib import Path

import pytest

from hallsim.cli.main import call
from hallsim.loading import loads
from hallsim.study.robust.left_out import left_out

HALL = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 4, warm_up: 1, ending: drain, closed: [2026-03-18]}
  services: {pension: {counter: exponential(mean 6 min)}}
  arrivals: {per_day: 20 in 10..30, profile: {09:00-13:00: 1}, dates: {2026-03-04: 1.5}}
worlds:
  surge: {title: {en: Surge, zh: 激增}, arrivals: {dates: {2026-03-04: 1.5, 2026-03-24: 2, 2026-03-25: 2}}}
designs:
  hall: {opening: 09:00-13:00, windows: {counter: {count: 2, serves: [pension]}}}
run: {replications: 1, seed: 3, robust: {worlds: 2, weeks: 2}}
"""
SURGE = "plausible worlds of Surge do not measure days with a factor of their own (arrivals.dates): "
SURGE += "2026-03-24, 2026-03-25"
CLOSED = "do not measure holidays, days closed or open out of turn (calendar): 2026-03-18"


def said(text: str, *worlds: str) -> list[str]:
    return [one.said.text("en") for one in left_out(loads(text), worlds)]


def test_each_event_is_named_with_its_worlds() -> None:
    assert said(HALL) == [f"plausible worlds of world, Surge {CLOSED}", SURGE]
    assert said(HALL, "world") == [f"plausible worlds of world {CLOSED}"]
    advice = {one.advice.text("en") for one in left_out(loads(HALL))}
    assert any("write weeks: 4 under run.robust" in one for one in advice)
    assert any("write weeks: 3 under run.robust" in one for one in advice)


@pytest.mark.parametrize(
    ("old", "new", "n"),
    [
        ("weeks: 2}", "weeks: 4}", 0),
        (", weeks: 2}", "}", 0),
        ("20 in 10..30", "20", 0),  # no plausible worlds
        ("weeks: 2}", "weeks: 3}", 1),  # the day closed is measured, the surge is not
        ("closed: [2026-03-18]", "closed: [2026-03-05, 2026-03-18]", 1),  # another day closed stands for it
        (", weeks: 2}", ", warm_up: 3}", 1),  # now 2026-03-04 belongs to the warm-up
    ],
)
def test_what_is_measured_is_not_told(old: str, new: str, n: int) -> None:
    assert old in HALL
    assert len(said(HALL.replace(old, new))) == n


def test_check_and_the_run_tell_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hall.yaml").write_text(HALL, encoding="utf-8")
    assert call(["check", "hall.yaml"]) == 0
    assert SURGE in capsys.readouterr().err
    assert call(["check", "hall.yaml", "--lang", "zh"]) == 0
    assert (
        "激增的合理情形未测量有单独系数的日期（arrivals.dates）：2026-03-24、2026-03-25"
        in capsys.readouterr().err
    )
    compare = ["compare", "hall.yaml", "-j", "1", "--out"]
    assert call([*compare, "a", "--worlds", "surge", "--robust", "2"]) == 0
    assert SURGE in capsys.readouterr().err
    assert call([*compare, "b", "--worlds", "surge"]) == 0
    assert "do not measure" not in capsys.readouterr().err
    morris = ["sensitivity", "hall.yaml", "-j", "1", "-n", "2", "--method", "morris", "--points", "2"]
    call([*morris, "--world", "surge"])
    assert SURGE in capsys.readouterr().err
