"""Which of several points no other is better than in everything.  Pure functions."""

from __future__ import annotations

import math
from collections.abc import Sequence


def pareto_front(points: Sequence[Sequence[float]], higher: Sequence[bool] = ()) -> list[bool]:
    """For every point, whether it is on the front: no other is at least as good in all and better in one.

    Points that are alike are on it together; one with a value that is not known (nan) is not on it.

    Args:
        points: the values of each, of the same metrics in the same order.
        higher: for each metric whether more is better; less is when absent.
    """
    signs = [-1.0 if more else 1.0 for more in higher] or [1.0] * (len(points[0]) if points else 0)
    costs = [[sign * value for sign, value in zip(signs, point, strict=True)] for point in points]
    known = [not any(map(math.isnan, cost)) for cost in costs]
    # sorted, a point can only be dominated by one before it
    order = sorted((i for i, whole in enumerate(known) if whole), key=lambda i: costs[i])
    front: list[int] = []
    on_it = [False] * len(points)
    for i in order:
        if not any(_dominates(costs[j], costs[i]) for j in front):
            front.append(i)
            on_it[i] = True
    return on_it


def _dominates(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(a <= b for a, b in zip(one, other, strict=True)) and list(one) != list(other)
