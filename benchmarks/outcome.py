"""What every contender returns, the two systems they all simulate, and the error of a mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np
from numpy.typing import NDArray


class NotHereError(Exception):
    """Why a contender cannot be had on this machine, in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One run of one contender.

    n_customers: those who left, the length of `total_min`.
    waits_min: per station, the waits of its tickets in minutes, float64, in order of start of service.
        Stations are "windows", and in the hall also "desks" (one wait per branch) and "output".
    total_min: per customer, from arrival to leaving, float64.
    seconds: wall clock of building and running the model, without imports and without making these arrays.
    engine_seconds: of these, what hallsim's engine took from its input to complete records.
    """

    n_customers: int
    waits_min: dict[str, NDArray[np.float64]]
    total_min: NDArray[np.float64]
    seconds: float
    engine_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue20:
    """(a) M/M/20 at load 0.9."""

    n_windows: int = 20
    service_mean_min: float = 8.0
    arrivals_per_min: float = 0.9 * 20 / 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """(b) Ten departments, a fork to three desks, a join and an output window."""

    shares: tuple[float, ...] = (0.31, 0.18, 0.15, 0.08, 0.07, 0.06, 0.05, 0.04, 0.03, 0.03)
    n_windows: tuple[int, ...] = (6, 3, 3, 2, 1, 1, 1, 1, 1, 1)
    arrivals_per_min: float = 1.5
    window_mean_min: float = 8.0
    window_cv: float = 1.0
    n_desks: int = 3
    n_desk_servers: int = 8
    desk_shape: float = 2.0
    desk_mean_min: float = 4.2
    n_output: int = 3
    output_mean_min: float = 1.0

    @property
    def window_log_sd(self) -> float:
        """Standard deviation of the logarithm of a window's service time."""
        return math.sqrt(math.log1p(self.window_cv**2))

    @property
    def window_log_mean(self) -> float:
        """Mean of the logarithm of a window's service time in minutes."""
        return math.log(self.window_mean_min) - self.window_log_sd**2 / 2


QUEUE20: Final = Queue20()
HALL: Final = Hall()

# Long-run means of the hall, minutes, from independent programs.
HALL_KNOWN_MIN: Final = {"windows": 6.960, "desks": 0.768, "output": 0.1226, "total": 23.76}


def mean_and_error(values: NDArray[np.float64], n_batches: int = 30) -> tuple[float, float]:
    """Mean of a series and its standard error by `n_batches` batch means.

    The error leaves out the last values that fill no batch.

    Raises:
        ValueError: there are fewer values than batches.
    """
    size = len(values) // n_batches
    if size == 0:
        raise ValueError(f"{len(values)} values do not fill {n_batches} batches")
    batches = values[: size * n_batches].reshape(n_batches, size).mean(axis=1)
    return float(values.mean()), float(batches.std(ddof=1) / math.sqrt(n_batches))


def spread(ratios: Sequence[float]) -> str:
    """The median of some ratios, with the smallest and the largest."""
    return f"{readable(median(ratios))} ({readable(min(ratios))} to {readable(max(ratios))})"


def readable(ratio: float) -> str:
    """A ratio with two decimals, or as many as a small one needs to show two digits."""
    decimals = 2 if ratio >= 0.1 or ratio <= 0 else 1 - math.floor(math.log10(ratio))
    return f"{ratio:,.{decimals if ratio < 100 else 0}f}"
