"""One line of a way, as data that a report can say in any language or draw."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

LineKind = Literal["window", "desk", "time", "moment", "parallel", "branch", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteLine:
    """How deep it stands, what it is, what happens (a key of the catalogue), and the names in it."""

    depth: int
    text: str
    kind: LineKind = "note"
    values: dict[str, Any] = field(default_factory=dict)
