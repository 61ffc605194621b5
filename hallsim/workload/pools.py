"""Stations that serve each other's queues, so that none can be looked at alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hallsim.hall.plan.model import Plan


@dataclass(frozen=True, slots=True)
class Pool:
    """Stations linked by queues that several of them take, and the office at which they are."""

    stations: tuple[str, ...]
    site: int


def pools_of(plan: Plan) -> dict[str, Pool]:
    """By station of windows, the pool to which it belongs, be it alone.

    Windows that are alike at several offices are one station with queues of their own: they have none.
    """
    taken: dict[int, set[str]] = {}
    sites: dict[str, set[int]] = {}
    for server in plan.servers:
        if server.is_desk or server.tide is not None:
            continue
        for tier in server.tiers:
            for queue in tier:
                if not plan.queues[queue].is_desk:
                    taken.setdefault(queue, set()).add(server.station)
                    sites.setdefault(server.station, set()).add(plan.queues[queue].site)
    pool: dict[str, set[str]] = {station: {station} for station in sites}
    for stations in taken.values():
        joined = set().union(*(pool[station] for station in stations))
        for station in joined:
            pool[station] = joined
    order = list(dict.fromkeys(server.station for server in plan.servers))
    return {
        station: Pool(tuple(name for name in order if name in members), min(sites[station]))
        for station, members in pool.items()
        if all(len(sites[name]) == 1 for name in members)
    }
