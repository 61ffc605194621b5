"""How an engine's cost of a citizen grows, and the memory of a million; each in a fresh process."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from typing import Any

import hallsim.api as hs
from benchmarks.engines import available
from benchmarks.hallsim_models import of_days, run
from benchmarks.outcome import NotHereError, spread
from hallsim.scenario.scenario import Scenario

MEAN_MIN, DAY_MIN = 8, 1440


def in_fresh_process(work: Callable[..., Any], *args: Any) -> Any:
    """The result of a function run in a process of its own: no other run's memory or caches."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(work, args)


def ratios(
    cost: Callable[[Any, str], float], small: float, large: float, engine_name: str, rounds: int = 5
) -> list[float]:
    """Cost at the large size over that at the small one, in turn: a machine is not as quick at all times."""
    pairs = [[in_fresh_process(cost, size, engine_name) for size in (small, large)] for _ in range(rounds)]
    return [high / low for low, high in pairs]


def microseconds_per_citizen(scenario: Scenario, engine_name: str, seed: int = 1, repeats: int = 1) -> float:
    """The engine from its input to complete records, over all repeats."""
    n, total = 0, 0.0
    for i in range(repeats):
        found = run(scenario, "hall", seed + i, engine_name)
        n, total = n + len(found.trace.visits["visit"]), total + found.engine
    return total / n * 1e6


def by_citizens(n_citizens: int, engine_name: str) -> float:
    """Microseconds per citizen of M/M/20 with so many citizens."""
    scenario = of_days("queue20.yaml", max(1, round(n_citizens / 3240)))
    return microseconds_per_citizen(scenario, engine_name, repeats=30 if n_citizens < 50_000 else 1)


def by_windows(n_windows: int, engine_name: str) -> float:
    """Microseconds per citizen of about 100,000 in M/M/c at load 0.9."""
    per_day = 0.9 * n_windows / MEAN_MIN * DAY_MIN
    return microseconds_per_citizen(
        with_windows(n_windows, max(1, round(100_000 / per_day)), 0.9), engine_name
    )


def by_queue(load: float, engine_name: str) -> float:
    """Microseconds per citizen of about 65,000 in M/M/20; at load 1.5 the queue grows beyond 20,000."""
    return microseconds_per_citizen(with_windows(20, round(65_000 / (load * 3600)), load), engine_name)


def by_offices(n_offices: int, engine_name: str) -> float:
    """Microseconds per citizen of about 100,000 in so many offices, each M/M/5 at load 0.9."""
    return microseconds_per_citizen(by_offices_scenario(n_offices), engine_name)


def by_offices_scenario(n_offices: int) -> Scenario:
    """About 100,000 citizens of so many offices, each M/M/5 at load 0.9."""
    per_min = 0.9 * 5 / MEAN_MIN * n_offices
    days = max(1, round(100_000 / (per_min * DAY_MIN)))
    places = f"""
  places:
    seat: {{homes: {1 / n_offices}}}
    town: {{count: {n_offices - 1}, within: seat, homes: {1 - 1 / n_offices}, to_parent: 10 min}}"""
    offices = ", offices: {town: {windows: 5}}"
    text = f"""
hallsim: 1
world:
  calendar: {{days: {days}, working_days: all, ending: drain}}
  services: {{errand: {{counter: exponential(mean {MEAN_MIN} min)}}}}
  arrivals: {{rate: {per_min} per min}}{places if n_offices > 1 else ""}
designs:
  hall: {{opening: always, windows: {{errand: 5}}{offices if n_offices > 1 else ""}}}
"""
    return hs.loads(text).scenario


def peak_of_citizens(n_citizens: int, engine_name: str) -> float:
    """Peak GiB of drawing, running and writing down M/M/20 with so many citizens."""
    by_citizens(n_citizens, engine_name)
    return peak_gib()


def peak_gib() -> float:
    """Peak memory of this process."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak / (2**30 if sys.platform == "darwin" else 2**20))


def with_windows(n_windows: int, days: int, load: float) -> Scenario:
    """M/M/c with so many windows at a load."""
    scenario = of_days("queue20.yaml", days)
    design = scenario.designs["hall"]
    windows = {"errand": design.windows["errand"].model_copy(update={"count": n_windows})}
    source = scenario.world.arrivals[0].model_copy(update={"rate": load * n_windows / MEAN_MIN / 60_000})
    return scenario.model_copy(
        update={
            "world": scenario.world.model_copy(update={"arrivals": (source,)}),
            "designs": {"hall": design.model_copy(update={"windows": windows})},
        }
    )


ROWS: dict[str, tuple[Callable[[Any, str], float], float, float, int]] = {
    "citizens, 10,000 to 1,000,000": (by_citizens, 10_000, 1_000_000, 1),
    "windows, 5 to 500": (by_windows, 5, 500, 5),
    "queue, short (load 0.9) to beyond 20,000 (load 1.5)": (by_queue, 0.9, 1.5, 5),
    "offices, 1 to 40": (by_offices, 1, 40, 5),
}
"""By row: the cost, the small and the large size, and how often they take turns."""


def cell(engine_name: str, cost: Callable[[Any, str], float], small: float, large: float, rounds: int) -> str:
    """One engine's ratio in one row, where it covers what the row asks for."""
    try:
        return spread(ratios(cost, small, large, engine_name, rounds))
    except NotHereError:
        return "not covered"


def growth_table() -> Iterator[str]:
    """Cost of a citizen at one size against another, by engine; then memory."""
    engines = available()
    yield "| the engine's cost of a citizen, ratio | " + " | ".join(engines) + " |"
    yield "| --- |" + " ---: |" * len(engines)
    for row, sizes in ROWS.items():
        cells = [cell(name, *sizes) for name in engines]
        yield f"| {row} | " + " | ".join(cells) + " |"
    yield ""
    peaks = [f"{in_fresh_process(peak_of_citizens, 1_000_000, name):.2f} GiB ({name})" for name in engines]
    yield f"One million citizens: peak memory {', '.join(peaks)}."
