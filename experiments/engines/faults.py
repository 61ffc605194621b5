"""Faults planted in the compiled engine, one at a time, each of which a comparison must find.

A fault is one edit of the C++ sources (faults.toml): the file, what stands there once, and what instead.
Sources and objects lie in a folder of their own, so only what an edit touches is compiled again. What neither
the shipped scenarios nor the generated ones tell is looked for in the halls by hand of tests/unit and
tests/theory.
"""

from __future__ import annotations

import os
import pickle
import re
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
ROOT = Path(__file__).parents[2]
BY_HAND = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("unit", "theory")
    for path in (ROOT / "tests" / folder).glob("test_*.py")
    if "hall_builder" in path.read_text(encoding="utf-8")
)
"""Tests of tiny halls: each runs both engines."""
AS_TESTS = ("-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "tests.helpers.checked_extension")
SOURCES = ROOT / "hallsim" / "hall" / "compiled" / "cpp"
LIMIT_S = 600
"""What takes longer than this does not end, as a fault that makes a loop endless."""


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
        if not re.search(only, f"{fault.what} {fault.file}"):
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
    found = _look(extension, "-m", "experiments.engines.look", str(cases))
    return found or _fails(_look(extension, *AS_TESTS, *BY_HAND))


def _look(extension: Path, *command: str) -> str:
    """What Python prints when it runs a command with an extension."""
    try:
        looked = subprocess.run(
            ["nice", sys.executable, *command], capture_output=True, text=True, check=False,
            env={**os.environ, "HALLSIM_EXTENSION": str(extension)}, timeout=LIMIT_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"it does not end within {LIMIT_S} s"
    if looked.returncode < 0:
        return f"it ends with signal {-looked.returncode}"
    return looked.stdout.strip() or looked.stderr.strip()[-300:]


def _fails(printed: str) -> str:
    """The test that failed, by what pytest printed; its last words when none did; empty when all pass."""
    lines = printed.splitlines()
    failed = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
    if failed or not lines:
        return failed[0] if failed else "no test ran"
    return "" if " passed" in lines[-1] else printed[-300:]
