"""The best of k designs by Kim and Nelson's fully sequential procedure.

With probability at least 1 - alpha the design selected is the best one, whenever the best is better than
every other by `indifference` or more; otherwise one within `indifference` of it, as nearly as often.
Designs are dropped as soon as a partial sum of differences leaves a triangle; those that are clearly worse
cost few replications.  The same citizens in every design are allowed for (first stage by Bonferroni) and
make the differences, and so the triangles, small.

Source: Kim, Nelson 2001, ACM TOMACS 11:251-273, with c = 1; Nelson 2013, Foundations and Methods of
Stochastic Simulation, 9.3.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Draw = Callable[[Sequence[int], Sequence[int]], Real]
"""(designs, replications) to their figures, (n designs, n replications); smaller is better."""

FIRST = 10
"""Replications of the first stage, from which the spread of differences is estimated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What was selected and at what cost.

    Attributes:
        best: the design selected; several where `budget` replications did not tell them apart.
        dropped: after how many replications each of the others was.
        n_runs: of all designs together.
        n_replications: of the longest-lived design.
    """

    best: tuple[int, ...]
    dropped: Mapping[int, int]
    n_runs: int
    n_replications: int


def select(
    draw: Draw,
    k: int,
    indifference: float,
    alpha: float,
    *,
    first: int = FIRST,
    step: int = 1,
    budget: int | None = None,
) -> Selection:
    """Select the design with the smallest mean.

    Args:
        draw: figures of some designs in some replications, which are counted from 0.
        k: number of designs, at least 2.
        indifference: a difference that does not matter, above 0.
        alpha: the probability of a wrong selection, at most.
        step: replications asked for at a time after the first stage; looking less often drops later but
            never wrongly, since the triangle is looked at after every one of them all the same.
        budget: replications of one design, at most.
    """
    found = draw(range(k), range(first))
    spread = _variances_of_differences(found)
    eta = _eta(k, first, alpha)
    h2 = 2 * eta * (first - 1)
    sums = found.sum(axis=1)
    alive = list(range(k))
    dropped: dict[int, int] = {}
    n, runs = first, k * first
    ahead: Real = np.empty((k, 0))
    while True:
        out = _outside(sums, alive, n, h2, spread, indifference)
        dropped |= dict.fromkeys(out, n)
        alive = [i for i in alive if i not in out]
        if len(alive) == 1 or (budget is not None and n >= budget):
            return Selection(best=tuple(alive), dropped=dropped, n_runs=runs, n_replications=n)
        if not ahead.shape[1]:
            more = step if budget is None else min(step, budget - n)
            ahead = np.full((k, more), math.nan)
            ahead[alive] = draw(alive, range(n, n + more))
            runs += len(alive) * more
        sums[alive] += ahead[alive, 0]
        ahead, n = ahead[:, 1:], n + 1


def most_replications(found: Real, indifference: float, alpha: float) -> int:
    """How many replications of one design a selection takes at most, by its first stage (n designs, n0)."""
    k, first = len(found), len(found[0])
    eta = _eta(k, first, alpha)
    worst = float(_variances_of_differences(found).max())
    return max(first, int(2 * eta * (first - 1) * worst / indifference**2) + 1)


def _eta(k: int, first: int, alpha: float) -> float:
    return 0.5 * (math.pow(2 * alpha / (k - 1), -2 / (first - 1)) - 1)


def _variances_of_differences(found: Real) -> Real:
    """(k, k): of the paired differences, replication by replication."""
    covariance = np.atleast_2d(np.cov(found))
    own = np.diag(covariance)
    return np.maximum(0.0, own[:, None] + own[None, :] - 2 * covariance)


def _outside(
    sums: Real, alive: Sequence[int], n: int, h2: float, spread: Real, indifference: float
) -> list[int]:
    """The designs whose sum is above that of another one by more than the triangle allows at n."""
    out = []
    for i in alive:
        for j in alive:
            room = max(0.0, h2 * float(spread[i, j]) / (2 * indifference) - indifference * n / 2)
            if j != i and sums[i] > sums[j] + room:
                out.append(i)
                break
    # at the end of every triangle two equal sums would stay for ever
    if (
        not out
        and len(alive) > 1
        and all(h2 * float(spread[i, j]) / indifference**2 < n for i in alive for j in alive if i != j)
    ):
        best = min(alive, key=lambda i: (sums[i], i))
        out = [i for i in alive if i != best]
    return out
