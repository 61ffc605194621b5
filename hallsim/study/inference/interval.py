"""Ends of an interval around an estimate from n independent replications, corrected for skewness.

Student's t interval misses a skewed mean on one side: the waits of a day are short on most days and very long
on a few, and a sample without one of the few has a low mean *and* a low spread.  The end on the long side is
therefore moved out by the first terms of an exponential transformation of t,

    far(x) = x (1 + y + 2/3 y^2),  y = g x / (3 sqrt n),

with x the t quantile and g the skewness of one replication; the near end stays at x, so that no interval is
ever shorter than the plain one.  To order n^-1/2 the far end is that of Johnson 1978 (JASA 73:536-544) and
Hall 1992 (JRSS B 54:221-228); their shift of the near end is left out.

With five or ten replications the sample's own skewness says little (it cannot exceed (n - 2) / sqrt(n - 1)).
A quantity with a natural zero tells it by its coefficient of variation cv instead: for means and quantiles of
waits skewness / cv is 3 to 7, less for short replications, whatever the load (`experiments/coverage`), which
6 / (1 + cv) follows.  The sample's skewness takes over as n grows, where it is the larger.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

SKEWNESS_PER_CV = 6.0
SHARE_SKEWNESS_PER_CV = 4.0
MAX_STRAIN = 1.5
"""y beyond which no end is moved further out: the correction is not tested there."""
STRAIN_WARNED = 0.42
"""y from which the far end is 1.54 times as far as Student's or more, and an estimate carries a warning."""
STRAIN_WARNED_FEW = 0.2
FEW = 10
"""Below so many replications the smaller bound holds: they tell their own spread too badly."""

UNEVEN_WARNED = 0.15
"""Coefficient of variation of the mean number of people from which a ratio carries a warning: where a few
replications hold most of the people, n of them tell as little as far fewer would.  Cochran 1977 (Sampling
Techniques, section 6.4) asks for a tenth; above 0.15 coverage falls below 94 % (`experiments/coverage`).
"""

Limits = tuple[float, float]
"""The least and the greatest value a quantity can have."""
NO_LIMITS: Limits = (-math.inf, math.inf)
AT_LEAST: Limits = (0.0, math.inf)
SHARE: Limits = (0.0, 1.0)


def limits_of(unit: str) -> Limits:
    """The limits of a metric by its unit; for a metric that can be negative use `NO_LIMITS`."""
    return {"share": SHARE, "score": (0.0, 100.0)}.get(unit, AT_LEAST)


@lru_cache(maxsize=1024)
def t_quantile(df: int, level: float) -> float:
    """Two-sided quantile of Student's t with `df` degrees of freedom."""
    from scipy.special import stdtrit

    return float(stdtrit(df, 0.5 + level / 2))


def sd(values: Sequence[float]) -> float:
    """Standard deviation (n - 1); nan below two numbers."""
    n = len(values)
    if n < 2:
        return math.nan
    mean = math.fsum(values) / n
    return math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (n - 1))


def cv_skewness(cv: float, limits: Limits, power: float) -> float:
    """Skewness of one replication of a quantity with a zero, by its coefficient of variation.

    Less for shares, which are bounded; more for powers of what is measured (2: variances).
    """
    per_cv = SHARE_SKEWNESS_PER_CV if math.isfinite(limits[1]) else SKEWNESS_PER_CV
    return power * per_cv * cv / (1 + cv)


def limits_skewness(value: float, spread: float, limits: Limits, power: float = 1.0) -> float:
    """Skewness by the distance of `value` from its limits, in standard deviations of a replication.

    Positive near the lower limit, negative near the upper one, 0 between two equally distant ones.
    """
    low, high = limits
    below = cv_skewness(spread / (value - low), limits, power) if low < value else 0.0
    above = cv_skewness(spread / (high - value), limits, power) if value < high else 0.0
    return below - above


