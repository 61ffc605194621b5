"""The least and the greatest value a metric can have."""

from __future__ import annotations

from hallsim.study.inference.interval import AT_LEAST, NO_LIMITS, Limits
from hallsim.study.inference.interval import limits_of as limits_of_unit

SIGNED = ("far_near_gap",)
"""Metrics that may be negative."""
BEYOND_ONE = ("limit_used_mean", "limit_used_p90")
"""Ratios told in percent that are no shares: a case may use more than its limit."""


def limits_of(metric: str, unit: str) -> Limits:
    """The least and the greatest value a metric can have."""
    if metric in SIGNED:
        return NO_LIMITS
    return AT_LEAST if metric in BEYOND_ONE else limits_of_unit(unit)
