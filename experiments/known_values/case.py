"""A known value: where it comes from, what hallsim measures for it, and when the two agree."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from experiments.known_values.view import View

Views = Mapping[str, View]
"""By design: the view of one replication or batch."""
Measure = Callable[[Views], float]
Kind = Literal["exact", "near-exact", "approx", "upper-approx"]
LIMIT = 3.5
"""Standard errors that a mean over replications may lie away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One value of a case.

    Attributes:
        rel_tol: for near-exact and approx: what is allowed beside the standard errors.
        rel_se: the standard error the tolerance rule asks for, relative to the value.
    """

    metric: str
    value: float
    measure: Measure
    kind: Kind = "exact"
    rel_tol: float = 0.0
    rel_se: float = 0.01

    def deviation(self, got: float) -> float:
        """How far beyond what is allowed without chance."""
        if self.kind == "upper-approx":
            return max(0.0, got - self.value)
        beyond = max(0.0, abs(got - self.value) - self.rel_tol * abs(self.value))
        return math.copysign(beyond, got - self.value)

    def z(self, got: float, se: float) -> float:
        """Deviation in standard errors."""
        deviation = self.deviation(got)
        if abs(deviation) <= 1e-7 * abs(self.value):
            return 0.0  # as many digits as the values are given with
        return deviation / se if se > 0 else math.inf

    def excess(self, se: float) -> float:
        """The standard error as a multiple of what the rule asks; 0 where it asks nothing."""
        return 0.0 if self.kind == "upper-approx" else se / (self.rel_se * abs(self.value) + 1e-12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case and its scenario file under scenarios/textbook.

    Attributes:
        warm_up_min: after so long the start from an empty hall is forgotten (for short runs in batches; the
            full run leaves out the whole days the file names).
        align_min: batches are whole multiples of this (a day, a session).
    """

    id: str
    file: str
    known: tuple[Known, ...]
    warm_up_min: int = 600
    align_min: int = 1


def exact(metric: str, value: float, measure: Measure) -> Known:
    """A closed form or an exact numerical solution."""
    return Known(metric=metric, value=value, measure=measure)


def tail(metric: str, value: float, measure: Measure) -> Known:
    """An exact tail, variance or time-varying value: twice the standard error is allowed."""
    return Known(metric=metric, value=value, measure=measure, rel_se=0.02)
