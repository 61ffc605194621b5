"""How many cores the machine lends to this process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from hallsim.text.message import Message


def cores(root: Path = Path("/")) -> int:
    """The cores it may run on, but no more than the quotas of its control groups keep busy; at least 1.

    A container's quota is seen by neither `os.cpu_count` nor the affinity.

    Args:
        root: where `proc` and `sys` are.
    """
    quotas = [-(-quota // period) for quota, period in _quotas(root) if quota > 0 and period > 0]
    return max(1, min([_may_run_on(), *quotas]))


def told_processes(n: int) -> Message:
    """So many processes, in words."""
    return Message("{n} processes", n=n)


def _may_run_on() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _quotas(root: Path) -> Iterator[tuple[int, int]]:
    """(quota, period) in µs of every control group around this process, of either version."""
    groups = root / "sys" / "fs" / "cgroup"
    for line in _words(root / "proc" / "self" / "cgroup", "\n"):
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        inside = PurePosixPath(path.lstrip("/"))
        for around in (inside, *inside.parents):
            if not controllers:  # version 2 has no names here
                yield _pair(_words(groups / around / "cpu.max"))
            elif "cpu" in controllers.split(","):
                names = ("cpu.cfs_quota_us", "cpu.cfs_period_us")
                folder = groups / controllers / around
                folder = folder if folder.is_dir() else groups / "cpu" / around
                yield _pair([word for name in names for word in _words(folder / name)])


def _pair(words: list[str]) -> tuple[int, int]:
    """Two numbers; (0, 0) where there is no limit: `max`, -1, or nothing at all."""
    return (int(words[0]), int(words[1])) if len(words) == 2 and all(map(str.isdecimal, words)) else (0, 0)


def _words(file: Path, between: str | None = None) -> list[str]:
    """What stands in a file, in pieces; nothing where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8").split(between)
    except (OSError, ValueError):
        return []
