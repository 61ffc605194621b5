"""Queues which lose customers: M/M/c+M (Erlang A: they leave) and M/M/c/K (they find it full)."""

import math
from dataclasses import dataclass

from hallsim.theory.birth_death import stationary
from hallsim.theory.guards import require_rate, require_servers


@dataclass(frozen=True, slots=True, kw_only=True)
class ErlangA:
    """Steady state of M/M/c+M.

    mean_wait is over all arrivals (served or not); the two conditional means are of those who end each way.
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
    import numpy as np

    require_rate("lam", lam)
    require_rate("mu", mu)
    require_rate("theta", theta)
    require_servers(c)
    n_waiting_max = _queue_bound(lam, mu, theta, c)
    waiting = np.arange(1, n_waiting_max + 1)
    death = np.concatenate((mu * np.arange(1, c + 1), c * mu + theta * waiting))
    law = stationary(np.full(death.size, lam), death)
    all_busy = law[c:]
    k = np.arange(all_busy.size)
    stages = np.cumsum(1.0 / (c * mu + theta * (k + 1)))
    p_served_after = c * mu / (c * mu + theta * (k + 1))
    mean_queue = float(all_busy @ k)
    p_abandon = theta * mean_queue / lam
    served_wait = float(np.sum(all_busy * p_served_after * stages))
    mean_wait = mean_queue / lam
    return ErlangA(
        p_abandon=p_abandon,
        p_wait=float(all_busy.sum()),
        util=lam * (1.0 - p_abandon) / (c * mu),
        mean_wait=mean_wait,
        mean_queue=mean_queue,
        mean_wait_served=served_wait / (1.0 - p_abandon),
        mean_wait_abandoned=(mean_wait - served_wait) / p_abandon if p_abandon > 0 else math.nan,
    )


def _queue_bound(lam: float, mu: float, theta: float, c: int) -> int:
    """Waiting places beyond which the stationary law holds less than about 1e-16 of its mass."""
    typical = max(0.0, (lam - c * mu) / theta)
    spread = math.sqrt(lam / theta) + 1.0
    return math.ceil(typical + 12.0 * spread + 40.0)


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

    require_rate("lam", lam)
    require_rate("mu", mu)
    require_servers(c)
    if capacity < c:
        raise ValueError(f"capacity {capacity} is below the number of servers {c}")
    n = np.arange(capacity + 1)
    law = stationary(np.full(capacity, lam), mu * np.minimum(n[1:], c))
    p_blocked = float(law[-1])
    admitted_rate = lam * (1.0 - p_blocked)
    mean_queue = float(law @ np.maximum(n - c, 0))
    return MMCK(
        p_blocked=p_blocked,
        p_wait=float(law[c:-1].sum()) / (1.0 - p_blocked),
        util=admitted_rate / (c * mu),
        mean_wait=mean_queue / admitted_rate,
        mean_time=float(law @ n) / admitted_rate,
        mean_queue=mean_queue,
        mean_number=float(law @ n),
    )
