"""Differences between designs and what they come to: few primary metrics are judged, the rest described."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hallsim.metrics.definition.summand import added
from hallsim.study.contributions import Replications, of_design
from hallsim.study.inference.best import with_best
from hallsim.study.inference.limits import limits_of
from hallsim.study.inference.simultaneous import ALPHA, alpha_of_look
from hallsim.study.inference.statistics import Difference
from hallsim.study.inference.verdicts import (
    LEFT_OUT,
    NOT_SERVED,
    Comparison,
    Reason,
    Verdict,
    judge,
    threshold_of,
)
from hallsim.study.nobody import Serving, people_served
from hallsim.study.opinions.sensitivity import guarded, in_doubt, reaches, sensitivity_table
from hallsim.study.result import MetricInfo
from hallsim.study.tables import Together, differences_of, frame

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
    """The tables `differences`, `best` and `sensitivity` (of satisfaction) of a study."""

    differences: pd.DataFrame
    best: pd.DataFrame
    sensitivity: pd.DataFrame


def judged(
    results: Replications,
    designs: Sequence[str],
    base: str,
    infos: Sequence[MetricInfo],
    rules: Rules,
    whole: Together,
) -> Judged:
    """Every design against the base, and all of them on each primary metric."""
    others = [design for design in designs if design != base]
    found = {design: differences_of(results, design, infos, base, whole) for design in others}
    family = {
        (design, info.id): _comparison(found[design], info, rules)
        for design in others
        for info in infos
        if info.id in rules.primary
    }
    sensitivity = sensitivity_table(results, designs, base)
    verdicts = guarded(judge(family, looks=rules.looks), reaches(sensitivity))
    serving = whole.serving
    rows = [
        (
            base,
            design,
            *_row(
                info,
                d,
                verdicts.get((design, info.id)),
                _threshold(info, d, rules),
                serving.reason(info, base, design, d),
            ),
        )
        for design in others
        for info in infos
        for d in [found[design][info.id]]
    ]
    best = _best_rows(results, base, infos, rules, found, serving) if len(designs) > 2 else []
    best = [(m, d, _open(m, standing, sensitivity, designs), *reach) for m, d, standing, *reach in best]
    return Judged(frame(rows, COLUMNS), frame(best, BEST_COLUMNS), sensitivity)


def _open(metric: str, standing: str, sensitivity: pd.DataFrame, designs: Sequence[str]) -> str:
    """The standing of a design; of satisfaction an open one where what no survey tells decides the order."""
    settled = standing in ("best", "practically_best", "not_best")
    return "may_be_best" if settled and in_doubt(sensitivity, designs, metric) else standing


def _comparison(found: Mapping[str, Difference], info: MetricInfo, rules: Rules) -> Comparison:
    d = found[info.id]
    return Comparison(
        difference=d,
        better=info.better,
        threshold=_threshold(info, d, rules),
        served=people_served(found[NOT_SERVED]) if info.misses else None,
        same_people=info.paired,
    )


def _threshold(info: MetricInfo, d: Difference, rules: Rules) -> float:
    return rules.thresholds.get(info.id, threshold_of(info.unit, d.base_value))


COLUMNS = [
    "base", "design", "metric", "unit", "better", "paired", "n", "base_value", "design_value", "difference",
    "se", "lo", "hi", "relative", "relative_lo", "relative_hi", "better_share", "worse_share", "warning",
    "primary", "threshold", "family_lo", "family_hi", "verdict", "reason", "needed",
]  # fmt: skip
BEST_COLUMNS = ["metric", "design", "standing", "behind_lo", "behind_hi"]


def _row(
    info: MetricInfo, d: Difference, v: Verdict | None, threshold: float, why: Reason
) -> tuple[Any, ...]:
    """The columns from `metric` on; `why` a difference that is described only says little."""
    better, worse = d.lower_share, d.higher_share
    if info.better == "higher":
        better, worse = worse, better
    if info.better == "neutral":
        better = worse = math.nan
    told = (
        (False, threshold, math.nan, math.nan, "", why, 0)
        if v is None
        else (True, v.threshold, v.lo, v.hi, v.word, v.reason, v.needed or 0)
    )
    return (
        info.id, info.unit, info.better, info.paired, d.n, d.base_value, d.other_value, d.value, d.se, d.lo,
        d.hi, d.relative, d.relative_lo, d.relative_hi, better, worse, d.warning, *told,
    )  # fmt: skip


def _best_rows(
    results: Replications,
    base: str,
    infos: Sequence[MetricInfo],
    rules: Rules,
    found: Mapping[str, Mapping[str, Difference]],
    serving: Serving,
) -> list[tuple[Any, ...]]:
    """Standings by the very differences that are told of each design, and those between them."""
    rows: list[tuple[Any, ...]] = []
    chosen = [info for info in infos if info.id in rules.primary and info.better != "neutral"]
    designs = list(serving.more)
    fewer = [design for design in designs if serving.more[design]]
    alpha = alpha_of_look(len(results), rules.looks) if results else ALPHA
    for info in chosen:
        assert info.better != "neutral"
        parts = {design: of_design(results, design, info.id) for design in designs}
        values = {design: added(own).value if own else math.nan for design, own in parts.items()}
        hardly = [d for d in designs if serving.caution(info, d, values) in LEFT_OUT]
        paired = info.paired and base not in hardly
        standings = with_best(
            parts,
            info.better,
            rules.thresholds.get(info.id, threshold_of(info.unit, values[base])),
            limits=limits_of(info.id, info.unit),
            same_people={d: found[d][info.id] for d in designs if d != base} if paired else None,
            serves_fewer=fewer if info.misses else (),
            hardly=hardly,
            alpha=alpha / len(chosen),
        )
        rows += [(info.id, name, told.standing, told.lo, told.hi) for name, told in standings.items()]
    return rows
