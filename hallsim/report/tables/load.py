"""What `hallsim check` prints: the load of every station, by weekday and hour, and what to change first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hallsim.report.tables.load_advice import advice, after_hours, day_name
from hallsim.report.wording.grid import Column, Grid, columns
from hallsim.report.wording.numbers import NOTHING, number, percent
from hallsim.report.wording.station_names import name_in
from hallsim.report.wording.titles import words_in
from hallsim.study.cores import told_processes
from hallsim.study.result import Words
from hallsim.text.message import Lang, Message, translate

if TYPE_CHECKING:
    from hallsim.study.forecast import Forecast, MeetingLoad
    from hallsim.workload.offered_load import StationLoad

_MOST_STATIONS = 20
_MOST_NAMES = 6
_BARS = " ▁▂▃▄▅▆▇█"
_WORTH_TELLING_S = 60
_WORTH_TELLING_MIN = 0.05
_WORTH_TELLING_DAYS = 0.002
"""Part of the days: one of two years."""


Titles = Mapping[str, Mapping[str, Words]]
"""By kind and name."""


def check_report(forecast: Forecast, titles: Titles, lang: Lang) -> Iterator[Grid | str]:
    """The loads of one world, how to read them, and what running it takes."""
    yield from load_tables(forecast, titles, lang)
    yield from reading_lines([forecast], lang)


def load_tables(forecast: Forecast, titles: Titles, lang: Lang) -> Iterator[Grid | str]:
    """Tables and advice, design by design; of later designs only what differs."""
    told: dict[tuple[str, ...], str] = {}
    for design in dict.fromkeys(load.design for load in forecast.stations):
        title = words_in(titles.get("design", {}).get(design, {}), lang) or design
        loads = [load for load in forecast.stations if load.design == design]
        names = _names(loads, titles.get("station", {}), lang)
        meetings = [
            replace(meeting, station=name_in(titles.get("station", {}), meeting.station, lang))
            for meeting in forecast.meetings
            if meeting.design == design
        ]
        hours = _hours_shown(loads)
        cells = {load.station: _cells(load, names[load.station], hours, lang) for load in loads}
        met = {meeting.station: ("meeting", *_meeting_cells(meeting, lang)) for meeting in meetings}
        new = [load for load in loads if cells[load.station] not in told]
        called = [meeting for meeting in meetings if met[meeting.station] not in told]
        known = [(names[load.station], cells[load.station]) for load in loads]
        known = [(name, row) for name, row in [*known, *met.items()] if row in told]
        yield from _tables(new, called, cells, hours, title, lang)
        if known:
            is_first = not new and not called
            before = told[known[0][1]]
            yield _as_before([name for name, _ in known], before, lang, title if is_first else "")
        yield from advice([replace(load, station=names[load.station]) for load in new], called, lang)
        yield from after_hours(new, names, lang)
        yield from _unstaffed(new, names, lang)
        yield from _at_the_doors(loads, lang)
        unknown = translate("; ", lang).join(
            translate(what, lang) for load in loads[:1] for what in load.left_out
        )
        if unknown:
            yield translate("Left out of these figures: {what}.", lang, what=unknown)
        told |= {cells[load.station]: title for load in new}
        told |= {met[meeting.station]: title for meeting in called}


def reading_lines(forecasts: Sequence[Forecast], lang: Lang) -> Iterator[str]:
    """How the tables of all worlds are read, and what running the designs in them takes."""
    yield _legend(lang)
    yield effort_line(forecasts, lang)


def _names(loads: Sequence[StationLoad], titles: Mapping[str, Words], lang: Lang) -> dict[str, str]:
    """What the stations of a design are called; a desk called like windows says that it is one."""
    names = {load.station: name_in(titles, load.station, lang) for load in loads}
    windows = {names[load.station] for load in loads if not load.is_desk}
    return {
        load.station: translate("{name} (desk)", lang, name=names[load.station])
        if load.is_desk and names[load.station] in windows
        else names[load.station]
        for load in loads
    }


def effort_line(forecasts: Sequence[Forecast], lang: Lang) -> str:
    """What running one world after another takes, in a sentence."""
    designs, replications, worlds = forecasts[0].n_designs, forecasts[0].n_replications, len(forecasts)
    what = Message(
        "designs: {designs}, replications: {replications}", designs=designs, replications=replications
    )
    if worlds > 1:
        what = Message(
            "worlds: {worlds}, designs: {designs}, replications: {replications}",
            worlds=worlds,
            designs=designs,
            replications=replications,
        )
    seconds = sum(forecast.effort.seconds for forecast in forecasts)
    if seconds < _WORTH_TELLING_S:
        return translate("Running it ({what}): less than a minute.", lang, what=what)
    return translate(
        "Running it ({what}): about {minutes} min with {processes} and about {gib} GB of memory.",
        lang,
        what=what,
        minutes=f"{seconds / 60:,.0f}",
        processes=told_processes(forecasts[0].effort.processes),
        gib=number(max(forecast.effort.n_bytes for forecast in forecasts) / 1e9),
    )


def _tables(
    loads: Sequence[StationLoad],
    meetings: Sequence[MeetingLoad],
    cells: Mapping[str, tuple[str, ...]],
    hours: range,
    title: str,
    lang: Lang,
) -> Iterator[Grid | str]:
    """Windows and desks of one design, the busiest first when there are many."""
    windows, desks = ([load for load in loads if load.is_desk is is_desk] for is_desk in (False, True))
    for table, rows in (
        (_window_table(title, hours, lang), windows),
        (_desk_table("" if windows else title, lang), desks),
    ):
        shown = sorted(rows, key=lambda load: -load.utilisation) if len(rows) > _MOST_STATIONS else rows
        for load in shown[:_MOST_STATIONS]:
            table.add(*cells[load.station][1:], bold=load.overloaded)
        if rows is desks:
            for meeting in meetings:
                table.add(*_meeting_cells(meeting, lang), bold=meeting.utilisation >= 1)
        if table.rows:
            yield table
        rest = shown[_MOST_STATIONS:]
        if rest:
            yield translate(
                "And {n} more, at most {share} busy.", lang, n=len(rest), share=percent(rest[0].utilisation)
            )


def _window_table(title: str, hours: range, lang: Lang) -> Grid:
    by_hour = translate("{first}–{last} h", lang, first=hours[0], last=hours[-1] + 1)
    numbers = columns(lang, "Servers", "Tickets", "Min each", "Busy", "Worst day", "Wait", right=True)
    return Grid(title=title, columns=[*columns(lang, "Station"), *numbers, Column(by_hour, keep=True)])


def _desk_table(title: str, lang: Lang) -> Grid:
    numbers = columns(lang, "Officers", "Files a day", "Min each", "Busy", right=True)
    return Grid(title=title, columns=[*columns(lang, "Desk"), *numbers])


def _cells(load: StationLoad, name: str, hours: range, lang: Lang) -> tuple[str, ...]:
    """What is printed of a station, its kind first: what prints alike is told once."""
    kind = "desk" if load.is_desk else "windows"
    first = (
        kind, name, str(load.n_servers), number(load.n_tickets), number(load.mean_service_min),
        _percent(load.utilisation),
    )  # fmt: skip
    if load.is_desk:
        return first
    least = "≥ " if load.pooled and not math.isnan(load.wait_min) else ""
    return (*first, _worst(load, lang), least + number(load.wait_min), _bars(load, hours))


def _meeting_cells(meeting: MeetingLoad, lang: Lang) -> tuple[str, ...]:
    busy = NOTHING if meeting.capacity is None else _percent(meeting.utilisation)
    return meeting.station, translate("meeting", lang), number(meeting.n_files), NOTHING, busy


def _worst(load: StationLoad, lang: Lang) -> str:
    """The date or weekday of the highest load, where days differ."""
    if load.busiest_date is not None:
        when, share = load.busiest_date
        return f"{when:%m-%d} {_percent(share)}"
    worst = load.worst
    if worst.utilisation <= load.utilisation * 1.01:
        return NOTHING
    return f"{day_name(worst.weekday, lang)} {_percent(worst.utilisation)}"


def _as_before(names: Sequence[str], before: str, lang: Lang, title: str) -> str:
    """Stations whose row has been printed under another design, in a sentence."""
    listed = translate(", ", lang).join(names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        listed = translate("{names} and {n} more", lang, names=listed, n=len(names) - _MOST_NAMES)
    same = translate("As under '{title}': {stations}.", lang, title=before, stations=listed)
    return f"{title}\n{same}" if title else same


def _at_the_doors(loads: Sequence[StationLoad], lang: Lang) -> Iterator[str]:
    """How long people stand at the doors before they get a ticket."""
    known = [(load.n_tickets, load.figures) for load in loads if load.figures is not None]
    n = sum(n_tickets for n_tickets, _ in known)
    doors = sum(n_tickets * figures.door_wait for n_tickets, figures in known) / n if n else 0.0
    if doors >= _WORTH_TELLING_MIN:
        yield translate(
            "Who comes before the hall opens stands at the doors: {doors} min, the mean over all tickets,"
            " on top of the wait.",
            lang, doors=number(doors),
        )  # fmt: skip


def _unstaffed(loads: Sequence[StationLoad], names: Mapping[str, str], lang: Lang) -> Iterator[str]:
    """Where the absence of a few is that of all, so that a mean number on duty tells nothing of such days."""
    listed = [
        translate("{name} ({share})", lang, name=names[load.station], share=percent(load.unstaffed_share))
        for load in sorted(loads, key=lambda load: -load.unstaffed_share)
        if load.unstaffed_share >= _WORTH_TELLING_DAYS
    ]
    if listed:
        yield translate(
            "Days on which all who work there are absent at once, and nobody is served: {stations}. The waits"
            " leave them out; a run tells them.",
            lang, stations=translate(", ", lang).join(listed[:_MOST_NAMES]),
        )  # fmt: skip


def _legend(lang: Lang) -> str:
    return translate(
        "Busy: work over time on duty, the mean of all days; worst day: the weekday or date with the highest."
        " Further visits and collecting are counted. Marks by hour: load over capacity (full block: 100 % or"
        " more, dot: nobody on duty). Wait: minutes, the mean of all tickets over whole days, worked out, not"
        " simulated; ≥: windows that help each other, as if they had one queue.",
        lang,
    )


def _hours_shown(loads: Sequence[StationLoad]) -> range:
    used = [h for load in loads for h, duty in enumerate(load.on_duty) if duty > 0 and not load.is_desk]
    used = used or [h for load in loads for h, duty in enumerate(load.on_duty) if duty > 0]
    return range(min(used, default=0), max(used, default=23) + 1)


def _bars(load: StationLoad, hours: range) -> str:
    erlangs, on_duty = load.erlangs, load.on_duty
    return "".join(_bar(erlangs[h], on_duty[h]) for h in hours)


def _bar(load: float, duty: float) -> str:
    if duty <= 0:
        return "·"
    return _BARS[min(8, math.ceil(load / duty * 8 - 1e-9))]


def _percent(share: float) -> str:
    return "∞" if math.isinf(share) else percent(share)
