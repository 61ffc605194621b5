"""Offices attended on some days only: on the others nobody is on duty there, and nobody is rostered.

Rule R5.26 of the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hallsim.demand.demand import Demand
from hallsim.hall.decisions.staffing.model import Flags, Staffing, without
from hallsim.hall.plan.model import Plan, Roster, Server
from hallsim.scenario.values.sessions import day_starts, sessions
from hallsim.scenario.values.timetable import Timetable, minus_each


def attend(staffing: Staffing, plan: Plan, demand: Demand) -> Staffing:
    """The staffing with the days drawn: one uniform a day and office, below the share when it is attended."""
    if plan.network is None or all(site.attended >= 1 for site in plan.network.sites):
        return staffing
    n_days = len(plan.calendar.is_working)
    attended: dict[int, Flags] = {}
    away: dict[int, Timetable] = {}
    for number, site in enumerate(plan.network.sites):
        if site.attended < 1:
            days = demand.environment(f"office/{site.name}", n_days) < site.attended
            attended[number] = days
            begins = day_starts(sessions(plan.network.kinds[site.kind].opening), n_days)
            away[number] = Timetable.from_arrays(begins[:-1][~days], begins[1:][~days])
    site_of = [_site_of(server, plan) for server in plan.servers]
    servers = {index: away[site] for index, site in enumerate(site_of) if site in away}
    desk_hours = {
        queue: hours.minus(away[plan.queues[queue].site]) if plan.queues[queue].site in away else hours
        for queue, hours in staffing.desk_hours.items()
    }
    return replace(without(staffing, servers, _unrostered), desk_hours=desk_hours, attended=attended)


def _site_of(server: Server, plan: Plan) -> int:
    """The office at which a server works."""
    return next((plan.queues[queue].site for tier in server.tiers for queue in tier), 0)


def _unrostered(rosters: Sequence[Roster], away: Sequence[Timetable]) -> list[Roster]:
    rostered, breaks, on_duty = (
        minus_each([getattr(roster, spans) for roster in rosters], away)
        for spans in ("rostered", "breaks", "on_duty")
    )
    return [
        replace(roster, rostered=expected, breaks=off, on_duty=on)
        for roster, expected, off, on in zip(rosters, rostered, breaks, on_duty, strict=True)
    ]
