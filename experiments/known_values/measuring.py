"""From a scenario file to the numbers of its cases: one number a metric from each replication or batch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from experiments.known_values import days, queues, ways
from experiments.known_values.case import Case, Views
from experiments.known_values.view import MIN, View
from hallsim.audit import audit
from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.hall.engines import EngineName, engine
from hallsim.scenario.load import load_scenario
from hallsim.scenario.scenario import Scenario
from hallsim.trace.model import Trace

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios" / "textbook"
CASES: tuple[Case, ...] = (*queues.CASES, *ways.CASES, *days.CASES)
N_PARTS = 4
"""Batches of one replication: the standard error of ten replications has 39 degrees of freedom."""
FILES: tuple[str, ...] = tuple(dict.fromkeys(case.file for case in CASES))


def cases_of(file: str) -> list[Case]:
    """The cases that one scenario file answers."""
    return [case for case in CASES if case.file == file]


def key(case: Case, metric: str) -> str:
    """Name of a metric over all files."""
    return f"{case.id}|{case.file}|{metric}"


def load(file: str) -> Scenario:
    """A scenario of scenarios/textbook."""
    return load_scenario(SCENARIOS / file).scenario


def fingerprint(file: str) -> str:
    """Changes with the scenario and with what is measured."""
    text = (SCENARIOS / file).read_bytes()
    for module in ("queues.py", "ways.py", "days.py", "view.py"):
        text += (Path(__file__).parent / module).read_bytes()
    return hashlib.sha256(text).hexdigest()[:12]


def traces(
    scenario: Scenario, seed: int, replication: int, name_of_engine: EngineName = "reference"
) -> dict[str, Trace]:
    """An audited trace of every design, over the same citizens."""
    demand = generate(scenario.world, seed, replication)
    found = {}
    for name, design in scenario.designs.items():
        found[name] = simulate(scenario.world, design, demand, name, engine(name_of_engine))
        if replication == 0:
            audit(found[name])
    return found


def measure(case: Case, views: Views) -> dict[str, float]:
    """Every metric of a case."""
    return {key(case, known.metric): known.measure(views) for known in case.known}


def replicate(
    file: str, replication: int, name_of_engine: EngineName = "reference"
) -> list[dict[str, float]]:
    """The metrics of one replication of a file, warm-up left out, in N_PARTS batches."""
    scenario = load(file)
    runs = traces(scenario, scenario.run.seed, replication, name_of_engine)
    warm_up_ms = next(iter(runs.values())).days.warm_up_ms
    parts: list[dict[str, float]] = [{} for _ in range(N_PARTS)]
    for case in cases_of(file):
        for part, values in zip(parts, batches(case, runs, N_PARTS, warm_up_ms), strict=True):
            part |= values
    return parts


def batches(case: Case, runs: dict[str, Trace], n: int, start_ms: int) -> Iterator[dict[str, float]]:
    """The metrics of n batches of equal length of one run each, from a time on to the horizon."""
    horizon = next(iter(runs.values())).days.horizon_ms
    align = int(case.align_min * MIN)
    length = (horizon - start_ms) // n // align * align
    for k in range(n):
        from_ms = start_ms + k * length
        yield measure(
            case,
            {
                name: View(trace=trace, from_ms=from_ms, to_ms=from_ms + length)
                for name, trace in runs.items()
            },
        )


class Cache:
    """Replications already done, so that a long table can be made in several sittings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def _path(self, file: str) -> Path:
        return self.folder / f"{Path(file).stem}-{fingerprint(file)}.jsonl"

    def put(self, file: str, replication: int, values: list[dict[str, float]]) -> None:
        """Keep one replication."""
        with self._path(file).open("a", encoding="utf-8") as out:
            out.write(json.dumps({"replication": replication, "values": values}) + "\n")

    def get(self, file: str) -> dict[int, list[dict[str, float]]]:
        """Replications of the present file and measures."""
        path = self._path(file)
        if not path.exists():
            return {}
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return {row["replication"]: row["values"] for row in rows}
