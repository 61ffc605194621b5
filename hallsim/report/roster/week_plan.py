"""The plan of a week to hang on the wall: a row a person, a column a day."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from hallsim.report.html import rendered
from hallsim.report.roster.tables import Titles, more_windows
from hallsim.report.roster.words import names_of, pauses, person_name, times
from hallsim.report.tables.load_advice import day_name
from hallsim.report.wording.numbers import number
from hallsim.report.wording.outcomes import names_in
from hallsim.roster.people import Person
from hallsim.roster.plan import Roster
from hallsim.roster.variants import Duty
from hallsim.scenario.world.calendar import build_calendar
from hallsim.text.message import Lang, translate
from hallsim.units import MS_PER_HOUR, format_clock_range


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of somebody: hours, where, and when the break is; empty when free."""

    hours: str = ""
    station: str = ""
    pause: str = ""
    colour: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody's week."""

    name: str
    cells: tuple[Cell, ...]
    paid: str


def week_plan(roster: Roster, title: str, titles: Titles, lang: Lang) -> str:
    """The page, A4 across."""
    names = names_of(roster, titles, lang)
    periods = roster.frame.periods
    rows = [_row(one, roster, names, lang) for one in roster.people]
    return rendered(
        "week_plan.html.j2",
        lang,
        title=title,
        hall=_hall(roster, lang),
        notes=list(more_windows(roster, titles, lang)),
        promise="; ".join(target.words().text(lang) for target in roster.frame.targets),
        days=[day_name(day, lang) for day in periods.weekdays],
        rows=rows,
        at_once=_at_once(roster, names, lang),
    )


def _hall(roster: Roster, lang: Lang) -> str:
    """Whose plan it is, and of which weeks."""
    source = roster.asked.source
    scenario = source.scenario.in_world(roster.asked.world)
    calendar = build_calendar(scenario.world.calendar)
    return translate(
        "{hall}: every week from {first} to {last}",
        lang,
        hall=names_in(scenario, lang, PurePath(source.name).stem).title,
        first=calendar.date_of(0).isoformat(),
        last=calendar.date_of(calendar.n_days - 1).isoformat(),
    )


def _row(one: Person, roster: Roster, names: list[str], lang: Lang) -> Row:
    days = range(len(roster.frame.periods.weekdays))
    cells = tuple(_cell(one.duties.get(w), names, lang) for w in days)
    return Row(
        person_name(one.name, lang),
        cells,
        translate("{hours} h", lang, hours=number(one.paid_ms / MS_PER_HOUR)),
    )


def _cell(duty: Duty | None, names: list[str], lang: Lang) -> Cell:
    if duty is None:
        return Cell()
    away = ", ".join(format_clock_range(*span) for span in pauses(duty.variant))
    return Cell(
        hours=times(duty.variant),
        station=names[duty.station],
        pause=translate("break {times}", lang, times=away) if away else "",
        colour=duty.station % 6,
    )


def _at_once(roster: Roster, names: list[str], lang: Lang) -> list[tuple[str, list[str]]]:
    """By station, how many come on each day."""
    del lang
    days = range(len(roster.frame.periods.weekdays))
    return [
        (
            name,
            [str(sum(1 for d in roster.duties if d.station == s and d.weekday == w)) for w in days],
        )
        for s, name in enumerate(names)
    ]
