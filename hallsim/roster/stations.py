"""What is rostered: the stations of a design, when each may be staffed, and a design with others there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hallsim.scenario.design.design import Design, Office, Windows
from hallsim.scenario.design.desks import Desk, Shift
from hallsim.scenario.design.people import NamedClerk
from hallsim.scenario.serving.rosters import window_rosters
from hallsim.scenario.values.hours import Hours, Span, Spans, parse_hours
from hallsim.scenario.values.weekdays import WEEKDAYS
from hallsim.units import format_clock_range

Week = tuple[Spans, ...]
"""When one person is on duty, for Monday to Sunday."""
DESK = "desk."


@dataclass(frozen=True, slots=True)
class Seat:
    """One window or officer of a station: when, and who if it is somebody by name."""

    week: Week
    clerk: str = ""


Staffing = Mapping[str, tuple[Seat, ...]]
"""Who is where, by station, in the order of the numbers of its windows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A group of windows or a desk whose people are rostered.

    Attributes:
        name: as traces name it: `counter`, `desk.fire`, `township.counter`.
        office, group: where the design has it; the main hall is "".
        hours: within which it may be staffed.
        own: the design's own roster, breaks taken out.
        copies: how many offices alike have it; one roster holds for each.
    """

    name: str
    office: str
    group: str
    is_desk: bool
    hours: Week
    own: tuple[Week, ...]
    copies: int = 1

    @property
    def at(self) -> tuple[str, ...]:
        """Its path below a design."""
        office = ("offices", self.office) if self.office else ()
        return (*office, "desks" if self.is_desk else "windows", self.group)


def stations_of(design: Design, copies: Mapping[str, int]) -> tuple[Station, ...]:
    """All stations with people who follow a roster, in the order of the design.

    Left out: tide windows, whose staff stands by; desks that meet, or that have officers without limit.

    Args:
        copies: by office, how many are alike.
    """
    found = [*_of_windows("", design.windows, design.opening)]
    found += _of_desks("", design.desks, design.desk_hours or design.opening)
    for name, office in design.offices.items():
        opening = office.opening or design.opening
        found += _of_windows(name, office.windows, opening, copies.get(name, 1))
        desk_hours = office.opening or design.desk_hours or design.opening
        found += _of_desks(name, office.desks, desk_hours, copies.get(name, 1))
    return tuple(found)


def _of_windows(
    office: str, windows: Mapping[str, Windows], opening: Hours, copies: int = 1
) -> list[Station]:
    found = []
    for group, spec in windows.items():
        if spec.tide is not None:
            continue
        frame = opening if spec.shifts else (spec.hours or opening)
        own = tuple(_without(hours, breaks) for hours, breaks in window_rosters(spec, opening))
        name = f"{office}.{group}" if office else group
        found.append(
            Station(
                name=name, office=office, group=group, is_desk=False, copies=copies, own=own,
                hours=_union([frame.by_weekday, *own]),
            )
        )  # fmt: skip
    return found


def _of_desks(office: str, desks: Mapping[str, Desk], otherwise: Hours, copies: int = 1) -> list[Station]:
    found = []
    for group, desk in desks.items():
        if desk.is_unlimited or desk.meets is not None:
            continue
        hours = desk.hours or otherwise
        own = tuple(one.by_weekday for one in desk.rosters(hours))
        name = f"{office}.{DESK}{group}" if office else DESK + group
        found.append(
            Station(
                name=name, office=office, group=group, is_desk=True, copies=copies, own=own,
                hours=_union([hours.by_weekday, *own]),
            )
        )  # fmt: skip
    return found


def _without(hours: Hours, breaks: Sequence[Hours]) -> Week:
    return tuple(
        minus(spans, [away for pause in breaks for away in pause.by_weekday[day]])
        for day, spans in enumerate(hours.by_weekday)
    )


def minus(spans: Sequence[Span], away: Sequence[Span]) -> Spans:
    """Spans of a day without those in which somebody is away."""
    found = list(spans)
    for begin, end in away:
        found = [
            piece
            for start, stop in found
            for piece in ((start, min(stop, begin)), (max(start, end), stop))
            if piece[0] < piece[1]
        ]
    return tuple(sorted(found))


def _union(weeks: Sequence[Week]) -> Week:
    return tuple(joined([span for week in weeks for span in week[day]]) for day in range(len(WEEKDAYS)))


def joined(spans: Sequence[Span]) -> Spans:
    """Spans that touch or overlap as one, sorted."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def own_staffing(stations: Sequence[Station], design: Design) -> Staffing:
    """The design's own roster, with the clerks that it names."""
    found: dict[str, tuple[Seat, ...]] = {}
    for station in stations:
        spec = spec_of(design, station)
        names = () if isinstance(spec, Desk) else spec.staff
        found[station.name] = tuple(
            Seat(week, names[i] if i < len(names) else "") for i, week in enumerate(station.own)
        )
    return found


