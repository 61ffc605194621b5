"""What looks unintended with values that are tried and does not without: breaks that new windows have not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from hallsim.errors import Problem, problem
from hallsim.scenario.load import LoadedScenario
from hallsim.scenario.whatif.variation import Values
from hallsim.text.message import Message, joined

_MOST: Final = 5
"""Values that are named beside the first with a like doubt."""


def doubts_of_values(source: LoadedScenario, loads: Mapping[Values, LoadedScenario]) -> tuple[Problem, ...]:
    """The doubts that values bring, each kind once for a place, with the values that bring it.

    Args:
        loads: the scenario with values, by (path or factor, value).
    """
    known = {_mark(one) for one in source.warnings}
    by_said: dict[tuple[str, str, str], list[tuple[Values, Problem]]] = {}
    for values, loaded in loads.items():
        for one in loaded.warnings:
            if _mark(one) not in known:
                by_said.setdefault(_mark(one), []).append((values, one))
    kinds: dict[tuple[str, str], list[tuple[str, Problem]]] = {}
    for (code, where, _), found in by_said.items():
        kinds.setdefault((code, where), []).append((_name([v for v, _ in found]), found[0][1]))
    return tuple(_told(several) for several in kinds.values())


def _mark(one: Problem) -> tuple[str, str, str]:
    return one.code, str(one.place and one.place.path), one.said.text("en")


def _name(found: Sequence[Values]) -> str:
    """The values that all have in common: these bring the doubt."""
    common = [pair for pair in found[0] if all(pair in values for values in found)] or found[0]
    return ", ".join(f"{path}={value}" for path, value in common)


def _told(several: Sequence[tuple[str, Problem]]) -> Problem:
    (name, first), others = several[0], [name for name, _ in several[1:]]
    rest = joined([*others[:_MOST], *(["…"] if len(others) > _MOST else [])])
    said = (
        Message("with {name} (and likewise with {others}): {said}", name=name, others=rest, said=first.said)
        if others
        else Message("with {name}: {said}", name=name, said=first.said)
    )
    return problem(first.place, first.code, said, first.advice)
