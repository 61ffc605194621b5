"""Who serves, and when: servers, rosters, covers, and on which days offices are attended."""

from __future__ import annotations

from hallsim.hall.compiled.flatten.arrays import Arrays, by_number, ints, ragged, reals, timetables
from hallsim.hall.decisions.staffing.model import Staffing
from hallsim.hall.plan.model import Plan

SHIFT_ENDS = ("finish", "pause", "hand_back")


def staffing(given: Staffing, plan: Plan) -> Arrays:
    """Everything about the people of one replication, at windows and at desks."""
    found = timetables("roster", [roster.on_duty for roster in given.rosters])
    found["roster.kind"] = ints(roster.kind for roster in given.rosters)
    found |= {
        "server.roster": given.server_roster,
        "server.time_factor": given.time_factor,
        "server.error_share": given.error_share,
    }
    found |= timetables("desk_hours", list(given.desk_hours.values()))
    found |= by_number("desk_hours", given.desk_hours, len(plan.queues))
    found |= timetables("covers", list(given.covers.values()))
    found |= by_number("covers", given.covers, len(plan.servers))
    found |= by_number("attended", given.attended, 1 if plan.network is None else len(plan.network.sites))
    return found | ragged("attended.days", (days.tolist() for days in given.attended.values()))


def servers(plan: Plan) -> Arrays:
    """What a design says of its servers, whoever they are."""
    own = plan.servers
    found = ragged("server.tier", (tier for server in own for tier in server.tiers))
    found |= ragged("server.tiers", _consecutive([len(server.tiers) for server in own]))
    return (
        found
        | _tides(plan)
        | {
            "server.is_desk": ints(server.is_desk for server in own),
            "server.at_shift_end": ints(SHIFT_ENDS.index(server.at_shift_end) for server in own),
            "server.help_from": ints(server.help_from for server in own),
            "server.serves_out": ints(server.serves_out for server in own),
            "server.decides": ints(server.decides for server in own),
            "server.calls": ints(server.calls for server in own),
            "server.travel_ms": ints(server.travel_ms for server in own),
            "server.per_day": ints(server.per_day for server in own),
            "server.error_factor": reals(server.error_factor for server in own),
            "server.fatigue_per_hour": reals(server.fatigue_per_hour for server in own),
            "server.bundle_saving": reals(server.bundle_saving for server in own),
        }
    )


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
