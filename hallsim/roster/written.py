"""A roster as a design of a scenario file, ready to be run or pasted."""

from __future__ import annotations

import itertools
import json
from collections.abc import Container, Mapping, Sequence
from typing import Any

from hallsim.roster.stations import Seat, Staffing, Station, spec_of, written_shifts
from hallsim.scenario.design.design import Design
from hallsim.scenario.design.desks import Desk
from hallsim.scenario.values.fields import LocalText
from hallsim.text.message import Both, Message

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:"
_WORDS = ("true", "false", "null", "yes", "no", "on", "off", "y", "n", "~", "")


def design_name(design: str, taken: Container[str] = ()) -> str:
    """What the design with the roster is called: a name that no design of the scenario has."""
    first = f"{design}_roster"
    later = (f"{first}_{i}" for i in itertools.count(2))
    return next(name for name in itertools.chain([first], later) if name not in taken)


def roster_yaml(
    name: str,
    base: str,
    design: Design,
    stations: Sequence[Station],
    staffing: Staffing,
    include: str,
    about: Sequence[str],
) -> str:
    """A scenario file that lays the roster over the scenario it was made for.

    Args:
        name, base: of the design with the roster, and of the one it was made for.
        include: the scenario, as seen from the file's folder.
        about: lines of comment: how it was made.
    """
    own = design.title or LocalText(en=base, zh=base)
    title = Message("{design}: roster", design=Both(own.en, own.zh))
    lines = [*(f"# {line}" for line in about), "hallsim: 1", f"include: [{scalar(include)}]", "designs:"]
    lines += [
        f"  {scalar(name)}:",
        f"    title: {{en: {scalar(title.text('en'))}, zh: {scalar(title.text('zh'))}}}",
        f"    based_on: {scalar(base)}",
    ]
    names = [seat.clerk for seats in staffing.values() for seat in seats if seat.clerk]
    new = [name for name in dict.fromkeys(names) if name not in design.clerks]
    if new:
        lines += ["    clerks:", *(f"      {scalar(name)}: {{}}" for name in new)]
    made = [station for station in stations if station.name in staffing]
    lines += _parts([s for s in made if not s.office], design, staffing, "    ")
    offices = dict.fromkeys(station.office for station in made if station.office)
    if offices:
        lines.append("    offices:")
    for office in offices:
        lines.append(f"      {scalar(office)}:")
        lines += _parts([s for s in made if s.office == office], design, staffing, "        ")
    return "\n".join(lines) + "\n"


def _parts(stations: Sequence[Station], design: Design, staffing: Staffing, indent: str) -> list[str]:
    lines: list[str] = []
    for is_desk, part in ((False, "windows"), (True, "desks")):
        mine = [station for station in stations if station.is_desk == is_desk]
        if mine:
            lines.append(f"{indent}{part}:")
        for station in mine:
            lines.append(f"{indent}  {scalar(station.group)}:")
            lines += [f"{indent}    {line}" for line in _station(station, design, staffing[station.name])]
    return lines


def _station(station: Station, design: Design, seats: Sequence[Seat]) -> list[str]:
    spec = spec_of(design, station)
    there = [seat for seat in seats if any(seat.week)]
    lines = []
    if not isinstance(spec, Desk):
        if spec.on_duty is not None:
            lines.append("on_duty: null")
        if spec.breaks:
            lines.append("breaks: []")
        names = [seat.clerk for seat in there if seat.clerk]
        if names or spec.staff:
            lines.append(f"staff: [{', '.join(map(scalar, names))}]")
        lines += _clerks(spec.clerks, len(there) - len(names))
    lines.append("shifts:")
    return lines + [f"  - {flow(shift)}" for shift in written_shifts(there)]


def _clerks(clerks: Sequence[Any], n: int) -> list[str]:
    """The kinds of clerks of the group, as far as there are windows for them."""
    if sum(clerk.count for clerk in clerks) <= max(n, 0):
        return []
    kept = []
    for clerk in clerks:
        count = min(clerk.count, max(n, 0))
        n -= clerk.count
        if count > 0:
            said = {name: getattr(clerk, name) for name in sorted(clerk.model_fields_set - {"count"})}
            kept.append(
                flow({"count": count, **{k: list(v) if isinstance(v, tuple) else v for k, v in said.items()}})
            )
    return ["clerks:", *(f"  - {line}" for line in kept)] if kept else ["clerks: []"]


def flow(value: Any) -> str:
    """A value in YAML's short form on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def scalar(value: object) -> str:
    """A word, a number or a text, in quotes where it could be read as something else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    is_plain = bool(text) and all(char in _PLAIN for char in text) and text[0].isalpha()
    if is_plain and text.casefold() not in _WORDS and not text.endswith(":"):
        return text
    if text and text[0].isdigit() and "-" in text and all(char.isdigit() or char in ":-" for char in text):
        return text  # a span of clock times
    return json.dumps(text, ensure_ascii=False)
