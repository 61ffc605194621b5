"""Where a target is to hold: in each hour, at each station, for one group."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal, get_args

from hallsim.errors import did_you_mean
from hallsim.likeness import nearest
from hallsim.text.message import Message
from hallsim.units import UnitError

PartKind = Literal["hour", "weekday", "station", "group", "service", "department", "office"]
PART_KINDS: Final[tuple[PartKind, ...]] = get_args(PartKind)


@dataclass(frozen=True, slots=True)
class Where:
    """The parts of one kind: all of them, or the one that is named."""

    kind: PartKind
    part: str | None = None

    def text(self) -> str:
        """As it is written."""
        return self.kind if self.part is None else f"{self.kind}={self.part}"


def parse_where(value: object) -> Where:
    """`hour`, `station=commerce`; a name alone is that of a station.

    Raises:
        UnitError: a kind of parts that there is not.
    """
    if isinstance(value, Where):
        return value
    if not isinstance(value, str):
        raise UnitError(
            Message("'{shown}' is no kind of parts of a hall", shown=str(value)[:40]),
            Message("write one of: {names}", names=", ".join(PART_KINDS)),
        )
    text = unicodedata.normalize("NFKC", str(value)).strip()
    kind, _, part = (word.strip() for word in text.partition("="))
    if kind not in PART_KINDS and "=" not in text and nearest(kind, PART_KINDS) is None:
        return Where("station", kind)
    if kind not in PART_KINDS:
        known = did_you_mean(kind, PART_KINDS)
        raise UnitError(Message("'{shown}' is no kind of parts of a hall", shown=kind[:40]), known)
    if part == "" and "=" in text:
        raise UnitError(
            Message("'{shown}' names no part", shown=text[:40]),
            Message("write the kind alone for each of its parts, or a name behind the ="),
        )
    return Where(kind, part or None)


def parse_wheres(value: object) -> tuple[Where, ...]:
    """`hour, station=commerce` as both of them, each once."""
    if isinstance(value, list | tuple):
        return tuple(dict.fromkeys(parse_where(one) for one in value))
    if not isinstance(value, str):
        return (parse_where(value),)
    words = [word for word in re.split(r"[,，、]", value) if word.strip()]
    return tuple(dict.fromkeys(map(parse_where, words)))
