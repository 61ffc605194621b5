"""Where a budget of replications is best spent so that the best design is selected: OCBA.

Replications go where designs are close to the best and noisy.  The probability of a right selection that is
told is Bonferroni's bound from the paired differences; it is an estimate, no promise (that is `kn`).

Source: Chen, Lin, Yücesan, Chick 2000, Discrete Event Dynamic Systems 10:251-270; Chen, Lee 2011,
Stochastic Simulation Optimization, ch. 3.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.study.selection.kn import FIRST

Real = NDArray[np.float64]
DrawOne = Callable[[int, Sequence[int]], Sequence[float]]
"""(design, replications) to its figures; smaller is better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """The design selected, the runs each was given, and the estimated probability that it is the best."""

    best: int
    n: tuple[int, ...]
    probability: float


def allocate(
    draw: DrawOne, k: int, budget: int, *, first: int = FIRST, step: int | None = None
) -> Allocation:
    """Spend `budget` runs on k designs, `first` on each, then `step` at a time where they tell most.

    Each design's replications are a beginning of 0, 1, 2, …: what two have in common is of the same citizens.
    """
    values = [list(draw(i, range(first))) for i in range(k)]
    spent, step = k * first, step or max(1, k)
    while spent < budget:
        more = min(step, budget - spent)
        for i, n in enumerate(_given(values, more)):
            if n:
                values[i] += draw(i, range(len(values[i]), len(values[i]) + n))
        spent += more
    best = _best(values)
    return Allocation(best=best, n=tuple(map(len, values)), probability=probability(values))


def shares(means: Sequence[float], sds: Sequence[float]) -> Real:
    """(k,) shares of a budget by the rule of Chen et al. (2000, theorem 1)."""
    m, s = np.asarray(means), np.maximum(np.asarray(sds), 1e-12)
    b = int(np.argmin(m))
    gap = np.maximum(m - m[b], 1e-9 * max(1.0, float(np.max(np.abs(m)))))
    weight = (s / gap) ** 2
    weight[b] = 0.0
    weight[b] = s[b] * math.sqrt(float(np.sum((weight / s) ** 2)))
    return np.asarray(weight / weight.sum(), dtype=np.float64)


def probability(values: Sequence[Sequence[float]]) -> float:
    """That the design with the smallest mean is the best: Bonferroni's bound from paired differences.

    Each pair is compared over the replications that both have.
    """
    from scipy.special import stdtr

    best, wrong = _best(values), 0.0
    for i in range(len(values)):
        n = min(len(values[i]), len(values[best]))
        gaps = np.asarray(values[i][:n]) - np.asarray(values[best][:n])
        if i == best:
            continue
        se = float(np.std(gaps, ddof=1)) / math.sqrt(n)
        gap = float(np.mean(values[i]) - np.mean(values[best]))
        wrong += float(stdtr(n - 1, -gap / se)) if se > 0 else float(gap == 0) / 2
    return max(0.0, 1.0 - wrong)


def _best(values: Sequence[Sequence[float]]) -> int:
    return int(np.argmin([float(np.mean(v)) for v in values]))


def _given(values: Sequence[Sequence[float]], more: int) -> list[int]:
    """How `more` runs are given to the designs: what they lack of their share of all runs then."""
    total = sum(map(len, values)) + more
    want = shares([float(np.mean(v)) for v in values], [float(np.std(v, ddof=1)) for v in values]) * total
    lack = np.maximum(0.0, want - np.array([len(v) for v in values]))
    exact = lack / lack.sum() * more if lack.sum() > 0 else np.full(len(values), more / len(values))
    given = np.floor(exact).astype(int)
    for i in np.argsort(-(exact - given), kind="stable")[: more - int(given.sum())]:
        given[i] += 1
    return [int(n) for n in given]
