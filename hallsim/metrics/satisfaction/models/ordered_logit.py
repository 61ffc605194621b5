"""An ordered logit: P(a level or a better one) = 1 / (1 + exp(-slope (cut - x))).

The same experience is answered differently by different people; the steeper the slope, the less so, and in
the limit it is the level map. Source of the form: McCullagh 1980, *Regression models for ordinal data*,
JRSS B 42:109-142. Slopes are assumed: a survey that tells shares alone fixes the cut-points, never a slope.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from hallsim.metrics.definition.sample import Real
from hallsim.metrics.satisfaction.drivers import Drivers
from hallsim.text.message import Message

NOT_TODAY: Final = 0.25
"""What is not done on the day counts as so much of the limit used up (assumed)."""

SLOPES: Final[Mapping[str, float]] = MappingProxyType(
    {
        "queueing": 2.0,  # a wait of the acceptable one
        "efficiency": 4.0,  # the limit
        "process": 2.0,  # a trip
        "guidance": 2.0,  # a trip
        "attitude": 0.1,  # a point of the clerk's
        "environment": 6.0,  # as many people as seats
        "overall": 0.1,  # a point of the six together
    }
)
"""Slope per unit of what is experienced (assumed)."""
_FAR: Final = 500.0


@dataclass(frozen=True, slots=True)
class OrderedLogit:
    """Levels with the chance of an ordered logit."""

    @property
    def label(self) -> Message:
        """What people call it."""
        return Message("ordered logit")

    @property
    def is_sure(self) -> bool:
        """Every level has its chance."""
        return False

    def experience(self, drivers: Drivers, indicator: str) -> Real:
        """The indicator's own quantity; of efficiency also whether it was done on the day."""
        x = drivers.of(indicator)
        return np.asarray(x + NOT_TODAY * drivers.not_today) if indicator == "efficiency" else x

    def at_least(self, item: str, x: Real, cut: Real | float, slope: float) -> Real:
        """The logistic function of how far the cut-point is."""
        return np.asarray(1 / (1 + np.exp(-np.clip(slope * SLOPES[item] * (cut - x), -_FAR, _FAR))))
