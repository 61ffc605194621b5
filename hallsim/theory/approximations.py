"""Two-moment approximations of the mean wait, each named after its authors."""

import math

from hallsim.theory.erlang import mmc
from hallsim.theory.numerics.guards import require_rate, utilisation


def lee_longton_wait(lam: float, mean: float, scv: float, c: int) -> float:
    """Mean wait of M/G/c, about (1 + scv)/2 times that of M/M/c; exact for c = 1 and for exponential service.

    Known error: some tens of per cent for scv far from 1 and light load.  Source: Lee & Longton 1959, Oper.
    Res. Q. 10.
    """
    require_rate("scv", scv, zero_allowed=True)
    require_rate("mean", mean)
    return (1.0 + scv) / 2.0 * mmc(lam, 1.0 / mean, c).mean_wait


def allen_cunneen_wait(lam: float, mean: float, scv_arrivals: float, scv_service: float, c: int) -> float:
    """Mean wait of GI/G/c, about (ca^2 + cs^2)/2 times that of M/M/c.

    Source: Allen 1978, *Probability, Statistics and Queueing Theory* (Allen-Cunneen formula).
    """
    require_rate("scv_arrivals", scv_arrivals, zero_allowed=True)
    require_rate("scv_service", scv_service, zero_allowed=True)
    require_rate("mean", mean)
    wait = mmc(lam, 1.0 / mean, c).mean_wait
    # D/D/c at capacity: no approximation by variances tells whether a queue stands there
    return (scv_arrivals + scv_service) / 2.0 * wait if wait < math.inf else math.inf


def kingman_heavy_traffic_wait(lam: float, mean: float, scv_arrivals: float, scv_service: float) -> float:
    """Mean wait of GI/G/1, about rho/(1-rho) (ca^2 + cs^2)/2 E[S]: an approximation, no bound.

    Its relative error vanishes as the load goes to 1; exact at any load for Poisson arrivals.
    Source: Kingman 1961, Proc. Cambridge Phil. Soc. 57:902-904.
    """
    util = _gg1_load(lam, mean, scv_arrivals, scv_service)
    return util / (1.0 - util) * (scv_arrivals + scv_service) / 2.0 * mean if util < 1 else math.inf


def kingman_upper_bound(lam: float, mean: float, scv_arrivals: float, scv_service: float) -> float:
    """Mean wait of GI/G/1 at most: lam (Var A + Var S) / (2 (1 - rho)), whatever the laws.

    In heavy traffic it meets `kingman_heavy_traffic_wait`; at light load it is far above the wait, and
    without arrivals it says nothing (lam must be positive).  Source: Kingman 1962, Biometrika 49:315-324.
    """
    require_rate("lam", lam)
    util = _gg1_load(lam, mean, scv_arrivals, scv_service)
    return (scv_arrivals / util + util * scv_service) * mean / (2.0 * (1.0 - util)) if util < 1 else math.inf


def _gg1_load(lam: float, mean: float, scv_arrivals: float, scv_service: float) -> float:
    require_rate("lam", lam, zero_allowed=True)
    require_rate("mean", mean)
    require_rate("scv_arrivals", scv_arrivals, zero_allowed=True)
    require_rate("scv_service", scv_service, zero_allowed=True)
    return utilisation(lam * mean, 1.0)
