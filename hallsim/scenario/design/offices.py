"""Several offices: where they are, what they accept and decide, how citizens choose, how files travel."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import ClockMs, LocalText, Share, SpanField
from hallsim.scenario.values.hours import WeeklyHours
from hallsim.scenario.values.weekdays import parse_weekdays
from hallsim.text.message import Message
from hallsim.units import MS_PER_DAY, UnitError, parse_clock, parse_duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Departures:
    """When a courier leaves on working days.

    Attributes:
        clock_ms: times of the day, sorted.
        weekdays: on which weekdays (0 is Monday); None: on all working days.
    """

    clock_ms: tuple[int, ...]
    weekdays: frozenset[int] | None = None


def parse_departures(value: object) -> Departures:
    """`daily 16:00`, `daily 10:00, 16:00`, `mon, thu 16:00`, or `every 2 h` (counted from midnight)."""
    if isinstance(value, Departures):
        return value
    text = str(value).strip()
    if isinstance(value, str):
        if text.startswith("every "):
            step = parse_duration(text.removeprefix("every ").strip()).to_ms(None)
            if 60_000 <= step <= MS_PER_DAY:
                return Departures(clock_ms=tuple(range(0, MS_PER_DAY, step)))
        elif found := re.fullmatch(r"(?P<days>.*?)(?P<times>\d+:\d\d(\s*,\s*\d+:\d\d)*)", text):
            days = found["days"].strip(" ,")
            times = [parse_clock(time.strip()) for time in found["times"].split(",")]
            weekdays = None if days in ("", "daily") else parse_weekdays(days.replace(" ", ""))
            return Departures(clock_ms=tuple(sorted(set(times))), weekdays=weekdays)
    raise UnitError(
        Message("{text!r} does not say when a courier leaves", text=text[:40]),
        Message("write daily 16:00, mon,thu 16:00, or every 2 h"),
    )


_SCHEMA: dict[str, Any] = {
    "type": "string",
    "description": "times of leaving",
    "examples": ["daily 16:00", "mon,thu 16:00", "every 2 h"],
}
DeparturesField = Annotated[Departures, BeforeValidator(parse_departures), WithJsonSchema(_SCHEMA)]


COUNTER = "counter"
"""Name of the one group of windows of an office that says only how many it has."""


class Courier(Model):
    """Files carried between an office and the one it relies on, both ways by the same timetable."""

    leaves: DeparturesField = key(
        ...,
        en="When a courier leaves, on working days: times of the day, with weekdays if not daily, or every "
        "so often counted from midnight.",
        example="daily 16:00",
    )
    takes: SpanField = key(
        "0 h",
        en="How long the way takes; given in workdays, on the world's workdays.",
        unit="duration",
        example="2 h",
    )


class NamePlate(Model):
    """Offices that exist in name only: on some days they are unattended."""

    offices: Share = key(
        "100%", en="Share of these offices concerned, spread evenly over them.", unit="share", example="35%"
    )
    attended: Share = key(
        "0%", en="Share of its working days on which such an office is attended.", unit="share", example="20%"
    )


class Choice(Model):
    """How citizens choose an office."""

    rule: Literal["nearest", "main", "least_time"] = key(
        "nearest",
        en="nearest: the nearest office that accepts what they bring; main: the main hall; least_time: the "
        "office with the shortest way and expected wait when they set out.",
        example="least_time",
    )
    unattended: Literal["go_on", "another_day"] = key(
        "go_on",
        en="Before an office that should be open but is not attended: go on to the next one at once, or try "
        "the same one on its next open day.",
        example="another_day",
    )


class OfficeRules(Model):
    """An office beside the main hall, one at each of the places named."""

    title: LocalText | None = key(
        None, en="Name shown to people.", example="{en: Township centre, zh: 便民服务中心}"
    )
    at: str | None = key(
        None,
        en="Place (a name under the world's places); there is one office at each of them. The office's own "
        "name when that is a place, else that of the main hall.",
        example="township",
    )
    opening: WeeklyHours | None = key(
        None, en="When it serves; as the main hall when absent.", example="[09:00-12:00, 14:00-17:00]"
    )
    doors: ClockMs | None = key(
        None, en="When tickets are first issued; at the opening when absent.", example="08:30"
    )
    tickets_until: ClockMs | None = key(
        None,
        en="Clock time from which no tickets are issued any more; until the last closing when absent.",
        example="16:30",
    )
    accepts: tuple[str, ...] = key(
        ("all",),
        en="Departments and services it accepts, or all; its windows serve them unless they say otherwise.",
        example="[pension, id_card]",
    )
    decides: tuple[str, ...] = key(
        ("all",),
        en="Departments and services, of those it accepts, that are decided here; the files of the others go "
        "to the office it relies on, and what is elsewhere decided at once is then decided there.",
        example="[pension]",
    )
    relies_on: str | None = key(
        None,
        en="Office whose desks do what its own do not, and that decides what it does not; the main hall when "
        "absent. Of several, the one at the same place or in the nearest place above, else the first.",
        example="county",
    )
    courier: Courier | None = key(
        None,
        en="How files travel to that office and back; at once when absent. A bare text says when it leaves.",
        example="daily 16:00",
    )
    name_plate: NamePlate | None = key(
        None,
        en="Offices attended on some days only; a bare share is that of the offices never attended.",
        example="{offices: 35%, attended: 20%}",
    )
