"""Offices attended on some days only: on the others nobody is on duty there, and nobody is rostered.

Rule R5.26 of the model.
"""

from __future__ import annotations

from dataclasses import replace

from hallsim.demand.demand import Demand
from hallsim.hall.plan.model import Plan, Roster
from hallsim.scenario.values.sessions import day_starts, sessions
from hallsim.scenario.values.timetable import Timetable


def attend(plan: Plan, demand: Demand) -> Plan:
    """The plan with the days drawn: one uniform a day and office, below the share when it is attended."""
    if plan.network is None or all(site.attended >= 1 for site in plan.network.sites):
        return plan
    n_days = len(plan.calendar.is_working)
    attended: dict[int, tuple[bool, ...]] = {}
    away: dict[int, Timetable] = {}
    for number, site in enumerate(plan.network.sites):
        if site.attended < 1:
            days = demand.environment(f"office/{site.name}", n_days) < site.attended
            attended[number] = tuple(days.tolist())
            begins = day_starts(sessions(plan.network.kinds[site.kind].opening), n_days)
            away[number] = Timetable.from_arrays(begins[:-1][~days], begins[1:][~days])
    return replace(_less_staffed(plan, away), attended=attended)


def _less_staffed(plan: Plan, away: dict[int, Timetable]) -> Plan:
    """Rosters of their own for the servers of these offices, and hours for their desks."""
    rosters, servers = list(plan.rosters), list(plan.servers)
    known: dict[tuple[int, int], int] = {}
    for index, server in enumerate(servers):
        queues = [q for tier in server.tiers for q in tier]
        site = plan.queues[queues[0]].site if queues else 0
        if site in away:
            key = server.roster, site
            if key not in known:
                known[key] = len(rosters)
                rosters.append(_without(rosters[server.roster], away[site]))
            servers[index] = replace(server, roster=known[key])
    desk_hours = {
        queue: hours.minus(away[plan.queues[queue].site]) if plan.queues[queue].site in away else hours
        for queue, hours in plan.desk_hours.items()
    }
    return replace(plan, rosters=tuple(rosters), servers=tuple(servers), desk_hours=desk_hours)


def _without(roster: Roster, away: Timetable) -> Roster:
    return replace(
        roster,
        rostered=roster.rostered.minus(away),
        breaks=roster.breaks.minus(away),
        on_duty=roster.on_duty.minus(away),
    )
