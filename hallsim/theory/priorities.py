"""Priority classes; class 0 of every sequence is the most urgent."""

import math
from collections.abc import Sequence

from hallsim.theory.erlang import erlang_c, mmc
from hallsim.theory.guards import require_rate, require_servers


def cobham_waits(lams: Sequence[float], means: Sequence[float], scvs: Sequence[float]) -> list[float]:
    """Mean wait of each class in M/G/1 with non-preemptive priority.

    Wq_k = W0 / ((1 - s_{k-1}) (1 - s_k)), s_k the load of classes 0..k, W0 the mean residual service met.
    A class whose load together with those above reaches 1 waits `inf`; the classes above it are then no
    longer exact (W0 counts work that never comes to service).  Source: Cobham 1954, Operations Research
    2:70-76.
    """
    _check(lams)
    residual = sum(
        lam * mean * mean * (1.0 + scv) / 2.0 for lam, mean, scv in zip(lams, means, scvs, strict=True)
    )
    loads = [lam * mean for lam, mean in zip(lams, means, strict=True)]
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
    _check(lams)
    times: list[float] = []
    above = residual = 0.0
    for lam, mean, scv in zip(lams, means, scvs, strict=True):
        load = above + lam * mean
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
    lam_k W_k = L(lam_0 + .. + lam_k) - L(lam_0 + .. + lam_{k-1}), L the number present.
    Source: Buzen & Bondi 1983, Operations Research 31:456-465.
    """
    _check(lams)
    times: list[float] = []
    rate = present = 0.0
    for lam in lams:
        rate += lam
        number = rate * (mmc(rate, mu, c).mean_wait + 1.0 / mu) if rate else 0.0
        if lam:
            times.append((number - present) / lam if math.isfinite(number) else math.inf)
        else:
            times.append(math.nan)
        present = number
    return times


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
    _check([rate, lam])
    require_rate("rate of the classes above", rate)
    load = rate * mean
    if load >= 1:
        return math.inf
    busy, busy_2 = mean / (1.0 - load), mean * mean * (1.0 + scv) / (1.0 - load) ** 3
    whole = math.exp(-rate * work)
    spoilt = 1.0 / rate - work * whole / (1.0 - whole)
    spoilt_2 = 2.0 / rate**2 - work * whole * (work + 2.0 / rate) / (1.0 - whole)
    lost, lost_2 = spoilt + busy, spoilt_2 + 2.0 * spoilt * busy + busy_2
    n, n_var = (1.0 - whole) / whole, (1.0 - whole) / whole**2
    done = work + n * lost
    done_2 = n * (lost_2 - lost**2) + n_var * lost**2 + done**2
    if lam * done >= 1:
        return math.inf
    return done + lam * done_2 / (2.0 * (1.0 - lam * done)) + load * busy_2 / (2.0 * busy)


def _spread(residual: float, loads: Sequence[float]) -> list[float]:
    waits: list[float] = []
    above = 0.0
    for own in loads:
        load = above + own
        waits.append(residual / ((1.0 - above) * (1.0 - load)) if load < 1 else math.inf)
        above = load
    return waits


def _check(lams: Sequence[float]) -> None:
    if not lams:
        raise ValueError("at least one class is needed")
    for lam in lams:
        require_rate("arrival rate of a class", lam, zero_allowed=True)
