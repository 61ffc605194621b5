"""Sums of weights over `k < upto` with `value > above`, for many queries at once."""

from __future__ import annotations

import numpy as np

from hallsim.audit.spans import Int


def dominance_sum(values: Int, weights: Int, upto: Int, above: Int) -> Int:
    """For each query the sum of weights[k] over k < upto with values[k] > above; exact in int64.

    The range [0, upto) is cut into blocks of powers of two; each level is sorted by (block, value) once: the
    cost is (n + queries) * log(n)**2.  `values` and `above` are -1 or larger.
    """
    total = np.zeros(len(upto), np.int64)
    if not len(values) or not len(upto):
        return total
    largest = int(max(values.max(), above.max())) + 3
    position = np.arange(len(values))
    for level in range(int(upto.max()).bit_length()):
        asked = np.flatnonzero((upto >> level) & 1)
        if not len(asked):
            continue
        key = (position >> level) * largest + values + 1
        order = np.argsort(key)
        key = key[order]
        running = np.concatenate([[0], np.cumsum(weights[order])])
        base = ((upto[asked] >> level) - 1) * largest
        low = np.searchsorted(key, base + above[asked] + 1, side="right")
        high = np.searchsorted(key, base + largest - 1, side="right")
        total[asked] += running[high] - running[low]
    return total
