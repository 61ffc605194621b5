"""What the rosters found cost beside those made by hand, and beside all there are.

    python -m experiments.rosters vehicle_office small

Without a name all cases; each keeps its runs below --out and goes on from there.  A case that is finished
takes its row of experiments/rosters/results.csv.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import Any

import hallsim.api as hs
from experiments.rosters.by_hand import by_hand
from experiments.rosters.cases import CASES, PROMISE, Case
from experiments.rosters.exhaustive import cheapest
from hallsim.roster.counts import added
from hallsim.roster.periods import staffing_of
from hallsim.roster.plan import Roster, search_confidence
from hallsim.roster.requirement import hours_of, plenty
from hallsim.roster.runs.simulator import SEARCH, Hall, Simulator
from hallsim.study.cores import cores

_RESULTS = Path(__file__).parent / "results.csv"


def row_of(case: Case, out: Path, processes: int) -> dict[str, Any]:
    """What came of a case."""
    asked = hs.ask_roster(
        case.file, case.design, [PROMISE], by=case.by, shifts=case.shifts, processes=processes,
        n_search=case.n_search, n_robust=case.n_robust, out=out / case.name,
    )  # fmt: skip
    found = hs.roster(asked, progress=_told)
    hs.save_roster(found, out / case.name)
    best, own = found.best, found.own
    row: dict[str, Any] = {
        "case": case.name,
        "found_yuan": round(best.cost), "found_h": round(best.paid_h, 1), "people": len(found.people),
        "broken": best.n_broken, "judged": sum(int(one.judged.sum()) for one in best.judgements),
        "need_h": hours_of(found.need, found.frame), "runs": found.n_runs,
        "own_yuan": round(own.cost), "own_broken": own.n_broken, "flat_yuan": round(found.flat[0]),
    }  # fmt: skip
    with _simulator(found, processes, out / f"{case.name}_others") as simulator:
        row |= _all_of_them(found, simulator) if case.all_of_them else _by_hand(found, simulator)
    return row


def _told(phase: str, rounds: int) -> None:
    if rounds == 0:
        sys.stderr.write(f"{phase} …\n")


def _simulator(found: Roster, processes: int, folder: Path) -> Simulator:
    asked = found.asked
    scenario = asked.source.scenario.in_world(asked.world)
    hall = Hall(
        world=scenario.world, design=scenario.designs[asked.design], frame=found.frame,
        seed=scenario.run.seed, engine=asked.engine,
    )  # fmt: skip
    return Simulator(hall, processes, folder)


def _by_hand(found: Roster, simulator: Simulator) -> dict[str, Any]:
    asked, frame = found.asked, found.frame
    people = plenty(frame, found.offered, found.market.most)
    staffing = staffing_of(frame.stations, frame.periods, people)
    expected = added(simulator.run([staffing], SEARCH, asked.n_search)[0]).tickets.sum(axis=2)
    made = by_hand(
        simulator, found.market, found.offered, expected, n_search=asked.n_search, n=asked.n,
        confidence=asked.confidence, aim=search_confidence(asked),
    )  # fmt: skip
    return {
        "by_hand_yuan": round(made.cost), "by_hand_broken": made.n_broken,
        "same_every_day_yuan": round(made.same_every_day),
    }  # fmt: skip


def _all_of_them(found: Roster, simulator: Simulator) -> dict[str, Any]:
    asked = found.asked
    best = cheapest(simulator, found.market, found.best.cost, asked.n_search, search_confidence(asked))
    return {"cheapest_yuan": round(best.cost), "rosters": best.n_rosters, "tried_runs": best.n_runs}


def main() -> None:
    """Work out the cases asked for, print and write them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [case.name for case in CASES]
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(names))
    parser.add_argument("--out", type=Path, default=Path("results") / "rosters")
    parser.add_argument("-j", "--processes", type=int, default=cores())
    given = parser.parse_args()
    unknown = set(given.cases) - set(names)
    if unknown:
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    for case in CASES:
        if case.name in (given.cases or names):
            row = row_of(case, given.out, given.processes)
            sys.stdout.write(", ".join(f"{name} {value}" for name, value in row.items()) + "\n")
            _write(row)


def _write(row: dict[str, Any]) -> None:
    rows = {}
    if _RESULTS.exists():
        with _RESULTS.open(encoding="utf-8", newline="") as file:
            rows = {one["case"]: one for one in csv.DictReader(file)}
    rows[row["case"]] = row
    columns = list(dict.fromkeys(name for one in rows.values() for name in one))
    order = [case.name for case in CASES if case.name in rows]
    with _RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[name] for name in order)


if __name__ == "__main__":
    main()
