"""A finished folder is told again by the same command, in both languages and against any base."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

import hallsim.api as hs
from hallsim.cli.main import call
from tests.helpers.study_builder import TEXT

THREE = TEXT.replace("run: {", "  more: {based_on: together, windows: {all_in_one: {count: 4}}}\nrun: {")


@pytest.fixture
def told(tmp_path: Path) -> tuple[Path, Path]:
    """A scenario of three designs, and a folder with its finished study, told in English."""
    file, out = tmp_path / "small.yaml", tmp_path / "res"
    file.write_text(THREE, encoding="utf-8")
    assert compare(file, out) == 0
    return file, out


def compare(file: Path, out: Path, *more: str, lang: str = "en") -> int:
    args = ["compare", str(file), "-n", "2", "-j", "1", "-q", "--out", str(out), "--lang", lang]
    return call([*args, *more])


def held(out: Path) -> dict[str, bytes]:
    files = [p for p in out.rglob("*") if p.is_file() and p.name not in ("manifest.json", ".lock")]
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in files}


@pytest.fixture
def no_runs(monkeypatch: pytest.MonkeyPatch, told: tuple[Path, Path]) -> None:
    def run(*_: object) -> None:
        raise AssertionError("a replication is run")

    monkeypatch.setattr("hallsim.study.run.replicated", run)


@pytest.mark.usefixtures("no_runs")
def test_the_same_command_prints_the_same_result_and_runs_nothing(
    told: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = told
    before = held(out)
    assert compare(file, out) == 0
    first = capsys.readouterr().out
    assert "Together against Apart" in first
    assert held(out) == before
    (out / "report.html").unlink()
    assert compare(file, out) == 0
    assert capsys.readouterr().out == first
    assert held(out) == before


@pytest.mark.usefixtures("no_runs")
def test_pages_and_figures_in_two_languages_stand_side_by_side(told: tuple[Path, Path]) -> None:
    file, out = told
    before = held(out)
    assert compare(file, out, lang="zh") == 0
    both = held(out)
    assert {name: both[name] for name in before} == before
    more = set(both) - set(before)
    assert more == {
        name.replace(".html", ".zh.html").replace(".svg", ".zh.svg").replace(".png", ".zh.png")
        for name in before
        if name.startswith(("report", "figures"))
    }
    assert '<html lang="zh' in both["report.zh.html"].decode()
    assert set(json.loads((out / "manifest.json").read_text(encoding="utf-8"))["files"]) == {
        name for name in both if not name.startswith(("replications", "inputs"))
    }


@pytest.mark.usefixtures("no_runs")
@pytest.mark.parametrize("base", ["together", "more"])
def test_any_design_is_the_base_without_a_run(
    told: tuple[Path, Path], base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables are those of a study that had this base from the beginning; an old page goes."""
    file, out = told
    assert compare(file, out, lang="zh") == 0
    assert compare(file, out, "--base", base) == 0
    assert not (out / "report.zh.html").exists()
    retold = hs.compare(file, base=base, replications=2, out=out)
    monkeypatch.undo()
    others = [name for name in ("apart", "together", "more") if name != base]
    fresh = hs.compare(file, [base, *others], replications=2, processes=1, out=tmp_path / "fresh")
    for name, table in fresh.tables().items():
        assert_frame_equal(table, retold.tables()[name])
    assert (out / "differences.csv").read_text(encoding="utf-8-sig").splitlines()[1].startswith(base)


def test_a_base_that_does_not_exist_is_told(
    told: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = told
    assert compare(file, out, "--base", "togethr") == 2
    assert "did you mean 'together'?" in capsys.readouterr().err


def test_old_results_go_before_a_new_manifest_comes(
    told: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stops a run that overwrites, no page of the earlier one stands beside its manifest."""
    file, out = told
    own = out / "notes.csv"
    own.write_text("mine")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hallsim.study.run.replicated", stop)
    assert compare(file, out, "--overwrite", "--seed", "5") == 130
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["finished"]) == (5, False)
    assert set(held(out)) == {"notes.csv", "inputs/small.yaml"}
    monkeypatch.undo()
    # a manifest that names files elsewhere removes none of them
    manifest["files"] = ["../small.yaml", str(file), 3, "notes.csv/x"]
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert compare(file, out, "--overwrite") == 0
    assert file.exists()
    assert own.read_text() == "mine"


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "is no longer what was run"), ("zh", "已不是当时运行的内容")]
)
def test_an_edited_copy_of_the_scenario_is_refused(
    lang: str, said: str, told: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """It would be told as what the finished replications have run."""
    _, out = told
    before = held(out)
    assert call(["results", str(out), "--lang", "en"]) == 0
    capsys.readouterr()
    copy = out / "inputs" / "small.yaml"
    copy.write_text(THREE.replace("per_day: 60", "per_day: 600"), encoding="utf-8")
    assert call(["results", str(out), "--lang", lang]) == 2
    printed = capsys.readouterr()
    assert f"{copy} {said}" in printed.err
    assert printed.out == ""
    assert held(out) == before | {"inputs/small.yaml": copy.read_bytes()}


@pytest.mark.parametrize(
    ("key", "value"),
    [("file", 5), ("set", [7]), ("vary", None), ("worlds", "world"), ("designs", [[]]), ("seed", "x")],
)
def test_a_damaged_manifest_is_told_as_such(
    key: str, value: object, told: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    _, out = told
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    (manifest["asked"] if key in manifest["asked"] else manifest)[key] = value
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    capsys.readouterr()
    assert call(["results", str(out), "--lang", "en"]) == 2
    assert f"{out / 'manifest.json'} is damaged" in capsys.readouterr().err


def test_stopped_while_saving_the_folder_is_not_finished(
    told: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from hallsim.study.folder import store

    file, out = told
    write = store.write_file

    def stops_at_the_page(path: Path, content: bytes) -> None:
        if path.suffix == ".html":
            raise KeyboardInterrupt
        write(path, content)

    monkeypatch.setattr(store, "write_file", stops_at_the_page)
    assert compare(file, out, "--base", "more") == 130
    assert not (out / "report.html").exists()
    assert not json.loads((out / "manifest.json").read_text(encoding="utf-8"))["finished"]
    monkeypatch.undo()
    assert compare(file, out, "--base", "more") == 0
    assert (out / "report.html").exists()


def test_what_is_told_elsewhere_takes_the_place_of_no_runs(
    told: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = told
    other, empty = tmp_path / "other", tmp_path / "empty"
    assert compare(file, other, "--seed", "9") == 0
    before = held(other)
    capsys.readouterr()
    assert call(["results", str(out), "--out", str(other), "--lang", "en"]) == 2
    assert "holds the answer of another command" in capsys.readouterr().err
    assert held(other) == before
    for _ in range(2):  # what was told there is told again
        assert call(["results", str(out), "--out", str(empty), "--lang", "en"]) == 0
    assert (empty / "report.html").is_file()
