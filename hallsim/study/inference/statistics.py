"""What a study says of a quantity, and of the difference between two designs, with its uncertainty.

Values are those of pooled people (`jackknife`), intervals are corrected for skewness (`interval`); how often
they cover, and how often a comparison errs, is measured in `experiments/coverage`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from hallsim.study.inference.interval import (
    AT_LEAST,
    NO_LIMITS,
    SHARE,
    UNEVEN_WARNED,
    Limits,
    clip,
    doubtful,
    ends,
    gap_skewness,
    larger,
    limits_of,
    limits_skewness,
    needed,
    none_seen_bound,
    sample_skewness,
    sd,
    t_quantile,
)
from hallsim.study.inference.jackknife import S, n_seen
from hallsim.study.inference.pooled import Pooled, Side, pooled, possible, side
from hallsim.text.message import Lang, Message

__all__ = [
    "AT_LEAST",
    "LEVEL",
    "NO_LIMITS",
    "SHARE",
    "WARNINGS",
    "Difference",
    "Estimate",
    "Pooled",
    "difference",
    "difference_of",
    "estimate",
    "estimate_of",
    "limits_of",
    "pooled",
    "t_quantile",
    "warning_text_of",
]

LEVEL = 0.95
"""Confidence level of an interval for one quantity at a time."""
MIN_REPLICATIONS = 4
"""Below this every interval carries the warning *few*."""
NOISE = 1e-9
"""A difference below this part of the numbers it is of is a rounding error."""

Code = Literal[
    "",
    "nothing",
    "single",
    "extreme",
    "few",
    "none_seen",
    "all_seen",
    "serves_fewer",
    "serves_few",
    "nobody_served",
]

WARNINGS: Mapping[Code, Message] = {
    "nothing": Message("nothing of the kind was seen"),
    "single": Message("seen in one replication only: no interval can be given"),
    "extreme": Message(
        "the extreme of all people seen: it grows with the number of days and has no interval"
    ),
    "few": Message(
        "too few or too short replications for a quantity that varies so much: the "
        "interval may cover less than it says; {needed} replications, or replications "
        "{factor} times as long, would mend it"
    ),
    "none_seen": Message("in none of the {people} counted"),
    "nobody_served": Message("hardly anybody is served under the design: left out, since it would seem good"),
    "serves_few": Message(
        "the design serves not half as many people as another: left out, since it would seem good"
    ),
    "all_seen": Message("in all of the {people} counted"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The pooled value of a study with its interval.

    Attributes:
        n: replications in which something was seen; n_all: all.
        se: standard error; lo, hi: ends of the interval, nan where there is none.
        skewness: of one replication, as the interval was corrected for.
        people: counted, nan where the summands do not tell.
        warning: code of what to know before relying on the interval (`WARNINGS`), or "".
        needed: replications that would mend a warning *few*, otherwise None.
        unseen: share that takes longer than the longest that was seen to its end.
    """

    n: int
    n_all: int
    value: float
    se: float
    lo: float
    hi: float
    skewness: float
    people: float
    level: float
    warning: Code
    needed: int | None
    unseen: float = 0.0

    def warning_text(self, lang: Lang) -> str:
        """The warning for people; empty when there is none."""
        return warning_text_of(self.warning, self.needed, self.n_all, self.people, lang)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Another design minus the base, paired by replication.

    Attributes:
        n: replications in which both designs saw something; n_all: all.
        value: difference of the two pooled values; exactly 0 when they differ by rounding errors only.
        relative: ratio of the two pooled values minus 1, with its own interval.
        lower_share, equal_share, higher_share: of the `n` replications.
        people: counted under the design with fewer, nan where the summands do not tell.
        limits: least and greatest possible difference.
        sides: base and other, which bound what is possible (`possible`).
        pseudo: the jackknife's difference of each replication; together they tell how metrics depend.
    """

    n: int
    n_all: int
    base_value: float
    other_value: float
    value: float
    se: float
    lo: float
    hi: float
    relative: float
    relative_lo: float
    relative_hi: float
    lower_share: float
    equal_share: float
    higher_share: float
    skewness: float
    people: float
    level: float
    warning: Code
    needed: int | None
    limits: Limits = field(default=NO_LIMITS, repr=False)
    sides: tuple[Side, Side] | None = field(default=None, repr=False)
    pseudo: tuple[float, ...] = field(default=(), repr=False)

    def interval(self, x: float) -> tuple[float, float]:
        """Ends at another critical value than Student's for `level`, as simultaneous intervals need."""
        if not self.se > 0:
            return self.lo, self.hi
        return clip(
            ends(self.value, self.se, self.skewness, self.n_all, x), possible(self.limits, self.sides, x)
        )

    def warning_text(self, lang: Lang) -> str:
        """The warning for people; empty when there is none."""
        return warning_text_of(self.warning, self.needed, self.n_all, self.people, lang)


