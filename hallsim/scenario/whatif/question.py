"""A question on a scenario: worlds and designs chosen by name, and values tried one after another.

Every value is a variant of each design that has it, and of a world where the path leads into the world.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from hallsim.errors import InputError, Place, Problem, problem
from hallsim.scenario.design.design import Design
from hallsim.scenario.load import LoadedScenario
from hallsim.scenario.scenario import WORLD, Scenario
from hallsim.scenario.values.amounts import Amount, read_amount
from hallsim.scenario.values.fields import LocalText
from hallsim.scenario.whatif.doubts import doubts_of_values
from hallsim.scenario.whatif.heard import unheard_values
from hallsim.scenario.whatif.overlap import overlaps
from hallsim.scenario.whatif.path_names import PathName, path_names
from hallsim.scenario.whatif.settings import read_moves, with_settings
from hallsim.scenario.whatif.variation import OPTION, Values, Variation, grid, read_variations, size
from hallsim.scenario.world.named_world import NamedWorld
from hallsim.text.message import LANGS, Both, Message, joined

MOST_VARIANTS: Final = 10_000
"""More combinations are refused whatever is permitted: no table of them could be read."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A design with the values that make it a variant; the design itself where there are none."""

    name: str
    design: str
    values: Values = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A world and the variants run in it, as a scenario of their own.

    Attributes:
        name: the world with its values, as it stands in tables; `title` for people, empty for the world of
            the file as it is.
        world: the world of the file.
        settings: what is otherwise there than in the file.
        files: what decides its numbers besides the names of its variants: sha256 of the inputs by name.
    """

    name: str
    title: Mapping[str, str]
    world: str
    values: Values
    scenario: Scenario
    variants: tuple[Variant, ...]
    settings: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is varied (`asked`: as it was typed), and a cell a world.

    `amounts`: the number that a value of a path comes to, where it does; `names`: what a path is called;
    `worlds`, `designs`: their titles;
    `doubts`: what looks unintended with values that are tried.
    """

    paths: tuple[str, ...]
    asked: tuple[str, ...]
    cells: tuple[Cell, ...]
    amounts: Mapping[tuple[str, str], Amount] = field(default_factory=dict)
    names: Mapping[str, PathName] = field(default_factory=dict)
    worlds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    designs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    doubts: tuple[Problem, ...] = ()

    @property
    def n_variants(self) -> int:
        """Variants of all worlds together."""
        return sum(len(cell.variants) for cell in self.cells)


def n_combinations(source: LoadedScenario, varied: Sequence[str], n_designs: int, n_worlds: int) -> int:
    """Variants that a question may have at most, before any of them is made; InputError for wrong options."""
    problems: list[Problem] = []
    variations = read_variations(varied, problems)
    for variation in variations:
        _sections(source, variation, problems, first_only=True)
    if problems:
        raise InputError(problems)
    return size(variations) * n_designs * n_worlds


def ask(
    source: LoadedScenario,
    designs: Sequence[str],
    worlds: Sequence[str] = (WORLD,),
    varied: Sequence[str] = (),
) -> Question:
    """The question with every variant made and checked like a scenario of its own.

    Args:
        designs: the base first; worlds: the first is the one that others are compared with.
        varied: `PATH=a,b,c` or `PATH=a..b:step`.

    Raises:
        InputError: paths and values that are none, all at once; or what the scenario cannot be with them.
    """
    problems: list[Problem] = []
    variations = read_variations(varied, problems)
    if problems:
        raise InputError(problems)
    in_world = {v.path for v in variations if _sections(source, v, problems) == "world"}
    problems += overlaps(source, variations) if not problems else []
    for one in variations if not problems else ():
        problems += unheard_values(source, one.said, one.path, one.values, designs, worlds)
    if problems:
        raise InputError(problems)
    of_world = [v for v in variations if v.path in in_world]
    of_designs = [v for v in variations if v.path not in in_world]
    amounts: dict[tuple[str, str], Amount] = {}
    paths = tuple(v.path for v in variations)
    names = dict(zip(paths, path_names(source, paths), strict=True))
    tried = {values: _moved(source, values, amounts) for values in grid(of_world)}
    made: dict[Values, list[tuple[Values, LoadedScenario]]] = {}
    cells = []
    for world in worlds:
        for world_values, moved in _tried_in(source, world, tried).items():
            if world_values not in made:
                made[world_values] = [(v, _moved(moved, v, amounts)) for v in grid(of_designs)]
            cells.append(_cell(moved, world, world_values, designs, made[world_values], names))
    loads = {of_world: loaded for of_world, loaded in tried.items() if of_world}
    loads |= {of_world + own: loaded for of_world, several in made.items() for own, loaded in several}
    return Question(
        doubts=doubts_of_values(source, loads),
        paths=paths, asked=tuple(varied), cells=tuple(cells), amounts=amounts, names=names,
        worlds=_titles(source.scenario.worlds), designs=_titles(source.scenario.designs),
    )  # fmt: skip


