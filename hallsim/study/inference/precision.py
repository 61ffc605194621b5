"""When a point has run enough: replications until intervals are as narrow as asked for.

The sequential procedure of Law (2015, Simulation Modeling and Analysis, 5th ed., section 9.4.1; of fixed
width: Chow and Robbins 1965, Annals of Mathematical Statistics 36:457-462; for simulations Glynn and Whitt
1992, Annals of Applied Probability 2:180-198): after a least number of replications the half width of the
interval is compared with the one asked for, and replications are added until it holds.  A rule that looks
after each replication stops just when the spread happens to look small: its intervals cover too little.
Three things are therefore otherwise here:

* The next look comes when the spread seen so far says that the interval will be narrow enough, at least a
  tenth later and at most at twice as many, so that there are few looks.
* Stopping needs the half width that holds at the upper end of what the spread may be (chi squared, 75 %), at
  two looks one after the other.
* What repeated looks cost is paid from the level: the interval told as one of 95 % is one of 96 %
  (`simultaneous.RESERVE`).

How often such intervals cover is measured in `experiments/stopping`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from hallsim.study.inference.simultaneous import RESERVE
from hallsim.study.inference.statistics import Estimate

CAUTION: Final = 0.75
"""Confidence with which the spread is not larger than the one that stopping goes by."""
_LEAST_STEP: Final = 0.1
_MOST_STEP: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """The half width to reach for a metric: in its unit, or (`relative`) as a part of its value."""

    metric: str
    half_width: float
    relative: bool = False

    def allowed(self, value: float) -> float:
        """The half width that the interval around an estimate may have.

        Of a part g of the true value, g / (1 + g) of the estimate: else the error allowed for would grow with
        an estimate that is too large (Law, section 9.4.1).
        """
        if not self.relative:
            return self.half_width
        return self.half_width / (1 + self.half_width) * abs(value)


def level_of(confidence: float) -> float:
    """The level at which an interval is worked out that is told at `confidence` after several looks."""
    return 1 - (1 - RESERVE) * (1 - confidence)


def half_width(found: Estimate) -> float:
    """The longer side of an interval; nan where there is none."""
    return max(found.hi - found.value, found.value - found.lo)


def shortfall(found: Estimate, goal: Goal) -> float:
    """By what factor the interval is too wide to stop; at most 1 where it is narrow enough.

    Infinite where there is no interval.  What never varies is narrow enough.
    """
    width, allowed = half_width(found), goal.allowed(found.value)
    if math.isnan(width):
        return math.inf
    if width <= 0:
        return 0.0
    return width * _caution(found.n_all) / allowed if allowed > 0 else math.inf


def next_look(
    n: int, shortfalls: Iterable[float], minimum: int, budget: int, *, held_before: bool = False
) -> int:
    """How many replications a point shall have at its next look; `n` itself when it stops.

    Args:
        n: replications so far.
        shortfalls: of every goal.
        minimum, budget: before the first look, and in all.
        held_before: the intervals were narrow enough at the look before, too.
    """
    if n < minimum:
        return min(minimum, budget)
    worst = max(shortfalls, default=0.0)
    if n >= budget or (worst <= 1 and held_before):
        return n
    wanted = n * worst * worst if math.isfinite(worst) else math.inf
    least, most = n + max(1, math.ceil(n * _LEAST_STEP)), math.ceil(n * _MOST_STEP)
    return min(budget, max(least, math.ceil(min(wanted, most))))


@lru_cache(maxsize=4096)
def _caution(n: int) -> float:
    """How much larger the spread of `n` numbers may be than the one seen."""
    from scipy.special import chdtri

    return math.sqrt((n - 1) / float(chdtri(n - 1, CAUTION))) if n > 1 else math.inf
