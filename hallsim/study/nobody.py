"""A design that serves (hardly) anybody has no waits to boast of: what it would seem good at is left out."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from hallsim.study.contributions import Replications, of_design

if TYPE_CHECKING:
    from hallsim.study.result import MetricInfo
    from hallsim.study.statistics import Difference, Estimate

HARDLY = 0.05
"""Served visits per visit, and cases done per case, below which a hall serves hardly anybody."""
_WORST_OF_SCORES = 100 * HARDLY


def serves_hardly_anybody(results: Replications, design: str) -> bool:
    """Whether people came, but hardly any visit to a service and hardly any case to an end."""
    visits, served = _counted(results, design, "n_visits"), _counted(results, design, "time_in_hall_mean")
    cases, done = _counted(results, design, "n_cases"), _counted(results, design, "visits_per_matter")
    return visits > 0 and served < HARDLY * visits and done <= HARDLY * cases


def _counted(results: Replications, design: str, metric: str) -> float:
    return sum(summand.n for summand in of_design(results, design, metric))


def flatters(info: MetricInfo, value: float) -> bool:
    """Whether a figure of a hall that serves hardly anybody seems anything but the worst there can be.

    Without a direction a figure says nothing good; the share served, satisfaction and the like are the worst.
    """
    if info.better == "neutral" or math.isnan(value):
        return False
    if info.better == "higher":
        return value > (_WORST_OF_SCORES if info.unit == "score" else HARDLY)
    return not (info.unit == "share" and value >= 1 - HARDLY)


def left_out(e: Estimate) -> Estimate:
    """The estimate without its numbers."""
    nan = math.nan
    return replace(e, value=nan, se=nan, lo=nan, hi=nan, warning="nobody_served", needed=None)


def difference_left_out(d: Difference, *, base: bool, other: bool) -> Difference:
    """The difference without its numbers; those of the base and of the other design go where they flatter."""
    nan = math.nan
    return replace(
        d,
        base_value=nan if base else d.base_value,
        other_value=nan if other else d.other_value,
        value=nan,
        se=nan,
        lo=nan,
        hi=nan,
        relative=nan,
        relative_lo=nan,
        relative_hi=nan,
        lower_share=nan,
        equal_share=nan,
        higher_share=nan,
        warning="nobody_served",
        needed=None,
        pseudo=(),
    )
