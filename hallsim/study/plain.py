"""Intervals over replications.

The replication is the unit of inference: every function takes one number per replication and drops
replications without one (NaN), in pairs where it compares two designs.  With fewer than two numbers there is
no interval
(NaN).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

LEVEL = 0.95
"""Confidence level of every interval; intervals are for one metric at a time, not simultaneous."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean over `n` replications with its spread; `lo` and `hi` are the ends of the t interval."""

    n: int
    mean: float
    sd: float
    se: float
    half_width: float
    lo: float
    hi: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Design B minus design A, paired by replication.

    relative is the ratio of the means minus 1 (not the mean of ratios), with Fieller's interval;
    `lower_share` and `higher_share` are the shares of replications in which B is strictly below or above A.
    """

    n: int
    base_mean: float
    other_mean: float
    mean: float
    se: float
    lo: float
    hi: float
    relative: float
    relative_lo: float
    relative_hi: float
    lower_share: float
    higher_share: float


@lru_cache(maxsize=256)
def t_quantile(df: int, level: float = LEVEL) -> float:
    """Two-sided quantile of Student's t with `df` degrees of freedom."""
    from scipy.special import stdtrit

    return float(stdtrit(df, 0.5 + level / 2))


def estimate(values: Sequence[float], level: float = LEVEL) -> Estimate:
    """Mean of independent replications and the interval mean ± t(n-1) sd / sqrt(n)."""
    kept = [v for v in values if not math.isnan(v)]
    n = len(kept)
    if n == 0:
        return Estimate(
            n=0, mean=math.nan, sd=math.nan, se=math.nan, half_width=math.nan, lo=math.nan, hi=math.nan
        )
    mean = _mean(kept)
    sd = math.sqrt(_covariance(kept, kept)) if n > 1 else math.nan
    se = sd / math.sqrt(n)
    half = t_quantile(n - 1, level) * se if n > 1 else math.nan
    return Estimate(n=n, mean=mean, sd=sd, se=se, half_width=half, lo=mean - half, hi=mean + half)


def difference(base: Sequence[float], other: Sequence[float], level: float = LEVEL) -> Difference:
    """`other` minus `base`, paired by replication (both in the same order of replications)."""
    pairs = [(a, b) for a, b in zip(base, other, strict=True) if not (math.isnan(a) or math.isnan(b))]
    n = len(pairs)
    a = [pair[0] for pair in pairs]
    b = [pair[1] for pair in pairs]
    gap = estimate([y - x for x, y in pairs], level)
    base_mean = _mean(a) if n else math.nan
    relative_lo, relative_hi = _fieller(a, b, level)
    return Difference(
        n=n,
        base_mean=base_mean,
        other_mean=_mean(b) if n else math.nan,
        mean=gap.mean,
        se=gap.se,
        lo=gap.lo,
        hi=gap.hi,
        relative=gap.mean / base_mean if n and base_mean else math.nan,
        relative_lo=relative_lo,
        relative_hi=relative_hi,
        lower_share=sum(y < x for x, y in pairs) / n if n else math.nan,
        higher_share=sum(y > x for x, y in pairs) / n if n else math.nan,
    )


def _fieller(a: Sequence[float], b: Sequence[float], level: float) -> tuple[float, float]:
    """Interval of mean(b) / mean(a) - 1, NaN when mean(a) is not clearly away from 0.

    The ratios r with |mean(b) - r mean(a)| <= t se(b - r a).  Source: Fieller 1954, JRSS B 16:175-185.
    """
    n = len(a)
    if n < 2:
        return math.nan, math.nan
    mean_a, mean_b = _mean(a), _mean(b)
    t2 = t_quantile(n - 1, level) ** 2 / n
    square = mean_a**2 - t2 * _covariance(a, a)
    middle = mean_a * mean_b - t2 * _covariance(a, b)
    constant = mean_b**2 - t2 * _covariance(b, b)
    if square <= 0:
        return math.nan, math.nan
    root = math.sqrt(max(0.0, middle**2 - square * constant))
    return (middle - root) / square - 1, (middle + root) / square - 1


def _mean(values: Sequence[float]) -> float:
    # fsum: the mean does not depend on the order in which processes finished
    return math.fsum(values) / len(values)


def _covariance(a: Sequence[float], b: Sequence[float]) -> float:
    mean_a, mean_b = _mean(a), _mean(b)
    return math.fsum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True)) / (len(a) - 1)
