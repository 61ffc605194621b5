"""How the cost of a citizen grows, and how much memory a million of them take; each in a fresh process."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from multiprocessing import get_context
from typing import Any

from benchmarks.hallsim_models import of_days, run
from hallsim.scenario.scenario import Scenario


def in_fresh_process(work: Callable[..., Any], *args: Any) -> Any:
    """The result of a function run in a process of its own: no other run's memory or caches."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(work, args)


def ratios(cost: Callable[[Any], float], small: float, large: float, rounds: int = 5) -> list[float]:
    """Cost at the large size over that at the small one, in turn: a machine is not as quick at all times."""
    pairs = [[in_fresh_process(cost, size) for size in (small, large)] for _ in range(rounds)]
    return [high / low for low, high in pairs]


def microseconds_per_citizen(scenario: Scenario, seed: int = 1, repeats: int = 1) -> float:
    """Engine and trace, over all repeats."""
    n, total = 0, 0.0
    for i in range(repeats):
        trace, _, seconds = run(scenario, "hall", seed + i)
        n, total = n + len(trace.visits["visit"]), total + seconds
    return total / n * 1e6


def by_citizens(n_citizens: int) -> tuple[float, float]:
    """(microseconds per citizen, peak GiB) for M/M/20 with so many citizens."""
    scenario = of_days("queue20.yaml", max(1, round(n_citizens / 3240)))
    cost = microseconds_per_citizen(scenario, repeats=30 if n_citizens < 50_000 else 1)
    return cost, peak_gib()


def by_windows(n_windows: int) -> float:
    """Microseconds per citizen of about 100,000 in M/M/c at load 0.9."""
    per_day = 0.9 * n_windows / 8 * 1440
    return microseconds_per_citizen(_queue(n_windows, max(1, round(100_000 / per_day)), 0.9))


def by_queue(load: float) -> float:
    """Microseconds per citizen of about 65,000 in M/M/20; at load 1.5 the queue grows beyond 20,000."""
    return microseconds_per_citizen(_queue(20, round(65_000 / (load * 3600)), load))


def peak_gib() -> float:
    """Peak memory of this process."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak / (2**30 if sys.platform == "darwin" else 2**20))


def _queue(n_windows: int, days: int, load: float) -> Scenario:
    scenario = of_days("queue20.yaml", days)
    design = scenario.designs["hall"]
    windows = {"errand": design.windows["errand"].model_copy(update={"count": n_windows})}
    source = scenario.world.arrivals[0].model_copy(update={"rate": load * n_windows / 8 / 60_000})
    return scenario.model_copy(
        update={
            "world": scenario.world.model_copy(update={"arrivals": (source,)}),
            "designs": {"hall": design.model_copy(update={"windows": windows})},
        }
    )
