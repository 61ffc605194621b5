"""Files written whole or not at all: a disk that is full leaves what was there before."""

from __future__ import annotations

import os
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


def file_gone(path: Path) -> None:
    """Remove a file, as far as the system lets us."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
