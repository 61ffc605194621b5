"""The titles that people know things by, as a study keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hallsim.study.result import Words
from hallsim.study.station_titles import station_titles

if TYPE_CHECKING:
    from hallsim.scenario.scenario import Scenario
    from hallsim.scenario.values.fields import LocalText


def _stations(scenario: Scenario) -> dict[str, LocalText | None]:
    """Titles of stations; of one that several designs have, that of the first."""
    found: dict[str, LocalText | None] = {}
    for design in scenario.designs.values():
        found = {**station_titles(scenario.world, design), **found}
    return found


def names(scenario: Scenario) -> dict[str, dict[str, Words]]:
    """The titles people know, by kind and name; only what has a title."""
    world = scenario.world
    titles: dict[str, dict[str, LocalText | None]] = {
        "world": {name: named.title for name, named in scenario.worlds.items()},
        "design": {name: design.title for name, design in scenario.designs.items()},
        "group": {name: group.title for name, group in world.groups.items()},
        "service": {name: service.title for name, service in world.services.items()},
        "step": {
            f"{name}/{step}": spec.title
            for name, service in world.services.items()
            for step, spec in service.steps.items()
        },
        "department": dict(world.departments),
        "station": _stations(scenario),
    }
    return {
        kind: {name: {"en": title.en, "zh": title.zh} for name, title in items.items() if title is not None}
        for kind, items in titles.items()
    }
