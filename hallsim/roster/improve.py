"""A roster made cheaper by simulation: shifts taken away, shortened, moved, as long as every promise holds.

Covering the need of every period over-staffs, since nobody comes for half an hour; what of it can go is
found by trying, with the same citizens.  Stations and weekdays try at the same time, each its own change.
What then fails with fresh citizens gets somebody more where it fails.
Source of the idea: Ingolfsson, Campello, Wu & Cabral 2010, European Journal of Operational Research
202:585-600 (schedules improved together with what they do to waits).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hallsim.roster.judge import judge
from hallsim.roster.milp import Market, options
from hallsim.roster.people import n_against, staffing_by, week_cost
from hallsim.roster.runs.simulator import SEARCH, Simulator
from hallsim.roster.search import FEWER, MANY, margins
from hallsim.roster.stations import Staffing
from hallsim.roster.variants import Duty, Variant, may_work

Int = NDArray[np.int64]
Real = NDArray[np.float64]
MOST_TRIES: Final = 16
"""Changes that a day of a station may try in vain before it is left as it is."""
_SAVED: Final = 1e-6
_SURE: Final = 0.95
"""The confidence with which few replications show that a change breaks a promise."""


@dataclass(frozen=True, slots=True)
class Change:
    """Duties that go and duties that come, what that saves a week, and the hours then short of the need."""

    gone: tuple[Duty, ...]
    come: tuple[Duty, ...]
    saves: float
    short: float

    @property
    def key(self) -> tuple[object, ...]:
        """What makes a change the same as another: who of several alike goes does not matter."""
        return (self.gone, self.come)


@dataclass(slots=True)
class _Day:
    """What tries by itself: a station's weekday, or a desk."""

    station: int
    weekdays: tuple[int, ...]
    tried: set[tuple[object, ...]] = field(default_factory=set)
    in_vain: int = 0
    waiting: list[Change] | None = None  # changes of the duties as they are, the best last

    def has(self, duty: Duty) -> bool:
        """Whether a duty is one of its own."""
        return duty.station == self.station and duty.weekday in self.weekdays


