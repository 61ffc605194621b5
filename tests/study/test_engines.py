"""Which engine runs a design, what is said of it, and that the figures are the same by either."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import hallsim.api as hs
from hallsim.cli.main import call
from hallsim.cli.options.engine import engines_line
from hallsim.hall import engines
from hallsim.hall.compiled.availability import core, why_not
from hallsim.hall.contract import EngineInput
from hallsim.hall.engines import Choice
from hallsim.text.message import Message
from tests.helpers.study_builder import TEXT

needs_it = pytest.mark.skipif(core() is None, reason=f"the compiled engine is not there: {why_not()}")
MISSING = Message("it was not built with the package")


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hallsim.hall.compiled.availability._found", lambda: (None, MISSING))


@pytest.fixture
def together_is_not_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that one of the two designs asks for, whatever is covered by now."""

    def asks(given: EngineInput) -> str | None:
        return "marvels" if len(given.plan.queues) == 2 else None

    monkeypatch.setattr(engines, "NOT_COVERED", {"marvels": asks})
    monkeypatch.setattr(engines, "not_covered", asks)


def told(folder: Path) -> dict[str, str]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found: dict[str, str] = manifest["engines"]
    return found


@needs_it
def test_the_figures_are_the_same_and_only_the_engine_is_named(tmp_path: Path) -> None:
    source = hs.loads(TEXT, "small")
    for name in ("reference", "compiled"):
        study = hs.compare(source, replications=2, engine=name, processes=1, out=tmp_path / name)
        hs.save(study, tmp_path / name)
        assert set(told(tmp_path / name).values()) == {name}
    one, other = (sorted(p.relative_to(tmp_path / n) for p in (tmp_path / n).rglob("*.csv")) for n in
                  ("reference", "compiled"))  # fmt: skip
    assert one == other
    for file in [*one, Path("metrics.parquet")]:
        assert (tmp_path / "reference" / file).read_bytes() == (tmp_path / "compiled" / file).read_bytes()
    pages = [
        (tmp_path / name / "report.html").read_text(encoding="utf-8") for name in ("reference", "compiled")
    ]
    assert pages[0].replace("reference", "compiled") == pages[1]
    assert "Engine: compiled." in pages[1]


@needs_it
def test_a_resumed_study_may_mix_engines_and_says_so(tmp_path: Path) -> None:
    source = hs.loads(TEXT, "small")
    hs.compare(source, ["apart"], 1, engine="reference", processes=1, out=tmp_path)
    study = hs.compare(source, ["apart"], 3, engine="compiled", processes=1, out=tmp_path, resume=True)
    assert study.manifest["engines"] == {"apart": "compiled (1, 2), reference (0)"}


@needs_it
def test_each_design_gets_the_engine_that_covers_it(together_is_not_covered: None) -> None:
    source = hs.loads(TEXT, "small")
    study = hs.compare(source, replications=1, processes=1)
    assert study.manifest["engines"] == {"apart": "compiled", "together": "reference"}
    found = hs.choices(source, hs.ask(source), None, "auto")
    assert engines_line(found, "en") == (
        "compiled engine for apart; reference engine for together, since the compiled one does not cover"
        " marvels yet"
    )
    assert (
        engines_line(found, "zh")
        == "方案 apart 用编译引擎；方案 together 用参考引擎（编译引擎尚未涵盖 marvels）"
    )


@needs_it
def test_the_compiled_engine_is_refused_where_it_does_not_cover(
    together_is_not_covered: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(TEXT, encoding="utf-8")
    asked = ["compare", str(file), "-n", "1", "--engine", "compiled", "--out", str(tmp_path / "out")]
    assert call([*asked, "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert "design together: the compiled engine cannot run: it does not cover marvels yet" in said
    assert not (tmp_path / "out").exists()
    assert call([*asked, "--lang", "zh"]) == 2
    assert "方案 together：编译引擎不能运行：尚未涵盖 marvels" in capsys.readouterr().err


def test_without_the_compiled_engine_all_runs_on_the_reference(
    without: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(TEXT, encoding="utf-8")
    asked = ["run", str(file), "-n", "1", "-j", "4", "--out", str(tmp_path / "out")]
    assert call([*asked, "--lang", "en"]) == 0
    printed = capsys.readouterr()
    assert "1 process, reference engine, since the compiled one is missing: it was not built" in printed.err
    assert "Engine: reference." in printed.out
    assert call([*asked, "--engine", "compiled", "--overwrite", "--lang", "zh"]) == 2
    assert "编译引擎不能运行：安装时未构建" in capsys.readouterr().err


def test_the_file_may_name_the_engine_and_the_call_wins(without: None) -> None:
    source = hs.loads(TEXT.replace("run: {", "run: {engine: compiled, "), "small")
    assert source.scenario.run.engine == "compiled"
    with pytest.raises(hs.InputError, match="cannot run"):
        hs.compare(source, replications=1, processes=1)
    assert hs.compare(source, replications=1, processes=1, engine="auto").manifest["engines"]


def test_an_unknown_engine_is_wrong_input() -> None:
    with pytest.raises(hs.InputError, match="there is no engine 'compild'"):
        hs.run_once(hs.loads(TEXT, "small"), engine="compild")


def test_a_choice_that_nobody_asked_for_gives_no_reason() -> None:
    assert engines.known_beforehand("reference") == Choice("reference")
