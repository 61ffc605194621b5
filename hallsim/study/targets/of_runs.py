"""What the runs of a candidate add to targets."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hallsim.metrics.definition.summand import Summand, added
from hallsim.study.runs.candidate import Candidate
from hallsim.study.runs.runs import Found
from hallsim.study.targets.goal import Goal, Scope, read_of
from hallsim.study.targets.judge import Measured
from hallsim.study.targets.of_satisfaction import of_variants


def without_value(told: Measured, goals: Sequence[Goal]) -> list[Goal]:
    """The goals of the whole hall of whose metric no replication tells anything."""
    empty = {
        scope for (scope, part), summands in told.items() if scope.dimension is None and is_empty(summands)
    }
    return [goal for goal in goals if {Scope(one.metric, one.dimension) for one in goal.scopes} & empty]


def is_empty(summands: Sequence[Summand]) -> bool:
    """Whether no replication has any of what is counted."""
    total = added(summands)
    return math.isnan(total.value) and not total.n > 0


def measured(found: Found, candidate: Candidate, goals: Sequence[Goal]) -> Measured:
    """The summands of every scope of the goals, of the whole and of each part that was seen."""
    whole, parts = read_of(goals)
    told: dict[tuple[Scope, str], Sequence[Summand]] = {
        (Scope(metric), ""): list(found.summands(candidate, metric).values()) for metric in whole
    }
    for dimension, metrics in parts.items():
        for part in found.parts(candidate, dimension):
            for metric in metrics:
                summands = list(found.summands(candidate, metric, (dimension, part)).values())
                if summands:
                    told[Scope(metric, dimension), part] = summands
    return told | of_variants(found.opinions(candidate), goals)
