"""Two-moment approximations of the mean wait, each named after its authors."""

import math

from hallsim.theory.erlang import mmc
from hallsim.theory.guards import require_rate


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
    return (scv_arrivals + scv_service) / 2.0 * mmc(lam, 1.0 / mean, c).mean_wait


def kingman_wait(lam: float, mean: float, scv_arrivals: float, scv_service: float) -> float:
    """Mean wait of GI/G/1 in heavy traffic: rho/(1-rho) (ca^2 + cs^2)/2 E[S].  Source: Kingman 1961."""
    require_rate("lam", lam, zero_allowed=True)
    require_rate("mean", mean)
    util = lam * mean
    if util >= 1:
        return math.inf
    return util / (1.0 - util) * (scv_arrivals + scv_service) / 2.0 * mean
