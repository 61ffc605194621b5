"""Folders that hold something else, files of one name, two runs at once: told before anything is written."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import hallsim.api as hs
from hallsim.cli.main import call
from hallsim.cli.options.results_folder import folder_names
from hallsim.study.folder.claim import LOCK, claimed
from hallsim.study.folder.kept import refuse_foreign
from hallsim.study.runs.journal import Journal
from tests.helpers.study_builder import TEXT, small_study


def run(*args: str) -> int:
    return call(["run", *args, "-n", "1", "-j", "1", "-q", "--lang", "en"])


@pytest.fixture
def halls(tmp_path: Path) -> list[Path]:
    """Two files of one name, in folders of one name."""
    files = [tmp_path / part / "h" / "hall.yaml" for part in ("p", "q")]
    for file in files:
        file.parent.mkdir(parents=True)
        file.write_text(TEXT.replace("Test hall", f"Hall of {file.parts[-3]}"), encoding="utf-8")
    return files


def test_files_of_one_name_have_a_folder_each(halls: list[Path], tmp_path: Path) -> None:
    assert run(*map(str, halls), "--out", str(tmp_path / "out")) == 0
    pages = {file.parent.name: file.read_text("utf-8") for file in (tmp_path / "out").glob("*/report.html")}
    assert {name: ("Hall of p" in text, "Hall of q" in text) for name, text in pages.items()} == {
        "p-h-hall": (True, False),
        "q-h-hall": (False, True),
    }


def test_names_are_as_short_as_they_can_be() -> None:
    files = [Path("/a/x/hall.yaml"), Path("/b/x/hall.yaml"), Path("/b/y/hall.yaml"), Path("/b/y/other.yaml")]
    assert folder_names(files, "en") == ["a-x-hall", "b-x-hall", "y-hall", "other"]
    assert folder_names([Path("/a/hall.yaml"), Path("/a/hall.yml")], "en") == ["a-hall.yaml", "a-hall.yml"]


def test_a_file_named_twice_and_an_empty_folder_name_are_refused(
    halls: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(str(halls[0]), str(halls[0].parent / "." / "hall.yaml")) == 2
    assert "is named twice" in capsys.readouterr().err
    for empty in ("", " "):
        assert run(str(halls[0]), "--out", empty) == 2
        assert "--out is empty" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == {"p", "q"}


@pytest.mark.parametrize("more", [[], ["--overwrite"], ["--resume"]])
def test_a_folder_of_ones_own_is_refused(
    halls: list[Path], tmp_path: Path, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "summary.csv").write_text("mine")
    assert run(str(halls[0]), "--out", str(own), *more) == 2
    assert "holds files that no run of hallsim has left, such as summary.csv" in capsys.readouterr().err
    (own / "manifest.json").write_text("[1]")
    assert run(str(halls[0]), "--out", str(own), *more) == 2
    assert sorted(path.name for path in own.iterdir()) == ["manifest.json", "summary.csv"]
    with pytest.raises(hs.InputError, match="no run of hallsim"):
        hs.save(small_study(), own)
    with pytest.raises(hs.InputError, match="no run of hallsim"):
        hs.compare(halls[0], replications=1, processes=1, out=own)
    assert (own / "summary.csv").read_text() == "mine"


@pytest.mark.parametrize("left", [None, b"", b"[1]"])
def test_a_folder_with_runs_is_ours_though_its_manifest_is_lost(left: bytes | None, tmp_path: Path) -> None:
    with Journal(tmp_path):
        pass
    (tmp_path / "report.html").write_text("told once")
    if left is not None:
        (tmp_path / "manifest.json").write_bytes(left)
    refuse_foreign(tmp_path)
    with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as db:  # a database of somebody else
        db.execute("DROP TABLE runs")
    with pytest.raises(hs.InputError, match="no run of hallsim"):
        refuse_foreign(tmp_path)


def test_hidden_files_do_not_make_a_folder_somebodys(halls: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / ".DS_Store").touch()
    assert run(str(halls[0]), "--out", str(out)) == 0
    assert (out / ".DS_Store").exists()


def test_a_second_process_on_one_folder_is_told(
    halls: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    code = (
        "import sys, pathlib; from hallsim.study.folder.claim import claimed\n"
        "with claimed(pathlib.Path(sys.argv[1])): print('claimed', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(out)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdin is not None
        assert first.stdout is not None
        assert first.stdout.readline() == "claimed\n"
        assert run(str(halls[0]), "--out", str(out)) == 2
        assert f"another run (process {first.pid}) is working in {out}" in capsys.readouterr().err
        with pytest.raises(hs.InputError, match="another run"):
            hs.save(small_study(), out)
        assert [path.name for path in out.iterdir()] == [LOCK]
        first.kill()
    # a lock dies with its process
    assert run(str(halls[0]), "--out", str(out)) == 0


def test_a_process_may_claim_what_it_has(tmp_path: Path) -> None:
    with claimed(tmp_path), claimed(tmp_path):
        pass
    with claimed(tmp_path):
        assert (tmp_path / LOCK).exists()