def _tried_in(
    source: LoadedScenario, world: str, tried: Mapping[Values, LoadedScenario]
) -> Mapping[Values, LoadedScenario]:
    """The values tried in a world; of one that says its own in place of all of them, the world alone."""
    plain = source.scenario.in_world(world).world
    has_any = any(moved.scenario.in_world(world).world != plain for moved in tried.values())
    return tried if has_any or world == WORLD else {(): source}


def _titles(named: Mapping[str, NamedWorld] | Mapping[str, Design]) -> dict[str, Mapping[str, str]]:
    return {name: one.title.model_dump() for name, one in named.items() if one.title is not None}


def _sections(
    source: LoadedScenario, variation: Variation, problems: list[Problem], *, first_only: bool = False
) -> str:
    """`world` or `designs`, wherever all values of a path belong; what is wrong is told in `problems`."""
    found = set()
    for value in variation.values:
        moves = read_moves(source, f"{variation.path}={value}", problems, OPTION)
        found |= {str(move.spot.loc[0]) for move in moves}
        if first_only or problems:
            break
    if found <= {"world", "worlds"}:
        return "world"
    if found != {"designs"}:
        place = Place(file=variation.said, line=1, column=1, said=True)
        problems.append(
            problem(
                place,
                "vary.section",
                Message("'{path}' is no part of a world or of a design", path=variation.path),
                Message("vary what stands in world or in designs; --set sets anything once"),
            )
        )
    return "designs"


def _moved(source: LoadedScenario, values: Values, amounts: dict[tuple[str, str], Amount]) -> LoadedScenario:
    found = source
    for path, value in values:
        before = len(found.written.settings)
        found = with_settings(found, [f"{path}={value}"], OPTION)
        amount = read_amount(found.written.settings[before].after)
        if amount is not None:
            amounts.setdefault((path, value), amount)
    return found


def _cell(
    moved: LoadedScenario,
    world: str,
    values: Values,
    designs: Sequence[str],
    made: Sequence[tuple[Values, LoadedScenario]],
    names: Mapping[str, PathName],
) -> Cell:
    variants: dict[str, Variant] = {}
    models = {}
    if not any(variant_values for variant_values, _ in made):
        scenario = moved.scenario.in_world(world)  # other designs stay, with their titles of stations
        return _named_cell(moved, world, values, scenario, [Variant(name, name) for name in designs], names)
    for design in designs:
        plain = moved.scenario.designs[design]
        own = [(v, loaded.scenario.designs[design]) for v, loaded in made]
        if all(model == plain for _, model in own):  # it has nothing of what is varied
            own = [((), plain)]
        for variant_values, model in own:
            name = ", ".join([design, *_told(variant_values)])
            variants[name] = Variant(name, design, variant_values)
            models[name] = model.model_copy(
                update={"title": _title(model.title, design, variant_values, names)}
            )
    scenario = moved.scenario.in_world(world).model_copy(update={"designs": models})
    return _named_cell(moved, world, values, scenario, list(variants.values()), names)


def _named_cell(
    moved: LoadedScenario,
    world: str,
    values: Values,
    scenario: Scenario,
    variants: Sequence[Variant],
    names: Mapping[str, PathName],
) -> Cell:
    title = None
    if world != WORLD:
        title = moved.scenario.worlds[world].title or LocalText(en=world, zh=world)
    named = _title(title, "", values, names)
    told = _told(values)
    name = ", ".join([*([] if world == WORLD and told else [world]), *told])
    return Cell(
        name=name, title=named.model_dump() if named else {}, world=world, values=values, scenario=scenario,
        variants=tuple(variants), settings=tuple(map(str, moved.written.settings)),
        files=moved.hashes() | ({} if world == WORLD else {"(world)": world}),
    )  # fmt: skip


def _told(values: Values) -> list[str]:
    return [f"{path}={value}" for path, value in values]


def _title(
    title: LocalText | None, name: str, values: Values, names: Mapping[str, PathName]
) -> LocalText | None:
    """The title with the values behind it; what has no title keeps its name."""
    if not values:
        return title
    told = values_in_words(values, names)
    words = {lang: getattr(title, lang) if title else name for lang in LANGS}
    return LocalText(**{lang: " · ".join(filter(None, [words[lang], told.text(lang)])) for lang in LANGS})


def values_in_words(values: Values, names: Mapping[str, PathName]) -> Both:
    """`count 6`: the values, each behind what its path is called."""
    told = [Message("{factor} {value}", factor=names[path].short, value=value) for path, value in values]
    return joined(told)
