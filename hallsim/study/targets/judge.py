"""Whether targets are met: surely, surely not, or not to be told apart (tied).

Met is what holds in every part at the error allowed for each: the chance that one of them is wrong is none
the larger (intersection-union tests; Berger 1982, Technometrics 24:295-300).  Not met is what surely fails
in some part, at the error divided by the parts (Bonferroni).  A one-sided error of alpha is read from the
interval of level 1 - 2 alpha.

What is said of satisfaction stands only where every slope and weight that no survey tells says the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from hallsim.metrics.definition.summand import MOST_UNSEEN, Counts, Summand, added
from hallsim.study.inference.interval import none_seen_bound
from hallsim.study.inference.pooled import Pooled, pooled
from hallsim.study.inference.statistics import Estimate, estimate_of
from hallsim.study.opinions.calibration import is_opinion
from hallsim.study.targets.goal import Goal, Scope, called_by

State = Literal["met", "not_met", "tied"]
Measured = Mapping[tuple[Scope, str], Sequence[Summand]]
"""What the replications add to a scope, by scope and part ('' of the whole); to one of satisfaction also with
every slope and weight that no survey tells, each a scope of its own (`variant`).
"""

WORST_DAY: Final = 4.0
"""How many times what a target allows a bad day may have, where no day seen had anything of it."""
FEWEST: Final = 40
"""People whom a part must have had, all replications together, to be judged: of fewer nothing can be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One target in one part of the hall.

    Attributes:
        value, lo, hi: of what is tested, with the interval that is judged by.
        margin: by how many standard errors it lies on the good side of its bound; negative on the bad side,
            infinite where nothing varies, nan where nothing is known.
        summands: what the replications add, to work out what is shown.
        by_parameters: the runs tell, but not with every slope and weight that no survey tells: tied, however
            many more are made.
    """

    goal: Goal
    scope: Scope
    part: str
    value: float
    lo: float
    hi: float
    people: float
    n: int
    state: State
    margin: float
    se: float
    level: float
    days: float
    summands: Sequence[Summand]
    by_parameters: bool = False

    @property
    def gap(self) -> float:
        """How far it lies on the good side of its bound."""
        return _gap(self.goal, self.value)

    @property
    def needed(self) -> float:
        """Replications after which the end of the interval on the side of the bound would reach it, at the
        same value and spread; infinite where that lies on the bound, or where no replication tells.
        """
        if self.by_parameters:
            return math.inf
        reach = self.hi - self.value if self.value <= self.goal.bound else self.value - self.lo
        away = abs(self.gap)
        return self.n * (reach / away) ** 2 if away > 0 and math.isfinite(reach) else math.inf

    def shown(self) -> tuple[float, float, float]:
        """What people read, with its interval: of a bound on a quantile that quantile, in its unit."""
        if not self.goal.shows_time:
            return self.value, self.lo, self.hi
        return _time_shown(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All targets together, under one design: `readings` in the order of targets and parts."""

    readings: tuple[Reading, ...]

    @property
    def state(self) -> State:
        """Met where every reading is, not met where any surely is not."""
        return together([reading.state for reading in self.readings])

    @property
    def worst(self) -> Reading | None:
        """The reading that is furthest on the bad side; None where there was nobody to judge by."""
        return worst_reading(self.readings)

    @property
    def margin(self) -> float:
        """The least of all readings; nan where one of them tells nothing."""
        margins = [one.margin for one in self.readings]
        return math.nan if not margins or any(map(math.isnan, margins)) else min(margins)

    def of(self, goal: Goal) -> list[Reading]:
        """Those of one target."""
        return [reading for reading in self.readings if reading.goal is goal]

    def state_of(self, goal: Goal) -> State:
        """The state of one target."""
        return together([reading.state for reading in self.of(goal)])

    @property
    def by_parameters(self) -> bool:
        """Whether slopes and weights that no survey tells leave it open."""
        return decided_by_parameters(self.readings)


_ORDER: Final[Mapping[State, int]] = {"not_met": 0, "tied": 1, "met": 2}


def worst_reading(several: Sequence[Reading]) -> Reading | None:
    """Of the readings in the worst state the one that is furthest on the bad side; None of none."""

    def bad(one: Reading) -> tuple[int, float]:
        return _ORDER[one.state], -math.inf if math.isnan(one.gap) else one.gap

    return min(several, key=bad, default=None)


def decided_by_parameters(several: Sequence[Reading]) -> bool:
    """Whether readings that are all wanted are open, some because of slopes or weights of satisfaction."""
    open_ = together([one.state for one in several]) == "tied"
    return open_ and any(one.by_parameters for one in several)


def together(states: Sequence[State]) -> State:
    """The state of several that are all wanted."""
    if "not_met" in states:
        return "not_met"
    return "met" if states and set(states) == {"met"} else "tied"


def judge(
    goals: Sequence[Goal], measured: Measured, errors: Mapping[Goal, float], days: float = 1.0
) -> Verdict:
    """Every target in every part that has enough people.

    Args:
        errors: the one-sided error allowed for each at this look.
        days: of a replication, which are taken as independent where nothing was seen.
    """
    found = []
    for goal in goals:
        known = [(scope, part, parts) for scope in goal.scopes for part, parts in _parts(scope, measured)]
        enough = [one for one in known if one[0].dimension is None or _people(one[2]) >= FEWEST]
        readings = [_reading(goal, *one, errors[goal], len(enough), days) for one in enough]
        found += [_guarded(one, measured) for one in readings] if is_opinion(goal.metric) else readings
    return Verdict(readings=tuple(found))


