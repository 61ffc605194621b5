"""Sums of weights over `k < upto` with `value > above`, for many queries at once."""

from __future__ import annotations

import numpy as np

from hallsim.audit.spans import Int


def dominance_sum(values: Int, weights: Int, upto: Int, above: Int) -> Int:
    """For each query the sum of weights[k] over k < upto with values[k] > above; exact modulo 2**64.

    The range [0, upto) is cut into blocks of powers of two; each level is sorted by (block, value) by merging
    the blocks of the level before: the cost is (n + queries) * log(n).

    Args:
        values: (n,), -1 or larger, as is `above`.
        weights: (n,) or (n, columns).
        upto, above: (queries,).

    Returns:
        (queries,) or (queries, columns).
    """
    total = np.zeros((len(upto), *weights.shape[1:]), np.int64)
    if not len(values) or not len(upto):
        return total
    largest = int(max(values.max(), above.max())) + 3
    order = np.arange(len(values))
    for level in range(int(upto.max()).bit_length()):
        key = (order >> level) * largest + values[order] + 1
        merged = np.argsort(key, kind="stable")  # which is quick where long stretches are in order already
        order, key = order[merged], key[merged]
        asked = np.flatnonzero((upto >> level) & 1)
        if not len(asked):
            continue
        running = np.zeros((len(values) + 1, *weights.shape[1:]), np.int64)
        np.cumsum(weights[order], axis=0, out=running[1:])
        base = ((upto[asked] >> level) - 1) * largest
        low = np.searchsorted(key, base + above[asked] + 1, side="right")
        high = np.searchsorted(key, base + largest - 1, side="right")
        total[asked] += running[high] - running[low]
    return total
