"""The journal of a study: a row a run, in one SQLite file that outlives whatever happens to the process.

Every answer is committed as it comes, in write-ahead mode, so that a process killed at any moment leaves all
that was finished before, and readers see it while it grows.  A row is found again by what decides its numbers
(candidate, seed, block, replication, versions): what was changed meanwhile has another key and never mixes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol, Self

from hallsim.scenario.whatif.variation import Values
from hallsim.study.folder.store import fingerprint, versions
from hallsim.study.runs.blocks import Block
from hallsim.study.runs.candidate import Spec
from hallsim.study.runs.journal_file import JOURNAL, in_our_words, opened, opened_to_read, seal_of
from hallsim.study.runs.row import Ran, Row
from hallsim.study.runs.wanted import Wanted, wanted_of
from hallsim.text.message import Both

_NEXT: Final = "(SELECT ifnull(max(noted), 0) + 1 FROM candidates)"
_RUN: Final = "candidate = ? AND seed = ? AND block = ? AND versions = ?"


class Noted(Protocol):
    """What a journal tells of a candidate; see `Candidate`."""

    @property
    def key(self) -> str:
        """What decides its numbers."""

    @property
    def name(self) -> str:
        """As it stands in tables."""

    @property
    def world(self) -> str:
        """The world's name."""

    @property
    def design(self) -> str:
        """The design's name."""

    @property
    def factors(self) -> Values:
        """What is otherwise than in the file."""

    @property
    def world_spec(self) -> Spec:
        """Its world."""

    @property
    def design_spec(self) -> Spec:
        """Its design."""

    @property
    def wait_target_min(self) -> float:
        """The wait that counts as short."""


class Journal:
    """Rows by what decides their numbers.  Without a folder they live in a temporary file of SQLite's own.

    Args:
        to_read: as it is now, also while another process fills it.

    Raises:
        RunError: a disk that is full or fails, a folder that can only be read, a file that is damaged: in
            short whatever the system refuses, in one message.
    """

    def __init__(self, folder: Path | None = None, *, to_read: bool = False) -> None:
        self.path = None if folder is None else folder / JOURNAL
        self.versions = fingerprint(versions=versions())
        self._noted: set[tuple[str, str]] = set()
        if to_read and self.path is not None:
            self._db = opened_to_read(self.path)
            return
        self._db = opened(self.path)
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

    def note(
        self, candidates: Iterable[Noted], seed: int, block: Block, numbers: Mapping[str, range]
    ) -> None:
        """What candidates are, and how many replications of each (by its key) are asked for."""
        candidates = list(candidates)
        self._note(candidates)
        with self._writing() as db:
            db.executemany(
                "INSERT INTO asked VALUES (?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET n = excluded.n WHERE excluded.n > n",
                [(c.key, seed, block, len(numbers[c.key])) for c in candidates],
            )

    def _note(self, candidates: Iterable[Noted]) -> None:
        new = [c for c in candidates if (c.key, c.name) not in self._noted]
        if not new:
            return
        with self._writing() as db:
            for c in new:
                told = (
                    c.key, c.name, c.world, c.design, json.dumps(c.factors, ensure_ascii=False),
                    c.world_spec.key, c.design_spec.key, float(c.wait_target_min),
                )  # fmt: skip
                db.execute(
                    f"INSERT INTO candidates VALUES (NULL{', ?' * 8}, {_NEXT}, ?) "
                    f"ON CONFLICT DO UPDATE SET noted = {_NEXT}",
                    (*told, seal_of(told)),
                )
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
                seal = seal_of((*run, *told), row.ran.body)
                db.execute("INSERT INTO numbers VALUES (?, ?, ?)", (number, row.ran.body, seal))

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
                    ran=Ran(body=body, engine=engine, seconds=seconds),
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

    def remove(self, which: str, values: Sequence[Any]) -> None:
        """Remove runs that meet a condition, and give back their room."""
        with self._writing() as db:
            db.execute(f"DELETE FROM runs WHERE {which}", values)
        with in_our_words(self.path):
            self._db.execute("VACUUM")

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
