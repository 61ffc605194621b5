"""Sums over the queue of M/M/c+M while all servers are busy: by state, or as integrals where it is long.

The unit of time is the mean time between two ends of service, 1 / (c mu): arrivals at `rho`, patience at
`eps`.  The weights are w(k) = prod_{j=1..k} rho / (1 + j eps).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

LONG = 100_000
"""Waiting places up to which the sum is taken term by term."""

LEAST_PATIENCE = 1e-90
"""Patience relative to service below which squares of the queue overflow."""

SPREADS = 12.0
"""Half the width, in standard deviations, of what is summed: beyond lies less than 1e-30."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingSums:
    """Means over the law of the number k waiting, given that all servers are busy.

    log_total: log of the sum of the weights; queue: E k; p_served: chance that one who joins is served;
    served_wait, left_wait: expected wait, on the event of being served, and on that of leaving over eps.
    """

    log_total: float
    queue: float
    p_served: float
    served_wait: float
    left_wait: float


def waiting_sums(rho: float, eps: float) -> WaitingSums:
    """The sums for `rho` arrivals and patience `eps` in the unit of time of the module.

    Where the queue is so long that a sum would be slow, the summands are smooth in k over a scale of
    thousands, and Euler and Maclaurin's formula with two terms at the lower end is exact to a relative 1e-12.
    """
    import numpy as np

    if eps < LEAST_PATIENCE:
        raise ValueError(
            f"patience ends at {eps:g} of the rate of service: nobody leaves; use mmc below capacity"
        )
    peak, down, up = _bounds(rho, eps)
    if peak + up <= LONG:
        k = np.arange(math.ceil(peak + up) + 1, dtype=np.float64)
        base, log_weight = 0.0, np.concatenate(([0.0], np.cumsum(math.log(rho) - np.log1p(eps * k[1:]))))
        stages = np.cumsum(1.0 / (1.0 + eps * (k + 1)))
        lost = np.cumsum((k + 1) / (1.0 + eps * (k + 1)))
        share = np.ones(k.size)
    else:
        offset, share = _nodes(-down, up, at_zero=down >= peak)
        k = peak + offset
        base, log_weight = _log_weight(offset, rho, eps)
        stages = (np.log1p(eps * (k + 1.5)) - math.log1p(eps / 2)) / eps
        lost = (_less_log(eps * (k + 1.5)) - eps * eps / 8) / eps**2
    highest = float(log_weight.max())
    weight = share * np.exp(log_weight - highest)
    total = float(weight.sum())
    law = weight / total
    served = 1.0 / (1.0 + eps * (k + 1))
    return WaitingSums(
        log_total=base + highest + math.log(total),
        queue=float(law @ k),
        p_served=float(law @ served),
        served_wait=float(law @ (served * stages)),
        left_wait=float(law @ (served * lost)),
    )


def _bounds(rho: float, eps: float) -> tuple[float, float, float]:
    """Peak of the weights, and how far below and above it they count (above: or down a geometric tail)."""
    peak = max(0.0, (rho - 1.0) / eps)
    width = SPREADS * (math.sqrt(rho / eps) + 1.0)
    up = width + 40.0
    if rho < 1:
        up = min(up, 50.0 / -math.log(rho) + 40.0)
    return peak, min(peak, width), up


def _nodes(low: float, high: float, *, at_zero: bool) -> tuple[Vector, Vector]:
    """Points and shares of the sum over whole steps from `low` to `high`, as an integral.

    Where its lower end is nobody waiting (`at_zero`) the summand there counts half, and a twelfth of the
    slope is taken off (Euler and Maclaurin); elsewhere the weights vanish at both ends and nothing is added.
    """
    import numpy as np

    x, w = np.polynomial.legendre.leggauss(20)
    edges = np.linspace(low, high, 101)
    half = (edges[1:] - edges[:-1])[:, np.newaxis] / 2.0
    middle = (edges[1:] + edges[:-1])[:, np.newaxis] / 2.0
    points, shares = (middle + half * x).ravel(), (half * w).ravel()
    if not at_zero:
        return points, shares
    # f(0) / 2 - f'(0) / 12, the slope by f(1) - f(0), on a scale of thousands
    return np.append(points, (low, low + 1.0)), np.append(shares, (0.5 + 1.0 / 12.0, -1.0 / 12.0))


def _log_weight(offset: Vector, rho: float, eps: float) -> tuple[float, Vector]:
    """log w at the peak (rho > 1) or with nobody waiting, and log w less that at `offset` from there.

    sum_{j=1..k} log(1 + j / x) is x h(k / x) + log(1 + k / x) / 2 + (1 / (x + k) - 1 / x) / 12, with
    h(s) = (1 + s) log(1 + s) - s.
    """
    import numpy as np

    if rho <= 1:
        return 0.0, np.asarray(offset * math.log(rho) - _steps(offset, 1.0 / eps))
    at_zero = _steps(np.array([(1.0 - rho) / eps]), rho / eps)[0]
    return float(at_zero), -_steps(offset, rho / eps)


def _steps(k: Vector, x: float) -> Vector:
    """sum_{j=1..k} log(1 + j / x) for large x and any real k > -x."""
    import numpy as np

    s = k / x
    smooth = np.where(np.abs(s) < 1e-2, _entropy_series(s), (1.0 + s) * np.log1p(s) - s)
    return np.asarray(x * smooth + np.log1p(s) / 2.0 - s / (1.0 + s) / x / 12.0)


def _entropy_series(s: Vector) -> Vector:
    """(1 + s) log(1 + s) - s = s^2/2 - s^3/6 + s^4/12 - .. for small s."""
    import numpy as np

    return np.asarray(sum((-s) ** n / (n * (n - 1)) for n in range(2, 10)))


def _less_log(s: Vector) -> Vector:
    """s - log(1 + s), by its series for small s."""
    import numpy as np

    series = sum((-s) ** n / n for n in range(2, 10))
    return np.asarray(np.where(s < 1e-2, series, s - np.log1p(s)))
