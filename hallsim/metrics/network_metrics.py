"""Several offices: ways, trips in vain, who waits where, and what it is like for those who live far away."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.spans import Int
from hallsim.metrics.causes import visits_of_matters
from hallsim.metrics.metric import Metric, metric
from hallsim.metrics.network_time import courier_ms
from hallsim.metrics.sample import Sample, mean, ratio
from hallsim.trace import NetworkTrace
from hallsim.units import MS_PER_HOUR, MS_PER_MIN

NAN = float("nan")
Value = Callable[[Sample, NetworkTrace], float]


def _of_network(value: Value) -> Callable[[Sample], float]:
    """Nothing can be said where there is one hall and everybody lives beside it."""
    return lambda s: NAN if s.trace.network is None else value(s, s.trace.network)


def _travel(s: Sample, net: NetworkTrace) -> float:
    return ratio(float(net.trips["travel_ms"][s.visits].sum() / MS_PER_MIN), len(s.cases))


def _in_vain(s: Sample, net: NetworkTrace) -> float:
    return mean(net.trips["in_vain"][s.visits])


def _in_vain_per_case(s: Sample, net: NetworkTrace) -> float:
    return ratio(float(net.trips["in_vain"][s.visits].sum()), len(s.cases))


def _main_share(s: Sample, net: NetworkTrace) -> float:
    return mean(net.trips["office"][s.visits] == 0)


def _wait(main: bool) -> Value:
    def value(s: Sample, net: NetworkTrace) -> float:
        office = np.array(net.queue_office, np.int64)[s.trace.tickets["queue"][s.tickets]]
        return mean(s.waits_min[(office == 0) == main])

    return value


def _courier(s: Sample, net: NetworkTrace) -> float:
    m = s.trace.matters
    whole = courier_ms(s.trace, np.zeros(len(m["matter"]), np.int64), m["end_ms"])
    return ratio(float(whole[s.cases].sum() / MS_PER_HOUR), len(s.cases))


def citizen_time_ms(s: Sample, net: NetworkTrace) -> Int:
    """(matters,) time in halls and on the way of all visits made for a matter, shared ones in equal parts."""
    visit, matter = visits_of_matters(s.trace)
    n_matters = np.bincount(visit, minlength=len(s.trace.visits["visit"]))
    spent = (s.hall_ms + net.trips["travel_ms"]) // np.maximum(n_matters, 1)
    found = np.zeros(len(s.trace.matters["matter"]), np.int64)
    np.add.at(found, matter, spent[visit])
    return found


def _time_of(far: bool) -> Value:
    def value(s: Sample, net: NetworkTrace) -> float:
        at = _is_far(net) if far else _is_near(net)
        home = net.home[s.trace.matters["citizen"][s.cases]]
        return mean(citizen_time_ms(s, net)[s.cases][at[home]] / MS_PER_MIN)

    return value


def _is_far(net: NetworkTrace) -> NDArray[np.bool_]:
    level = np.array(net.place_level, np.int64)
    return np.asarray((level == level.max()) & (level > 0))


def _is_near(net: NetworkTrace) -> NDArray[np.bool_]:
    return np.asarray(np.array(net.place_level, np.int64) == 0)


def _gap(s: Sample, net: NetworkTrace) -> float:
    return _time_of(True)(s, net) - _time_of(False)(s, net)


NETWORK: tuple[Metric, ...] = (
    metric("travel_per_matter", "min", "lower", "visits", _of_network(_travel),
           ("Time on the way, per case", "每件在途时间"),
           ("Minutes there and back of all visits, over the cases.", "全部来访的往返时间与办件数之比。")),
    metric("trips_in_vain_per_case", "number", "lower", "visits", _of_network(_in_vain_per_case),
           ("Trips in vain, per case", "每件白跑次数"),
           ("Visits to an office where nobody served, over the cases.", "白跑的来访次数与办件数之比。")),
    metric("in_vain_share", "share", "lower", "visits", _of_network(_in_vain),
           ("Trips in vain", "白跑比例"),
           ("Share of the visits to an office where nobody served.", "到了却无人办公的来访所占比例。")),
    metric("main_hall_share", "share", "neutral", "visits", _of_network(_main_share),
           ("Visits to the main hall", "主大厅来访比例"),
           ("Share of the visits that are to the main hall.", "到主大厅的来访所占比例。")),
    metric("main_hall_wait_mean", "min", "lower", "tickets", _of_network(_wait(main=True)),
           ("Mean wait in the main hall", "主大厅平均等候"),
           ("Mean wait of tickets of the main hall.", "主大厅各号的平均等候。")),
    metric("office_wait_mean", "min", "lower", "tickets", _of_network(_wait(main=False)),
           ("Mean wait in other offices", "其他机构平均等候"),
           ("Mean wait of tickets of all other offices.", "其他各处的号的平均等候。")),
    metric("courier_per_matter", "h", "lower", "matters", _of_network(_courier),
           ("Files with couriers, per case", "每件文件交换时间"),
           ("Hours in which a file waits for a courier or is under way, over the cases.",
            "文件等候交换班次与在途的小时数与办件数之比。")),
    metric("citizen_time_near", "min", "lower", "matters", _of_network(_time_of(far=False)),
           ("Time of citizens near, per case", "近处群众每件耗时"),
           ("Minutes in halls and on the way for a case of who lives in a place at the top.",
            "最上级地点居民每件的在厅与在途时间。")),
    metric("citizen_time_far", "min", "lower", "matters", _of_network(_time_of(far=True)),
           ("Time of citizens far away, per case", "远处群众每件耗时"),
           ("Minutes in halls and on the way for a case of who lives in a place of the lowest level.",
            "最下级地点居民每件的在厅与在途时间。")),
    metric("far_near_gap", "min", "lower", "matters", _of_network(_gap),
           ("Gap between far and near, per case", "远近差距（每件）"),
           ("Time of citizens far away minus that of citizens near.", "远处与近处群众每件耗时之差。")),
)  # fmt: skip
