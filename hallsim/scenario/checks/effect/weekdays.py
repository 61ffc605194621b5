"""Checks of what is written by weekday (hours, numbers on duty, places): for days that are never worked."""

from __future__ import annotations

from collections.abc import Iterator

from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.parsing.located import Located, node_at
from hallsim.scenario.values.hours import is_closed
from hallsim.scenario.values.weekdays import parse_weekdays
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.text.message import Message
from hallsim.units import UnitError

BY_WEEKDAY = ("opening", "desk_hours", "hours", "on_duty", "capacity")
"""Keys of a design whose values may be given by weekday."""


def check_weekdays(name: str, calendar: WorkingCalendar, findings: Findings) -> None:
    """Tell what a design says of weekdays on which nobody works, in the week or by a decree."""
    loc: Loc = ("designs", name)
    node = node_at(findings.tree, loc)
    if node is None:
        return
    worked = {int(day) for day in calendar.weekday[: calendar.n_days][calendar.is_working[: calendar.n_days]]}
    worked |= set(calendar.working_weekdays)
    said = list(_by_weekday(node, loc))
    some = {where[:-1] for where, days in said if days & worked}
    for where, days in said:
        if not days & worked and findings.own(where) and (where[:-1] in some or not _is_told(where)):
            findings.idle(
                where,
                Message("no such day of the run is worked"),
                Message("widen working_days of the calendar"),
            )


def _is_told(where: Loc) -> bool:
    """Whether it is told otherwise that windows, desks, breaks or training have no other hours than these."""
    return ("windows" in where or "desks" in where) and "shifts" not in where


def _by_weekday(node: Located, loc: Loc) -> Iterator[tuple[Loc, frozenset[int]]]:
    """Where something is said of weekdays at and below `loc`, and of which."""
    value = node.value
    if isinstance(value, list):
        for i, part in enumerate(value):
            yield from _by_weekday(part, (*loc, i))
    if not isinstance(value, dict):
        return
    week = _weekdays(value) if loc[-1] in BY_WEEKDAY else None
    if week is None:
        for name, part in value.items():
            yield from _by_weekday(part, (*loc, name))
        return
    for name, part in value.items():
        if not _says_nothing(part):
            yield (*loc, name), week[name]


def _weekdays(value: dict[str, Located]) -> dict[str, frozenset[int]] | None:
    """The weekdays that each key of a mapping names; None where one names none."""
    try:
        return {name: parse_weekdays(name) for name in value}
    except UnitError:
        return None


def _says_nothing(node: Located) -> bool:
    """Closed on those days, or no places."""
    return node.value in (0, None, []) or (isinstance(node.value, str) and is_closed(node.value))
