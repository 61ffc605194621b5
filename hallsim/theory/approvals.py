"""Approvals with unlimited staff: parallel waits for the slowest, series adds up to the first refusal."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hallsim.theory.numerics.guards import LEAST, MOST, require_rate, require_share

Cdf = Callable[[float], float]


def expected_max(cdfs: Sequence[Cdf], scale: float) -> float:
    """Mean of the largest of independent non-negative times: the integral of 1 - prod F_i.

    Args:
        cdfs: distribution functions.
        scale: a time of any size (say the sum of means), from which a panel is sought within which little
            happens; quadrature goes on in panels of doubled width until the survival is below 1e-14.
    Raises:
        ValueError: the tail is so heavy (or a function so far from 1) that what lies beyond matters.
    """
    from scipy.integrate import quad

    require_rate("scale", scale)

    def survival(t: float) -> float:
        return 1.0 - math.prod(cdf(t) for cdf in cdfs)

    width = scale
    while width > LEAST and survival(width) < 0.9 * survival(0.0):
        width /= 2.0
    left = total = 0.0
    while left == 0.0 or survival(left) > 1e-14:
        if left > MOST:
            raise ValueError("a time has no end: one of the functions does not go to 1")
        total += quad(survival, left, left + width, epsabs=0.0, epsrel=1e-11, limit=400, full_output=1)[0]
        left += width
        width *= 2.0
    if left * survival(left) > 1e-7 * total:
        raise ValueError(
            "the tail is too heavy for distribution functions in floats; simulate, or bound the times"
        )
    return total


def lognormal_cdf(mean: float, scv: float) -> Cdf:
    """Distribution function of the lognormal of given mean and squared coefficient of variation."""
    require_rate("mean", mean)
    require_rate("scv", scv)
    variance = math.log1p(scv)
    location = math.log(mean) - variance / 2.0
    width = math.sqrt(2.0 * variance)
    return lambda t: 0.5 * math.erfc((location - math.log(t)) / width) if t > 0 else 0.0


def uniform_cdf(low: float, high: float) -> Cdf:
    """Distribution function of the uniform on [low, high]."""
    if not 0 <= low < high < math.inf:
        raise ValueError(f"low {low} must not be negative and be below high {high}, which is finite")
    return lambda t: min(max((t - low) / (high - low), 0.0), 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesApproval:
    """Means of a chain of steps which stops at the first refusal."""

    p_approved: float
    time_approved: float
    time_all: float
    work: float


def series_approval(means: Sequence[float], p_rejects: Sequence[float]) -> SeriesApproval:
    """Steps one after another; step i refuses with probability `p_rejects[i]` and ends the case.

    `time_approved` assumes, as the refusals do, independence of times and outcomes.  The work equals the
    time.
    """
    alive, time = 1.0, 0.0
    for mean, p_reject in zip(means, p_rejects, strict=True):
        require_rate("mean of a step", mean, zero_allowed=True)
        require_share("probability of refusal", p_reject)
        time += alive * mean
        alive *= 1.0 - p_reject
    return SeriesApproval(p_approved=alive, time_approved=sum(means), time_all=time, work=time)
