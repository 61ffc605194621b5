"""Bounds that move the mean of a law by more than a twentieth are told; the means come from quadrature."""

import math

import pytest
from scipy import integrate, stats

from hallsim.errors import Problem
from hallsim.scenario.load import load_text
from hallsim.scenario.values.distribution_text import parse_distribution

TEXT = """\
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 5}
  services:
    permit: {counter: LAW}
  arrivals: {per_day: 60}
designs: {today: {windows: {hall: {count: 3, serves: all}}}}
"""


def told(law: str) -> tuple[Problem, ...]:
    return load_text(TEXT.replace("LAW", f"'{law}'")).warnings


def cut_off(law: stats.rv_continuous, low: float, high: float) -> float:
    mass = integrate.quad(law.pdf, low, high)[0]
    return float(integrate.quad(lambda x: x * law.pdf(x), low, high)[0] / mass)


def lognormal(mean: float, cv: float) -> stats.rv_continuous:
    sigma = math.sqrt(math.log(1 + cv**2))
    return stats.lognorm(sigma, scale=mean / math.exp(sigma**2 / 2))


@pytest.mark.parametrize(
    ("law", "mean", "message", "zh"),
    [
        ("normal(mean 2 min, sd 5 min)", cut_off(stats.norm(2, 5), 0, 60),
         "cut off at 0, this normal law has the mean 4.81 min, not 2 min (+140%)", "4.81分钟，而非 2分钟"),
        ("lognormal(mean 12 min, cv 1, max 20 min)", cut_off(lognormal(12, 1), 0, 20),
         "with its bounds this law has the mean 8.18 min, not 12 min (-32%)", "8.18分钟，而非 12分钟"),
        ("exponential(mean 5 min, min 1 min)", 6.0,
         "with its bounds this law has the mean 6 min, not 5 min (+20%)", "6分钟"),
        ("normal(mean 5 h, sd 4 h)", 60 * cut_off(stats.norm(5, 4), 0, 60), "mean 5.82 h, not 5 h", "小时"),
    ],
)  # fmt: skip
def test_a_moved_mean_is_told_as_quadrature_has_it(law: str, mean: float, message: str, zh: str) -> None:
    (problem,) = told(law)
    assert parse_distribution(law).mean() / 60_000 == pytest.approx(mean, rel=1e-6)
    assert message in problem.message
    assert zh in problem.said.text("zh")
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (5, 14)


@pytest.mark.parametrize(
    "law",
    [
        "12 min", "normal(mean 12 min, sd 3 min)", "exponential(mean 5 min)", "uniform(2, 5 min)",
        "lognormal(mean 12 min, cv 0.7, max 60 min)", "gamma(mean 4 min, shape 2, shift 2 min)",
        "normal(mean 5 min, sd 2.5 min)",
    ],
)  # fmt: skip
def test_what_moves_the_mean_little_is_not_told(law: str) -> None:
    assert told(law) == ()


def test_the_limit_is_a_twentieth() -> None:
    """An exponential law cut off below at `b` has the mean plus b: a twentieth is still silent."""
    assert told("exponential(mean 20 min, min 1 min)") == ()
    assert len(told("exponential(mean 20 min, min 1.01 min)")) == 1


def test_a_part_of_a_mixture_counts_by_its_share() -> None:
    mixture = "{mixture: [{share: SHARE, of: 'normal(mean 2 min, sd 5 min)'}, {share: REST, of: 10 min}]}"
    small = mixture.replace("SHARE", "5%").replace("REST", "95%")
    large = mixture.replace("SHARE", "50%").replace("REST", "50%")
    assert load_text(TEXT.replace("LAW", small)).warnings == ()
    assert len(load_text(TEXT.replace("LAW", large)).warnings) == 1
