"""What the replications of a study add to a metric, or to one of its parts, ready to be put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from itertools import pairwise
from typing import Any

from hallsim.metrics.definition.summand import Summand
from hallsim.scenario.values.weekdays import WEEKDAYS
from hallsim.study.measures import restored, restored_pairs

Replications = Sequence[Mapping[str, Any]]
"""Results of `study.replicate.replicate`, seen `against` a base, sorted by replication."""


def against(result: Mapping[str, Any], designs: Sequence[str]) -> dict[str, Any]:
    """A replication as the first design sees it: `pairs` and `gains` of every other one by its name."""
    base, *others = designs
    pairs, gains = {}, {}
    for design in others:
        if design in result["pairs"].get(base, {}):
            pairs[design] = result["pairs"][base][design]
            gains[design] = result["gains"][base][design]
        else:
            pairs[design] = _turned(result["pairs"][design][base])
            gains[design] = [_turned_gain(row) for row in result["gains"][design][base]]
    told = {design: result["designs"][design] for design in designs}
    return {**result, "designs": told, "pairs": pairs, "gains": gains}


def _turned(pair: Mapping[str, Any]) -> dict[str, Any]:
    """Both sides of every metric, the other way round; a reference to another metric stays."""
    return {metric: sides if isinstance(sides, Mapping) else sides[::-1] for metric, sides in pair.items()}


def _turned_gain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Who gains against the one loses against the other."""
    better, worse = row["worse"], row["better"]
    return {**row, "better": better, "worse": worse, "mean_difference": 0.0 - row["mean_difference"]}


def of_design(results: Replications, design: str, metric: str) -> list[Summand]:
    """One contribution a replication, in their order; empty where the study has not measured the metric."""
    return restored((result["designs"][design]["metrics"] for result in results), metric)


def of_pair(results: Replications, design: str, metric: str) -> tuple[list[Summand], list[Summand]]:
    """The same of the base and of a design, over what was finished under both."""
    return restored_pairs((result["pairs"][design] for result in results), metric)


def of_parts(results: Replications, design: str, dimension: str) -> dict[str, dict[str, list[Summand]]]:
    """By part and metric; a replication without the part adds nothing to it.

    Parts are in the order of the design, as far as the replications tell it.
    """
    several = [result["designs"][design]["by"].get(dimension, {}) for result in results]
    found = {}
    for part in _in_order([list(parts) for parts in several]):
        told = [parts.get(part, {}) for parts in several]
        metrics = dict.fromkeys(metric for metrics in told for metric in metrics)
        found[part] = {metric: _filled(told, metric) for metric in metrics}
    return found


def _in_order(several: Sequence[Sequence[str]]) -> list[str]:
    """All parts, each of the lists holding some of them in one order that none need hold wholly."""
    known = list(dict.fromkeys(part for parts in several for part in parts))
    if all(part.isdecimal() for part in known):
        return sorted(known, key=int)
    if set(known) <= set(WEEKDAYS):
        return sorted(known, key=WEEKDAYS.index)
    before: dict[str, list[str]] = {part: [] for part in known}
    for parts in several:
        for one, other in pairwise(parts):
            before[other].append(one)
    return list(TopologicalSorter(before).static_order())


def _filled(told: Sequence[Mapping[str, Any]], metric: str) -> list[Summand]:
    """One contribution a replication, that of nobody where it tells none."""
    known = restored(told, metric)
    if len(known) == len(told):
        return known
    nobody, some = known[0] - known[0], iter(known)
    return [next(some) if metric in metrics else nobody for metrics in told]
