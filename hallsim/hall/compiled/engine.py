"""The compiled engine as an engine: flatten what it is given, let it run, make the tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hallsim.hall.compiled.availability import core, why_not
from hallsim.hall.compiled.coverage import not_covered
from hallsim.hall.compiled.flatten.decisions import decisions
from hallsim.hall.compiled.flatten.design import design
from hallsim.hall.compiled.flatten.draws import draws
from hallsim.hall.compiled.flatten.network import journeys, network
from hallsim.hall.compiled.flatten.program import program
from hallsim.hall.compiled.flatten.staffing import people, staffing
from hallsim.hall.contract import EngineInput
from hallsim.hall.plan.model import Plan
from hallsim.hall.records import Records
from hallsim.trace.tables import RECORDED

MAX_PLANS = 16
"""Plans kept flattened; all replications of a design share one."""


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    """A plan known by being the very same object."""

    plan: Plan

    def __hash__(self) -> int:
        return id(self.plan)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.plan is self.plan


@lru_cache(maxsize=MAX_PLANS)
def flattened(same: Same) -> Any:
    """A plan as the extension keeps it."""
    plan = same.plan
    extension = core()
    assert extension is not None
    parts = design(plan) | network(plan) | people(plan)
    return extension.Plan(parts | program(plan.itineraries, plan.calendar.workday_ms))


def run(given: EngineInput) -> Records:
    """The records of the reference.

    Raises:
        ValueError: the input breaks the contract, or asks for what is not covered (see `coverage`).
        OverflowError: a time is beyond 64 bits.
    """
    extension = core()
    if extension is None:
        raise RuntimeError(f"the compiled engine is not there: {why_not()}")
    key = not_covered(given)
    if key is not None:
        raise ValueError(f"the compiled engine does not cover {key} yet")
    plan, decided = given.plan, given.decisions
    arrays, asks = draws(decided)
    arrays |= decisions(decided) | journeys(decided.offices) | staffing(decided.staffing, plan)
    end_ms, columns = extension.run(flattened(Same(plan)), arrays, asks)
    tables = {name: dict(zip(table.recorded, columns[name], strict=True)) for name, table in RECORDED.items()}
    return Records(end_ms=end_ms, tables=tables)
