"""docs/python.md: its code runs and gives what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.pages import run

PAGE = "docs/python.md"


def test_the_code_runs_and_its_numbers_are_right(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root / "docs" / "how-to")  # where the hall of the page is
    known = run(root / PAGE, monkeypatch, capsys)
    trace, wait_min, inside = known["trace"], known["wait_min"], known["inside"]
    assert wait_min.mean() == pytest.approx(known["metrics"]["wait_mean"], rel=1e-12)
    assert known["ticket_min"].mean() == pytest.approx(known["metrics"]["ticket_wait_mean"], rel=1e-12)
    assert known["ticket_min"].sum() == pytest.approx(wait_min.sum())
    # the area under the number inside is the sum of the stays
    visits = known["tables"]["visits"]
    assert (visits["leave_ms"] >= 0).all()
    times = inside.index.to_numpy()
    area = float((inside.to_numpy()[:-1] * (times[1:] - times[:-1])).sum())
    assert area == float((visits["leave_ms"] - visits["arrive_ms"]).sum())
    assert int(inside.iloc[-1]) == 0
    assert inside.min() >= 0
    by_service = known["by_service"]
    assert int(by_service.count().sum()) == len(wait_min)
    assert set(by_service.groups) <= set(trace.names.services)
    shown = capsys.readouterr().out
    assert "10:00  " in shown
    assert "P(wait >  0 min) = " in shown
    assert "base_value" in shown
