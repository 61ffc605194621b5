"""The folder of a journal: whether it may be one, and what in it nobody needs any more."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hallsim.errors import InputError, problem
from hallsim.study.folder.kept import names_in, refuse_another
from hallsim.study.folder.kept import refuse_foreign as refuse_files
from hallsim.study.runs.journal import Journal
from hallsim.study.runs.journal_file import DAMAGED, JOURNAL, MEANT
from hallsim.text.message import Message

_NOBODYS: Final = f"(candidate, seed) NOT IN (SELECT candidate, seed FROM {MEANT})"
"""Runs of candidates whose name stands for another one of the same seed by now."""


def refuse_foreign(folder: Path) -> None:
    """InputError when a folder cannot hold a journal: a file, or one that holds something else."""
    if not aside(folder):
        if not (folder / JOURNAL).exists():
            refuse_files(folder)
        refuse_another(folder)


def refuse_others(folder: Path, ours: Container[str]) -> None:
    """InputError when a folder cannot be one, or holds only what is not ours."""
    names = names_in(folder)
    if names and not any(name in ours for name in names):
        raise InputError(
            problem(
                None,
                "journal.foreign",
                Message("{path} holds something else, such as {name}", path=folder, name=names[0]),
                Message("name a new or an empty folder with --out"),
            )
        )


def refuse_no_journal(folder: Path) -> None:
    """InputError when a folder holds no journal, or one that ended before its first byte."""
    path = folder / JOURNAL
    if not path.is_file() or not (path.stat().st_size or path.with_name(f"{JOURNAL}-wal").exists()):
        raise InputError(
            problem(
                None,
                "journal.none",
                Message("{folder} holds no journal of runs", folder=folder),
                Message("name the folder that was given as --out"),
            )
        )


def aside(folder: Path) -> list[Path]:
    """Damaged journals that were put aside."""
    return sorted(folder.glob(f"*.{DAMAGED}-*")) if folder.is_dir() else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """What nobody will read again: runs by other versions, runs of inputs that were changed since, failed
    ones, bytes of damaged journals.
    """

    n_versions: int
    n_changed: int
    n_failed: int
    n_bytes_aside: int

    def __bool__(self) -> bool:
        return bool(self.n_versions or self.n_changed or self.n_failed or self.n_bytes_aside)


def idle(folder: Path, journal: Journal) -> Idle:
    """What `clean` would remove."""
    ((others, changed, failed),) = journal.select(
        "SELECT ifnull(sum(versions != ?), 0), "
        f"ifnull(sum(versions = ? AND {_NOBODYS}), 0), "
        f"ifnull(sum(versions = ? AND NOT ({_NOBODYS}) AND state = 'failed'), 0) FROM runs",
        (journal.versions,) * 3,
    )
    n_bytes = sum(file.stat().st_size for file in aside(folder))
    return Idle(n_versions=others, n_changed=changed, n_failed=failed, n_bytes_aside=n_bytes)


def clean(folder: Path, journal: Journal) -> None:
    """Remove it; the folder is this process's own."""
    journal.remove(f"versions != ? OR state = 'failed' OR {_NOBODYS}", (journal.versions,))
    for file in aside(folder):
        file.unlink(missing_ok=True)
