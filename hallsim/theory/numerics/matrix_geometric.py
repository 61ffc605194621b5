"""The geometric tail of a quasi-birth-death chain: levels that repeat, each step up or down by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]


def rate_matrix(up: Matrix, stay: Matrix, down: Matrix) -> Matrix:
    """R with pi_{n+1} = pi_n R, from G by logarithmic reduction; the chain must be stable.

    Args:
        up, stay, down: shape (m, m), rates out of a level's phases to the level above, to itself (with the
            negative diagonal) and to the level below; the rows of the three sum to 0.
    Source: Latouche & Ramaswami 1993, J. Applied Probability 30:650-674.
    """
    import numpy as np

    identity = np.eye(len(up))
    high, low = np.linalg.solve(-stay, up), np.linalg.solve(-stay, down)
    first_passage, weight = low.copy(), high.copy()
    for _ in range(60):
        inner = identity - high @ low - low @ high
        high, low = np.linalg.solve(inner, high @ high), np.linalg.solve(inner, low @ low)
        step = weight @ low
        first_passage += step
        weight = weight @ high
        if np.abs(step).max() < 1e-17:
            break
        # Both together are stochastic; near capacity, rounding would grow to the size of the drift.
        total = (high.sum(axis=1) + low.sum(axis=1))[:, np.newaxis]
        high, low = high / total, low / total
    first_passage /= first_passage.sum(axis=1)[:, np.newaxis]  # the level below is reached with certainty
    return np.asarray(np.linalg.solve(-(stay + up @ first_passage).T, up.T).T)
