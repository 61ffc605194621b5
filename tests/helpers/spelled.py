"""Designs as people write them, short spellings included, without the checks of a whole scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hallsim.errors import Place
from hallsim.scenario.design.design import Design
from hallsim.scenario.language.shorthand import spell_out
from hallsim.scenario.parsing.located import Located, to_plain
from hallsim.scenario.scenario import Scenario

NOWHERE = Place(file="test", line=1, column=1)


def design_of(written: Mapping[str, Any]) -> Design:
    """The model of a design."""
    tree = spell_out(located({"designs": {"one": written}}), [])
    return Design.model_validate(to_plain(tree)["designs"]["one"])


def scenario_of(written: Mapping[str, Any]) -> Scenario:
    """The model of a whole scenario."""
    return Scenario.model_validate(to_plain(spell_out(located(written), [])))


def located(value: Any) -> Located:
    """A plain value as if it had been read."""
    if isinstance(value, Mapping):
        return Located(value={key: located(item) for key, item in value.items()}, place=NOWHERE)
    if isinstance(value, list):
        return Located(value=[located(item) for item in value], place=NOWHERE)
    return Located(value=value, place=NOWHERE, text=str(value))
