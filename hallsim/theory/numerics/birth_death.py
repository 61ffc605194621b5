"""Stationary law of a birth-death chain, in logarithms so that thousands of states do not overflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def stationary(birth: NDArray[np.float64], death: NDArray[np.float64]) -> NDArray[np.float64]:
    """Law over states 0..n.

    Args:
        birth: shape (n,), rate n -> n+1 out of states 0..n-1, positive.
        death: shape (n,), rate out of states 1..n back to 0..n-1, positive.
    Returns:
        float64 probabilities of shape (n+1,).
    """
    import numpy as np

    log_weight = np.concatenate(([0.0], np.cumsum(np.log(birth) - np.log(death))))
    weight = np.exp(log_weight - log_weight.max())
    law: NDArray[np.float64] = weight / weight.sum()
    return law
