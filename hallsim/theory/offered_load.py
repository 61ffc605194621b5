"""Offered load over the day, m(t): the mean number busy if windows were unlimited, and staffing by it."""

import math
from collections.abc import Callable, Sequence

from hallsim.theory.guards import require_rate


def offered_load(
    rate: Callable[[float], float], survival: Callable[[float], float], t: float, start: float = 0.0
) -> float:
    """m(t), in Erlangs, of M_t/G/infinity empty at `start`: the integral of rate(u) P(S > t - u) to t.

    Source: Eick, Massey & Whitt 1993, Operations Research 41:731-742.
    """
    from scipy.integrate import quad

    if t <= start:
        return 0.0
    return float(
        quad(lambda u: rate(u) * survival(t - u), start, t, epsabs=1e-10, epsrel=1e-10, limit=500)[0]
    )


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
    return [_load_at(edges, rates, mean, t) for t in times]


def _load_at(edges: Sequence[float], rates: Sequence[float], mean: float, t: float) -> float:
    load = 0.0
    for left, right, rate in zip(edges, edges[1:], rates, strict=False):
        if left >= t:
            break
        right = min(right, t)
        load += rate * mean * (math.exp(-(t - right) / mean) - math.exp(-(t - left) / mean))
    return load


def square_root_staffing(load: float, beta: float) -> int:
    """ceil(m + beta sqrt(m)) servers: quality grows with `beta` (0: about half wait; 1: about a fifth).

    Source: Halfin & Whitt 1981, Operations Research 29:567-588.
    """
    require_rate("load", load, zero_allowed=True)
    return max(0, math.ceil(load + beta * math.sqrt(load)))
