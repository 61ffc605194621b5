"""Whether a roster holds in worlds a little otherwise: more people, absent clerks, one who comes late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hallsim.roster.counts import Counts, Frame
from hallsim.roster.judge import groups_of
from hallsim.roster.runs.simulator import CONFIRM, Simulator, Trial
from hallsim.roster.stations import Staffing, minus
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World
from hallsim.text.message import Message
from hallsim.units import MS_PER_MIN

Real = NDArray[np.float64]
LESS: Final = "less"
MORE: Final = "more"
ABSENT: Final = "absent"
LATE: Final = "late"
NAMES: Final[Mapping[str, Message]] = {
    "": Message("as planned"),
    LESS: Message("20% fewer come"),
    MORE: Message("20% more come"),
    ABSENT: Message("5% of the clerks absent"),
    LATE: Message("the first of each station 30 min late"),
}
_DEMAND: Final = 0.2
_ABSENT: Final = 0.05
LATE_MS: Final = 30 * MS_PER_MIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """How often promises are missed in one such world.

    Attributes:
        name: a key of `NAMES`.
        missed: (targets, stations, weekdays, periods) share of the replications in which the figure of the
            period misses what is promised; nan where nothing is.
        value: the same shape, the figure of all replications together.
        n: replications.
    """

    name: str
    missed: Real
    value: Real
    n: int


def other_halls(world: World, design: Design) -> dict[str, tuple[World, Design]]:
    """The worlds and designs in which a roster is run too."""
    absence = design.absence.model_copy(update={"share": max(design.absence.share, _ABSENT)})
    desks = {
        name: desk.model_copy(
            update={"absence": desk.absence.model_copy(update={"share": max(desk.absence.share, _ABSENT)})}
        )
        for name, desk in design.desks.items()
    }
    return {
        LESS: (scaled(world, 1 - _DEMAND), design),
        MORE: (scaled(world, 1 + _DEMAND), design),
        ABSENT: (world, design.model_copy(update={"absence": absence, "desks": desks})),
    }


def scaled(world: World, factor: float) -> World:
    """The world with more or fewer people on every day; the same ones come first."""
    arrivals = tuple(
        source.model_copy(
            update={"weekdays": {day: factor * source.weekdays.get(day, 1.0) for day in range(7)}}
        )
        for source in world.arrivals
    )
    return world.model_copy(update={"arrivals": arrivals})


def late(frame: Frame, staffing: Staffing) -> Staffing:
    """Whoever comes first at each station comes late, on every weekday."""
    found = {}
    for station in frame.stations:
        seats = list(staffing.get(station.name, ()))
        for day in range(7):
            first = min(
                (i for i, seat in enumerate(seats) if seat.week[day]),
                key=lambda i: seats[i].week[day][0][0],
                default=None,
            )
            if first is None:
                continue
            week = list(seats[first].week)
            begin = week[day][0][0]
            week[day] = minus(week[day], [(begin, begin + LATE_MS)])
            seats[first] = replace(seats[first], week=tuple(week))
        found[station.name] = tuple(seats)
    return found


def chances(
    simulator: Simulator, frame: Frame, staffing: Staffing, planned: Sequence[Counts], first: int
) -> list[Chances]:
    """The roster in every such world, in the replications that judge.

    Args:
        planned: what those from `first` on showed as planned.
    """
    names = [name for name in NAMES if name]
    trials = [Trial(late(frame, staffing)) if name == LATE else Trial(staffing, name) for name in names]
    found = simulator.run(trials, CONFIRM, len(planned), first)
    several = zip(["", *names], [planned, *found], strict=True)
    return [chances_of(name, counts, frame) for name, counts in several]


def chances_of(name: str, counts: Sequence[Counts], frame: Frame) -> Chances:
    """How often each period misses, replication by replication; thin periods together as they are judged."""
    n = np.stack([one.n for one in counts])
    good = np.stack([one.good for one in counts])
    missed, value = np.full(n.shape[1:], np.nan), np.full(n.shape[1:], np.nan)
    for k, target in enumerate(frame.targets):
        groups = groups_of(n[:, k].sum(axis=0), frame.holds_at(target))
        inside = groups >= 0
        size = int(groups.max(initial=-1)) + 1
        sums = [
            np.stack([np.bincount(groups[inside], row.ravel()[inside], size) for row in table[:, k]])
            for table in (n, good)
        ]
        with np.errstate(invalid="ignore", divide="ignore"):
            each, whole = sums[1] / sums[0], sums[1].sum(axis=0) / sums[0].sum(axis=0)
        fails = each > target.bound if target.at_most else each < target.bound
        of_group = np.where(np.isnan(each), 0.0, fails).mean(axis=0)
        flat = np.full((2, groups.size), np.nan)
        flat[0, inside], flat[1, inside] = of_group[groups[inside]], whole[groups[inside]]
        missed[k], value[k] = flat.reshape(2, *frame.shape)
    return Chances(name=name, missed=missed, value=value, n=len(counts))
