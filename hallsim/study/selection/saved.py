"""What the same citizens in every design have saved."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np


def times_as_many(one: Sequence[float], other: Sequence[float]) -> float:
    """How many times as many replications the same interval would take if each design had its own citizens.

    The variance of two independent figures over that of their paired difference; inf where every
    difference is the same, NaN below three replications.  Source: Law, Simulation Modeling and Analysis
    (2015), 11.2.
    """
    if len(one) < 3:
        return math.nan
    apart = float(np.var(one, ddof=1) + np.var(other, ddof=1))
    paired = float(np.var(np.asarray(one) - np.asarray(other), ddof=1))
    if paired <= 1e-12 * apart:
        return math.inf if apart > 0 else math.nan
    return apart / paired
