"""Who comes or goes next: the shift that would bring most, the one that would be missed least, and both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from hallsim.roster.improve import slots_of
from hallsim.roster.judge import Judgement, judge
from hallsim.roster.marginal import Effect, Marginal, effect, weeks_of
from hallsim.roster.milp import Market, options
from hallsim.roster.people import n_beyond, staffing_by
from hallsim.roster.runs.simulator import SEARCH, Simulator
from hallsim.roster.variants import Duty
from hallsim.scenario.values.hours import Spans

Real = NDArray[np.float64]
Move = Literal["add", "remove", "move"]
_WAIT_H: Final = 1.0
"""Hours waited that weigh as much as one ticket late, in choosing what to try."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A change of one shift on every weekday, tried with the same citizens.

    Attributes:
        come, gone: what comes and goes, a duty a weekday.
        cost: yuan a week more.
        missed, wait_h, left: a week, at all stations together (`Effect`).
        n_broken: periods in which a promise is then not shown to be kept that was before, in the same runs.
    """

    move: Move
    come: tuple[Duty, ...]
    gone: tuple[Duty, ...]
    cost: float
    missed: float
    wait_h: float
    left: float
    n_broken: int


def next_steps(
    simulator: Simulator,
    market: Market,
    duties: Sequence[Duty],
    worth: Marginal,
    n: int,
    confidence: float,
    n_days: Real,
) -> list[Step]:
    """The next clerk to add, the next to remove, and who of those able could take the place added."""
    come, gone = _best_to_add(market, duties, worth), _best_to_remove(market, duties, worth)
    tried: list[tuple[Move, tuple[Duty, ...], tuple[Duty, ...]]] = []
    if come:
        tried.append(("add", come, ()))
    if gone:
        tried.append(("remove", (), gone))
    if come:
        place = _where(come[0])
        to = market.frame.stations[come[0].station].name
        able = [d for d in duties if to in market.crews[d.crew].stations]
        away = _best_to_remove(market, [d for d in able if _where(d) != place], worth)
        if away:
            tried.append(("move", come, away))
    staffings = [staffing_by(duties, market)]
    for _, more, less in tried:
        after = list(duties)
        for duty in less:
            after.remove(duty)
        staffings.append(staffing_by([*after, *more], market))
    base, *others = simulator.run(staffings, SEARCH, n)
    weeks = weeks_of(base, n_days)
    before = judge(base, market.frame, confidence)
    found = []
    for (move, more, less), counts in zip(tried, others, strict=True):
        broken = _newly_broken(before, judge(counts, market.frame, confidence))
        found.append(
            _step(move, more, less, effect(base, counts, weeks, market.frame.targets), broken, market)
        )
    return found


def _newly_broken(before: Sequence[Judgement], after: Sequence[Judgement]) -> int:
    return sum(int((one.holds & ~other.holds).sum()) for one, other in zip(before, after, strict=True))


def _step(
    move: Move,
    come: tuple[Duty, ...],
    gone: tuple[Duty, ...],
    found: Effect,
    broken: int,
    market: Market,
) -> Step:
    return Step(
        move=move,
        come=come,
        gone=gone,
        cost=sum(map(market.cost, come)) - sum(map(market.cost, gone)),
        missed=float(np.nansum(found.missed)),
        wait_h=float(np.nansum(found.wait_h)),
        left=float(np.nansum(found.left)),
        n_broken=broken,
    )


def _where(duty: Duty) -> tuple[int, Spans]:
    """What a duty does, whatever the shift is called."""
    return duty.station, duty.variant.spans


def _value(found: Effect, market: Market) -> Real:
    """(stations, periods) what a change is worth to people; files do not mind waiting, but being late."""
    weight = np.array([0.0 if station.is_desk else _WAIT_H for station in market.frame.stations])
    return np.nan_to_num(found.missed + weight[:, None] * found.wait_h + found.left)


def _best_to_add(market: Market, duties: Sequence[Duty], worth: Marginal) -> tuple[Duty, ...]:
    """The shift that brings most for its money, where somebody of its crew works already."""
    gain, crews = -_value(worth.more, market), {duty.crew for duty in duties}
    days = range(len(market.frame.periods.weekdays))
    best = 0.0
    found: tuple[Duty, ...] = ()
    for duty in options(market, [(s, 0) for s in range(len(market.frame.stations))]):
        if duty.crew not in crews or market.crews[duty.crew].clerk:
            continue
        value = float(slots_of(duty.variant, market) @ gain[duty.station]) / max(market.cost(duty), 1e-9)
        week = tuple(
            Duty(duty.station, w, duty.variant, duty.crew)
            for w in days
            if duty.variant in market.variants[duty.station, w]
        )
        if value > best and n_beyond([*duties, *week], market) <= n_beyond(duties, market):
            best, found = value, week
    return found


def _best_to_remove(market: Market, duties: Sequence[Duty], worth: Marginal) -> tuple[Duty, ...]:
    """The shift missed least for the money it costs, of those worked on the most weekdays."""
    loss = _value(worth.less, market)
    weeks: dict[tuple[object, ...], dict[int, Duty]] = {}
    for duty in duties:
        key = (duty.station, duty.variant.template, duty.variant.come, duty.crew)
        weeks.setdefault(key, {}).setdefault(duty.weekday, duty)
    if not weeks:
        return ()
    most = max(map(len, weeks.values()))
    whole = [tuple(week.values()) for week in weeks.values() if len(week) == most]
    return min(
        whole,
        key=lambda week: (
            sum(float(slots_of(d.variant, market) @ loss[d.station]) for d in week)
            / max(sum(map(market.cost, week)), 1e-9)
        ),
    )
