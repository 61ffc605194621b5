"""An office as a design of its own, and what it accepts and decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hallsim.scenario.design.design import Design, Office, Windows
from hallsim.scenario.serving.claims import taken_words, words_of, words_of_part
from hallsim.scenario.world.service import Service
from hallsim.scenario.world.world import World

OF_THE_MAIN_HALL: dict[str, Any] = {
    "offices": {}, "guide": None, "online": None, "pre_review": None, "kiosks": None, "appointments": None,
    "hotline": None, "reminders": None, "progress_query": 0.0, "capacity": None, "seats": None, "cover": {},
    "tickets_until": None, "packages": {}, "agents": {}, "home_service": None,
}  # fmt: skip
"""What a design says of its main hall alone."""


def as_design(design: Design, office: Office) -> Design:
    """An office as a design: the main hall's rules, its own windows, desks and hours."""
    own = {
        "windows": {group: serving(spec, office) for group, spec in office.windows.items()},
        "desks": office.desks,
        "opening": office.opening or design.opening,
        "doors": office.doors,
        "tickets_until": office.tickets_until,
    }
    return design.model_copy(update=OF_THE_MAIN_HALL | own)


def halls(design: Design) -> Iterator[tuple[tuple[str, ...], Design]]:
    """The main hall and every office as a design of its own, each with where it stands in the design."""
    yield (), design
    for name, office in design.offices.items():
        yield ("offices", name), as_design(design, office)


def serving(spec: Windows, office: Office) -> Windows:
    return spec if spec.serves else spec.model_copy(update={"serves": office.accepts})


def names_service(words: tuple[str, ...], name: str, service: Service) -> bool:
    """Whether departments, services or `all` name a service."""
    return bool(words_of(name, service) & set(words))


def decides(office: Office, name: str, service: Service) -> bool:
    """Whether a matter is decided at the office where it is accepted; an enquiry is answered on the spot."""
    return service.kind == "enquiry" or names_service(office.decides, name, service)


def accepted(world: World, office: Office) -> list[str]:
    """Services that an office accepts and some window of it serves."""
    windows = {group: serving(spec, office) for group, spec in office.windows.items()}
    return [
        name for name in _served(world, windows) if names_service(office.accepts, name, world.services[name])
    ]


def accepted_world(world: World, office: Office) -> World:
    """The world with no other services than an office accepts."""
    return world.model_copy(update={"services": {n: world.services[n] for n in accepted(world, office)}})


def served_in_main(world: World, design: Design) -> list[str]:
    """Services that the main hall's own windows serve."""
    return _served(world, design.windows)


def _served(world: World, windows: Mapping[str, Windows]) -> list[str]:
    """Services of which some windows serve or help with a part."""
    taken = frozenset[str]().union(*(taken_words(group, spec) for group, spec in windows.items()))
    return [name for name, spec in world.services.items() if taken & words_of_part(name, spec)]


def chain_of(design: Design, name: str) -> list[str]:
    """The offices on which one relies, from itself to the main hall (left out).

    Raises:
        ValueError: they rely on each other, so that nobody decides.
    """
    chain = [name]
    while (above := design.offices[chain[-1]].relies_on) is not None:
        if above in chain:
            raise ValueError(f"the offices {' and '.join(chain)} rely on each other")
        chain.append(above)
    return chain


def only_at_offices(world: World, design: Design) -> frozenset[str]:
    """Services that some office accepts and no window of the main hall serves."""
    if not design.offices:
        return frozenset()
    here = set(served_in_main(world, design))
    return frozenset(s for office in design.offices.values() for s in accepted(world, office)) - here
