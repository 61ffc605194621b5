"""What a study costs beside its engine: audit, metrics and tables, as shares of the whole, in CPU time.

``python -m benchmarks.shares`` runs J city as ``make demo`` does (without other worlds), in one process.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import hallsim.api as hs
from benchmarks.engines import COMPILED, REFERENCE, available, check_covers, engine
from benchmarks.outcome import NotHereError, spread
from hallsim.audit import audit
from hallsim.demand.generate import generate
from hallsim.hall import engine_input
from hallsim.hall.build_trace import build_trace
from hallsim.study.contributions import against
from hallsim.study.folder.store import without_nan
from hallsim.study.replicate import ReplicationTask, measured
from hallsim.study.run import Order, collect
from hallsim.trace.model import Trace

J_CITY = Path("scenarios/j_city.yaml")
BESIDE = ("audit", "metrics", "tables")


@dataclass(slots=True)
class Spent:
    """CPU seconds of one study by what they went to."""

    drawing: float = 0.0
    engine: float = 0.0
    around: float = 0.0  # plan, decisions and trace
    audit: float = 0.0
    metrics: float = 0.0
    tables: float = 0.0

    @property
    def total(self) -> float:
        """All of it."""
        return self.drawing + self.engine + self.around + self.audit + self.metrics + self.tables

    def share(self, *parts: str) -> float:
        """What some parts take of the whole."""
        seconds: float = sum(getattr(self, part) for part in parts)
        return seconds / self.total


def timed_traces(task: ReplicationTask, replication: int, spent: Spent, engine_name: str) -> Iterator[Trace]:
    """The audited traces of one replication, what they took added to `spent`."""
    world, begin = task.scenario.world, process_time()
    demand = generate(world, task.seed, replication)
    spent.drawing += process_time() - begin
    for name in task.designs:
        begin = process_time()
        given = engine_input(world, task.scenario.designs[name], demand)
        check_covers(engine_name, given)
        decided = process_time()
        records = engine(engine_name)(given)
        done = process_time()
        trace = build_trace(given, records, name)
        built = process_time()
        audit(trace)
        spent.engine += done - decided
        spent.around += decided - begin + built - done
        spent.audit += process_time() - built
        yield trace


def study(file: Path, n_replications: int, engine_name: str = REFERENCE) -> Spent:
    """A study of all designs of a scenario, from its replications to its tables."""
    scenario = hs.load(file).scenario
    designs, seed, spent = tuple(scenario.designs), scenario.run.seed, Spent()
    task = ReplicationTask(scenario=scenario, designs=designs, seed=seed)
    results = []
    for replication in range(n_replications):
        others, begin = spent.total, process_time()
        found = measured(task, replication, timed_traces(task, replication, spent, engine_name))
        results.append(against(without_nan(found), designs))
        spent.metrics += process_time() - begin - (spent.total - others)
    begin = process_time()
    collect(
        Order(name=file.stem, scenario=scenario, designs=designs, n_replications=n_replications, seed=seed),
        results,
        (),
    )
    spent.tables = process_time() - begin
    return spent


def engines_line(n_replications: int = 1, rounds: int = 3) -> str:
    """How much sooner J city is done with the compiled engine: the engine alone, and all of a replication."""
    if COMPILED not in available():
        return "J city with the compiled engine is left out: it is not there."
    alone, whole = [], []
    for _ in range(rounds):
        try:
            other = study(J_CITY, n_replications, COMPILED)
        except NotHereError as error:
            return f"J city with the compiled engine is left out: {error}."
        ours = study(J_CITY, n_replications, REFERENCE)
        alone.append(ours.engine / other.engine)
        whole.append(ours.total / other.total)
    return (
        f"J city, all designs: the compiled engine is {spread(alone)} times as quick as the reference; a "
        f"replication with drawing, audit, metrics and tables {spread(whole)} times."
    )


def shares_line(n_replications: int = 8) -> str:
    """The shares of audit, metrics and tables in a study of J city."""
    spent = study(J_CITY, n_replications)
    parts = ", ".join(f"{part} {spent.share(part):.1%}" for part in BESIDE)
    return (
        f"J city, all designs, {n_replications} replications: of the CPU time audit, metrics and tables take "
        f"{spent.share(*BESIDE):.1%} ({parts}); the engine {spent.share('engine'):.1%}, plan and "
        f"trace {spent.share('around'):.1%}, drawing the demand {spent.share('drawing'):.1%}."
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shares", description=__doc__)
    parser.add_argument("--replications", type=int, default=8)
    print(shares_line(parser.parse_args().replications))
    print(engines_line())


if __name__ == "__main__":
    main()
