"""M/PH/c with two-phase service (Erlang-2, hyperexponential-2, Coxian), exact by matrix geometry."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hallsim.theory.guards import require_rate, require_servers, require_share

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoPhase:
    """Service that starts in phase 1 with `p_first`, else in 2; after phase 1 it goes on to 2 with `p_on`."""

    p_first: float
    rate_1: float
    rate_2: float
    p_on: float

    @property
    def mean(self) -> float:
        """Mean service time."""
        return self.p_first / self.rate_1 + (1.0 - self.p_first + self.p_first * self.p_on) / self.rate_2


def erlang2(mean: float) -> TwoPhase:
    """Erlang-2 service (scv 0.5)."""
    return TwoPhase(p_first=1.0, rate_1=2.0 / mean, rate_2=2.0 / mean, p_on=1.0)


def hyperexponential2(p_first: float, rate_1: float, rate_2: float) -> TwoPhase:
    """Mixture of two exponentials."""
    return TwoPhase(p_first=p_first, rate_1=rate_1, rate_2=rate_2, p_on=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class MPHC:
    """Steady state of M/PH/c, first come first served."""

    p_wait: float
    util: float
    mean_wait: float
    mean_queue: float


def mphc(lam: float, service: TwoPhase, c: int) -> MPHC:
    """M/PH/c with two-phase service; the state is (number present, how many servers are in phase 1).

    Meant for c up to some 40 (dense matrices of about c^2/2 states).
    Source: Neuts 1981, *Matrix-Geometric Solutions in Stochastic Models*, ch. 3.
    """
    import numpy as np

    require_rate("lam", lam)
    require_servers(c)
    require_share("p_first", service.p_first)
    require_share("p_on", service.p_on)
    util = lam * service.mean / c
    if util >= 1:
        return MPHC(p_wait=1.0, util=util, mean_wait=math.inf, mean_queue=math.inf)
    up = lam * np.eye(c + 1)
    down = _down(service, c, refill=True)
    stay = _within(service, c) - np.diag(down.sum(axis=1) + lam)
    rate_matrix = _rate_matrix(up, stay, down)
    last = _boundary(lam, service, c, rate_matrix, down)
    spread = np.linalg.inv(np.eye(c + 1) - rate_matrix)
    p_wait = float(last @ spread @ np.ones(c + 1))
    mean_queue = float(last @ rate_matrix @ spread @ spread @ np.ones(c + 1))
    return MPHC(p_wait=p_wait, util=util, mean_wait=mean_queue / lam, mean_queue=mean_queue)


def _within(service: TwoPhase, n_busy: int) -> Matrix:
    """Phase changes with `n_busy` in service, shape (n_busy + 1,) * 2, rows summing to 0."""
    import numpy as np

    matrix = np.zeros((n_busy + 1, n_busy + 1))
    for first in range(1, n_busy + 1):
        rate = first * service.rate_1 * service.p_on
        matrix[first, first - 1] += rate
        matrix[first, first] -= rate
    return matrix


def _down(service: TwoPhase, n_busy: int, *, refill: bool) -> Matrix:
    """Ends of service with `n_busy` in service; with `refill` a waiting customer starts at once."""
    import numpy as np

    matrix = np.zeros((n_busy + 1, n_busy + 1 if refill else n_busy))
    for first in range(n_busy + 1):
        for gone, rate in (
            (1, first * service.rate_1 * (1.0 - service.p_on)),
            (0, (n_busy - first) * service.rate_2),
        ):
            if rate == 0:
                continue
            left = first - gone
            if refill:
                matrix[first, left + 1] += rate * service.p_first
                matrix[first, left] += rate * (1.0 - service.p_first)
            else:
                matrix[first, left] += rate
    return matrix


def _rate_matrix(up: Matrix, stay: Matrix, down: Matrix) -> Matrix:
    """R of the matrix-geometric tail, from G by logarithmic reduction (Latouche & Ramaswami 1993)."""
    import numpy as np

    identity = np.eye(len(up))
    inverse = np.linalg.inv(-stay)
    high, low = inverse @ up, inverse @ down
    first_passage, weight = low.copy(), high.copy()
    for _ in range(60):
        scale = np.linalg.inv(identity - high @ low - low @ high)
        high, low = scale @ high @ high, scale @ low @ low
        step = weight @ low
        first_passage += step
        weight = weight @ high
        if np.abs(step).max() < 1e-16:
            break
    return np.asarray(up @ np.linalg.inv(-(stay + up @ first_passage)))


def _boundary(lam: float, service: TwoPhase, c: int, rate_matrix: Matrix, down: Matrix) -> Matrix:
    """Stationary weights of level c, normalised over all levels."""
    import numpy as np

    start = [n * (n + 1) // 2 for n in range(c + 2)]
    size = start[c + 1]
    balance = np.zeros((size, size))
    for n in range(c + 1):
        here = slice(start[n], start[n + 1])
        balance[here, here] += _within(service, n)
        if n:
            ends = _down(service, n, refill=False)
            balance[here, slice(start[n - 1], start[n])] += ends
            balance[here, here] -= np.diag(ends.sum(axis=1))
        balance[here, here] -= lam * np.eye(n + 1)
        for first in range(n + 1 if n < c else 0):
            balance[start[n] + first, start[n + 1] + first + 1] += lam * service.p_first
            balance[start[n] + first, start[n + 1] + first] += lam * (1.0 - service.p_first)
    top = slice(start[c], size)
    balance[top, top] += rate_matrix @ down
    weights = np.ones(size)
    weights[top] = np.linalg.inv(np.eye(c + 1) - rate_matrix) @ np.ones(c + 1)
    # One balance equation follows from the others; the normalisation takes its place.
    system = balance.T.copy()
    system[0] = weights
    right = np.zeros(size)
    right[0] = 1.0
    return np.asarray(np.linalg.solve(system, right)[top])
