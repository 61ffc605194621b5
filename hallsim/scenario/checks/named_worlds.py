"""Every world of a scenario checked under every design, as the world of the file is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hallsim.errors import Problem, problem
from hallsim.scenario.checks.cross_checks import Found, check_scenario
from hallsim.scenario.parsing.located import Located, node_at, place_of
from hallsim.scenario.scenario import WORLD, Scenario
from hallsim.scenario.world.world import World
from hallsim.text.message import Message


def check_worlds(scenario: Scenario, tree: Located, *, is_world: bool = False) -> Found:
    """The world of the file, then all others: what is true of both is told of the one of the file.

    Args:
        is_world: as for `check_scenario`.
    """
    first = check_scenario(scenario, tree, is_world=is_world)
    problems, warnings = [*first.problems, *_named_like_the_file(scenario, tree)], [*first.warnings]
    warnings += _twins(scenario, tree)
    for name in scenario.worlds:
        if name != WORLD:
            found = check_scenario(scenario.in_world(name), _laid(tree, name), is_world=is_world)
            problems += _new(found.problems, first.problems, name)
            warnings += _new(found.warnings, first.warnings, name)
    return Found(problems=tuple(dict.fromkeys(problems)), warnings=tuple(dict.fromkeys(warnings)))


def _named_like_the_file(scenario: Scenario, tree: Located) -> Iterator[Problem]:
    if WORLD in scenario.worlds:
        yield problem(
            place_of(tree, ("worlds", WORLD)),
            "worlds.name",
            Message("'{name}' is the world of the file itself", name=WORLD),
            Message("choose another name"),
        )


def _twins(scenario: Scenario, tree: Located) -> Iterator[Problem]:
    """Worlds in which all is the same: a key was forgotten, or stands at the wrong place."""
    known: dict[str, dict[str, object]] = {}
    for name in scenario.world_names():
        world = scenario.in_world(name).world
        plain = {key: getattr(world, key) for key in World.model_fields}
        twin = next((other for other, seen in known.items() if seen == plain), None)
        known[name] = plain
        if twin is not None:
            yield problem(
                place_of(tree, ("worlds", name)),
                "worlds.twins",
                Message(
                    "in the world '{name}' all is as in '{twin}': every figure of the two will be the same",
                    name=name,
                    twin=twin,
                ),
                Message("write what it changes, or drop it"),
            )


def _laid(tree: Located, name: str) -> Located:
    """The tree with a named world where the world stands."""
    world = node_at(tree, ("worlds", name))
    assert world is not None
    assert isinstance(tree.value, dict)
    key = place_of(tree, ("worlds", name))
    places = tree.key_places | {"world": key}
    return replace(tree, value=tree.value | {"world": world}, key_places=places)


def _new(found: Iterable[Problem], told: Iterable[Problem], name: str) -> Iterator[Problem]:
    """What is not told already; where its words do not stand in the world, it says of which it is true."""
    known = {(one.place, one.code, one.said) for one in told}
    for one in found:
        if (one.place, one.code, one.said) in known:
            continue
        if one.place is not None and one.place.path[:2] == ("worlds", name):
            yield one
        else:
            yield replace(one, said=Message("{said} (in the world '{name}')", said=one.said, name=name))
