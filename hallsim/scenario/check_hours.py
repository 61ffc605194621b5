"""Checks of times of the day that change nothing: beyond the hours they belong to."""

from __future__ import annotations

from collections.abc import Iterator

from hallsim.scenario.calendar import WorkingCalendar
from hallsim.scenario.design import Design, Windows
from hallsim.scenario.facts import shares_of, unbending_share
from hallsim.scenario.findings import Findings, Loc
from hallsim.scenario.hours import Hours
from hallsim.scenario.office_design import as_design
from hallsim.scenario.profile import DayCurve
from hallsim.scenario.rosters import n_windows, window_hours
from hallsim.scenario.timetable import Timetable
from hallsim.scenario.weekdays import WEEKDAYS, WEEKDAYS_ZH
from hallsim.scenario.world import World
from hallsim.units import MS_PER_DAY, MS_PER_HOUR, format_ms_of_day

_MOST_TOO_LATE = 0.01
"""A larger share of a source's citizens that comes after the last closing of the day is told."""
_LONG_AT_DOORS_MS = 2 * MS_PER_HOUR


def check_hours(
    world: World, design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings
) -> None:
    """Doors, last tickets, breaks and training within the hours of the hall and of its offices."""
    _check_hall(design, loc, calendar, findings)
    for name, office in design.offices.items():
        _check_hall(as_design(design, office), (*loc, "offices", name), calendar, findings)
    if not design.offices:
        _check_arrivals(world, design, loc, calendar, findings)
        _check_early(world, design, loc, calendar, findings)


def _check_hall(design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings) -> None:
    _check_doors(design, (*loc, "doors"), findings)
    _check_last_ticket(design, (*loc, "tickets_until"), findings)
    for group, windows in design.windows.items():
        _check_away(windows, design, (*loc, "windows", group), calendar, findings)
        _check_turns(windows, group, (*loc, "windows", group), findings)


def _check_doors(design: Design, loc: Loc, findings: Findings) -> None:
    openings = [spans[0][0] for spans in design.opening.by_weekday if spans]
    if design.doors is None or not findings.own(loc):
        return
    if design.opening.always:
        findings.idle(loc, "the hall never closes", "write an opening", "大厅不关门", "写明 opening")
    elif openings and design.doors >= max(openings):
        first = format_ms_of_day(max(openings))
        findings.idle(
            loc, f"tickets are issued from the opening at {first} at the latest",
            "write a time before the opening, such as 08:30",
            f"最晚在 {first} 开门时开始取号", "写早于开门的时间，如 08:30",
        )  # fmt: skip


def _check_last_ticket(design: Design, loc: Loc, findings: Findings) -> None:
    closings = [spans[-1][1] for spans in design.opening.by_weekday if spans]
    until = design.tickets_until
    if until is None or design.opening.always or not closings or not findings.own(loc):
        return
    if until >= max(closings):
        last = format_ms_of_day(max(closings))
        findings.idle(
            loc, f"the hall has closed by {last}", "write a time before the closing, such as 16:30",
            f"大厅最晚 {last} 已关门", "写早于关门的时间，如 16:30",
        )  # fmt: skip


def _check_away(
    windows: Windows, design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings
) -> None:
    """Breaks and training while the windows are staffed."""
    times_away = [(where, hours) for where, hours in _times_away(windows, loc) if findings.own(where)]
    if not times_away:
        return
    staffed = Timetable.from_spans(())
    for hours in dict.fromkeys(window_hours(windows, design.opening)):
        staffed = staffed.union(calendar.timetable(hours))
    for where, hours in times_away:
        away = calendar.timetable(hours.within(design.opening))
        if not _within(staffed.intersection(away), calendar):
            findings.idle(
                where, "the windows are not staffed then", "write a time within their hours",
                "此时窗口无人在岗", "写在岗时间内的时间",
            )  # fmt: skip


def _times_away(windows: Windows, loc: Loc) -> Iterator[tuple[Loc, Hours]]:
    for i, pause in enumerate(windows.breaks):
        yield (*loc, "breaks", i, "hours"), pause.hours
    if windows.training is not None:
        yield (*loc, "training", "hours"), windows.training.hours


def _within(table: Timetable, calendar: WorkingCalendar) -> bool:
    return bool((table.starts < calendar.horizon_ms).any())


