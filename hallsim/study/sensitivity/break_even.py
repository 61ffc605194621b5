"""The value of a factor at which two designs are equally good, with its interval.

With the same citizens at every value the paired difference d(x) of a number of replications is one curve
(sample average approximation: Shapiro, Dentcheva, Ruszczyński, Lectures on Stochastic Programming, 2009,
ch. 5), and so are the ends of its interval.  The value is where d is zero.  The interval of the value are
the x at which that of d holds zero: its ends are where the ends of d are zero (inversion of a test, Casella
and Berger, Statistical Inference, 2002, 9.2.1).  It covers as often as the interval of d does at the true
value.  Each of the three is found by bisection, which shares its points with the others.  Where the noise
does not tell on both sides of the zero which design is better, no value is told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

STEPS: Final = 7
"""Halvings of the range: the value is known to 1/128 of it, finer than most intervals."""

MOST_VALUES: Final = 3 + 3 * (STEPS - 1)
"""Values tried at most: both ends and the middle, then the halvings for the zero and for its two ends."""

Verdict = Literal["found", "first", "second", "unsettled", "tied", "same", "unknown"]


@dataclass(frozen=True, slots=True)
class Gap:
    """The difference at a value of the factor, with its interval; NaN where there is none."""

    x: float
    value: float
    lo: float
    hi: float

    @property
    def sign(self) -> int:
        """Which side of zero it is on by more than noise; 0 where that is not told."""
        return 1 if self.lo > 0 else -1 if self.hi < 0 else 0

    @property
    def is_nothing(self) -> bool:
        """Whether the two are the same in every replication."""
        return self.value == self.lo == self.hi == 0

    @property
    def is_untold(self) -> bool:
        """Whether there is a difference that noise does not tell from zero."""
        return math.isfinite(self.value) and not self.sign and not self.is_nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """Where two designs break even.

    Attributes:
        verdict: `found` where one design is better by more than noise at values below, the other above;
            `first` or `second` where the difference is above (below) zero by more than noise at both ends
            and wherever there is one between; `unsettled` where that is so at some values only; `tied` where
            noise does not tell anywhere, `same` where the difference is always zero, `unknown` where there is
            none.
        x: the value; NaN unless found.
        lo, hi: its interval, -inf and inf where it reaches beyond the range.
        gaps: every value tried, ascending.
    """

    verdict: Verdict
    x: float = math.nan
    lo: float = math.nan
    hi: float = math.nan
    gaps: tuple[Gap, ...] = field(default=())


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
    gaps, x = search.told(), roots["value"]
    verdict = _verdict(gaps, x)
    if verdict != "found" or x is None:
        return BreakEven(verdict=verdict, gaps=gaps)
    open_at = [math.copysign(math.inf, g.x - x) if g.x in (lo, hi) else g.x for g in gaps if g.is_untold]
    edges = [root for root in (roots["lo"], roots["hi"]) if root is not None]
    return BreakEven(
        verdict="found", x=x, lo=min([x, *edges, *open_at]), hi=max([x, *edges, *open_at]), gaps=gaps
    )


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
        before, bracket = bracket, _bracket(search, part, left.x, right.x)
        if bracket == before:  # no difference in the middle, or none that can be told
            break
    if bracket is None:
        return None
    left, right = bracket
    a, b = getattr(left, part), getattr(right, part)
    return left.x if a == b else left.x + (right.x - left.x) * a / (a - b)


def _bracket(search: _Search, part: Part, lo: float, hi: float) -> tuple[Gap, Gap] | None:
    """The first neighbours between two values whose signs differ.

    A value at which the two are the same in every replication has no sign: that is no zero of a difference.
    """
    known = [gap for gap in search.told() if math.isfinite(getattr(gap, part)) and not gap.is_nothing]
    inside = [gap for gap in known if lo <= gap.x <= hi]
    for left, right in pairwise(inside):
        if getattr(left, part) * getattr(right, part) <= 0 and getattr(left, part) != getattr(right, part):
            return left, right
    return None


def _width(bracket: tuple[Gap, Gap]) -> float:
    return bracket[1].x - bracket[0].x


def _verdict(gaps: Sequence[Gap], zero: float | None) -> Verdict:
    """What the values tried say, `zero` being where the difference changes its sign."""
    known = [gap for gap in gaps if math.isfinite(gap.value) and not gap.is_nothing]
    if not known:
        return "same"
    signs = {gap.sign for gap in known}
    if signs == {0}:
        return "tied"
    if zero is None:
        settled = all(gap.sign for gap in (gaps[0], gaps[-1])) and 0 not in signs
        return "unsettled" if not settled else "first" if 1 in signs else "second"
    below = {gap.sign for gap in known if gap.x < zero} - {0}
    above = {gap.sign for gap in known if gap.x > zero} - {0}
    return "found" if len(below) == len(above) == 1 and below != above else "unsettled"
