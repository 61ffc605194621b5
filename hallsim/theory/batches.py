"""Arrivals in batches (a coach, an agent with several files)."""

import math

from hallsim.theory.general import mdc
from hallsim.theory.numerics.guards import require_rate, require_whole, utilisation


def mxg1_wait(lam: float, batch_mean: float, batch_second_moment: float, mean: float, scv: float) -> float:
    """Mean wait of a customer of M^X/G/1: batches come at rate `lam`, each brings X customers.

    The wait of the batch as one job, plus that for those of the own batch served before:
    Wq = [lam E[X] E[S^2] + E[X(X-1)] / E[X] E[S]] / (2 (1 - rho)).
    Without arrivals the wait for the own batch is left.
    Source: Gaver 1959; Chaudhry & Templeton 1983, *A First Course in Bulk Queues*.
    """
    require_rate("lam", lam, zero_allowed=True)
    require_rate("mean", mean)
    require_rate("batch_mean", batch_mean)
    require_rate("batch_second_moment", batch_second_moment)
    require_rate("scv", scv, zero_allowed=True)
    if batch_mean < 1 or batch_second_moment < batch_mean * batch_mean * (1.0 - 1e-12):
        raise ValueError("a batch holds at least one customer and E[X^2] >= E[X]^2")
    rate = lam * batch_mean
    util = utilisation(rate * mean, 1.0)
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
    epoch is a Markov chain, X' = (X - size)+ + Poisson(lam interval), which is also the chain of M/D/c with
    `size` servers and service `interval`, seen once a service (Crommelin). Between two epochs (X - size)+
    wait, and those who came since: by Little's law W = (E(X - size)+ + lam interval / 2) / lam, half an
    interval more than in M/D/c.
    Source: Bailey 1954, J. R. Statist. Soc. B 16:80-87; Downton 1955, J. R. Statist. Soc. B 17:256-261.
    """
    require_rate("lam", lam, zero_allowed=True)
    require_rate("interval", interval)
    require_whole("the customers in a batch", size, 1)
    return mdc(lam, interval, size).mean_wait + interval / 2.0
