"""A small study in a folder: a hall, one number tried, two blocks; tables at its end.

python -m experiments.never_lost.study FOLDER [--processes N] [--cluster ADDRESS] [--replications N]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import hallsim.api as hs
from hallsim.errors import InputError, RunError
from hallsim.study.folder.store import write_file
from hallsim.study.runs.blocks import CONFIRM, SEARCH
from hallsim.study.runs.candidate import candidates_of
from hallsim.study.runs.executors.chosen import executor
from hallsim.study.runs.runs import Runs
from hallsim.study.runs.tables import table_files
from hallsim.study.runs.wanted import wanted

HALL = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 3}
  services:
    licence: {department: commerce, share: 60%, counter: exponential(mean 12 min)}
    permit: {department: building, share: 40%, counter: 9 min}
  arrivals: {per_day: 60, profile: two_peaks}
designs:
  apart: {windows: {commerce: 2, building: 1}}
  together: {windows: {all_in_one: {count: 3, serves: [all]}}}
run: {seed: 7}
"""
VARIED = "windows.all_in_one.count=2..5"
WANTED = wanted(["wait_mean", "wait_p90", "not_served_share"], {"hour": ["wait_p90"]})


def run(folder: Path, processes: int, cluster: str | None, n: int) -> int:
    """Search all, confirm the best, write tables; how many runs were made here."""
    source = hs.loads(HALL, "hall")
    candidates = candidates_of(hs.ask(source, vary=[VARIED]))
    made = 0
    with (
        executor(processes, cluster) as workers,
        Runs(seed=source.scenario.run.seed, wanted=WANTED, folder=folder, executor=workers) as runs,
    ):
        for _ in runs.rows(candidates, SEARCH, n):
            made += 1
        found = runs.of(candidates, SEARCH, n)
        best = min(candidates, key=lambda one: found.estimate(one, "wait_p90").value)
        for _ in runs.rows([best], CONFIRM, 2 * n):
            made += 1
        for name, content in table_files(runs.journal).items():
            write_file(folder / name, content)
    return made


def main() -> None:
    """Run it, or go on with it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--cluster")
    parser.add_argument("--replications", type=int, default=20)
    given = parser.parse_args()
    try:
        made = run(given.folder, given.processes, given.cluster, given.replications)
    except (InputError, RunError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
    sys.stdout.write(f"{made}\n")


if __name__ == "__main__":
    main()
