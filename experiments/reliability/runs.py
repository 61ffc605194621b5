"""Starting `hallsim` so that it can be ended, and looking at what it has left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GUARD_S = 600
"""Processes that live so long after their parent count as left behind."""
HALL = """
hallsim: 1
title: {en: Test hall 🏛, zh: 测试大厅 🏛}
world:
  calendar: {start: 2026-03-02, days: 8}
  services:
    licence: {title: {en: Licence, zh: 执照}, department: commerce, share: 60%,
              counter: exponential(mean 12 min), documents: {required: 3, missing: 15%}}
    permit: {title: {en: Permit, zh: 许可}, department: building, share: 40%, counter: 9 min}
  arrivals: {per_day: 60, profile: two_peaks}
designs:
  apart: {title: {en: Apart, zh: 分设窗口}, windows: {commerce: 2, building: 1}, notice: 50%}
  together: {title: {en: Together, zh: 综合窗口}, windows: {all_in_one: {count: 3, serves: [all]}}}
run: {replications: 8, seed: 7}
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a call ended: its exit code, what it printed and complained of, whether a process was left."""

    code: int
    printed: bytes
    complained: bytes
    left_behind: bool = False

    @property
    def clean(self) -> bool:
        """No traceback, no process left."""
        return not self.left_behind and b"Traceback" not in self.printed + self.complained


def call(
    *args: str,
    end: tuple[int, float] | None = None,
    env: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
    stdout: Any = subprocess.PIPE,
    cwd: Path | None = None,
    module: str = "hallsim",
) -> Ended:
    """Run `hallsim args` (or another module), and end it by a (signal, seconds after its start) unless it is
    done before.

    All its processes have its standard error, so the end of that is theirs.
    """

    def prepare() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # shells let what runs in the background ignore it
        if before is not None:
            before()

    run = subprocess.Popen(
        [sys.executable, "-m", module, *args],
        stdout=stdout, stderr=subprocess.PIPE, env=os.environ | {"LC_ALL": "C.UTF-8"} | dict(env or {}),
        preexec_fn=prepare, start_new_session=True, cwd=cwd,
    )  # fmt: skip
    try:
        printed, complained = run.communicate(timeout=GUARD_S if end is None else end[1])
    except subprocess.TimeoutExpired:
        assert end is not None
        run.send_signal(end[0])
        try:
            printed, complained = run.communicate(timeout=GUARD_S)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            printed, complained = run.communicate()
            return Ended(run.returncode, printed or b"", complained, left_behind=True)
    return Ended(run.returncode, printed or b"", complained)


def results(folder: Path) -> dict[str, bytes]:
    """Every file but the manifest, which says when it was written, and hidden ones."""
    files = [file for file in folder.rglob("*") if file.is_file() and not file.name.startswith(".")]
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in files
        if file.name != "manifest.json"
    }


def is_consistent(folder: Path) -> bool:
    """A manifest that can be read; where it is finished all that it names, no half file under a full name."""
    if not folder.exists() or (not results(folder) and not (folder / "manifest.json").exists()):
        return True
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for file in folder.glob("replications/*.json"):
        json.loads(file.read_bytes())
    return not manifest["finished"] or all((folder / name).is_file() for name in manifest["files"])
