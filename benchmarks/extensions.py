"""Two builds of the compiled engine in turn: what an edit of its sources gained, hall by hall.

``python -m benchmarks.extensions BEFORE.so AFTER.so [--rounds 4]`` runs each hall nine times in a process of
its own, with one build and then the other, round after round; the least of each in CPU milliseconds.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from time import process_time
from typing import Final

import hallsim.api as hs
from benchmarks.growth import by_offices_scenario, in_fresh_process, with_windows
from benchmarks.hallsim_models import hall, inputs, queue20
from benchmarks.parts import J_CITY
from hallsim.demand.generate import generate
from hallsim.hall import EngineInput, engine_input
from hallsim.hall.compiled import engine
from tests.helpers.checked_extension import load

REPEATS: Final = 9


def _j_city() -> EngineInput:
    scenario = hs.load(J_CITY).scenario
    demand = generate(scenario.world, 1, 0)
    return engine_input(scenario.world, scenario.designs["by_department"], demand)


HALLS: Final[dict[str, Callable[[], EngineInput]]] = {
    "(a)": lambda: inputs(queue20(60_000), 1),
    "(b)": lambda: inputs(hall(60_000), 1),
    "load 0.9": lambda: inputs(with_windows(20, 18, 0.9), 1),
    "load 1.5": lambda: inputs(with_windows(20, 12, 1.5), 1),
    "5 windows": lambda: inputs(with_windows(5, 123, 0.9), 1),
    "500 windows": lambda: inputs(with_windows(500, 1, 0.9), 1),
    "1 office": lambda: inputs(by_offices_scenario(1), 1),
    "40 offices": lambda: inputs(by_offices_scenario(40), 1),
    "J city": _j_city,
}


def least_ms(name: str, extension: str) -> float:
    """CPU milliseconds of a hall with one build, the least of `REPEATS` runs after a first one."""
    load(extension)
    given = HALLS[name]()
    engine.run(given)
    seconds = []
    for _ in range(REPEATS):
        began = process_time()
        engine.run(given)
        seconds.append(process_time() - began)
    return min(seconds) * 1e3


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extensions", description=__doc__)
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("--rounds", type=int, default=4)
    asked = parser.parse_args()
    print("| hall | before, ms | after, ms | before / after |")
    print("| --- | ---: | ---: | ---: |")
    for name in HALLS:
        rounds = [
            [in_fresh_process(least_ms, name, build) for build in (asked.before, asked.after)]
            for _ in range(asked.rounds)
        ]
        before, after = (min(column) for column in zip(*rounds, strict=True))
        print(f"| {name} | {before:.2f} | {after:.2f} | {before / after:.2f} |", flush=True)


if __name__ == "__main__":
    main()
