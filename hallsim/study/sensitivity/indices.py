"""Morris' screening (his ways by SALib) and Sobol's indices of any function of the unit cube.

Sources: Morris 1991, Technometrics 33:161-174; Campolongo, Cariboni, Saltelli 2007, Environmental Modelling
& Software 22:1509-1518 (mean of absolute effects); Saltelli et al. 2010, Computer Physics Communications
181:259-270 (first order and total).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from hallsim.errors import InputError, problem
from hallsim.study.inference.interval import ends, sample_skewness, sd, t_quantile
from hallsim.study.inference.statistics import LEVEL
from hallsim.text.message import Message

Real = NDArray[np.float64]
Method = Literal["morris", "sobol"]

LEVELS: Final = 4
"""Steps of a range on which Morris' ways walk."""
EXTRA: Final = "pip install 'hallsim[sensitivity]'"


@dataclass(frozen=True, slots=True)
class Effects:
    """Morris' effects of a factor over the whole of its range, in the unit of the answer.

    `mu_star` is the mean of the absolute effects with the half width of its interval, `mu` the mean of the
    effects, `sigma` their standard deviation: large beside `mu_star` where the effect is not straight or
    depends on other factors.
    """

    mu_star: float
    half_width: float
    mu: float
    sigma: float


@dataclass(frozen=True, slots=True)
class Shares:
    """Sobol's indices of a factor: shares of the variance of the answer over the ranges.

    `first` alone, `total` with all that it does together with others; each with the half width of its
    interval.
    """

    first: float
    first_half_width: float
    total: float
    total_half_width: float


def n_points(method: Method, k: int, n: int) -> int:
    """How many points a method asks for: n ways (Morris), or n base points (Sobol, a power of two)."""
    return n * (k + 1) if method == "morris" else _power_of_two(n) * (k + 2)


def points(method: Method, k: int, n: int, seed: int) -> Real:
    """(`n_points`, k) points of the unit cube.

    Raises:
        InputError: SALib is not installed.
    """
    if method == "morris":
        _salib()
        from SALib.sample import morris

        return np.asarray(morris.sample(_cube(k), n, num_levels=LEVELS, seed=seed), dtype=np.float64)
    return _pairs(k, _power_of_two(n), seed)


def _pairs(k: int, n: int, seed: int) -> Real:
    """Of each of n pairs of base points: the one, the one with each factor of the other, the other.

    Both come from a scrambled Sobol sequence of their own, in an order of their own.  Of one sequence with
    twice as many factors, as is usual, a factor's two values of a pair belong together in a way that its
    total shows and no interval does: of 128 pairs one of 95 % held the g function's in 86 %.
    """
    from scipy.stats import qmc

    random = np.random.default_rng(seed)
    one = qmc.Sobol(k, seed=random).random(n)
    other = random.permutation(qmc.Sobol(k, seed=random).random(n))
    points = np.repeat(one[:, None, :], k + 2, axis=1)
    points[:, -1] = other
    for i in range(k):
        points[:, 1 + i, i] = other[:, i]
    return np.asarray(points.reshape(-1, k), dtype=np.float64)


def effects(plan: Real, answers: Sequence[float], level: float = LEVEL) -> list[Effects]:
    """Morris' effects of every factor from the answers at the points of `points("morris", …)`.

    The interval is Student's, corrected for skewness, the ways being independent: resampling them, as is
    usual, takes ten of them for a whole world (`experiments.how_sure indices`).  All NaN when an answer is
    missing: a way with a hole has no effect to tell.
    """
    k, y = plan.shape[1], np.asarray(answers, dtype=np.float64)
    if not np.isfinite(y).all():
        return [Effects(*(math.nan,) * 4)] * k
    steps, rises = np.diff(plan.reshape(-1, k + 1, k), axis=1), np.diff(y.reshape(-1, k + 1), axis=1)
    # of each step of a way one factor has moved
    slopes = np.einsum("ws,wsk->wk", rises, np.where(steps != 0, 1 / np.where(steps != 0, steps, 1.0), 0.0))
    return [_effect([float(slope) for slope in of_factor], level) for of_factor in slopes.T]


