"""The number that `hallsim size` names beside that of the Erlang tables, for loads from 1 to 200.

    python -m experiments.sizing.erlang               # half an hour of two cores, most of it at 100 and 200
    python -m experiments.sizing.erlang --loads 1 50  # only these; the rows of others stay in the table

Targets: a mean wait between those of two neighbouring numbers of servers, and 80 % called within 2 min.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import hallsim.api as hs
from hallsim.study.runs.executors.chosen import executor
from hallsim.theory.erlang import mmc

LOADS: Final = (1, 2, 5, 10, 20, 50, 100, 200)
WORK_MIN: Final = 10.0
CUSTOMERS: Final = 25_000
"""Of a replication, about; not less than two days."""
MOST: Final = 640
"""Replications that a number may be given at most: what is clear takes few of them."""
HALL: Final = """
hallsim: 1
world:
  calendar: {{start: 2026-03-02, days: {days}, warm_up: 1, working_days: all, ending: drain}}
  services: {{matter: {{counter: exponential(mean {work} min)}}}}
  arrivals: {{rate: {rate} per min}}
designs:
  hall: {{opening: always, windows: {{hall: {n}}}}}
run: {{replications: {most}, seed: {seed}}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Named beside known: `named` 0 where none is, `below` what is told of one server less, `tied` what may
    do as well; `replications` of the number that had most of them.
    """

    load: int
    target: str
    known: int
    named: int
    below: str
    tied: str
    replications: int
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


def rows(loads: Sequence[int], seed: int, processes: int, folder: Path | None) -> Iterator[Row]:
    """Two targets at every load; what `folder` holds is not run again."""
    with executor(processes) as workers:
        for load in loads:
            known, wait_min = fewest(load, 0.8)
            level = fewest_for_level(load)
            rate = load / WORK_MIN
            days = 1 + max(2, round(CUSTOMERS / (rate * 1440)))
            text = HALL.format(days=days, work=WORK_MIN, rate=rate, n=known, seed=seed, most=MOST)
            source = hs.loads(text)
            for kind, target, right in (
                ("mean", f"wait_mean <= {wait_min:.4g} min", known),
                ("level", "80% called in 2 min", level),
            ):
                tried = range(max(int(load) + 1, right - 10), right + 11)
                vary = [f"windows.hall.count={tried[0]}..{tried[-1]}"]
                kept = None if folder is None else folder / f"{load}-{kind}"
                found = hs.size(hs.ask_size(source, vary, [target]), workers, out=kept)
                best = found.answer.best
                named = 0 if best is None else tried[best[0]]
                under = None if best is None else found.answer.judged.get((best[0] - 1,))
                yield Row(
                    load=load, target=target, known=right, named=named,
                    below="" if under is None else under.state,
                    tied=" ".join(str(tried[i]) for (i,) in found.tied),
                    replications=max(one.n for one in found.answer.judged.values()),
                    runs=found.answer.runs, exhaustive=found.answer.exhaustive,
                )  # fmt: skip


def main() -> None:
    """Work out, tell and write."""
    parser = argparse.ArgumentParser(prog="python -m experiments.sizing.erlang")
    parser.add_argument("--loads", type=int, nargs="*", default=LOADS)
    parser.add_argument("-j", "--processes", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="keeps finished runs")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "erlang.csv")
    given = parser.parse_args()
    known = [] if set(given.loads) >= set(LOADS) else _others(given.out, given.loads)
    for row in rows(given.loads, seed=3, processes=given.processes, folder=given.folder):
        known.append({name: str(value) for name, value in asdict(row).items()})
        with given.out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, Row.__slots__, lineterminator="\n")
            writer.writeheader()
            writer.writerows(sorted(known, key=lambda one: int(one["load"])))
        sys.stdout.write(f"{row}\n")
        sys.stdout.flush()


def _others(table: Path, loads: Sequence[int]) -> list[dict[str, str]]:
    """The rows of other loads in a table that is there."""
    if not table.exists():
        return []
    with table.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if int(row["load"]) not in loads]


if __name__ == "__main__":
    main()
