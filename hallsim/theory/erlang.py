"""Erlang B, Erlang C and the M/M/c queue."""

import math
from dataclasses import dataclass

from hallsim.theory.numerics.guards import (
    require_rate,
    require_servers,
    require_share,
    require_whole,
    utilisation,
)

MOST_SERVERS = 1_000_000_000
"""Erlang B needs some forty square roots of the number of servers in steps."""


def erlang_b(c: int, load: float) -> float:
    """Probability that all `c` servers are busy in M/G/c/c with `load` Erlangs (a lost-call system).

    The recursion B(n) = a B(n-1) / (n + a B(n-1)) never forms a factorial or a power, so it holds for any
    number of servers.  It starts not at 0 but at n <= a, where 1/B(n) is a short series, and ends where B is
    below the least float.  Source: Erlang 1917; Cooper 1981, *Introduction to Queueing Theory*, ch. 3.
    """
    require_servers(c, zero_allowed=True)
    require_whole("the number of servers", c, 0, MOST_SERVERS, "take a part of the load")
    require_rate("load", load, zero_allowed=True)
    if load == 0:
        return 0.0 if c else 1.0
    start = min(c, math.floor(load))
    blocked = 1.0 / _inverse_below(start, load)
    for n in range(start + 1, c + 1):
        blocked = load * blocked / (n + load * blocked)
        if blocked == 0:
            break
    return blocked


def _inverse_below(n: int, load: float) -> float:
    """1/B(n) for n <= load: 1 + n/a + n(n-1)/a^2 + .., all terms positive and falling."""
    total = term = 1.0
    for k in range(n):
        term *= (n - k) / load
        total += term
        if term < 1e-18 * total:
            break
    return total


def erlang_c(c: int, load: float) -> float:
    """Probability that an arrival waits in M/M/c with `load` Erlangs; 1 where load >= c.

    Source: Erlang 1917; C = c B / (c - a + a B) with B from `erlang_b`.
    """
    require_servers(c)
    blocked = erlang_b(c, load)
    if utilisation(load, c) >= 1:
        return 1.0
    return c * blocked / (c - load + load * blocked)


@dataclass(frozen=True, slots=True, kw_only=True)
class MMC:
    """Steady state of M/M/c, first come first served.

    mean_wait is Wq, mean_time W, mean_queue Lq, mean_number L; `util` is the load per server (above 1 if
    overloaded).
    """

    lam: float
    mu: float
    c: int
    p_wait: float
    util: float
    mean_wait: float
    mean_time: float
    mean_queue: float
    mean_number: float

    @property
    def mean_wait_if_waiting(self) -> float:
        """Mean wait of those who wait at all."""
        return _drain_mean(self.util, self.mu, self.c)

    def wait_tail(self, t: float) -> float:
        """P(Wq > t): P(wait) exp(-(c mu - lam) t) for t >= 0."""
        if t < 0 or self.util >= 1:
            return 1.0
        return self.p_wait * math.exp(-t / self.mean_wait_if_waiting)

    def wait_quantile(self, p: float) -> float:
        """The wait which a share `p` of all arrivals does not exceed (0 when so many do not wait)."""
        require_share("p", p)
        if self.p_wait <= 1.0 - p:
            return 0.0
        if self.util >= 1 or p == 1:
            return math.inf
        return math.log(self.p_wait / (1.0 - p)) * self.mean_wait_if_waiting


def mmc(lam: float, mu: float, c: int) -> MMC:
    """M/M/c: Poisson arrivals at `lam`, exponential service at `mu` by each of `c` servers.

    Source: Erlang C; Gross & Harris 1998, *Fundamentals of Queueing Theory*, ch. 2.
    """
    require_rate("lam", lam, zero_allowed=True)
    require_rate("mu", mu)
    require_servers(c)
    util = utilisation(lam / mu, c)
    p_wait = erlang_c(c, lam / mu)
    mean_wait = p_wait * _drain_mean(util, mu, c)
    return MMC(
        lam=lam,
        mu=mu,
        c=c,
        p_wait=p_wait,
        util=util,
        mean_wait=mean_wait,
        mean_time=mean_wait + 1.0 / mu,
        mean_queue=lam * mean_wait if lam else 0.0,
        mean_number=lam * (mean_wait + 1.0 / mu) if lam else 0.0,
    )


def _drain_mean(util: float, mu: float, c: int) -> float:
    return 1.0 / (c * mu * (1.0 - util)) if util < 1 else math.inf
