"""Queues which lose customers: M/M/c+M (Erlang A: they leave) and M/M/c/K (they find it full)."""

import math
from dataclasses import dataclass

from hallsim.theory.erlang import erlang_b
from hallsim.theory.numerics.birth_death import stationary
from hallsim.theory.numerics.guards import require_rate, require_servers, require_whole
from hallsim.theory.numerics.patience_sums import waiting_sums

MOST_STATES = 2_000_000
"""Capacity up to which M/M/c/K is summed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErlangA:
    """Steady state of M/M/c+M.

    mean_wait is over all arrivals (served or not); the two conditional means are of those who end each way
    (nan where nobody does).
    """

    p_abandon: float
    p_wait: float
    util: float
    mean_wait: float
    mean_queue: float
    mean_wait_served: float
    mean_wait_abandoned: float


def erlang_a(lam: float, mu: float, theta: float, c: int) -> ErlangA:
    """M/M/c+M: as M/M/c, and everyone waiting leaves after an exponential patience of rate `theta`.

    A customer who finds k others waiting is served with probability c mu / (c mu + (k+1) theta) after,
    given that, a sum of stages of mean 1 / (c mu + i theta), i = 1..k+1. Source: Palm 1946; Garnett,
    Mandelbaum & Reiman 2002, Manufacturing & Service Operations Management 4:208-227.
    """
    require_rate("lam", lam, zero_allowed=True)
    require_rate("mu", mu)
    if theta == 0:
        raise ValueError("theta must be positive: with nobody leaving this is mmc (for loads below capacity)")
    require_rate("theta", theta)
    require_servers(c)
    if lam == 0:
        return ErlangA(
            p_abandon=0.0,
            p_wait=0.0,
            util=0.0,
            mean_wait=0.0,
            mean_queue=0.0,
            mean_wait_served=0.0,
            mean_wait_abandoned=math.nan,
        )
    # given that all servers are busy: the number waiting, and what the next one meets
    sums = waiting_sums(lam / (c * mu), theta / (c * mu))
    p_wait = _p_wait(erlang_b(c, lam / mu), sums.log_total)
    mean_queue = p_wait * sums.queue
    p_abandon = min(theta * mean_queue / lam, 1.0)
    served = p_wait * sums.served_wait / (c * mu)
    p_served = p_wait * sums.p_served + (1.0 - p_wait)
    return ErlangA(
        p_abandon=p_abandon,
        p_wait=p_wait,
        util=min(lam * p_served / (c * mu), 1.0),
        mean_wait=mean_queue / lam,
        mean_queue=mean_queue,
        mean_wait_served=served / p_served,
        mean_wait_abandoned=sums.left_wait / sums.queue * lam / (c * mu) ** 2 if p_abandon > 0 else math.nan,
    )


def _p_wait(blocked: float, log_total: float) -> float:
    """Share who find all servers busy: A B / (1 + (A - 1) B), A the sum of the weights of the queue."""
    if blocked == 0:
        return 0.0
    odds = math.log(blocked) + log_total
    # weights of "all busy" and of "some idle" in one scale
    return 1.0 / (1.0 + (1.0 - blocked) * math.exp(-odds)) if odds > -700.0 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MMCK:
    """Steady state of M/M/c/K; times and waits are of those let in."""

    p_blocked: float
    p_wait: float
    util: float
    mean_wait: float
    mean_time: float
    mean_queue: float
    mean_number: float


def mmck(lam: float, mu: float, c: int, capacity: int) -> MMCK:
    """M/M/c/K: at most `capacity` customers in the system; one who finds it full is turned away.

    `p_wait` is the share of the admitted who wait.  Source: Gross & Harris 1998, ch. 2.
    """
    import numpy as np

    require_rate("lam", lam, zero_allowed=True)
    require_rate("mu", mu)
    require_servers(c)
    require_whole("capacity", capacity, 1, MOST_STATES, "below capacity so large a room is mmc")
    if capacity < c:
        raise ValueError(f"capacity {capacity} is below the number of servers {c}")
    if lam == 0:
        return MMCK(
            p_blocked=0.0,
            p_wait=0.0,
            util=0.0,
            mean_wait=0.0,
            mean_time=1.0 / mu,
            mean_queue=0.0,
            mean_number=0.0,
        )
    n = np.arange(capacity + 1)
    law = stationary(np.full(capacity, lam), mu * np.minimum(n[1:], c))
    p_admitted = float(law[:-1].sum())
    admitted_rate = lam * p_admitted
    mean_queue = float(law @ np.maximum(n - c, 0))
    return MMCK(
        p_blocked=float(law[-1]),
        p_wait=float(law[c:-1].sum()) / p_admitted,
        util=admitted_rate / (c * mu),
        mean_wait=mean_queue / admitted_rate,
        mean_time=float(law @ n) / admitted_rate,
        mean_queue=mean_queue,
        mean_number=float(law @ n),
    )
