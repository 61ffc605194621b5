"""Several offices: ways, trips in vain, who waits where, and what it is like for those who live far away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.spans import Int
from hallsim.metrics.attribution.offices import courier_ms
from hallsim.metrics.catalogue.matters import of_ended
from hallsim.metrics.definition.gap import Gap
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.population import QUEUED, TO_DONE, VISITS
from hallsim.metrics.definition.sample import Mask, Real, Sample
from hallsim.metrics.definition.split import Values
from hallsim.metrics.definition.statistic import mean
from hallsim.metrics.definition.visits_made import own_visits
from hallsim.text.message import Message
from hallsim.trace.model import NetworkTrace
from hallsim.units import MS_PER_HOUR, MS_PER_MIN

NAN = float("nan")


def _rows(values: Callable[[Sample, Int, NetworkTrace], NDArray[Any]]) -> Values:
    """Nothing can be said of any row where there is one hall and everybody lives beside it."""

    def of(s: Sample, rows: Int) -> NDArray[Any]:
        net = s.trace.network
        return np.full(len(rows), NAN) if net is None else values(s, rows, net)

    return of


def _of_visits(s: Sample, of_visit: NDArray[Any]) -> Real:
    """(all matters,) an amount a visit summed over those citizens made for a matter, shared ones in equal
    parts.
    """
    visit, matter = own_visits(s)
    n_matters = np.bincount(visit, minlength=len(of_visit))
    share = of_visit[visit] / n_matters[visit]
    return np.asarray(np.bincount(matter, weights=share, minlength=len(s.trace.matters["matter"])))


def _travel(s: Sample, rows: Int, net: NetworkTrace) -> Real:
    return np.asarray(_of_visits(s, net.trips["travel_ms"])[rows] / MS_PER_MIN)


def _in_vain(s: Sample, rows: Int, net: NetworkTrace) -> Real:
    return _of_visits(s, net.trips["in_vain"])[rows]


def _wait(*, main: bool) -> Values:
    def values(s: Sample, rows: Int, net: NetworkTrace) -> Real:
        here = (net.trips["office"][rows] == 0) == main
        return np.where(here, s.visit_waits_min[rows], NAN)

    return _rows(values)


def _courier(s: Sample, rows: Int, net: NetworkTrace) -> Real:
    m = s.trace.matters
    whole = courier_ms(s.trace, np.zeros(len(m["matter"]), np.int64), m["end_ms"])
    return np.asarray(whole[rows] / MS_PER_HOUR)


def citizen_time_ms(s: Sample, net: NetworkTrace) -> Int:
    """(matters,) time in halls and on the way of the visits citizens made for a matter, shared ones in equal
    parts.
    """
    visit, matter = own_visits(s)
    n_matters = np.bincount(visit, minlength=len(s.trace.visits["visit"]))
    spent = (s.hall_ms + net.trips["travel_ms"]) // np.maximum(n_matters, 1)
    found = np.zeros(len(s.trace.matters["matter"]), np.int64)
    np.add.at(found, matter, spent[visit])
    return found


def _lives(s: Sample, rows: Int, net: NetworkTrace, *, far: bool) -> Mask:
    at = _is_far(net) if far else _is_near(net)
    return np.asarray(at[net.home[s.trace.matters["citizen"][rows]]])


def _time_of(*, far: bool) -> Values:
    def values(s: Sample, rows: Int, net: NetworkTrace) -> Real:
        time = citizen_time_ms(s, net)[rows] / MS_PER_MIN
        return np.where(_lives(s, rows, net, far=far), time, NAN)

    return _rows(values)


def _is_far(net: NetworkTrace) -> NDArray[np.bool_]:
    level = np.array(net.place_level, np.int64)
    return np.asarray((level == level.max()) & (level > 0))


def _is_near(net: NetworkTrace) -> NDArray[np.bool_]:
    return np.asarray(np.array(net.place_level, np.int64) == 0)


GAP = Gap(of_ended(_time_of(far=True)), of_ended(_time_of(far=False)))

NETWORK: tuple[Metric, ...] = (
    metric(
        "travel_per_matter",
        "min",
        "lower",
        TO_DONE,
        of_ended(_rows(_travel)),
        Message("Time on the way, per case"),
        Message("Minutes there and back of the visits for a case that was done."),
    ),
    metric(
        "trips_in_vain_per_case",
        "visits",
        "lower",
        TO_DONE,
        of_ended(_rows(_in_vain)),
        Message("Trips in vain, per case"),
        Message("Visits for a case that was done to an office where nobody served."),
    ),
    metric(
        "in_vain_share",
        "share",
        "lower",
        VISITS,
        mean(_rows(lambda s, rows, net: net.trips["in_vain"][rows])),
        Message("Trips in vain"),
        Message("Share of the visits to an office where nobody served."),
    ),
    metric(
        "main_hall_share",
        "share",
        "neutral",
        VISITS,
        mean(_rows(lambda s, rows, net: net.trips["office"][rows] == 0)),
        Message("Visits to the main hall"),
        Message("Share of the visits that are to the main hall."),
    ),
    metric(
        "main_hall_wait_mean",
        "min",
        "lower",
        QUEUED,
        mean(_wait(main=True)),
        Message("Mean wait in the main hall"),
        Message("Mean wait of the visits to the main hall."),
    ),
    metric(
        "office_wait_mean",
        "min",
        "lower",
        QUEUED,
        mean(_wait(main=False)),
        Message("Mean wait in other offices"),
        Message("Mean wait of the visits to all other offices."),
    ),
    metric(
        "courier_per_matter",
        "h",
        "lower",
        TO_DONE,
        of_ended(_rows(_courier)),
        Message("Files with couriers, per case"),
        Message("Hours in which the file of a case that was done waits for a courier or is under way."),
    ),
    metric(
        "citizen_time_near",
        "min",
        "lower",
        TO_DONE,
        of_ended(_time_of(far=False)),
        Message("Time of citizens near, per case"),
        Message("Minutes in halls and on the way for a case of who lives in a place at the top."),
    ),
    metric(
        "citizen_time_far",
        "min",
        "lower",
        TO_DONE,
        of_ended(_time_of(far=True)),
        Message("Time of citizens far away, per case"),
        Message("Minutes in halls and on the way for a case of who lives in a place of the lowest level."),
    ),
    metric(
        "far_near_gap",
        "min",
        "lower",
        TO_DONE,
        GAP,
        Message("Gap between far and near, per case"),
        Message("Time of citizens far away minus that of citizens near."),
    ),
)
