"""Erlang B, Erlang C and the M/M/c queue."""

import math
from dataclasses import dataclass

from hallsim.theory.guards import require_rate, require_servers, require_share


def erlang_b(c: int, load: float) -> float:
    """Probability that all `c` servers are busy in M/G/c/c with `load` Erlangs (a lost-call system).

    The recursion B(n) = a B(n-1) / (n + a B(n-1)) never forms a factorial or a power, so it holds for
    thousands of servers.  Source: Erlang 1917; Cooper 1981, *Introduction to Queueing Theory*, ch. 3.
    """
    require_servers(c, zero_allowed=True)
    require_rate("load", load, zero_allowed=True)
    blocked = 1.0
    for n in range(1, c + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(c: int, load: float) -> float:
    """Probability that an arrival waits in M/M/c with `load` Erlangs; 1 where load >= c.

    Source: Erlang 1917; C = c B / (c - a (1 - B)) with B from `erlang_b`.
    """
    require_servers(c)
    blocked = erlang_b(c, load)
    if load >= c:
        return 1.0
    return c * blocked / (c - load * (1.0 - blocked))


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
        return _drain_mean(self.lam, self.mu, self.c)

    def wait_tail(self, t: float) -> float:
        """P(Wq > t): P(wait) exp(-(c mu - lam) t) for t >= 0."""
        if t < 0:
            return 1.0
        if self.util >= 1:
            return 1.0
        return self.p_wait * math.exp(-(self.c * self.mu - self.lam) * t)

    def wait_quantile(self, p: float) -> float:
        """The wait which a share `p` of all arrivals does not exceed (0 when so many do not wait)."""
        require_share("p", p)
        if p <= 1.0 - self.p_wait:
            return 0.0
        if self.util >= 1 or p == 1:
            return math.inf
        return math.log(self.p_wait / (1.0 - p)) / (self.c * self.mu - self.lam)


def mmc(lam: float, mu: float, c: int) -> MMC:
    """M/M/c: Poisson arrivals at `lam`, exponential service at `mu` by each of `c` servers.

    Source: Erlang C; Gross & Harris 1998, *Fundamentals of Queueing Theory*, ch. 2.
    """
    require_rate("lam", lam, zero_allowed=True)
    require_rate("mu", mu)
    load = lam / mu
    p_wait = erlang_c(c, load)
    mean_wait = p_wait * _drain_mean(lam, mu, c)
    return MMC(
        lam=lam,
        mu=mu,
        c=c,
        p_wait=p_wait,
        util=load / c,
        mean_wait=mean_wait,
        mean_time=mean_wait + 1.0 / mu,
        mean_queue=lam * mean_wait if lam else 0.0,
        mean_number=lam * (mean_wait + 1.0 / mu) if lam else 0.0,
    )


def _drain_mean(lam: float, mu: float, c: int) -> float:
    spare = c * mu - lam
    return 1.0 / spare if spare > 0 else math.inf
