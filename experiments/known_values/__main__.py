"""Every known value at the precision of the tolerance rule: results.csv, and the table in README.md.

    python -m experiments.known_values -j 2 [--minutes 15] [--files mm1.yaml] [--engine compiled] [--precise]

Finished replications are kept in results/known_values/ and are not run again; with --minutes the table is
made of what is there, and metrics without any replication keep their row of results.csv. With --precise more
replications than the files ask for follow where a standard error is not as small as the rule wants.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path

from experiments.known_values.measuring import FILES, ROOT, Cache, load, replicate
from experiments.known_values.table import rows_of, with_committed, write
from hallsim.hall.engines import MODULES, EngineName

Job = tuple[str, int]
MOST = 2000
"""Replications of a file, at most."""
ROUNDS = 3
"""Of further replications; the first meets nearly every standard error."""


def stated(files: list[str]) -> dict[str, int]:
    """The replications that each file asks for."""
    return {file: load(file).run.replications for file in files}


def precise(files: list[str], cache: Cache) -> dict[str, int]:
    """The replications that would make every standard error of a file as small as the rule wants.

    An error falls with the root of their number; a tenth more is asked for, since it is itself an estimate.
    """
    wanted = {file: len(cache.get(file)) for file in files}
    factors = dict.fromkeys(files, 1.0)
    for row in rows_of(cache):
        if row.case.file in factors and not row.is_precise:
            factors[row.case.file] = max(factors[row.case.file], 1.1 * row.excess**2)
    return {file: min(math.ceil(n * factors[file]), MOST) for file, n in wanted.items()}


def missing(wanted: dict[str, int], cache: Cache) -> Iterator[Job]:
    """What is left to do: the first replication of every file, then the second, ..."""
    files = list(wanted)
    done = {file: cache.get(file) for file in files}
    for replication in range(max(wanted.values())):
        for file in files:
            if replication < wanted[file] and replication not in done[file]:
                yield file, replication


def run(jobs: Iterator[Job], processes: int, cache: Cache, minutes: float, engine: EngineName) -> None:
    """Work on the jobs until all are done or the time is over."""
    until = time.monotonic() + 60 * minutes
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        running: dict[Future[list[dict[str, float]]], Job] = {}
        for job in jobs:
            if time.monotonic() > until:
                break
            running[pool.submit(replicate, *job, engine)] = job
            if len(running) >= processes:
                collect(running, cache)
        while running:
            collect(running, cache)


def collect(running: dict[Future[list[dict[str, float]]], Job], cache: Cache) -> None:
    """Keep what has finished."""
    finished, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in finished:
        cache.put(*running.pop(future), future.result())


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-j", type=int, default=2, help="processes")
    parser.add_argument(
        "--minutes", type=float, default=1e6, help="stop beginning replications after so long"
    )
    parser.add_argument("--files", default=",".join(FILES), help="scenario files, by comma")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    parser.add_argument("--precise", action="store_true", help="more where the rule wants it")
    parser.add_argument("--engine", choices=MODULES, default="reference")
    given = parser.parse_args()
    apart = (
        "" if given.engine == "reference" else f"_{given.engine}"
    )  # an engine's own numbers, not the other's
    cache = Cache(ROOT / "results" / f"known_values{apart}")
    files = given.files.split(",")
    run(missing(stated(files), cache), given.j, cache, given.minutes, given.engine)
    for _ in range(ROUNDS if given.precise else 0):
        run(missing(precise(files, cache), cache), given.j, cache, given.minutes, given.engine)
    write(with_committed(rows_of(cache), given.out), given.out)


if __name__ == "__main__":
    main()