def _guarded(reading: Reading, measured: Measured) -> Reading:
    """Open where a slope or weight that no survey tells says otherwise than the runs."""
    if reading.state == "tied":
        return reading
    scope = Scope(reading.scope.metric, reading.scope.dimension)
    gaps = [
        _gap(reading.goal, added(parts).value)
        for (where, part), parts in measured.items()
        if where.variant and part == reading.part and replace(where, variant="") == scope
    ]
    met = reading.state == "met"
    if all(math.isnan(gap) or (gap >= 0) is met for gap in gaps):
        return reading
    return replace(reading, state="tied", by_parameters=True)


def thin_parts(goals: Sequence[Goal], measured: Measured) -> list[tuple[Scope, str]]:
    """The parts with too few people to be judged."""
    return [
        (scope, part)
        for goal in goals
        for scope in goal.scopes
        for part, parts in _parts(scope, measured)
        if scope.dimension is not None and _people(parts) < FEWEST
    ]


def _parts(scope: Scope, measured: Measured) -> Iterator[tuple[str, Sequence[Summand]]]:
    for (where, part), parts in measured.items():
        if where == Scope(scope.metric, scope.dimension) and scope.part in (None, part):
            yield part, parts


def _people(parts: Sequence[Summand]) -> float:
    n = added(parts).n
    return math.inf if math.isnan(n) else n


def _reading(
    goal: Goal,
    scope: Scope,
    part: str,
    parts: Sequence[Summand],
    error: float,
    n_parts: int,
    days: float,
) -> Reading:
    pool = pooled(goal.tested(parts))
    if pool.unseen > MOST_UNSEEN:
        pool = Pooled()
    estimate = bounds(pool, goal, error, days)
    stricter = estimate if n_parts < 2 else bounds(pool, goal, error / n_parts, days)
    state: State = "tied"
    if _good(goal, estimate):
        state = "met"
    elif _bad(goal, stricter):
        state = "not_met"
    elif _bad(goal, estimate):
        estimate, error = stricter, error / n_parts  # as wide as what is not said needs it
    return Reading(
        goal=goal, scope=scope, part=part, value=estimate.value, lo=estimate.lo, hi=estimate.hi,
        people=estimate.people, n=estimate.n, state=state, margin=_margin(goal, estimate), se=estimate.se,
        level=1 - 2 * error, days=days, summands=parts,
    )  # fmt: skip


def bounds(pool: Pooled, goal: Goal, error: float, days: float = 1.0) -> Estimate:
    """The estimate of what is tested, each end of its interval erring with `error`.

    What nobody met with may still come with bad days, as people of a day share its queue.  So the bound is
    that of days, a bad one having `WORST_DAY` times what the target allows, where this is further than the
    rule of three for people.

    Args:
        days: independent stretches of a replication.
    """
    estimate = estimate_of(pool, 1 - 2 * error, goal.limits)
    if estimate.warning not in ("none_seen", "all_seen"):
        return estimate
    people = estimate_of(pool, 1 - error, goal.limits)  # the rule of three has one side only
    bad = none_seen_bound(max(1.0, len(pool.values) * days), 1 - error)
    room = goal.bound if estimate.warning == "none_seen" else 1 - goal.bound
    least = min(1.0, WORST_DAY * room * bad)
    lo, hi = (
        (people.lo, max(people.hi, least))
        if estimate.warning == "none_seen"
        else (min(people.lo, 1 - least), people.hi)
    )
    return replace(estimate, lo=lo, hi=hi)


def _good(goal: Goal, estimate: Estimate) -> bool:
    return estimate.hi <= goal.bound if goal.at_most else estimate.lo >= goal.bound


def _bad(goal: Goal, estimate: Estimate) -> bool:
    return estimate.lo > goal.bound if goal.at_most else estimate.hi < goal.bound


def _margin(goal: Goal, estimate: Estimate) -> float:
    gap = _gap(goal, estimate.value)
    if math.isnan(gap):
        return math.nan
    if estimate.se > 0:
        return gap / estimate.se
    return math.inf if gap >= 0 else -math.inf


def _gap(goal: Goal, value: float) -> float:
    return goal.bound - value if goal.at_most else value - goal.bound


def _time_shown(reading: Reading) -> tuple[float, float, float]:
    """The time within which the share is called, and the times at which the verdict would turn.

    The interval is that of the share, read at the times themselves (Woodruff 1952, JASA 47:635-646), so that
    it never says anything else than the verdict: each end is looked for on the side of the limit on which
    the verdict has it, as of few replications an end of the share's interval may fall again.
    """
    goal = reading.goal
    parts = [part for part in reading.summands if isinstance(part, Counts)]
    total, share, error = added(parts), goal.bound, (1 - reading.level) / 2

    def at(minutes: float) -> Estimate:
        return bounds(pooled([called_by(part, minutes) for part in parts]), goal, error, reading.days)

    seen = int(np.searchsorted(total.values, goal.limit, side="right"))  # of the times, those to the limit

    def first(reached: Callable[[Estimate], bool]) -> float:
        """The first of the times seen at which an end of the interval has reached the share."""
        by_limit = reached(at(goal.limit))
        low, high = (0, seen) if by_limit else (seen, len(total.values))
        while low < high:
            middle = (low + high) // 2
            held = reached(at(float(total.values[middle])))
            low, high = (low, middle) if held else (middle + 1, high)
        if by_limit and low == seen:  # no time before is known to
            return float(total.values[seen - 1]) if seen else 0.0
        return float(total.values[low]) if low < len(total.values) else math.inf

    place = int(np.searchsorted(np.cumsum(total.counts), share * total.n - 1e-9))
    value = float(total.values[place]) if place < len(total.values) else math.inf
    lo, hi = first(lambda e: e.hi >= share), first(lambda e: e.lo >= share)
    return value, min(lo, value), max(hi, value)
