"""Days of absence, and who stands in: covers from a pool after a delay, deputies at once (R6.11)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.decisions.staffing.duty import day_of_duty, days_worked, spells_of
from hallsim.hall.decisions.staffing.model import Staffing
from hallsim.hall.plan.clerks import clerk_of
from hallsim.hall.plan.model import Plan, Roster
from hallsim.scenario.design.attendance import Absence
from hallsim.scenario.design.design import Design
from hallsim.scenario.values.timetable import Timetable
from hallsim.units import MS_PER_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """What absence leaves.

    Attributes:
        away: spans, by server, in which nobody is at a window that should be staffed.
        covers: spans in which a cover from the pool stands in.
    """

    away: dict[int, Timetable]
    covers: dict[int, Timetable]


@dataclass(frozen=True, slots=True)
class Spell:
    """One absence: the days missed of a roster, and from when a cover may stand in."""

    server: int
    days: tuple[int, ...]
    cover_from_ms: int


def stand_in(staffing: Staffing, plan: Plan, design: Design, demand: Demand) -> Stand:
    """Draw who is absent when, and let deputies and covers stand in, day by day, by first day missed."""
    rule = design.absence
    spells = _spells(staffing, plan, rule, demand)
    missing: dict[int, list[Spell]] = defaultdict(list)
    for spell in sorted(spells, key=lambda s: (s.days[0], s.server)):
        for day in spell.days:
            missing[day].append(spell)
    away: dict[int, list[tuple[int, int]]] = defaultdict(list)
    covers: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for day in sorted(missing):
        _one_day(staffing, plan, rule, day, missing[day], away, covers)
    return Stand(
        away={server: Timetable.from_spans(spans) for server, spans in sorted(away.items())},
        covers={
            server: Timetable.from_spans(spans).intersection(staffing.roster_of(server).on_duty)
            for server, spans in sorted(covers.items())
        },
    )


def _one_day(
    staffing: Staffing,
    plan: Plan,
    rule: Absence,
    day: int,
    spells: list[Spell],
    away: dict[int, list[tuple[int, int]]],
    covers: dict[int, list[tuple[int, int]]],
) -> None:
    absent = {spell.server for spell in spells}
    present: dict[str, list[int]] = defaultdict(list)
    lenders = {lender for group in rule.deputies.values() for lender in group}
    for index, server in enumerate(plan.servers if lenders else ()):
        if server.station in lenders and index not in absent and _works_on(staffing.roster_of(index), day):
            present[server.station].append(index)
    free = len(spells) if rule.cover == "unlimited" else rule.cover
    for spell in spells:
        deputy = _deputy(rule, plan.servers[spell.server].station, present)
        start, end = day_of_duty(staffing.roster_of(spell.server), day)
        if deputy is not None:
            away[deputy].append(day_of_duty(staffing.roster_of(deputy), day))
        elif free and spell.cover_from_ms < end:
            free -= 1
            begin = max(start, spell.cover_from_ms)
            away[spell.server].append((start, begin))
            covers[spell.server].append((begin, end))
        else:
            away[spell.server].append((start, end))


def _deputy(rule: Absence, group: str, present: dict[str, list[int]]) -> int | None:
    """The colleague with the highest number of the first group that keeps a window staffed."""
    for lender in rule.deputies.get(group, ()):
        if len(present[lender]) > 1:
            return present[lender].pop()
    return None


def _works_on(roster: Roster, day: int) -> bool:
    return roster.on_duty.working_ms_between(*day_of_duty(roster, day)) > 0


def _spells(staffing: Staffing, plan: Plan, rule: Absence, demand: Demand) -> list[Spell]:
    """The absences of all clerks at windows."""
    spells = []
    n_days = len(plan.calendar.is_working)
    drawn: dict[str, NDArray[np.float64]] = {}
    worked = {
        roster: days_worked(staffing.rosters[roster]) for roster in set(staffing.server_roster.tolist())
    }
    delay = rule.cover_delay
    delay_ms = None if delay.unit == "workdays" else delay.to_ms(None)
    for index, server in enumerate(plan.servers):
        if server.is_desk:
            continue
        name = clerk_of(plan, index)
        if name not in drawn:
            drawn[name] = demand.environment(f"{name}/absence", n_days)
        share, roster = rule.share * rule.checks, staffing.roster_of(index)
        for missed in spells_of(worked[int(staffing.server_roster[index])], share, rule.lasts, drawn[name]):
            spells.append(Spell(index, missed, _cover_from(plan, rule, roster, missed[0], delay_ms)))
    return spells


def _cover_from(plan: Plan, rule: Absence, roster: Roster, day: int, delay_ms: int | None) -> int:
    """When a cover may stand in for an absence that begins on a day; `delay_ms` is None in working days."""
    if delay_ms is None:
        n = -int(-rule.cover_delay.value // 1)
        return int(plan.calendar.add_workdays(day, n) * MS_PER_DAY) if n else day * MS_PER_DAY
    return roster.on_duty.next_open(day_of_duty(roster, day)[0]) + delay_ms
