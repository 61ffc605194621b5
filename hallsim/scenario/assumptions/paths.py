"""Paths into a scenario's tree: `designs.*.windows.*.generalist.time`, `world.services.licence.counter.mean`.

A path walks the tree with short spellings written out and `based_on` resolved: names and keys between dots,
`*` for every name, a number or its name for an entry of a list (of a list with one entry it may be left out),
and at its end, where the value is a law, one of the law's parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hallsim.errors import WordedError, did_you_mean
from hallsim.scenario.language.keys import model_at
from hallsim.scenario.parsing.located import Located
from hallsim.scenario.values.law_parts import law_pieces
from hallsim.text.message import Message

ANY: Final = "*"
_NAMING: Final = ("name", "step", "service", "group")
"""Keys that say which entry of a list one is."""
Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the tree: where it is, what stands there (None: nothing yet), which parameter of a law.

    `alone`: the parts of `loc` that number the only entry of a list.
    """

    loc: Loc
    node: Located | None
    part: str | None = None
    alone: frozenset[int] = frozenset()

    @property
    def dotted(self) -> str:
        """The spot as a path, without the numbers of entries that are the only ones of their lists."""
        words = [str(word) for i, word in enumerate(self.loc) if i not in self.alone]
        return ".".join([*words, *([] if self.part is None else [self.part])])

    def below(self, word: str | int, node: Located | None) -> Spot:
        """The spot under a key, or of an entry."""
        is_alone = self.node is not None and isinstance(self.node.value, list) and len(self.node.value) == 1
        return Spot((*self.loc, word), node, alone=self.alone | {len(self.loc)} if is_alone else self.alone)


class PathError(WordedError):
    """Why a path leads nowhere.

    `lost_at`: which of its words stands for nothing, where it is one; `known`: what there would be instead.
    """

    lost_at: int | None = None
    known: tuple[str, ...] = ()


def find(tree: Located, path: str | tuple[str, ...]) -> list[Spot]:
    """Every spot that a path names, in the tree's order.

    A path without `*` may end in keys that are not written yet: its spot has no node.  With `*` only what is
    written counts.  PathError when there is none.
    """
    parts = list(path) if isinstance(path, tuple) else parts_of(path)
    if not parts:
        raise PathError(Message("the path is empty"), _EXAMPLE)
    reached = [Spot((), tree)]
    for i, part in enumerate(parts):
        going = [spot for spot in reached if spot.part is None]
        steps = [step for spot in going for step in _step(spot, part)]
        if not steps and ANY not in parts:
            steps = [
                replace(spot, loc=(*spot.loc, *parts[i:]), node=None)
                for spot in going
                if _are_keys(spot, parts[i:])
            ]
            if steps:
                return steps
        if not steps:
            raise _lost(reached, parts, i)
        reached = steps
    return reached


def leaves(tree: Located) -> Iterator[Spot]:
    """Every text and number of a tree, laws whole."""
    yield from _leaves_below(Spot((), tree))


def _leaves_below(spot: Spot) -> Iterator[Spot]:
    assert spot.node is not None
    value = spot.node.value
    if not isinstance(value, dict | list):
        yield spot
        return
    for word, node in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _leaves_below(spot.below(word, node))


def parts_of(path: str) -> list[str]:
    """The words of a path; `opening[1]` is `opening.1`."""
    return [part for part in re.sub(r"\[(\d+)\]", r".\1", path.strip()).split(".") if part]


def _step(spot: Spot, part: str) -> list[Spot]:
    node = spot.node
    value = node.value if node is not None else None
    if isinstance(value, dict):
        names = list(value) if part == ANY else [part] if part in value else []
        return [spot.below(name, value[name]) for name in names if value[name].value is not None]
    if isinstance(value, list):
        if part == ANY:
            return [spot.below(i, item) for i, item in enumerate(value)]
        if part.isdecimal() and len(part) < 20 and int(part) < len(value):
            return [spot.below(int(part), value[int(part)])]
        alone = _step(_entry(spot), part) if len(value) == 1 else []
        return alone or [spot.below(i, item) for i, item in enumerate(value) if _called(item) == part]
    if isinstance(value, str):
        names = [piece.name for piece in law_pieces(value) if piece.name is not None]
        return [replace(spot, part=name) for name in names if part in (ANY, name)]
    return []


def _called(item: Located) -> str | None:
    """The name of an entry of a list: a text is its own, of a mapping the one it begins with."""
    if isinstance(item.value, dict):
        named = next((item.value[key] for key in _NAMING if key in item.value), None)
        return None if named is None or isinstance(named.value, dict | list) else str(named.value)
    return item.value if isinstance(item.value, str) else None


def _are_keys(spot: Spot, parts: Sequence[str]) -> bool:
    """Whether keys of the language, none of them a name of the user's own, could be written below a spot."""
    if spot.node is None or not isinstance(spot.node.value, dict):
        return False
    return all(part in _keys((*spot.loc, *parts[:i])) for i, part in enumerate(parts))


def _keys(loc: Loc) -> list[str]:
    owner = model_at(loc)
    return list(owner.model_fields) if owner is not None else []


def _lost(reached: Sequence[Spot], parts: Sequence[str], i: int) -> PathError:
    """Nothing is called `parts[i]` in any of the spots reached."""
    path, before = ".".join(parts), ".".join(parts[:i]) or "the scenario"
    reached = [_entry(spot) for spot in reached]
    written = dict.fromkeys(name for spot in reached for name in _names(spot))
    keys = dict.fromkeys(key for spot in reached for key in _keys(spot.loc))
    if parts[i] in keys:
        return PathError(
            Message(
                "'{path}' matches nothing that is written: no '{part}' stands in {before}",
                path=path,
                part=parts[i],
                before=before,
            ),
            Message("write {part} where it should be moved", part=parts[i]),
        )
    known = list(written | keys) if parts[i] != ANY else []
    error = PathError(
        Message(
            "'{path}' matches nothing: there is no '{part}' in {before}",
            path=path,
            part=parts[i],
            before=before,
        ),
        did_you_mean(parts[i], known),
    )
    error.lost_at, error.known = i, tuple(known)
    return error


def _entry(spot: Spot) -> Spot:
    """The entry of a list with one entry."""
    value = spot.node.value if spot.node is not None else None
    return spot.below(0, value[0]) if isinstance(value, list) and len(value) == 1 else spot


def _names(spot: Spot) -> list[str]:
    value = spot.node.value if spot.node is not None else None
    if isinstance(value, dict):
        return list(value)
    if isinstance(value, list):
        return [_called(item) or str(i) for i, item in enumerate(value)]
    return [p.name for p in law_pieces(value) if p.name is not None] if isinstance(value, str) else []


_EXAMPLE: Final = Message("write for example designs.unified.windows.*.generalist.time")
