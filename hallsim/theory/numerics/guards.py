"""Argument checks shared by the formulas, and the load of a queue with rounding taken out."""

import math
import operator
import sys

LEAST, MOST = 1e-100, 1e100
"""Sizes of rates and times within which squares and quotients neither vanish nor overflow."""

SAME = 8 * sys.float_info.epsilon
"""Relative difference that two quotients of the same decimal numbers can show by rounding alone."""


def require_rate(name: str, value: float, *, zero_allowed: bool = False) -> None:
    """Raise ValueError unless `value` is finite and positive (or zero, where that means something)."""
    if not math.isfinite(value) or value < 0 or (value == 0 and not zero_allowed):
        least = "zero or positive" if zero_allowed else "positive"
        raise ValueError(f"{name} must be {least} and finite, got {value}")
    if value and not LEAST <= value <= MOST:
        instead = "use another unit of time" + (", or 0" if zero_allowed and value < LEAST else "")
        raise ValueError(f"{name} must lie between {LEAST:g} and {MOST:g}, got {value}; {instead}")


def require_whole(name: str, value: int, least: int, most: int | None = None, instead: str = "") -> None:
    """Raise ValueError unless `value` is a whole number from `least` to `most`.

    Args:
        instead: what would do where `value` is above `most`.
    """
    try:
        whole = operator.index(value)
    except TypeError:
        raise ValueError(f"{name} must be a whole number, got {value!r}") from None
    if whole < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, got {value}")
    if most is not None and whole > most:
        raise ValueError(f"{name} must be at most {most:,}, got {value:,}: out of reach; {instead}")


def require_servers(c: int, *, zero_allowed: bool = False) -> None:
    """Raise ValueError unless `c` is a usable number of servers."""
    require_whole("the number of servers", c, 0 if zero_allowed else 1)


def require_share(name: str, value: float) -> None:
    """Raise ValueError unless `value` is a probability."""
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must lie between 0 and 1, got {value}")


def utilisation(load: float, capacity: float) -> float:
    """load / capacity, and exactly 1 where the two differ by rounding only.

    0.3 arrivals a minute at three servers of 0.1 a minute are at capacity, whatever 0.3 / 0.1 is in binary.
    """
    ratio = load / capacity
    return 1.0 if abs(ratio - 1.0) <= SAME else ratio
