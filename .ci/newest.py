"""How the tests fare with the newest releases of what requirements.lock pins.  Reports and never fails.

A release of somebody else must not stop a change of ours.  Nothing newer, or no network: a line and less than
a minute.  Something newer: an environment of its own and the quick tests that reach every library, bounded in
time.  Run from the project's folder by the environment that the lock made.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

VENV = Path(".venv-newest")
PIP = ("-m", "pip", "--disable-pip-version-check", "--retries", "1", "--timeout", "15", "install", "--quiet")
TESTS = ("tests/unit", "tests/cli", "tests/report", "tests/study", "-m", "not slow and not statistical")
LOOK_SECONDS, INSTALL_SECONDS = 90, 180
TEST_SECONDS = int(os.environ.get("NEWEST_SECONDS") or 240)


def say(text: str) -> None:
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(f"newest releases: {text}\n".encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()


def run(*command: str | Path, seconds: int) -> subprocess.CompletedProcess[str] | None:
    """A finished command; None when it cannot be begun or took too long, then its children are ended too."""
    try:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            start_new_session=True,
        )  # fmt: skip
    except OSError:
        return None
    try:
        out, _ = process.communicate(timeout=seconds)
        return subprocess.CompletedProcess(command, process.returncode, out)
    except subprocess.TimeoutExpired:
        return None
    finally:
        # also when we are interrupted; what has left the group may hold the pipe open for ever
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, 9)
        process.kill()
        process.wait()


def newer() -> list[str] | None:
    """`numpy 2.4.6 → 2.5.0` of everything that pip would now choose otherwise; None when it cannot tell."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        # --ignore-installed: else pip is content with what is there when it reaches no index
        options = ("--dry-run", "--no-build-isolation", "--ignore-installed", "--report", str(report))
        done = run(sys.executable, *PIP, *options, ".[test]", seconds=LOOK_SECONDS)
        if done is None or done.returncode or not report.is_file():
            return None
        try:
            entries = json.loads(report.read_text(encoding="utf-8"))["install"]
            chosen = [(str(e["metadata"]["name"]), str(e["metadata"]["version"])) for e in entries]
        except (ValueError, KeyError, TypeError):
            return None  # a report of another shape, by another pip
    return sorted((one for name, new in chosen if (one := _change(name, new))), key=str.casefold)


def _change(name: str, new: str) -> str:
    """`numpy 2.4.6 → 2.5.0`, empty where that is what is here."""
    try:
        locked = version(name)
    except PackageNotFoundError:
        locked = "–"
    return "" if _same(locked, new) else f"{name} {locked} → {new}"


def _same(one: str, other: str) -> bool:
    """2.0 is 2.0.0."""
    return re.sub(r"(\.0)+$", "", one) == re.sub(r"(\.0)+$", "", other)


def try_newest() -> str:
    """What came of the quick tests in an environment with the newest releases."""
    python = VENV / "bin" / "python"
    for command in ((sys.executable, "-m", "venv", "--clear", VENV), (python, *PIP, "-e", ".[test]")):
        done = run(*command, seconds=INSTALL_SECONDS)
        if done is None or done.returncode:
            return "they could not be installed; make test-newest tells why"
    pytest = ("-m", "pytest", "-n", "2", "-q", "-p", "no:cacheprovider")
    done = run(python, *pytest, *TESTS, seconds=TEST_SECONDS)
    if done is None:
        return f"no verdict within {TEST_SECONDS} s; make test-newest has no limit"
    if done.returncode == 0:
        return "the quick tests pass"
    failed = [line[:160] for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    for line in failed[:20]:
        say(line)
    return "the quick tests do not pass; make test-newest runs all of them"


if __name__ == "__main__":
    different = newer()
    if different is None:
        say("not looked up (no network?)")
    elif not different:
        say("none but those of requirements.lock")
    else:
        say(", ".join(different))
        say(try_newest())
