"""What replications tell of targets of satisfaction with every slope and weight that no survey tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from hallsim.metrics.definition.summand import Summand, Sums, over
from hallsim.study.opinions.calibration import is_opinion
from hallsim.study.targets.goal import Goal, Scope, read_of

if TYPE_CHECKING:
    from hallsim.metrics.definition.dimensions import Dimension


def of_variants(
    replications: Sequence[Mapping[str, Any]], goals: Sequence[Goal]
) -> dict[tuple[Scope, str], Sequence[Summand]]:
    """The summands of satisfaction of every scope of goals, with every slope and weight that no survey tells.

    Args:
        replications: what each tells of a design: `opinions`, and `opinions_by` part.
    """
    whole, parts = read_of(goals)
    told: dict[tuple[Scope, str], list[Summand]] = {}
    for one in replications:
        of_whole = one.get("opinions", {})
        for metric in filter(is_opinion, whole):
            _add(told, of_whole.get(metric, {}), Scope(metric), "")
        for dimension, metrics in parts.items():
            for part, of_part in one.get("opinions_by", {}).get(dimension, {}).items():
                for metric in filter(is_opinion, metrics):
                    _add(told, of_part.get(metric, {}), Scope(metric, dimension), part)
    return dict(told)


def _add(
    told: dict[tuple[Scope, str], list[Summand]],
    means: Mapping[str, Sequence[float]],
    scope: Scope,
    part: str,
) -> None:
    for variant, sums in means.items():
        of_variant = told.setdefault((replace(scope, variant=variant), part), [])
        of_variant.append(Sums(np.array(sums, np.float64), over))


def opinions_wanted(goals: Sequence[Goal]) -> tuple[list[str], dict[Dimension, list[str]]]:
    """The metrics of satisfaction that goals are judged by, of the whole and of parts by dimension."""
    whole, parts = read_of(goals)
    by = {dimension: list(filter(is_opinion, metrics)) for dimension, metrics in parts.items()}
    return list(filter(is_opinion, whole)), {d: metrics for d, metrics in by.items() if metrics}
