"""CPU time of `hallsim check` and `explain`, start included: ``python -m benchmarks.check``.

Every shipped scenario and template is checked in a process of its own; of some rounds the quickest counts.
The growth with the groups of windows is that of loading and checking in one process.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import hallsim.api as hs

ROOT = Path(__file__).parents[1]
MOST_SECONDS = 5.0
"""What no shipped file may take."""


def cpu_seconds(arguments: Sequence[str]) -> float:
    """CPU time of one call of the command line; RuntimeError when it fails."""
    before = os.times()
    command = [sys.executable, "-m", "hallsim", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: {done.stderr.decode()[-500:]}")
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def shipped() -> list[Path]:
    """Every scenario and template that can be checked by itself."""
    files = [*(ROOT / "scenarios").rglob("*.yaml"), *(ROOT / "hallsim").rglob("*.yaml")]
    return sorted(file for file in files if "\nhallsim: 1" in "\n" + file.read_text(encoding="utf-8"))


def groups_of_windows(n: int) -> str:
    """A hall of so many departments, each with its service and its window."""
    services = [f"    s{i}: {{department: d{i}, counter: 8 min, per_day: 10}}" for i in range(n)]
    windows = [f"      d{i}: 1" for i in range(n)]
    head = ["hallsim: 1", "world:", "  arrivals: {profile: two_peaks}", "  services:"]
    return "\n".join([*head, *services, "designs:", "  a:", "    windows:", *windows])


def seconds_of_groups(n: int) -> float:
    """CPU time of loading and checking it."""
    text = groups_of_windows(n)
    begin = time.process_time()
    hs.forecast(hs.loads(text))
    return time.process_time() - begin


def rows(files: Sequence[Path], rounds: int) -> Iterator[tuple[str, float]]:
    """What was called, and its CPU time."""
    for key in ("arrivals", "windows.breaks"):
        yield f"explain {key}", min(cpu_seconds(["explain", key]) for _ in range(rounds))
    for file in files:
        name = file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else file.name
        yield f"check {name}", min(cpu_seconds(["check", str(file)]) for _ in range(rounds))


def main() -> None:
    """Measure and print, the slowest last; exit code 1 when a file takes more than `MOST_SECONDS`."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.check", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="other files than those shipped")
    parser.add_argument("--rounds", type=int, default=2)
    args = parser.parse_args()
    found = sorted(
        rows([file.resolve() for file in args.files] or shipped(), args.rounds), key=lambda r: r[1]
    )
    for name, seconds in found:
        print(f"{seconds:6.2f} s  {name}", flush=True)
    few, many = (min(seconds_of_groups(n) for _ in range(args.rounds)) for n in (500, 2000))
    print(f"{many / few:6.2f} times the time of 500 groups of windows for 2,000")
    if any(seconds > MOST_SECONDS for _, seconds in found):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
