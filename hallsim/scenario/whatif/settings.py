"""A scenario with values set or moved by their paths: as if the file had been edited, for one question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hallsim.errors import InputError, Place, Problem, WordedError, problem
from hallsim.scenario.assumptions.assignments import BASED, Assignment, amount_spot, spelled
from hallsim.scenario.assumptions.paths import Loc, PathError, Spot
from hallsim.scenario.language.keys import kinds_at
from hallsim.scenario.load import LoadedScenario, Setting, with_assignments
from hallsim.scenario.parsing.located import Located, node_at, to_plain
from hallsim.scenario.values.fields import LocalText
from hallsim.scenario.values.law_parts import law_pieces
from hallsim.scenario.whatif.change import Change, assignment_of, read_change
from hallsim.scenario.whatif.short_paths import spots_at
from hallsim.text.message import Message

OPTION: Final = "--set"
EXAMPLE: Final = "--set world.arrivals.per_day=+20%"
_SHOWN: Final = 80
"""Characters of a value that are told of it."""


@dataclass(frozen=True, slots=True)
class Move:
    """A change and the one place where it is made; `said` is the option that asked for it."""

    said: str
    change: Change
    spot: Spot


def with_settings(source: LoadedScenario, texts: Sequence[str], option: str = OPTION) -> LoadedScenario:
    """The scenario with every `PATH=VALUE` of `texts` in it, read and checked like the file itself.

    Raises:
        InputError: paths and values that are none, all at once; or what the scenario cannot be with them.
    """
    if not texts:
        return source
    problems: list[Problem] = []
    moves = [move for text in texts for move in read_moves(source, text, problems, option)]
    _twice(moves, problems)
    assignments = _assignments(moves, problems)
    if problems:
        raise InputError(_once(problems))
    found = _with(source, moves, assignments)
    asked = (*source.written.asked, *texts)
    return replace(found, written=replace(found.written, asked=asked))


def new_doubts(source: LoadedScenario, texts: Sequence[str]) -> tuple[Problem, ...]:
    """What looks unintended with settings and did not without: breaks that fewer windows cannot all take."""
    before = {(one.code, one.place, one.said.text("en")) for one in source.warnings}
    found = with_settings(source, texts).warnings if texts else ()
    return tuple(one for one in found if (one.code, one.place, one.said.text("en")) not in before)


def read_moves(
    source: LoadedScenario, text: str, problems: list[Problem], option: str = OPTION
) -> list[Move]:
    """What one `PATH=VALUE` changes and where; what is wrong with it is told in `problems`."""
    path, equals, value = text.partition("=")
    said = f"{option} {text}"
    place = _place(said)
    if not equals or not path.strip():
        problems.append(
            problem(
                place,
                "set.form",
                Message("this is no PATH=VALUE"),
                Message("write for example {example}", example=EXAMPLE),
            )
        )
        return []
    try:
        change = read_change(value, said)
        return [Move(said, change, spot) for spot in _spots(source.tree, path.strip(), change)]
    except WordedError as error:
        problems.append(error.at(place, "set"))
    except InputError as error:
        problems.extend(error.problems)
    return []


def _spots(tree: Located, path: str, change: Change) -> Iterator[Spot]:
    """Where a change is made: at a mapping that a number or a word stands for, at that number."""
    value = change.value
    for spot in spots_at(tree, path):
        if value is None:
            yield amount_spot(spot)
        elif isinstance(value.value, dict | list | None) or LocalText in kinds_at(spot.loc):
            yield spelled(spot, value)[0] if spot.node is None and value.value is not None else spot
        elif spot.node is not None and isinstance(spot.node.value, dict):
            yield amount_spot(spot)  # a name or a section is no value
        else:
            yield spot


def _twice(moves: Sequence[Move], problems: list[Problem]) -> None:
    """One value, one option: which of two would hold is anybody's guess."""
    first: dict[object, Move] = {}
    for move in moves:
        before = first.setdefault((move.spot.loc, move.spot.part), move)
        if before is not move:
            problems.append(
                problem(
                    _place(move.said),
                    "set.twice",
                    Message(
                        "'{path}' is set twice, also by {other}", path=move.spot.dotted, other=before.said
                    ),
                    Message("keep one of the two"),
                )
            )


