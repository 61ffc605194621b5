"""Sets up the queues, servers and stations of a plan at run time."""

from __future__ import annotations

from collections.abc import Callable

from hallsim.hall.contract import EngineInput
from hallsim.hall.plan.model import Plan
from hallsim.hall.reference.servers.teams import TeamPool, TeamState
from hallsim.hall.reference.state.dispatch import Pool, QueueState, ServerState, Station


def build_states(
    given: EngineInput, make_queue: Callable[[int], QueueState]
) -> tuple[list[QueueState], list[ServerState], list[Station]]:
    """Running states of a plan's queues and servers, grouped into stations that share no queue."""
    plan = given.plan
    queues = [make_queue(index) for index in range(len(plan.queues))]
    pools: dict[tuple[tuple[tuple[int, ...], ...], int], Pool] = {}
    servers: list[ServerState] = []
    stations: list[Station] = []
    for i, spec in enumerate(plan.servers):
        kind = spec.tiers, spec.help_from
        if kind not in pools:
            tiers = tuple(tuple(queues[q] for q in tier) for tier in spec.tiers)
            goes_out = spec.travel_ms is not None
            pools[kind] = (TeamPool if goes_out else Pool)(tiers, spec.help_from)
            _join(stations, pools[kind])
        pool = pools[kind]
        station = next((q.station for tier in pool.tiers for q in tier), None)
        if station is None:
            continue  # a window that serves nothing; the checks refuse it
        servers.append((ServerState if spec.travel_ms is None else TeamState)(i, given, pool, station))
    for server in servers:
        # stations may have been merged after the server was made
        station = server.queues[0].station
        assert station is not None
        server.station = station
        station.servers.append(server)
        spec = plan.servers[server.index]
        station.has_tides |= spec.tide is not None
        station.watched |= spec.tide is not None or spec.help_from > 1
    return queues, servers, stations


def _join(stations: list[Station], pool: Pool) -> None:
    """Put a pool into the station its queues belong to, merging those it connects."""
    touched: list[Station] = []
    for queue in (q for tier in pool.tiers for q in tier):
        if queue.station is not None and queue.station not in touched:
            touched.append(queue.station)
    if touched:
        home = touched[0]
    else:
        home = Station()
        stations.append(home)
    for other in touched[1:]:
        home.pools += other.pools
        home.queues += other.queues
        for queue in other.queues:
            queue.station = home
        stations.remove(other)
    home.pools.append(pool)
    home.n_ranks = max(len(p.tiers) for p in home.pools)
    for queue in (q for tier in pool.tiers for q in tier):
        if queue.station is None:
            queue.station = home
            home.queues.append(queue)


def queues_of_sites(plan: Plan, queues: list[QueueState]) -> list[list[list[QueueState]]]:
    """By office and group of citizens, the queue of every task: one list unless windows are reserved."""
    n_groups = len(plan.names.groups)
    if plan.network is not None:
        return [
            [[queues[q] for q in row] for row in site.queues] * (n_groups if len(site.queues) == 1 else 1)
            for site in plan.network.sites
        ]
    if not any(task.queue_by_group for task in plan.tasks):
        return [[[queues[task.queue] for task in plan.tasks]] * n_groups]
    return [
        [
            [queues[task.queue_by_group[g] if task.queue_by_group else task.queue] for task in plan.tasks]
            for g in range(n_groups)
        ]
    ]
