"""The step of CI that looks for newer releases reports and never fails."""

import importlib.util
import json
import os
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture
def newest(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("newest", root / ".ci" / "newest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pip_says(written: str | None, code: int = 0) -> Any:
    """A pip that writes this report."""

    def run(*command: str | Path, seconds: int) -> subprocess.CompletedProcess[str]:
        assert seconds <= 90
        if written is not None:
            Path(command[command.index("--report") + 1]).write_text(written, encoding="utf-8")
        return subprocess.CompletedProcess(command, code, "")

    return run


def report(**chosen: str) -> str:
    return json.dumps({"install": [{"metadata": {"name": n, "version": v}} for n, v in chosen.items()]})


def test_only_what_differs_is_newer(newest: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    here = version("numpy")
    for chosen, told in (
        ({"numpy": here}, []), ({}, []), ({"numpy": f"{here}.0"}, []),
        ({"numpy": "99"}, [f"numpy {here} → 99"]),
        ({"no-such-thing": "1.0", "NumPy": "99"}, ["no-such-thing – → 1.0", f"NumPy {here} → 99"]),
    ):  # fmt: skip
        monkeypatch.setattr(newest, "run", pip_says(report(**chosen)))
        assert newest.newer() == told
    assert not newest._same("2.0", "20.0")
    assert not newest._same("1.10", "1.1")


@pytest.mark.parametrize(
    "written", [None, "", '{"install": [', "null", '{"version": "2"}', '{"install": [3]}']
)
def test_a_report_that_cannot_be_read_is_not_looked_up(
    newest: ModuleType, monkeypatch: pytest.MonkeyPatch, written: str | None
) -> None:
    monkeypatch.setattr(newest, "run", pip_says(written))
    assert newest.newer() is None
    monkeypatch.setattr(newest, "run", pip_says(report(numpy="99"), code=1))
    assert newest.newer() is None


@pytest.mark.skipif(os.name != "posix", reason="process groups")
def test_a_command_that_takes_too_long_is_ended_with_its_children(newest: ModuleType) -> None:
    begun = time.monotonic()
    assert newest.run("sh", "-c", "sleep 60 & sleep 60", seconds=1) is None
    assert newest.run("sh", "-c", "setsid sleep 8 & sleep 60", seconds=1) is None
    assert time.monotonic() - begun < 7
    assert newest.run("no-such-command", seconds=1) is None
    done = newest.run(sys.executable, "-c", r"import sys; sys.stdout.buffer.write(b'\xff ok')", seconds=20)
    assert done.stdout.endswith(" ok")


def test_what_is_said_reaches_any_terminal(root: Path) -> None:
    code = (
        "import importlib.util as u; s = u.spec_from_file_location('n', '.ci/newest.py');"
        "m = u.module_from_spec(s); s.loader.exec_module(m); m.say('numpy 2.4 → 99')"
    )
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "NEWEST_SECONDS": ""}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0
    assert b"numpy 2.4 ? 99" in done.stdout
