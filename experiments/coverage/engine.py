"""The reference engine beside the recursion of `queue`: the same distribution of a day's mean wait."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.coverage.queue import DAY_MIN, SERVICE_MIN, WARM_UP_MIN, Floats, Pool
from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.scenario.load import load_text
from hallsim.units import MS_PER_MIN

SCENARIO = """
hallsim: 1
title: Two windows (M/M/2)
world:
  calendar: {{working_days: all, days: 1, ending: drain}}
  services:
    matter: {{counter: exponential(mean {service} min)}}
  arrivals: {{rate: {rate} per hour}}
designs:
  two_windows: {{opening: always, windows: {{hall: 2}}}}
run: {{replications: 1, seed: 1}}
"""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Days of the engine against days of the pool.

    Attributes:
        z: difference of the pooled mean waits over its standard error.
        ks_p: chance of so large a difference of the distributions of daily means (Kolmogorov and Smirnov).
    """

    load: float
    days: int
    engine_min: float
    recursion_min: float
    z: float
    ks_p: float


def engine_days(load: float, days: int, seed: int) -> tuple[Floats, Floats]:
    """People and the sum of their waits in minutes, of so many one-day replications."""
    text = SCENARIO.format(service=SERVICE_MIN, rate=60 * 2 * load / SERVICE_MIN)
    scenario = load_text(text).scenario
    n, total = np.zeros(days), np.zeros(days)
    for day in range(days):
        demand = generate(scenario.world, seed, day)
        trace = simulate(scenario.world, scenario.designs["two_windows"], demand, design_name="two_windows")
        issue = np.asarray(trace.tickets["issue_ms"], dtype=float) / MS_PER_MIN
        start = np.asarray(trace.tickets["start_ms"], dtype=float) / MS_PER_MIN
        counted = (issue >= WARM_UP_MIN) & (issue < DAY_MIN)
        n[day], total[day] = counted.sum(), (start - issue)[counted].sum()
    return n, total


def compare(load: float, pool: Pool, days: int = 200, seed: int = 5) -> Agreement:
    """How the engine's days agree with the pool's."""
    from scipy.stats import ks_2samp

    n, total = engine_days(load, days, seed)
    ours, theirs = total.sum() / n.sum(), pool.wait_min.sum() / pool.n.sum()
    error = np.std(total - ours * n, ddof=1) * np.sqrt(days) / n.sum()
    test = ks_2samp(total / n, pool.wait_min / pool.n)
    return Agreement(
        load, days, float(ours), float(theirs), float((ours - theirs) / error), float(test.pvalue)
    )
