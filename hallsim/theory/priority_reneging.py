"""Two priority classes whose waiting customers leave: M/M/c + M with a green channel."""

from dataclasses import dataclass

from hallsim.theory.guards import require_rate, require_servers


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityReneging:
    """Per class (urgent, ordinary): mean wait over all arrivals of the class and its share of leavers."""

    mean_waits: tuple[float, float]
    p_abandons: tuple[float, float]
    p_wait: float


def priority_reneging(
    lams: tuple[float, float], mu: float, thetas: tuple[float, float], c: int, n_queue_max: int = 80
) -> PriorityReneging:
    """Non-preemptive two-class M/M/c+M by the stationary law of its chain (no closed form is known).

    States are 0..c-1 busy servers with nobody waiting, then (q1, q2) waiting with all busy; each queue is
    cut at `n_queue_max`, which must be large enough that the law has no mass there (checked: ValueError
    otherwise).
    """
    import numpy as np
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import spsolve

    for rate in (*lams, mu, *thetas):
        require_rate("rate", rate)
    require_servers(c)
    rows, columns, rates, n_states = _transitions(lams, mu, thetas, c, n_queue_max)
    leaving = np.bincount(rows, weights=rates, minlength=n_states)
    generator = coo_matrix((rates, (columns, rows)), shape=(n_states, n_states)).tolil()
    generator.setdiag(-leaving)
    generator[0, :] = 1.0
    right = np.zeros(n_states)
    right[0] = 1.0
    law = spsolve(generator.tocsc(), right)
    waiting = law[c:].reshape(n_queue_max + 1, n_queue_max + 1)
    if waiting[-1].sum() + waiting[:, -1].sum() > 1e-10:
        raise ValueError(f"n_queue_max {n_queue_max} cuts the law of the queues; give a larger one")
    n = np.arange(n_queue_max + 1)
    queues = (float(waiting.sum(axis=1) @ n), float(waiting.sum(axis=0) @ n))
    return PriorityReneging(
        mean_waits=(queues[0] / lams[0], queues[1] / lams[1]),
        p_abandons=(thetas[0] * queues[0] / lams[0], thetas[1] * queues[1] / lams[1]),
        p_wait=float(waiting.sum()),
    )


def _transitions(
    lams: tuple[float, float], mu: float, thetas: tuple[float, float], c: int, n_queue_max: int
) -> tuple[list[int], list[int], list[float], int]:
    """From-states, to-states and rates of the chain, and the number of states."""
    side = n_queue_max + 1
    moves: list[tuple[int, int, float]] = []
    for busy in range(c):
        moves.append((busy, busy + 1, lams[0] + lams[1]))  # state c is (0, 0): all busy, nobody waiting
        if busy:
            moves.append((busy, busy - 1, busy * mu))
    for q1 in range(side):
        for q2 in range(side):
            here = c + q1 * side + q2
            if q1 < n_queue_max:
                moves.append((here, here + side, lams[0]))
            if q2 < n_queue_max:
                moves.append((here, here + 1, lams[1]))
            first_gone = q1 * thetas[0] + (c * mu if q1 else 0.0)
            second_gone = q2 * thetas[1] + (0.0 if q1 else c * mu)
            if q1:
                moves.append((here, here - side, first_gone))
            if q2 and second_gone:
                moves.append((here, here - 1, second_gone))
            if not q1 and not q2:
                moves.append((here, c - 1, c * mu))
    return [m[0] for m in moves], [m[1] for m in moves], [m[2] for m in moves], c + side * side
