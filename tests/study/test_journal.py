"""A journal loses nothing that was finished, whatever becomes of its file, and mixes nothing."""

from __future__ import annotations

import errno
import fcntl
import resource
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import hallsim.api as hs
from hallsim.errors import InputError, RunError
from hallsim.study.runs import journal as journal_module
from hallsim.study.runs import journal_file
from hallsim.study.runs.blocks import CONFIRM, MAIN
from hallsim.study.runs.candidate import Candidate, candidate_of, candidates_of
from hallsim.study.runs.folder import clean, idle
from hallsim.study.runs.job import Answer, Job
from hallsim.study.runs.journal import Journal
from hallsim.study.runs.journal_file import JOURNAL
from hallsim.study.runs.row import Ran, Row, packed
from hallsim.study.runs.runs import Runs
from hallsim.study.runs.status import status_of
from hallsim.study.runs.tables import asked, figures_table, runs_table, table_files
from hallsim.study.runs.wanted import wanted
from hallsim.text.message import Both
from tests.helpers.study_builder import TEXT

SOURCE = hs.loads(TEXT, "small")
BOTH = candidates_of(hs.ask(SOURCE))
WANTED = wanted(["wait_mean"], {"hour": ["n_tickets"]})


class Made:
    """Runs that cost nothing: three people wait as many minutes as the replication says."""

    n_workers = 1

    def __init__(self, fails: Sequence[int] = ()) -> None:
        self.n, self.fails = 0, fails

    def run(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, Answer | None]]:
        for job in jobs:
            self.n += len(job.keys)
            minutes = 3.0 * (job.replication + 1)
            found = {"metrics": {"wait_mean": [minutes, 3.0]}, "by": {"hour": {"9": {"n_tickets": [3.0]}}}}
            failed = Ran(reason=Both("why", "因"))
            ran = (
                failed
                if job.replication in self.fails
                else Ran(body=packed(found), engine="none", seconds=0.5)
            )
            yield job, [ran] * len(job.keys)

    def close(self) -> None:
        return


def made(
    folder: Path,
    n: int = 20,
    candidates: Sequence[Candidate] = BOTH,
    fails: Sequence[int] = (),
    seed: int = 1,
) -> int:
    """A study of runs that cost nothing; how many of them were made."""
    executor = Made(fails)
    with Runs(seed=1, wanted=WANTED, folder=folder, executor=executor) as runs:
        runs.of(candidates, MAIN, n)
    return executor.n


def tables(folder: Path) -> dict[str, bytes]:
    with Journal(folder, to_read=True) as journal:
        return table_files(journal)


def sizes(folder: Path) -> list[int]:
    """Finished runs by candidate."""
    with Journal(folder, to_read=True) as journal:
        return [len(journal.known(candidate.key, 1, MAIN)) for candidate in BOTH]


def test_tables_tell_runs_and_figures(tmp_path: Path) -> None:
    made(tmp_path, 3, fails=[1])
    with Journal(tmp_path, to_read=True) as journal:
        runs, figures = runs_table(journal), figures_table(journal)
    assert list(runs.columns) == [
        "candidate", "world", "design", "seed", "block", "replication", "state", "wait_mean", "reason",
    ]  # fmt: skip
    told = runs[runs.candidate == "apart"][["replication", "state", "wait_mean", "reason"]].fillna(-1)
    assert told.to_numpy().tolist() == [
        [0, "done", 1.0, ""],
        [1, "failed", -1.0, "why"],
        [2, "done", 3.0, ""],
    ]
    mine = figures[figures.candidate == "together"]
    assert mine[["dimension", "part", "metric", "n", "value"]].to_numpy().tolist() == [
        ["", "", "wait_mean", 2, 2.0],
        ["hour", "9", "n_tickets", 2, 6.0],
    ]


def test_tables_do_not_tell_in_which_order_runs_were_made(tmp_path: Path) -> None:
    made(tmp_path / "once", 6)
    made(tmp_path / "often", 2, BOTH[::-1][:1])
    shutil.rmtree(tmp_path / "often")
    for n, candidates in ((1, BOTH), (6, BOTH[1:]), (3, BOTH[:1]), (6, BOTH)):
        made(tmp_path / "often", n, candidates)
    assert tables(tmp_path / "once") == tables(tmp_path / "often")


