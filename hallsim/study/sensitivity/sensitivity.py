"""Which guess decides an answer: the guesses moved by a plan, what comes of it, and how much each does."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from hallsim.study.inference.interval import SHARE, Limits
from hallsim.study.inference.limits import limits_of
from hallsim.study.inference.statistics import LEVEL
from hallsim.study.named_metrics import refuse_without_value
from hallsim.study.runs.runs import Runs
from hallsim.study.sensitivity import indices, one_at_a_time
from hallsim.study.sensitivity.hall import Hall
from hallsim.study.sensitivity.levers import Lever
from hallsim.study.sensitivity.outcome import Outcome, Told, change
from hallsim.text.message import Both

if TYPE_CHECKING:
    import pandas as pd

Real = NDArray[np.float64]
Method = Literal["one-at-a-time", "morris", "sobol"]
METHODS: tuple[Method, ...] = ("one-at-a-time", "morris", "sobol")
POINTS: Mapping[Method, int] = {"one-at-a-time": 1, "morris": 10, "sobol": 64}
"""Ways (Morris) or base points (Sobol) when nobody says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a lever does to an outcome when it alone goes from one end to the other, all else as stated.

    `change` from the lower end to the upper one, with its interval; `certain` where that does not hold zero.
    `lost`: how much the share not served changes; 0 where noise does not tell.
    """

    lever: Lever
    at_lo: float
    at_hi: float
    change: float
    lo: float
    hi: float
    lost: float = 0.0

    @property
    def certain(self) -> bool:
        """Whether more than noise is seen."""
        return self.lo > 0 or self.hi < 0 or (self.change != 0 and self.lo == self.hi)

    @property
    def turns(self) -> bool:
        """Whether the outcome is on both sides of zero."""
        return self.at_lo * self.at_hi < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """What was found.

    Attributes:
        plan: (n points, n levers) of the unit cube; `values` the numbers there.
        told: by point, the outcomes in their order.
        stated: the outcomes with every lever as stated.
        level: of the intervals.
        dead: of points of which no run can be finished, why.
    """

    method: Method
    hall: Hall
    plan: Real
    values: Sequence[Sequence[float]]
    told: Sequence[Sequence[Told]]
    stated: Sequence[Told]
    seed: int
    level: float = LEVEL
    dead: Mapping[str, Both] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What was looked at."""
        return self.hall.outcomes

    def answers(self, outcome: Outcome) -> list[float]:
        """The value of an outcome at every point."""
        i = self.outcomes.index(outcome)
        return [point[i].value for point in self.told]

    def moved(self, outcome: Outcome) -> list[Moved]:
        """One at a time: what each lever does, the most first."""
        i = self.outcomes.index(outcome)
        rows = []
        for swing in one_at_a_time.swings(self.answers(outcome)):
            low, high = (self.told[1 + 2 * swing.factor + end][i] for end in (0, 1))
            gap, lo, hi = change(low, high, self.level, _limits(outcome.metric))
            lever = self.hall.levers[swing.factor]
            few, many = (self.told[1 + 2 * swing.factor + end][len(self.outcomes) + i] for end in (0, 1))
            lost, lost_lo, lost_hi = change(few, many, self.level, SHARE)
            rows.append(
                Moved(
                    lever=lever, at_lo=swing.at_lo, at_hi=swing.at_hi, change=gap, lo=lo, hi=hi,
                    lost=lost if lost_lo > 0 or lost_hi < 0 else 0.0,
                )
            )  # fmt: skip
        return rows

    def effects(self, outcome: Outcome) -> list[tuple[Lever, indices.Effects]]:
        """Morris: the effects of each lever, the largest mean absolute effect first."""
        found = indices.effects(self.plan, self.answers(outcome), self.level)
        pairs = zip(self.hall.levers, found, strict=True)
        return sorted(pairs, key=lambda pair: _falling(pair[1].mu_star))

    def shares(self, outcome: Outcome) -> list[tuple[Lever, indices.Shares]]:
        """Sobol: the shares of each lever, the largest total first."""
        k = len(self.hall.levers)
        found = indices.shares(k, self.answers(outcome), self.level)
        pairs = zip(self.hall.levers, found, strict=True)
        return sorted(pairs, key=lambda pair: _falling(pair[1].total))

    def tables(self) -> dict[str, pd.DataFrame]:
        """`points`: an outcome a row, with a column a lever; `factors`: what each lever does."""
        import pandas as pd

        names = [lever.name for lever in self.hall.levers]
        points = [
            (i, *_of(outcome), t.value, t.lo, t.hi, *values)
            for i, (values, row) in enumerate(zip(self.values, self.told, strict=True))
            for outcome, t in zip((*self.outcomes, *self.hall.beside), row, strict=True)
        ]
        columns = ["point", "metric", "design", "base", "value", "lo", "hi", *names]
        rows = [row for outcome in self.outcomes for row in self._rows(outcome)]
        heads = ["metric", "design", "base", "factor", "from", "to", "unit", *_COLUMNS[self.method]]
        return {
            "points": pd.DataFrame(points, columns=columns),
            "factors": pd.DataFrame(rows, columns=heads),
        }

    def _rows(self, outcome: Outcome) -> list[tuple[Any, ...]]:
        numbers: list[tuple[Lever, tuple[float, ...]]]
        if self.method == "morris":
            numbers = [(v, (e.mu_star, e.half_width, e.mu, e.sigma)) for v, e in self.effects(outcome)]
        elif self.method == "sobol":
            numbers = [
                (v, (s.first, s.first_half_width, s.total, s.total_half_width))
                for v, s in self.shares(outcome)
            ]
        else:
            numbers = [(m.lever, (m.at_lo, m.at_hi, m.change, m.lo, m.hi)) for m in self.moved(outcome)]
        return [(*_of(outcome), v.name, v.lo, v.hi, v.unit, *told) for v, told in numbers]


