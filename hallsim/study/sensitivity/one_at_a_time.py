"""One at a time: what an answer becomes when one guess goes from one end of its range to the other.

The points of the plan are the stated values and, of each factor, the two ends of its range with all others
as stated: 2 k + 1 points of k factors.  Source: Saltelli et al., Global Sensitivity Analysis (2008), 1.1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Swing:
    """A factor's place in the plan, and the answer at the two ends of its range (NaN: none)."""

    factor: int
    at_lo: float
    at_hi: float

    @property
    def size(self) -> float:
        """How far the answer moves; NaN where one end has none."""
        return abs(self.at_hi - self.at_lo)


def points(stated: Sequence[float]) -> Real:
    """(2 k + 1, k) points of the unit cube: as stated, then the lower and the upper end of each factor.

    Args:
        stated: where in its range each factor stands, 0 to 1.
    """
    k = len(stated)
    plan = np.tile(np.asarray(stated, dtype=np.float64), (2 * k + 1, 1))
    for i in range(k):
        plan[1 + 2 * i, i] = 0.0
        plan[2 + 2 * i, i] = 1.0
    return plan


def swings(answers: Sequence[float]) -> list[Swing]:
    """The swings of the answers at `points`, the widest first, those without one last."""
    k = (len(answers) - 1) // 2
    found = [Swing(i, answers[1 + 2 * i], answers[2 + 2 * i]) for i in range(k)]
    return sorted(found, key=lambda swing: (math.isnan(swing.size), -swing.size, swing.factor))
