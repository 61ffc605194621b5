"""What may be said of a comparison: better, worse, practically the same, or not settled.

Few declared comparisons, the family (primary metrics times designs compared with the base), are judged
together; everything else is described by its interval and not judged.  A verdict needs a difference that
matters: each metric has a threshold, below which nobody would act on it.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from hallsim.study.inference.interval import t_quantile
from hallsim.study.inference.simultaneous import ALPHA, RESERVE, alpha_each, alpha_of_look
from hallsim.study.inference.statistics import Difference
from hallsim.text.message import Lang, Message

Better = Literal["lower", "higher", "neutral"]
Word = Literal["better", "worse", "lower", "higher", "same", "unsettled", "not_applicable"]
Reason = Literal[
    "",
    "size",
    "wide",
    "small",
    "none_seen",
    "too_few",
    "no_interval",
    "serves_fewer",
    "base_serves_fewer",
    "parameters",
]

WORDS: Mapping[Word, Message] = {
    "better": Message("better"),
    "worse": Message("worse"),
    "lower": Message("lower"),
    "higher": Message("higher"),
    "same": Message("practically the same"),
    "unsettled": Message("not settled"),
    "not_applicable": Message("not applicable"),
}
REASONS: Mapping[Reason, Message] = {
    "size": Message("there is a difference; it may be too small to matter"),
    "wide": Message("both no difference and one that matters are possible"),
    "small": Message("which way is clear, but the difference is probably too small to matter"),
    "none_seen": Message("never seen under either design, among too few people to say more"),
    "too_few": Message("seen in fewer than two replications"),
    "no_interval": Message("an extreme has no interval"),
    "serves_fewer": Message("it serves clearly fewer people, so that those it serves say little"),
    "base_serves_fewer": Message("the base serves clearly fewer people, so that those it serves say little"),
    "parameters": Message("slopes or weights that no survey tells decide it"),
}

ABSOLUTE: Mapping[str, float] = {
    "min": 0.5,
    "share": 0.01,
    "workdays": 0.1,
    "score": 1.0,
    "visits": 0.1,
}
"""Smallest difference that matters by unit: half a minute, one percentage point, a tenth of a working day."""
RELATIVE = 0.01
"""Of the base's value, for hours, money and counts."""
NOT_SERVED = "not_served_share"
"""The metric that tells who serves fewer: not that of those served, as who is still in approval when the run
stops has not been lost.
"""
N_ARRIVALS = "n_arrivals"
"""The metric that tells how many come."""
SERVED_MATTERS = 0.01
"""Part of the base's people served from which on a design serves clearly fewer."""
FEW_SERVED = 0.5
"""Of the people that another design serves: who serves fewer shows no figure that seems better, and has no
praise, whatever the number of replications.
"""
LeftOut = Literal["serves_few", "nobody_served"]
LEFT_OUT: tuple[LeftOut, ...] = get_args(LeftOut)
"""Warnings of a difference without numbers, since they would flatter who serves few or nobody."""
MAX_NEEDED = 100_000

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One member of the family.

    Attributes:
        difference: the design minus the base.
        better: which way is good.
        threshold: smallest difference that matters, in the metric's unit; above 0.
        served: difference in people served (number or share), for a metric of those who are served only.
        same_people: whether the metric compares the same people under both designs.
    """

    difference: Difference
    better: Better
    threshold: float
    served: Difference | None = None
    same_people: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A word with what it rests on.

    Attributes:
        reason: code of why it is not more (`REASONS`), or "".
        lo, hi: the interval that holds for the whole family at once, at this look.
        needed: replications that would settle it at the same values; None where settled or hopeless.
    """

    word: Word
    reason: Reason
    lo: float
    hi: float
    threshold: float
    needed: int | None = None

    def text(self, lang: Lang) -> str:
        """The verdict for people, with its reason."""
        reason = REASONS.get(self.reason)
        word = WORDS[self.word]
        return (Message("{word} ({reason})", word=word, reason=reason) if reason else word).text(lang)


def threshold_of(unit: str, base_value: float) -> float:
    """The default threshold of a metric by its unit; otherwise a hundredth of the base's value."""
    if unit in ABSOLUTE:
        return ABSOLUTE[unit]
    return RELATIVE * abs(base_value) if base_value and math.isfinite(base_value) else RELATIVE