_COLUMNS: Mapping[Method, tuple[str, ...]] = {
    "one-at-a-time": ("at_from", "at_to", "change", "change_lo", "change_hi"),
    "morris": ("mu_star", "mu_star_half_width", "mu", "sigma"),
    "sobol": ("first", "first_half_width", "total", "total_half_width"),
}


def n_points(method: Method, k: int, n: int) -> int:
    """How many points a plan has, the stated one included."""
    return 2 * k + 1 if method == "one-at-a-time" else indices.n_points(method, k, n) + 1


def run_sensitivity(hall: Hall, runs: Runs, method: Method, n: int, seed: int) -> Sensitivity:
    """Move the levers of a hall by a plan.

    Args:
        n: ways (Morris) or base points (Sobol).
        seed: of the plan.

    Raises:
        InputError: SALib is not installed, a point at which the scenario cannot be, or an outcome without a
            value.
        RunError: as `Runs`; but of one at a time an end that cannot be run has no answer, and the others
            theirs.
    """
    dead: dict[str, Both] = {}
    stated = [lever.stated_share for lever in hall.levers]
    if method == "one-at-a-time":
        plan = one_at_a_time.points(stated)
        (as_stated,) = hall.at(runs, plan[:1])  # without it there is nothing to hold the ends against
        _refuse_without_value(hall, as_stated)
        told = hall.at(runs, plan, dead)
    else:
        plan = indices.points(method, len(hall.levers), n, seed)
        (as_stated,) = hall.at(runs, np.array([stated]))  # first: the others are many
        _refuse_without_value(hall, as_stated)
        told = hall.at(runs, plan)
    return Sensitivity(
        method=method, hall=hall, plan=plan, values=[hall.values(point) for point in plan], told=told,
        stated=as_stated, seed=seed, dead=dead,
    )  # fmt: skip


def _refuse_without_value(hall: Hall, stated: Sequence[Told]) -> None:
    pairs = zip(hall.outcomes, stated, strict=False)  # those beside come after
    refuse_without_value({outcome.metric: None for outcome, told in pairs if math.isnan(told.value)})


def _of(outcome: Outcome) -> tuple[str, str, str]:
    return outcome.metric, outcome.design, outcome.base or ""


def _falling(size: float) -> tuple[bool, float]:
    return math.isnan(size), -size


def _limits(metric: str) -> Limits:
    from hallsim.metrics.registry import METRICS

    return limits_of(metric, METRICS[metric].unit)