def _assignments(moves: Sequence[Move], problems: list[Problem]) -> list[Assignment]:
    found = []
    for move in moves:
        try:
            found.append(assignment_of(move.change, move.spot, move.said))
        except PathError as error:
            problems.append(error.at(_place(move.said), "set"))
    return found


def _with(source: LoadedScenario, moves: Sequence[Move], assignments: Sequence[Assignment]) -> LoadedScenario:
    # the range of a number spoke of the number that was written
    gone = {(m.spot.node.place.position, m.spot.part) for m in moves if m.spot.node and m.spot.part}
    inline = tuple(one for one in source.written.inline if (one.place.position, one.part) not in gone)
    before = replace(source, written=replace(source.written, inline=inline))
    try:
        found = with_assignments(before, assignments)
    except InputError as error:
        raise InputError(_once([_said(wrong, moves) for wrong in error.problems])) from None
    told = (*source.written.settings, *_told(source.tree, found.tree, moves))
    return replace(found, written=replace(found.written, settings=told))


def _once(problems: Sequence[Problem]) -> list[Problem]:
    """Each thing that is wrong with an option once, in however many designs it is."""
    found = {
        (p.place.file if p.place and p.place.said else p.place, p.code, p.advice): p for p in problems[::-1]
    }
    return list(found.values())[::-1]


def _said(wrong: Problem, moves: Sequence[Move]) -> Problem:
    """A problem that what was set has brought: where it does not stand at a set value, it says so."""
    place = wrong.place
    if place is not None and place.said:
        return wrong
    for move in moves:
        spot = move.spot
        if place and spot.part and spot.node and spot.node.place.position == place.position:
            return replace(wrong, place=replace(place, file=move.said, snippet="", said=True))
    said = ", ".join(dict.fromkeys(move.said for move in moves))
    return replace(wrong, said=Message("with {settings}: {said}", settings=said, said=wrong.said))


def _told(before: Located, after: Located, moves: Sequence[Move]) -> list[Setting]:
    """Every value moved: what stood there, what stands there now, and who takes it over."""
    spots = [(move.said, spot) for move in moves for spot in _leaves(move.spot, move.change.value)]
    set_at = {(spot.loc, spot.part) for _, spot in spots}
    found = []
    for said, spot in spots:
        others = [
            str(loc[1])
            for loc in _elsewhere(after, spot)
            if (loc, spot.part) not in set_at and _shown(before, loc, spot) != _shown(after, loc, spot)
        ]
        was, now = (_shown(tree, spot.loc, spot) for tree in (before, after))
        found.append(Setting(spot.dotted, was, now, tuple(others), said, tuple(spot.loc)))
    return found


def _leaves(spot: Spot, value: Located | None) -> Iterator[Spot]:
    """The spot of a value; of a mapping those of all that it says."""
    if value is None or not isinstance(value.value, dict) or not value.value:
        yield spot
        return
    for key, item in value.value.items():
        yield from _leaves(spot.below(key, spot.node.get(key) if spot.node is not None else None), item)


def _elsewhere(tree: Located, spot: Spot) -> list[Loc]:
    """The same place in the other designs, or in the worlds laid over the one."""
    section = spot.loc[0] if spot.loc[0] in BASED else "worlds" if spot.loc[0] == "world" else ""
    node = tree.get(str(section))
    names = list(node.value) if node is not None and isinstance(node.value, dict) else []
    rest = spot.loc[2:] if section == spot.loc[0] else spot.loc[1:]
    return [(section, name, *rest) for name in names if (section, name, *rest) != spot.loc]


def _shown(tree: Located, loc: Loc, spot: Spot) -> str:
    """What stands there, as it was written."""
    node = node_at(tree, loc)
    if node is None:
        return "–"
    text = flow_text(node)
    if spot.part is not None:
        text = next((piece.value for piece in law_pieces(text) if piece.name == spot.part), text)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def flow_text(node: Located) -> str:
    """What stands at a node, as it was written, on one line."""
    value = node.value
    if isinstance(value, dict) and set(value) == {"times", "of"}:
        return f"x{flow_text(value['times'])} {flow_text(value['of'])}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow_text, value)) + "]"
    return node.text or str(to_plain(node))


def _place(said: str) -> Place:
    return Place(file=said, line=1, column=1, said=True)
