"""The contract of an engine: all that goes in, and all that comes out. See ``docs/engine.md``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hallsim.hall.decisions.model import Decisions
from hallsim.hall.plan.model import Plan
from hallsim.hall.records import Records


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineInput:
    """All that a run depends on: the plan of a design, and the decisions of a replication."""

    plan: Plan
    decisions: Decisions


class Engine(Protocol):
    """A function that runs a plan: it draws nothing, keeps no state, and leaves its input unchanged."""

    def __call__(self, given: EngineInput, /) -> Records:
        """Run it, and return the records."""
