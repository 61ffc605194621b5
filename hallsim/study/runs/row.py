"""A row: what is known of one run."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from hallsim.study.folder.store import canonical_json
from hallsim.study.runs.blocks import Block
from hallsim.study.runs.wanted import Wanted
from hallsim.text.message import Both

State = Literal["done", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What came of a run, or why it failed.

    Attributes:
        body: what was found, packed by whoever ran it: to keep it costs the coordinator next to nothing.
        seconds: of simulation, audit and figures, on whichever machine it was; in no table.
    """

    body: bytes = field(default=b"", repr=False)
    engine: str = ""
    reason: Both | None = None
    seconds: float = 0.0

    @property
    def found(self) -> Mapping[str, Any]:
        """As `wanted.measured` gave it; empty of a failed run."""
        found: Mapping[str, Any] = json.loads(zlib.decompress(self.body)) if self.body else {}
        return found

    @property
    def state(self) -> State:
        """Whether there is something to tell."""
        return "done" if self.reason is None else "failed"


def packed(found: Mapping[str, Any]) -> bytes:
    """What was found as it travels and is kept: JSON, compressed."""
    return zlib.compress(canonical_json(found), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A run of a candidate (by its key), of which `wanted` is known."""

    candidate: str
    seed: int
    block: Block
    replication: int
    wanted: Wanted
    ran: Ran