def _effect(slopes: Sequence[float], level: float) -> Effects:
    """Of a factor, from its effects on each way."""
    n = len(slopes)
    sizes = [abs(slope) for slope in slopes]
    half = _half_width(sizes, level) if n > 1 else math.nan
    return Effects(math.fsum(sizes) / n, half, math.fsum(slopes) / n, sd(slopes))


def shares(k: int, answers: Sequence[float], level: float = LEVEL) -> list[Shares]:
    """Sobol's indices of every factor from the answers at the points of `points("sobol", …)`.

    Estimators of Saltelli et al. 2010, table 2 (b) and (f), of centred answers.  The interval is Student's,
    corrected for skewness, from how far an index moves when a pair of base points is left out (jackknife),
    as if pairs were independent; they are evener than that, so that it mostly holds more often than it says.
    All NaN when an answer is missing, or all answers are the same: there is no variance to share.
    """
    y = np.asarray(answers, dtype=np.float64)
    if not np.isfinite(y).all() or float(np.ptp(y)) <= 1e-12 * max(1.0, float(np.max(np.abs(y)))):
        return [Shares(*(math.nan,) * 4)] * k
    rows = y.reshape(-1, k + 2)  # of a base point: there, with each factor of another point, at that point
    rows = rows - (rows[:, 0].mean() + rows[:, -1].mean()) / 2
    one, other, moves = rows[:, 0], rows[:, -1], rows[:, 1:-1] - rows[:, :1]
    variance = _Variance(one, other)
    numbers = [
        variance.share(terms.T, level) for terms in (other[:, None] * moves, moves**2 / 2)
    ]  # (factors, (share, half width)), alone and with the others
    return [Shares(*alone, *together) for alone, together in zip(*numbers, strict=True)]


def _half_width(values: Sequence[float], level: float) -> float:
    """Of the mean of independent numbers: the longer side of an interval corrected for skewness."""
    n, skewness = len(values), abs(sample_skewness(values))
    return ends(0.0, sd(values) / math.sqrt(n), skewness, n, t_quantile(n - 1, level))[1]


class _Variance:
    """The variance of answers at pairs of base points, of all of them and without each."""

    def __init__(self, one: Real, other: Real) -> None:
        self.n = len(one)
        squares, sums = one**2 + other**2, one + other
        self.whole = _variance(squares.sum(), sums.sum(), self.n)
        self.without = _variance(squares.sum() - squares, sums.sum() - sums, self.n - 1)

    def share(self, terms: Real, level: float) -> list[tuple[float, float]]:
        """Of every factor the mean of its terms, (factors, base points), beside it, with its half width."""
        n, told = self.n, []
        for of_factor in terms:
            value = of_factor.mean() / self.whole
            if n < 2:
                told.append((float(value), math.nan))
                continue
            rest = (of_factor.sum() - of_factor) / (n - 1) / self.without
            pseudo = [float(one) for one in n * value - (n - 1) * rest]
            told.append((float(value), _half_width(pseudo, level)))
        return told


def _variance(squares: Any, sums: Any, n: int) -> Any:
    """Of n pairs; never 0, as somebody's answer differs."""
    return np.maximum(squares / (2 * n) - (sums / (2 * n)) ** 2, np.finfo(float).tiny)


def _cube(k: int) -> dict[str, Any]:
    return {"num_vars": k, "names": [f"x{i}" for i in range(k)], "bounds": [[0.0, 1.0]] * k}


def _power_of_two(n: int) -> int:
    """Sobol's sequence is even only over powers of two: the next one."""
    return 1 << max(0, n - 1).bit_length()


def _salib() -> None:
    try:
        import SALib  # noqa: F401
    except ImportError:
        raise InputError(
            problem(
                None,
                "sensitivity.extra",
                Message("Morris needs SALib, which is not installed"),
                Message("install it: {command}; --method sobol or one-at-a-time work without", command=EXTRA),
            )
        ) from None
