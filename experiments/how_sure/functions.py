"""How often the intervals of Morris' and Sobol's indices hold the exact ones, of functions that are known.

The wait is that of a hall in which everybody is there when the doors open: of five people and one window the
mean wait is twice the work over the speed (`tests/study/test_sensitivity_methods.py` runs that hall).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from experiments.how_sure.pool import share
from hallsim.study.sensitivity import indices

Real = NDArray[np.float64]
G_WEIGHTS: Final = np.array([0.0, 1.0, 4.5, 99.0])
WORK_MIN: Final = (5.0, 15.0)
SPEED: Final = (0.8, 1.25)


@dataclass(frozen=True, slots=True)
class Known:
    """A function of the unit cube with its exact Sobol indices."""

    name: str
    function: Callable[[Real], Real]
    first: tuple[float, ...]
    total: tuple[float, ...]

    def effects(self) -> list[float]:
        """Exact mean absolute effects over Morris' grid of four levels, a step being two of them."""
        k, step = len(self.first), 2 / 3
        found = []
        for i in range(k):
            rows = []
            for others in product((0.0, 1 / 3, 2 / 3, 1.0), repeat=k - 1):
                rows += [[*others[:i], low, *others[i:]] for low in (0.0, 1 / 3)]
            low = np.array(rows)
            high = low.copy()
            high[:, i] += step
            found.append(float(np.abs(self.function(high) - self.function(low)).mean()) / step)
        return found


def ishigami() -> Known:
    """a = 7, b = 0.1; variances of Saltelli et al. 2008, Global Sensitivity Analysis, 4.9."""
    d1, d2, d13 = (1 + 0.1 * math.pi**4 / 5) ** 2 / 2, 49 / 8, 8 * 0.01 * math.pi**8 / 225
    whole = d1 + d2 + d13

    def function(x: Real) -> Real:
        u = (2 * x - 1) * math.pi
        return np.asarray(np.sin(u[:, 0]) + 7 * np.sin(u[:, 1]) ** 2 + 0.1 * u[:, 2] ** 4 * np.sin(u[:, 0]))

    return Known("Ishigami", function, (d1 / whole, d2 / whole, 0.0),
                 ((d1 + d13) / whole, d2 / whole, d13 / whole))  # fmt: skip


def g_function() -> Known:
    """V_i = 1/3 / (1 + a_i)^2 (Saltelli and Sobol 1995)."""
    parts = 1 / 3 / (1 + G_WEIGHTS) ** 2
    whole = float(np.prod(1 + parts) - 1)
    totals = parts * np.prod(1 + parts) / (1 + parts) / whole

    def function(x: Real) -> Real:
        return np.asarray(np.prod((np.abs(4 * x - 2) + G_WEIGHTS) / (1 + G_WEIGHTS), axis=1))

    return Known("g function", function, tuple(parts / whole), tuple(totals))


def wait() -> Known:
    """Twice the work over the speed: of a product f(x) g(y) with m the mean and v the variance of a factor
    the parts are v_f m_g^2, m_f^2 v_g and v_f v_g.
    """
    (a, b), (c, d) = WORK_MIN, SPEED
    m_f, v_f = (a + b) / 2, (b - a) ** 2 / 12
    m_g = math.log(d / c) / (d - c)
    v_g = 1 / (c * d) - m_g**2
    alone = v_f * m_g**2, m_f**2 * v_g
    whole = sum(alone) + v_f * v_g

    def function(x: Real) -> Real:
        return np.asarray(2 * (a + (b - a) * x[:, 0]) / (c + (d - c) * x[:, 1]))

    return Known("wait of five people", function, (alone[0] / whole, alone[1] / whole),
                 ((alone[0] + v_f * v_g) / whole, (alone[1] + v_f * v_g) / whole))  # fmt: skip


def functions(studies: int, _processes: int, _folder: Path | None) -> Iterator[str]:
    """By function, index and number of points the shares of all factors' intervals."""
    yield ""
    yield "| function | index | by factor, 10 ways or 64 points | 20 ways or 128 points |"
    yield "| --- | --- | --- | --- |"
    for known in (ishigami(), g_function(), wait()):
        yield _row(known, "mu*", [of_effects(known, n, studies) for n in (10, 20)], studies)
        sobol = [of_shares(known, n, studies) for n in (64, 128)]
        yield _row(known, "alone", [first for first, _ in sobol], studies)
        yield _row(known, "with the others", [total for _, total in sobol], studies)


def _row(known: Known, index: str, hits: list[list[int]], studies: int) -> str:
    cells = [", ".join(share(hit, studies).partition(" ")[0] for hit in of_n) for of_n in hits]
    return f"| {known.name} | {index} | {' | '.join(cells)} |"


def of_effects(known: Known, n: int, studies: int) -> list[int]:
    """By factor, in how many studies with n ways the interval of mu* holds the exact one."""
    exact = known.effects()
    hits = [0] * len(exact)
    for s in range(studies):
        plan = indices.points("morris", len(exact), n, seed=s + 1)
        for i, one in enumerate(indices.effects(plan, list(known.function(plan)))):
            hits[i] += abs(one.mu_star - exact[i]) <= one.half_width + 1e-9
    return hits


def of_shares(known: Known, n: int, studies: int) -> tuple[list[int], list[int]]:
    """The same of Sobol's indices with n pairs of points, alone and with the others."""
    k = len(known.first)
    first, total = [0] * k, [0] * k
    for s in range(studies):
        plan = indices.points("sobol", k, n, seed=s + 1)
        for i, one in enumerate(indices.shares(k, list(known.function(plan)))):
            first[i] += abs(one.first - known.first[i]) <= one.first_half_width
            total[i] += abs(one.total - known.total[i]) <= one.total_half_width
    return first, total
