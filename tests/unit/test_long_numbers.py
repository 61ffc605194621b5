"""A number of thousands of digits, which Python does not even read, is a mistake wherever it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from hallsim.cli.main import call

LONG = "1" * 5000
HALL = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 1}
  services: {pension: {counter: 6 min}}
  arrivals: {per_day: 40 in 30..50}
designs: {hall: {windows: {counter: {count: 2, serves: all, shifts: [{count: 1, hours: 09:00-12:00}]}}}}
"""


@pytest.mark.parametrize(
    "asked",
    [
        ["sweep", "hall.yaml", "--vary", "counter.count=2..3", "--points", LONG],
        ["sweep", "hall.yaml", "--vary", f"counter.count=2..{LONG}"],
        ["sweep", "hall.yaml", "--vary", f"counter.count=1..3:{LONG}"],
        ["sweep", "hall.yaml", "--vary", f"counter.count=1..3:0.{LONG}"],
        ["sensitivity", "hall.yaml", "--factor", f"arrivals.per_day=0..{'9' * 400}"],
        ["check", "hall.yaml", "--set", f"counter.shifts.{LONG}.count=3"],
        ["check", "hall.yaml", "--set", f"counter.count={LONG}"],
    ],
)
def test_it_is_refused(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hall.yaml").write_text(HALL, encoding="utf-8")
    assert call(asked) == 2
    assert "Traceback" not in capsys.readouterr().err
