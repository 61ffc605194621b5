"""Nothing already computed is lost unasked: what a run finds in its folder, and what Ctrl-C leaves there."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

import hallsim.api as hs
from hallsim.cli.main import call
from tests.helpers.study_builder import TEXT


@pytest.fixture
def filled(tmp_path: Path) -> tuple[Path, Path]:
    """A scenario and a folder with its replications 0 and 1 of seed 7."""
    file, out = tmp_path / "small.yaml", tmp_path / "res"
    file.write_text(TEXT, encoding="utf-8")
    hs.compare(file, replications=2, processes=1, out=out)
    return file, out


def held(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def compare(file: Path, out: Path, *more: str) -> int:
    args = ["compare", str(file), "-n", "2", "-j", "1", "-q", "--out", str(out), "--lang", "en"]
    return call([*args, *more])


@pytest.mark.parametrize(
    ("more", "edit", "said"),
    [
        (("-n", "3"), "", "2 finished replications of this very study, which would be lost"),
        (("--seed", "5"), "", "of seed 7"),
        (("--resume", "--seed", "5"), "", "--resume with --seed 7, the file and the options they came from"),
        (("--resume",), "# edited", "of another version of the scenario"),
        (("--resume", "--designs", "together"), "", "of the designs apart, together"),
    ],
)
def test_a_run_that_would_lose_replications_is_refused(
    filled: tuple[Path, Path],
    more: tuple[str, ...],
    edit: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file, out = filled
    file.write_text(TEXT + edit, encoding="utf-8")
    before = held(out)
    assert compare(file, out, *more) == 2
    shown = capsys.readouterr().err
    assert said in shown
    assert all(word in shown for word in ("--resume", "--out", "--overwrite"))
    assert held(out) == before


def test_resume_goes_on_and_overwrite_replaces(filled: tuple[Path, Path]) -> None:
    file, out = filled
    before = held(out)
    assert compare(file, out, "--resume", "-n", "3") == 0
    assert hs.finished_replications(out) == 3
    assert held(out)["replications/0001.json"] == before["replications/0001.json"]
    with pytest.raises(hs.InputError, match="of seed 7"):  # also once the tables are written
        hs.compare(file, seed=5, out=out, resume=True)
    # --resume --overwrite: of this study nothing is lost, also beyond -n; of another one everything
    assert compare(file, out, "--resume", "--overwrite") == 0
    assert hs.finished_replications(out) == 3
    assert compare(file, out, "--resume", "--overwrite", "--seed", "5") == 0
    assert hs.finished_replications(out) == 2
    assert held(out)["replications/0001.json"] != before["replications/0001.json"]
    assert compare(file, out, "--overwrite") == 0
    assert held(out)["replications/0001.json"] == before["replications/0001.json"]


def test_a_filled_folder_of_the_last_file_stops_before_the_first_runs(
    filled: tuple[Path, Path], tmp_path: Path
) -> None:
    file, _ = filled
    other = tmp_path / "other.yaml"
    other.write_text(TEXT, encoding="utf-8")
    hs.compare(file, replications=1, processes=1, out=tmp_path / "both" / "small")
    args = ["run", str(other), str(file), "-n", "2", "-j", "1", "-q", "--out", str(tmp_path / "both")]
    assert call(args) == 2
    assert not (tmp_path / "both" / "other").exists()


def test_out_that_is_a_file_is_wrong_input(filled: tuple[Path, Path], tmp_path: Path) -> None:
    file, _ = filled
    note = tmp_path / "f.txt"
    note.write_text("mine")
    assert compare(file, note, "--overwrite") == 2
    assert note.read_text() == "mine"


def test_hallsim_alone_and_as_a_module_print_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert call([]) == 0
    alone = capsys.readouterr().out
    done = subprocess.run(
        [sys.executable, "-m", "hallsim", "--help"], capture_output=True, text=True, check=True
    )
    assert "compare" in alone
    assert done.stdout.startswith("Usage: hallsim")


def test_ctrl_c_says_that_it_stopped(
    filled: tuple[Path, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, out = filled

    def stop(*_args: object, **_options: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("hallsim.api.load", stop)
    assert compare(file, out) == 130
    assert "Interrupted; what was finished before is kept." in capsys.readouterr().err
    monkeypatch.undo()
    monkeypatch.setattr("hallsim.api.save", stop)
    assert compare(file, out, "--resume") == 130
    assert "Interrupted. 2 finished replications are kept" in capsys.readouterr().err
