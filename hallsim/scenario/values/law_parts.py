"""The parameters of a law written as text: `lognormal(mean 12 min, cv 0.7)`.

One of them can be read or changed; the rest stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hallsim.scenario.values.law_forms import EXAMPLES, POSITIONAL

_CALL: Final = re.compile(r"(\s*([A-Za-z_]+)\s*[(（])(.*)([)）]\s*)", re.DOTALL)
_NAMED: Final = re.compile(r"(\s*([A-Za-z_]+[12]?)\s*(?:[=:＝：]|\s)\s*)(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A parameter: its name (its position for one of a list of values), what stands before its value."""

    name: str | None
    before: str
    value: str


def law_pieces(text: str) -> list[Piece]:
    """The parameters of a law in the form of a call; none for any other text."""
    call = _CALL.fullmatch(text)
    if call is None or call[2].casefold() not in EXAMPLES:
        return []
    positional = list(POSITIONAL.get(call[2].casefold(), ()))
    pieces = []
    for i, written in enumerate(re.split("[,，]", call[3])):
        named = _NAMED.fullmatch(written)
        if named:
            pieces.append(Piece(named[2].casefold(), named[1], named[3].strip()))
        else:
            pieces.append(Piece(positional.pop(0) if positional else str(i), " " * bool(i), written.strip()))
    return pieces


def with_pieces(text: str, values: Sequence[str]) -> str:
    """The law with other values, as many as it has parameters."""
    call = _CALL.fullmatch(text)
    assert call is not None
    pairs = zip(law_pieces(text), values, strict=True)
    return call[1] + ",".join(piece.before + value for piece, value in pairs) + call[4]


def with_piece(text: str, name: str, value: str) -> str:
    """The law with another value of the parameter `name`."""
    return with_pieces(text, [value if p.name == name else p.value for p in law_pieces(text)])
