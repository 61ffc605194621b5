"""What one person more or less is worth, by station and period; measured with the same citizens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hallsim.roster.counts import Counts, Frame, added
from hallsim.roster.periods import may_staff
from hallsim.roster.runs.simulator import SEARCH, Simulator
from hallsim.roster.stations import Seat, Staffing, Station, minus
from hallsim.roster.targets import Target
from hallsim.scenario.values.hours import Span

Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a change does in a week, against the roster as it is; at all offices alike together.

    Attributes:
        missed: tickets or files more for which the first promise made to them is not kept; 0 of a mean wait.
        wait_h: hours waited more.
        left: people more who leave.
    """

    missed: Real
    wait_h: Real
    left: Real


@dataclass(frozen=True, slots=True, kw_only=True)
class Marginal:
    """One person more, and one less, in one period of every weekday; arrays are (stations, periods).

    Where nobody may be there, or nobody is, there is no effect (nan).
    """

    more: Effect
    less: Effect
    n: int


def weeks_of(counts: Sequence[Counts], n_days: Real) -> float:
    """Weeks that all replications together last: the mean over weekdays of how often each was worked."""
    return len(counts) * float(n_days.mean())


def effect(
    before: Sequence[Counts], after: Sequence[Counts], weeks: float, targets: Sequence[Target]
) -> Effect:
    """(stations, periods) sums over weekdays, of as many weeks."""
    one, other = added(before), added(after)

    def a_week(after_: Real, before_: Real) -> Real:
        return np.asarray((after_ - before_).sum(axis=1) / weeks)

    return Effect(
        missed=a_week(_missed(other, targets), _missed(one, targets)),
        wait_h=a_week(other.wait_min, one.wait_min) / 60,
        left=a_week(other.left, one.left),
    )


def _missed(counts: Counts, targets: Sequence[Target]) -> Real:
    """(stations, weekdays, periods) for how many the first promise of their station is not kept.

    A mean wait is promised to nobody alone: another promise of the station tells, else nobody is late.
    """
    of_people = [target.kind != "mean_wait" for target in targets]
    lacking = np.stack([
        np.zeros_like(good) if target.kind == "mean_wait" else good if target.at_most else n - good
        for target, n, good in zip(targets, counts.n, counts.good, strict=True)
    ])  # fmt: skip
    made = (counts.n.sum(axis=(2, 3)) > 0) & np.array(of_people)[:, None]
    first = np.argmax(made, axis=0)
    return np.asarray(np.take_along_axis(lacking, first[None, :, None, None], axis=0)[0])


def marginal(simulator: Simulator, frame: Frame, staffing: Staffing, n: int, n_days: Real) -> Marginal:
    """Try every period: all stations at the same time, each effect being that on the station's own people.

    A person of whom a period is taken away is on a break then; one more comes for the period alone.
    """
    open_to = np.asarray(may_staff(frame.stations, frame.periods).any(axis=1))
    trials, kinds = [], []
    for p in range(frame.periods.n):
        for sign in (1, -1):
            trials.append(changed(frame, staffing, p, sign))
            kinds.append((p, sign))
    base, *others = simulator.run([staffing, *trials], SEARCH, n)
    weeks = weeks_of(base, n_days)
    shape = open_to.shape
    found = {sign: [np.full(shape, np.nan) for _ in range(3)] for sign in (1, -1)}
    for (p, sign), counts in zip(kinds, others, strict=True):
        here = effect(base, counts, weeks, frame.targets)
        can = np.asarray(open_to[:, p]) if sign > 0 else there(frame, staffing, p)
        for table, values in zip(found[sign], (here.missed, here.wait_h, here.left), strict=True):
            table[can, p] = values.sum(axis=1)[can]
    more, less = (Effect(missed=t[0], wait_h=t[1], left=t[2]) for t in (found[1], found[-1]))
    return Marginal(more=more, less=less, n=n)


def there(frame: Frame, staffing: Staffing, period: int) -> NDArray[np.bool_]:
    """(stations,) whether anybody is on duty in a period of any weekday."""
    span = frame.periods.span(period)
    return np.array(
        [
            any(_meets(seat, day, span) for seat in staffing.get(station.name, ()) for day in range(7))
            for station in frame.stations
        ]
    )


def changed(frame: Frame, staffing: Staffing, period: int, sign: int) -> Staffing:
    """One more, or one less, at every station in a period of every weekday."""
    span = frame.periods.span(period)
    found: dict[str, tuple[Seat, ...]] = {}
    for station in frame.stations:
        seats = staffing.get(station.name, ())
        found[station.name] = _with_more(station, seats, span, frame) if sign > 0 else _with_less(seats, span)
    return found


def _with_more(station: Station, seats: Sequence[Seat], span: Span, frame: Frame) -> tuple[Seat, ...]:
    week = tuple(
        tuple((max(a, span[0]), min(b, span[1])) for a, b in spans if a < span[1] and span[0] < b)
        if day in frame.periods.weekdays
        else ()
        for day, spans in enumerate(station.hours)
    )
    return (*seats, Seat(week)) if any(week) else tuple(seats)


def _with_less(seats: Sequence[Seat], span: Span) -> tuple[Seat, ...]:
    """On every weekday the last of those who are there goes."""
    found = list(seats)
    for day in range(7):
        present = [i for i, seat in enumerate(found) if _meets(seat, day, span)]
        if present:
            seat = found[present[-1]]
            week = list(seat.week)
            week[day] = minus(week[day], [span])
            found[present[-1]] = replace(seat, week=tuple(week))
    return tuple(found)


def _meets(seat: Seat, day: int, span: Span) -> bool:
    return any(a < span[1] and span[0] < b for a, b in seat.week[day])
