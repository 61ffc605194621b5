"""The mathematics of each law: distribution function, partial moments, inverse.  Pure functions of arrays.

`partial_moment(law, params, order, x)` is E[X^order; X <= x], so order 0 is the distribution function; with
the orders 1 and 2 the mean and variance of every truncated law are exact.  Formulas: Johnson, Kotz &
Balakrishnan, Continuous Univariate Distributions, 2nd ed. 1994; the tests check each by integration.
Parameters: constant (value), exponential (mean), uniform (low, high), triangular (low, mode, high),
normal (mean, sd), lognormal (mu, sigma of the logarithm), gamma and weibull (shape, scale),
hyperexponential (p, mean1, mean2), empirical and sequence (values).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Params = Sequence[float]

_MAX_NEWTON_STEPS = 100


def partial_moment(law: str, params: Params, order: int, x: Real) -> Real:
    """E[X^order; X <= x] for order 0, 1, 2; x may be infinite."""
    if law in ("constant", "empirical", "sequence"):
        return _points(params, order, x)
    if law == "uniform":
        return _uniform(params[0], params[1], order, x)
    if law == "triangular":
        return _triangular(params[0], params[1], params[2], order, x)
    if law == "normal":
        return _normal(params[0], params[1], order, x)
    if law == "lognormal":
        return _lognormal(params[0], params[1], order, x)
    if law == "exponential":
        return _gamma(1.0, params[0], order, x)
    if law == "gamma":
        return _gamma(params[0], params[1], order, x)
    if law == "weibull":
        return _weibull(params[0], params[1], order, x)
    if law == "hyperexponential":
        p, mean1, mean2 = params
        return p * _gamma(1.0, mean1, order, x) + (1 - p) * _gamma(1.0, mean2, order, x)
    raise ValueError(f"no such law: {law}")


def inverse(law: str, params: Params, u: Real) -> Real:
    """The smallest x with P(X <= x) >= u, for u in [0, 1]."""
    if law in ("constant", "empirical", "sequence"):
        values = np.sort(np.asarray(params, dtype=np.float64))
        # The small step back keeps u = i/n at the i-th value in spite of rounding.
        index = np.ceil(u * len(values) - 1e-9).astype(np.int64) - 1
        return values[np.clip(index, 0, len(values) - 1)]
    if law == "uniform":
        return params[0] + u * (params[1] - params[0])
    if law == "triangular":
        return _triangular_inverse(params[0], params[1], params[2], u)
    if law == "exponential":
        return np.asarray(-params[0] * _log_survival(u))
    if law == "weibull":
        return np.asarray(params[1] * (-_log_survival(u)) ** (1 / params[0]))
    if law == "hyperexponential":
        return _hyperexponential_inverse(params[0], params[1], params[2], u)
    from scipy import special

    if law == "gamma":
        return np.asarray(params[1] * special.gammaincinv(params[0], u))
    normal = params[0] + params[1] * special.ndtri(u)
    if law == "lognormal":
        return np.asarray(np.exp(normal))
    if law == "normal":
        return np.asarray(normal)
    raise ValueError(f"no such law: {law}")


def linear_moment(levels: Params, values: Params, order: int, x: Real) -> Real:
    """Partial moment of the law whose quantiles run straight between (level, value) pairs."""
    total = np.zeros_like(x)
    for share, low, high in _segments(levels, values):
        if high > low:
            total += share * _uniform(low, high, order, x)
        else:
            total += np.where(x >= low, share * low**order, 0.0)
    return total


def _segments(levels: Params, values: Params) -> list[tuple[float, float, float]]:
    return [
        (levels[i + 1] - levels[i], values[i], values[i + 1])
        for i in range(len(values) - 1)
        if levels[i + 1] > levels[i]
    ]


def _log_survival(u: Real) -> Real:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log1p(-u))


def _points(values: Params, order: int, x: Real) -> Real:
    points = np.sort(np.asarray(values, dtype=np.float64))
    sums = np.concatenate([[0.0], np.cumsum(points**order)]) / len(points)
    return np.asarray(sums[np.searchsorted(points, x, side="right")])


def _uniform(low: float, high: float, order: int, x: Real) -> Real:
    inside = np.clip(x, low, high)
    n = order + 1
    return np.asarray((inside**n - low**n) / (n * (high - low)))


def _triangular(low: float, mode: float, high: float, order: int, x: Real) -> Real:
    """The rising edge has density 2(x - low)/((high - low)(mode - low)), the falling one likewise."""
    rise, fall = np.clip(x, low, mode), np.clip(x, mode, high)
    n, m = order + 1, order + 2
    total = np.zeros_like(rise)
    if mode > low:
        area = (rise**m - low**m) / m - low * (rise**n - low**n) / n
        total += 2 * area / ((high - low) * (mode - low))
    if high > mode:
        area = high * (fall**n - mode**n) / n - (fall**m - mode**m) / m
        total += 2 * area / ((high - low) * (high - mode))
    return np.asarray(total)


def _triangular_inverse(low: float, mode: float, high: float, u: Real) -> Real:
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.asarray(np.where(u * (high - low) <= mode - low, rising, falling))


def _normal(mean: float, sd: float, order: int, x: Real) -> Real:
    from scipy import special

    z = (x - mean) / sd
    below = special.ndtr(z)
    density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    if order == 0:
        return np.asarray(below)
    if order == 1:
        return np.asarray(mean * below - sd * density)
    # At infinity the product is 0, not inf * 0.
    edge = np.where(np.isfinite(z), (2 * mean + sd * np.nan_to_num(z, posinf=0, neginf=0)) * density, 0.0)
    return np.asarray((mean**2 + sd**2) * below - sd * edge)


def _lognormal(mu: float, sigma: float, order: int, x: Real) -> Real:
    with np.errstate(divide="ignore"):
        z = (np.log(np.maximum(x, 0.0)) - mu - order * sigma**2) / sigma
    return np.asarray(math.exp(order * mu + order**2 * sigma**2 / 2) * _normal_below(z))


def _normal_below(z: Real) -> Real:
    """The standard normal distribution function; without SciPy, which is slow to import, at its ends."""
    if np.isinf(z).all():
        return np.where(z > 0, 1.0, 0.0)
    from scipy import special

    return np.asarray(special.ndtr(z))


def _gamma(shape: float, scale: float, order: int, x: Real) -> Real:
    rising = math.prod(shape + i for i in range(order))  # gamma(shape + order) / gamma(shape)
    return np.asarray(scale**order * rising * _gamma_below(shape + order, np.maximum(x, 0.0) / scale))


def _gamma_below(shape: float, x: Real) -> Real:
    """The distribution function of the gamma law of scale 1, x >= 0; without SciPy at its ends."""
    if ((x == 0) | np.isinf(x)).all():
        return np.where(x > 0, 1.0, 0.0)
    from scipy import special

    return np.asarray(special.gammainc(shape, x))


def _weibull(shape: float, scale: float, order: int, x: Real) -> Real:
    power = (np.maximum(x, 0.0) / scale) ** shape
    return np.asarray(scale**order * math.gamma(1 + order / shape) * _gamma_below(1 + order / shape, power))


def _hyperexponential_inverse(p: float, mean1: float, mean2: float, u: Real) -> Real:
    """Newton's method on the logarithm of the survival function, which is convex and decreasing.

    From any point left of the root it climbs monotonically; one branch alone gives such a point.
    """
    target = _log_survival(u)
    finite = np.isfinite(target)
    goal = np.where(finite, target, 0.0)
    starts = [-min(mean1, mean2) * goal]
    starts += [m * (math.log(q) - goal) for q, m in ((p, mean1), (1 - p, mean2)) if q > 0]
    x = np.maximum.reduce(starts)
    for _ in range(_MAX_NEWTON_STEPS):
        tail1, tail2 = p * np.exp(-x / mean1), (1 - p) * np.exp(-x / mean2)
        survival = tail1 + tail2
        step = (np.log(survival) - goal) * survival / (tail1 / mean1 + tail2 / mean2)
        x = x + step
        if not len(x) or float(np.max(np.abs(step) - 1e-11 * x)) <= 1e-12 * min(mean1, mean2):
            break
    return np.asarray(np.where(finite, x, np.inf))
