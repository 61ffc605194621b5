"""One process at a time fills a results folder: a lock that dies with its process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from hallsim.errors import InputError, RunError, problem
from hallsim.os_errors import why
from hallsim.text.message import Message

LOCK = ".lock"


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Inside, the folder is this process's own; it is made where there is none.

    Raises:
        InputError: another process works in it.
        RunError: it cannot be written.
    """
    path = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = path.open("ab+", buffering=0)
    except OSError as error:
        raise _unwritable(path, error) from None
    with file:
        if _locked(file):
            try:
                file.truncate(0)
                file.write(str(os.getpid()).encode())
            except OSError as error:
                raise _unwritable(path, error) from None
        else:
            file.seek(0)
            holder = file.read(20).decode("ascii", errors="replace")
            if holder != str(os.getpid()):
                raise _busy(folder, holder)
        yield


def holder(folder: Path) -> str:
    """The number of the process that works in a folder; empty when there is none."""
    try:
        import fcntl

        path = folder / LOCK
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return file.read(20).decode("ascii", errors="replace")
    except (ImportError, OSError):
        return ""
    return ""


def _unwritable(path: Path, error: OSError) -> RunError:
    reason = why(error)
    return RunError(Message("{path} cannot be written: {reason}", path=path, reason=reason))


def _locked(file: IO[bytes]) -> bool:
    """Whether the lock is ours now; also where the file system has none."""
    try:
        import fcntl
    except ImportError:  # Windows has no such locks; there, nobody is told
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _busy(folder: Path, holder: str) -> InputError:
    return InputError(
        problem(
            None,
            "out.busy",
            Message(
                "another run (process {holder}) is working in {folder}", holder=holder or "?", folder=folder
            ),
            Message("wait until it is done, or name another folder with --out"),
        )
    )
