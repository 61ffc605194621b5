"""Networks of offices against known values: 3.5 standard errors, fixed seeds, scenario files only.

Broken on purpose these failed: going to the farther office, not counting who is being served when two offices
are compared, taking the courier after the next one, every further day attended.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from hallsim.audit import audit
from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.scenario.load import load_scenario
from hallsim.theory import mmc, shortest_line_2
from hallsim.trace.model import NEVER, NetworkTrace, Trace

pytestmark = pytest.mark.statistical

TEXTBOOK = Path(__file__).parents[2] / "scenarios" / "textbook"
N_BATCHES = 24
DAYS = 12
Real = NDArray[np.float64]


@cache
def trace_of(file: str, design: str, days: int = DAYS) -> Trace:
    scenario = load_scenario(TEXTBOOK / file).scenario
    calendar = scenario.world.calendar.model_copy(update={"days": days, "warm_up": 0})
    world = scenario.world.model_copy(update={"calendar": calendar})
    trace = simulate(world, scenario.designs[design], generate(world, 5, 0), design)
    audit(trace)
    return trace


def network_of(trace: Trace) -> NetworkTrace:
    assert trace.network is not None
    return trace.network


def z(values: Real, when_ms: NDArray[np.int64], known: float, days: int = DAYS) -> float:
    """Deviation of the mean of batches of equal time from the known value, in standard errors."""
    batch = np.minimum(when_ms * N_BATCHES // (days * 86_400_000), N_BATCHES - 1)
    means = np.bincount(batch, values, N_BATCHES) / np.bincount(batch, minlength=N_BATCHES)
    return float((means.mean() - known) / (means.std(ddof=1) / np.sqrt(N_BATCHES)))


def stay(trace: Trace, office: int | None = None) -> tuple[Real, NDArray[np.int64]]:
    """Minutes of every visit (to an office), and when it began."""
    v = trace.visits
    rows = np.ones(len(v["visit"]), np.bool_)
    if office is not None:
        rows = network_of(trace).trips["office"] == office
    return (v["leave_ms"] - v["arrive_ms"])[rows] / 60_000, v["arrive_ms"][rows]


@pytest.mark.parametrize(("office", "rate"), [(0, 0.8), (1, 0.45)])
def test_two_offices_by_place_are_two_queues(office: int, rate: float) -> None:
    trace = trace_of("two_offices.yaml", "nearest")
    assert abs(z(*stay(trace, office), mmc(rate, 1.0, 1).mean_time)) < 3.5


def test_any_office_by_the_shortest_time_is_joining_the_shorter_queue() -> None:
    known = shortest_line_2(1.6, 1.0)
    assert mmc(0.8, 1.0, 1).mean_time > known > mmc(1.6, 1.0, 2).mean_time
    assert abs(z(*stay(trace_of("any_office.yaml", "any_office")), known)) < 3.5
    assert abs(z(*stay(trace_of("any_office.yaml", "one_hall")), mmc(1.6, 1.0, 2).mean_time)) < 3.5


def test_two_offices_side_by_side_are_two_lines_in_one_hall() -> None:
    """The same citizens begin at the same millisecond."""
    offices, lines = (trace_of("any_office.yaml", design, 3) for design in ("any_office", "lines"))
    for column in ("citizen", "start_ms", "end_ms"):
        assert (offices.tickets[column] == lines.tickets[column]).all()


@pytest.mark.parametrize(("design", "interval_h"), [("daily", 24), ("every_six_hours", 6)])
def test_a_file_waits_half_an_interval_for_the_courier(design: str, interval_h: float) -> None:
    trace = trace_of("courier.yaml", design, 40)
    c, m = network_of(trace).couriers, trace.matters
    up = c["from_ms"] == m["accepted_ms"][c["matter"]]
    hours = (c["to_ms"] - c["from_ms"])[up] / 3_600_000 - 2
    assert abs(z(hours, c["from_ms"][up], interval_h / 2, 40)) < 3.5
    assert hours.max() <= interval_h
    held = m["in_hand_ms"] != NEVER
    whole = (m["in_hand_ms"] - m["accepted_ms"])[held] / 3_600_000
    assert abs(z(whole, m["accepted_ms"][held], interval_h / 2 + 2 + interval_h, 40)) < 3.5


def test_trips_in_vain_are_geometric() -> None:
    trace = trace_of("name_plates.yaml", "another_day", 2)
    net = network_of(trace)
    in_vain = np.bincount(trace.visits["citizen"], net.trips["in_vain"], len(trace.citizens["citizen"]))
    # Those of one village meet the same attended days: the first of each village are independent.
    _, first = np.unique(net.home, return_index=True)
    in_vain, n = in_vain[first], len(first)
    p = 0.3
    assert abs(in_vain.mean() - (1 - p) / p) < 3.5 * np.sqrt(1 - p) / p / np.sqrt(n)
    for k in range(5):
        share, known = float((in_vain == k).mean()), p * (1 - p) ** k
        assert abs(share - known) < 3.5 * np.sqrt(known * (1 - known) / n)