def estimate(parts: Sequence[S], level: float = LEVEL, limits: Limits = AT_LEAST) -> Estimate:
    """The value of all replications together with its interval; see `estimate_of`."""
    return estimate_of(pooled(parts), level, limits)


def estimate_of(pooled: Pooled, level: float = LEVEL, limits: Limits = AT_LEAST) -> Estimate:
    """The value of all replications together with its interval.

    Args:
        limits: least and greatest value the quantity can have (`AT_LEAST` zero, `SHARE`, `NO_LIMITS`); they
            tell which way it is skewed.
    """
    n, seen = len(pooled.values), n_seen(pooled.values)
    value, power, spread = pooled.value, pooled.power, sd(pooled.pseudo)
    if not limits[0] <= value <= limits[1]:
        limits = NO_LIMITS
    se = spread / math.sqrt(n) if n else math.nan
    skewness = larger(limits_skewness(value, spread, limits, power), sample_skewness(pooled.pseudo))
    lo, hi = clip(ends(value, se, skewness, n, t_quantile(max(seen - 1, 1), level)), limits)
    doubt = doubtful(value, spread, limits, power, n, level) or pooled.uneven > UNEVEN_WARNED
    warning = _warning(value, seen, spread, doubt and spread > 0)
    wanted = None
    if warning == "few":
        wanted = needed(value, spread, limits, power, max(n, MIN_REPLICATIONS), level, pooled.uneven)
    if limits == SHARE and value in SHARE and pooled.people > 0:
        bound = none_seen_bound(pooled.people, level)
        lo, hi = (0.0, bound) if value == 0 else (1 - bound, 1.0)
        warning = "none_seen" if value == 0 else "all_seen"
    return Estimate(
        n=seen,
        n_all=n,
        value=value,
        se=se,
        lo=lo,
        hi=hi,
        skewness=skewness,
        people=pooled.people,
        level=level,
        warning=warning,
        needed=wanted,
        unseen=pooled.unseen,
    )


def difference(
    base: Sequence[S], other: Sequence[S], level: float = LEVEL, limits: Limits = AT_LEAST
) -> Difference:
    """`other` minus `base`, whose summands stand in the same order of replications; see `difference_of`."""
    return difference_of(pooled(base), pooled(other), level, limits)


def difference_of(
    before: Pooled, after: Pooled, level: float = LEVEL, limits: Limits = AT_LEAST
) -> Difference:
    """The second minus the first, over the same replications.

    Args:
        limits: least and greatest value of the quantity itself, as in `estimate`.

    Raises:
        ValueError: the designs have different numbers of replications.
    """
    values = list(zip(before.values, after.values, strict=True))
    both = [without_noise(p, q) for p, q in values if not (math.isnan(p) or math.isnan(q))]
    n_all, n = len(values), len(both)
    a, b, counted = before.value, after.value, min(before.people, after.people)
    pairs = list(zip(before.pseudo, after.pseudo, strict=True)) if n > 1 else []
    gaps = [without_noise(p, q) for p, q in pairs]
    value, spread, span = without_noise(a, b), sd(gaps), limits[1] - limits[0]
    middle, middle_spread = (a + b) / 2, sd([(p + q) / 2 for p, q in pairs])
    se = spread / math.sqrt(n_all) if n_all else math.nan
    power = before.power
    skewness = gap_skewness(value, spread, n_all, middle, middle_spread, limits, power)
    skewness = larger(skewness, sample_skewness(gaps))
    x = t_quantile(max(n - 1, 1), level)
    sides = side(before, limits, level), side(after, limits, level)
    lo, hi = clip(ends(value, se, skewness, n_all, x), possible((-span, span), sides, x))
    uneven = max(before.uneven, after.uneven)
    doubt = doubtful(middle, middle_spread, limits, power, n_all, level) or uneven > UNEVEN_WARNED
    warning = _warning(value, n, spread, doubt and spread > 0)
    wanted = None
    if warning == "few":
        wanted = needed(middle, middle_spread, limits, power, max(n_all, MIN_REPLICATIONS), level, uneven)
    if limits == SHARE and value == 0 and a in SHARE and counted > 0:
        bound = none_seen_bound(counted, level)
        lo, hi, warning = -bound, bound, "none_seen" if a == 0 else "all_seen"
    relative, relative_lo, relative_hi = _relative(a, b, pairs, skewness, x)
    return Difference(
        n=n,
        n_all=n_all,
        base_value=a,
        other_value=b,
        value=value,
        se=se,
        lo=lo,
        hi=hi,
        relative=relative,
        relative_lo=relative_lo,
        relative_hi=relative_hi,
        lower_share=_share(gap < 0 for gap in both),
        equal_share=_share(gap == 0 for gap in both),
        higher_share=_share(gap > 0 for gap in both),
        skewness=skewness,
        people=counted,
        level=level,
        warning=warning,
        needed=wanted,
        limits=(-span, span),
        sides=sides,
        pseudo=tuple(gaps),
    )


