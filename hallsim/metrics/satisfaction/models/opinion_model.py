"""What a model of answers is."""

from __future__ import annotations

from typing import Protocol

from hallsim.metrics.definition.sample import Real
from hallsim.metrics.satisfaction.drivers import Drivers
from hallsim.text.message import Message


class OpinionModel(Protocol):
    """From what somebody experienced to how likely each answer is."""

    @property
    def label(self) -> Message:
        """What people call it."""

    @property
    def is_sure(self) -> bool:
        """Whether everybody answers one level for sure, rather than each with its chance."""

    def experience(self, drivers: Drivers, indicator: str) -> Real:
        """(all matters,) what the answer on an indicator follows; the more, the worse; nan where nothing."""

    def at_least(self, item: str, x: Real, cut: Real | float, slope: float) -> Real:
        """(n,) how likely somebody who experienced `x` answers a level, or a better one, whose cut-point is
        `cut`; of several cuts, (k, 1) or (k, n), each: (k, n).  It falls with x, rises with the cut, and
        `slope` says how sharply.
        """