def _check_turns(windows: Windows, group: str, loc: Loc, findings: Findings) -> None:
    """Breaks in turn send everybody equally often."""
    n, n_away = n_windows(windows), sum(pause.count for pause in windows.breaks)
    if len(windows.breaks) < 2 or not n or n_away % n == 0 or not findings.own((*loc, "breaks")):
        return
    counts = " + ".join(str(pause.count) for pause in windows.breaks)
    findings.warning(
        (*loc, "breaks"), "breaks.turns",
        f"breaks for {counts} = {n_away} of the {n} windows '{group}': not everybody has one",
        f"let the counts sum to {n}, if everybody goes once",
        f"窗口组 '{group}' 共 {n} 个窗口，而休息安排合计 {counts} = {n_away} 个：并非人人轮到",
        f"如要人人轮休一次，请使 count 合计为 {n}",
    )  # fmt: skip


def _check_arrivals(
    world: World, design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings
) -> None:
    """Citizens who come when the hall has closed for the day, and do not bend to its hours."""
    decided = design.based_on is None or findings.own((*loc, "opening"))
    if design.opening.always or not decided or any(shares_of(world, "flexible")):
        return
    for i, source in enumerate(world.arrivals):
        curve = source.rates or (source.profile if source.per_day or source.counts_by_services() else None)
        if curve is None or not curve.integral():
            continue
        late = {weekday: _too_late(curve, design, weekday) for weekday in sorted(calendar.working_weekdays)}
        worst = max(late, key=lambda weekday: late[weekday], default=0)
        if late.get(worst, 0.0) <= _MOST_TOO_LATE:
            continue
        key = "rates" if source.rates is not None else "profile"
        findings.warning(
            ("world", "arrivals", i, key), "arrivals.closed",
            f"{late[worst]:.0%} of these citizens come after the last closing of design '{loc[-1]}' "
            f"({WEEKDAYS[worst]}) and are turned away",
            f"let {key} end with the opening, or write citizens: {{flexible: 60%}}",
            f"周{WEEKDAYS_ZH[worst]}有 {late[worst]:.0%} 的群众在方案“{loc[-1]}”闭厅后才到，会被劝返",
            f"请使 {key} 与 opening 一致，或写 citizens: {{flexible: 60%}}",
        )  # fmt: skip


def _too_late(curve: DayCurve, design: Design, weekday: int) -> float:
    """Share of the curve after the last closing of a weekday; a day without opening is told by itself."""
    spans = design.opening.by_weekday[weekday]
    closes = min(spans[-1][1], MS_PER_DAY) if spans else MS_PER_DAY
    return curve.integral(closes, MS_PER_DAY) / curve.integral()


def _check_early(
    world: World, design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings
) -> None:
    """Citizens who stand at the doors for hours, as before a night whose first half nobody has worked."""
    decided = design.based_on is None or findings.own((*loc, "opening"))
    if design.opening.always or not decided or min(shares_of(world, "flexible")) == 1:
        return
    for i, source in enumerate(world.arrivals):
        curve = source.rates or (source.profile if source.per_day or source.counts_by_services() else None)
        if curve is None or not curve.integral():
            continue
        days = sorted(calendar.working_weekdays)
        stay = unbending_share(world, source)
        early = {day: stay * _too_early(curve, design, day, (day - 1) % 7 in days) for day in days}
        worst = max(early, key=lambda weekday: early[weekday], default=0)
        if early.get(worst, 0.0) <= _MOST_TOO_LATE:
            continue
        key = "rates" if source.rates is not None else "profile"
        hours = f"{_LONG_AT_DOORS_MS / MS_PER_HOUR:g}"
        findings.warning(
            ("world", "arrivals", i, key), "arrivals.early",
            f"{early[worst]:.0%} of these citizens come more than {hours} h before design '{loc[-1]}' opens "
            f"({WEEKDAYS[worst]}) and stand at the doors until then",
            f"let {key} begin with the opening, or write citizens: {{flexible: 100%}}",
            f"周{WEEKDAYS_ZH[worst]}有 {early[worst]:.0%} 的群众"
            f"早于方案“{loc[-1]}”开门 {hours} 小时以上到达，在门外一直等到开门",
            f"请使 {key} 与 opening 一致，或写 citizens: {{flexible: 100%}}",
        )  # fmt: skip


def _too_early(curve: DayCurve, design: Design, weekday: int, is_after_work: bool) -> float:
    """Share of the curve long before the doors open on a weekday, without the rest of the night before."""
    spans, before = design.opening.by_weekday[weekday], design.opening.by_weekday[weekday - 1]
    if not spans:
        return 0.0
    night = max(0, before[-1][1] - MS_PER_DAY) if before and is_after_work else 0
    doors = spans[0][0] if design.doors is None else min(design.doors, spans[0][0])
    return curve.integral(night, max(night, doors - _LONG_AT_DOORS_MS)) / curve.integral()