def test_what_was_changed_is_another_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = candidate_of(hs.loads(TEXT.replace("per_day: 60", "per_day: 61")), "apart")
    assert [made(tmp_path, 2, [one]) for one in (BOTH[0], changed, BOTH[0], changed)] == [2, 2, 0, 0]
    with Journal(tmp_path, to_read=True) as journal:
        (told,) = asked(journal)
        assert told.key == changed.key
        assert idle(tmp_path, journal).n_changed == 2
    monkeypatch.setattr(journal_module, "versions", lambda: {"hallsim": "another"})
    assert made(tmp_path, 2, [changed]) == 2
    with Journal(tmp_path, to_read=True) as journal:
        assert (idle(tmp_path, journal).n_versions, len(runs_table(journal))) == (4, 2)


def test_cleaning_leaves_what_is_read(tmp_path: Path) -> None:
    changed = candidate_of(hs.loads(TEXT.replace("per_day: 60", "per_day: 61")), "apart")
    made(tmp_path, 4, BOTH)
    made(tmp_path, 4, [changed], fails=[3])
    before = tables(tmp_path)
    (tmp_path / "journal.damaged-1.sqlite").write_bytes(b"12345")
    with Journal(tmp_path) as journal:
        found = idle(tmp_path, journal)
        assert (found.n_versions, found.n_changed, found.n_failed, found.n_bytes_aside) == (0, 4, 1, 5)
        clean(tmp_path, journal)
        assert not idle(tmp_path, journal)
        assert journal.select("SELECT count(*) FROM runs LEFT JOIN numbers USING (run)") == [(7,)]
        assert journal.select("SELECT count(*) FROM numbers") == [(7,)]
    assert tables(tmp_path)["figures.csv"] == before["figures.csv"]


def test_a_status_counts_what_is_asked_finished_and_failed(tmp_path: Path) -> None:
    made(tmp_path, 4, fails=[0])
    with Runs(seed=1, wanted=WANTED, folder=tmp_path, executor=Made()) as runs:
        next(runs.rows(BOTH[:1], CONFIRM, 10))
        told = status_of(tmp_path)  # while somebody works there
        assert told.holder
    main, confirm = told.blocks
    assert (main.n_candidates, main.n_asked, main.n_done, main.n_failed, main.n_left) == (2, 8, 6, 2, 2)
    assert (confirm.n_candidates, confirm.n_asked, confirm.n_done, confirm.n_left) == (1, 10, 1, 9)
    assert told.reasons == ((Both("why", "因"), 2),)
    assert status_of(tmp_path).holder == ""


# ------------------------------------------------------------------ files that fail