@dataclass(frozen=True, slots=True)
class _Shifts:
    """What a crew may work at a station on a weekday: duties, (n, periods) when they are there, (n,) yuan."""

    duties: Sequence[Duty]
    there: Real
    costs: Real

    def differ(self, duty: Duty) -> NDArray[np.bool_]:
        """(n,) whether each is another shift."""
        return np.array([one.variant is not duty.variant for one in self.duties], np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Improving:
    """How a roster is improved.

    Attributes:
        need: (stations, weekdays, periods) what was needed; it tells what is worth trying first.
        n: replications of every trial.
        expected: as of `search.margins`.
    """

    simulator: Simulator
    market: Market
    need: Int
    n: int
    confidence: float
    expected: Real | None = None
    told: Callable[[str, int], None] = lambda what, rounds: None
    known: dict[tuple[int, int, int], _Shifts] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def staffing(self, duties: Sequence[Duty]) -> Staffing:
        """The windows of some duties."""
        return staffing_by(duties, self.market)

    def judged(self, duties: Sequence[Duty]) -> Real:
        """(stations, weekdays, periods) by how much duties keep what is promised."""
        counts = self.simulator.run([self.staffing(duties)], SEARCH, self.n)[0]
        frame = self.market.frame
        return margins(judge(counts, frame, self.confidence), counts, frame, self.expected)

    def improved(self, duties: Sequence[Duty], most_rounds: int = 400) -> list[Duty]:
        """Cheaper duties that hold where the ones given do; the ones given where none were found."""
        now = list(duties)
        days = self._days()
        margin = self.judged(now)
        days = [day for day in days if self._least(day, margin) >= 0]
        for rounds in range(most_rounds):
            proposed = [self._next(day, now) for day in days]
            if not any(proposed):
                break
            changes = self._together(now, proposed)
            if not any(changes):
                continue
            self.told("improve", rounds)
            if self.n >= MANY:
                changes = self._sifted(now, days, changes)
            now = self._tried(now, days, changes) if any(changes) else now
        return now

    def _sifted(
        self, now: Sequence[Duty], days: Sequence[_Day], changes: Sequence[Change | None]
    ) -> list[Change | None]:
        """Without those of which a few of the replications show already that they break a promise."""
        staffing = self.staffing(_with(now, changes))
        counts = self.simulator.run([staffing], SEARCH, self.n // FEWER)[0]
        broken = np.logical_or.reduce([one.is_broken for one in judge(counts, self.market.frame, _SURE)])
        found: list[Change | None] = []
        for day, change in zip(days, changes, strict=True):
            breaks = bool(broken[day.station][list(day.weekdays)].any())
            if change is not None and breaks:
                day.tried.add(change.key)
                day.in_vain += 1
            found.append(None if breaks else change)
        return found

    def _tried(self, now: list[Duty], days: Sequence[_Day], changes: Sequence[Change | None]) -> list[Duty]:
        """The duties after those of the changes that break nothing."""
        trial = _with(now, changes)
        margin = self.judged(trial)
        for day, change in zip(days, changes, strict=True):
            if change is None:
                continue
            day.tried.add(change.key)
            if self._least(day, margin) < 0:
                trial = applied(trial, Change(change.come, change.gone, -change.saves, 0.0))
                day.in_vain += 1
            else:
                day.in_vain, day.waiting = 0, None
        return trial if keeps_contracts(now, trial, self.market) else now

    def _days(self) -> list[_Day]:
        frame = self.market.frame
        weekdays = tuple(range(len(frame.periods.weekdays)))
        found = []
        for s in sorted({s for target in frame.targets for s in frame.holds_at(target)}):
            one_by_one = [(w,) for w in weekdays]
            found += [_Day(s, ws) for ws in ([weekdays] if frame.stations[s].is_desk else one_by_one)]
        return found

    def _least(self, day: _Day, margin: Real) -> float:
        return float(margin[day.station][list(day.weekdays)].min())

    def _next(self, day: _Day, duties: Sequence[Duty]) -> Change | None:
        """The change to try: of those that save, one that leaves least short of the need for its money."""
        if day.in_vain >= MOST_TRIES:
            return None
        if day.waiting is None:
            found = self._changes(day, [duty for duty in duties if day.has(duty)])
            day.waiting = sorted(found, key=lambda change: -change.short / max(change.saves, _SAVED))
        while day.waiting:
            change = day.waiting.pop()
            if change.key not in day.tried:
                return change
        return None

    def _changes(self, day: _Day, mine: Sequence[Duty]) -> list[Change]:
        """Remove one; put a cheaper one in its place; remove one and move another."""
        found: list[Change] = []
        for gone in dict.fromkeys(mine):
            rest = list(mine)
            rest.remove(gone)
            here, cost = self._there(rest, gone), self.market.cost(gone)
            if self._leaves_somebody(rest, gone):
                found.append(Change((gone,), (), cost, float(self._short(here, gone))))
            other = self._instead(gone)
            saves, short = cost - other.costs, self._short(here + other.there, gone)
            for i in np.flatnonzero((saves > _SAVED) & other.differ(gone)).tolist():
                found.append(Change((gone,), (other.duties[i],), float(saves[i]), float(short[i])))
            for moved in dict.fromkeys(duty for duty in rest if duty.weekday == gone.weekday):
                other = self._instead(moved)
                bare = here - self._slots(moved)
                short = np.where(other.differ(moved), self._short(bare + other.there, gone), np.inf)
                i = int(np.argmin(short)) if len(short) else 0
                if not len(short) or np.isinf(short[i]):
                    continue
                saved = cost + self.market.cost(moved) - float(other.costs[i])
                if saved > _SAVED:
                    found.append(Change((gone, moved), (other.duties[i],), saved, float(short[i])))
        return found

    def _leaves_somebody(self, rest: Sequence[Duty], gone: Duty) -> bool:
        """Whether the others of a day or a desk are enough for whoever comes: somebody has to be there."""
        if self.expected is None or self.market.frame.stations[gone.station].is_desk:
            return bool(rest)
        nobody = not self.expected[gone.station, gone.weekday]
        return nobody or any(duty.weekday == gone.weekday for duty in rest)

    def _instead(self, duty: Duty) -> _Shifts:
        """The shifts that the same crew may work there."""
        key = duty.station, duty.weekday, duty.crew
        if key not in self.known:
            crew, n = self.market.crews[duty.crew], self.market.frame.periods.n
            duties = [
                Duty(duty.station, duty.weekday, variant, duty.crew)
                for variant in self.market.variants[duty.station, duty.weekday]
                if may_work(crew, variant.template)
            ]
            there = np.array([self._slots(one) for one in duties]).reshape(len(duties), n)
            self.known[key] = _Shifts(duties, there, np.array([self.market.cost(one) for one in duties]))
        return self.known[key]

    def _slots(self, duty: Duty) -> Real:
        return slots_of(duty.variant, self.market)

    def _there(self, duties: Sequence[Duty], like: Duty) -> Real:
        found = np.zeros_like(self._slots(like))
        for duty in duties:
            if duty.weekday == like.weekday:
                found += self._slots(duty)
        return found

    def _short(self, there: Real, like: Duty) -> Real:
        """(...,) hours of a day short of the need of those there (..., periods), each counted with its
        square: twice short is worse than once.
        """
        lack = np.maximum(0.0, self.need[like.station, like.weekday] - there)
        return np.asarray((lack + lack**2).sum(axis=-1))

    def _together(self, duties: Sequence[Duty], changes: list[Change | None]) -> list[Change | None]:
        """Those of the changes that contracts allow together, the ones before going first."""
        found: list[Change | None] = []
        trial: list[Duty] = list(duties)
        for change in changes:
            after = trial if change is None else applied(trial, change)
            fits = change is not None and self._fits(trial, after)
            found.append(change if fits else None)
            trial = after if fits else trial
        return found

    def _fits(self, before: Sequence[Duty], after: Sequence[Duty]) -> bool:
        cheaper = week_cost(after, self.market) < week_cost(before, self.market) - _SAVED
        return cheaper and keeps_contracts(before, after, self.market)


def keeps_contracts(before: Sequence[Duty], after: Sequence[Duty], market: Market) -> bool:
    """Whether contracts allow the duties after, or no worse than those before: somebody owed hours may have
    had too few already.
    """
    return n_against(after, market) <= n_against(before, market)


def slots_of(variant: Variant, market: Market) -> Real:
    """(periods,) the part of each period for which a shift is there."""
    periods = market.frame.periods
    starts, found = periods.starts_ms, np.zeros(periods.n)
    for begin, end in variant.spans:
        found += np.clip(np.minimum(starts + periods.by_ms, end) - np.maximum(starts, begin), 0, None)
    return np.asarray(found / periods.by_ms)


def _with(duties: Sequence[Duty], changes: Sequence[Change | None]) -> list[Duty]:
    found = list(duties)
    for change in changes:
        found = applied(found, change) if change else found
    return found


def applied(duties: Sequence[Duty], change: Change) -> list[Duty]:
    """The duties after a change."""
    found = list(duties)
    for duty in change.gone:
        found.remove(duty)
    return found + list(change.come)


def mended(duties: Sequence[Duty], broken: NDArray[np.bool_], market: Market) -> list[Duty]:
    """For every weekday of a station with broken periods the shifts more that cover them, cheapest first.

    Who waits in a broken period may wait since the one before: that counts half, unless nobody is there who
    could call them.

    Args:
        broken: (stations, weekdays, periods).
    """
    now = list(duties)
    for s, w in np.argwhere(broken.any(axis=2)).tolist():
        left = broken[s, w]
        while left.any():
            before = np.append((left & _staffed(now, (s, w), market))[1:], False)
            come = _most_for_its_money(now, left + 0.5 * before, (s, w), market)
            if come is None:
                break
            now.append(come)
            covered = left & (slots_of(come.variant, market) > 0)
            left = left & ~covered if covered.any() else np.zeros_like(left)
    return now


def _staffed(duties: Sequence[Duty], where: tuple[int, int], market: Market) -> NDArray[np.bool_]:
    """(periods,) whether anybody is on duty on a station's weekday."""
    mine = [slots_of(duty.variant, market) for duty in duties if (duty.station, duty.weekday) == where]
    return np.asarray(np.sum([np.zeros(market.frame.periods.n), *mine], axis=0) > 0)


def _most_for_its_money(
    duties: Sequence[Duty], wanted: Real, where: tuple[int, int], market: Market
) -> Duty | None:
    """The shift that contracts allow beside the others; None where none would help."""
    here = options(market, [where])
    helps = np.array([float(slots_of(duty.variant, market) @ wanted) for duty in here])
    costs = np.maximum([market.cost(duty) for duty in here], 1e-9)
    for i in map(int, np.argsort(-helps / costs, kind="stable")):
        if helps[i] > 0 and keeps_contracts(duties, [*duties, here[i]], market):
            return here[i]
    return None