def spec_of(design: Design, station: Station) -> Windows | Desk:
    """The group of windows, or the desk."""
    owner: Design | Office = design.offices[station.office] if station.office else design
    return owner.desks[station.group] if station.is_desk else owner.windows[station.group]


def written_week(week: Week) -> dict[str, Any]:
    """Hours by weekday as a scenario has them: `{mon: [08:30-12:00, 13:00-17:00], tue: ...}`."""
    return {
        WEEKDAYS[day]: [format_clock_range(*span) for span in spans]
        for day, spans in enumerate(week)
        if spans
    }


def written_shifts(seats: Sequence[Seat]) -> list[dict[str, Any]]:
    """The seats as `shifts`; neighbours of the same hours are one.

    Where nobody is ever on duty there is a window that is never staffed: a queue without any could not be.
    """
    if not seats:
        return [{"count": 1, "hours": {WEEKDAYS[0]: "closed"}}]
    found: list[dict[str, Any]] = []
    for seat in seats:
        hours = written_week(seat.week)
        if found and found[-1]["hours"] == hours:
            found[-1]["count"] += 1
        else:
            found.append({"count": 1, "hours": hours})
    return found


def staffed(design: Design, stations: Sequence[Station], staffing: Staffing) -> Design:
    """The design with these people in place of its own at the stations that `staffing` names."""
    windows, desks, offices = dict(design.windows), dict(design.desks), dict(design.offices)
    for station in stations:
        if station.name not in staffing:
            continue
        seats = [seat for seat in staffing[station.name] if any(seat.week)]
        spec = _with_seats(spec_of(design, station), seats)
        if station.office:
            office = offices[station.office]
            part = "desks" if station.is_desk else "windows"
            update = {part: {**getattr(office, part), station.group: spec}}
            offices[station.office] = office.model_copy(update=update)
        elif isinstance(spec, Desk):
            desks[station.group] = spec
        else:
            windows[station.group] = spec
    names = {seat.clerk for seats in staffing.values() for seat in seats if seat.clerk}
    clerks = {name: NamedClerk() for name in sorted(names)} | design.clerks
    update = {"windows": windows, "desks": desks, "offices": offices, "clerks": clerks}
    return design.model_copy(update=update)


def _with_seats(spec: Windows | Desk, seats: Sequence[Seat]) -> Any:
    shifts = tuple(
        Shift.model_construct(count=shift["count"], hours=parse_hours(shift["hours"]))
        for shift in written_shifts(seats)
    )
    if isinstance(spec, Desk):
        return spec.model_copy(update={"shifts": shifts})
    names = tuple(seat.clerk for seat in seats if seat.clerk)
    update = {"shifts": shifts, "on_duty": None, "breaks": ()}
    clerks = _first(spec, max(0, len(seats) - len(names)))
    return spec.model_copy(update={**update, "staff": names, "clerks": clerks})


def _first(spec: Windows, n: int) -> tuple[Any, ...]:
    """The group's kinds of clerks, as many of them as there are windows."""
    found = []
    for clerk in spec.clerks:
        if n > 0:
            found.append(clerk.model_copy(update={"count": min(clerk.count, n)}))
        n -= clerk.count
    return tuple(found)
