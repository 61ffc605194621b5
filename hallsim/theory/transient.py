"""A birth-death chain over a stretch of constant rates: its law at the end, its time in each state."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]


def advance(law: Vector, birth: Vector, death: Vector, duration: float) -> tuple[Vector, Vector]:
    """Move the law on by `duration`, by uniformisation.

    Args:
        law: shape (n+1,), the probabilities of states 0..n.
        birth, death: shape (n+1,), rates out of each state; birth[n] and death[0] must be 0.
    Returns:
        (law at the end, expected time spent in each state), both of shape (n+1,).
    Source: Jensen 1953; the occupation weights are the Poisson tails divided by the uniform rate.
    """
    import numpy as np

    rate = float((birth + death).max())
    occupied = np.zeros_like(law)
    if rate == 0 or duration == 0:
        return law, law * duration
    n_parts = math.ceil(rate * duration / 400.0)  # exp(-400) is still a normal float
    jumps_mean = rate * duration / n_parts
    n_terms = math.ceil(jumps_mean + 12.0 * math.sqrt(jumps_mean) + 25.0)
    weights = _poisson(jumps_mean, n_terms)
    tails = np.maximum(1.0 - np.cumsum(weights), 0.0)
    up, down = birth / rate, death / rate
    keep = 1.0 - up - down
    for _ in range(n_parts):
        term, end = law, np.zeros_like(law)
        for weight, tail in zip(weights, tails, strict=True):
            end += weight * term
            occupied += (tail / rate) * term
            moved = keep * term
            moved[1:] += up[:-1] * term[:-1]
            moved[:-1] += down[1:] * term[1:]
            term = moved
        law = end
    return law, occupied


def _poisson(mean: float, n_terms: int) -> Vector:
    import numpy as np

    k = np.arange(n_terms)
    log_factorial = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, n_terms)))))
    return np.asarray(np.exp(k * math.log(mean) - mean - log_factorial))
