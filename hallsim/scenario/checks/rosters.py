"""Checks of hours and rosters: nights by a slip, breaks at one time, shifts in a row, numbers kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np

from hallsim.scenario.design.design import Design, Windows
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.language.merge import is_by_time
from hallsim.scenario.parsing.located import Located, node_at
from hallsim.scenario.serving.rosters import breaks_short_of, n_windows
from hallsim.scenario.values.base import Model
from hallsim.scenario.values.hours import Hours
from hallsim.scenario.values.sessions import open_days, sessions
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.world import World
from hallsim.text.message import Message
from hallsim.units import MS_PER_DAY, duration_words, format_clock_range, format_ms_of_day

LONGEST_NIGHT_MS = MS_PER_DAY // 2


def check_nights(design: Design, loc: Loc, findings: Findings) -> None:
    """Warn of spans past midnight that last more than half a day: `13:30-12:00`."""
    for place, hours in _all_hours(design, tuple(loc)):
        spans = {span for day in hours.by_weekday for span in day if span[1] > MS_PER_DAY}
        for start_ms, end_ms in sorted(spans):
            if end_ms - start_ms > LONGEST_NIGHT_MS:
                span, length = format_clock_range(start_ms, end_ms), end_ms - start_ms
                findings.warning(
                    place,
                    "hours.night",
                    Message(
                        "{span} ends on the next day, after {length}",
                        span=span,
                        length=duration_words(length),
                    ),
                    Message("write the earlier time first, unless it is meant so"),
                )


def check_roster(windows: Windows, opening: Hours, loc: Loc, findings: Findings) -> None:
    """What a group's shifts, numbers on duty and breaks say beside what is meant."""
    for i, n_gone in breaks_short_of(windows, opening).items():
        wanted = windows.breaks[i].count
        if wanted <= n_windows(windows):
            findings.warning(
                (*loc, "breaks", i),
                "breaks.together",
                Message(
                    "{wanted} windows go on this break, but at times only {n_gone} of those staffed "
                    "then are not on another one",
                    wanted=wanted,
                    n_gone=n_gone,
                ),
                Message("let breaks overlap less, or send fewer windows"),
            )
    said = "shifts" if windows.shifts else "on_duty" if windows.on_duty else None
    for key in ("count", "hours") if said == "shifts" else ("count",):
        if said and findings.own((*loc, key)):
            findings.warning(
                (*loc, key),
                "shifts.ignored",
                Message("{key} is not used where {said} is given", key=key, said=said),
                Message("drop one of them"),
            )
    _check_relief(windows, loc, findings)


def _check_relief(windows: Windows, loc: Loc, findings: Findings) -> None:
    """Where shifts follow each other, who stops finishes a visitor while who begins is at work already."""
    if windows.at_shift_end != "finish":
        return
    ends, begins = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for shift in windows.shifts:
        for weekday, spans in enumerate(shift.hours.by_weekday):
            inner = {start for start, _ in spans} & {end for _, end in spans}
            for start, end in spans:
                ends[weekday, end] += shift.count if end not in inner else 0
                begins[weekday, start] += shift.count if start not in inner else 0
    relief = {when: (ends[when], begins[when]) for when in ends if ends[when] and begins[when]}
    if relief:
        (_, at_ms), (n_off, n_on) = max(relief.items(), key=lambda item: (sum(item[1]), -item[0][1]))
        at = format_ms_of_day(at_ms % MS_PER_DAY)
        findings.warning(
            (*loc, "shifts"),
            "shifts.relief",
            Message(
                "at {at} {n_off} of these windows stop and {n_on} others begin: until the first "
                "have finished their visitors, up to {most} serve at once",
                at=at,
                n_off=n_off,
                n_on=n_on,
                most=n_off + n_on,
            ),
            Message(
                "for the same windows all day write on_duty: {09:00: 3, 12:00: 5}; or at_shift_end: hand_back"
            ),
        )


def check_merged_times(design: Design, name: str, findings: Findings) -> None:
    """Warn of values by time of the day of which a design writes some, and keeps others of its base."""
    loc = ("designs", name)
    node = node_at(findings.tree, loc)
    for where, times in _by_time(node, loc) if node is not None else ():
        kept = [time for time in times if not findings.own((*where, time))]
        if kept and len(kept) < len(times):
            base, listed = design.based_on, ", ".join(kept)
            findings.warning(
                where,
                "based_on.times",
                Message(
                    "{key} keeps what design '{base}' says at {listed}, beside the times written here",
                    key=where[-1],
                    base=str(base),
                    listed=listed,
                ),
                Message("write replace: true among them to drop those of the base, or write every time here"),
            )


def _by_time(node: Located, loc: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Mappings whose keys are all times of the day, in the parts that the design at `loc` writes itself."""
    if not isinstance(node.value, dict) or tuple(map(str, node.place.path[:2])) != loc[:2]:
        return
    if is_by_time(node):
        yield loc, list(node.value)
    for key, part in node.value.items():
        yield from _by_time(part, (*loc, key))


def _all_hours(value: object, loc: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Hours]]:
    """All weekly hours in a part of a scenario, with their places."""
    if isinstance(value, Hours):
        yield loc, value
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            yield from _all_hours(getattr(value, name), (*loc, name))
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _all_hours(part, (*loc, name))
    elif isinstance(value, tuple):
        for i, part in enumerate(value):
            yield from _all_hours(part, (*loc, i))


def check_open_days(
    world: World, design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings
) -> None:
    """Warn of working days, and of exact times, on which citizens come and the hall does not open."""
    if design.opening.always or design.offices:
        return
    spans = sessions(calendar.timetable(design.opening))
    is_open = open_days(spans, calendar.n_days)
    shut = np.flatnonzero(calendar.is_working[: calendar.n_days] & ~is_open)
    bends = any(world.by_group("flexible"))
    if len(shut) and is_open.any() and not bends and any(not source.times for source in world.sources()):
        n_days, first = int(calendar.is_working[: calendar.n_days].sum()), calendar.date_of(int(shut[0]))
        findings.warning(
            (*loc, "opening"),
            "opening.days",
            Message(
                "the hall does not open on {n_shut} of the {n_days} working days, first on "
                "{first}: citizens come then all the same and are turned away",
                n_shut=len(shut),
                n_days=n_days,
                first=first,
            ),
            Message("leave those days out of calendar.working_days, or write citizens: {flexible: 100%}"),
        )
    times = np.array([t for source in world.sources() for t in source.times], np.int64)
    times = times[times < calendar.horizon_ms]
    missed = times[~is_open[times // MS_PER_DAY] & ~spans.is_open(times)]
    if len(missed):
        first = calendar.date_of(int(missed.min()) // MS_PER_DAY)
        findings.warning(
            (*loc, "opening"),
            "opening.times",
            Message(
                "{n_missed} of the {n_times} exact times of arrival lie on days on which the "
                "hall does not open, first on {first}: who comes then is turned away",
                n_missed=len(missed),
                n_times=len(times),
                first=first,
            ),
            Message("check the times against calendar.start and working_days"),
        )
