"""A row: what is known of one run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from hallsim.study.runs.blocks import Block
from hallsim.study.runs.wanted import Wanted
from hallsim.text.message import Both

State = Literal["done", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What came of a run: `found` as `wanted.measured` gives it, or why it failed.

    `seconds`: of its simulation, audit and figures, on whichever machine it was; in no table.
    """

    found: Mapping[str, Any] = field(default_factory=dict, repr=False)
    engine: str = ""
    reason: Both | None = None
    seconds: float = 0.0

    @property
    def state(self) -> State:
        """Whether there is something to tell."""
        return "done" if self.reason is None else "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A run of a candidate (by its key), of which `wanted` is known."""

    candidate: str
    seed: int
    block: Block
    replication: int
    wanted: Wanted
    ran: Ran