@pytest.mark.parametrize("what", ["numbers", "factors", "text", "header", "half"])
def test_a_damaged_journal_is_put_aside_and_what_can_be_read_goes_on(tmp_path: Path, what: str) -> None:
    made(tmp_path, 40)
    whole, file = tables(tmp_path), tmp_path / JOURNAL
    with sqlite3.connect(file) as db:
        (body, seal) = db.execute("SELECT body, seal FROM numbers WHERE run = 7").fetchone()
    db.close()
    content = file.read_bytes()
    damaged = {
        "numbers": content.replace(body + seal, body[:-1] + b"\0" + seal),
        "factors": content.replace(b"apart", b"apert", 1),
        "text": content.replace(b'"wait_mean"', b'"wait\xff\xfemean"'[:11], 1),
        "header": bytes(100) + content[100:],
        "half": content[: len(content) // 2 // 4096 * 4096],
    }[what]
    assert damaged != content
    file.write_bytes(damaged)
    with pytest.raises(RunError, match=r"was damaged: \d+ finished runs .* the damaged file is journal"):
        made(tmp_path, 40)
    assert (tmp_path / "journal.damaged-1.sqlite").read_bytes() == damaged
    kept = sum(sizes(tmp_path))
    assert kept == {"numbers": 79, "factors": 80, "text": 79, "header": 0}.get(what, kept)
    assert 0 <= kept < 80 or what == "factors"
    assert made(tmp_path, 40) == 80 - kept
    assert tables(tmp_path) == whole


def test_a_second_damage_is_another_copy(tmp_path: Path) -> None:
    for _ in range(2):
        (tmp_path / JOURNAL).write_bytes(b"nothing of SQLite's")
        with pytest.raises(RunError, match="was damaged: 0 finished runs"):
            Journal(tmp_path)
    assert len(list(tmp_path.glob("*.damaged-*.sqlite"))) == 2


def test_a_full_disk_loses_nothing_that_was_finished(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Runs(seed=1, wanted=WANTED, folder=tmp_path, executor=(executor := Made())) as runs:
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, hard))
            with pytest.raises(RunError, match=r"cannot be written: .*; what was finished before is kept"):
                runs.of(BOTH, MAIN, 2000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    kept = sum(sizes(tmp_path))
    assert 0 < kept <= executor.n < 4000
    assert made(tmp_path, 2000) == 4000 - kept


def test_what_sqlite_finds_full_is_told_as_a_full_disk(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.select("PRAGMA max_page_count = 12")
        with pytest.raises(RunError, match="the disk is full"):
            put_many(journal)
        kept = len(journal.known("k", 1, MAIN))
        assert 0 < kept < 1000
        assert len(journal.rows("k", 1, MAIN, range(1000))) == kept


def put_many(journal: Journal) -> None:
    for number in range(1000):
        ran = Ran(body=packed({"metrics": {"wait_mean": [float(number)] * 50}, "by": {}}))
        journal.put([Row(candidate="k", seed=1, block=MAIN, replication=number, wanted=WANTED, ran=ran)])


def test_rows_are_kept_together_or_not_at_all(tmp_path: Path) -> None:
    good = Row(candidate="k", seed=1, block=MAIN, replication=0, wanted=WANTED, ran=Ran())
    bad = replace(good, replication=1, ran=Ran(body=None))  # type: ignore[arg-type]
    with Journal(tmp_path) as journal:
        with pytest.raises(TypeError):
            journal.put([good, bad])
        assert journal.known("k", 1, MAIN) == {}
        journal.put([good])
        assert list(journal.known("k", 1, MAIN)) == [0]


def test_a_folder_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"/proc/here/\.lock cannot be written"):
        made(Path("/proc/here"))
    made(tmp_path, 1)

    def refused(path: object, **options: object) -> sqlite3.Connection:
        error = sqlite3.OperationalError("attempt to write a readonly database")
        error.sqlite_errorcode = sqlite3.SQLITE_READONLY
        raise error

    monkeypatch.setattr(sqlite3, "connect", refused)
    with pytest.raises(RunError, match="its disk can only be read; what was finished before is kept"):
        made(tmp_path, 1)


def test_a_second_process_is_told(tmp_path: Path) -> None:
    made(tmp_path, 1)
    lock = (tmp_path / ".lock").open("ab+")
    fcntl.flock(lock, fcntl.LOCK_EX)
    lock.truncate(0)
    lock.write(b"4711")
    lock.flush()
    with lock, pytest.raises(InputError, match=r"another run \(process 4711\) is working in"):
        made(tmp_path, 2)
    assert made(tmp_path, 2) == 2


def test_folders_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_bytes(b"years of work")
    with pytest.raises(InputError, match=r"no run of hallsim has left, such as thesis\.doc"):
        made(tmp_path)
    with pytest.raises(InputError, match="holds no journal of runs"):
        status_of(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.doc"]


def test_a_journal_of_another_form_is_not_touched(tmp_path: Path) -> None:
    made(tmp_path, 1)
    with sqlite3.connect(tmp_path / JOURNAL) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    before = (tmp_path / JOURNAL).read_bytes()
    with pytest.raises(RunError, match="a journal of another version"):
        made(tmp_path, 1)
    assert (tmp_path / JOURNAL).read_bytes() == before


def test_what_the_system_refuses_is_said_in_our_words(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="the disk is full"), journal_file.in_our_words(tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_another_seed_tries_others_under_the_same_names(tmp_path: Path) -> None:
    """As a search does: what it found with the first seed is not of inputs that were changed."""
    changed = candidate_of(hs.loads(TEXT.replace("per_day: 60", "per_day: 61")), "apart")
    made(tmp_path, 2, BOTH[:1])
    with Runs(seed=2, wanted=WANTED, folder=tmp_path, executor=Made()) as runs:
        list(runs.rows([changed], MAIN, 3))
    with Journal(tmp_path, to_read=True) as journal:
        assert not idle(tmp_path, journal)
        assert [(one.key, one.seed, one.n) for one in asked(journal)] == [
            (BOTH[0].key, 1, 2),
            (changed.key, 2, 3),
        ]
        assert len(runs_table(journal)) == 5
