"""hallsim as a contender: the two systems from scenario files, through the API that everybody uses."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import numpy as np

import hallsim.api as hs
from benchmarks.outcome import Outcome
from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.scenario.scenario import Scenario
from hallsim.trace.model import Trace
from hallsim.units import MS_PER_MIN

HERE = Path(__file__).parent


def run(scenario: Scenario, design: str, seed: int) -> tuple[Trace, float, float]:
    """A trace with the seconds of drawing the demand and of the engine (its trace included)."""
    begin = perf_counter()
    demand = generate(scenario.world, seed, 0)
    drawn = perf_counter()
    trace = simulate(scenario.world, scenario.designs[design], demand, design)
    return trace, drawn - begin, perf_counter() - drawn


def of_days(file: str, days: int) -> Scenario:
    """A benchmark's scenario with another length."""
    scenario = hs.load(HERE / file).scenario
    calendar = scenario.world.calendar.model_copy(update={"days": days})
    return scenario.model_copy(update={"world": scenario.world.model_copy(update={"calendar": calendar})})


def simulate_mm20(n_customers: int, seed: int) -> Outcome:
    """(a) about `n_customers` of M/M/20."""
    return _outcome(of_days("queue20.yaml", round(n_customers / 2.25 / 1440)), seed)


def simulate_hall(n_customers: int, seed: int) -> Outcome:
    """(b) about `n_customers` of the hall."""
    return _outcome(of_days("hall.yaml", round(n_customers / 1.5 / 1440)), seed)


def _outcome(scenario: Scenario, seed: int) -> Outcome:
    trace, _, seconds = run(scenario, "hall", seed)
    queue = np.array([_station(name) for name in trace.names.queues])[trace.tickets["queue"]]
    order = np.argsort(trace.tickets["start_ms"], kind="stable")
    wait = (trace.tickets["start_ms"] - trace.tickets["issue_ms"]) / MS_PER_MIN
    return Outcome(
        n_customers=len(trace.visits["visit"]),
        waits_min={str(name): wait[order][queue[order] == name] for name in np.unique(queue)},
        total_min=(trace.visits["leave_ms"] - trace.visits["arrive_ms"]) / MS_PER_MIN,
        seconds=seconds,
    )


def _station(queue: str) -> str:
    return "desks" if queue.startswith("desk.") else "output" if queue == "output" else "windows"
