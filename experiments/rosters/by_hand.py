"""What a good planner does by hand: whole shifts, lunch in turns, as few people as the promise allows.

Everybody works the 8-hour shift; half of them come at opening, the others go at closing; lunch is taken in
turns, one after the other.  How many come, by station and weekday, is found by the same simulation: the
fewest with whom the promise holds in every period, for the citizens of the search, then for those that judge.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.roster.counts import Counts, Frame
from hallsim.roster.judge import Judgement, judge
from hallsim.roster.milp import Market
from hallsim.roster.people import staffing_by, week_cost
from hallsim.roster.requirement import Offered
from hallsim.roster.runs.simulator import CONFIRM, SEARCH, Block, Simulator
from hallsim.roster.search import margins
from hallsim.roster.variants import Duty, Variant

Int = NDArray[np.int64]
Real = NDArray[np.float64]
Shown = Callable[[Int], list[Counts]]
SHIFT = "full"
_MOST = 20
"""Times that a roster by hand is mended."""
_HOPELESS = 0.1
"""The chance to hold below which a quarter of the replications is enough."""
_FAR = -0.8
"""Of what is promised: below it a day gets a tenth more people at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """A roster of the rule.

    Attributes:
        people: (stations, weekdays) how many come.
        same_every_day: yuan a week of as many on every day as on the busiest.
        n_broken: periods in which it is not shown to keep the promise, for the citizens that judge.
    """

    people: Int
    cost: float
    same_every_day: float
    n_broken: int
    n_judged: int


def in_turns(variants: Sequence[Variant], n: int) -> list[Variant]:
    """The shifts of `n` people: coming early and late by turns, lunch one group after the other."""
    whole = sorted((v for v in variants if v.template == SHIFT), key=lambda v: (v.come, v.spans))
    ends = [[v for v in whole if v.come == come] for come in sorted({v.come for v in whole})]
    ends = [ends[0], ends[-1]] if len(ends) > 1 else ends
    found = []
    for i in range(n):
        lunches = _one_after_another(ends[i % len(ends)])
        found.append(lunches[(i // len(ends)) % len(lunches)])
    return found


def _one_after_another(shifts: Sequence[Variant]) -> list[Variant]:
    """Those of shifts alike whose breaks do not overlap, the earliest first."""
    found: list[Variant] = []
    back = -1
    for one in shifts:
        away = one.spans[0][1] if len(one.spans) > 1 else -1
        if away >= back:
            found.append(one)
            back = one.spans[1][0] if len(one.spans) > 1 else back
    return found


def duties_of(people: Int, market: Market) -> list[Duty]:
    """Duties of so many people by station and weekday, of the first crew that can staff the station."""
    found = []
    for s, station in enumerate(market.frame.stations):
        crew = next(k for k, crew in enumerate(market.crews) if station.name in crew.stations)
        for w in range(people.shape[1]):
            shifts = in_turns(market.variants[s, w], int(people[s, w]))
            found += [Duty(s, w, variant, crew) for variant in shifts]
    return found


def _lowered(people: Int, shown: Shown, market: Market, confidence: float, expected: Real) -> Int:
    """Steps of several people may have gone too far: one fewer, day by day, until each would break."""
    can = people > 0
    while can.any():
        trial = people - can
        counts = shown(trial)
        held = margins(judge(counts, market.frame, confidence), counts, market.frame, expected).min(axis=2)
        can &= held >= 0
        people = people - can
        can &= people > 0
    return people


def _mended(
    people: Int, shown: Callable[[Int, int, int], list[Counts]], frame: Frame, n: int, confidence: float
) -> tuple[Int, list[Judgement]]:
    """One more on every day that fails, judged by others again; a quarter is looked at first."""
    first = 0
    for _ in range(_MOST):
        counts = shown(people, n // 4, first)
        judged = judge(counts, frame, confidence)
        broken = np.logical_or.reduce([one.chance(1 / 4, confidence) < _HOPELESS for one in judged])
        if not broken.any():
            counts += shown(people, n - n // 4, first + n // 4)
            judged = judge(counts, frame, confidence)
            broken = np.logical_or.reduce([~one.holds for one in judged])
        if not broken.any():
            return people, judged
        people, first = people + broken.any(axis=2), first + len(counts)
    return people, judge(shown(people, n, first), frame, confidence)


def by_hand(
    simulator: Simulator, market: Market, loads: Offered, expected: Real, *,
    n_search: int, n: int, confidence: float, aim: float,
) -> ByHand:  # fmt: skip
    """The fewest people of the rule that keep every promise.

    Args:
        expected: (stations, weekdays) as of `search.margins`.
        aim: the confidence of the search, `hallsim.roster.plan.search_confidence`.
    """
    frame = market.frame

    def shown(people: Int, block: Block, n: int, first: int = 0) -> list[Counts]:
        return simulator.run([staffing_by(duties_of(people, market), market)], block, n, first)[0]

    people = np.maximum(1, np.floor(loads.load.max(axis=2))).astype(np.int64)
    people[loads.load.max(axis=2) <= 0] = 0
    while True:
        counts = shown(people, SEARCH, n_search)
        worst = margins(judge(counts, frame, aim), counts, frame, expected).min(axis=2)
        if not (worst < 0).any():
            break
        people += np.where(worst < _FAR, np.maximum(1, people // 10), (worst < 0).astype(np.int64))
    people = _lowered(people, lambda some: shown(some, SEARCH, n_search), market, aim, expected)
    people, judged = _mended(
        people, lambda some, n, first: shown(some, CONFIRM, n, first), frame, n, confidence
    )
    broken = np.logical_or.reduce([~one.holds for one in judged])
    most = np.broadcast_to(people.max(axis=1, keepdims=True), people.shape)
    return ByHand(
        people=people,
        cost=week_cost(duties_of(people, market), market),
        same_every_day=week_cost(duties_of(np.asarray(most), market), market),
        n_broken=int(broken.sum()),
        n_judged=int(sum(one.judged.sum() for one in judged)),
    )
