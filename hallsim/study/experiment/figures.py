"""What runs say of trials: figures with intervals, differences, targets; each worked out once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hallsim.metrics.registry import METRICS
from hallsim.study.experiment.trials import Surroundings, Trial
from hallsim.study.inference.limits import limits_of
from hallsim.study.inference.statistics import (
    LEVEL,
    Difference,
    Estimate,
    Pooled,
    difference_of,
    estimate_of,
)
from hallsim.study.inference.verdicts import LEFT_OUT, NOT_SERVED, serves_few, serves_fewer
from hallsim.study.measures import infos
from hallsim.study.nobody import SERVED, Caution, Serving, hardly_anybody, left_out, people_served
from hallsim.study.result import MetricInfo
from hallsim.study.runs.runs import Found
from hallsim.study.targets.goal import Goal
from hallsim.study.targets.judge import Verdict, judge
from hallsim.study.targets.of_runs import measured
from hallsim.study.targets.of_study import days_of

BESIDE = (NOT_SERVED, *SERVED)
"""Metrics that tell whether a trial serves people at all: its other figures would flatter it else."""


@dataclass(slots=True)
class Figures:
    """The figures of trials from the runs of one block.

    Attributes:
        n: replications asked for, by the key of a candidate.
        trials: those that a figure stands among: it may flatter one that serves fewer people than another.
        level: of the intervals.
    """

    found: Found
    n: Mapping[str, int]
    trials: Sequence[Trial]
    level: float = LEVEL
    _pools: dict[tuple[str, str], Pooled] = field(default_factory=dict)
    _most: dict[Surroundings, Trial] = field(default_factory=dict)
    _told: dict[tuple[int, str], tuple[Estimate, Caution]] = field(default_factory=dict)

    def pooled(self, trial: Trial, metric: str) -> Pooled:
        """All replications of a trial together."""
        key = trial.candidate.key, metric
        if key not in self._pools:
            self._pools[key] = self.found.pooled(trial.candidate, metric)
        return self._pools[key]

    def estimate(self, trial: Trial, metric: str) -> Estimate:
        """A figure with its interval."""
        return estimate_of(self.pooled(trial, metric), self.level, _limits(metric))

    def difference(self, base: Trial, other: Trial, metric: str, level: float | None = None) -> Difference:
        """`other` minus `base`, paired over the replications that both have finished."""
        level = self.level if level is None else level
        one, two = base.candidate, other.candidate
        if self.found.replications(one) == self.found.replications(two):
            return difference_of(
                self.pooled(base, metric), self.pooled(other, metric), level, _limits(metric)
            )
        return self.found.difference(one, two, metric, level=level)

    def told(self, trial: Trial, metric: str) -> tuple[Estimate, Caution]:
        """The figure, left out or with a caution where it flatters a trial that serves few people."""
        key = trial.number, metric
        if key not in self._told:
            estimate = self.estimate(trial, metric)
            caution = self._caution(info_of(metric), trial, estimate)
            self._told[key] = left_out(estimate, caution) if caution in LEFT_OUT else estimate, caution
        return self._told[key]

    def verdict(self, trial: Trial, goals: Sequence[Goal]) -> Verdict:
        """Whether the targets are met, each at its own confidence."""
        told = measured(self.found, trial.candidate, goals)
        days = days_of(trial.candidate.scenario)
        return judge(goals, told, {goal: goal.alpha for goal in goals}, days)

    def _caution(self, info: MetricInfo, trial: Trial, estimate: Estimate) -> Caution:
        """Against the trial in the same surroundings that serves most people."""
        most = self._serves_most(trial.surroundings)
        own, other = (self.pooled(one, NOT_SERVED).value for one in (trial, most))
        fewer = own > other and serves_fewer(people_served(self.difference(most, trial, NOT_SERVED)))
        serving = Serving(
            hardly=frozenset(["own"] if self._hardly(trial) else []),
            more={"own": frozenset(["most"] if fewer else [])},
            much_more={"own": frozenset(["most"] if serves_few(1 - own, 1 - other) else [])},
        )
        values = {"own": estimate.value, "most": self.estimate(most, info.id).value}
        return serving.caution(info, "own", values)

    def _serves_most(self, where: Surroundings) -> Trial:
        if where not in self._most:
            own = [trial for trial in self.trials if trial.surroundings == where]
            lost = {trial.number: self.pooled(trial, NOT_SERVED).value for trial in own}
            self._most[where] = min(
                own, key=lambda t: math.inf if math.isnan(lost[t.number]) else lost[t.number]
            )
        return self._most[where]

    def _hardly(self, trial: Trial) -> bool:
        people = [self.pooled(trial, metric).people for metric in SERVED]
        return hardly_anybody(*(0.0 if math.isnan(n) else n for n in people))


def info_of(metric: str) -> MetricInfo:
    """What a metric is."""
    return next(info for info in infos() if info.id == metric)


def _limits(metric: str) -> tuple[float, float]:
    return limits_of(metric, METRICS[metric].unit)
