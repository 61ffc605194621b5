"""The lines of a way as a tree of boxes, ready to be drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from hallsim.study.ways.line import LineKind, RouteLine

Kind = LineKind | Literal["section", "group"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One thing that happens, and what happens inside it."""

    kind: Kind
    text: str
    inside: tuple[Box, ...]


def boxes(lines: Sequence[RouteLine], say: Callable[[RouteLine], str]) -> tuple[Box, ...]:
    """The trees of a way: a line's children are the deeper lines that follow it."""
    found: list[Box] = []
    i = 0
    while i < len(lines):
        line = lines[i]
        end = i + 1
        while end < len(lines) and lines[end].depth > line.depth:
            end += 1
        inside = boxes(lines[i + 1 : end], say)
        found.append(Box(kind=_kind(line, bool(inside)), text=say(line), inside=inside))
        i = end
    return tuple(found)


def _kind(line: RouteLine, has_inside: bool) -> Kind:
    """A frame of its own for each part of a way, and one around whatever is done under a condition."""
    if line.depth == 0 and has_inside:
        return "section"
    return "group" if has_inside and line.kind == "note" else line.kind
