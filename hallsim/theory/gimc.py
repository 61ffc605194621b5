"""GI/M/c: any renewal arrivals (given by their Laplace-Stieltjes transform), exponential service."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from hallsim.theory.guards import require_rate, require_servers

Transform = Callable[[float], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class GIMC:
    """Steady state of GI/M/c as arrivals see it; the wait of those who wait is exponential at `wait_rate`."""

    p_wait: float
    util: float
    root: float
    wait_rate: float
    mean_wait: float
    mean_queue: float

    def wait_tail(self, t: float) -> float:
        """P(Wq > t) for t >= 0."""
        return self.p_wait * math.exp(-self.wait_rate * t) if self.util < 1 else 1.0


def exponential_lst(mean: float) -> Transform:
    """Transform of exponential times."""
    return lambda s: 1.0 / (1.0 + s * mean)


def constant_lst(mean: float) -> Transform:
    """Transform of constant times (D/M/c)."""
    return lambda s: math.exp(-s * mean)


def erlang_lst(mean: float, k: int) -> Transform:
    """Transform of Erlang-k times (E_k/M/c)."""
    return lambda s: (1.0 + s * mean / k) ** -k


def gimc(interarrival_mean: float, lst: Transform, mu: float, c: int) -> GIMC:
    """GI/M/c: times between arrivals have mean `interarrival_mean` and transform E[exp(-s A)] = `lst`(s).

    `root` is the solution of sigma = lst(c mu (1 - sigma)) inside (0, 1).  Source: Takacs 1962,
    *Introduction to the Theory of Queues*, ch. 2; Gross & Harris 1998, ch. 5.
    """
    require_rate("interarrival_mean", interarrival_mean)
    require_rate("mu", mu)
    require_servers(c)
    util = 1.0 / (interarrival_mean * mu * c)
    if util >= 1:
        return GIMC(p_wait=1.0, util=util, root=1.0, wait_rate=0.0, mean_wait=math.inf, mean_queue=math.inf)
    root = _root(lst, c * mu)
    wait_rate = c * mu * (1.0 - root)
    p_wait = _p_wait(lst, mu, c, root)
    mean_wait = p_wait / wait_rate
    return GIMC(
        p_wait=p_wait,
        util=util,
        root=root,
        wait_rate=wait_rate,
        mean_wait=mean_wait,
        mean_queue=mean_wait / interarrival_mean,
    )


def _root(lst: Transform, rate: float) -> float:
    # lst(rate (1 - x)) - x is convex with a zero at 1, so its sign on (0, 1) changes once, at the root.
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2.0
        if lst(rate * (1.0 - middle)) > middle:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def _p_wait(lst: Transform, mu: float, c: int, root: float) -> float:
    """Takacs' sum over j = 1..c, in logarithms; every term is positive, so nothing cancels."""
    total = 1.0 / (1.0 - root)
    log_products = 0.0
    for j in range(1, c + 1):
        transform = lst(j * mu)
        log_products += math.log(transform) - math.log1p(-transform)
        log_binomial = math.lgamma(c + 1) - math.lgamma(j + 1) - math.lgamma(c - j + 1)
        term = math.exp(log_binomial - log_products) / (1.0 - transform)
        total += term * _chord_ratio(lst, mu, c, root, j)
    return 1.0 / total / (1.0 - root)


def _chord_ratio(lst: Transform, mu: float, c: int, root: float, j: int) -> float:
    """(c (1 - lst(j mu)) - j) / (c (1 - root) - j), by its limit where both vanish."""
    level = c * (1.0 - root)
    if abs(level - j) > 1e-6 * c:
        return (c * (1.0 - lst(j * mu)) - j) / (level - j)
    step = 1e-4 * j
    slope = (lst((level + step) * mu) - lst((level - step) * mu)) / (2.0 * step)
    return 1.0 + c * slope