def gap_skewness(
    gap: float, spread: float, n: int, middle: float, middle_spread: float, limits: Limits, power: float = 1.0
) -> float:
    """Skewness of one replication of a difference between two designs, away from 0.

    Where one design is better on every day it is the more so on bad days: the difference is a skewed quantity
    with the zero of no difference, but not by more than twice what the mean of the two designs, `middle`,
    tells by its own distance from the limits.  A difference that is not significant (|t| below 2) tells no
    side: the correction fades with t squared.
    """
    low, high = limits
    rooms = [room for room in (middle - low, high - middle) if 0 < room < math.inf]
    if not (rooms and spread > 0 and gap != 0):
        return 0.0
    cv = min(spread / abs(gap), 2 * middle_spread / min(rooms))
    t = abs(gap) / spread * math.sqrt(n)
    return math.copysign(cv_skewness(cv, limits, power) * min(1.0, t / 2) ** 2, gap)


def sample_skewness(values: Sequence[float]) -> float:
    """The sample's own skewness (G1), shrunk by what little n numbers tell: 0 up to five of them."""
    n = len(values)
    spread = sd(values)
    if n <= 5 or not spread > 0:
        return 0.0
    mean = math.fsum(values) / n
    third = math.fsum(((v - mean) / spread) ** 3 for v in values)
    return (1 - 5 / n) * third * n / ((n - 1) * (n - 2))


def larger(one: float, other: float) -> float:
    """The skewness of larger size."""
    return one if abs(one) >= abs(other) else other


def strain(skewness: float, n: int, x: float) -> float:
    """y of the correction: how much it has to do, 0 where there is no skewness."""
    return abs(skewness) * x / (3 * math.sqrt(n)) if n else 0.0


def ends(value: float, se: float, skewness: float, n: int, x: float) -> tuple[float, float]:
    """Lower and upper end at the t quantile `x`; the far one is on the side of the skewness."""
    y = min(strain(skewness, n, x), MAX_STRAIN)
    near, far = x * se, x * se * (1 + y + 2 / 3 * y * y)
    return (value - near, value + far) if skewness >= 0 else (value - far, value + near)


def clip(interval: tuple[float, float], limits: Limits) -> tuple[float, float]:
    """The part of the interval that the limits allow; nan stays nan."""
    (lo, hi), (low, high) = interval, limits
    return (low if lo < low else lo), (high if hi > high else hi)


def upper_spread(spread: float, n: int) -> float:
    """Standard deviation that the `n` numbers with this `spread` do not exclude at 95 % (chi squared)."""
    return spread * _spread_factor(n)


@lru_cache(maxsize=1024)
def _spread_factor(n: int) -> float:
    from scipy.special import chdtri

    return math.sqrt((n - 1) / float(chdtri(n - 1, 0.95)))


def doubtful(value: float, spread: float, limits: Limits, power: float, n: int, level: float) -> bool:
    """Whether the correction would be too large to trust if the spread were what `upper_spread` allows.

    A sample that happens to lack the bad days has a low spread, and a rule by that spread alone would be
    silent just when the interval is wrong.
    """
    if n < 2 or not spread > 0:
        return False
    skewness = limits_skewness(value, upper_spread(spread, n), limits, power)
    bound = STRAIN_WARNED_FEW if n < FEW else STRAIN_WARNED
    return strain(skewness, n, t_quantile(n - 1, level)) > bound


def unevenness(people: Sequence[float]) -> float:
    """Coefficient of variation of the mean of the replications' people; 0 where they are not told."""
    total = math.fsum(people)
    if len(people) < 2 or not total > 0:
        return 0.0
    return sd(people) * math.sqrt(len(people)) / total


def needed(
    value: float, spread: float, limits: Limits, power: float, n: int, level: float, uneven: float = 0.0
) -> int:
    """Replications from which on there would be no doubt, at the same spread and unevenness."""
    n = max(n, math.ceil(n * (uneven / UNEVEN_WARNED) ** 2))
    while doubtful(value, spread, limits, power, n, level):
        n += 1 + n // 20
    return n


def none_seen_bound(n: float, level: float) -> float:
    """Upper end of a share whose event none of `n` people met: 1 - (1 - level)^(1/n), about 3 / n at 95 %.

    Source: Hanley and Lippman-Hand 1983, JAMA 249:1743-1745. People are taken as independent.
    """
    return -math.expm1(math.log1p(-level) / n)
