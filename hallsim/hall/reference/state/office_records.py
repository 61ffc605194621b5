"""What a trace records of several offices: trips and journeys, the matters of visits, files under way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.decisions.model import Drawn, OfficeDecisions
from hallsim.hall.plan.geography import NOWHERE
from hallsim.hall.plan.model import Plan
from hallsim.hall.plan.offices import Network
from hallsim.hall.records import Records, in_order
from hallsim.trace.model import NEVER, NetworkTrace, Table

Int = NDArray[np.int64]
FEN = 100  # a yuan


def network_trace(plan: Plan, decided: OfficeDecisions, records: Records, visits: Table) -> NetworkTrace:
    """The tables of a run, in the order of visits and matters."""
    network = plan.network
    assert network is not None
    where = network.where
    couriers = in_order(records.tables["couriers"], "matter", "from_ms")
    couriers["to_ms"] = np.minimum(couriers["to_ms"], records.end_ms)
    return NetworkTrace(
        offices=tuple(site.name for site in network.sites),
        office_kind=tuple(network.kinds[site.kind].name for site in network.sites),
        office_place=tuple(site.place for site in network.sites),
        queue_office=tuple(queue.site for queue in plan.queues),
        places=where.names,
        place_kind=tuple(where.kinds[kind] for kind in where.kind.tolist()),
        place_level=tuple(((where.line != NOWHERE).sum(axis=0) - 1).tolist()),
        home=decided.travel.home,
        trips=_trips(network, decided, records, visits),
        shared=in_order(records.tables["shared"], "visit", "matter"),
        couriers=couriers,
    )


def _trips(network: Network, decided: OfficeDecisions, records: Records, visits: Table) -> Table:
    """One row for each visit: the office, time and fares there and back, and whether it was unattended."""
    legs = in_order(records.tables["legs"], "visit")
    office, straight = legs["office"], legs["after"]
    citizen, travel, where = visits["citizen"], decided.travel, network.where
    place = np.array([site.place for site in network.sites], np.int64)[office]
    home = travel.home[citizen]
    start = np.where(straight == NEVER, home, place[np.maximum(straight, 0)])
    from_home = straight == NEVER
    goes_on = np.isin(legs["visit"], straight[~from_home])
    in_vain = np.isin(legs["visit"], records.tables["in_vain"]["visit"])

    def both_ways(own: NDArray[np.float64], up: NDArray[np.float64] | Int) -> Int:
        there = where.between(start, place, up) + np.where(from_home, own, 0)
        back = np.where(goes_on, 0, where.between(place, home, up) + own)
        return np.asarray(np.floor(there + back + 0.5), np.int64)

    return {
        "visit": legs["visit"],
        "office": office,
        "travel_ms": both_ways(travel.own_ms[citizen].astype(np.float64), travel.up_ms[:, citizen]),
        "fare_fen": both_ways(where.own_fare[where.kind[home]] * FEN, where.up_fare * FEN),
        "in_vain": in_vain.astype(np.int64),
    }


def queues_of_tickets(plan: Plan, drawn: Drawn, tickets: Table, site_of_matter: Int) -> Int:
    """The queue of each ticket's task at the office its matter is at."""
    network = plan.network
    assert network is not None
    n_groups = len(plan.names.groups)
    found = np.empty(len(tickets["ticket"]), np.int64)
    site = site_of_matter[tickets["matter"]]
    task, group = tickets["task"], drawn.group[tickets["citizen"]]
    order = np.argsort(site, kind="stable")
    bounds = np.searchsorted(site[order], np.arange(len(network.sites) + 1))
    for number, here in enumerate(network.sites):
        rows = order[bounds[number] : bounds[number + 1]]
        if len(rows):
            table = np.array(here.queues, np.int64)
            which = group[rows] if len(here.queues) == n_groups > 1 else np.zeros(len(rows), np.int64)
            found[rows] = table[which, task[rows]]
    return found
