"""The number that `hallsim size` names beside that of the Erlang tables, for loads from 1 to 200.

    python -m experiments.sizing.erlang

Targets: a mean wait between those of two neighbouring numbers of servers, and 80 % called within 2 min.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import hallsim.api as hs
from hallsim.study.runs.executors.chosen import executor
from hallsim.theory.erlang import mmc

LOADS: Final = (1, 2, 5, 10, 20, 50, 100, 200)
WORK_MIN: Final = 10.0
CUSTOMERS: Final = 25_000
"""Of a replication, about; more where a server more or less makes little."""
HALL: Final = """
hallsim: 1
world:
  calendar: {{start: 2026-03-02, days: {days}, warm_up: 1, working_days: all, ending: drain}}
  services: {{matter: {{counter: exponential(mean {work} min)}}}}
  arrivals: {{rate: {rate} per min}}
designs:
  hall: {{opening: always, windows: {{hall: {n}}}}}
run: {{replications: 8, seed: {seed}}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Named beside known: `named` 0 where none is, `below` what is told of one server less."""

    load: int
    target: str
    known: int
    named: int
    below: str
    runs: int
    exhaustive: int


def fewest(load: float, holds_from: float) -> tuple[int, float]:
    """The number of servers with about square root staffing, and a mean wait (min) that it holds and one less
    does not: the geometric mean of both.
    """
    n = int(load + holds_from * load**0.5) + 2
    waits = [mmc(load / WORK_MIN, 1 / WORK_MIN, one).mean_wait for one in (n, n - 1)]
    return n, (waits[0] * waits[1]) ** 0.5


def fewest_for_level(load: float) -> int:
    """The fewest servers with which 80 % are served within 2 min."""
    n = int(load) + 1
    while mmc(load / WORK_MIN, 1 / WORK_MIN, n).wait_tail(2.0) > 0.2:
        n += 1
    return n


def rows(seed: int, processes: int) -> Iterator[Row]:
    """Two targets at every load."""
    with executor(processes) as workers:
        for load in LOADS:
            known, wait_min = fewest(load, 0.8)
            level = fewest_for_level(load)
            rate = load / WORK_MIN
            days = 1 + max(1, round(max(CUSTOMERS, 500 * load) / (rate * 1440)))
            text = HALL.format(days=days, work=WORK_MIN, rate=rate, n=known, seed=seed)
            source = hs.loads(text)
            for target, right in (
                (f"wait_mean <= {wait_min:.4g} min", known),
                ("80% called in 2 min", level),
            ):
                tried = range(max(int(load) + 1, right - 10), right + 11)
                vary = [f"windows.hall.count={tried[0]}..{tried[-1]}"]
                found = hs.size(hs.ask_size(source, vary, [target]), workers)
                best = found.answer.best
                named = 0 if best is None else tried[best[0]]
                under = None if best is None else found.answer.judged.get((best[0] - 1,))
                yield Row(
                    load=load, target=target, known=right, named=named,
                    below="" if under is None else under.state, runs=found.answer.runs,
                    exhaustive=found.answer.exhaustive,
                )  # fmt: skip


def main() -> None:
    """Work out, tell and write."""
    out = Path(__file__).parent / "erlang.csv"
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, Row.__slots__, lineterminator="\n")
        writer.writeheader()
        for row in rows(seed=3, processes=2):
            writer.writerow(asdict(row))
            file.flush()
            sys.stdout.write(f"{row}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
