"""The fewest servers that reach a target, by search on an exact formula."""

import math
from collections.abc import Callable

from hallsim.theory.erlang import mmc
from hallsim.theory.impatience import erlang_a
from hallsim.theory.numerics.guards import require_rate, require_share


def fewest_servers_for_mean_wait(lam: float, mean: float, target: float) -> int:
    """Smallest c (at least 1) whose M/M/c mean wait is at most `target` (positive)."""
    require_rate("target", target)
    return _fewest(_first_stable(lam, mean), lambda c: mmc(lam, 1.0 / mean, c).mean_wait <= target)


def fewest_servers_for_service_level(lam: float, mean: float, threshold: float, share: float) -> int:
    """Smallest c (at least 1) with P(wait <= `threshold`) >= `share` in M/M/c; share below 1."""
    require_share("share", share)
    require_rate("threshold", threshold, zero_allowed=True)
    if share == 1:
        raise ValueError("no number of servers makes everyone start within the threshold")
    first = _first_stable(lam, mean)
    if share == 0:  # whoever waits for ever keeps that
        return 1
    return _fewest(first, lambda c: mmc(lam, 1.0 / mean, c).wait_tail(threshold) <= 1.0 - share)


def fewest_servers_for_abandonment(lam: float, mean: float, patience: float, target: float) -> int:
    """Smallest c whose M/M/c+M share of leavers is at most `target` (positive)."""
    require_share("target", target)
    require_rate("target", target)
    require_rate("lam", lam, zero_allowed=True)
    require_rate("mean", mean)
    require_rate("patience", patience)
    return _fewest(1, lambda c: erlang_a(lam, 1.0 / mean, 1.0 / patience, c).p_abandon <= target)


def _first_stable(lam: float, mean: float) -> int:
    require_rate("lam", lam, zero_allowed=True)
    require_rate("mean", mean)
    return math.floor(lam * mean) + 1


def _fewest(first: int, enough: Callable[[int], bool]) -> int:
    """Smallest c >= first with enough(c), which must hold from some c on: doubling, then halving."""
    if enough(first):
        return first
    step = 1
    while not enough(first + step):
        step *= 2
    low, high = first + step // 2, first + step
    while high - low > 1:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle
    return high
