"""The value of a factor at which two designs are equally good, with its interval.

With the same citizens at every value the paired difference d(x) of a number of replications is one curve
(sample average approximation: Shapiro, Dentcheva, Ruszczyński, Lectures on Stochastic Programming, 2009,
ch. 5), and so are the ends of its interval.  The value is where d is zero.  The interval of the value are
the x at which that of d holds zero: its ends are where the ends of d are zero (inversion of a test, Casella
and Berger, Statistical Inference, 2002, 9.2.1).  It covers as often as the interval of d does at the true
value.  Each of the three is found by bisection, which shares its points with the others.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

STEPS: Final = 7
"""Halvings of the range: the value is known to 1/128 of it, finer than most intervals."""

Verdict = Literal["found", "first", "second", "tied", "same", "unknown"]


@dataclass(frozen=True, slots=True)
class Gap:
    """The difference at a value of the factor, with its interval; NaN where there is none."""

    x: float
    value: float
    lo: float
    hi: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """Where two designs break even.

    Attributes:
        verdict: `found`; `first` or `second` where the difference keeps one sign over the whole range (is
            above, below zero), told from noise at one value at least; `tied` where noise does not tell
            anywhere, `same` where the difference is always zero, `unknown` where there is none.
        x: the value; NaN unless found.
        lo, hi: its interval, -inf and inf where it reaches beyond the range.
        gaps: every value tried, ascending.
    """

    verdict: Verdict
    x: float = math.nan
    lo: float = math.nan
    hi: float = math.nan
    gaps: tuple[Gap, ...] = field(default=())

    @property
    def certain(self) -> bool:
        """Whether the difference is told from zero at every value tried."""
        return all(gap.lo > 0 or gap.hi < 0 for gap in self.gaps if math.isfinite(gap.value))


def break_even(
    gap: Callable[[Sequence[float]], Sequence[Gap]],
    lo: float,
    hi: float,
    steps: int = STEPS,
    *,
    whole: bool = False,
) -> BreakEven:
    """Where the difference of two designs is zero between two values.

    Args:
        gap: the differences at some values, of the same citizens at each.
        whole: the factor is a count: only whole numbers are tried.
    """
    search = _Search(gap, whole)
    search.at([lo, (lo + hi) / 2, hi])
    ends = [search.at([x])[0] for x in (lo, hi)]
    if any(math.isnan(end.value) for end in ends):
        return BreakEven(verdict="unknown", gaps=search.told())
    roots = {part: _root(search, part, lo, hi, steps) for part in _PARTS}
    gaps = search.told()
    if roots["value"] is None:
        return BreakEven(verdict=_one_sided(gaps), gaps=gaps)
    edges = [root for root in (roots["lo"], roots["hi"]) if root is not None]
    x = roots["value"]
    low = min((edge for edge in edges if edge <= x), default=-math.inf)
    high = max((edge for edge in edges if edge >= x), default=math.inf)
    return BreakEven(verdict="found", x=x, lo=low, hi=high, gaps=gaps)


Part = Literal["value", "lo", "hi"]
_PARTS: Final[tuple[Part, ...]] = ("value", "lo", "hi")


class _Search:
    """The values tried so far; none is asked for twice."""

    def __init__(self, gap: Callable[[Sequence[float]], Sequence[Gap]], whole: bool) -> None:
        self.gap, self.whole = gap, whole
        self.found: dict[float, Gap] = {}

    def at(self, values: Sequence[float]) -> list[Gap]:
        rounded = [float(round(x)) if self.whole else x for x in values]
        missing = [x for x in dict.fromkeys(rounded) if x not in self.found]
        if missing:
            self.found |= dict(zip(missing, self.gap(missing), strict=True))
        return [self.found[x] for x in rounded]

    def told(self) -> tuple[Gap, ...]:
        return tuple(self.found[x] for x in sorted(self.found))


def _root(search: _Search, part: Part, lo: float, hi: float, steps: int) -> float | None:
    """Where a part of the difference changes its sign, by bisection, then along the last straight line.

    The narrowest bracket among the values tried is halved; None where both ends have the same sign.
    """
    bracket = _bracket(search, part, lo, hi)
    while bracket is not None and _width(bracket) > (hi - lo) / 2**steps + 1e-12:
        left, right = bracket
        middle = (left.x + right.x) / 2
        if search.whole and right.x - left.x <= 1:
            break
        search.at([math.floor(middle) if search.whole else middle])
        bracket = _bracket(search, part, left.x, right.x)
    if bracket is None:
        return None
    left, right = bracket
    a, b = getattr(left, part), getattr(right, part)
    return left.x if a == b else left.x + (right.x - left.x) * a / (a - b)


def _bracket(search: _Search, part: Part, lo: float, hi: float) -> tuple[Gap, Gap] | None:
    """The first neighbours between two values whose signs differ."""
    inside = [gap for gap in search.told() if lo <= gap.x <= hi and math.isfinite(getattr(gap, part))]
    for left, right in pairwise(inside):
        if getattr(left, part) * getattr(right, part) <= 0 and getattr(left, part) != getattr(right, part):
            return left, right
    return None


def _width(bracket: tuple[Gap, Gap]) -> float:
    return bracket[1].x - bracket[0].x


def _one_sided(gaps: Sequence[Gap]) -> Verdict:
    """Which side of zero all differences are on, where at least one is told from zero; else tied."""
    known = [gap for gap in gaps if math.isfinite(gap.value)]
    if all(gap.value == gap.lo == gap.hi == 0 for gap in known):
        return "same"
    if all(gap.value >= 0 for gap in known) and any(gap.lo > 0 for gap in known):
        return "first"
    if all(gap.value <= 0 for gap in known) and any(gap.hi < 0 for gap in known):
        return "second"
    return "tied"
