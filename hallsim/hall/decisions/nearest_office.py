"""The nearest office that accepts what a citizen brings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.plan.geography import Travel
from hallsim.hall.plan.offices import MAIN, Network
from hallsim.scenario.design.offices import Choice

Int = NDArray[np.int64]


def planned_site(network: Network, choice: Choice, demand: Demand, home: Int) -> Int:
    """(m,) the office of each matter as far as homes decide: the nearest, or the main hall."""
    found = _nearest(network, demand, home)
    if choice.rule == "main":
        return np.where(network.kinds[MAIN].accepts[demand.service], MAIN, found)
    return found


def ways_ms(network: Network, travel: Travel, citizen: Int, place: Int, site: Int) -> Int:
    """(k,) ms from the centre of a place to an office, for each of k citizens; 0 where unreachable."""
    there = np.array([s.place for s in network.sites], np.int64)[site]
    found = network.where.between(place, there, travel.up_ms[:, citizen])
    return np.asarray(found, np.int64)


def site_of_place(network: Network, choice: Choice) -> Int:
    """(P, services) the office to which a matter of a service goes from each place."""
    n_places, n_services = len(network.where.names), len(network.kinds[MAIN].accepts)
    accepts = np.stack([kind.accepts for kind in network.kinds])
    place = np.repeat(np.arange(n_places), n_services)
    found = _best(network, np.tile(accepts, n_places), place).reshape(n_places, n_services)
    return np.where(network.kinds[MAIN].accepts, MAIN, found) if choice.rule == "main" else found


def _nearest(network: Network, demand: Demand, homes: Int) -> Int:
    """(m,) the nearest office that accepts all a citizen brings, else of each matter by itself."""
    accepts = np.stack([kind.accepts for kind in network.kinds])[:, demand.service]
    every = accepts
    if demand.n_matters > demand.n_citizens:
        every = np.logical_and.reduceat(accepts, demand.matter_start[:-1], axis=1)[:, demand.matter_citizen]
        every = np.where(every.any(axis=0), every, accepts)
    return _best(network, every, homes[demand.matter_citizen])


def _best(network: Network, accepts: NDArray[np.bool_], home: Int) -> Int:
    """(k,) the nearest office to each home among those that accept, by (kinds, k).

    Ties go to the main hall, then in the order written. Without a way to any it is the first that accepts.
    """
    far = network.distances()
    kind_of = np.array([site.kind for site in network.sites], np.int64)
    of_kind = [np.flatnonzero(kind_of == k) for k in range(len(network.kinds))]
    best = np.stack([mine[far[mine].argmin(axis=0)] for mine in of_kind])
    way = np.stack([far[mine].min(axis=0) for mine in of_kind])
    reached = np.where(way == np.inf, 1e18, way)[:, home]  # far beyond all others, but finite
    kind = np.where(accepts, reached, np.inf).argmin(axis=0)
    return np.asarray(best[kind, home], np.int64)
