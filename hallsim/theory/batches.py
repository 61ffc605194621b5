"""Arrivals in batches (a coach, an agent with several files)."""

import math

from hallsim.theory.guards import require_rate


def mxg1_wait(lam: float, batch_mean: float, batch_second_moment: float, mean: float, scv: float) -> float:
    """Mean wait of a customer of M^X/G/1: batches come at rate `lam`, each brings X customers.

    The wait of the batch as one job, plus that for those of the own batch served before:
    Wq = [lam E[X] E[S^2] + E[X(X-1)] / E[X] E[S]] / (2 (1 - rho)).
    Source: Gaver 1959; Chaudhry & Templeton 1983, *A First Course in Bulk Queues*.
    """
    require_rate("lam", lam)
    require_rate("mean", mean)
    require_rate("scv", scv, zero_allowed=True)
    if batch_mean < 1 or batch_second_moment < batch_mean * batch_mean:
        raise ValueError("a batch holds at least one customer and E[X^2] >= E[X]^2")
    rate = lam * batch_mean
    util = rate * mean
    if util >= 1:
        return math.inf
    own_batch = (batch_second_moment / batch_mean - 1.0) * mean
    return (rate * mean * mean * (1.0 + scv) + own_batch) / (2.0 * (1.0 - util))


def mxm1_wait(lam: float, batch_mean: float, batch_second_moment: float, mu: float) -> float:
    """Mean wait of a customer of M^X/M/1; see `mxg1_wait`."""
    require_rate("mu", mu)
    return mxg1_wait(lam, batch_mean, batch_second_moment, 1.0 / mu, 1.0)


def bulk_service_wait(lam: float, interval: float, size: int) -> float:
    """Mean wait until the start of service where every `interval` up to `size` customers are served at once.

    Poisson arrivals; the server goes at fixed epochs, however few there are. The number X just before an
    epoch is a Markov chain, X' = (X - size)+ + Poisson(lam interval); between two epochs (X - size)+ wait,
    and those who came since: by Little's law W = (E(X - size)+ + lam interval / 2) / lam. Numerically exact.
    Source: Bailey 1954, J. R. Statist. Soc. B 16:80-87.
    """
    require_rate("lam", lam)
    require_rate("interval", interval)
    if size < 1:
        raise ValueError(f"a batch holds at least one customer, got {size}")
    import numpy as np
    from scipy.stats import poisson

    arrivals = lam * interval
    if arrivals >= size:
        return math.inf
    n = 64
    while True:
        law = poisson.pmf(np.arange(n), arrivals)
        step = np.zeros((n, n))
        for x in range(n):
            left = max(x - size, 0)
            step[x, left:] = law[: n - left]
            step[x, -1] += 1.0 - step[x].sum()
        equations = np.vstack([(step.T - np.eye(n))[1:], np.ones(n)])
        chances = np.linalg.solve(equations, np.append(np.zeros(n - 1), 1.0))
        if chances[-1] < 1e-14 or n > 2000:
            break
        n *= 2
    left_over = float((np.maximum(np.arange(n) - size, 0) * chances).sum())
    return (left_over + arrivals / 2.0) / lam
