"""The officers at desks: whose tapes are theirs, and when they are away."""

from __future__ import annotations

from collections.abc import Iterable

from hallsim.demand.demand import Demand
from hallsim.hall.desks import DESK_PREFIX
from hallsim.hall.duty import day_of_duty, days_worked
from hallsim.hall.plan import Plan, Server
from hallsim.scenario.design import Design
from hallsim.scenario.desks import Desk, with_habits
from hallsim.scenario.timetable import Timetable


def officer_of(server: Server) -> str:
    """The name by which an officer's tapes are found, whichever file they work on."""
    return f"officer/{server.name.partition('/')[0]}"


def desk_of(server: Server, design: Design) -> Desk:
    """The desk at which an officer sits; a bureau's is not listed."""
    office, _, name = f".{server.station}".rpartition(f".{DESK_PREFIX}")
    desks = design.offices[office[1:]].desks if office else design.desks
    return desks[name] if name in desks else with_habits(Desk(), design.every_desk)


def officers_away(plan: Plan, design: Design, demand: Demand) -> dict[int, Timetable]:
    """Spans, by server, in which an officer who should be there is absent.

    The renewal process of the windows (``absence``): a spell begins so often that the share is met, on the
    officer's own uniform of the day.
    """
    away: dict[int, Timetable] = {}
    for index, server in enumerate(plan.servers):
        if not server.is_desk:
            continue
        rule = desk_of(server, design).absence
        share = rule.share * design.supervision
        if share <= 0:
            continue
        begins = share / (rule.lasts * (1 - share) + share)
        drawn = demand.environment(f"{officer_of(server)}/absence", len(plan.calendar.is_working))
        missed = _missed(days_worked(plan, index), rule.lasts, (drawn < begins).tolist())
        away[index] = Timetable.from_spans(day_of_duty(plan, index, day) for day in missed)
    return away


def _missed(days: list[int], lasts: int, begins: list[bool]) -> Iterable[int]:
    position = 0
    while position < len(days):
        if begins[days[position]]:
            yield from days[position : position + lasts]
            position += lasts
        else:
            position += 1
