"""A tree of values that remember where they were written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from hallsim.errors import Place
from hallsim.text.message import Message

Value: TypeAlias = "dict[str, Located] | list[Located] | str | int | float | bool | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A YAML value and its place.  Trees share their branches: nobody changes one in place.

    `text` is a scalar as it was written (`1e3`, `2026-03-02`), empty for mappings and lists; `key_places`
    tells, for a mapping, where each key stands.
    """

    value: Value
    place: Place
    key_places: dict[str, Place] = field(default_factory=dict)
    text: str = ""

    def get(self, key: str) -> Located | None:
        """The value under `key`, or None when this is no mapping or has no such key."""
        return self.value.get(key) if isinstance(self.value, dict) else None


def to_plain(located: Located) -> Any:
    """The tree as plain Python: dict, list, str, int, float, bool, None."""
    value = located.value
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    return value


def place_of(located: Located, loc: Sequence[str | int]) -> Place:
    """The place of the longest part of `loc` that exists: of the key for a key, else of the value."""
    node, place = located, located.place
    for part in loc:
        if isinstance(node.value, dict) and str(part) in node.value:
            place = node.key_places.get(str(part), node.value[str(part)].place)
            node = node.value[str(part)]
        elif isinstance(node.value, list) and isinstance(part, int) and 0 <= part < len(node.value):
            node = node.value[part]
            place = node.place
        else:
            break
    return place


def node_at(located: Located, loc: Sequence[str | int]) -> Located | None:
    """What stands at `loc`; None when nothing does."""
    node: Located | None = located
    for part in loc:
        value = node.value if node is not None else None
        if isinstance(value, list):
            node = value[part] if isinstance(part, int) and 0 <= part < len(value) else None
        else:
            node = value.get(str(part)) if isinstance(value, dict) else None
    return node


def value_place(located: Located, loc: Sequence[str | int]) -> Place:
    """The place of the text or number at `loc`; where there is none, that of `place_of`."""
    node = node_at(located, loc)
    if node is None or node.value is None or isinstance(node.value, dict | list):
        return place_of(located, loc)
    return node.place


def leaf_places(located: Located, loc: Sequence[str | int]) -> Iterator[Place]:
    """Where the values at and below `loc` were written: texts, numbers, lists, and mappings without keys."""
    node = node_at(located, loc)
    if node is None:
        return
    if isinstance(node.value, dict) and node.value:
        for key in node.value:
            yield from leaf_places(node, (key,))
    else:
        yield node.place


def kind_of(located: Located) -> Message:
    """What the value is, for messages."""
    value = located.value
    if value is None:
        return Message("empty")
    if isinstance(value, dict):
        return Message("a mapping")
    if isinstance(value, list):
        return Message("a list")
    if isinstance(value, bool):
        return Message("true or false")
    return Message("a number") if isinstance(value, int | float) else Message("text")
