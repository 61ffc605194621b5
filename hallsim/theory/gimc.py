"""GI/M/c: any renewal arrivals (given by their Laplace-Stieltjes transform), exponential service."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from hallsim.theory.numerics.guards import require_rate, require_servers, require_whole, utilisation

Transform = Callable[[float], float]

MOST_SERVERS = 200_000
"""Takacs' sum has one term a server."""

ROUNDED = 1e-4
"""1 - load down to which 1 - lst(s), where only lst is known, still gives eight digits."""


@dataclass(frozen=True, slots=True)
class RenewalTransform:
    """A transform which also knows 1 - lst(s) without loss of digits for small s."""

    lst: Transform
    one_less: Transform

    def __call__(self, s: float) -> float:
        """E[exp(-s A)]."""
        return self.lst(s)


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
        if t < 0 or self.util >= 1:
            return 1.0
        return self.p_wait * math.exp(-self.wait_rate * t)


def exponential_lst(mean: float) -> RenewalTransform:
    """Transform of exponential times."""
    require_rate("mean", mean)
    return RenewalTransform(lambda s: 1.0 / (1.0 + s * mean), lambda s: s * mean / (1.0 + s * mean))


def constant_lst(mean: float) -> RenewalTransform:
    """Transform of constant times (D/M/c)."""
    require_rate("mean", mean)
    return RenewalTransform(lambda s: math.exp(-s * mean), lambda s: -math.expm1(-s * mean))


def erlang_lst(mean: float, k: int) -> RenewalTransform:
    """Transform of Erlang-k times (E_k/M/c)."""
    require_rate("mean", mean)
    require_whole("the number of stages", k, 1)
    return RenewalTransform(
        lambda s: math.exp(-k * math.log1p(s * mean / k)),
        lambda s: -math.expm1(-k * math.log1p(s * mean / k)),
    )


def gimc(interarrival_mean: float, lst: Transform, mu: float, c: int) -> GIMC:
    """GI/M/c: times between arrivals have mean `interarrival_mean` and transform E[exp(-s A)] = `lst`(s).

    `root` is the solution of sigma = lst(c mu (1 - sigma)) inside (0, 1).  A plain function as `lst`
    is refused closer to capacity than `ROUNDED`, where it has too few digits; a `RenewalTransform` serves.
    Source: Takacs 1962, *Introduction to the Theory of Queues*, ch. 2; Gross & Harris 1998, ch. 5.
    """
    require_rate("interarrival_mean", interarrival_mean)
    require_rate("mu", mu)
    require_servers(c)
    require_whole("the number of servers", c, 1, MOST_SERVERS, "mmc has no such limit")
    util = utilisation(1.0 / (interarrival_mean * mu), c)
    if util >= 1:
        return GIMC(p_wait=1.0, util=util, root=1.0, wait_rate=0.0, mean_wait=math.inf, mean_queue=math.inf)
    if not isinstance(lst, RenewalTransform):
        if 1.0 - util < ROUNDED:
            raise ValueError(
                f"load {util} is too near capacity for a plain transform: give a RenewalTransform"
            )
        plain = lst
        lst = RenewalTransform(plain, lambda s: 1.0 - plain(s))
    gap = _gap(lst, c * mu)
    wait_rate = c * mu * gap
    p_wait = _p_wait(lst, mu, c, gap)
    mean_wait = p_wait / wait_rate
    return GIMC(
        p_wait=p_wait,
        util=util,
        root=1.0 - gap,
        wait_rate=wait_rate,
        mean_wait=mean_wait,
        mean_queue=mean_wait / interarrival_mean,
    )


def _gap(lst: RenewalTransform, rate: float) -> float:
    """1 - root: the zero of (1 - lst(rate u)) / u - 1, which falls from 1 / load - 1 to below 0 on (0, 1)."""
    low, high = 0.0, 1.0
    while high - low > 1e-16 * high:
        middle = (low + high) / 2.0
        if middle in (low, high):
            break
        if lst.one_less(rate * middle) > middle:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def _p_wait(lst: RenewalTransform, mu: float, c: int, gap: float) -> float:
    """Takacs' sum over j = 1..c, in logarithms; every term is positive, so nothing cancels.

    Where a transform is below the least float so is the chance of waiting.
    """
    logs = [-math.log(gap)]
    log_products = 0.0
    for j in range(1, c + 1):
        transform, one_less = lst(j * mu), lst.one_less(j * mu)
        ratio = _chord_ratio(lst, mu, c, gap, j)
        if transform <= 0 or ratio <= 0:
            return 0.0
        log_products += math.log(transform) - math.log(one_less)
        log_binomial = math.lgamma(c + 1) - math.lgamma(j + 1) - math.lgamma(c - j + 1)
        logs.append(log_binomial - log_products - math.log(one_less) + math.log(ratio))
    highest = max(logs)
    total = highest + math.log(math.fsum(math.exp(log - highest) for log in logs))
    return min(math.exp(-total - math.log(gap)), 1.0)


def _chord_ratio(lst: RenewalTransform, mu: float, c: int, gap: float, j: int) -> float:
    """(c (1 - lst(j mu)) - j) / (c gap - j), by the slope between the two where they all but meet."""
    level = c * gap
    if abs(level - j) > 1e-5 * c:
        above = c - j
        # c (1 - lst) - j, with no digits lost where lst is small
        excess = above - c * lst(j * mu) if 2 * j > c else c * lst.one_less(j * mu) - j
        return excess / (level - j)
    middle = (level + j) / 2.0
    step = min(2e-3 * c, middle / 4.0)
    near = lst((middle + step) * mu) - lst((middle - step) * mu)
    far = lst((middle + 2.0 * step) * mu) - lst((middle - 2.0 * step) * mu)
    return 1.0 + c * (8.0 * near - far) / (12.0 * step)
