"""Calling against M/G/1 with the time a ticket keeps the window: one audited run, cut into days.

Broken on purpose these failed: the walk forgotten (all), half the wait for who is absent (no_show, recalls),
a recall that shares the fate of the first call (recalls).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from experiments.known_values.measuring import load, traces
from hallsim.theory import called_service, mg1
from hallsim.trace.model import NEVER, End, Trace
from hallsim.units import MS_PER_DAY, MS_PER_MIN

pytestmark = pytest.mark.statistical

RATE, DAYS = 0.6, 80
Real = NDArray[np.float64]
CALLS = {
    "walk": {"walk": 0.25},
    "no_show": {"walk": 0.25, "no_show": 0.2, "wait": 1.0},
    "recalls": {"walk": 0.25, "no_show": 0.2, "wait": 1.0, "recalls": 1},
}


@cache
def runs() -> dict[str, Trace]:
    """One replication of every design."""
    scenario = load("calling.yaml")
    calendar = scenario.world.calendar.model_copy(update={"days": DAYS, "warm_up": 0})
    world = scenario.world.model_copy(update={"calendar": calendar})
    return traces(scenario.model_copy(update={"world": world}), scenario.run.seed, 0)


def agrees(values: Real, known: float) -> bool:
    """The mean of independent values within 3.5 standard errors, which are small enough to tell."""
    se = float(values.std(ddof=1)) / len(values) ** 0.5
    assert se < 0.08 * known, (values.mean(), se)
    return bool(abs(float(values.mean()) - known) <= 3.5 * se)


def by_day(trace: Trace, value: Real) -> Real:
    """Mean over the tickets first issued on each day after the first."""
    day = trace.citizens["wanted_ms"] // MS_PER_DAY
    return np.array([value[day == d].mean() for d in range(1, DAYS)])


def waits(trace: Trace) -> Real:
    """(citizens,) minutes until the first call."""
    t = trace.tickets
    first = np.full(len(trace.citizens["citizen"]), len(t["ticket"]))
    np.minimum.at(first, t["citizen"], t["ticket"])
    return np.asarray((t["call_ms"] - t["issue_ms"])[first] / MS_PER_MIN)


@pytest.mark.parametrize("design", CALLS)
def test_the_wait_until_the_call(design: str) -> None:
    known = mg1(RATE, *called_service(1.0, 1.0, **CALLS[design]))  # type: ignore[arg-type]
    assert agrees(by_day(runs()[design], waits(runs()[design])), known.mean_wait)


@pytest.mark.parametrize("design", CALLS)
def test_how_much_of_the_time_the_window_is_kept(design: str) -> None:
    """The share kept is the load; of it the share served is rate x answered x mean."""
    trace = runs()[design]
    t = trace.tickets
    day = t["issue_ms"] // MS_PER_DAY

    def share(minutes: Real) -> Real:
        sums = np.bincount(day, weights=minutes, minlength=DAYS + 1)[1:DAYS]
        return np.asarray(sums / (MS_PER_DAY / MS_PER_MIN))

    kept = share((t["end_ms"] - t["call_ms"]) / MS_PER_MIN)
    assert agrees(kept, RATE * called_service(1.0, 1.0, **CALLS[design])[0])  # type: ignore[arg-type]
    served = share(np.where(t["start_ms"] == NEVER, 0, t["end_ms"] - t["start_ms"]) / MS_PER_MIN)
    calls = CALLS[design]
    answered = 1 - calls.get("no_show", 0.0) ** (calls.get("recalls", 0) + 1)
    assert agrees(served, RATE * answered)
    removed = (trace.citizens["state"] == End.REMOVED).astype(float)
    assert abs(removed.mean() - (1 - answered)) <= 3.5 * (answered * (1 - answered) / len(removed)) ** 0.5


def test_the_moments_of_the_time_a_window_is_kept() -> None:
    assert called_service(2.0, 0.5) == pytest.approx((2.0, 0.5))
    assert called_service(1.0, 1.0, walk=0.25) == pytest.approx((1.25, 1 / 1.25**2))
    mean, scv = called_service(1.0, 0.0, walk=0.5, no_show=0.25, wait=2.0)
    assert mean == pytest.approx(0.75 * 1.5 + 0.25 * 2)
    assert scv * mean**2 == pytest.approx(0.75 * 0.25 * (2 - 1.5) ** 2)  # two values, 1.5 and 2
    with pytest.raises(ValueError, match="no_show must lie"):
        called_service(1.0, 1.0, no_show=1.2)
