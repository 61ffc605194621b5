"""What one run shows of every promise: tickets and files by station, weekday and period of their issue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hallsim.roster.periods import Periods
from hallsim.roster.stations import Station
from hallsim.roster.targets import Target
from hallsim.trace.model import NEVER
from hallsim.units import MS_PER_DAY, MS_PER_MIN

if TYPE_CHECKING:
    from hallsim.hall.plan.model import Plan
    from hallsim.metrics.definition.sample import Sample
    from hallsim.trace.model import Trace

Real = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Sums of one replication, or of several.

    Attributes:
        n, good: (targets, stations, weekdays, periods) whom a promise counts, and for how many it is kept
            (of a mean wait: the minutes).
        tickets, wait_min, left: (stations, weekdays, periods) tickets or files, minutes waited (at desks of
            their working time), leavers.
        overtime_h: hours worked beyond the ends of shifts, of all stations.
    """

    n: Real
    good: Real
    tickets: Real
    wait_min: Real
    left: Real
    overtime_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What is measured: which stations, when, which promises."""

    stations: tuple[Station, ...]
    periods: Periods
    targets: tuple[Target, ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        """(stations, weekdays, periods)."""
        return len(self.stations), len(self.periods.weekdays), self.periods.n

    def holds_at(self, target: Target) -> list[int]:
        """The stations for which a promise is made."""
        return [
            s
            for s, station in enumerate(self.stations)
            if station.is_desk == target.of_desks
            and (not target.stations or {station.name, station.group} & set(target.stations))
        ]


def station_of_queues(plan: Plan, stations: Sequence[Station]) -> Int:
    """(queues,) the station at which tickets of a queue wait: the first that takes it as its own; else -1."""
    number = {station.name: s for s, station in enumerate(stations)}
    found = np.full(len(plan.queues), NEVER, np.int64)
    for server in reversed(plan.servers):
        if server.tiers and server.station in number:
            found[list(server.tiers[0])] = number[server.station]
    return found


def measure(trace: Trace, plan: Plan, frame: Frame) -> Counts:
    """What a run shows; rows as in the metrics: what continues a ticket is none, the warm-up does not count.

    A ticket counts in the period of its issue.  Who left, was sent home or still waits was not called.
    """
    from hallsim.metrics.definition.files import files
    from hallsim.metrics.definition.sample import Sample

    sample = Sample(trace, 0.0)
    rows = np.concatenate([sample.tickets, files(sample)])
    t = trace.tickets
    station = station_of_queues(plan, frame.stations)[t["queue"][rows]]
    rows, cell = _cells(t["issue_ms"], rows, station, sample, frame)
    waits, called = _waits_min(trace, plan, rows, sample), sample.called[rows]
    n, good = np.zeros((2, len(frame.targets), *frame.shape))
    for k, target in enumerate(frame.targets):
        here = np.isin(cell[0], frame.holds_at(target))
        if target.kind == "on_time":
            n[k], good[k] = _decided_in_time(trace, rows[here], _of(cell, here), frame)
            continue
        kept = _kept(target, trace, rows, waits, called, sample)
        n[k] = _sums(_of(cell, here), np.ones(int(here.sum())), frame)
        good[k] = _sums(_of(cell, here), kept[here], frame)
    ones = np.ones(len(rows))
    return Counts(
        n=n,
        good=good,
        tickets=_sums(cell, ones, frame),
        wait_min=_sums(cell, waits, frame),
        left=_sums(cell, sample.gave_up[rows].astype(np.float64), frame),
        overtime_h=_overtime_h(sample),
    )


Cell = tuple[Int, Int, Int]


def _cells(at_ms: Int, rows: Int, station: Int, sample: Sample, frame: Frame) -> tuple[Int, Cell]:
    """Rows at stations of the frame on ordinary days, and their station, weekday and period."""
    place = np.full(7, NEVER, np.int64)
    place[list(frame.periods.weekdays)] = np.arange(len(frame.periods.weekdays))
    at = at_ms[rows]
    weekday = place[sample.trace.days.weekday[at // MS_PER_DAY]]
    keep = (station >= 0) & (weekday >= 0) & sample.in_time(at)
    period = frame.periods.of(at % MS_PER_DAY)
    return rows[keep], (station[keep], weekday[keep], period[keep])


def _of(cell: Cell, keep: NDArray[np.bool_]) -> Cell:
    return cell[0][keep], cell[1][keep], cell[2][keep]


def _sums(cell: Cell, values: Real, frame: Frame) -> Real:
    flat = np.ravel_multi_index(cell, frame.shape)
    n = int(np.prod(frame.shape))
    return np.asarray(np.bincount(flat, weights=values, minlength=n), np.float64).reshape(frame.shape)


def _kept(
    target: Target, trace: Trace, rows: Int, waits: Real, called: NDArray[np.bool_], sample: Sample
) -> Real:
    """(rows,) whether a promise is kept; of a mean wait, the wait."""
    if target.kind == "mean_wait":
        return waits
    if target.kind == "leave":
        return sample.gave_up[rows].astype(np.float64)
    if target.kind == "called":
        return (called & (waits * MS_PER_MIN <= target.within_ms)).astype(np.float64)
    begun = trace.tickets["start_ms"][rows] != NEVER
    return np.asarray(begun & (waits * MS_PER_MIN <= target.within_ms), np.float64)


def _waits_min(trace: Trace, plan: Plan, rows: Int, sample: Sample) -> Real:
    """(rows,) minutes waited; of files at desks, minutes of the desk's working time."""
    t = trace.tickets
    waits, issue, queue = sample.ticket_waits_min[rows].copy(), t["issue_ms"][rows], t["queue"][rows]
    for q, hours in plan.desk_hours.items():
        mine = np.flatnonzero(queue == q)
        until = issue[mine] + np.rint(waits[mine] * MS_PER_MIN).astype(np.int64)
        waits[mine] = hours.working_ms_between(issue[mine], until) / MS_PER_MIN
    return np.asarray(waits, np.float64)


def _decided_in_time(trace: Trace, rows: Int, cell: Cell, frame: Frame) -> tuple[Real, Real]:
    """Matters with a limit, each at the first of its files at every desk."""
    matter = trace.tickets["matter"][rows]
    m = trace.matters
    due, decided = m["due_ms"][matter], m["decided_ms"][matter]
    _, first = np.unique(matter * len(frame.stations) + cell[0], return_index=True)
    keep = np.zeros(len(rows), np.bool_)
    keep[first] = True
    keep &= due != NEVER
    in_time = (decided != NEVER) & (decided <= due)
    of = _of(cell, keep)
    return _sums(of, np.ones(int(keep.sum())), frame), _sums(of, in_time[keep].astype(np.float64), frame)


def _overtime_h(sample: Sample) -> float:
    from hallsim.metrics.catalogue.servers import overtime_hours

    return float(overtime_hours(sample).sum())


def added(several: Sequence[Counts]) -> Counts:
    """The sums of several replications."""
    totals: Mapping[str, Real] = {
        name: np.sum([getattr(one, name) for one in several], axis=0)
        for name in ("n", "good", "tickets", "wait_min", "left")
    }
    return Counts(**totals, overtime_h=sum(one.overtime_h for one in several))
