"""J city and a year of a district beside the textbook model with as many customers."""

from __future__ import annotations

from pathlib import Path

import hallsim.api as hs
from benchmarks import district, growth, textbook_simpy
from benchmarks.hallsim_models import run
from benchmarks.outcome import spread


def textbook_seconds(n_customers: int, seed: int) -> float:
    """What the textbook model needs for so many customers of (b), by 60,000 of them."""
    outcome = textbook_simpy.simulate_hall(60_000, seed)
    return outcome.seconds / outcome.n_customers * n_customers


def j_city_line(rounds: int = 3) -> str:
    """J city against the textbook model with as many customers of (b) as J city has visits, in turn."""
    scenario = hs.load(Path("scenarios/j_city.yaml")).scenario
    alone, whole = [], []
    for seed in range(rounds):
        found = run(scenario, "by_department", scenario.run.seed)
        n_visits = len(found.trace.visits["visit"])
        base = textbook_seconds(n_visits, seed)
        alone.append(found.simulating / base)
        whole.append((found.simulating + found.drawing) / base)
    return (
        f"J city, one design, one replication ({n_visits:,} visits): {spread(alone)} times the time the "
        f"textbook model needs for as many customers of (b); {spread(whole)} with drawing the demand."
    )


def district_line(rounds: int = 3) -> str:
    """A year of a district against the textbook model with as many customers of (b), in turn."""
    alone, whole = [], []
    for seed in range(rounds):
        n_visits, drawing, seconds, gib = growth.in_fresh_process(district.a_year)
        base = textbook_seconds(n_visits, seed)
        alone.append(seconds / base)
        whole.append((seconds + drawing) / base)
    return (
        f"A year of a district of 1 + 28 offices ({n_visits:,} visits, one process): {spread(alone)} "
        f"times the time the textbook model needs for as many customers of (b); "
        f"{spread(whole)} with drawing the demand; peak memory {gib:.2f} GiB."
    )
