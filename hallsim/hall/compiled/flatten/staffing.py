"""Who serves: servers as the design states them, and who is there and how fast in a replication."""

from __future__ import annotations

from hallsim.hall.compiled.flatten.arrays import (
    Arrays,
    by_number,
    ints,
    ragged,
    reals,
    shared_timetables,
    timetables,
)
from hallsim.hall.compiled.flatten.decisions import plain
from hallsim.hall.decisions.staffing.model import Staffing
from hallsim.hall.plan.model import Plan

SHIFT_ENDS = ("finish", "pause", "hand_back")


def people(plan: Plan) -> Arrays:
    """Servers at windows and at desks, whatever chance decides about them."""
    servers = plan.servers
    found = ragged("server.tier", (tier for server in servers for tier in server.tiers))
    found |= ragged("server.tiers", _consecutive([len(server.tiers) for server in servers]))
    found |= {
        "server.is_desk": ints(server.is_desk for server in servers),
        "server.at_shift_end": ints(SHIFT_ENDS.index(server.at_shift_end) for server in servers),
        "server.help_from": ints(server.help_from for server in servers),
        "server.serves_out": ints(server.serves_out for server in servers),
        "server.decides": ints(server.decides for server in servers),
        "server.calls": ints(server.calls for server in servers),
        "server.travel_ms": ints(server.travel_ms for server in servers),
        "server.per_day": ints(server.per_day for server in servers),
        "server.error_factor": reals(server.error_factor for server in servers),
        "server.fatigue_per_hour": reals(server.fatigue_per_hour for server in servers),
        "server.bundle_saving": reals(server.bundle_saving for server in servers),
    }
    return found | _tides(plan)


def staffing(given: Staffing, plan: Plan) -> Arrays:
    """Who is there and how fast in one replication."""
    found = timetables("roster", [roster.on_duty for roster in given.rosters])
    found |= {
        "roster.kind": ints(roster.kind for roster in given.rosters),
        "staff.roster": plain(given.server_roster),
        "staff.time_factor": plain(given.time_factor),
        "staff.error_share": plain(given.error_share),
    }
    found |= shared_timetables("desk_hours", given.desk_hours, len(plan.queues))
    found |= by_number("attended", given.attended, 1 if plan.network is None else len(plan.network.sites))
    return found | ragged("attended.days", (days.tolist() for days in given.attended.values()))


def _consecutive(lengths: list[int]) -> list[range]:
    """Numbers in turn, so many a row."""
    first, rows = 0, []
    for length in lengths:
        rows.append(range(first, first + length))
        first += length
    return rows


def _tides(plan: Plan) -> Arrays:
    """Tide windows and their pools."""
    pools = {name: number for number, name in enumerate(plan.cover)}
    groups = {name: n for n, name in enumerate(dict.fromkeys(server.station for server in plan.servers))}
    tides = [server.tide for server in plan.servers]
    return {
        "pool.clerks": ints(plan.cover.values()),
        "server.group": ints(groups[server.station] for server in plan.servers),
        "server.tide_pool": ints(None if tide is None else pools.get(str(tide.staff)) for tide in tides),
        "server.tide_open_at": ints(None if tide is None else tide.open_at for tide in tides),
        "server.tide_close_at": ints(None if tide is None else tide.close_at for tide in tides),
        "server.tide_after_ms": ints(None if tide is None else tide.after for tide in tides),
    }
