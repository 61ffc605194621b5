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
