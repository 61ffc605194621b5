"""The need by period where the exact number is known, by formula and as the search by simulation finds it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import poisson

import hallsim.api as hs
from hallsim.roster.counts import Counts, Frame, added
from hallsim.roster.plan import frame_of, promised
from hallsim.roster.requirement import fewest, hours_of, need_by_theory, offered, plenty
from hallsim.roster.runs.simulator import SEARCH, Hall, Simulator
from hallsim.roster.search import Search, margins
from hallsim.roster.targets import read_targets
from hallsim.scenario.load import LoadedScenario
from hallsim.theory import fewest_servers_for_service_level, mmc, offered_load_piecewise

pytestmark = pytest.mark.statistical

STEADY = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 2, ending: drain}
  services: {a: {counter: exponential(mean 4 min)}}
  arrivals: {per_day: 960, profile: {08:00-16:00: 1}}
designs: {hall: {opening: 08:00-16:00, windows: {counter: {count: 12, serves: [a]}}}}
run: {seed: 5}
"""
CHANGING = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 4, ending: drain}
  services: {a: {counter: exponential(mean 6 min)}}
  citizens: {patience: exponential(mean 6 min)}
  arrivals: {rates: {08:00-10:00: 60 per hour, 10:00-12:00: 120 per hour, 12:00-14:00: 80 per hour}}
designs: {hall: {opening: 08:00-14:00, windows: {counter: {count: 12, serves: [a]}}}}
run: {seed: 5}
"""


def asked(text: str, promise: str, by_h: float) -> tuple[LoadedScenario, Frame, Simulator]:
    source = hs.loads(text)
    scenario = source.scenario
    frame = promised(frame_of(scenario, "hall", read_targets([promise]), round(by_h * 3_600_000)))
    hall = Hall(world=scenario.world, design=scenario.designs["hall"], frame=frame, seed=5)
    return source, frame, Simulator(hall, 1)


def searched(text: str, promise: str, by_h: float, n: int) -> tuple[Frame, NDArray[np.int64]]:
    source, frame, simulator = asked(text, promise, by_h)
    loads = offered(source.scenario, "hall", frame)
    start, many = need_by_theory(frame, loads), plenty(frame, loads, np.array([100]))
    search = Search(simulator=simulator, frame=frame, n=n, confidence=0.9, plenty=many)
    return frame, search.least_need(start)


def test_a_steady_period_needs_what_erlang_c_says() -> None:
    # two an hour and minute, four minutes each: 8 Erlangs; in the first two hours the queue only builds up
    exact = fewest_servers_for_service_level(2.0, 4.0, 2.0, 0.8)
    known = {c: 1 - mmc(2.0, 0.25, c).wait_tail(2.0) for c in (exact - 1, exact)}
    assert known[exact - 1] < 0.78 < 0.82 < known[exact]  # far enough from what is promised
    source, frame, _ = asked(STEADY, "80% called in 2 min", 2.0)
    loads = offered(source.scenario, "hall", frame)
    assert fewest(8.0, 0, frame.targets, loads) == exact
    assert loads.load[0, 0, 1:] == pytest.approx(8.0, rel=1e-3)
    _, need = searched(STEADY, "80% called in 2 min", 2.0, 10)
    # the weekdays are alike; where chance leaves one short of proof, it has one more
    assert np.median(need[0, :, 1:3], axis=0).tolist() == [exact, exact]
    assert abs(need[0, :, 1:3] - exact).max() <= 1
    assert np.median(need[0, :, 0]) <= exact


def test_where_patience_is_as_long_as_service_the_need_follows_the_poisson_law() -> None:
    # with theta = mu the number present is Poisson(m(t)) whatever the staffing (Feldman et al. 2008)
    share = 0.8
    frame, need = searched(CHANGING, "80% called in 1 s", 1.0, 16)  # with a rough round first
    edges, rates = [0.0, 120.0, 240.0, 360.0], [1.0, 2.0, 4 / 3]
    for p in range(frame.periods.n):
        at = np.linspace(60 * p, 60 * (p + 1), 121)[1:]
        load = np.array(offered_load_piecewise(edges, rates, 6.0, at.tolist()))
        called = {c: float(np.mean(poisson.cdf(c - 1, load))) for c in range(1, 30)}
        exact = min(c for c, value in called.items() if value >= share)
        if min(abs(called[c] - share) for c in (exact - 1, exact)) > 0.03:
            assert np.median(need[0, :, p]) == exact, (p, called[exact - 1], called[exact])
        assert abs(need[0, :, p] - exact).max() <= 1


def test_the_load_by_period_is_that_of_the_literature() -> None:
    # lambda(t) = 100 + 20 sin t, mean work 1: m(t) = 100 + 10 (sin t - cos t) (Eick, Massey & Whitt 1993;
    # the staffing case of Jennings et al. 1996), here with half an hour as the unit and rates by quarter hour
    def rate(quarter: int) -> float:
        t = quarter / 2
        return 2 * (100 + 20 * (math.cos(t) - math.cos(t + 0.5)) / 0.5)

    def clock(quarter: int) -> str:
        return f"{8 + quarter // 4:02d}:{15 * (quarter % 4):02d}"

    rates = ", ".join(f"{clock(q)}-{clock(q + 1)}: {rate(q):.6f} per hour" for q in range(48))
    text = f"""
hallsim: 1
world:
  calendar: {{start: 2026-03-02, weeks: 1}}
  services: {{a: {{counter: exponential(mean 30 min)}}}}
  arrivals: {{rates: {{{rates}}}}}
designs: {{hall: {{opening: 08:00-20:00, windows: {{counter: {{count: 120, serves: [a]}}}}}}}}
"""
    source, frame, _ = asked(text, "50% called in 1 s", 0.25)
    load = offered(source.scenario, "hall", frame).load[0, 0]
    # after eight mean works the empty beginning is forgotten; steps of a quarter hour cost half a percent
    for p in range(16, 48):
        t = np.array([p / 2 + 0.25, p / 2 + 0.5])
        assert load[p] == pytest.approx(float((100 + 10 * (np.sin(t) - np.cos(t))).max()), rel=6e-3)


def test_waits_fall_with_every_window_more_and_by_less_each_time() -> None:
    _, frame, simulator = asked(STEADY, "80% called in 2 min", 2.0)
    from hallsim.roster.periods import staffing_of

    one = np.ones(frame.shape, np.int64)
    numbers = range(9, 15)
    found = simulator.run([staffing_of(frame.stations, frame.periods, c * one) for c in numbers], SEARCH, 2)
    totals = [_total(counts) for counts in found]
    gains = -np.diff(totals)
    assert (gains >= 0).all()
    assert (np.diff(gains) <= 0).all()


def _total(counts: list[Counts]) -> float:
    return float(added(counts).wait_min.sum())


def test_a_promise_to_few_of_those_expected_is_none() -> None:
    source, frame, simulator = asked(STEADY, "80% called in 2 min", 2.0)
    del source
    from hallsim.roster.judge import judge
    from hallsim.roster.periods import staffing_of

    need = np.full(frame.shape, 12, np.int64)
    counts = simulator.run([staffing_of(frame.stations, frame.periods, need)], SEARCH, 2)[0]
    judged = judge(counts, frame, 0.9)
    assert margins(judged, counts, frame).min() > 0
    many = 2 * added(counts).tickets.sum(axis=2)
    assert margins(judged, counts, frame, many).max() < 0
    assert math.isclose(hours_of(need, frame), 12 * 40)
