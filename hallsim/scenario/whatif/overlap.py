"""Options that speak of one value: set and varied, or varied twice, one of them would silently not hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hallsim.errors import Place, Problem, problem
from hallsim.scenario.assumptions.paths import Spot
from hallsim.scenario.load import LoadedScenario
from hallsim.scenario.whatif.settings import Move, read_moves
from hallsim.scenario.whatif.variation import OPTION, Variation
from hallsim.text.message import Message


def overlaps(source: LoadedScenario, variations: Sequence[Variation]) -> list[Problem]:
    """What is set for the question and then varied all the same, and what is varied by two options.

    A change of what is set, such as +10%, overrules nothing.
    """
    moves = {one.said: _moves(source, one) for one in variations}
    return [*_set_too(source, variations, moves), *_twice(variations, moves)]


def _moves(source: LoadedScenario, variation: Variation) -> list[Move]:
    return read_moves(source, f"{variation.path}={variation.values[0]}", [], OPTION)


def _set_too(
    source: LoadedScenario, variations: Sequence[Variation], moves: dict[str, list[Move]]
) -> Iterator[Problem]:
    for text in source.written.asked:
        held = [move.spot for move in read_moves(source, text, [])]
        for one in variations:
            over = [move.spot for move in moves[one.said] if move.change.value is not None]
            if held and all(any(_covers(spot, own) for spot in over) for own in held):
                yield problem(
                    Place(file=one.said, line=1, column=1, said=True),
                    "set.varied",
                    Message("'{path}' is set and varied: {setting} would never hold", path=one.path,
                            setting=text),
                    Message("keep one of the two"),
                )  # fmt: skip


def _covers(over: Spot, own: Spot) -> bool:
    """Whether writing at one spot replaces what stands at the other."""
    if over.part is not None:
        return (over.loc, over.part) == (own.loc, own.part)
    return over.loc == own.loc[: len(over.loc)]


def _twice(variations: Sequence[Variation], moves: dict[str, list[Move]]) -> Iterator[Problem]:
    for i, one in enumerate(variations):
        spots = {(move.spot.loc, move.spot.part) for move in moves[one.said]}
        for before in variations[:i]:
            if any((move.spot.loc, move.spot.part) in spots for move in moves[before.said]):
                yield problem(
                    Place(file=one.said, line=1, column=1, said=True),
                    "vary.twice",
                    Message("'{path}' is varied twice, also by {other}", path=one.path, other=before.said),
                    Message("write all its values in one option"),
                )
