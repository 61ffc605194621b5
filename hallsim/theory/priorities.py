"""Priority classes; class 0 of every sequence is the most urgent."""

import math
from collections.abc import Sequence

from hallsim.theory.erlang import erlang_c
from hallsim.theory.guards import require_rate, require_servers


def cobham_waits(lams: Sequence[float], means: Sequence[float], scvs: Sequence[float]) -> list[float]:
    """Mean wait of each class in M/G/1 with non-preemptive priority.

    Wq_k = W0 / ((1 - s_{k-1}) (1 - s_k)), s_k the load of classes 0..k, W0 the mean residual service met.
    A class whose load together with those above reaches 1 waits `inf`; the classes above it are then no
    longer exact (W0 counts work that never comes to service).  Source: Cobham 1954, Operations Research
    2:70-76.
    """
    _check(lams)
    residual = sum(
        lam * mean * mean * (1.0 + scv) / 2.0 for lam, mean, scv in zip(lams, means, scvs, strict=True)
    )
    loads = [lam * mean for lam, mean in zip(lams, means, strict=True)]
    return _spread(residual, loads)


def kella_yechiali_waits(lams: Sequence[float], mu: float, c: int) -> list[float]:
    """Mean wait of each class in M/M/c with non-preemptive priority and one service law.

    Source: Cobham 1954; Kella & Yechiali 1985, Naval Research Logistics Quarterly 32:23-34.
    """
    _check(lams)
    require_rate("mu", mu)
    require_servers(c)
    residual = erlang_c(c, sum(lams) / mu) / (c * mu)
    return _spread(residual, [lam / (c * mu) for lam in lams])


def preemptive_resume_times(
    lams: Sequence[float], means: Sequence[float], scvs: Sequence[float]
) -> list[float]:
    """Mean time in system (W) of each class in M/G/1 with preemptive-resume priority (scv 1: M/M/1).

    W_k = [E[S_k] (1 - s_k) + sum_{i<=k} lam_i E[S_i^2]/2] / ((1 - s_{k-1}) (1 - s_k)).
    Source: White & Christie 1958; Jaiswal 1968, *Priority Queues*.
    """
    _check(lams)
    times: list[float] = []
    above = residual = 0.0
    for lam, mean, scv in zip(lams, means, scvs, strict=True):
        load = above + lam * mean
        residual += lam * mean * mean * (1.0 + scv) / 2.0
        if load >= 1:
            times.append(math.inf)
        else:
            times.append((mean * (1.0 - load) + residual) / ((1.0 - above) * (1.0 - load)))
        above = load
    return times


def _spread(residual: float, loads: Sequence[float]) -> list[float]:
    waits: list[float] = []
    above = 0.0
    for own in loads:
        load = above + own
        waits.append(residual / ((1.0 - above) * (1.0 - load)) if load < 1 else math.inf)
        above = load
    return waits


def _check(lams: Sequence[float]) -> None:
    if not lams:
        raise ValueError("at least one class is needed")
    for lam in lams:
        require_rate("arrival rate of a class", lam, zero_allowed=True)
