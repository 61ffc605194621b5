"""Offered load over the day, m(t): the mean number busy if windows were unlimited, and staffing by it."""

import itertools
import math
from collections.abc import Callable, Sequence

from hallsim.theory.numerics.guards import require_rate

HALVINGS = 60
"""Panels that halve towards t: some are of the size of a service, however short it is beside the day."""


def offered_load(
    rate: Callable[[float], float], survival: Callable[[float], float], t: float, start: float = 0.0
) -> float:
    """m(t), in Erlangs, of M_t/G/infinity empty at `start`: the integral of rate(u) P(S > t - u) to t.

    Raises:
        ValueError: the integral is not found to seven digits, because `rate` or `survival` is too rough.
    Source: Eick, Massey & Whitt 1993, Operations Research 41:731-742.
    """
    if not (math.isfinite(t) and math.isfinite(start)):
        raise ValueError(f"t and start must be finite, got {t} and {start}")
    if t <= start:
        return 0.0
    ages = [0.0, *((t - start) * 0.5**k for k in range(HALVINGS, -1, -1))]
    panels = [_panel(rate, survival, t, young, old) for young, old in itertools.pairwise(ages)]
    load = math.fsum(found for found, _ in panels)
    error = math.fsum(off for _, off in panels)
    if error > 1e-7 * load:
        raise ValueError(f"the load at {t} is found to {error:.1g} only: use offered_load_piecewise")
    return load


def _panel(
    rate: Callable[[float], float], survival: Callable[[float], float], t: float, young: float, old: float
) -> tuple[float, float]:
    """What those who came between `old` and `young` ago bring at t, and an error of it."""
    from scipy.integrate import quad

    def present(age: float) -> float:
        chance, arrivals = survival(age), rate(t - age)
        if not (0.0 <= chance <= 1.0 and 0.0 <= arrivals < math.inf):
            raise ValueError(f"{age} before {t}: survival {chance} is no chance or rate {arrivals} no rate")
        return arrivals * chance

    found, error, *_ = quad(present, young, old, epsabs=1e-12, epsrel=1e-11, limit=200, full_output=1)
    return float(found), float(error)


def offered_load_piecewise(
    edges: Sequence[float], rates: Sequence[float], mean: float, times: Sequence[float]
) -> list[float]:
    """m(t) at each of `times` for exponential service of mean `mean`, arrivals constant between `edges`.

    Args:
        edges: n + 1 increasing times; empty before the first, no arrivals after the last.
        rates: n arrival rates.
    """
    require_rate("mean", mean)
    if len(edges) != len(rates) + 1:
        raise ValueError(f"{len(rates)} rates need {len(rates) + 1} edges, got {len(edges)}")
    if not all(left < right for left, right in itertools.pairwise(edges)):
        raise ValueError("edges must increase")
    for rate in rates:
        require_rate("arrival rate", rate, zero_allowed=True)
    if not all(math.isfinite(t) for t in (*edges, *times)):
        raise ValueError("edges and times must be finite")
    return [_load_at(edges, rates, mean, t) for t in times]


def _load_at(edges: Sequence[float], rates: Sequence[float], mean: float, t: float) -> float:
    load = 0.0
    for left, right, rate in zip(edges, edges[1:], rates, strict=False):
        if left >= t:
            break
        right = min(right, t)
        load += rate * mean * math.exp(-(t - right) / mean) * -math.expm1(-(right - left) / mean)
    return load


def square_root_staffing(load: float, beta: float) -> int:
    """ceil(m + beta sqrt(m)) servers: quality grows with `beta`.

    With that many servers and a steady load, `halfin_whitt_p_wait(beta)` of the arrivals wait: all at beta 0
    (the servers are then as many as the load and the queue grows without end), half at 0.506, 22 % at 1, 3 %
    at 2.  Where the load varies over the day so fast that no queue builds up, 1 - Phi(beta) of the arrivals
    find as many present (half at beta 0), as if servers were unlimited.

    Source: Halfin & Whitt 1981, Operations Research 29:567-588; Jennings, Mandelbaum, Massey & Whitt 1996,
    Management Science 42:1383-1394 (loads that vary).
    """
    require_rate("load", load, zero_allowed=True)
    if not math.isfinite(beta):
        raise ValueError(f"beta must be finite, got {beta}")
    wanted = load + beta * math.sqrt(load)
    # 0.1 x 30 is a hair above 3 in binary, and needs no fourth server
    return max(0, math.ceil(wanted - 1e-12 * abs(wanted)))


def halfin_whitt_p_wait(beta: float) -> float:
    """P(wait) in M/M/c with m + beta sqrt(m) servers for large m: 1 / (1 + beta Phi(beta) / phi(beta)).

    1 for beta <= 0, where the queue has no steady state.  Source: Halfin & Whitt 1981.
    """
    if math.isnan(beta):
        raise ValueError("beta must be a number")
    if beta <= 0:
        return 1.0
    density = math.exp(-beta * beta / 2.0) / math.sqrt(2.0 * math.pi)
    return density / (density + beta * 0.5 * math.erfc(-beta / math.sqrt(2.0)))
