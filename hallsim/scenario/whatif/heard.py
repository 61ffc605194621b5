"""What is set or varied reaches what is run: a path of a design or a world left out would change nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from hallsim.errors import InputError, Place, Problem, problem
from hallsim.scenario.assumptions.paths import Loc
from hallsim.scenario.load import LoadedScenario, Setting
from hallsim.scenario.scenario import WORLD
from hallsim.scenario.whatif.settings import read_moves, with_settings
from hallsim.scenario.whatif.variation import Steps
from hallsim.text.message import Message, joined


def refuse_unheard(source: LoadedScenario, designs: Collection[str], worlds: Collection[str]) -> None:
    """InputError for what was set of designs and worlds of which none is run, or that say their own."""
    by_option: dict[str, list[Setting]] = {}
    for setting in source.written.settings:
        by_option.setdefault(setting.said, []).append(setting)
    problems = [
        _unheard(said, several[0].path, designs, worlds)
        for said, several in by_option.items()
        if not any(_is_heard(one.loc, one.also, designs, worlds) for one in several)
    ]
    if problems:
        raise InputError(problems)


def unheard_values(
    source: LoadedScenario,
    said: str,
    path: str,
    values: Sequence[str] | Steps,
    designs: Collection[str],
    worlds: Collection[str],
) -> list[Problem]:
    """The problem of a path that changes nothing of what is run, neither at its first value nor at its last.

    Args:
        said: the option as it was typed.
    """
    known = source.scenario
    if set(known.designs) <= set(designs) and set(known.world_names()) <= set(worlds):
        return []
    option = said.partition(" ")[0]
    for value in dict.fromkeys((values[0], values[len(values) - 1])):
        wrong: list[Problem] = []
        locs = [move.spot.loc for move in read_moves(source, f"{path}={value}", wrong, option)]
        if wrong or any(_is_heard(loc, (), designs, worlds) for loc in locs):
            return []  # what is wrong is told elsewhere
        try:
            moved = with_settings(source, [f"{path}={value}"], option).scenario
        except InputError:
            return []  # it cannot be set alone; what it is set with is asked for itself
        if any(moved.designs[name] != known.designs[name] for name in designs):
            return []
        if any(moved.in_world(name).world != known.in_world(name).world for name in worlds):
            return []
    return [_unheard(said, path, designs, worlds)]


def _is_heard(loc: Loc, also: Iterable[str], designs: Collection[str], worlds: Collection[str]) -> bool:
    """Whether a place belongs to what is run; what is of no design and no world always does."""
    match loc:
        case ("designs", name, *_):
            return name in designs or any(other in designs for other in also)
        case ("worlds", name, *_):
            return name in worlds or any(other in worlds for other in also)
        case ("world", *_):
            return WORLD in worlds or any(other in worlds for other in also)
    return True


def _unheard(said: str, path: str, designs: Collection[str], worlds: Collection[str]) -> Problem:
    return problem(
        Place(file=said, line=1, column=1, said=True),
        "set.unheard",
        Message(
            "'{path}' changes nothing in what is run: {designs} in {worlds}",
            path=path,
            designs=joined(list(designs)),
            worlds=joined(list(worlds)),
        ),
        Message("run the design or the world that it is of, or drop it"),
    )
