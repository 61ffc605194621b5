"""What people call windows, desks, offices and the stations beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hallsim.hall.plan.auxiliary_stations import GUIDE, HOME, KIOSK
from hallsim.hall.plan.offices import MAIN_HALL
from hallsim.scenario.values.fields import LocalText
from hallsim.text.message import Message

if TYPE_CHECKING:
    from hallsim.scenario.design.design import Design
    from hallsim.scenario.world.world import World

_BESIDE = {
    GUIDE: Message("Guide desk"),
    KIOSK: Message("Terminals"),
    HOME: Message("Home service"),
    MAIN_HALL: Message("Main hall"),
}


def station_titles(world: World, design: Design) -> dict[str, LocalText]:
    """Titles by the names of stations in a trace, of those that have one.

    Names are such as `commerce`, `desk.commerce`, `township`, `township.counter`, `township.desk.review`.
    Windows and desks named like a department go by its title, an office without one by its place's.
    """
    departments = world.departments
    found: dict[str, LocalText | None] = {
        name: LocalText(en=title.text("en"), zh=title.text("zh")) for name, title in _BESIDE.items()
    }
    for name, windows in design.windows.items():
        found[name] = windows.title or departments.get(name)
    for name, desk in design.desks.items():
        found[f"desk.{name}"] = desk.title or departments.get(name)
    for name, office in design.offices.items():
        place = world.places.get(office.at or name)
        found[name] = office.title or (place.title if place is not None else None)
        for group, windows in office.windows.items():
            found[f"{name}.{group}"] = windows.title
        for desk_name, desk in office.desks.items():
            found[f"{name}.desk.{desk_name}"] = desk.title or departments.get(desk_name)
    return {name: title for name, title in found.items() if title is not None}
