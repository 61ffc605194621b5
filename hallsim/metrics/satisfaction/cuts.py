"""Cut-points: assumed ones from anchors, those of a scenario, and fitting them to shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import numpy as np

from hallsim.metrics.definition.sample import Real
from hallsim.metrics.satisfaction.models.opinion_model import OpinionModel
from hallsim.scenario.satisfaction.items import N_CUTS
from hallsim.scenario.satisfaction.model import Satisfaction

ANCHORS: Final[Mapping[str, tuple[float, ...]]] = MappingProxyType(
    {
        "queueing": (0.0, 0.5, 1.0, 2.0, 3.0),
        "efficiency": (0.3, 0.6, 1.0, 1.5, 2.0),
        "process": (0.0, 0.5, 1.0, 2.0, 3.0),
        "guidance": (0.0, 0.3, 1.0, 2.0, 3.0),
        "attitude": (0.0, 20.0, 40.0, 70.0, 100.0),
        "environment": (0.5, 0.8, 1.0, 1.3, 1.6),
        "overall": (0.0, 20.0, 40.0, 70.0, 100.0),
    }
)
"""What is worth exactly 100, 80, 60, 30 and 0 points (assumed); of attitude and the whole the points that are
missing.
"""
DEFAULT_CUTS: Final[Mapping[str, tuple[float, ...]]] = MappingProxyType(
    {item: tuple((low + high) / 2 for low, high in pairwise(anchors)) for item, anchors in ANCHORS.items()}
)
"""Half way between the anchors: everybody answers the nearest level."""

EDGE: Final = 1e-4
"""So small a share stands for a level that nobody chose: no cut-point of a logit gives 0."""
_STEPS: Final = 80
_MOST_VALUES: Final = 5_000
_REACH: Final = 2000.0
"""Beyond all that was experienced: where the flattest slope comes to `EDGE`."""


def cuts_of(said: Satisfaction, item: str, group: str, kind: str) -> tuple[float, ...]:
    """Cut-points of an item for a group: fitted to it, fitted to its kind, the scenario's own, assumed."""
    for asked in (group, kind):
        if asked in said.fits and item in said.fits[asked].cuts:
            return said.fits[asked].cuts[item]
    return said.cuts.get(item, DEFAULT_CUTS[item])


def fit_cuts(
    model: OpinionModel, item: str, x: Real, weight: Real, cumulative: Sequence[float | None], slope: float
) -> tuple[float, ...]:
    """Cut-points with which the shares of levels of people who experienced `x` (n,) are those of a survey.

    Each is the root of a function that rises with it, found by bisection: the weighted mean of `at_least` is
    the survey's cumulative share. Where a survey does not tell a level apart (None) the cut-point lies half
    way between its neighbours, or as far beyond the last as the assumed ones lie apart.

    Args:
        cumulative: shares of the first level, the first two, ... of the survey; None where not told apart.
    """
    x, weight = _gathered(x, weight)
    total = weight.sum()

    def share_at(cut: float) -> float:
        return float((weight * model.at_least(item, x, cut, slope)).sum() / total)

    bounds = min(x.min(), x.min() * slope) - _REACH, max(x.max(), x.max() * slope) + _REACH
    found = [
        None if wanted is None else _root(share_at, min(max(wanted, EDGE), 1 - EDGE), *bounds)
        for wanted in cumulative
    ]
    return rising(_filled(found, DEFAULT_CUTS[item]))


def _gathered(x: Real, weight: Real) -> tuple[Real, Real]:
    """The different x and what each weighs; where there are very many, means of neighbours."""
    values, place = np.unique(x, return_inverse=True)
    weights = np.bincount(place, weight).astype(np.float64)
    if len(values) <= _MOST_VALUES:
        return values, weights
    place = np.minimum(np.cumsum(weights) / weights.sum() * _MOST_VALUES, _MOST_VALUES - 1).astype(np.int64)
    total = np.bincount(place, weights)
    there = total > 0
    means = np.bincount(place, weights * values)[there] / total[there]
    return np.asarray(means, np.float64), np.asarray(total[there], np.float64)


def _root(share_at: Callable[[float], float], share: float, low: float, high: float) -> float:
    """Where a rising function comes nearest to a share; where it jumps, the side that is nearer."""
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if share_at(middle) < share:
            low = middle
        else:
            high = middle
    return min(high, low, key=lambda cut: abs(share_at(cut) - share))


def _filled(found: Sequence[float | None], assumed: Sequence[float]) -> list[float]:
    """Every cut-point: what is not known lies between, or beyond, those that are as the assumed ones do."""
    known = [k for k, cut in enumerate(found) if cut is not None]
    filled = []
    for k, cut in enumerate(found):
        if cut is not None:
            filled.append(cut)
            continue
        below = max((j for j in known if j < k), default=None)
        above = min((j for j in known if j > k), default=None)
        filled.append(_between(found, assumed, k, below, above))
    return filled


def _between(
    found: Sequence[float | None], assumed: Sequence[float], k: int, below: int | None, above: int | None
) -> float:
    """The cut-point k by the known ones next to it, spaced as the assumed ones are."""
    if below is not None and above is not None:
        low, high = found[below], found[above]
        assert low is not None
        assert high is not None
        part = (assumed[k] - assumed[below]) / (assumed[above] - assumed[below])
        return low + part * (high - low)
    near = below if below is not None else above
    if near is None:
        return assumed[k]
    at = found[near]
    assert at is not None
    return at + assumed[k] - assumed[near]


def rising(cuts: Sequence[float]) -> tuple[float, ...]:
    """Rounded to what a file shows, each above the one before: levels nobody chose are infinitely narrow."""
    found: list[float] = []
    for cut in cuts:
        told = _rounded_up(cut)
        found.append(
            told if not found or told > found[-1] else _rounded_up(float(np.nextafter(found[-1], np.inf)))
        )
    assert len(found) == N_CUTS
    return tuple(found)


def _rounded_up(cut: float) -> float:
    """With nine digits, never below: who experienced just so much is on the same side."""
    told = float(f"{cut:.9g}")
    return told if told >= cut else float(f"{cut + abs(cut) * 1e-8:.9g}")
