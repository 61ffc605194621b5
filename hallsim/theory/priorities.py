"""Priority classes; class 0 of every sequence is the most urgent."""

import math
from collections.abc import Sequence

from hallsim.theory.erlang import erlang_b, erlang_c, mmc
from hallsim.theory.numerics.guards import require_rate, require_servers, utilisation

LONGEST = 300.0
"""Work, in mean times between interruptions, from which on it is as good as never done in one piece."""

FEW = 1e-2
"""Arrivals of a class, in the services to spare, below which a difference of two numbers is its slope."""

# Gauss-Legendre, five points on (0, 1): exact to 1e-16 over so short a stretch
GAUSS = (
    (0.5, 0.28444444444444444),
    (0.23076534494715845, 0.23931433524968324),
    (0.7692346550528415, 0.23931433524968324),
    (0.04691007703066802, 0.11846344252809454),
    (0.9530899229693319, 0.11846344252809454),
)


def cobham_waits(lams: Sequence[float], means: Sequence[float], scvs: Sequence[float]) -> list[float]:
    """Mean wait of each class in M/G/1 with non-preemptive priority.

    Wq_k = W0 / ((1 - s_{k-1}) (1 - s_k)), s_k the load of classes 0..k, W0 the mean residual service met.
    A class whose load together with those above reaches 1 waits `inf`; of it only what the server has time
    for counts in W0, and of those below nothing, so that the classes above stay exact.
    Source: Cobham 1954, Operations Research 2:70-76.
    """
    _check(lams, means, scvs)
    above = residual = 0.0
    loads: list[float] = []
    for lam, mean, scv in zip(lams, means, scvs, strict=True):
        loads.append(lam * mean)
        served = min(lam * mean, 1.0 - above)  # load of the class that comes to service
        residual += served * mean * (1.0 + scv) / 2.0
        above += served
    return _spread(residual, loads)


def kella_yechiali_waits(lams: Sequence[float], mu: float, c: int) -> list[float]:
    """Mean wait of each class in M/M/c with non-preemptive priority and one service law.

    Source: Cobham 1954; Kella & Yechiali 1985, Naval Research Logistics Quarterly 32:23-34.
    """
    _check(lams)
    require_rate("mu", mu)
    require_servers(c)
    residual = erlang_c(c, sum(lams) / mu) / (c * mu)
    return _spread(residual, [lam / (c * mu) for lam in lams])


def preemptive_resume_times(
    lams: Sequence[float], means: Sequence[float], scvs: Sequence[float]
) -> list[float]:
    """Mean time in system (W) of each class in M/G/1 with preemptive-resume priority (scv 1: M/M/1).

    W_k = E[S_k] / (1 - s_{k-1}) + sum_{i<=k} lam_i E[S_i^2]/2 / ((1 - s_{k-1}) (1 - s_k)), s_k the load of
    classes 0..k.  Source: White & Christie 1958, Operations Research 6:79-95; Conway, Maxwell & Miller 1967,
    *Theory of Scheduling*, ch. 8; Kleinrock 1976, *Queueing Systems* II, 3.6.
    """
    _check(lams, means, scvs)
    times: list[float] = []
    above = residual = 0.0
    for lam, mean, scv in zip(lams, means, scvs, strict=True):
        load = utilisation(above + lam * mean, 1.0)
        residual += lam * mean * mean * (1.0 + scv) / 2.0
        if load >= 1:
            times.append(math.inf)
        else:
            times.append(mean / (1.0 - above) + residual / ((1.0 - above) * (1.0 - load)))
        above = load
    return times


def preemptive_mmc_times(lams: Sequence[float], mu: float, c: int) -> list[float]:
    """Mean time in system (W) of each class in M/M/c with preemptive-resume priority and one service law.

    Classes 0..k do not see the others: together they are M/M/c, whatever their order, so that
    lam_k W_k = L(lam_0 + .. + lam_k) - L(lam_0 + .. + lam_{k-1}), L the number present.  For a class with few
    or no arrivals that is the slope of L, which is the time one of them would take.
    Source: Buzen & Bondi 1983, Operations Research 31:456-465.
    """
    _check(lams)
    require_rate("mu", mu)
    require_servers(c)
    times: list[float] = []
    above = 0.0
    for lam in lams:
        rate = above + lam
        if utilisation(rate / mu, c) >= 1:
            times.append(math.inf)
        elif lam > FEW * (c * mu - rate):
            times.append((mmc(rate, mu, c).mean_number - mmc(above, mu, c).mean_number) / lam)
        else:
            times.append(sum(w * _slope((above + lam * x) / mu, c) for x, w in GAUSS) / mu)
        above = rate
    return times


