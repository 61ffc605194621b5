"""General service: M/G/1 and M/D/c."""

import math
from dataclasses import dataclass

from hallsim.theory.numerics.guards import require_rate, require_servers, require_whole, utilisation

SPITZER_MOST = 0.98
"""Load per server up to which Spitzer's sum is taken; beyond, the incomplete gamma function loses digits."""

TERMS_MOST = 2_000
"""Terms of Spitzer's sum up to which it is taken; where it needs more, the roots are as exact."""

ROOTS_MOST = 20_000
"""Servers up to which the roots give nine digits at any load above that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MG1:
    """Steady state of M/G/1, first come first served (Wq, W, Lq, L)."""

    p_wait: float
    util: float
    mean_wait: float
    mean_time: float
    mean_queue: float
    mean_number: float


def mg1(lam: float, mean: float, scv: float) -> MG1:
    """M/G/1 with service of the given mean and squared coefficient of variation.

    Wq = lam E[S^2] / (2 (1 - rho)).  Source: Pollaczek 1930, Khinchine 1932.
    """
    require_rate("lam", lam, zero_allowed=True)
    require_rate("mean", mean)
    require_rate("scv", scv, zero_allowed=True)
    util = utilisation(lam * mean, 1.0)
    mean_wait = util * mean * (1.0 + scv) / (2.0 * (1.0 - util)) if util < 1 else math.inf
    return MG1(
        p_wait=min(util, 1.0),
        util=util,
        mean_wait=mean_wait,
        mean_time=mean_wait + mean,
        mean_queue=lam * mean_wait if lam else 0.0,
        mean_number=lam * (mean_wait + mean) if lam else 0.0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MDC:
    """Steady state of M/D/c, first come first served."""

    p_wait: float
    util: float
    mean_wait: float
    mean_queue: float


def mdc(lam: float, service: float, c: int) -> MDC:
    """M/D/c: constant service time `service` at each of `c` servers.

    Two exact forms, each where it is well conditioned: Spitzer's sum at light load, where it is short and
    the roots cancel; the roots of z^c = exp(load (z - 1)) near capacity, where the sum needs
    40 / (1 - util)^2 / c terms.
    Source: Crommelin 1932, Post Office Electrical Engineers' Journal 25:41-50; Spitzer 1956, Trans. AMS
    82:323-339; Franx 2001, Operations Research Letters 29:221-229.
    """
    require_rate("lam", lam, zero_allowed=True)
    require_rate("service", service)
    require_servers(c)
    util = utilisation(lam * service, c)
    if util >= 1:
        return MDC(p_wait=1.0, util=util, mean_wait=math.inf, mean_queue=math.inf)
    if lam == 0:
        return MDC(p_wait=0.0, util=0.0, mean_wait=0.0, mean_queue=0.0)
    if c == 1:
        p_wait, queue = util, util * util / (2.0 * (1.0 - util))
    else:
        light = util <= SPITZER_MOST and _terms(util, c) <= TERMS_MOST
        p_wait, queue = _spitzer(util, c) if light else _roots(util, c)
    return MDC(p_wait=p_wait, util=util, mean_wait=queue / lam, mean_queue=queue)


def _spitzer(util: float, c: int) -> tuple[float, float]:
    """P(wait) and the mean queue by Spitzer's identity over the walk n D - (time of nc arrivals).

    With equal services customers start in turn at servers 1, 2, .., c, 1, ..: every server is an E_c/D/1
    queue.
    """
    import numpy as np
    from scipy.special import gammainc

    n = np.arange(1, _terms(util, c) + 1, dtype=np.float64)
    below = gammainc(n * c, n * c * util)
    overshoot = n * (below - gammainc(n * c + 1.0, n * c * util) / util)  # in services
    return -math.expm1(-float(np.sum(below / n))), c * util * float(np.sum(overshoot / n))


def _terms(util: float, c: int) -> int:
    """Chernoff: P(walk positive after n steps) <= exp(-n c (util - 1 - log util)); 40 is below 1e-17."""
    return math.ceil(40.0 / (c * (util - 1.0 - math.log(util)))) + 1


def _roots(util: float, c: int) -> tuple[float, float]:
    """P(wait) and the mean queue by the roots of z^c = exp(a (z - 1)) in the unit disc, a the load.

    With u = 1 - z over the c - 1 roots other than 1: P(no wait) = (c - a) / prod u and
    Lq = c / (2 (c - a)) - (c + a) / 2 + sum 1/u.  A root solves log(1 - u) + util u = 2 pi i k / c;
    Lambert's W finds it, Newton's step on that form gives the last digits where u is small.
    """
    import numpy as np
    from scipy.special import lambertw

    require_whole(
        "the number of servers so near capacity", c, 1, ROOTS_MOST, "mmc has no such limit and waits longer"
    )
    # roots come in pairs of conjugates; for an even c one, k = c / 2, is real
    angle = 2j * math.pi / c * np.arange(1, c // 2 + 1)
    twice = np.full(c // 2, 2.0)
    if c % 2 == 0:
        twice[-1] = 1.0
    gap = 1.0 + lambertw(-util * np.exp(angle - util)) / util
    for _ in range(3):
        off = np.log1p(-gap) + util * gap - angle
        off.imag -= 2.0 * math.pi * np.round(off.imag / (2.0 * math.pi))  # the real root may sit at -pi
        gap -= off / (util - 1.0 / (1.0 - gap))
    spare = c * (1.0 - util)
    log_gaps = float(twice @ np.log(np.abs(gap)))
    queue = 0.5 / (1.0 - util) - c * (1.0 + util) / 2.0 + float(twice @ (1.0 / gap).real)
    return -math.expm1(math.log(spare) - log_gaps), queue
