"""Checks of times of the day against the hours they belong to: what changes nothing, or what they undo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from hallsim.scenario.checks.effect.arrival_hours import check_arrival_hours, last_ticket_ms
from hallsim.scenario.design.design import Design, Windows
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.serving.office_design import as_design
from hallsim.scenario.serving.rosters import n_windows, window_hours
from hallsim.scenario.values.hours import Hours
from hallsim.scenario.values.timetable import Timetable
from hallsim.scenario.values.weekdays import weekday_words
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.world import World
from hallsim.text.message import Message, joined
from hallsim.units import MS_PER_DAY, format_ms_of_day


def check_hours(
    world: World, design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings
) -> None:
    """Doors, last tickets, breaks and training within the hours of the hall and of its offices."""
    _check_hall(design, loc, calendar, findings)
    for name, office in design.offices.items():
        _check_hall(as_design(design, office), (*loc, "offices", name), calendar, findings)
    if not design.offices:
        check_arrival_hours(world, design, loc, calendar, findings)


def _check_hall(design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings) -> None:
    _check_doors(design, (*loc, "doors"), findings)
    _check_last_ticket(design, (*loc, "tickets_until"), findings)
    _check_later_openings(design, loc, calendar, findings)
    for group, windows in design.windows.items():
        _check_every_day(windows, design, (*loc, "windows", group), calendar, findings)
        _check_away(windows, design, (*loc, "windows", group), calendar, findings)
        _check_turns(windows, group, (*loc, "windows", group), findings)


def _check_doors(design: Design, loc: Loc, findings: Findings) -> None:
    openings = [spans[0][0] for spans in design.opening.by_weekday if spans]
    closings = [spans[-1][1] for spans in design.opening.by_weekday if spans]
    if design.doors is None or not findings.own(loc):
        return
    if design.opening.always:
        findings.idle(loc, Message("the hall never closes"), Message("write an opening"))
    elif closings and design.doors >= max(closings):
        last = format_ms_of_day(max(closings))
        findings.problem(
            loc,
            "doors.closed",
            Message("the hall has closed by {last}, before its doors would open", last=last),
            Message("write a time before the opening, such as 08:30"),
        )
    elif openings and design.doors >= max(openings):
        first = format_ms_of_day(max(openings))
        findings.idle(
            loc,
            Message("tickets are issued from the opening at {first} at the latest", first=first),
            Message("write a time before the opening, such as 08:30"),
        )


def _check_last_ticket(design: Design, loc: Loc, findings: Findings) -> None:
    closings = [spans[-1][1] for spans in design.opening.by_weekday if spans]
    until = design.tickets_until
    if until is None or design.opening.always or not closings or not findings.own(loc):
        return
    if until >= max(closings):
        last = format_ms_of_day(max(closings))
        findings.idle(
            loc,
            Message("the hall has closed by {last}", last=last),
            Message("write a time before the closing, such as 16:30"),
        )


def _check_later_openings(design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings) -> None:
    """Openings of a day that begin after its last ticket."""
    until = (*loc, "tickets_until")
    if design.tickets_until is None or design.opening.always:
        return
    if not (findings.own(until) or findings.own((*loc, "opening"))):
        return
    for weekday in sorted(calendar.working_weekdays):
        spans = design.opening.by_weekday[weekday]
        useless = [start for start, _ in spans if start >= last_ticket_ms(design, spans)]
        if useless:
            last, opens = format_ms_of_day(design.tickets_until), format_ms_of_day(useless[0] % MS_PER_DAY)
            findings.warning(
                until,
                "tickets.later_opening",
                Message(
                    "the hall opens again at {opens} ({day}), after the last ticket of the day "
                    "at {last}: who comes then is turned away",
                    opens=opens,
                    day=weekday_words(weekday),
                    last=last,
                ),
                Message("write a time after {opens}, or leave that opening out", opens=opens),
            )
            return


def _check_every_day(
    windows: Windows, design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings
) -> None:
    """Windows of a hall that never closes whose hours, unlike its own, hold on working days only."""
    key = "shifts" if windows.shifts else "on_duty" if windows.on_duty else "hours"
    if not design.opening.always or not (findings.own((*loc, key)) or findings.own((*loc[:-2], "opening"))):
        return
    meant = {
        weekday
        for hours in dict.fromkeys(window_hours(windows, design.opening))
        for weekday, spans in enumerate(hours.by_weekday)
        if spans and not hours.always
    }
    off = ~calendar.is_working & np.isin(calendar.weekday, sorted(meant))
    days = np.flatnonzero(off[: calendar.n_days])
    if len(days):
        n_days, first = calendar.n_days, calendar.date_of(int(days[0]))
        findings.warning(
            (*loc, key),
            "windows.working_days",
            Message(
                "{key} holds on working days only, while the hall issues tickets day and night: "
                "on {n_days} of the {n_all} days these windows are not staffed, first on "
                "{first}",
                key=key,
                n_days=len(days),
                n_all=n_days,
                first=first,
            ),
            Message(
                "write calendar: {working_days: all}; or opening: 00:00-24:00, which closes on "
                "days not worked"
            ),
        )


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
                where, Message("the windows are not staffed then"), Message("write a time within their hours")
            )


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
    text = "breaks for {counts} = {n_away} of the {n} windows '{group}': not everybody has one"
    if n_away > n:
        text = "breaks for {counts} = {n_away} of the {n} windows '{group}': some have one more than others"
    findings.warning(
        (*loc, "breaks"),
        "breaks.turns",
        Message(text, counts=counts, n_away=n_away, n=n, group=group),
        _even_turns([pause.count for pause in windows.breaks], [pause.hours for pause in windows.breaks], n),
    )


def _even_turns(counts: Sequence[int], hours: Sequence[Hours], n: int) -> Message:
    """The counts nearest to those written with which everybody goes equally often."""
    times = max(round(sum(counts) / n), -(-len(counts) // n), 1)
    even = list(counts)
    while sum(even) != times * n:  # one by one, so that none falls below 1 or rises above the group
        step = 1 if sum(even) < times * n else -1
        free = [i for i, count in enumerate(even) if 1 <= count + step <= n]
        fairest = min(free, key=even.__getitem__) if step > 0 else max(reversed(free), key=even.__getitem__)
        even[fairest] += step
    begun = [
        format_ms_of_day(min((begin for day in one.by_weekday for begin, _ in day), default=0))
        for one in hours
    ]
    told = joined(
        [Message("{count} from {begin}", count=c, begin=b) for c, b in zip(even, begun, strict=True)]
    )
    often = {1: Message("once"), 2: Message("twice")}.get(times, Message("{times} times", times=times))
    return Message(
        "write as count {counts}, which is {total} in all: then everybody goes {often}",
        counts=told, total=times * n, often=often,
    )  # fmt: skip
