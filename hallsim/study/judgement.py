"""Differences between designs and what they come to: few primary metrics are judged, the rest described."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hallsim.metrics.summand import added
from hallsim.study.best import with_best
from hallsim.study.contributions import Replications, of_design
from hallsim.study.nobody import flatters, serves_hardly_anybody
from hallsim.study.result import MetricInfo
from hallsim.study.simultaneous import ALPHA, alpha_of_look
from hallsim.study.statistics import SHARE, Difference, difference
from hallsim.study.tables import Pools, differences_of, frame, limits_of
from hallsim.study.verdicts import NOT_SERVED, Comparison, Verdict, judge, serves_fewer, threshold_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is judged, and how.

    Attributes:
        primary: metrics judged together, as one family.
        thresholds: smallest difference that matters, by metric, in its unit; that of the unit where absent.
        looks: numbers of replications at which verdicts of this study have been shown before.
    """

    primary: tuple[str, ...]
    thresholds: Mapping[str, float]
    looks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """The tables `differences` and `best` of a study."""

    differences: pd.DataFrame
    best: pd.DataFrame


def judged(
    results: Replications,
    designs: Sequence[str],
    base: str,
    infos: Sequence[MetricInfo],
    rules: Rules,
    pools: Pools,
) -> Judged:
    """Every design against the base, and all of them on each primary metric."""
    others = [design for design in designs if design != base]
    found = {design: differences_of(results, design, infos, base, pools) for design in others}
    family = {
        (design, info.id): _comparison(found[design], info, rules)
        for design in others
        for info in infos
        if info.id in rules.primary
    }
    verdicts = judge(family, looks=rules.looks)
    rows = [
        (base, design, *_row(info, found[design][info.id], verdicts.get((design, info.id)), rules))
        for design in others
        for info in infos
    ]
    best = _best_rows(results, designs, base, infos, rules, found) if len(designs) > 2 else []
    return Judged(frame(rows, COLUMNS), frame(best, BEST_COLUMNS))


def _comparison(found: Mapping[str, Difference], info: MetricInfo, rules: Rules) -> Comparison:
    d = found[info.id]
    return Comparison(
        difference=d,
        better=info.better,
        threshold=_threshold(info, d, rules),
        served=_served(found[NOT_SERVED]) if info.misses else None,
    )


def _threshold(info: MetricInfo, d: Difference, rules: Rules) -> float:
    return rules.thresholds.get(info.id, threshold_of(info.unit, d.base_value))


def _serving_fewer(results: Replications, designs: Sequence[str]) -> list[str]:
    """Designs under which clearly fewer people are served than under some other, the base among them."""
    parts = {design: of_design(results, design, NOT_SERVED) for design in designs}
    return [
        design
        for design in designs
        if any(
            serves_fewer(_served(difference(parts[other], parts[design], limits=SHARE)))
            for other in designs
            if other != design
        )
    ]


def _served(lost: Difference) -> Difference:
    """The difference in people not lost, from that in people not served."""
    return replace(lost, base_value=1 - lost.base_value, value=-lost.value, lo=-lost.hi, hi=-lost.lo)


COLUMNS = [
    "base", "design", "metric", "unit", "better", "paired", "n", "base_value", "design_value", "difference",
    "se", "lo", "hi", "relative", "relative_lo", "relative_hi", "better_share", "worse_share", "warning",
    "primary", "threshold", "family_lo", "family_hi", "verdict", "reason", "needed",
]  # fmt: skip
BEST_COLUMNS = ["metric", "design", "standing", "behind_lo", "behind_hi"]


def _row(info: MetricInfo, d: Difference, v: Verdict | None, rules: Rules) -> tuple[Any, ...]:
    """The columns from `metric` on."""
    better, worse = d.lower_share, d.higher_share
    if info.better == "higher":
        better, worse = worse, better
    if info.better == "neutral":
        better = worse = math.nan
    told = (
        (False, _threshold(info, d, rules), math.nan, math.nan, "", "", 0)
        if v is None
        else (True, v.threshold, v.lo, v.hi, v.word, v.reason, v.needed or 0)
    )
    return (
        info.id, info.unit, info.better, info.paired, d.n, d.base_value, d.other_value, d.value, d.se, d.lo,
        d.hi, d.relative, d.relative_lo, d.relative_hi, better, worse, d.warning, *told,
    )  # fmt: skip


def _best_rows(
    results: Replications,
    designs: Sequence[str],
    base: str,
    infos: Sequence[MetricInfo],
    rules: Rules,
    found: Mapping[str, Mapping[str, Difference]],
) -> list[tuple[Any, ...]]:
    """Standings by the very differences that are told of each design, and those between them."""
    rows: list[tuple[Any, ...]] = []
    chosen = [info for info in infos if info.id in rules.primary and info.better != "neutral"]
    fewer = _serving_fewer(results, designs)
    nobody = [design for design in designs if serves_hardly_anybody(results, design)]
    alpha = alpha_of_look(len(results), rules.looks) if results else ALPHA
    for info in chosen:
        assert info.better != "neutral"
        parts = {design: of_design(results, design, info.id) for design in designs}
        value = added(parts[base]).value if parts[base] else math.nan
        hardly = [d for d in nobody if parts[d] and flatters(info, added(parts[d]).value)]
        paired = info.paired and base not in hardly
        standings = with_best(
            parts,
            info.better,
            rules.thresholds.get(info.id, threshold_of(info.unit, value)),
            limits=limits_of(info.id, info.unit),
            same_people={d: found[d][info.id] for d in designs if d != base} if paired else None,
            serves_fewer=fewer if info.misses else (),
            hardly=hardly,
            alpha=alpha / len(chosen),
        )
        rows += [(info.id, name, told.standing, told.lo, told.hi) for name, told in standings.items()]
    return rows
