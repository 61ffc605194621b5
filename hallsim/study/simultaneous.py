"""Error of several statements at once: of a family of comparisons, and of looks at a growing study."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from hallsim.study.interval import sd

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ALPHA = 0.05
"""Chance of any false verdict in the whole family of a study, over its whole life."""
RESERVE = 0.2
"""Part of `ALPHA` that the first look leaves to studies resumed with more replications."""
N_DRAWS = 20_000
SEED = 20260302


def alpha_of_look(n: int, looks: Sequence[int] = (), alpha: float = ALPHA, reserve: float = RESERVE) -> float:
    """What may be spent at a look after `n` replications, earlier `looks` having had fewer.

    After n replications alpha (1 - reserve n1 / n) has been spent in all, n1 being the first look, so that
    looks together never spend more than alpha, however many there are (alpha spending, Lan and DeMets 1983,
    Biometrika 70:659-663; looks are added by Bonferroni's inequality).  Looking again without new
    replications costs nothing and tells nothing new.  With `reserve` 0 one look is the plain rule, and there
    is no other.
    """
    before = sorted({look for look in looks if look < n})
    if not before:
        return alpha * (1 - reserve)
    return alpha * reserve * (before[0] / before[-1] - before[0] / n)


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
