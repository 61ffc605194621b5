"""The officers at desks: whose tapes are theirs, and when they are away."""

from __future__ import annotations

from hallsim.demand.demand import Demand
from hallsim.hall.decisions.staffing.duty import day_of_duty, days_worked, spells_of
from hallsim.hall.decisions.staffing.model import Staffing
from hallsim.hall.plan.clerks import PLACE
from hallsim.hall.plan.desks import DESK_PREFIX
from hallsim.hall.plan.model import Plan, Server
from hallsim.scenario.design.design import Design
from hallsim.scenario.design.desks import Desk, with_habits
from hallsim.scenario.values.timetable import Timetable


def officer_of(server: Server) -> str:
    """The name by which an officer's tapes are found, whichever file they work on."""
    return f"officer/{server.name.partition(PLACE)[0]}"


def desk_of(server: Server, design: Design) -> Desk:
    """The desk at which an officer sits; a bureau's is not listed."""
    office, _, name = f".{server.station}".rpartition(f".{DESK_PREFIX}")
    desks = design.offices[office[1:]].desks if office else design.desks
    return desks[name] if name in desks else with_habits(Desk(), design.every_desk)


def officers_away(staffing: Staffing, plan: Plan, design: Design, demand: Demand) -> dict[int, Timetable]:
    """Spans, by server, in which an officer who should be there is absent."""
    away: dict[int, Timetable] = {}
    for index, server in enumerate(plan.servers):
        if not server.is_desk:
            continue
        rule = desk_of(server, design).absence
        share = rule.share * design.supervision
        if share <= 0:
            continue
        roster = staffing.roster_of(index)
        drawn = demand.environment(f"{officer_of(server)}/absence", len(plan.calendar.is_working))
        spells = spells_of(days_worked(roster), share, rule.lasts, drawn)
        away[index] = Timetable.from_spans(day_of_duty(roster, day) for spell in spells for day in spell)
    return away
