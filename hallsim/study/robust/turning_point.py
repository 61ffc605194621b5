"""Which assumption turns an answer, and at what value: a regression of the differences over the worlds.

Differences are regressed on the factors, each measured from its stated value in units of its range, so that
coefficients compare and the constant is the fitted difference as stated. Factors enter all together, where
the worlds are enough for them, or one at a time, the one that explains most first (forward selection):
whichever explains more, corrected for its terms. Waiting rises ever faster with the load: where that
explains more, a difference y is replaced by asinh(y / median |y|), which keeps its sign and its zero and
takes the weight off the largest. A factor counts when its t exceeds Bonferroni's limit; the square of the
strongest enters if it is clear. The zero has the delta method's standard error.

Sources: Saltelli et al., Global Sensitivity Analysis (2008), 1.2.5; Kleijnen, Design and Analysis of
Simulation Experiments (2015), ch. 2, 4, 5; Burbidge, Magee, Robb 1988, JASA 83:123-127 (asinh).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hallsim.study.robust.factors import Factor, Turning

Real = NDArray[np.float64]

ENOUGH_R2: Final = 0.6
"""Below this corrected share of the variation explained, nothing is said."""
_ALPHA: Final = 0.05
_FEWEST_FREE: Final = 3  # degrees of freedom that a fit must leave
_WIDEST: Final = 0.25  # standard error of the zero, in ranges, beyond which it is not told


@dataclass(frozen=True, slots=True)
class _Fit:
    """Least squares: coefficients with their covariance; `t` of each; corrected R2."""

    beta: Real
    covariance: Real
    t: Real
    r2: float
    free: int


@dataclass(frozen=True, slots=True)
class _Best:
    """A fit whose first term is the strongest `factor`, whose last is its square when `curved`.

    `size` is the difference in units of which differences were compressed, 0 when they were not; `alone` are
    the differences (compressed, if so) with all other factors as stated.
    """

    factor: str
    fit: _Fit
    curved: bool
    size: float
    alone: Real


def turning_point(
    factors: Sequence[Factor], worlds: Sequence[Mapping[str, float]], gaps: Sequence[float]
) -> Turning | None:
    """The strongest factor; None where too few worlds, no clear factor, or too little explained.

    Args:
        factors: k assumptions.
        worlds: n mappings of factor name to value.
        gaps: n finite differences.
    """
    y = np.asarray(gaps, dtype=np.float64)
    if len(y) < _FEWEST_FREE + 2 or float(np.ptp(y)) <= 1e-12 * max(1.0, float(np.max(np.abs(y)))):
        return None
    columns = {
        factor.name: np.array([(w[factor.name] - factor.stated) / (factor.hi - factor.lo) for w in worlds])
        for factor in factors
    }
    columns = {name: column for name, column in columns.items() if float(np.ptp(column)) > 0}
    typical = float(np.median(np.abs(y)))
    sizes = (0.0, typical) if typical > 0 else (0.0,)
    tried = [_best(columns, y, size, few) for size in sizes for few in (True, False)]
    found = [best for best in tried if best is not None and best.fit.r2 >= ENOUGH_R2]
    if not found:
        return None
    best = max(found, key=lambda one: one.fit.r2)
    told = _told(next(f for f in factors if f.name == best.factor), best)
    if told.at is None or _is_seen(told, [world[best.factor] for world in worlds], best.alone):
        return told
    return replace(told, at=None, se=math.nan)


def _is_seen(told: Turning, values: Sequence[float], gaps: Real) -> bool:
    """Whether most worlds on either side of the zero lie on the side of zero that the fit says.

    A parabola through what is flat and then rises has a zero where there is none, and a zero beyond the last
    world has not been seen.
    """
    assert told.at is not None
    above = np.asarray(values) > told.at
    rising = 1.0 if told.at_hi > told.at_lo else -1.0
    sides = [rising * gaps[above] > 0, rising * gaps[~above] < 0]
    return all(len(side) > 0 and float(side.mean()) > 0.5 for side in sides)


def _best(columns: Mapping[str, Real], y: Real, size: float, few: bool) -> _Best | None:
    """The fit of y, or of asinh(y / size), by all factors or a few of them; None where none is clear."""
    z = np.arcsinh(y / size) if size else y
    chosen = _selected(columns, z) if few else list(columns)
    if not chosen or len(z) - len(chosen) - 1 < _FEWEST_FREE:
        return None
    fit = _fit([columns[name] for name in chosen], z)
    i = int(np.argmax(np.abs(fit.beta[1:])))
    if fit.free < _FEWEST_FREE or not abs(float(fit.t[1 + i])) > _limit(fit.free, _ALPHA / len(columns)):
        return None
    terms = [columns[name] for name in (chosen[i], *chosen[:i], *chosen[i + 1 :])]
    curved = _with_square(terms, z)
    fit = curved or _fit(terms, z)
    others = sum((beta * term for beta, term in zip(fit.beta[2:], terms[1:], strict=False)), np.zeros_like(z))
    return _Best(chosen[i], fit, curved is not None, size, z - others)


def _selected(columns: Mapping[str, Real], y: Real) -> list[str]:
    chosen: list[str] = []
    while len(y) - len(chosen) - 2 >= _FEWEST_FREE:
        left = [name for name in columns if name not in chosen]
        scores = {}
        for name in left:
            fit = _fit([*(columns[c] for c in chosen), columns[name]], y)
            scores[name] = abs(float(fit.t[-1])) if fit.free >= _FEWEST_FREE else 0.0
        if not scores:
            break
        best = max(scores, key=lambda name: scores[name])
        if not scores[best] > _limit(len(y) - len(chosen) - 2, _ALPHA / len(left)):
            break
        chosen.append(best)
    return chosen


def _with_square(terms: Sequence[Real], y: Real) -> _Fit | None:
    """The fit with the square of the first term as the last; None where it is not clear."""
    free = len(y) - len(terms) - 2
    if free < _FEWEST_FREE or len(set(np.round(terms[0], 9))) < 4:
        return None
    fit = _fit([*terms, terms[0] ** 2], y)
    return fit if fit.free == free and abs(float(fit.t[-1])) > _limit(free, _ALPHA) else None


def _fit(terms: Sequence[Real], y: Real) -> _Fit:
    x = np.column_stack([np.ones_like(y), *terms])
    solved, _, rank, _ = np.linalg.lstsq(x, y, rcond=1e-10)
    beta = np.asarray(solved, dtype=np.float64)
    free = len(y) - x.shape[1] if rank == x.shape[1] else 0
    rest = y - x @ beta
    left, total = float(rest @ rest), float(np.sum((y - y.mean()) ** 2))
    if free <= 0 or total == 0:
        return _Fit(beta, np.zeros((x.shape[1],) * 2), np.zeros(x.shape[1]), 0.0, 0)
    covariance = np.linalg.inv(x.T @ x) * left / free
    se = np.sqrt(np.diag(covariance))
    t = np.divide(beta, se, out=np.full_like(beta, math.inf), where=se > 0)
    r2 = 1 - left / free / (total / (len(y) - 1))
    return _Fit(beta, covariance, t, r2, free)


def _told(factor: Factor, best: _Best) -> Turning:
    """The line (or parabola) of the strongest factor, the first term, with all others as stated."""
    fit, curved = best.fit, best.curved
    width = factor.hi - factor.lo
    lo, hi = (factor.lo - factor.stated) / width, (factor.hi - factor.stated) / width
    a, b, c = float(fit.beta[0]), float(fit.beta[1]), float(fit.beta[-1]) if curved else 0.0
    at, se = None, math.nan
    inside = [z for z in _zeros(a, b, c) if lo <= z <= hi]
    if inside:
        z = min(inside, key=abs)
        gradient = np.zeros(len(fit.beta))
        gradient[0], gradient[1] = 1.0, z
        if curved:
            gradient[-1] = z * z
        slope = b + 2 * c * z
        se_z = (
            math.sqrt(max(0.0, float(gradient @ fit.covariance @ gradient))) / abs(slope)
            if slope
            else math.inf
        )
        if se_z <= _WIDEST:
            at, se = factor.stated + z * width, se_z * width
    ends = (a + b * z + c * z * z for z in (lo, hi))
    at_lo, at_hi = (best.size * math.sinh(end) if best.size else end for end in ends)
    return Turning(factor=factor.name, at_lo=at_lo, at_hi=at_hi, at=at, se=se, r2=fit.r2)


def _zeros(a: float, b: float, c: float) -> list[float]:
    """Where a + b z + c z² is zero."""
    if c == 0:
        return [-a / b] if b else []
    inner = b * b - 4 * a * c
    if inner < 0:
        return []
    # without the difference of two like numbers, which a c near 0 would make of the usual formula
    q = -(b + math.copysign(math.sqrt(inner), b)) / 2
    return [q / c, a / q] if q else [0.0]


def _limit(free: int, alpha: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(free, 1 - alpha / 2))
