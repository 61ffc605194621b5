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
from hallsim.scenario.serving.office_design import only_at_offices
from hallsim.scenario.serving.rosters import n_windows, window_hours
from hallsim.scenario.values.hours import Hours
from hallsim.scenario.world.approval_steps import desk_of
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.tree_steps import steps_of
from hallsim.scenario.world.world import World
from hallsim.units import format_duration


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
    for group, windows in design.windows.items():
        _check_people(windows, (*loc, "windows", group), world, findings)
        check_roster(windows, design.opening, (*loc, "windows", group), findings)
    for office_name, office in design.offices.items():
        for group, windows in office.windows.items():
            where = (*loc, "offices", office_name, "windows", group)
            check_roster(windows, office.opening or design.opening, where, findings)
    if calendar is not None:
        check_open_days(world, design, loc, calendar, findings)
        check_windows(works if words_fit else [], design, loc, calendar, findings)
        _check_desk_hours(design, loc, calendar, findings)
    _check_desks(offered(world, design.catalogue), design, loc, elsewhere, findings)
    for word in design.priority:
        if word not in world.groups and word not in world.services:
            known_names = [*world.groups, *world.services]
            findings.unknown((*loc, "priority", word), word, "group or service", "群体或事项", known_names)


def check_group_words(windows: Windows, group: str, loc: Loc, known: set[str], findings: Findings) -> None:
    """Every word of serves and helps means something."""
    if not windows.serves and group not in known:
        findings.misnamed.add(group)
        findings.problem(
            loc, "windows.nothing", f"the windows '{group}' serve nothing: nothing in the world is called so",
            f"write serves: with departments, services or all ({did_you_mean(group, sorted(known))})",
            f"窗口组 '{group}' 没有受理任何事项：没有同名的部门或事项",
            f"请写 serves：部门、事项或 all（{did_you_mean(group, sorted(known), 'zh')}）",
        )  # fmt: skip
    for key, words in (("serves", windows.serves), ("helps", windows.helps)):
        for i, word in enumerate(words):
            if word not in known:
                findings.unknown(
                    (*loc, key, i), word, "department, service or stop", "部门、事项或环节", sorted(known)
                )  # fmt: skip


def _check_people(windows: Windows, loc: Loc, world: World, findings: Findings) -> None:
    n = n_windows(windows)
    for i, pause in enumerate(windows.breaks):
        if pause.count > n:
            findings.problem(
                (*loc, "breaks", i), "breaks.count",
                f"{pause.count} windows go on a break, but there are {n}",
                f"write count: {n} or less",
                f"{pause.count} 个窗口休息，但只有 {n} 个", f"请写 count: {n} 或更少",
            )  # fmt: skip
    if windows.generalist.error > 0 and world.max_visits() == 1 and world.citizens.max_visits is None:
        findings.problem(
            (*loc, "generalist"), "generalist.visits",
            "an error needs a further visit, but each matter has one visit only",
            "write citizens: {max_visits: 8} in the world",
            "差错需要再次来访，但每个办件只有一次来访", "请在 world 中写 citizens: {max_visits: 8}",
        )  # fmt: skip


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
                (*loc, "windows", group), "windows.closed", f"the windows '{group}' never open",
                "check count, hours and the calendar's working days",
                f"窗口组 '{group}' 从不开放", "请检查 count、hours 与日历的工作日",
            )  # fmt: skip
        elif any(outside(hours) for hours in of_group):
            findings.warning(
                (*loc, "windows", group), "windows.hours",
                f"the windows '{group}' are staffed while the hall is not open",
                "check hours against opening",
                f"窗口组 '{group}' 在闭厅时段有人在岗", "请核对 hours 与 opening",
            )  # fmt: skip
    claims = Claims(design.windows)
    for work in works:
        groups = list(claims.takers(work))
        if not groups:
            findings.problem(
                (*loc, "windows"), "service.unserved", f"no window serves {work.title}",
                f"name {work.title} or all under the serves of some windows",
                f"没有窗口受理 {work.title}", f"请在某组窗口的 serves 中写 {work.title} 或 all",
            )  # fmt: skip
        elif not any(longest[group] for group in groups):
            findings.problem(
                (*loc, "windows", groups[0]), "service.closed",
                f"the windows that serve {work.title} never open",
                "check count, hours and the calendar's working days",
                f"受理 {work.title} 的窗口从不开放", "请检查 count、hours 与日历的工作日",
            )  # fmt: skip
        else:
            _check_fit(work, max(longest[group] for group in groups), calendar.workday_ms, findings)


def _longest_ms(starts: np.ndarray, ends: np.ndarray, horizon_ms: int) -> int:
    inside = starts < horizon_ms
    return int((ends[inside] - starts[inside]).max(initial=0))


def _check_fit(work: Work, longest_ms: int, workday_ms: int, findings: Findings) -> None:
    mean_ms = work.law.mean_ms(workday_ms)
    if mean_ms > longest_ms:
        findings.problem(
            work.loc, "work.fit",
            f"{work.title} takes {format_duration(round(mean_ms))} on average, but no window that serves "
            f"it is open longer than {format_duration(longest_ms)} at a stretch",
            "check the unit, or lengthen the hours",
            f"{work.title} 平均需 {format_duration(round(mean_ms), 'zh')}，"
            f"而受理它的窗口一次最多开放 {format_duration(longest_ms, 'zh')}",
            "请检查单位，或延长开放时间",
        )  # fmt: skip


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
                (*loc, "desks", name), "desk.closed", f"the desk '{name}' never works",
                "check officers, hours and the calendar's working days",
                f"科室 '{name}' 从不工作", "请检查 officers、hours 与日历的工作日",
            )  # fmt: skip


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
                    (*loc, "desks"), "desk.missing",
                    f"step '{step_name}' of {service_name} is decided nowhere: there is no desk '{desk}'",
                    f"write desks: {{{desk}: 2}} ({did_you_mean(desk, design.desks)})",
                    f"{service_name} 的环节 '{step_name}' 无人审批：没有科室 '{desk}'",
                    f"请写 desks: {{{desk}: 2}}（{did_you_mean(desk, design.desks, 'zh')}）",
                )  # fmt: skip
