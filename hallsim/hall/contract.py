"""The contract of an engine: all that goes in, and all that comes out. See ``docs/engine.md``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hallsim.hall.decisions.model import Decisions
from hallsim.hall.plan.model import Plan
from hallsim.hall.records import Records


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineInput:
    """What a run is a function of: what a design says, and what is decided in a replication."""

    plan: Plan
    decisions: Decisions


class Engine(Protocol):
    """Whatever runs a plan: it draws nothing, keeps nothing, and leaves its input as it is."""

    def __call__(self, given: EngineInput, /) -> Records:
        """Let everything happen; the records of it."""