def _slope(load: float, c: int) -> float:
    """dL/da in M/M/c, a the load: L = a + C a / (c - a), C' and B' from their forms in `erlang_c`."""
    if load == 0:
        return 1.0 + (1.0 if c == 1 else 0.0)
    blocked, delayed = erlang_b(c, load), erlang_c(c, load)
    if blocked == 0:
        return 1.0
    growth = c / load - 1.0 + blocked  # B' / B
    spare = c - load
    delayed_growth = growth - (-1.0 + blocked + load * blocked * growth) / (spare + load * blocked)
    return 1.0 + delayed * (delayed_growth * load / spare + c / spare**2)


def preemptive_restart_time(above: tuple[float, float, float], lam: float, work: float) -> float:
    """Mean time in system of a class whose constant work begins anew after every interruption (M/G/1).

    A completion C is n spoilt attempts, each followed by a busy period B of the classes above, and the work;
    n is geometric with P(no interruption) = exp(-lam_0 work).  Without customers of its own the class meets a
    busy period with probability s_0, so W = E[C] + lam E[C^2] / (2 (1 - lam E[C])) + s_0 E[B^2] / (2 E[B]).

    Args:
        above: arrival rate, mean and scv of the service of the classes above together.
        lam: arrival rate of the class.
        work: its work.

    Source: Gaver 1962, Journal of the Royal Statistical Society B 24:73-90; Avi-Itzhak 1963, Operations
    Research 11:303-320.
    """
    rate, mean, scv = above
    _check([rate, lam], [mean, work], [scv, 0.0])
    load = utilisation(rate * mean, 1.0)
    if load >= 1 or rate * work > LONGEST:  # e^300 attempts
        return math.inf
    busy, busy_2 = mean / (1.0 - load), mean * mean * (1.0 + scv) / (1.0 - load) ** 3
    spoilt, spoilt_2 = _spoilt(rate * work, work)
    lost, lost_2 = spoilt + busy, spoilt_2 + 2.0 * spoilt * busy + busy_2
    n = math.expm1(rate * work)
    n_var = n * (1.0 + n)
    done = work + n * lost
    done_2 = n * (lost_2 - lost**2) + n_var * lost**2 + done**2
    own = utilisation(lam * done, 1.0)
    if own >= 1:
        return math.inf
    return done + lam * done_2 / (2.0 * (1.0 - own)) + load * busy_2 / (2.0 * busy)


def _spoilt(exponent: float, work: float) -> tuple[float, float]:
    """First two moments of an exponential time given that it is below `work`, `exponent` of its means."""
    if exponent < 1.0:  # series: the closed forms cancel
        powers = [(-exponent) ** j / math.factorial(j) for j in range(25)]
        total, first, second = (sum(p / (m + j + 1) for j, p in enumerate(powers)) for m in range(3))
        return work * first / total, work**2 * second / total
    chances = 1.0 / math.expm1(exponent)
    first = 1.0 / exponent - chances
    second = 2.0 / exponent**2 - (1.0 + 2.0 / exponent) * chances
    return work * first, work**2 * second


def _spread(residual: float, loads: Sequence[float]) -> list[float]:
    waits: list[float] = []
    above = 0.0
    for own in loads:
        load = utilisation(above + own, 1.0)
        waits.append(residual / ((1.0 - above) * (1.0 - load)) if load < 1 else math.inf)
        above = load
    return waits


def _check(lams: Sequence[float], means: Sequence[float] = (), scvs: Sequence[float] = ()) -> None:
    if not lams:
        raise ValueError("at least one class is needed")
    for lam in lams:
        require_rate("arrival rate of a class", lam, zero_allowed=True)
    for mean in means:
        require_rate("mean service of a class", mean)
    for scv in scvs:
        require_rate("scv of a class", scv, zero_allowed=True)