def between(base: Difference | None, other: Difference | None) -> Difference:
    """`other` minus `base`, both told by what they differ from a third design (None: that design itself).

    At least one of them is told.
    """
    if base is None:
        assert other is not None
        return other
    turned = replace(
        base,
        base_value=base.other_value,
        other_value=base.base_value,
        value=-base.value,
        lo=-base.hi,
        hi=-base.lo,
        skewness=-base.skewness,
        sides=base.sides and base.sides[::-1],
        pseudo=tuple(-gap for gap in base.pseudo),
    )
    if other is None:
        return turned
    gaps = [without_noise(p, q) for p, q in zip(base.pseudo, other.pseudo, strict=False)]
    value, n = without_noise(base.value, other.value), min(base.n, other.n)
    se = sd(gaps) / math.sqrt(other.n_all) if gaps else math.nan
    size = max(abs(base.skewness), abs(other.skewness))
    skewness = larger(math.copysign(size, value), sample_skewness(gaps))
    lo = hi = value if gaps else math.nan
    if se == 0 and value == 0:
        lo, hi = min(turned.lo, other.lo), max(turned.hi, other.hi)
    return replace(
        turned,
        n=n,
        other_value=other.other_value,
        sides=None,  # either may be over other people than the two have in common
        value=value,
        se=se,
        lo=lo,
        hi=hi,
        skewness=skewness,
        pseudo=tuple(gaps),
    )


def without_noise(a: float, b: float) -> float:
    """b - a, or 0 when it is a rounding error of numbers of that size."""
    gap = b - a
    return 0.0 if abs(gap) <= NOISE * max(abs(a), abs(b), NOISE) else gap


def _relative(
    a: float, b: float, pairs: Sequence[tuple[float, float]], skewness: float, x: float
) -> tuple[float, float, float]:
    """b / a - 1 with its interval, by the delta method; nan where a is not above 0.

    It is as skewed as the difference itself: what one design gains it gains on bad days.
    """
    if not (a > 0 and b >= 0):
        return math.nan, math.nan, math.nan
    relative = without_noise(a, b) / a
    if not (b > 0 and pairs):
        return relative, math.nan, math.nan
    se = b / a * sd([without_noise(p / a, q / b) for p, q in pairs]) / math.sqrt(len(pairs))
    lo, hi = clip(ends(relative, se, skewness, len(pairs), x), (-1.0, math.inf))
    return relative, lo, hi


def _warning(value: float, n: int, spread: float, doubt: bool) -> Code:
    if math.isnan(value) or n == 0:
        return "nothing"
    if n == 1:
        return "single"
    if math.isnan(spread):
        return "extreme"
    return "few" if n < MIN_REPLICATIONS or doubt else ""


def warning_text_of(code: Code, wanted: int | None, n: int, counted: float, lang: Lang) -> str:
    """A warning for people: replications wanted, all there are, people counted; empty when there is none."""
    if not code:
        return ""
    return (
        WARNINGS[code]
        .given(
            needed="–" if wanted is None else f"{wanted:,}",
            factor=math.ceil((wanted or n) / max(n, 1)),
            people="–" if math.isnan(counted) else f"{counted:,.0f}",
        )
        .text(lang)
    )


def _share(found: Iterable[bool]) -> float:
    several = list(found)
    return sum(several) / len(several) if several else math.nan
