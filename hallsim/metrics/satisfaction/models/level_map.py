"""The level map: everybody who experiences the same answers the same, one level up to each cut-point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hallsim.metrics.definition.sample import Real
from hallsim.metrics.satisfaction.drivers import Drivers
from hallsim.text.message import Message


@dataclass(frozen=True, slots=True)
class LevelMap:
    """Levels by cut-points; the slope stretches what was experienced."""

    @property
    def label(self) -> Message:
        """What people call it."""
        return Message("level map")

    @property
    def is_sure(self) -> bool:
        """Whether everybody answers one level for sure."""
        return True

    def experience(self, drivers: Drivers, indicator: str) -> Real:
        """The indicator's own quantity."""
        return drivers.of(indicator)

    def at_least(self, item: str, x: Real, cut: Real | float, slope: float) -> Real:
        """1 up to the cut-point, 0 beyond."""
        return np.asarray(x * slope <= cut, np.float64)
