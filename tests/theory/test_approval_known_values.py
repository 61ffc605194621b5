"""Approvals against closed forms, bounds and an exact chain: one run a file, 30 batches, 3.5 standard errors.

The reference engine was broken on purpose, and these failed: a refusal that does not end a row (C08), a
meeting that hears one file more than it can (meetings), a fork over with its first branch (fourteen steps,
32 branches), copies that are finished instead of cancelled (redundancy).
"""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from hallsim import theory
from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.scenario.load import load_scenario
from hallsim.theory.approvals import expected_max, series_approval, uniform_cdf
from hallsim.trace.model import End, Outcome, Trace
from hallsim.units import MS_PER_DAY, MS_PER_MIN

TEXTBOOK = Path(__file__).parents[2] / "scenarios/textbook"
N_BATCHES = 30
pytestmark = pytest.mark.statistical


@cache
def traces(file: str, days: int) -> dict[str, Trace]:
    scenario = load_scenario(TEXTBOOK / file).scenario
    calendar = scenario.world.calendar.model_copy(update={"days": days, "warm_up": 0})
    world = scenario.world.model_copy(update={"calendar": calendar})
    demand = generate(world, scenario.run.seed, 0)
    return {name: simulate(world, design, demand, name) for name, design in scenario.designs.items()}


def near(values: np.ndarray, known: float, tolerance: float = 0.0) -> None:
    """The mean of values in the order of acceptance, by batches, against a known one."""
    means = np.array([part.mean() for part in np.array_split(values, N_BATCHES)])
    error = means.std(ddof=1) / np.sqrt(N_BATCHES)
    assert error <= 0.1 * known, "too short a run to tell"
    assert abs(means.mean() - known) <= 3.5 * error + tolerance, (means.mean(), error, known)


def lead_min(trace: Trace) -> np.ndarray:
    return (trace.matters["decided_ms"] - trace.matters["accepted_ms"]) / MS_PER_MIN


def work_min(trace: Trace) -> np.ndarray:
    t = trace.tickets
    done = np.isin(t["outcome"], [Outcome.SERVED, Outcome.BROKEN_OFF]) & (t["visit"] < 0)
    return np.bincount(
        t["matter"][done], weights=t["work_ms"][done] / MS_PER_MIN, minlength=len(lead_min(trace))
    )


def test_series_and_parallel_approvals_with_refusals() -> None:
    """C08: the time, the work and the share approved of both."""
    known = series_approval([3.5, 6, 7.5], [0.3, 0.2, 0])
    runs = traces("refusals.yaml", 3)
    approved = {name: trace.matters["state"] == End.SERVED for name, trace in runs.items()}
    series, parallel, cancel = (runs[name] for name in ("series", "parallel", "cancel"))
    assert all((a | (runs[n].matters["state"] == End.REFUSED)).all() for n, a in approved.items())
    assert (approved["series"] == approved["parallel"]).all()
    near(approved["series"].astype(float), 0.56)
    near(lead_min(series), 11.9)
    near(lead_min(series)[approved["series"]], 17.0)
    near(work_min(series), known.work)
    near(work_min(parallel), 17.0)
    near(lead_min(parallel), 7.6333333)
    near(lead_min(parallel)[approved["parallel"]], 7.6333333)
    assert work_min(parallel).mean() / work_min(series).mean() == pytest.approx(1.4285714, rel=0.02)
    assert (lead_min(cancel) <= lead_min(parallel)).all()
    assert (work_min(cancel) <= work_min(parallel)).all()
    # Cancelled at the first refusal: E min over who refuses; by the halves of the rates, by hand below.
    a, b, c = (uniform_cdf(*span) for span in ((2.0, 5.0), (5.0, 7.0), (5.0, 10.0)))
    both = expected_max([a, b, c], 17.0)
    near(lead_min(cancel), 0.3 * 3.5 + 0.7 * 0.2 * 6.0 + 0.56 * both)


def test_two_copies_of_which_the_first_cancels_the_other_are_one_queue_of_twice_the_speed() -> None:
    trace = traces("redundancy.yaml", 10)["cancel"]
    often = trace.matters["service"] == trace.names.services.index("often")
    near(lead_min(trace)[~often], theory.mmc(0.5, 2.0, 1).mean_time)
    near(lead_min(trace)[often], theory.mmc(1.0, 2.0, 1).mean_time)
    # Both desks work at the same file as long as it takes: no copy outlives the other.
    near(work_min(trace), 2 * 0.5)


def test_fourteen_steps_regrouped() -> None:
    runs = traces("fourteen_steps.yaml", 12)
    harmonic = np.cumsum(1 / np.arange(1, 15))
    assert harmonic[13] == pytest.approx(3.25, abs=0.005)
    assert 2 * harmonic[4] + harmonic[3] == pytest.approx(6.65, abs=0.005)
    for name, known in {
        "series": 14.0, "stages": 2 * harmonic[4] + harmonic[3], "pairs": 10.5, "parallel": harmonic[13]
    }.items():  # fmt: skip
        near(lead_min(runs[name]) * MS_PER_MIN / MS_PER_DAY, known)
        near(work_min(runs[name]) * MS_PER_MIN / MS_PER_DAY, 14.0)


@pytest.mark.parametrize(
    ("design", "interval", "size"), [("hourly", 60, 8), ("half_hourly", 30, 4), ("no_limit", 60, 1000)]
)
def test_files_heard_at_meetings_are_a_bulk_service_queue(design: str, interval: float, size: int) -> None:
    known = theory.bulk_service_wait(6.8 / 60, interval, size)
    assert known == pytest.approx({8: 44.93, 4: 32.66, 1000: 30.0}[size], abs=0.05)
    near(lead_min(traces("meetings.yaml", 120)[design]), known)


def test_the_bulk_service_formula_against_a_plain_loop() -> None:
    """Size one is D/…: a slotted queue; large sizes wait half an interval; and a loop of the chain itself."""
    assert theory.bulk_service_wait(0.5, 1.0, 50) == pytest.approx(0.5, abs=1e-12)
    # Slots that serve one: E(X - 1)+ = rho^2 / (2 (1 - rho)) by Pollaczek and Khinchine, and half a slot.
    assert theory.bulk_service_wait(0.8, 1.0, 1) == pytest.approx(0.8 / (2 * 0.2) + 0.5, abs=1e-9)
    assert theory.bulk_service_wait(2.0, 1.0, 2) == np.inf
    with pytest.raises(ValueError, match="at least 1"):
        theory.bulk_service_wait(1.0, 1.0, 0)


@pytest.mark.parametrize("branches", [8, 32])
def test_fork_join_of_many_branches_lies_within_its_bounds(branches: int) -> None:
    trace = traces("fork_join_32.yaml", 3)["parallel"]
    name = trace.names.services.index(f"of_{branches}")
    mine = trace.matters["service"] == name
    low, high = theory.fork_join_bounds(0.5, 1.0, branches)
    assert low < lead_min(trace)[mine].mean() < high
    approximation = theory.nelson_tantawi(0.5, 1.0, branches)
    near(lead_min(trace)[mine], approximation, tolerance=0.05 * approximation)
