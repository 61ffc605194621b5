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
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.registry import measure
from hallsim.scenario.load import load_scenario
from hallsim.theory import erlang_b, mmc, mmck, random_order_mean_square
from hallsim.theory.numerics.birth_death import stationary
from hallsim.theory.time_varying.transient import advance
from hallsim.trace.model import End, Outcome, Trace

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


def blocked_shares(service: int) -> list[float]:
    """Share of those who balk of a service's citizens after the first hour, by replication."""
    found = []
    for trace in traces("balking.yaml", "stations", 24):
        t = trace.tickets
        rows = (trace.matters["service"][t["matter"]] == service) & (t["issue_ms"] >= 3_600_000)
        found.append(float((t["outcome"][rows] == Outcome.BALKED).mean()))
    return found


def test_five_windows_without_a_queue_lose_as_many_as_erlang_says() -> None:
    assert erlang_b(5, 4.0) == pytest.approx(0.19907, abs=5e-6)
    assert abs(z(blocked_shares(0), erlang_b(5, 4.0))) < 3.5
    for trace in traces("balking.yaml", "stations", 24):
        t = trace.tickets
        mine = trace.matters["service"][t["matter"]] == 0
        assert (t["start_ms"] == t["issue_ms"])[mine & (t["outcome"] == Outcome.SERVED)].all()


def test_a_station_for_five_turns_away_as_many_as_it_should() -> None:
    assert abs(z(blocked_shares(1), mmck(2.4, 1.0, 2, 5).p_blocked)) < 3.5


def test_who_is_discouraged_by_those_present_makes_the_birth_death_chain() -> None:
    stay = np.array([1 / (n + 1) for n in range(9)] + [1 / 9] * 51)
    law = stationary(1.5 * stay, np.ones(60))
    assert abs(z(blocked_shares(2), 1.0 - float(law[:60] @ stay))) < 3.5


def test_random_order_keeps_the_mean_wait_and_spreads_it() -> None:
    known = mmc(0.7, 1.0, 1).mean_wait
    assert known == pytest.approx(7 / 3)
    squares = {"in_turn": 2 * 0.7 / 0.3**2, "random": random_order_mean_square(0.7, 1.0)}
    for design, mean_square in squares.items():
        waits = []
        for trace in traces("random_order.yaml", design, 30, 13):
            sample = Sample(trace)
            waits.append(sample.ticket_waits_min[sample.tickets])
        assert abs(z([w.mean() for w in waits], known)) < 3.5
        assert abs(z([(w**2).mean() for w in waits], mean_square)) < 3.5


def test_the_mean_square_of_random_order_solves_the_equations_of_one_who_waits() -> None:
    """With n others waiting: the next change comes after 1 / (lam + mu), and lets in one or takes one."""
    lam, mu, n = 0.7, 1.0, 400
    k = np.arange(n)
    up, one_less, rate = np.full(n, lam), mu * k / (k + 1), lam + mu
    up[-1] = 0.0
    system = np.diag(np.full(n, rate)) - np.diag(up[:-1], 1) - np.diag(one_less[1:], -1)
    system[-1, -1] -= lam
    first = np.linalg.solve(system, np.ones(n))
    second = np.linalg.solve(system, 2 * first)
    found = (1 - lam / mu) * (lam / mu) ** (k + 1)  # who waits finds k + 1 in the system
    assert float(found @ first) == pytest.approx(mmc(lam, mu, 1).mean_wait)
    assert float(found @ second) == pytest.approx(random_order_mean_square(lam, mu))


def test_the_second_of_three_opinions_comes_when_order_statistics_say() -> None:
    hours = []
    for trace in traces("second_of_three.yaml", "two_of_three", 10):
        m = trace.matters
        hours.append(float((m["decided_ms"] - m["accepted_ms"]).mean()) / 3_600_000)
    assert abs(z(hours, 1 / 3 + 1 / 2)) < 3.5
