"""How the tests fare with the newest releases of what requirements.lock pins.  Reports and never fails.

A release of somebody else must not stop a change of ours.  Nothing newer, or no network: a line and less than
a minute.  Something newer: an environment of its own and the quick tests that reach every library, bounded in
time.  Run from the project's folder by the environment that the lock made.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

VENV = Path(".venv-newest")
PIP = ("-m", "pip", "--disable-pip-version-check", "--retries", "1", "--timeout", "15", "install", "--quiet")
TESTS = ("tests/unit", "tests/cli", "tests/report", "tests/study", "-m", "not slow and not statistical")
LOOK_SECONDS, INSTALL_SECONDS = 90, 180
TEST_SECONDS = int(os.environ.get("NEWEST_SECONDS", "240"))


def say(text: str) -> None:
    sys.stdout.write(f"newest releases: {text}\n")
    sys.stdout.flush()


def run(*command: str | Path, seconds: int) -> subprocess.CompletedProcess[str] | None:
    """A finished command, or None when it took too long; then its children are ended too."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        out, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.communicate()
        return None
    return subprocess.CompletedProcess(command, process.returncode, out)


def newer() -> list[str] | None:
    """`numpy 2.4.6 → 2.5.0` of everything that pip would now choose otherwise; None when it cannot tell."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        # --ignore-installed: else pip is content with what is there when it reaches no index
        options = ("--dry-run", "--no-build-isolation", "--ignore-installed", "--report", str(report))
        done = run(sys.executable, *PIP, *options, ".[test]", seconds=LOOK_SECONDS)
        if done is None or done.returncode or not report.is_file():
            return None
        chosen = [entry["metadata"] for entry in json.loads(report.read_text(encoding="utf-8"))["install"]]
    found = []
    for package in chosen:
        try:
            locked = version(package["name"])
        except PackageNotFoundError:
            locked = "–"
        if locked != package["version"]:
            found.append(f"{package['name']} {locked} → {package['version']}")
    return sorted(found, key=str.casefold)


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
