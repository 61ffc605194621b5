"""Kill a study's process, its workers and those of a cluster at random moments; its tables stay the same.

    python -m experiments.never_lost --process 30 --worker 20 --dask 10

Exit code 1 when anything was lost, run twice or left behind. Some minutes; fewer kills are the short form
(`tests/study/test_never_lost.py`).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from experiments.never_lost.cases import Bench
from experiments.never_lost.disks import disks
from experiments.reliability.cases import Row

CASES = ("process", "worker", "dask", "disks")


def main() -> None:
    """Print a Markdown table, a line as soon as it is known."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--process", type=int, default=30, help="times that the process is killed (kill -9)")
    parser.add_argument("--worker", type=int, default=20, help="times that a worker process is killed")
    parser.add_argument(
        "--dask", type=int, default=10, help="times that a worker of a Dask cluster is killed"
    )
    parser.add_argument("--replications", type=int, default=60, help="of each candidate: how long a study is")
    parser.add_argument("--seed", type=int, default=1, help="of the moments")
    parser.add_argument("--only", nargs="+", choices=CASES, default=CASES, help="some of the cases")
    given = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as place:
        bench = Bench(Path(place), given.replications, given.seed)
        sys.stdout.write("| case | tried | well | seen |\n| --- | --- | --- | --- |\n")
        cases: dict[str, list[Callable[[], Row]]] = {
            "process": [lambda: bench.processes_killed(given.process)],
            "worker": [lambda: bench.workers_killed(given.worker)],
            "dask": [bench.dask, lambda: bench.dask_workers_killed(given.dask)],
            "disks": disks(bench),
        }
        for case in [case for name in given.only for case in cases[name]]:
            row = case()
            bad += row.tried - row.well
            sys.stdout.write(f"| {row.case} | {row.tried} | {row.well} | {row.seen} |\n")
            sys.stdout.flush()
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
