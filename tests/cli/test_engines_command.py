"""`hallsim engines` says that both engines leave the same records, or tells where they first differ."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hallsim.cli.main import call
from hallsim.hall import EngineInput, Records
from hallsim.hall.compiled import engine
from hallsim.hall.compiled.availability import core, why_not
from hallsim.hall.reference.engine import run as reference
from hallsim.text.message import Message
from tests.helpers.study_builder import TEXT

needs_it = pytest.mark.skipif(core() is None, reason=f"the compiled engine is not there: {why_not()}")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "hall.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def late_by_a_minute(given: EngineInput) -> Records:
    """The reference, but the tenth ticket is over a minute late."""
    records = reference(given)
    tickets = {name: cells.copy() for name, cells in records.tables["tickets"].items()}
    tickets["end_ms"][10] += 60_000
    return replace(records, tables={**records.tables, "tickets": tickets})


@needs_it
def test_identical_records_are_said_to_be_so(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["engines", str(file), "-n", "2", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "4 of 4 runs compared leave identical records" in out
    assert "times as fast" in out


@needs_it
@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", ("tickets.end_ms row 10", "Citizen", "ticket 10: over (served)", "≠", "visit")),
        ("zh", ("tickets.end_ms 第 10 行", "群众", "号 10：结束（办成）", "≠", "来访")),
    ],
)
def test_a_planted_fault_is_told_with_the_citizens_way_in_both(
    file: Path, lang: str, says: tuple[str, ...], capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(engine, "run", late_by_a_minute)
    assert call(["engines", str(file), "--design", "apart", "--lang", lang]) == 1
    out = capsys.readouterr().out
    for text in says:
        assert text in out


def test_without_the_compiled_engine_nothing_is_compared(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hallsim.hall.compiled.availability._found", lambda: (None, Message("not built")))
    assert call(["engines", str(file), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert "the compiled engine cannot run: not built" in said
    assert "--engine" not in said  # this command has no such option


@needs_it
@pytest.mark.parametrize(
    ("error", "says"), [(IndexError("vector::at"), "a fault of the program"), (MemoryError(), "more memory")]
)
def test_an_engine_that_ends_in_an_error_is_told(
    error: Exception, says: str, file: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def broken(_: object) -> None:
        raise error

    monkeypatch.setattr(engine, "run", broken)
    assert call(["engines", str(file), "--design", "apart", "--lang", "en"]) == 1
    assert says in capsys.readouterr().err
