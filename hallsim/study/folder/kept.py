"""What a results folder holds already, and whether a run may write there: nothing is lost unasked."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from hallsim.errors import InputError, RunError, problem
from hallsim.os_errors import why
from hallsim.study.folder.store import BY_WORLD, FINISHED, Folder
from hallsim.text.message import Both, Message, joined

_JOURNAL: Final = "journal.sqlite"
"""With what stands beside it while it is open: the runs of a question that has not been told yet."""


def refuse_loss(folder: Folder, wanted: Sequence[int], *, resume: bool, overwrite: bool) -> None:
    """InputError when `folder` cannot be one, or when the run would lose what lies there.

    `resume` keeps replications of the same inputs, designs, seed and versions; `overwrite` permits to lose
    them.  A folder that holds the very replications wanted is told again.  Files that no run has left are
    never lost.
    """
    refuse_foreign(folder.path)
    if overwrite:
        return
    refuse_answer(folder)
    marks = folder.replications.marks()
    others = sum(mark != folder.fingerprint for mark in marks.values())
    nested = sum(one.count() for one in folder.nested())
    if nested:
        raise _would_be_lost(folder, nested, same=False)
    if others or (marks and not resume and not folder.is_complete(wanted)):
        raise _would_be_lost(folder, len(marks), same=not others)


def refuse_answer(folder: Folder) -> None:
    """InputError when a folder holds only the answer of a command that is neither `run` nor `compare`."""
    told = folder.manifest()
    if not told or folder.count():
        return
    if _is_journal(folder.path / _JOURNAL):
        raise _another(
            folder.path, Message("name another --out; --overwrite replaces the answer and keeps its runs")
        )
    if told.get("finished"):
        raise _another(folder.path, Message("name another --out; --overwrite replaces the answer"))


def refuse_another(path: Path, command: str = "") -> None:
    """InputError when a folder holds what a command without `--overwrite` would lose: what `run` and
    `compare` have left, or a finished answer that is not of this command.

    Args:
        command: as the manifests of its answers name it; empty for one that keeps its runs in a journal, and
            goes on from any journal.
    """
    folder = Folder(path, "")
    told = folder.manifest()
    journal = holds_runs(path)
    own = told.get("command") == command if command else journal
    if folder.count() or (not own and (told.get("finished") or journal)):
        raise _another(path, Message("name another --out"))


def refuse_told(path: Path) -> None:
    """InputError when a folder into which a study is to be told again holds runs, or a command's answer."""
    refuse_foreign(path)
    folder = Folder(path, "")
    runs = folder.count() or any(one.count() for one in folder.nested()) or holds_runs(path)
    if runs or "command" in folder.manifest():
        raise _another(path, Message("name another --out"))


def refuse_replications(folder: Folder, *, overwrite: bool) -> None:
    """InputError when a folder for several worlds holds a study of one, which would be lost."""
    marks = folder.replications.marks()
    if marks and not overwrite:
        raise _would_be_lost(folder, len(marks), same=False)


def refuse_foreign(path: Path) -> None:
    """InputError when a path cannot be a results folder: a file, or a folder that holds something else.

    What a run has left may have lost its manifest: its finished replications or its journal tell as well.
    """
    ours = (*FINISHED, BY_WORLD)
    others = [name for name in names_in(path) if not name.startswith(_JOURNAL) and name not in ours]
    folder = Folder(path, "")
    if others and not ("fingerprint" in folder.manifest() or folder.count() or _is_journal(path / _JOURNAL)):
        raise _not_ours(path, min(others))


def holds_runs(path: Path) -> bool:
    """Whether a folder has a journal of runs."""
    return (path / _JOURNAL).is_file()


def _is_journal(path: Path) -> bool:
    """Whether a file is a journal of runs, and no other database."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            db.execute("SELECT candidate, replication FROM runs LIMIT 1").fetchone()
    except sqlite3.Error:
        return False
    return True


def names_in(path: Path) -> list[str]:
    """What a folder holds that is not hidden; nothing where there is none.

    Raises:
        InputError: a file stands there, or above.
        RunError: it cannot be read.
    """
    try:
        for part in (path, *path.parents):
            if part.exists() and not part.is_dir():
                raise _is_a_file(part)
        names = [file.name for file in path.iterdir()] if path.is_dir() else []
    except OSError as error:
        reason = why(error)
        raise RunError(Message("{path} cannot be read: {reason}", path=path, reason=reason)) from None
    return sorted(name for name in names if not name.startswith("."))


def _not_ours(path: Path, name: str) -> InputError:
    return InputError(
        problem(
            None,
            "out.foreign",
            Message(
                "{path} holds files that no run of hallsim has left, such as {name}", path=path, name=name
            ),
            Message("name a new or an empty folder with --out"),
        )
    )


def _another(path: Path, remedy: Message) -> InputError:
    said = Message("{path} holds the answer of another command, which would be lost", path=path)
    return InputError(problem(None, "out.answer", said, remedy))


def _is_a_file(path: Path) -> InputError:
    return InputError(
        problem(
            None,
            "out.file",
            Message("{path} is a file, not a folder", path=path),
            Message("name a folder with --out"),
        )
    )


def _would_be_lost(folder: Folder, n: int, *, same: bool) -> InputError:
    manifest = folder.manifest()
    study = Message("of this very study") if same else _of_what(manifest, folder.about)
    seed = manifest.get("seed")
    if same or seed is None:
        again: str | Message = "--resume"
    else:
        again = Message("--resume with --seed {seed}, the file and the options they came from", seed=seed)
    said = (
        Message(
            "{path} holds {n} finished replication {study}, which would be lost",
            path=folder.path,
            n=n,
            study=study,
        )
        if n == 1
        else Message(
            "{path} holds {n} finished replications {study}, which would be lost",
            path=folder.path,
            n=n,
            study=study,
        )
    )
    return InputError(
        problem(
            None,
            "out.kept",
            said,
            Message(
                "keep them: {again} goes on from them, or name another --out; --overwrite replaces them",
                again=again,
            ),
        )
    )


def _of_what(kept: Mapping[str, Any], now: Mapping[str, Any]) -> Message | Both:
    """What sets the study that left them apart from this one, as far as its manifest tells."""
    apart = []
    if "seed" in kept and kept["seed"] != now.get("seed"):
        apart.append(Message("of seed {seed}", seed=kept["seed"]))
    if "inputs_sha256" in kept and kept.get("set", []) != now.get("set", []):
        settings = joined(map(str, kept.get("set") or []))
        apart.append(
            Message("with {settings}", settings=settings)
            if kept.get("set")
            else Message("of the scenario without --set")
        )
    elif "inputs_sha256" in kept and kept["inputs_sha256"] != now.get("inputs_sha256"):
        apart.append(Message("of another version of the scenario"))
    told = kept.get("designs")
    if isinstance(told, list) and sorted(map(str, told)) != sorted(now.get("designs", ())):
        apart.append(Message("of the designs {designs}", designs=", ".join(map(str, told))))
    if "versions" in kept and kept["versions"] != now.get("versions"):
        apart.append(Message("by other versions of hallsim or its libraries"))
    return joined(apart) if apart else Message("of another study")
