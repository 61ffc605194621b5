"""The two systems as a SimPy textbook writes them: a process per customer, a Resource per queue."""

from __future__ import annotations

import random
from collections.abc import Generator
from time import process_time
from typing import Any

import numpy as np
import simpy

from benchmarks.outcome import HALL, QUEUE20, Outcome

Process = Generator[simpy.Event, Any, None]


def simulate_mm20(n_customers: int, seed: int) -> Outcome:
    """(a) M/M/20 until `n_customers` have come and all have left."""
    start = process_time()
    rng = random.Random(seed)
    env = simpy.Environment()
    windows = simpy.Resource(env, capacity=QUEUE20.n_windows)
    waits: list[float] = []
    totals: list[float] = []

    def customer() -> Process:
        arrived = env.now
        with windows.request() as ticket:
            yield ticket
            waits.append(env.now - arrived)
            yield env.timeout(rng.expovariate(1 / QUEUE20.service_mean_min))
        totals.append(env.now - arrived)

    def source() -> Process:
        for _ in range(n_customers):
            yield env.timeout(rng.expovariate(QUEUE20.arrivals_per_min))
            env.process(customer())

    env.process(source())
    env.run()
    seconds = process_time() - start
    return Outcome(
        n_customers=n_customers,
        waits_min={"windows": np.array(waits)},
        total_min=np.array(totals),
        seconds=seconds,
    )


class TextbookHall:
    """(b) The hall: windows by department, three desks at once, one output counter."""

    def __init__(self, n_customers: int, seed: int) -> None:
        self.n_customers = n_customers
        self.rng = random.Random(seed)
        self.env = simpy.Environment()
        self.windows = [simpy.Resource(self.env, capacity=n) for n in HALL.n_windows]
        self.desks = [simpy.Resource(self.env, capacity=HALL.n_desk_servers) for _ in range(HALL.n_desks)]
        self.output = simpy.Resource(self.env, capacity=HALL.n_output)
        self.window_waits: list[float] = []
        self.desk_waits: list[float] = []
        self.output_waits: list[float] = []
        self.totals: list[float] = []

    def source(self) -> Process:
        """Let the customers come."""
        departments = range(len(HALL.shares))
        for _ in range(self.n_customers):
            yield self.env.timeout(self.rng.expovariate(HALL.arrivals_per_min))
            department = self.rng.choices(departments, HALL.shares)[0]
            self.env.process(self.customer(department))

    def customer(self, department: int) -> Process:
        """Window, then all desks at once, then the output window."""
        env, rng = self.env, self.rng
        arrived = env.now
        with self.windows[department].request() as ticket:
            yield ticket
            self.window_waits.append(env.now - arrived)
            yield env.timeout(rng.lognormvariate(HALL.window_log_mean, HALL.window_log_sd))
        yield env.all_of([env.process(self.review(desk)) for desk in self.desks])
        joined = env.now
        with self.output.request() as ticket:
            yield ticket
            self.output_waits.append(env.now - joined)
            yield env.timeout(rng.expovariate(1 / HALL.output_mean_min))
        self.totals.append(env.now - arrived)

    def review(self, desk: simpy.Resource) -> Process:
        """One branch of the approval."""
        env = self.env
        lodged = env.now
        with desk.request() as ticket:
            yield ticket
            self.desk_waits.append(env.now - lodged)
            yield env.timeout(self.rng.gammavariate(HALL.desk_shape, HALL.desk_mean_min / HALL.desk_shape))


def simulate_hall(n_customers: int, seed: int) -> Outcome:
    """(b) The hall until `n_customers` have come and all have left."""
    start = process_time()
    hall = TextbookHall(n_customers, seed)
    hall.env.process(hall.source())
    hall.env.run()
    seconds = process_time() - start
    return Outcome(
        n_customers=n_customers,
        waits_min={
            "windows": np.array(hall.window_waits),
            "desks": np.array(hall.desk_waits),
            "output": np.array(hall.output_waits),
        },
        total_min=np.array(hall.totals),
        seconds=seconds,
    )
