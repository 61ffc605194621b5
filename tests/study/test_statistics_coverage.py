"""The main claims of experiments/coverage, on fewer studies; tolerances are four standard errors."""

import math

import pytest

from experiments.coverage import same_design, studies
from experiments.coverage.engine import compare
from experiments.coverage.queue import SERVICE_MIN, Pool, simulate
from hallsim.theory import mmc

pytestmark = pytest.mark.statistical
N_STUDIES = 400


def four_errors(p: float, n: int) -> float:
    """Four standard errors of a share of n."""
    return 4 * math.sqrt(p * (1 - p) / n)


@pytest.fixture(scope="module")
def days() -> tuple[Pool, Pool]:
    """One-day replications of the two designs at load 0.8."""
    return simulate(6000, 1, 0.8, 7)


@pytest.fixture(scope="module")
def equal() -> tuple[Pool, Pool]:
    """One-day replications of two designs that differ in nothing."""
    return simulate(4000, 1, 0.8, 7, equal=True)


@pytest.mark.parametrize("statistic", studies.STATISTICS[:3], ids=lambda s: s.name)
def test_intervals_of_ten_days_cover_where_students_do_not(
    days: tuple[Pool, Pool], statistic: studies.Statistic
) -> None:
    found = studies.coverage(days, statistic, 10, N_STUDIES, seed=1)
    bound = four_errors(0.95, N_STUDIES)
    for kind in studies.KINDS:
        covered = 1 - (found[kind].below + found[kind].above) / N_STUDIES
        assert covered > 0.94 - bound, kind
    if statistic.name != "share within 15 min":
        assert found["paired difference"].plain / N_STUDIES < 0.95 - bound


def test_ten_days_of_waits_carry_a_warning_and_thirty_do_not(days: tuple[Pool, Pool]) -> None:
    mean = studies.STATISTICS[0]
    few = studies.coverage(days, mean, 10, 100, seed=2)["value"]
    many = studies.coverage(days, mean, 30, 100, seed=2)["value"]
    assert few.warned > 80
    assert many.warned < 10


def test_equal_designs_are_told_apart_in_at_most_one_study_of_twenty(equal: tuple[Pool, Pool]) -> None:
    for n in (4, 10):
        any_false, *_ = same_design.fixed(equal, same_design.family_rule, n, 2, False, 200, seed=3)
        assert any_false < 0.05 + four_errors(0.05, 200)
    old = same_design.fixed(equal, same_design.old_rule, 10, 1, False, 200, seed=3)
    assert old[0] > 0.05 + four_errors(0.05, 200)
    assert old[2] > 20  # false verdicts come in dozens


@pytest.mark.slow
def test_adding_replications_until_a_difference_shows_finds_one_only_if_looks_are_not_told(
    equal: tuple[Pool, Pool],
) -> None:
    n = 60
    told = same_design.resumed(equal, "family", n, seed=4)
    assert told < 0.05 + four_errors(0.05, n)
    assert same_design.resumed(equal, "before: mean wait", 200, seed=4) > 0.05 + four_errors(0.05, 200)


def test_twenty_days_in_one_run_are_the_queue_of_theory() -> None:
    pool = simulate(500, 20, 0.8, 3)[0]
    mean = studies.STATISTICS[0].truth(pool)
    gaps = pool.wait_min - mean * pool.n
    error = float(gaps.std()) * math.sqrt(pool.size) / float(pool.n.sum())
    assert abs(mean - mmc(1.6 / SERVICE_MIN, 1 / SERVICE_MIN, 2).mean_wait) < 4 * error


def test_the_reference_engine_has_days_like_the_recursion(days: tuple[Pool, Pool]) -> None:
    found = compare(0.8, days[0], days=40)
    assert abs(found.z) < 4
    assert found.ks_p > 0.001
