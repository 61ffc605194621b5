"""`hallsim study status`, `results` and `clean`, in both languages, and whatever is no study's folder."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import click
import pytest

import hallsim.api as hs
from hallsim.cli.lazy_group import LazyGroup
from hallsim.cli.main import call
from hallsim.study.runs.candidate import candidate_of
from hallsim.study.runs.journal import Journal
from hallsim.study.runs.row import Ran, Row, packed
from hallsim.study.runs.wanted import wanted
from hallsim.text.message import Both
from tests.helpers.study_builder import TEXT

WANTED = wanted(["wait_mean"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three of four runs made, one failed, one of another scenario; a damaged journal put aside."""
    one = candidate_of(hs.loads(TEXT), "apart")
    old = candidate_of(hs.loads(TEXT.replace("per_day: 60", "per_day: 61")), "apart")
    done = Ran(body=packed({"metrics": {"wait_mean": [6.0, 3.0]}, "by": {}}))
    failed = Ran(reason=Both("too hot", "太热"))
    with Journal(tmp_path) as journal:
        for candidate, n in ((old, 1), (one, 4)):
            journal.note([candidate], 1, "main", {candidate.key: range(n)})
        for key, number, ran in (
            (old.key, 0, done),
            *((one.key, i, done) for i in (0, 1)),
            (one.key, 2, failed),
        ):
            row = Row(candidate=key, seed=1, block="main", replication=number, wanted=WANTED, ran=ran)
            journal.put([row])
    (tmp_path / "journal.damaged-1.sqlite").write_bytes(bytes(2_000_000))
    return tmp_path


def test_a_status_says_what_is_there_and_what_to_do(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["study", "status", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "comparison     1           1          4         2       1     2" in out
    assert "1 failed: too hot" in out
    assert "the command that began it goes on from there" in out
    assert "Runs of inputs that have been changed since: 1" in out
    assert "Damaged journals put aside: 2.0 MB" in out
    assert call(["study", "status", str(folder), "--lang", "zh"]) == 0
    assert "1 次失败：太热" in capsys.readouterr().out


def test_results_are_written_and_printed(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path_factory.mktemp("told")
    assert call(["study", "results", str(folder), "--out", str(out)]) == 0
    assert "apart" in capsys.readouterr().out
    assert sorted(file.name for file in out.iterdir()) == [
        "figures.csv", "figures.parquet", "runs.csv", "runs.parquet",
    ]  # fmt: skip
    lines = (out / "runs.csv").read_text("utf-8-sig").splitlines()
    assert lines[1:] == ["apart,world,apart,1,main,0,done,2.0,", "apart,world,apart,1,main,1,done,2.0,",
                         "apart,world,apart,1,main,2,failed,,too hot"]  # fmt: skip
    assert call(["study", "results", str(folder), "--out", str(out)]) == 0  # its own files may be renewed
    (out / "runs.csv").rename(out / "mine.csv")
    for name in ("figures.csv", "figures.parquet", "runs.parquet"):
        (out / name).unlink()
    assert call(["study", "results", str(folder), "--out", str(out)]) == 2
    assert "holds something else, such as mine.csv" in capsys.readouterr().err


def test_cleaning_says_first_and_removes_then(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["study", "clean", str(folder)]) == 0
    assert "Nothing is removed yet: add --yes." in capsys.readouterr().out
    assert call(["study", "clean", str(folder), "--yes"]) == 0
    assert "Failed runs, which are tried again: 1" in capsys.readouterr().out
    assert call(["study", "clean", str(folder)]) == 0
    assert "There is nothing that nobody will read again." in capsys.readouterr().out
    with Journal(folder, to_read=True) as journal:
        assert journal.select("SELECT count(*) FROM runs") == [(2,)]


@pytest.mark.parametrize("command", ["status", "results", "clean"])
def test_a_folder_without_a_journal_is_told(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["study", command, str(tmp_path / "nowhere")]) == 2
    assert "nowhere holds no journal of runs" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "journal.sqlite").touch()
    assert call(["study", command, str(tmp_path)]) == 2
    assert f"{tmp_path} holds no journal of runs" in capsys.readouterr().err


def test_a_study_of_nothing_yet_has_nothing_to_tell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Journal(tmp_path).close()
    assert call(["study", "results", str(tmp_path)]) == 0
    assert "No run that tells of a metric is finished yet" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["status", "x"], "status x None"),
        (["hall.yaml", "--out", "y"], "run hall.yaml y"),
        (["--out", "y", "hall.yaml"], "run hall.yaml y"),
        (["--loud", "status", "x"], "status x None"),
    ],
)
def test_a_group_may_mean_a_command_where_none_is_named(
    args: list[str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    def told_of(name: str, given: dict[str, str]) -> str:
        return f"{name} {given['file']} {given['out']}"

    def command(name: str) -> click.Command:
        params: list[click.Parameter] = [click.Argument(["file"]), click.Option(["--out"])]
        return click.Command(
            name, params=params, callback=lambda file, out: heard.append(f"{name} {file} {out}")
        )

    module = ModuleType("commands_of_a_test")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    lazy = {}
    for name in ("run", "status"):
        setattr(module, name, command(name))
        lazy[name] = (f"{module.__name__}:{name}", "")
    loud = click.Option(["--loud"], is_flag=True, expose_value=False)
    group = LazyGroup("study", params=[loud], sections={"Commands": lazy}, plain="run", callback=lambda: None)
    group.main(args, standalone_mode=False)
    assert heard == [told]
