"""How many people a station needs, by weekday and period, before anything is run.

The load over the day is that of unlimited servers (modified offered load); the fewest servers of a steady
queue with that load that keep the promise are where the search by simulation begins.  Sources: Eick, Massey &
Whitt 1993; Jennings, Mandelbaum, Massey & Whitt 1996 (`theory.time_varying.offered_load`); Green, Kolesar &
Whitt 2007, Production and Operations Management 16:13-39.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from hallsim.roster.counts import Frame
from hallsim.roster.periods import may_staff
from hallsim.roster.targets import Target
from hallsim.scenario.world.arrival_kinds.process import BIN_MS, BINS
from hallsim.theory import (
    fewest_servers_for_abandonment,
    fewest_servers_for_mean_wait,
    fewest_servers_for_service_level,
    offered_load_piecewise,
    square_root_staffing,
)
from hallsim.units import MS_PER_MIN

if TYPE_CHECKING:
    from hallsim.scenario.scenario import Scenario
    from hallsim.workload.expected_work import Arriving

Real = NDArray[np.float64]
Int = NDArray[np.int64]
BIN_MIN: Final = BIN_MS / MS_PER_MIN
_BETA: Final = 1.0
"""Of the square-root rule, where a promise has no formula."""
_DESK_BETA: Final = 0.5
_LONGEST_MIN: Final = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The load of all stations.

    Attributes:
        load: (stations, weekdays, periods) the largest mean number busy in a period, were servers unlimited.
        service_min: (stations,) mean work of a ticket or a file.
        variability: (stations,) (1 + cv^2) / 2 of that work: how much longer waits are than of exponential
            work.
        patience_min: mean patience of all citizens; None where nobody leaves.
    """

    load: Real
    service_min: Real
    variability: Real
    patience_min: float | None


def offered(scenario: Scenario, design: str, frame: Frame) -> Offered:
    """The load by period, returns and routes in it; of a desk, that of a day spread over its hours."""
    from hallsim.workload.offered_load import LaidOut
    from hallsim.workload.options import Loads

    laid_out = LaidOut(scenario, design, Loads(scenario.world))
    load, service, cv2 = np.zeros(frame.shape), np.zeros(len(frame.stations)), np.ones(len(frame.stations))
    open_to = may_staff(frame.stations, frame.periods)
    for s, station in enumerate(frame.stations):
        if station.name not in laid_out.members:  # nobody sits there under the design
            continue
        found = laid_out.arriving_at(station.name)
        service[s], cv2[s] = found.service_min, found.service_cv2
        if station.is_desk:
            load[s] = _of_desk(found, frame, open_to[s]) / station.copies
        else:
            load[s] = _of_windows(found, frame, open_to[s]) / station.copies
    return Offered(
        load=load, service_min=service, variability=(1 + cv2) / 2, patience_min=_patience(scenario)
    )


def _of_windows(found: Arriving, frame: Frame, open_to: NDArray[np.bool_]) -> Real:
    """(weekdays, periods) the largest load of each; who comes before a station opens stands at its doors."""
    edges = [BIN_MIN * b for b in range(BINS + 1)]
    load = np.zeros(open_to.shape)
    if not found.service_min:
        return load
    for w, day in enumerate(frame.periods.weekdays):
        rates = (found.tickets[day] / BIN_MIN).tolist()
        at = [BIN_MIN * (b + part) for b in range(BINS) for part in (0.5, 1.0)]
        busy = offered_load_piecewise(edges, rates, found.service_min, at)
        period = frame.periods.of(np.array(at) * MS_PER_MIN - 1).astype(np.int64)
        np.maximum.at(load[w], period, busy)
    return np.where(open_to, load, 0.0)


def _of_desk(found: Arriving, frame: Frame, open_to: NDArray[np.bool_]) -> Real:
    """(weekdays, periods) an even load: files wait for the hours in which the desk works."""
    days = list(frame.periods.weekdays)
    hours = open_to.sum() * frame.periods.by_ms / 3_600_000
    return open_to * (float(found.work[days].sum()) / hours if hours else 0.0)


def _patience(scenario: Scenario) -> float | None:
    from hallsim.units import MS_PER_DAY
    from hallsim.workload.station_waits import impatience

    hazard = impatience(scenario.world, MS_PER_DAY)
    if not hazard:
        return None
    return float(min(np.exp(-np.array(hazard)).sum(), _LONGEST_MIN))


def need_by_theory(frame: Frame, offered_to: Offered) -> Int:
    """(stations, weekdays, periods) the fewest people by the formulas of steady queues with the load."""
    need = np.zeros(frame.shape, np.int64)
    for s, station in enumerate(frame.stations):
        targets = [t for t in frame.targets if s in frame.holds_at(t)]
        known: dict[float, int] = {}
        for w, p in np.argwhere(offered_to.load[s] > 1e-9).tolist():
            load = round(float(offered_to.load[s, w, p]), 6)
            if load not in known:
                known[load] = (
                    max(1, square_root_staffing(load, _DESK_BETA))
                    if station.is_desk
                    else fewest(load, s, targets, offered_to)
                )
            need[s, w, p] = known[load]
    return need


def fewest(load: float, station: int, targets: Sequence[Target], offered_to: Offered) -> int:
    """The fewest servers of a steady queue of this load that keep all promises; at least 1."""
    found = [1] if targets else [square_root_staffing(load, _BETA), 1]
    mean = float(offered_to.service_min[station])
    for target in targets:
        wait = target.within_ms / MS_PER_MIN / float(offered_to.variability[station])
        if target.kind == "called":
            found.append(fewest_servers_for_service_level(load / mean, mean, wait, target.share))
        elif target.kind == "mean_wait":
            found.append(fewest_servers_for_mean_wait(load / mean, mean, wait))
        elif offered_to.patience_min is not None and target.share > 0:
            patience = offered_to.patience_min
            found.append(fewest_servers_for_abandonment(load / mean, mean, patience, target.share))
    return max(found)


def plenty(frame: Frame, offered_to: Offered, most: Int) -> Int:
    """(stations, weekdays, periods) as many people as could ever help, wherever they may be.

    Args:
        most: (stations,) how many windows there are; a large number where nobody says.
    """
    open_to = may_staff(frame.stations, frame.periods)
    peak = offered_to.load.max(axis=2, keepdims=True)
    many = np.ceil(2 * peak + 4 * np.sqrt(peak) + 4).astype(np.int64)
    return np.asarray(np.minimum(np.where(open_to, many, 0), most[:, None, None]))


def hours_of(need: Int, frame: Frame) -> float:
    """Hours of duty a week that a need asks for."""
    return float(need.sum()) * frame.periods.by_ms / 3_600_000
