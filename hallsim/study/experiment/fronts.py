"""The Pareto front of trials: who is beaten by no other in everything, and whom the noise leaves open."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hallsim.metrics.registry import METRICS
from hallsim.study.experiment.figures import Figures
from hallsim.study.experiment.pareto import pareto_front
from hallsim.study.experiment.trials import Trial

Standing = Literal["front", "may_be", "behind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """Trials in the same surroundings by their standing.

    `may_be`: another is better by the figures, but none surely in all metrics (paired differences, each at
    the level of the study: an intersection of claims). What serves not half as many people as another, so
    that it has no figure, is behind.
    """

    metrics: tuple[str, ...]
    standing: Mapping[Trial, Standing]

    @property
    def on_it(self) -> tuple[Trial, ...]:
        """The trials of the front, in their order."""
        return tuple(trial for trial, standing in self.standing.items() if standing == "front")


def front_of(trials: Sequence[Trial], metrics: Sequence[str], figures: Figures) -> Front:
    """The front of trials that are told in every metric."""
    values = [[figures.told(trial, metric)[0].value for metric in metrics] for trial in trials]
    higher = [METRICS[metric].better == "higher" for metric in metrics]
    on_it = pareto_front(values, higher)
    front = [trial for trial, is_on in zip(trials, on_it, strict=True) if is_on]
    standing: dict[Trial, Standing] = {}
    for trial, is_on, told in zip(trials, on_it, values, strict=True):
        if is_on:
            standing[trial] = "front"
        elif any(map(math.isnan, told)):  # serves so few that no figure of it is told
            standing[trial] = "behind"
        else:
            surely = any(_surely_better(one, trial, metrics, higher, figures) for one in front)
            standing[trial] = "behind" if surely else "may_be"
    return Front(metrics=tuple(metrics), standing=standing)


def _surely_better(
    one: Trial, other: Trial, metrics: Sequence[str], higher: Sequence[bool], figures: Figures
) -> bool:
    """Whether one trial is surely no worse in any metric and better in one, than another."""
    better = False
    for metric, more in zip(metrics, higher, strict=True):
        d = figures.difference(one, other, metric)
        if d.value == 0 and d.warning in ("none_seen", "all_seen"):
            continue  # alike, however many more people would be looked at
        low, high = (-d.hi, -d.lo) if more else (d.lo, d.hi)
        if not low >= 0:
            return False
        better = better or high > 0
    return better
