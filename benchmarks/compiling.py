"""Building sources of the benchmarks with the system's compiler, into a folder that goes with the process."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.outcome import NotHereError

FLAGS = ("-O3", "-std=c++20", "-shared", "-fPIC", "-fvisibility=hidden")


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="hallsim-benchmarks-")


def build_folder() -> Path:
    """A temporary folder, the same throughout the process."""
    return Path(_folder().name)


def compiler(*names: str) -> list[str]:
    """The command of ``$CXX``, else of the first of some names (``c++``, ``g++``) that is there.

    Raises:
        NotHereError: none is.
    """
    asked = os.environ.get("CXX", "").split()
    for command in [asked, *([name] for name in names or ("c++", "g++"))]:
        if command and shutil.which(command[0]):
            return command
    raise NotHereError("no C++ compiler ($CXX, c++, g++)")


def built(command: Sequence[str], target: Path) -> Path:
    """What a command makes, `target`.

    Raises:
        NotHereError: the command fails.
    """
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or not target.exists():
        last = (done.stderr.strip() or "no message").splitlines()[-1]
        raise NotHereError(f"{Path(command[0]).name} fails: {last}")
    return target


def shared_object(source: Path, name: str, *flags: str) -> Path:
    """A C++ source as a shared object `name` in the temporary folder; NotHereError as above."""
    target = build_folder() / name
    return built([*compiler(), *FLAGS, *flags, str(source), "-o", str(target)], target)
