"""What a study costs, part by part, in CPU seconds: what is not the engine is the next bottleneck.

``python -m benchmarks.parts [FILE] [-n N] [--engine compiled]`` runs all designs of a scenario (J city when
absent) as ``hallsim compare`` does, in one process and without other worlds.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import process_time
from typing import Any
from unittest.mock import patch

import hallsim.api as hs
from benchmarks.engines import COMPILED, REFERENCE
from hallsim.scenario.scenario import EngineAsked
from hallsim.study.replicate import ReplicationTask, replicate
from hallsim.study.run import Order

J_CITY = Path("scenarios/j_city.yaml")

PARTS = {
    "plan": ("hallsim.hall.plan.build.build_plan",),
    "drawing": ("hallsim.demand.generate.generate",),
    "decisions": ("hallsim.hall.simulation.engine_input",),
    "engine": ("hallsim.hall.simulation.simulate",),
    "trace": ("hallsim.hall.simulation.build_trace",),
    "audit": ("hallsim.audit.audit",),
    "metrics": ("hallsim.study.replicate.measure",),
    "pairs": (
        "hallsim.study.measures.pairs_of",
        "hallsim.study.gains.fates",
        "hallsim.study.gains.gains",
        "hallsim.study.gains.kept_under_both",
    ),
    "tables": ("hallsim.study.run.collect",),
    "figures": ("hallsim.report.figures.study.all_figures",),
    "page": ("hallsim.report.html.page",),
    "files": ("hallsim.study.folder.store.table_files",),
}
"""The functions that do each part, in the order of a study; `engine` is what is left of `simulate`."""
OF_A_REPLICATION = ("drawing", "decisions", "engine", "trace", "audit", "metrics", "pairs")
IMPORTS = (
    "import hallsim.study.replicate as r, hallsim.metrics.breakdown, hallsim.hall.simulation, scipy.special"
)
"""What every process of a study imports before its first replication."""


class Spent:
    """CPU seconds by part; what one part calls of another is the other's."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._under_way: list[str] = []
        self._since = process_time()

    @contextmanager
    def on(self, part: str) -> Iterator[None]:
        """What happens inside is `part`."""
        self._told()
        self._under_way.append(part)
        try:
            yield
        finally:
            self._told()
            self._under_way.pop()

    def _told(self) -> None:
        now = process_time()
        if self._under_way:
            self.seconds[self._under_way[-1]] += now - self._since
        self._since = now

    def watching(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its time told."""

        def watched(*args: Any, **options: Any) -> Any:
            with self.on(part):
                return function(*args, **options)

        return watched

    @property
    def of_replications(self) -> float:
        """What the replications take, with their plans and tables."""
        return sum(self.seconds[part] for part in (*OF_A_REPLICATION, "plan", "tables"))

    @property
    def of_each(self) -> float:
        """What the replications alone take: from drawing to what each tells; tables are made once a study."""
        return sum(self.seconds[part] for part in OF_A_REPLICATION)

    def share(self, *parts: str) -> float:
        """What some parts take of it."""
        return sum(self.seconds[part] for part in parts) / self.of_replications


def study(file: Path, n_replications: int, engine: EngineAsked = "reference") -> Spent:
    """A study of all designs of a scenario, from its file to its page."""
    from hallsim.report import html
    from hallsim.report.figures import study as figures
    from hallsim.study import run
    from hallsim.study.contributions import against
    from hallsim.study.folder import store

    spent = Spent()
    with spent.on("reading"):
        scenario = hs.load(file).scenario
    designs, seed = tuple(scenario.designs), scenario.run.seed
    order = Order(
        name=file.stem, scenario=scenario, designs=designs, n_replications=n_replications, seed=seed
    )
    task = ReplicationTask(scenario=scenario, designs=designs, seed=seed, engine=engine)
    replicate(task, 0)  # imports are measured apart
    task.__dict__.pop("plans")
    with ExitStack() as watched:
        for part, names in PARTS.items():
            for name in names:
                watched.enter_context(patch(name, spent.watching(part, _named(name))))
        results = [against(store.without_nan(replicate(task, r)), designs) for r in range(n_replications)]
        found = run.collect(order, results, ())
        html.page(found, figures.all_figures(found, "en"), "en")
        store.table_files(found.tables())
    return spent


def _named(name: str) -> Callable[..., Any]:
    module, _, function = name.rpartition(".")
    __import__(module)
    found: Callable[..., Any] = getattr(sys.modules[module], function)
    return found


def seconds_to_import() -> float:
    """CPU seconds of a process that is only made ready."""
    code = f"import time; {IMPORTS}; print(time.process_time())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(told.stdout)


def table(file: Path, n_replications: int, engine: EngineAsked) -> Iterator[str]:
    """By part, what one replication of all designs and the whole study take."""
    found = study(file, n_replications, engine)
    spent = found.seconds
    yield f"| CPU seconds, {file.stem}, all designs | a replication | a study of {n_replications} |"
    yield "| --- | ---: | ---: |"
    yield f"| imports, by each process | | {seconds_to_import():.2f} |"
    for part in ("reading", *PARTS):
        each = f"{spent[part] / n_replications:.3f}" if part in OF_A_REPLICATION else ""
        yield f"| {part} | {each} | {spent[part]:.2f} |"
    yield f"| all | {found.of_each / n_replications:.3f} | {sum(spent.values()):.2f} |"
    beside = found.of_each - spent["engine"]
    of_study = sum(spent.values()) - spent["engine"]
    yield f"| all but the engine | {beside / n_replications:.3f} | {of_study:.2f} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.parts", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=J_CITY, metavar="FILE")
    parser.add_argument("-n", "--replications", type=int, default=8)
    parser.add_argument("--engine", choices=(REFERENCE, COMPILED), default=REFERENCE)
    asked = parser.parse_args()
    print("\n".join(table(asked.file, asked.replications, asked.engine)))


if __name__ == "__main__":
    main()
