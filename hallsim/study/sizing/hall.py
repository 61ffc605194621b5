"""The hall as the search asks for it: runs of a point, and what they add to the targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hallsim.study.runs.runs import Runs
from hallsim.study.runs.wanted import Wanted, wanted
from hallsim.study.sizing.axes import Axes
from hallsim.study.sizing.grid import Point
from hallsim.study.sizing.search import Answer, Stage
from hallsim.study.targets.goal import Goal, read_of
from hallsim.study.targets.judge import Measured
from hallsim.study.targets.of_runs import measured
from hallsim.study.targets.of_satisfaction import opinions_wanted

BESIDE = ("not_served_share", "cost_hall")
"""Metrics told beside the targets: who is not served flatters every wait; what it costs decides between
combinations.
"""


def wanted_of(goals: Sequence[Goal]) -> Wanted:
    """What has to be worked out of every run."""
    whole, parts = read_of(goals)
    opinions, in_parts = opinions_wanted(goals)
    opinions += [metric for metrics in in_parts.values() for metric in metrics]
    return wanted([*whole, *BESIDE], dict(parts.items()), opinions)


@dataclass(frozen=True, slots=True)
class Hall:
    """Runs of the points of some axes."""

    axes: Axes
    goals: Sequence[Goal]
    runs: Runs

    def __call__(self, points: Sequence[Point], stage: Stage, n: int) -> Mapping[Point, Measured]:
        """What `n` replications of a block add to the targets, by point."""
        candidates = [self.axes.candidate(point) for point in points]
        found = self.runs.of(candidates, stage, n)
        return {point: measured(found, self.axes.candidate(point), self.goals) for point in points}

    def beside(self, metric: str, point: Point, stage: Stage, n: int) -> float:
        """The figure of one of the metrics told beside the targets."""
        candidate = self.axes.candidate(point)
        return self.runs.of([candidate], stage, n).pooled(candidate, metric).value

    def n_failed(self, answer: Answer) -> int:
        """Runs of the points told of that could not be finished."""
        told = [*answer.searched.values(), *answer.judged.values()]
        return sum(
            len(self.runs.of([candidate], one.stage, one.n).failures(candidate))
            for one in told
            for candidate in [self.axes.candidate(one.point)]
        )
