"""M/PH/c with two-phase service (Erlang-2, hyperexponential-2, Coxian), exact by matrix geometry."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hallsim.theory.numerics.guards import require_rate, require_share, require_whole, utilisation
from hallsim.theory.numerics.matrix_geometric import rate_matrix

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

MOST_SERVERS = 100
"""Servers up to which M/PH/c is answered, within about a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoPhase:
    """Service that starts in phase 1 with `p_first`, else in 2; after phase 1 it goes on to 2 with `p_on`."""

    p_first: float
    rate_1: float
    rate_2: float
    p_on: float

    def __post_init__(self) -> None:
        require_share("p_first", self.p_first)
        require_share("p_on", self.p_on)
        require_rate("rate_1", self.rate_1)
        require_rate("rate_2", self.rate_2)

    @property
    def mean(self) -> float:
        """Mean service time."""
        return self.p_first / self.rate_1 + (1.0 - self.p_first + self.p_first * self.p_on) / self.rate_2

    def scaled(self, factor: float) -> TwoPhase:
        """The same law with every time `factor` times as long."""
        return TwoPhase(
            p_first=self.p_first,
            rate_1=self.rate_1 / factor,
            rate_2=self.rate_2 / factor,
            p_on=self.p_on,
        )


def erlang2(mean: float) -> TwoPhase:
    """Erlang-2 service (scv 0.5)."""
    require_rate("mean", mean)
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

    The boundary is folded level by level, which takes time by the fourth power of c.
    Near capacity nothing is divided by a difference of nearly equal numbers: the mean number of idle servers
    scales the law, and the mean queue follows from the drift of a quadratic function of it.
    Source: Neuts 1981, *Matrix-Geometric Solutions in Stochastic Models*, ch. 3.
    """
    import numpy as np

    require_rate("lam", lam, zero_allowed=True)
    require_whole(
        "the number of servers", c, 1, MOST_SERVERS, "lee_longton_wait is near, and exact for c = 1"
    )
    util = utilisation(lam * service.mean, c)
    if util >= 1:
        return MPHC(p_wait=1.0, util=util, mean_wait=math.inf, mean_queue=math.inf)
    if lam == 0:
        return MPHC(p_wait=0.0, util=0.0, mean_wait=0.0, mean_queue=0.0)
    # the mean service is the unit of time, so that matrices hold numbers of one size
    unit, rate, service = service.mean, util * c, service.scaled(1.0 / service.mean)
    up = rate * np.eye(c + 1)
    down = _down(service, c, refill=True)
    stay = _within(service, c) - np.diag(down.sum(axis=1) + rate)
    ratio = rate_matrix(up, stay, down)
    top, mass_below, size = _boundary(rate, service, c, ratio @ down)
    # size: mean number of idle servers in the scale in which the weights of level c sum to 1
    scale = c * (1.0 - util) / size if size < math.inf else 0.0
    if scale == 0:
        return MPHC(p_wait=0.0, util=util, mean_wait=0.0, mean_queue=0.0)
    busy: Matrix = np.asarray(scale * np.linalg.solve((np.eye(c + 1) - ratio).T, top))
    p_wait = float(busy.sum())
    if scale * mass_below < 0.9:
        p_wait = 1.0 - scale * mass_below
        busy *= p_wait / float(busy.sum())
    if util < 0.5:
        mean_queue = float(np.linalg.solve((np.eye(c + 1) - ratio).T, busy @ ratio).sum())
    else:
        mean_queue = _mean_queue(busy, scale * top, (up, stay, down), c * (1.0 - util))
    return MPHC(p_wait=p_wait, util=util, mean_wait=mean_queue / rate * unit, mean_queue=mean_queue)


def _mean_queue(busy: Matrix, top: Matrix, rates: tuple[Matrix, Matrix, Matrix], spare: float) -> float:
    """E q from the drift of q^2 / 2 + q u(phase), whose part linear in q is made -spare in every phase.

    Args:
        busy: law of the phases with all servers busy.
        top: the part of it with nobody waiting.
        rates: up, stay and down of the levels with all servers busy.
        spare: services less arrivals in the unit of time while all servers are busy.
    """
    import numpy as np

    up, stay, down = rates
    generator = up + stay + down
    ones = np.ones(len(up))
    equations = generator.T.copy()
    equations[0] = 1.0
    phases = np.linalg.solve(equations, np.eye(1, len(up))[0])
    upward, downward = up @ ones, down @ ones
    tilt = np.linalg.solve(generator - np.outer(ones, phases), downward - upward - spare)
    waiting = busy - top
    pull = (upward + downward) / 2.0 + (up - down) @ tilt
    return float(waiting @ pull + top @ (upward / 2.0 + up @ tilt)) / spare


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


def _boundary(lam: float, service: TwoPhase, c: int, back: Matrix) -> tuple[Matrix, float, float]:
    """Weights of level c (their sum 1); in that scale the mass below c and the mean number of idle servers.

    Args:
        back: shape (c + 1,) * 2, rates out of level c and back through the levels above.
    """
    import numpy as np

    folds: list[Matrix] = []  # weights of level n - 1 are those of level n times folds[n - 1]
    inside = np.array([[-lam]])
    for n in range(1, c + 1):
        ends = _down(service, n, refill=False)
        fold = np.linalg.solve(-inside.T, ends.T).T
        sums = fold.sum(axis=1)
        folds.append(fold * np.divide(ends.sum(axis=1), lam * sums, out=sums, where=sums > 0)[:, np.newaxis])
        inside = _within(service, n)
        inside[:, :-1] += lam * (1.0 - service.p_first) * folds[-1]
        inside[:, 1:] += lam * service.p_first * folds[-1]
        # Level n is left upwards only, at rate lam: by that the diagonal and the folds keep their digits.
        np.fill_diagonal(inside, 0.0)
        np.fill_diagonal(inside, -inside.sum(axis=1) - lam)
    system = (inside + back).T
    system[0] = 1.0
    top = np.linalg.solve(system, np.eye(1, c + 1)[0])
    below, idle, log_mass, weights = 0.0, 0.0, 0.0, top
    for n in range(c - 1, -1, -1):
        weights = weights @ folds[n]
        mass = float(weights.sum())
        weights = weights / mass
        log_mass += math.log(mass)
        if log_mass > 680.0:
            return top, math.inf, math.inf  # all are busy with a chance below 1e-290
        below += math.exp(log_mass)
        idle += (c - n) * math.exp(log_mass)
    return top, below, idle
