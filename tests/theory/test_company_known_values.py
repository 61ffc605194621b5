"""Agents, teams at home and packages against closed forms; one audited run a design, cut into days.

Seen to fail with: trips on every day, travel forgotten, each service of a package judged by itself.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

import hallsim.theory as th
from experiments.known_values.measuring import load, traces
from hallsim.trace.model import Trace
from hallsim.units import MS_PER_DAY, MS_PER_MIN
from hallsim.workload.failed_visits import rejection_law

pytestmark = pytest.mark.statistical

Z = 3.5
Real = NDArray[np.float64]


def runs(file: str) -> dict[str, Trace]:
    """An audited trace of every design of a textbook file."""
    scenario = load(file)
    return traces(scenario, scenario.run.seed, 0)


def agrees(trace: Trace, value: Real, known: float, days: int = 1) -> bool:
    """Means over blocks of days (by matter's citizen's arrival) lie within 3.5 standard errors."""
    m = trace.matters
    block = trace.citizens["wanted_ms"][m["citizen"]] // (days * MS_PER_DAY)
    means = np.array([value[block == b].mean() for b in range(int(block.max()))])
    se = float(means.std(ddof=1)) / len(means) ** 0.5
    assert se < 0.1 * known, (means.mean(), se)
    return bool(abs(float(means.mean()) - known) <= Z * se)


@pytest.mark.parametrize(("design", "every"), [("daily", 1), ("every_third_day", 3)])
def test_a_file_waits_half_an_interval_for_the_agent(design: str, every: int) -> None:
    trace = runs("agents.yaml")[design]
    bags = trace.bags
    held = np.bincount(bags["matter"], weights=bags["to_ms"] - bags["from_ms"]) / MS_PER_MIN
    assert agrees(trace, held, every * 720, days=every)
    assert (trace.matters["n_visits"] == 0).all()
    days = trace.visits["arrive_ms"] // MS_PER_DAY
    assert (np.diff(days) == every).all()


def test_a_team_at_home_is_a_single_server_queue() -> None:
    """Service 10 + exp(10): mean 20 min, scv 100 / 400; 1/30 a minute, load 2/3."""
    trace = runs("home_service.yaml")["at_home"]
    m = trace.matters
    known = th.mg1(1 / 30, 20, 0.25)
    inside = (m["in_hand_ms"] - trace.citizens["arrive_ms"][m["citizen"]]) / MS_PER_MIN
    assert agrees(trace, inside, known.mean_wait + 20)
    assert len(trace.visits["visit"]) == 0


@pytest.mark.parametrize(("design", "documents"), [("apart", 3), ("package", 7), ("package_shared", 6)])
def test_a_package_has_one_notice_for_all_its_documents(design: str, documents: int) -> None:
    trace = runs("packages.yaml")[design]
    m = trace.matters
    first = m["service"] == 0  # without a package the second service (4 documents) has notices of its own
    value = np.where(first, m["n_visits"], np.nan).astype(np.float64)
    rows = np.flatnonzero(first)
    block = trace.citizens["wanted_ms"][m["citizen"][rows]] // MS_PER_DAY
    means = np.array([value[rows][block == b].mean() for b in range(int(block.max()))])
    known = 1 + float(rejection_law(documents, 0.2, 0.6) @ np.arange(documents + 1))
    se = float(means.std(ddof=1)) / len(means) ** 0.5
    assert abs(float(means.mean()) - known) <= Z * se
    if design == "apart":
        other = m["n_visits"][~first].mean() - 1
        assert other == pytest.approx(rejection_law(4, 0.2, 0.6) @ np.arange(5), rel=0.05)
    else:
        assert np.array_equal(m["n_visits"][first], m["n_visits"][~first])
