"""hallsim as a contender: the two systems from scenario files, through the functions that everybody uses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np

import hallsim.api as hs
from benchmarks.engines import REFERENCE, REPEATS, check_covers, engine
from benchmarks.outcome import Outcome
from hallsim.demand.generate import generate
from hallsim.hall import EngineInput, engine_input
from hallsim.hall.build_trace import build_trace
from hallsim.scenario.scenario import Scenario
from hallsim.trace.model import Trace
from hallsim.units import MS_PER_MIN

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A trace, with the seconds of drawing the demand, of the engine, and of plan, decisions and trace."""

    trace: Trace
    drawing: float
    engine: float
    around: float

    @property
    def simulating(self) -> float:
        """All but drawing the demand."""
        return self.engine + self.around


def run(scenario: Scenario, design: str, seed: int, engine_name: str = REFERENCE, repeats: int = 1) -> Run:
    """One replication of a design; of several runs of its engine the median time counts."""
    chosen = engine(engine_name)
    seconds = []
    begin = process_time()
    demand = generate(scenario.world, seed, 0)
    drawn = process_time()
    given = engine_input(scenario.world, scenario.designs[design], demand)
    around = process_time() - drawn
    check_covers(engine_name, given)
    for _ in range(repeats):
        decided = process_time()
        records = chosen(given)
        done = process_time()
        seconds.append(done - decided)
    trace = build_trace(given, records, design)
    around += process_time() - done
    return Run(trace=trace, drawing=drawn - begin, engine=median(seconds), around=around)


def of_days(file: str, days: int) -> Scenario:
    """A benchmark's scenario with another length."""
    scenario = hs.load(HERE / file).scenario
    calendar = scenario.world.calendar.model_copy(update={"days": days})
    return scenario.model_copy(update={"world": scenario.world.model_copy(update={"calendar": calendar})})


def queue20(n_customers: int) -> Scenario:
    """(a) with about so many customers."""
    return of_days("queue20.yaml", max(1, round(n_customers / 2.25 / 1440)))


def hall(n_customers: int) -> Scenario:
    """(b) with about so many customers."""
    return of_days("hall.yaml", max(1, round(n_customers / 1.5 / 1440)))


def inputs(scenario: Scenario, seed: int) -> EngineInput:
    """What an engine is given of a benchmark's hall."""
    return engine_input(scenario.world, scenario.designs["hall"], generate(scenario.world, seed, 0))


def simulate_mm20(n_customers: int, seed: int, engine_name: str = REFERENCE) -> Outcome:
    """(a) about `n_customers` of M/M/20."""
    return _outcome(queue20(n_customers), seed, engine_name)


def simulate_hall(n_customers: int, seed: int, engine_name: str = REFERENCE) -> Outcome:
    """(b) about `n_customers` of the hall."""
    return _outcome(hall(n_customers), seed, engine_name)


def _outcome(scenario: Scenario, seed: int, engine_name: str) -> Outcome:
    repeats = 1 if engine_name == REFERENCE else REPEATS
    found = run(scenario, "hall", seed, engine_name, repeats)
    trace = found.trace
    queue = np.array([_station(name) for name in trace.names.queues])[trace.tickets["queue"]]
    order = np.argsort(trace.tickets["start_ms"], kind="stable")
    wait = (trace.tickets["start_ms"] - trace.tickets["issue_ms"]) / MS_PER_MIN
    return Outcome(
        n_customers=len(trace.visits["visit"]),
        waits_min={str(name): wait[order][queue[order] == name] for name in np.unique(queue)},
        total_min=(trace.visits["leave_ms"] - trace.visits["arrive_ms"]) / MS_PER_MIN,
        seconds=found.simulating,
        engine_seconds=found.engine,
    )


def _station(queue: str) -> str:
    return "desks" if queue.startswith("desk.") else "output" if queue == "output" else "windows"
