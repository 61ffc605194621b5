"""Names and short texts of a roster, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from hallsim.report.wording.station_names import name_in
from hallsim.roster.plan import Roster
from hallsim.roster.rules import CLERK, OFFICER
from hallsim.roster.targets import Target
from hallsim.roster.variants import OWN, Variant
from hallsim.scenario.values.hours import Span
from hallsim.study.result import Words
from hallsim.text.message import Lang, translate
from hallsim.units import format_clock_range


def names_of(roster: Roster, titles: Mapping[str, Words], lang: Lang) -> list[str]:
    """What the stations are called."""
    names = [name_in(titles, station.name, lang) for station in roster.frame.stations]
    told = []
    for name, station in zip(names, roster.frame.stations, strict=True):
        is_twice = station.is_desk and names.count(name) > 1
        said = translate("{name} (desk)", lang, name=name) if is_twice else name
        if station.copies > 1:
            said = translate("{name} (each of {n} offices)", lang, name=said, n=station.copies)
        told.append(said)
    return told


def n_people(roster: Roster) -> int:
    """People of all offices; those of offices alike are in the roster once."""
    stations = roster.frame.stations
    return sum(
        max(stations[duty.station].copies for duty in one.duties.values())
        for one in roster.people
        if one.duties
    )


def bound_text(target: Target, lang: Lang) -> str:
    """What the numbers of a promise are, for an axis."""
    if target.kind == "called":
        minutes = f"{target.within_ms / 60_000:g}"
        return translate("Called within {minutes} min, %", lang, minutes=minutes)
    if target.kind == "mean_wait":
        return translate("Mean wait, min", lang)
    if target.kind == "leave":
        return translate("Left, %", lang)
    if target.kind == "begun":
        return translate("Begun in time, %", lang)
    return translate("On time, %", lang)


def unit_of(target: Target) -> str:
    """The unit in which the promise counts."""
    return "min" if target.kind == "mean_wait" else "share"


def person_name(name: str, lang: Lang) -> str:
    """Somebody's name; who has none, and no contract of a name either, is told as what they are."""
    kind, _, n = name.rpartition("-")
    office, _, of_office = kind.rpartition(".")
    if office and of_office in (CLERK, OFFICER):
        return f"{office}: {person_name(f'{of_office}-{n}', lang)}"
    if kind == OWN:
        return translate("as before {n}", lang, n=n)
    if kind == CLERK:
        return translate("Clerk {n}", lang, n=n)
    return translate("Officer {n}", lang, n=n) if kind == OFFICER else name


def times(variant: Variant) -> str:
    """From when to when somebody is there."""
    return format_clock_range(variant.come, variant.go)


def pauses(variant: Variant) -> list[Span]:
    """When somebody is away within a shift."""
    ends = [variant.come, *(end for _, end in variant.spans)]
    begins = [*(begin for begin, _ in variant.spans), variant.go]
    return [(end, begin) for end, begin in zip(ends, begins, strict=True) if end < begin]
