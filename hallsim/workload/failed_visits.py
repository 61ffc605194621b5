"""How many visits of a matter fail, before anything is drawn: documents missing, and errors (R5.7)."""

from __future__ import annotations

from functools import cache
from math import comb

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]


def rejection_law(documents: int, missing: float, notice: float) -> Real:
    """(documents + 1,) probability of so many visits rejected for documents.

    Each is missing with probability `missing`; a rejection names every one still open with probability
    `notice`, and at least one.
    """
    still_open = _binomial(documents, missing)
    named = np.zeros((documents + 1, documents + 1))  # [open before, open after]
    for n in range(1, documents + 1):
        ways = _binomial(n, notice)[1:]
        named[n, :n] = (ways / ways.sum() if notice > 0 else np.eye(1, n)[0])[::-1]
    law = np.zeros(documents + 1)
    for k in range(documents + 1):
        law[k], still_open[0] = still_open[0], 0.0
        still_open = still_open @ named
    return law


@cache
def failing(
    documents: int, missing: float, notice: float, error: float, n_visits: int, rescue_after: int
) -> Real:
    """(n_visits + 1,) probability that at least 0, 1, 2, ... visits of a matter fail.

    Args:
        documents, missing, notice: as of `rejection_law`; these visits come first.
        error: probability of an error on each of the later ones.
        rescue_after: failed visits after which the next one settles the matter.
    """
    rejections = rejection_law(documents, missing, notice)
    found = np.zeros(n_visits + 1)
    for k in range(min(n_visits, rescue_after) + 1):
        before = rejections[:k]
        found[k] = rejections[k:].sum() + before @ error ** (k - np.arange(len(before)))
    return found


def _binomial(n: int, p: float) -> Real:
    return np.array([comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)])
