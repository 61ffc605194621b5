"""The journal of a study: a row a run, in one SQLite file that outlives whatever happens to the process.

Every answer is committed as it comes, in write-ahead mode, so that a process killed at any moment leaves all
that was finished before, and readers see it while it grows.  A row is found again by what decides its numbers
(candidate, seed, block, replication, versions): what was changed meanwhile has another key and never mixes.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from hallsim.study.folder.store import canonical_json, fingerprint, versions
from hallsim.study.runs.blocks import Block
from hallsim.study.runs.candidate import Candidate
from hallsim.study.runs.journal_file import JOURNAL, in_our_words, opened, seal_of
from hallsim.study.runs.row import Ran, Row
from hallsim.study.runs.wanted import Wanted, wanted_of
from hallsim.text.message import Both

_RUN: Final = "candidate = ? AND seed = ? AND block = ? AND versions = ?"


class Journal:
    """Rows by what decides their numbers.  Without a folder they live in a temporary file of SQLite's own.

    Raises:
        RunError: a disk that is full or fails, a folder that can only be read, a file that is damaged: in
            short whatever the system refuses, in one message.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.path = None if folder is None else folder / JOURNAL
        self.versions = fingerprint(versions=versions())
        self._db = opened(self.path)
        self._noted: set[tuple[str, str]] = set()
        with self._writing() as db:
            told = (self.versions, json.dumps(versions()))
            db.execute("INSERT OR IGNORE INTO versions VALUES (?, ?)", told)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is lost without it."""
        self._db.close()

    def note(self, candidates: Iterable[Candidate]) -> None:
        """What candidates are, beside their rows; of a name it is the last one that holds."""
        new = [c for c in candidates if (c.key, c.name) not in self._noted]
        if not new:
            return
        with self._writing() as db:
            db.executemany(
                "INSERT OR REPLACE INTO candidates VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        c.key, c.name, c.world, c.design, json.dumps(c.factors, ensure_ascii=False),
                        c.world_spec.key, c.design_spec.key, c.wait_target_min,
                    )
                    for c in new
                ],
            )  # fmt: skip
        self._noted |= {(c.key, c.name) for c in new}

    def put(self, rows: Sequence[Row]) -> None:
        """Keep rows; one of the same run takes the place of the one before."""
        with self._writing() as db:
            for row in rows:
                run = (row.candidate, row.seed, row.block, row.replication, self.versions)
                reason = None if row.ran.reason is None else _text(asdict(row.ran.reason))
                told = (row.ran.state, row.ran.engine, row.ran.seconds, _text(row.wanted.plain()), reason)
                db.execute(f"INSERT OR REPLACE INTO runs VALUES (NULL{', ?' * 10})", run + told)
                (number,) = db.execute("SELECT last_insert_rowid()").fetchone()
                body = zlib.compress(canonical_json(row.ran.found), 1)
                db.execute("INSERT INTO numbers VALUES (?, ?, ?)", (number, body, seal_of(run, body)))

    def known(self, candidate: str, seed: int, block: Block) -> dict[int, Wanted]:
        """What is known of the finished runs of a candidate, by replication."""
        read: dict[str, Wanted] = {}
        with in_our_words(self.path):
            found = self._db.execute(
                f"SELECT replication, wanted FROM runs WHERE {_RUN} AND state = 'done'",
                (candidate, seed, block, self.versions),
            ).fetchall()
        for _, text in found:
            if text not in read:
                read[text] = wanted_of(json.loads(text))
        return {replication: read[text] for replication, text in found}

    def rows(self, candidate: str, seed: int, block: Block, replications: Iterable[int]) -> list[Row]:
        """The finished runs of a candidate among some replications, in their order."""
        among = set(replications)
        with in_our_words(self.path):
            found = self._db.execute(
                "SELECT replication, wanted, engine, seconds, body FROM runs JOIN numbers USING (run) "
                f"WHERE {_RUN} AND state = 'done' ORDER BY replication",
                (candidate, seed, block, self.versions),
            )
            return [
                Row(
                    candidate=candidate, seed=seed, block=block, replication=replication,
                    wanted=wanted_of(json.loads(wanted)),
                    ran=Ran(found=json.loads(zlib.decompress(body)), engine=engine, seconds=seconds),
                )
                for replication, wanted, engine, seconds, body in found
                if replication in among
            ]  # fmt: skip

    def failures(self, candidate: str, seed: int, block: Block) -> dict[int, Both]:
        """Why runs of a candidate failed, by replication."""
        with in_our_words(self.path):
            found = self._db.execute(
                f"SELECT replication, reason FROM runs WHERE {_RUN} AND state = 'failed'",
                (candidate, seed, block, self.versions),
            ).fetchall()
        return {replication: Both(**json.loads(reason)) for replication, reason in found}

    def select(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What the tables (`journal_file.TABLES`) say, for whoever tells of a journal."""
        with in_our_words(self.path):
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """All that is written inside, or nothing of it."""
        with in_our_words(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                _take_back(self._db)
                raise
            try:
                self._db.execute("COMMIT")
            except sqlite3.Error:
                _take_back(self._db)
                raise


def _take_back(db: sqlite3.Connection) -> None:
    """A full disk may have done it already."""
    if db.in_transaction:
        db.execute("ROLLBACK")


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
