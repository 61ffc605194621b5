"""Which of several designs may be the best: multiple comparisons with the best.

Simultaneous intervals of all pairs bound how far each design lies behind the best of the others: it is not
the best when some other is surely better, and practically the best when none can be better by what matters.
Source: Hsu 1984, Annals of Statistics 12:1136-1144; with common random numbers Nelson and Matejcik 1995,
Management Science 41:1935-1945.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, TypeVar

from hallsim.metrics.definition.summand import Additive
from hallsim.study.inference.interval import AT_LEAST, Limits, t_quantile
from hallsim.study.inference.jackknife import S, n_seen
from hallsim.study.inference.simultaneous import ALPHA, alpha_each
from hallsim.study.inference.statistics import Difference, between, difference
from hallsim.text.message import Message

Standing = Literal["best", "practically_best", "may_be_best", "not_best", "serves_fewer", "not_applicable"]

D = TypeVar("D")
"""What is chosen among."""

STANDINGS: Mapping[Standing, Message] = {
    "best": Message("the best"),
    "practically_best": Message("practically as good as the best"),
    "may_be_best": Message("may be the best"),
    "not_best": Message("not the best"),
    "serves_fewer": Message("not compared: serves clearly fewer people"),
    "not_applicable": Message("not applicable"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WithBest:
    """How far a design lies behind the best of the others: between `lo` and `hi`, both at least 0."""

    standing: Standing
    lo: float = math.nan
    hi: float = math.nan


def with_best(
    designs: Mapping[str, Sequence[S]],
    better: Literal["lower", "higher"],
    threshold: float,
    *,
    limits: Limits = AT_LEAST,
    same_people: Mapping[str, Difference] | None = None,
    serves_fewer: Collection[str] = (),
    hardly: Collection[str] = (),
    alpha: float = ALPHA,
) -> dict[str, WithBest]:
    """The standing of every design on one metric; all of it true at once with a chance of 1 - alpha.

    Args:
        designs: summands by design, in the same order of replications.
        threshold: smallest difference that matters.
        same_people: of a metric that is compared over the same people, each design minus the base (which is
            missing here); two others differ by what they differ from the base.
        serves_fewer: designs under which clearly fewer people are served than under another: they are not the
            best at least, and to lie behind them says nothing.
        hardly: those that serve hardly anybody, which are not compared at all.
        alpha: of a study's alpha the part for this metric (alpha / number of primary metrics).
    """
    names = [name for name in designs if name not in hardly]
    absent = [name for name in names if _is_absent(designs[name], (same_people or {}).get(name))]
    names = [name for name in names if name not in absent]
    pairs = {
        (a, b): difference(designs[b], designs[a], limits=limits)
        if same_people is None
        else between(same_people.get(b), same_people.get(a))
        for a, b in combinations(names, 2)
    }
    each = alpha_each([d.pseudo for d in pairs.values()], alpha)
    sign = 1.0 if better == "lower" else -1.0
    told: dict[str, WithBest] = dict.fromkeys(absent, WithBest(standing="not_applicable"))
    for name in names:
        behind = {
            a if b == name else b: _behind(name, (a, b), d, each, sign)
            for (a, b), d in pairs.items()
            if name in (a, b)
        }
        standing = _standing(
            [(-math.inf if other in serves_fewer else lo, hi) for other, (lo, hi) in behind.items()],
            threshold,
        )
        if name not in serves_fewer or standing.standing == "not_best":
            told[name] = standing
    return {name: told.get(name, WithBest(standing="serves_fewer")) for name in designs}


def may_be_best(
    others: Mapping[D, Difference], better: Literal["lower", "higher"], alpha: float = ALPHA
) -> list[D]:
    """Which of many may be the best as well as the one whose figure is best: those not surely worse.

    With a chance of 1 - alpha the best is that one or among them: each is held to its part of alpha
    (Bonferroni), so that hundreds can be told, where `with_best` works out all pairs.  Source: Nelson, Swann,
    Goldsman and Song 2001, Operations Research 49:950-963 (screening).

    Args:
        others: each minus the one with the best figure, paired by replication.
    """
    return [name for name, d in others.items() if not _is_worse(d, better, alpha / len(others))]


def _is_worse(d: Difference, better: Literal["lower", "higher"], alpha: float) -> bool:
    if d.n < 2:
        return False
    lo, hi = d.interval(t_quantile(d.n - 1, 1 - alpha))
    return lo > 0 if better == "lower" else hi < 0


def _is_absent(parts: Sequence[Additive], from_base: Difference | None) -> bool:
    """Whether the hall has no such metric under a design."""
    if from_base is not None and math.isnan(from_base.value):
        return True
    return not n_seen([part.value for part in parts])


def _behind(
    name: str, pair: tuple[str, str], d: Difference, alpha: float, sign: float
) -> tuple[float, float]:
    """Ends of how much worse `name` is than the other of the pair (`d` is the first minus the second)."""
    lo, hi = d.interval(t_quantile(d.n - 1, 1 - alpha)) if d.n > 1 else (math.nan, math.nan)
    if math.isnan(lo):
        lo, hi = -math.inf, math.inf
    forward = sign if pair[0] == name else -sign
    return (lo, hi) if forward > 0 else (-hi, -lo)


def _standing(behind: Sequence[tuple[float, float]], threshold: float) -> WithBest:
    if not behind:
        return WithBest(standing="best", lo=0.0, hi=0.0)
    lo, hi = (max(0.0, max(end)) for end in zip(*behind, strict=True))
    surely = all(high < 0 for _, high in behind)
    standing: Standing = "may_be_best"
    if surely:
        standing = "best"
    elif hi <= threshold:
        standing = "practically_best"
    elif lo > 0:
        standing = "not_best"
    return WithBest(standing=standing, lo=lo, hi=hi)
