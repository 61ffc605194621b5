"""Argument checks shared by the formulas."""

import math


def require_rate(name: str, value: float, *, zero_allowed: bool = False) -> None:
    """Raise ValueError unless `value` is finite and positive (or zero, where that means something)."""
    if not math.isfinite(value) or value < 0 or (value == 0 and not zero_allowed):
        least = "zero or positive" if zero_allowed else "positive"
        raise ValueError(f"{name} must be {least} and finite, got {value}")


def require_servers(c: int, *, zero_allowed: bool = False) -> None:
    """Raise ValueError unless `c` is a usable number of servers."""
    if c != int(c) or c < (0 if zero_allowed else 1):
        raise ValueError(f"the number of servers must be a whole number of at least 1, got {c}")


def require_share(name: str, value: float) -> None:
    """Raise ValueError unless `value` is a probability."""
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must lie between 0 and 1, got {value}")
