"""Vacations, breakdowns and hand-over at lunch against closed forms and forward equations.

One audited run a file, cut into days; every mean lies within 3.5 standard errors of the means of days.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

import hallsim.theory as th
from experiments.known_values.measuring import load, traces
from hallsim.trace.model import Trace
from hallsim.units import MS_PER_DAY, MS_PER_MIN

pytestmark = pytest.mark.statistical

Z = 3.5
Real = NDArray[np.float64]
RATES = (0.2, 0.6, 1.0, 1.1, 0.9, 0.7, 0.4, 0.3, 0.5, 0.8, 0.9, 0.8, 0.6, 0.5, 0.3, 0.1)


def runs(file: str, days: int) -> dict[str, Trace]:
    """An audited trace of every design of a textbook file over so many days."""
    scenario = load(file)
    calendar = scenario.world.calendar.model_copy(update={"days": days, "warm_up": 0})
    world = scenario.world.model_copy(update={"calendar": calendar})
    return traces(scenario.model_copy(update={"world": world}), scenario.run.seed, 0)


def per_day(trace: Trace, value: Real, first: int = 1) -> Real:
    """Means over the tickets issued on each day from the day `first`."""
    day = trace.tickets["issue_ms"] // MS_PER_DAY
    return np.array([value[day == d].mean() for d in range(first, int(day.max()) + 1)])


def waits(trace: Trace) -> Real:
    """Minutes from issue to start."""
    return np.asarray((trace.tickets["start_ms"] - trace.tickets["issue_ms"]) / MS_PER_MIN)


def agrees(values: Real, known: float) -> bool:
    """Within 3.5 standard errors, and precise enough to tell."""
    se = float(values.std(ddof=1)) / len(values) ** 0.5
    assert se < 0.25 * known, (values.mean(), se)
    return bool(abs(float(values.mean()) - known) <= Z * se)


@pytest.mark.parametrize(("department", "known"), [("a", 4 + 3), ("b", 4 + 2)])
def test_back_office_work_is_multiple_vacations(department: str, known: float) -> None:
    """Wq = lambda E[S^2] / (2 (1 - rho)) + E[V^2] / (2 E[V])."""
    trace = runs("vacations.yaml", 40)["one_window_each"]
    tickets = trace.tickets["queue"] == trace.names.queues.index(department)
    value = waits(trace)
    day = trace.tickets["issue_ms"] // MS_PER_DAY
    means = np.array([value[tickets & (day == d)].mean() for d in range(1, 40)])
    assert agrees(means, known)


def test_breakdowns_with_pausing_service() -> None:
    """L = l / (a + b) ((a + b)^2 + a m) / (b (m - l) - a l); the time inside is L / l."""
    arrivals, service, fail, repair = 0.6, 1.0, 1 / 20, 1 / 5
    both = fail + repair
    number = arrivals / both * (both**2 + fail * service) / (repair * (service - arrivals) - fail * arrivals)
    trace = runs("breakdowns.yaml", 80)["one_window"]
    inside = (trace.tickets["end_ms"] - trace.tickets["issue_ms"]) / MS_PER_MIN
    assert agrees(per_day(trace, inside), number / arrivals)


def day_sums(trace: Trace, value: Real) -> Real:
    """Sum over the tickets of each day."""
    day = trace.tickets["issue_ms"] // MS_PER_DAY
    return np.bincount(day, weights=value).astype(np.float64)


@pytest.mark.parametrize(
    ("design", "windows", "rates"),
    [
        ("lunch_hand_back", [8] * 6 + [4] * 2 + [8] * 8, RATES),
        ("last_ticket_16", [5] * 16, (*RATES[:14], 0.0, 0.0)),
    ],
)
def test_hand_over_at_lunch_and_a_last_ticket(
    design: str, windows: list[int], rates: tuple[float, ...]
) -> None:
    """Mean wait (all waits of a visit over expected arrivals) and overtime beyond 17:00."""
    pieces = [th.DayPiece(duration=30, lam=r, c=c) for r, c in zip(rates, windows, strict=True)]
    known = th.hall_day(pieces, 1 / 8)
    trace = runs("hall_day_hand_over.yaml", 150)[design]
    assert agrees(day_sums(trace, waits(trace)) / known.n_arrivals, known.mean_wait)
    close = trace.days.close_ms
    last = np.array([
        trace.visits["leave_ms"][trace.visits["arrive_ms"] // MS_PER_DAY == day].max() for day in range(150)
    ])  # fmt: skip
    overtime = np.maximum(last - close[:150], 0) / MS_PER_MIN
    assert agrees(overtime, known.mean_overtime)
