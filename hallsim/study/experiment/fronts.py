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
from hallsim.study.opinions.calibration import is_opinion

Standing = Literal["front", "may_be", "behind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """Trials in the same surroundings by their standing.

    `may_be`: another is better by the figures, but none surely in all metrics (paired differences, each at
    the level of the study: an intersection of claims), or by_parameters. What serves not half as many people
    as another, so that it has no figure, is behind.

    by_figures: trials that are on it by the figures; by_parameters: those that slopes or weights of
    satisfaction that no survey tells put on it or take off it.
    """

    metrics: tuple[str, ...]
    standing: Mapping[Trial, Standing]
    by_figures: tuple[Trial, ...]
    by_parameters: frozenset[Trial] = frozenset()

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
    doubted = _doubted(trials, values, metrics, higher, figures, standing)
    return Front(
        metrics=tuple(metrics),
        standing={trial: "may_be" if trial in doubted else one for trial, one in standing.items()},
        by_figures=tuple(front),
        by_parameters=doubted,
    )


def _doubted(
    trials: Sequence[Trial],
    values: Sequence[Sequence[float]],
    metrics: Sequence[str],
    higher: Sequence[bool],
    figures: Figures,
    standing: Mapping[Trial, Standing],
) -> frozenset[Trial]:
    """Trials of which some slope or weight that no survey tells says otherwise than their standing."""
    told = [
        [figures.found.by_variant(trial.candidate, m) if is_opinion(m) else {} for m in metrics]
        for trial in trials
    ]
    found: set[Trial] = set()
    for variant in dict.fromkeys(name for row in told for of_metric in row for name in of_metric):
        changed = [
            [value if math.isnan(value) else one.get(variant, value) for value, one in zip(*row, strict=True)]
            for row in zip(values, told, strict=True)
        ]
        on_it = dict(zip(trials, pareto_front(changed, higher), strict=True))
        found |= {
            trial for trial, one in standing.items() if one != "may_be" and on_it[trial] != (one == "front")
        }
    return frozenset(found)


def best_with_variants(trials: Sequence[Trial], metric: str, figures: Figures) -> list[Trial]:
    """The trials that are best by a metric of satisfaction with some slope or weight that no survey tells."""
    sign = -1 if METRICS[metric].better == "higher" else 1
    told = {trial: figures.found.by_variant(trial.candidate, metric) for trial in trials}
    variants = dict.fromkeys(name for one in told.values() for name in one)
    known = [{trial: one[name] for trial, one in told.items() if name in one} for name in variants]
    return list(dict.fromkeys(min(of, key=lambda trial: sign * of[trial]) for of in known))


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
