"""The generalist factor at which one queue for all is as good as a window each, against Erlang's formula."""

from __future__ import annotations

import pytest
from scipy.optimize import brentq

import hallsim.api as hs
from hallsim.guesses import How, break_even
from hallsim.study.inference.interval import t_quantile
from hallsim.theory.erlang import mmc

LAM, N = 0.6, 10
HALL = hs.loads(
    f"""
hallsim: 1
world:
  calendar: {{working_days: all, days: 3, warm_up: 1, ending: drain}}
  services:
    a: {{counter: exponential(mean 1 min), share: 50%}}
    b: {{counter: exponential(mean 1 min), share: 50%}}
  arrivals: {{rate: {2 * LAM} per min}}
designs:
  apart: {{opening: always, windows: {{one: {{serves: a, count: 1}}, two: {{serves: b, count: 1}}}}}}
  together: {{opening: always, windows: {{all: {{count: 2, generalist: {{time: 1.1}}}}}}}}
run: {{replications: {N}, seed: 4711}}
""",
    "pooling",
)


def exact() -> float:
    """Where the wait of M/M/2 whose services take f times as long is that of M/M/1."""
    apart = mmc(LAM, 1.0, 1).mean_wait
    return float(brentq(lambda f: mmc(2 * LAM, 1 / f, 2).mean_wait - apart, 1.0, 1.6))


@pytest.mark.statistical
def test_where_pooling_breaks_even() -> None:
    found = break_even(
        HALL, "designs.together.windows.all.generalist.time=1.0..1.5", ["apart", "together"], "wait_mean",
        how=How(processes=1),
    )  # fmt: skip
    assert found.found.verdict == "found"
    se = (found.found.hi - found.found.lo) / 2 / t_quantile(N - 1, 0.95)
    assert se < 0.02
    assert abs(found.found.x - exact()) < 3.5 * se
    assert found.found.gaps[0].value < 0 < found.found.gaps[-1].value


def test_the_exact_value_is_where_the_textbook_has_it() -> None:
    """Waits of M/M/1 at 0.6: 1.5 service times; of M/M/2 at utilisation u: f u² / (1 - u²)."""
    f = exact()
    u = LAM * f
    assert f * u * u / (1 - u * u) == pytest.approx(1.5, rel=1e-9)
