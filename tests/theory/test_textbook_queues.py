"""Textbook queues that once could not be written, against known values: 3.5 standard errors.

Broken on purpose these failed: what happens at the stop still happening.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from hallsim.audit import audit
from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.metrics.registry import measure
from hallsim.scenario.load import load_scenario
from hallsim.theory.transient import advance
from hallsim.trace import End, Trace

pytestmark = pytest.mark.statistical

TEXTBOOK = Path(__file__).parents[2] / "scenarios" / "textbook"
Real = NDArray[np.float64]


@cache
def traces(file: str, design: str, n: int, seed: int = 5) -> list[Trace]:
    """Audited replications of a textbook scenario."""
    scenario = load_scenario(TEXTBOOK / file).scenario
    found = []
    for replication in range(n):
        demand = generate(scenario.world, seed, replication)
        found.append(simulate(scenario.world, scenario.designs[design], demand, design))
        audit(found[-1])
    return found


def z(values: list[float] | Real, known: float) -> float:
    """Deviation of the mean of independent values from the known one, in standard errors."""
    found = np.asarray(values, np.float64)
    return float((found.mean() - known) / (found.std(ddof=1) / np.sqrt(len(found))))


def test_an_empty_queue_of_twenty_minutes_stops_where_the_forward_equations_say() -> None:
    lam, mu, n = 0.8, 1.0, 120
    birth, death = np.full(n + 1, lam), np.full(n + 1, mu)
    birth[n] = death[0] = 0.0
    states = np.arange(n + 1)
    law = np.zeros(n + 1)
    law[0] = 1.0
    at_five, _ = advance(law, birth, death, 5.0)
    at_twenty, spent = advance(at_five, birth, death, 15.0)
    runs = traces("stop.yaml", "hall", 400)
    inside = [float((trace.citizens["state"] == End.INSIDE).sum()) for trace in runs]
    assert abs(z(inside, float(states @ at_twenty))) < 3.5
    waiting = [measure(trace, ["queue_length_mean"])["queue_length_mean"] for trace in runs]
    assert abs(z(waiting, float(np.maximum(states - 1, 0) @ spent) / 15.0)) < 3.5
