"""Faults planted in the compiled engine, one at a time, each of which a comparison must find.

A fault is one edit of the C++ sources (faults.toml): the file, what stands there once, and what instead.
Sources and objects lie in a folder of their own, so only what an edit touches is compiled again.
"""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from experiments.engines.cases import small
from hallsim.hall.compiled.coverage import not_covered
from hallsim.hall.reference.engine import run

LISTED = Path(__file__).with_name("faults.toml")
SOURCES = Path(__file__).parents[2] / "hallsim" / "hall" / "compiled" / "cpp"


@dataclass(frozen=True, slots=True)
class Fault:
    """One edit."""

    what: str
    file: str
    old: str
    new: str

    def planted(self, text: str) -> str:
        """The source with it.

        Raises:
            ValueError: what it replaces does not stand there just once.
        """
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file}: '{self.old}' stands there {text.count(self.old)} times, not once")
        return text.replace(self.old, self.new)


def faults() -> list[Fault]:
    """All that are listed."""
    return [Fault(**row) for row in tomllib.loads(LISTED.read_text(encoding="utf-8"))["fault"]]


def told(line: str) -> None:
    """Say at once how far it is."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def look_for_faults(build: Path, only: str = "") -> int:
    """Plant each, build, compare; 1 unless all are found and the engine without any is right."""
    sources, cases = build / "cpp", build / "cases.pickle"
    build.mkdir(parents=True, exist_ok=True)
    shutil.copytree(SOURCES, sources, dirs_exist_ok=True, copy_function=_copy_changed)
    covered = [(name, given) for name, given in small() if not_covered(given) is None]
    cases.write_bytes(pickle.dumps([(name, given, run(given)) for name, given in covered]))
    told(f"{len(covered)} cases")
    right = _fate(build, cases)
    told(f"without a fault: {right or 'identical'}")
    missed = [] if not right else ["without a fault"]
    for fault in faults():
        if only not in f"{fault.what} {fault.file}":
            continue
        file = sources / fault.file
        text = file.read_text(encoding="utf-8")
        file.write_text(fault.planted(text), encoding="utf-8")
        try:
            found = _fate(build, cases)
        finally:
            file.write_text(text, encoding="utf-8")
        told(f"{fault.what} ({fault.file}): {found or 'NOT FOUND'}")
        if not found:
            missed.append(fault.what)
    told(f"{len(missed)} missed")
    return 1 if missed else 0


def _copy_changed(source: str, target: str) -> str:
    """Copy a file unless it is there already: what has not changed is not compiled again."""
    one, other = Path(source), Path(target)
    if not other.exists() or one.read_bytes() != other.read_bytes():
        shutil.copy2(source, target)
        other.touch()
    return target


def _fate(build: Path, cases: Path) -> str:
    """How the engine that is there now is found out; empty when it is not."""
    extension = build / "_core.so"
    make = ["nice", "make", "--silent", "-f", f"{build}/cpp/Makefile", "parts", f"PYTHON={sys.executable}"]
    told = subprocess.run(
        [*make, f"BUILD={build}/objects", f"TARGET={extension}"], capture_output=True, text=True, check=False
    )
    if told.returncode:
        raise RuntimeError(told.stderr)
    looked = subprocess.run(
        ["nice", sys.executable, "-m", "experiments.engines.look", str(cases)], capture_output=True,
        text=True, check=False, env={**os.environ, "HALLSIM_EXTENSION": str(extension)}, timeout=600,
    )  # fmt: skip
    if looked.returncode < 0:
        return f"it ends with signal {-looked.returncode}"
    return looked.stdout.strip() or looked.stderr.strip()[-300:]
