"""What single runs cost beside the runs themselves: bookkeeping, the coordinator's memory, several workers.

``python -m benchmarks.runs`` (minutes; `--only bookkeeping` or `memory workers cluster` measures a part).
Only ratios mean anything, and that of two workers only where nobody else uses the machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from multiprocessing import active_children
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import hallsim.api as hs
from benchmarks.outcome import spread
from hallsim.study.runs.blocks import MAIN
from hallsim.study.runs.candidate import Candidate, candidate_of, candidates_of
from hallsim.study.runs.executors.chosen import executor
from hallsim.study.runs.executors.protocol import Executor
from hallsim.study.runs.executors.serial import Serial
from hallsim.study.runs.job import Answer, Job, work
from hallsim.study.runs.row import packed
from hallsim.study.runs.runs import Runs
from hallsim.study.runs.tables import table_files
from hallsim.study.runs.wanted import Wanted, wanted

SMALL_TOWN: Final = Path("scenarios/small_town.yaml")
VARIED: Final = "windows.registry.count=1..4"
N_FAKE: Final = 100_000
PARTS: Final = ("bookkeeping", "memory", "workers", "cluster")


def what() -> Wanted:
    """What a question about waits asks of a run: four metrics, one of them by hour and by queue."""
    metrics = ["wait_mean", "wait_p90", "not_served_share", "left_share"]
    return wanted(metrics, {"hour": ["wait_p90"], "queue": ["ticket_wait_p90"]})


def candidates() -> tuple[Candidate, ...]:
    """A design of the small town with one number tried."""
    return candidates_of(hs.ask(hs.load(SMALL_TOWN), ["by_department"], vary=[VARIED]))


class Timed:
    """Runs here, and tells how much CPU time the runs themselves took, without packing what they found."""

    n_workers = 1

    def __init__(self) -> None:
        self.seconds = self.packing_s = 0.0

    def run(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, Answer | None]]:
        """In the order of the jobs."""
        for job in jobs:
            began, before = time.process_time(), self.packing_s
            with patch("hallsim.study.runs.job.packed", self._packed):
                answer = work(job)
            self.seconds += time.process_time() - began - (self.packing_s - before)
            yield job, answer

    def close(self) -> None:
        """There is nobody."""

    def _packed(self, found: Mapping[str, Any]) -> bytes:
        began = time.process_time()
        body = packed(found)
        self.packing_s += time.process_time() - began
        return body


class Fake:
    """Answers at once with what a real run of the small town adds."""

    n_workers = 300

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def run(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, Answer | None]]:
        """In the order of the jobs."""
        for job in jobs:
            yield job, [self.answer[0]] * len(job.keys)

    def close(self) -> None:
        """There is nobody."""


def made(workers: Executor, several: tuple[Candidate, ...], n: int) -> None:
    """So many replications of candidates, in a folder."""
    with (
        tempfile.TemporaryDirectory() as place,
        Runs(seed=1, wanted=what(), folder=Path(place) / "out", executor=workers) as runs,
    ):
        runs.of(several, MAIN, n)


def bookkeeping_line(n: int = 40, rounds: int = 5) -> str:
    """The share of a run that is no run: packing what was found, and all that the coordinator does."""
    several, shares, kept = candidates(), [], []
    made(Serial(), several, 1)
    for _ in range(rounds):
        timed, began = Timed(), time.process_time()
        made(timed, several, n)
        whole = time.process_time() - began
        shares.append(100 * (1 - timed.seconds / whole))
        kept.append(100 * (1 - (timed.seconds + timed.packing_s) / whole))
    return (
        f"Bookkeeping takes {spread(shares)} % of the CPU time of a run of the small town; what of it the "
        f"coordinator does {spread(kept)} %, the rest is packed by workers."
    )


def memory_lines(n: int = N_FAKE) -> list[str]:
    """Peak memory and CPU time of a coordinator of so many runs, in a process of its own."""
    script = f"from benchmarks.runs import coordinate; coordinate({n})"
    found = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    peak_gib, run_ms, tables_s, journal_mb, work_ms = map(float, found.stdout.split())
    return [
        f"A coordinator of {n:,} runs that cost nothing: peak memory {peak_gib:.2f} GiB, {run_ms:.2f} ms a "
        f"run; its journal {journal_mb:,.0f} MB, its tables {tables_s:.0f} s.",
        f"A run of the small town takes {work_ms:.0f} ms of CPU time: a coordinator keeps up with "
        f"{work_ms / run_ms:.0f} workers by what it keeps.",
    ]


def coordinate(n: int) -> None:
    """Print peak GiB, ms a run, seconds of the tables, MB of the journal, ms of a real run."""
    source, n_candidates = hs.load(SMALL_TOWN), 1000
    one = candidate_of(source, "by_department")
    timed = Timed()
    made(timed, (one,), 3)
    timed.seconds = 0.0
    made(timed, (one,), 10)
    work_ms = 100 * timed.seconds
    with Runs(seed=1, wanted=what(), executor=Serial()) as runs:
        runs.of([one], MAIN, 1)
        (row,) = runs.journal.rows(one.key, 1, MAIN, range(1))
    several = [copy_of(one, i) for i in range(n_candidates)]
    with (
        tempfile.TemporaryDirectory() as place,
        Runs(seed=1, wanted=what(), folder=Path(place), executor=Fake([row.ran])) as runs,
    ):
        began = time.process_time()
        runs.of(several, MAIN, n // n_candidates)
        run_ms = 1e3 * (time.process_time() - began) / n
        began = time.process_time()
        table_files(runs.journal)
        tables_s = time.process_time() - began
        size_mb = sum(file.stat().st_size for file in Path(place).iterdir()) / 1e6
    peak_gib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(peak_gib, run_ms, tables_s, size_mb, work_ms)


def copy_of(one: Candidate, i: int) -> Candidate:
    """Another candidate, which no two share anything with but the world."""
    run = one.scenario.run.model_copy(update={"wait_target_min": 5.0 + i / 100})
    scenario = one.scenario.model_copy(update={"run": run})
    return Candidate(
        name=f"{one.name} {i}", scenario=scenario, variant=one.variant, design=one.design,
        factors=(("run.wait_target_min", f"{5 + i / 100:g}"),),
    )  # fmt: skip


def workers_line(n: int = 30, rounds: int = 3) -> str:
    """How much sooner two processes are done than one, once they have started: by the clock, and by what all
    of them take of CPU time, which says what it would be where nobody else uses the machine.
    """
    several, by_clock, by_cpu = candidates(), [], []
    with executor(1) as alone, executor(2) as both:
        for workers in (alone, both):
            made(workers, several, 4)
        for _ in range(rounds):
            (one_s, one_cpu), (two_s, two_cpu) = (_took(partial(made, w, several, n)) for w in (alone, both))
            by_clock.append(one_s / two_s)
            by_cpu.append(2 * one_cpu / two_cpu)
    runs = n * len(several)
    return (
        f"Two processes are {spread(by_clock)} times as quick as one by the clock, {spread(by_cpu)} times by "
        f"the CPU time of all ({runs} runs of the small town)."
    )


def cluster_line(n: int = 150) -> str:
    """What client and scheduler of a cluster of two local workers take of CPU time for a chunk of work."""
    several = candidates()[:1]
    with (
        executor(1, "local:2") as workers,
        patch("hallsim.study.runs.executors.cluster._CHUNK_S", (0.0, 0.0)),  # a job a chunk
    ):
        made(workers, several, 8)
        began, wall = time.process_time(), time.perf_counter()
        made(workers, several, n)
        chunk_ms = 1e3 * (time.process_time() - began) / n
        wall_s = time.perf_counter() - wall
    return (
        f"Client and scheduler of a Dask cluster take {chunk_ms:.1f} ms of CPU time a chunk of work, with "
        f"their heartbeats of {wall_s:.0f} s among {n} of them."
    )


def _took(do: Callable[[], None]) -> tuple[float, float]:
    """Seconds by the clock, and CPU seconds of this process and its workers."""
    wall, cpu = time.perf_counter(), _cpu_s()
    do()
    return time.perf_counter() - wall, _cpu_s() - cpu


def _cpu_s() -> float:
    tick = os.sysconf("SC_CLK_TCK")
    stats = [Path(f"/proc/{child.pid}/stat").read_text("ascii") for child in active_children()]
    fields = [stat.rpartition(")")[2].split() for stat in stats]
    return time.process_time() + sum((int(of[11]) + int(of[12])) / tick for of in fields)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.runs", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--runs", type=int, default=N_FAKE, help="of the coordinator's memory")
    given = parser.parse_args()
    if "bookkeeping" in given.only:
        print(bookkeeping_line())
    if "memory" in given.only:
        print("\n".join(memory_lines(given.runs)))
    if "workers" in given.only:
        print(workers_line())
    if "cluster" in given.only:
        print(cluster_line())


if __name__ == "__main__":
    main()