def judge(
    family: Mapping[Key, Comparison],
    *,
    looks: Sequence[int] = (),
    alpha: float = ALPHA,
    reserve: float = RESERVE,
) -> dict[Key, Verdict]:
    """The verdict on every member of the family.

    Over all members and looks together the chance that any *better*, *worse* or *same* is false is at most
    `alpha`, as far as the intervals hold what they say.

    Args:
        family: the declared comparisons, all of one study.
        looks: numbers of replications after which verdicts of this study have been shown before.
        reserve: part of alpha kept for later looks (`alpha_of_look`).
    """
    judged = {key: c for key, c in family.items() if _exists(c.difference)}
    n = max((c.difference.n_all for c in judged.values()), default=0)
    spent = alpha_of_look(n, looks, alpha, reserve) if n else alpha
    each = alpha_each([c.difference.pseudo for c in judged.values()], spent)
    return {key: _judge(c, each) for key, c in family.items()}


def _exists(d: Difference) -> bool:
    return not math.isnan(d.value)


def _judge(c: Comparison, alpha: float) -> Verdict:
    d, threshold = c.difference, c.threshold
    lo, hi = math.nan, math.nan
    word: Word = "unsettled"
    reason: Reason = "too_few"
    wanted: int | None = None
    if d.warning in LEFT_OUT:
        reason = "base_serves_fewer" if math.isnan(d.base_value) else "serves_fewer"
    elif not _exists(d):
        word, reason = "not_applicable", ""
    elif d.n >= 2:
        x = t_quantile(d.n - 1, 1 - alpha)
        lo, hi = d.interval(x)
        word, reason = _word(d, lo, hi, threshold, c.better)
        word, reason = _guarded(word, reason, c)
        if reason in ("wide", "small"):
            wanted = _needed(d, lo, hi, threshold)
    return Verdict(word=word, reason=reason, lo=lo, hi=hi, threshold=threshold, needed=wanted)


def _word(d: Difference, lo: float, hi: float, threshold: float, better: Better) -> tuple[Word, Reason]:
    """The interval decides: inside the threshold, beyond 0, or neither."""
    if math.isnan(lo):
        return "unsettled", "no_interval"
    if -threshold <= lo and hi <= threshold:
        return "same", ""
    if lo <= 0 <= hi:
        return "unsettled", "none_seen" if d.warning in ("none_seen", "all_seen") else "wide"
    if abs(d.value) < threshold:
        return "unsettled", "small"
    side: Literal["lower", "higher"] = "lower" if hi < 0 else "higher"
    reason: Reason = "size" if min(abs(lo), abs(hi)) < threshold else ""
    if better == "neutral":
        return side, reason
    return ("better" if side == better else "worse"), reason


def serves_fewer(served: Difference) -> bool:
    """Whether clearly fewer are served than under the base: beyond chance, and by what matters."""
    return served.hi < 0 and served.value <= -SERVED_MATTERS * abs(served.base_value)


def serves_few(one: float, other: float) -> bool:
    """Whether one design serves not half as many people as the other."""
    return one < FEW_SERVED * other


def _guarded(word: Word, reason: Reason, c: Comparison) -> tuple[Word, Reason]:
    """No praise for those who are served where clearly fewer are.

    That the same people fare the same flatters nobody unless half of the others are missing: who is lost is
    no part of either figure. That they fare better may come of the room that the lost leave.
    """
    if c.served is None:
        return word, reason
    served, flatters = c.served, word != "same" or not c.same_people
    of_base, of_other = served.base_value, served.base_value + served.value
    more = served.lo > 0 and served.value >= SERVED_MATTERS * abs(of_base)
    fewer = serves_fewer(served)
    if word in ("better", "same") and ((fewer and flatters) or serves_few(of_other, of_base)):
        return "unsettled", "serves_fewer"
    if word in ("worse", "same") and ((more and flatters) or serves_few(of_base, of_other)):
        return "unsettled", "base_serves_fewer"
    return word, reason


def _needed(d: Difference, lo: float, hi: float, threshold: float) -> int | None:
    """Replications after which, at the same value and spread, the interval would exclude 0 or lie inside."""
    size = abs(d.value)
    if size >= threshold:
        reach, wanted = (d.value - lo if d.value > 0 else hi - d.value), size
    else:
        reach, wanted = max(hi - d.value, d.value - lo), threshold - size
    if not wanted > 0 or not math.isfinite(reach):
        return None
    n = math.ceil(d.n_all * (reach / wanted) ** 2)
    return max(n, d.n_all + 1) if n <= MAX_NEEDED else None
