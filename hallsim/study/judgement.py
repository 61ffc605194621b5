"""Differences between designs and what they come to: few primary metrics judged together, the rest
described.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hallsim.study.contributions import Replications
from hallsim.study.result import MetricInfo
from hallsim.study.statistics import Difference
from hallsim.study.tables import differences_of, frame

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Judged:
    """The tables `differences` and `best` of a study."""

    differences: pd.DataFrame
    best: pd.DataFrame


def judge(
    results: Replications,
    designs: Sequence[str],
    base: str,
    infos: Sequence[MetricInfo],
    primary: Sequence[str],
    thresholds: Mapping[str, float],
) -> Judged:
    """Every design against the base; `primary` are judged as one family, by `thresholds` where given."""
    others = [design for design in designs if design != base]
    found = {design: differences_of(results, design, infos, base) for design in others}
    rows = [
        _row(base, design, info, found[design][info.id], info.id in primary, thresholds)
        for design in others
        for info in infos
    ]
    return Judged(
        frame([tuple(row.values()) for row in rows], COLUMNS), frame([], ["metric", "design", "may_be_best"])
    )


COLUMNS = [
    "base", "design", "metric", "unit", "better", "paired", "n", "base_value", "design_value", "difference",
    "se", "lo", "hi", "relative", "relative_lo", "relative_hi", "better_share", "worse_share", "warning",
    "primary", "threshold", "family_lo", "family_hi", "verdict", "reason",
]  # fmt: skip


def _row(
    base: str, design: str, info: MetricInfo, d: Difference, primary: bool, thresholds: Mapping[str, float]
) -> dict[str, Any]:
    better, worse = d.lower_share, d.higher_share
    if info.better == "higher":
        better, worse = worse, better
    neutral = info.better == "neutral"
    return {
        "base": base,
        "design": design,
        "metric": info.id,
        "unit": info.unit,
        "better": info.better,
        "paired": info.paired,
        "n": d.n,
        "base_value": d.base_value,
        "design_value": d.other_value,
        "difference": d.value,
        "se": d.se,
        "lo": d.lo,
        "hi": d.hi,
        "relative": d.relative,
        "relative_lo": d.relative_lo,
        "relative_hi": d.relative_hi,
        "better_share": math.nan if neutral else better,
        "worse_share": math.nan if neutral else worse,
        "warning": d.warning,
        "primary": primary,
        "threshold": thresholds.get(info.id, math.nan),
        "family_lo": d.lo,
        "family_hi": d.hi,
        "verdict": "unsettled" if primary else "",
        "reason": "",
    }
