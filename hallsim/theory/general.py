"""General service: M/G/1 and M/D/c."""

import math
from dataclasses import dataclass

from hallsim.theory.guards import require_rate, require_servers


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
    util = lam * mean
    mean_wait = lam * mean * mean * (1.0 + scv) / (2.0 * (1.0 - util)) if util < 1 else math.inf
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

    With equal services customers start in turn at servers 1, 2, .., c, 1, ..: every server is an E_c/D/1
    queue, whose wait follows from Spitzer's identity over the walk n D - (time of nc arrivals).  The sum
    needs some 40 / (1 - util)^2 / c terms.  Source: Crommelin 1932; Spitzer 1956, Trans. AMS 82:323-339.
    """
    require_rate("lam", lam, zero_allowed=True)
    require_rate("service", service)
    require_servers(c)
    util = lam * service / c
    if util >= 1:
        return MDC(p_wait=1.0, util=util, mean_wait=math.inf, mean_queue=math.inf)
    if lam == 0:
        return MDC(p_wait=0.0, util=0.0, mean_wait=0.0, mean_queue=0.0)
    import numpy as np
    from scipy.special import gammainc

    # Chernoff: P(walk positive after n steps) <= exp(-n c (util - 1 - log util)); 40 is below 1e-17.
    n_terms = math.ceil(40.0 / (c * (util - 1.0 - math.log(util)))) + 1
    p_positive_sum = wait = 0.0
    for first in range(1, n_terms + 1, 65_536):
        n = np.arange(first, min(first + 65_536, n_terms + 1), dtype=np.float64)
        below = gammainc(n * c, lam * n * service)
        overshoot = n * service * below - n * c / lam * gammainc(n * c + 1.0, lam * n * service)
        p_positive_sum += float(np.sum(below / n))
        wait += float(np.sum(overshoot / n))
    return MDC(p_wait=-math.expm1(-p_positive_sum), util=util, mean_wait=wait, mean_queue=lam * wait)
