"""Checks of a design against the world: who serves, who decides, when."""

from __future__ import annotations

from functools import cache

import numpy as np

from hallsim.errors import did_you_mean
from hallsim.scenario.checks.rosters import check_open_days, check_roster
from hallsim.scenario.design.catalogue import offered
from hallsim.scenario.design.design import Design, Windows
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.serving.claims import Claims, Work, window_work
from hallsim.scenario.serving.office_design import halls, only_at_offices
from hallsim.scenario.serving.rosters import n_windows, window_hours
from hallsim.scenario.values.hours import Hours
from hallsim.scenario.world.approval_steps import desk_of
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.tree_steps import steps_of
from hallsim.scenario.world.world import World
from hallsim.text.message import Message
from hallsim.units import duration_words


def check_design(
    world: World, design: Design, name: str, calendar: WorkingCalendar | None, findings: Findings
) -> None:
    """Check one design; its problems stand where it, or the design it is based on, wrote them."""
    loc = ("designs", name)
    elsewhere = only_at_offices(world, design)
    works = [work for work in window_work(world) if work.service not in elsewhere]
    known = {word for work in window_work(world) for word in work.words} | {"collect"}
    n_before = len(findings.problems)
    for group, windows in design.windows.items():
        check_group_words(windows, group, (*loc, "windows", group), known, findings)
    # A misspelt word is told once, not again as services left unserved.
    words_fit = len(findings.problems) == n_before
    for part, hall in halls(design):
        for group, windows in hall.windows.items():
            where = (*loc, *part, "windows", group)
            _check_people(windows, where, world, findings)
            check_roster(windows, hall.opening, where, findings)
    if calendar is not None:
        check_open_days(world, design, loc, calendar, findings)
        check_windows(works if words_fit else [], design, loc, calendar, findings)
        for part, hall in halls(design):
            _check_desk_hours(hall, (*loc, *part), calendar, findings)
    _check_desks(offered(world, design.catalogue), design, loc, elsewhere, findings)
    for word in design.priority:
        if word not in world.groups and word not in world.services:
            known_names = [*world.groups, *world.services]
            findings.unknown((*loc, "priority", word), word, Message("group or service"), known_names)


def check_group_words(windows: Windows, group: str, loc: Loc, known: set[str], findings: Findings) -> None:
    """Every word of serves and helps means something."""
    if not windows.serves and group not in known:
        findings.misnamed.add(group)
        findings.problem(
            loc,
            "windows.nothing",
            Message("the windows '{group}' serve nothing: nothing in the world is called so", group=group),
            Message(
                "write serves: with departments, services or all ({hint})",
                hint=did_you_mean(group, sorted(known)),
            ),
        )
    for key, words in (("serves", windows.serves), ("helps", windows.helps)):
        for i, word in enumerate(words):
            if word not in known:
                findings.unknown((*loc, key, i), word, Message("department, service or stop"), sorted(known))


def _check_people(windows: Windows, loc: Loc, world: World, findings: Findings) -> None:
    n = n_windows(windows)
    for i, pause in enumerate(windows.breaks):
        if pause.count > n:
            findings.problem(
                (*loc, "breaks", i),
                "breaks.count",
                Message("{count} windows go on a break, but there are {n}", count=pause.count, n=n),
                Message("write count: {n} or less", n=n),
            )
    if windows.generalist.error > 0 and world.max_visits() == 1 and world.citizens.max_visits is None:
        findings.problem(
            (*loc, "generalist"),
            "generalist.visits",
            Message("an error needs a further visit, but each matter has one visit only"),
            Message("write citizens: {max_visits: 8} in the world"),
        )


def check_windows(
    works: list[Work], design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings
) -> None:
    """Every work is served by windows that open some time, and fits into their hours."""
    opening = calendar.timetable(design.opening)

    @cache
    def outside(hours: Hours) -> bool:
        return bool(len(calendar.timetable(hours).minus(opening).starts))

    longest: dict[str, int] = {}
    for group, windows in design.windows.items():
        of_group = set(window_hours(windows, design.opening))
        spans = [calendar.timetable(hours) for hours in of_group]
        open_ms = [_longest_ms(table.starts, table.ends, calendar.horizon_ms) for table in spans]
        longest[group] = max(open_ms, default=0)
        if not longest[group]:
            findings.warning(
                (*loc, "windows", group),
                "windows.closed",
                Message("the windows '{group}' never open", group=group),
                Message("check count, hours and the calendar's working days"),
            )
        elif any(outside(hours) for hours in of_group):
            findings.warning(
                (*loc, "windows", group),
                "windows.hours",
                Message("the windows '{group}' are staffed while the hall is not open", group=group),
                Message("check hours against opening"),
            )
    claims = Claims(design.windows)
    for work in works:
        groups = list(claims.takers(work))
        if not groups:
            findings.problem(
                (*loc, "windows"),
                "service.unserved",
                Message("no window serves {title}", title=work.title),
                Message("name {title} or all under the serves of some windows", title=work.title),
            )
        elif not any(longest[group] for group in groups):
            findings.problem(
                (*loc, "windows", groups[0]),
                "service.closed",
                Message("the windows that serve {title} never open", title=work.title),
                Message("check count, hours and the calendar's working days"),
            )
        else:
            _check_fit(work, max(longest[group] for group in groups), calendar.workday_ms, findings)


def _longest_ms(starts: np.ndarray, ends: np.ndarray, horizon_ms: int) -> int:
    inside = starts < horizon_ms
    return int((ends[inside] - starts[inside]).max(initial=0))


def _check_fit(work: Work, longest_ms: int, workday_ms: int, findings: Findings) -> None:
    mean_ms = work.law.mean_ms(workday_ms)
    if mean_ms > longest_ms:
        findings.problem(
            work.loc,
            "work.fit",
            Message(
                "{title} takes {mean} on average, but no window that serves it is open "
                "longer than {longest} at a stretch",
                title=work.title,
                mean=duration_words(round(mean_ms)),
                longest=duration_words(longest_ms),
            ),
            Message("check the unit, or lengthen the hours"),
        )


def _check_desk_hours(design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings) -> None:
    for name, desk in design.desks.items():
        if desk.meets is not None:
            continue
        otherwise = desk.hours or design.desk_hours or design.opening
        tables = [calendar.timetable(hours) for hours in desk.rosters(otherwise)]
        if desk.is_unlimited:
            tables = [calendar.timetable(otherwise)]
        works = any(_longest_ms(table.starts, table.ends, calendar.horizon_ms) for table in tables)
        if not works and not desk.quiet_windows:
            findings.problem(
                (*loc, "desks", name),
                "desk.closed",
                Message("the desk '{name}' never works", name=name),
                Message("check officers, hours and the calendar's working days"),
            )


def _check_desks(
    world: World, design: Design, loc: Loc, elsewhere: frozenset[str], findings: Findings
) -> None:
    """Every step is worked at a desk of the design."""
    for service_name, service in world.services.items():
        if service_name in elsewhere:
            continue
        used = {step for step, _ in steps_of(service.approval)} if service.approval else set()
        for step_name, step in service.steps.items():
            desk = desk_of(step, service.department)
            if step_name in used and desk is not None and desk not in design.desks:
                findings.problem(
                    (*loc, "desks"),
                    "desk.missing",
                    Message(
                        "step '{step_name}' of {service_name} is decided nowhere: there is no desk '{desk}'",
                        step_name=step_name,
                        service_name=service_name,
                        desk=desk,
                    ),
                    Message(
                        "write desks: {{{desk}: 2}} ({hint})",
                        desk=desk,
                        hint=did_you_mean(desk, design.desks),
                    ),
                )
