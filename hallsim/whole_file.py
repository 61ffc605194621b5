"""Files written whole or not at all: what was there before stays on a full disk."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

PART: Final = ".part"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it; what is no plain file (a pipe, a device) is written to.

    OSError when it cannot be written; nothing of it is left then.
    """
    target = Path(os.path.realpath(path))  # a link stays one
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    beside = target.with_name(f".{target.name}.{os.getpid()}{PART}")
    try:
        beside.write_bytes(content)
        beside.replace(target)
    except BaseException:  # a disk that is full, or stopped half-way
        file_gone(beside)
        raise


def read_whole(path: Path) -> bytes:
    """The bytes of an ordinary file; OSError for anything else, such as a pipe that nobody fills."""
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(errno.EINVAL, "")
    return path.read_bytes()


def pipe_gone(path: Path) -> None:
    """Remove a pipe that stands where a file is to be: writing to it would wait for a reader."""
    if path.is_fifo():
        file_gone(path)


def file_gone(path: Path) -> None:
    """Remove a file, as far as the system lets us."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
