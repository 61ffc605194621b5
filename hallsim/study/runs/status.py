"""How far a study is, by its journal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hallsim.study.folder.claim import claimed, holder
from hallsim.study.runs.blocks import BLOCKS, Block
from hallsim.study.runs.folder import Idle, clean, idle, refuse_no_journal
from hallsim.study.runs.journal import Journal
from hallsim.study.runs.tables import asked
from hallsim.text.message import Both


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Runs of a seed and block: candidates, runs asked for, finished, failed; seconds of one in the mean."""

    seed: int
    block: Block
    n_candidates: int
    n_asked: int
    n_done: int
    n_failed: int
    seconds: float

    @property
    def n_left(self) -> int:
        """To be run by the same command."""
        return max(0, self.n_asked - self.n_done)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Of a study's folder.

    Attributes:
        holder: the process that works in it, empty when there is none.
        reasons: why runs failed, and how many did so, the most frequent first.
        idle: what nobody will read again.
        n_bytes: of the journal.
    """

    folder: Path
    holder: str
    blocks: tuple[Progress, ...]
    reasons: tuple[tuple[Both, int], ...]
    idle: Idle
    n_bytes: int


@contextmanager
def read(folder: Path) -> Iterator[Journal]:
    """The journal of a folder to read, also while it grows; InputError when there is none."""
    refuse_no_journal(folder)
    with Journal(folder, to_read=True) as journal:
        yield journal


def status_of(folder: Path) -> Status:
    """How far the study in a folder is."""
    with read(folder) as journal:
        return Status(
            folder=folder,
            holder=holder(folder),
            blocks=tuple(_blocks(journal)),
            reasons=tuple(_reasons(journal)),
            idle=idle(folder, journal),
            n_bytes=sum(file.stat().st_size for file in folder.glob("journal.sqlite*")),
        )


def cleaned(folder: Path) -> Idle:
    """Remove what nobody will read again, and say what it was.

    Raises:
        InputError: no journal, or another process works there.
        RunError: it cannot be written.
    """
    refuse_no_journal(folder)
    with claimed(folder), Journal(folder) as journal:
        found = idle(folder, journal)
        clean(folder, journal)
    return found


def _blocks(journal: Journal) -> Iterator[Progress]:
    everybody = asked(journal)
    counts = {
        (key, seed, block): row
        for key, seed, block, *row in journal.select(
            "SELECT candidate, seed, block, sum(state = 'done'), sum(state = 'failed'), sum(seconds) "
            "FROM runs WHERE versions = ? GROUP BY candidate, seed, block",
            (journal.versions,),
        )
    }
    kinds = {(one.seed, one.block) for one in everybody}
    for seed, block in sorted(kinds, key=lambda kind: (kind[0], BLOCKS.index(kind[1]))):
        mine = {one.key: one.n for one in everybody if (one.seed, one.block) == (seed, block)}
        rows = [counts.get((key, seed, block), (0, 0, 0.0)) for key in mine]
        # the check of a roster is made anew with later replications: what is finished was asked for
        n_asked = sum(max(n, int(row[0])) for n, row in zip(mine.values(), rows, strict=True))
        done, failed = (sum(int(row[i]) for row in rows) for i in (0, 1))
        seconds = sum(row[2] for row in rows) / max(1, done + failed)
        yield Progress(
            seed=seed, block=block, n_candidates=len(mine), n_asked=n_asked, n_done=done,
            n_failed=failed, seconds=seconds,
        )  # fmt: skip


def _reasons(journal: Journal) -> Iterator[tuple[Both, int]]:
    rows = journal.select(
        "SELECT reason, count(*) FROM runs WHERE versions = ? AND state = 'failed' "
        "GROUP BY reason ORDER BY count(*) DESC, reason",
        (journal.versions,),
    )
    yield from ((Both(**json.loads(reason)), n) for reason, n in rows)
