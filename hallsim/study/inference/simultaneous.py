"""Error of several statements at once: of a family of comparisons, and of looks at a growing study."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hallsim.study.inference.interval import sd

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ALPHA = 0.05
"""Chance of any false verdict in the whole family of a study, over its whole life."""
RESERVE = 0.2
"""Part of `ALPHA` that the first look leaves to studies resumed with more replications."""
N_DRAWS = 20_000
N_GRID = 501
SEED = 20260302


def alpha_of_look(n: int, looks: Sequence[int] = (), alpha: float = ALPHA, reserve: float = RESERVE) -> float:
    """Nominal level of a verdict after `n` replications, earlier `looks` having had fewer.

    After n replications alpha (1 - reserve n1 / n) has been spent in all, n1 being the first look, so that
    looks together never spend more than alpha, however many there are and wherever they lie.  A nominal level
    is larger than what is newly spent, because a look repeats the ones before it in part.  Looking again
    without new replications costs nothing and tells nothing new.  With `reserve` 0 one look is the plain
    rule, and there is no other.  Source: Lan and DeMets 1983, Biometrika 70:659-663; for t statistics by
    their levels Jennison and Turnbull 2000, Group Sequential Methods, section 11.5.
    """
    before = sorted({look for look in looks if look < n})
    first = alpha * (1 - reserve)
    if not before:
        return first
    return _nominal((*before, n), first, alpha * reserve * before[0])


@lru_cache(maxsize=256)
def _nominal(looks: tuple[int, ...], first: float, rest: float) -> float:
    """Level of the last of several looks at a random walk that has not crossed any boundary before.

    The density of the walk inside the boundaries is carried from look to look on a grid (Armitage, McPherson
    and Rowe 1969, JRSS A 132:235-244).  `rest` / n is what is left to spend after n replications.
    """
    import numpy as np
    from scipy.special import ndtr, ndtri

    bound = -float(ndtri(first / 2)) * math.sqrt(looks[0])
    walk = np.linspace(-bound, bound, N_GRID)
    weight = np.exp(-(walk**2) / (2 * looks[0])) / math.sqrt(2 * math.pi * looks[0]) * (walk[1] - walk[0])
    for last, now in pairwise(looks):
        spend, step = rest / last - rest / now, math.sqrt(now - last)

        def crossing(end: float, walk: Any = walk, weight: Any = weight, step: float = step) -> float:
            return float(weight @ (ndtr((walk - end) / step) + ndtr((-walk - end) / step)))

        bound = _root_of(crossing, spend, 12 * math.sqrt(now))
        following = np.linspace(-bound, bound, N_GRID)
        kernel = np.exp(-((following[:, None] - walk) ** 2) / (2 * step**2)) / (math.sqrt(2 * math.pi) * step)
        weight = np.einsum("ij,j->i", kernel, weight) * (following[1] - following[0])
        walk = following
    return float(2 * ndtr(-bound / math.sqrt(looks[-1])))


def _root_of(falling: Callable[[float], float], value: float, top: float) -> float:
    """Where a falling function has a value, between 0 and `top`."""
    low, high = 0.0, top
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > value else (low, middle)
    return high


def alpha_each(columns: Sequence[Sequence[float]], alpha: float) -> float:
    """Error of one comparison with which any of the family errs with `alpha` at most (max |t|).

    Between alpha / m for m independent comparisons and alpha for one told m times.  The normal scores have
    the correlation of the replications' differences, drawn towards none by 2 / sqrt(n) because few
    replications show correlations that are not there (with four they count for nothing).
    Source: Westfall and Young 1993, Resampling-Based Multiple Testing; Hothorn, Bretz and Westfall 2008,
    Biometrical Journal 50:346-363.

    Args:
        columns: for each comparison one number a replication, in the same order; constant ones cannot err.
    """
    varying = [column for column in columns if len(column) > 1 and sd(column) > 0]
    m = len(varying)
    if m < 2:
        return alpha
    import numpy as np
    from scipy.special import ndtr

    # einsum: threads of a matrix library would cost more than they gain on matrices this narrow
    scores = np.einsum("ij,jk->ik", _normal_scores(m), _root(varying))
    largest = np.quantile(np.abs(scores).max(axis=1), 1 - alpha)
    return float(min(max(2 * ndtr(-largest), alpha / m), alpha))


@lru_cache(maxsize=8)
def _normal_scores(m: int) -> NDArray[np.float64]:
    import numpy as np

    return np.random.default_rng(SEED).standard_normal((N_DRAWS, m))


def _root(columns: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """Symmetric root of the shrunk correlation matrix."""
    import numpy as np

    n, m = len(columns[0]), len(columns)
    correlation = np.corrcoef(np.asarray(columns, dtype=float))
    shrunk = correlation + (np.eye(m) - correlation) * min(1.0, 2 / math.sqrt(n))
    values, vectors = np.linalg.eigh(shrunk)
    root: NDArray[np.float64] = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return root
