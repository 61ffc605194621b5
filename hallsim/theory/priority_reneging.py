"""Two priority classes whose waiting customers leave: M/M/c + M with a green channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hallsim.theory.erlang import erlang_b
from hallsim.theory.numerics.guards import require_rate, require_servers, require_whole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csc_matrix

    Vector = NDArray[np.float64]

MOST_STATES = 25_000
"""Pairs of queues up to which the chain is solved, within about a second."""

LEAST_SHARE = 1e-6
"""Share of the ordinary class in the arrivals below which its wait has too few digits."""

BEYOND = 1e-14
"""Chance that a queue is longer than kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityReneging:
    """Per class (urgent, ordinary): mean wait over all arrivals of the class and its share of leavers."""

    mean_waits: tuple[float, float]
    p_abandons: tuple[float, float]
    p_wait: float


def priority_reneging(
    lams: tuple[float, float],
    mu: float,
    thetas: tuple[float, float],
    c: int,
    n_queue_max: int | None = None,
) -> PriorityReneging:
    """Non-preemptive two-class M/M/c+M by the stationary law of its chain (no closed form is known).

    Solved for the two queues (q1, q2) given that all servers are busy (what happens while one is idle only
    brings the chain back to two empty queues); Erlang B tells how often all are busy.  The queues end where
    two simpler chains, which are longer, have a mass of 1e-14: the urgent queue alone, and both together with
    the longer patience.

    Without urgent arrivals their wait is that of one who came all the same.

    Args:
        n_queue_max: where both queues are cut instead.
    Raises:
        ValueError: the queues are too long for `MOST_STATES`, `n_queue_max` cuts a mass above 1e-10, or the
            ordinary class has hardly any arrivals.
    """
    import numpy as np
    from scipy.sparse.linalg import spsolve

    for lam in lams:
        require_rate("arrival rate of a class", lam, zero_allowed=True)
    for rate in (mu, *thetas):
        require_rate("rate", rate)
    require_servers(c)
    if not any(lams):
        return PriorityReneging(mean_waits=(0.0, 0.0), p_abandons=(0.0, 0.0), p_wait=0.0)
    if lams[1] < LEAST_SHARE * lams[0]:
        raise ValueError(
            f"hardly any ordinary arrivals ({lams[1]} of {sum(lams)}): erlang_a has the urgent alone"
        )
    rates = (lams[0] / (c * mu), lams[1] / (c * mu), thetas[0] / (c * mu), thetas[1] / (c * mu))
    n1, n2 = _lengths(rates) if n_queue_max is None else (n_queue_max, n_queue_max)
    require_whole("n_queue_max", n1, 1)
    if (n1 + 1) * (n2 + 1) > MOST_STATES:
        raise ValueError(
            f"queues of up to {n1} and {n2} are out of reach: erlang_a bounds both classes together, "
            "kella_yechiali_waits has the waits below capacity if nobody leaves"
        )
    generator = _generator(rates, n1, n2)
    right = np.zeros(generator.shape[0])
    right[0] = 1.0
    law = np.asarray(spsolve(generator, right)).reshape(n1 + 1, n2 + 1)
    law = law / law.sum()
    if n_queue_max is not None and law[-1].sum() + law[:, -1].sum() > 1e-10:
        raise ValueError(f"n_queue_max {n_queue_max} cuts the law of the queues; give a larger one")
    p_wait = _p_wait(float(law[0, 0]), sum(rates[:2]), erlang_b(c - 1, sum(lams) / mu))
    ahead = law.sum(axis=1)
    place = np.arange(1, n1 + 2)
    # an urgent one in that place waits as in Erlang A: until served, or for its patience
    first = p_wait * float(ahead @ (place / (1.0 + place * rates[2]))) / (c * mu)
    second = p_wait * float(law.sum(axis=0) @ np.arange(n2 + 1)) / lams[1]
    return PriorityReneging(
        mean_waits=(first, second), p_abandons=(thetas[0] * first, thetas[1] * second), p_wait=p_wait
    )


def _p_wait(empty: float, load: float, blocked_before: float) -> float:
    """Share who find all busy: the flow down from c busy (law `empty`) is that up from c - 1.

    Args:
        empty: chance that nobody waits given that all are busy.
        load: arrivals per end of service while all are busy.
        blocked_before: Erlang B of c - 1 servers, the share of c - 1 busy among fewer than c busy.
    """
    arriving = load * blocked_before
    return arriving / (arriving + empty)


def _lengths(rates: tuple[float, float, float, float]) -> tuple[int, int]:
    """Where the urgent queue and the ordinary one may end."""
    return _length(rates[0], rates[2]), _length(rates[0] + rates[1], min(rates[2:]))


def _length(lam: float, theta: float) -> int:
    """First k beyond which the birth-death chain of arrivals `lam` and ends 1 + k theta has `BEYOND` left."""
    weight, total, k = 1.0, 1.0, 0
    while k <= MOST_STATES:
        k += 1
        fall = lam / (1.0 + k * theta)
        weight *= fall
        total += weight
        ahead = lam / (1.0 + (k + 1) * theta)
        if total > 1e200:
            weight, total = weight / total, 1.0
        if ahead < 1 and weight * ahead / (1.0 - ahead) < BEYOND * total:
            return max(k, 2)
    return k


def _generator(rates: tuple[float, float, float, float], n1: int, n2: int) -> csc_matrix:
    """Balance equations of (q1, q2), state q1 (n2 + 1) + q2; the first says instead that p(0, 0) is 1."""
    import numpy as np
    from scipy.sparse import coo_matrix

    lam_1, lam_2, theta_1, theta_2 = rates
    q1, q2 = (q.ravel() for q in np.meshgrid(np.arange(n1 + 1), np.arange(n2 + 1), indexing="ij"))
    here = q1 * (n2 + 1) + q2
    moves = (
        (q1 < n1, n2 + 1, np.full(here.size, lam_1)),
        (q2 < n2, 1, np.full(here.size, lam_2)),
        (q1 > 0, -(n2 + 1), 1.0 + theta_1 * q1),
        (q2 > 0, -1, theta_2 * q2 + (q1 == 0)),
    )
    source = np.concatenate([here[may] for may, _, _ in moves])
    target = np.concatenate([here[may] + step for may, step, _ in moves])
    flow = np.concatenate([rate[may] for may, _, rate in moves])
    out = np.bincount(source, weights=flow, minlength=here.size)
    kept = target != 0
    rows = np.concatenate((target[kept], here[1:], [0]))
    columns = np.concatenate((source[kept], here[1:], [0]))
    values = np.concatenate((flow[kept], -out[1:], [1.0]))
    return coo_matrix((values, (rows, columns)), shape=(here.size, here.size)).tocsc()
