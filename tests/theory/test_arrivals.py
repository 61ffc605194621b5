"""Arrivals against what probability says of them, at fixed seeds, within four standard errors."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from hallsim.demand.demand import Demand
from hallsim.demand.generate import generate
from hallsim.scenario.values.profile import PROFILES, parse_rate_table
from hallsim.scenario.world.world import World
from hallsim.units import MS_PER_DAY, MS_PER_HOUR, MS_PER_MIN

pytestmark = pytest.mark.statistical

Z = 4.0
P_MIN = 1e-4
SERVICES = {"work": {"counter": "5 min"}}


def draw(seed: int = 11, replication: int = 0, **keys: Any) -> Demand:
    calendar = {"start": "2026-03-02", "working_days": "all", **keys.pop("calendar", {})}
    return generate(
        World.model_validate({"calendar": calendar, "services": SERVICES, **keys}), seed, replication
    )


def counts(demand: Demand, slot_ms: int) -> NDArray[np.int64]:
    n_slots = demand.horizon_ms // slot_ms
    return np.bincount(demand.arrive_ms // slot_ms, minlength=n_slots)


def assert_poisson(found: NDArray[np.int64], means: NDArray[np.float64]) -> None:
    """Independent Poisson counts of these means: total, chi-square, and none where the mean is 0."""
    assert not np.any(found[means < 1e-9])
    found, means = found[means >= 1e-9], means[means >= 1e-9]
    assert abs(found.sum() - means.sum()) < Z * math.sqrt(means.sum())
    assert means.min() > 5, "the chi-square approximation needs larger slots"
    statistic = float(np.sum((found - means) ** 2 / means))
    assert P_MIN < stats.chi2.sf(statistic, len(means)) < 1 - P_MIN


def assert_mean(values: NDArray[Any], mean: float) -> None:
    error = float(np.std(values, ddof=1)) / math.sqrt(len(values))
    assert abs(float(np.mean(values)) - mean) < Z * error


def test_per_day_is_spread_by_the_profile() -> None:
    demand = draw(arrivals=[{"per_day": 900, "profile": "two_peaks"}], calendar={"days": 40})
    profile = PROFILES["two_peaks"]
    slots = range(0, MS_PER_DAY, MS_PER_HOUR // 2)
    means = 900 * np.array([profile.integral(a, a + MS_PER_HOUR // 2) for a in slots]) / profile.integral()
    by_slot = counts(demand, MS_PER_HOUR // 2).reshape(40, 48).sum(axis=0)
    assert_poisson(by_slot, 40 * means)
    # Every single day, too, is Poisson: the variance between days is the mean.
    assert_poisson(counts(demand, MS_PER_DAY), np.full(40, 900.0))


def test_rates_by_steps_and_by_lines() -> None:
    """The three-interval case on which a thinning loop that keeps the rate of the last arrival fails."""
    for table in (
        {"09:00-10:00": "60 per hour", "10:00-11:00": "1500 per hour", "11:00-12:00": "150 per hour"},
        {"08:00": "0 per hour", "10:00": "300 per hour", "16:00": "30 per hour"},
    ):
        demand = draw(arrivals=[{"rates": table}], calendar={"days": 30})
        curve = parse_rate_table(table)
        means = np.array([curve.integral(a, a + MS_PER_HOUR) for a in range(0, MS_PER_DAY, MS_PER_HOUR)])
        assert_poisson(counts(demand, MS_PER_HOUR).reshape(30, 24).sum(axis=0), 30 * means)


def test_a_constant_rate_has_exponential_gaps() -> None:
    demand = draw(arrivals=[{"rate": "0.8 per min"}], calendar={"days": 20})
    gaps_min = np.diff(demand.arrive_ms) / MS_PER_MIN
    assert stats.kstest(gaps_min, "expon", args=(0, 1 / 0.8)).pvalue > P_MIN
    lag = np.corrcoef(gaps_min[:-1], gaps_min[1:])[0, 1]
    assert abs(lag) < Z / math.sqrt(len(gaps_min))


@pytest.mark.parametrize("per_hour", [0.4, 1.0, 1.5, 3.0, 64.0, 65.0])
def test_every_layer_of_heights_adds_its_share(per_hour: float) -> None:
    """Rates below, on and just above the bounds of layers."""
    n_days = math.ceil(8000 / (24 * per_hour))
    demand = draw(arrivals=[{"rate": f"{per_hour} per hour"}], calendar={"days": n_days})
    assert_poisson(counts(demand, MS_PER_DAY)[: n_days // 2 * 2].reshape(-1, 2).sum(axis=1),
                   np.full(n_days // 2, 48 * per_hour))  # fmt: skip


def test_factors_of_weekday_and_date_multiply_on_working_days_only() -> None:
    demand = draw(
        arrivals=[{"per_day": 2000, "weekdays": {"mon": 1.3, "wed": 0.5}, "dates": {"2026-03-09": 2.0}}],
        calendar={"days": 14, "working_days": "mon-fri", "closed": ["2026-03-05"]},
    )
    factor = np.array([1.3, 1, 0.5, 0, 1, 0, 0, 2.6, 1, 0.5, 1, 1, 0, 0])
    assert_poisson(counts(demand, MS_PER_DAY), 2000 * factor)


def test_replications_are_independent() -> None:
    by_replication = np.array(
        [draw(replication=r, arrivals=[{"per_day": 50}], calendar={"days": 4}).n_citizens for r in range(200)]
    )
    assert_poisson(by_replication, np.full(200, 200.0))


@pytest.mark.parametrize(
    ("law", "scipy_law"),
    [
        ("exponential(mean 2 min)", stats.expon(scale=2)),
        ("uniform(1, 3 min)", stats.uniform(1, 2)),
        ("gamma(mean 2 min, cv 0.5)", stats.gamma(4, scale=0.5)),
    ],
)
def test_a_renewal_source_has_its_interval_law(law: str, scipy_law: Any) -> None:
    demand = draw(arrivals=[{"interval": law}], calendar={"days": 10})
    gaps_min = np.diff(np.concatenate([[0], demand.arrive_ms])) / MS_PER_MIN
    assert stats.kstest(gaps_min, scipy_law.cdf).pvalue > P_MIN
    assert_mean(gaps_min, 2.0)


def test_batches_arrive_together_in_their_shares() -> None:
    demand = draw(arrivals=[{"rate": "20 per hour", "batch": {"1": "50%", "3": "30%", "10": "20%"}}],
                  calendar={"days": 20})  # fmt: skip
    _, sizes = np.unique(demand.arrive_ms, return_counts=True)
    found = np.array([np.sum(sizes == size) for size in (1, 3, 10)])
    # Two batches in one millisecond would show as another size.
    assert found.sum() == len(sizes)
    assert_poisson(found, 20 * 24 * 20 * np.array([0.5, 0.3, 0.2]))
    assert len(np.unique(demand.identity)) == demand.n_citizens


def test_groups_services_and_bundles_come_in_their_shares() -> None:
    world = {
        "services": {"a": {"share": "70%"}, "b": {"share": "30%"}, "c": {}},
        "groups": {
            "few": {
                "share": "25%",
                "services": {"c": "80%", "a": "20%"},
                "matters": {"1": "60%", "4": "40%"},
            },
            "many": {"share": "75%"},
        },
        "arrivals": [{"rate": "100 per hour"}],
        "calendar": {"start": "2026-03-02", "working_days": "all", "days": 5},
    }
    demand = generate(World.model_validate(world), 5, 0)
    n = demand.n_citizens
    few = demand.group == 0
    assert abs(few.mean() - 0.25) < Z * math.sqrt(0.25 * 0.75 / n)
    n_matters = np.diff(demand.matter_start)
    assert np.all(n_matters[~few] == 1)
    assert set(n_matters[few].tolist()) == {1, 4}
    assert_mean(n_matters[few] == 4, 0.4)
    of_few = few[demand.matter_citizen]
    for rows, shares in ((of_few, [0.2, 0.0, 0.8]), (~of_few, [0.7, 0.3, 0.0])):
        found = np.bincount(demand.service[rows], minlength=3)
        expected = found.sum() * np.array(shares)
        assert not np.any(found[expected == 0])
        kept = expected > 0
        assert stats.chisquare(found[kept], expected[kept]).pvalue > P_MIN
    # The matters of one bundle are drawn independently.
    start = demand.matter_start[:-1][few & (n_matters == 4)]
    pairs = np.stack([demand.service[start] == 2, demand.service[start + 1] == 2])
    assert abs(np.corrcoef(pairs)[0, 1]) < Z / math.sqrt(len(start))


def test_laws_of_work_patience_documents_and_returns() -> None:
    world = {
        "services": {
            "a": {
                "counter": "lognormal(mean 12 min, cv 0.7)",
                "supplement": "exponential(mean 4 min)",
                "collect": "uniform(1, 3 min)",
                "documents": {"required": 3, "missing": "12%"},
                "steps": {"check": {
                    "work": "gamma(mean 40 min, cv 0.8)", "elapsed": "exponential(mean 2 workdays)",
                }},
            }
        },
        "citizens": {"patience": "exponential(mean 60 min)", "return_after": "uniform(1, 3 workdays)",
                     "max_visits": 3},
        "arrivals": [{"per_day": 2000}],
        "calendar": {"start": "2026-03-02", "working_days": "all", "days": 5, "workday": "6 h"},
    }  # fmt: skip
    demand = generate(World.model_validate(world), 5, 0)
    assert_mean(demand.route_work_ms / MS_PER_MIN, 12)
    assert np.std(demand.route_work_ms) / np.mean(demand.route_work_ms) == pytest.approx(0.7, rel=0.05)
    assert_mean(demand.collect_work_ms / MS_PER_MIN, 2)
    assert_mean(demand.step_work_ms / MS_PER_MIN, 40)
    assert_mean(demand.step_elapsed_ms / MS_PER_HOUR, 12)
    for column in range(2):
        assert_mean(demand.revisit_work_ms[:, column] / MS_PER_MIN, 4)
    for column in range(4):
        assert_mean(demand.patience_ms[:, column] / MS_PER_MIN, 60)
    uniforms = np.hstack([demand.missing_u, demand.notice_u, demand.error_u])
    assert uniforms.shape[1] == 3 + 3 + 3
    correlation = np.asarray(np.corrcoef(uniforms.T))[~np.eye(9, dtype=bool)]
    assert np.max(np.abs(correlation)) < Z / math.sqrt(demand.n_matters)
    for column in uniforms.T:
        assert stats.kstest(column, "uniform").pvalue > P_MIN
    n_days = np.bincount(demand.return_days[:, 0], minlength=4)
    assert_poisson(n_days, demand.n_matters * np.array([0, 0.25, 0.5, 0.25]))
    profile = PROFILES["two_peaks"]
    share = [profile.integral(0, at) / profile.integral() for at in demand.return_ms[:2000, 2]]
    assert stats.kstest(share, "uniform").pvalue > P_MIN


def test_members_of_a_batch_and_further_visits_have_draws_of_their_own() -> None:
    demand = draw(
        arrivals=[{"rate": "60 per hour", "batch": {"2": "100%"}}],
        citizens={"max_visits": 3, "return_after": "uniform(1, 9 workdays)"},
        calendar={"days": 5},
    )
    first, second = demand.error_u[::2, 0], demand.error_u[1::2, 0]
    assert np.array_equal(demand.arrive_ms[::2], demand.arrive_ms[1::2])
    n_pairs = len(first)
    for one, two in (
        (first, second),
        (demand.return_days[:, 0], demand.return_days[:, 1]),
        (demand.return_ms[:, 0], demand.return_ms[:, 1]),
        (demand.return_ms[::2, 0], demand.return_ms[1::2, 0]),
    ):
        assert abs(np.corrcoef(one, two)[0, 1]) < Z / math.sqrt(n_pairs)
