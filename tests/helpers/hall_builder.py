"""Tiny halls by hand: arrivals at exact times, works from a list, one week beginning on Monday 2 March 2026.

Clock times are minutes since midnight of day 0; works are minutes.  Every run is audited, and the compiled
engine must leave the same records, where it is built.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hallsim.audit import audit
from hallsim.demand.generate import generate
from hallsim.hall import Plan, build_plan, check_engine, engine_input
from hallsim.hall.build_trace import build_trace
from hallsim.hall.compiled import engine as compiled
from hallsim.hall.compiled.availability import core
from hallsim.hall.compiled.coverage import not_covered
from hallsim.hall.reference import engine as reference
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World
from hallsim.trace.model import NEVER, Trace
from tests.helpers.spelled import design_of

MIN = 60_000
DAY = 1440
NINE = 540  # the hall opens at 9:00 and closes at 17:00 unless a test says otherwise
FIVE = 1020


def works(*minutes: float) -> str:
    """A law by which the first, second, ... citizen takes the first, second, ... value."""
    return f"sequence({', '.join(f'{m} min' for m in minutes)})"


def world(
    services: Mapping[str, Any],
    arrive: Mapping[str, Sequence[int]] | Sequence[int],
    *,
    days: int = 5,
    ending: str = "stop",
    **more: Any,
) -> World:
    """A world whose citizens come at given minutes: a list, or minutes by service (or by ``group``)."""
    if isinstance(arrive, Mapping):
        groups = more.get("groups", {})
        arrivals = [
            {"group" if name in groups else "service": name, "times": [f"{t} min" for t in times]}
            for name, times in arrive.items()
        ]
    else:
        arrivals = [{"times": [f"{t} min" for t in arrive]}]
    calendar: dict[str, Any] = {"start": "2026-03-02", "days": days, "ending": ending}
    calendar |= more.pop("calendar", {})
    return World.model_validate(
        {"calendar": calendar, "services": dict(services), "arrivals": arrivals, **more}
    )


def design(windows: Mapping[str, Any], **more: Any) -> Design:
    """A design; a window group without ``serves`` serves all."""
    spelled = {name: {"serves": ["all"], **group} for name, group in windows.items()}
    return design_of({"windows": spelled, **more})


def plan_of(world: World, design: Design) -> Plan:
    """The plan of a design."""
    return build_plan(world, design)


def run(world: World, design: Design, seed: int = 1) -> Trace:
    """One audited replication, by the reference; the compiled engine must agree with it."""
    given = engine_input(world, design, generate(world, seed, 0))
    trace = build_trace(given, reference.run(given), "design")
    audit(trace)
    if core() is not None and not_covered(given) is None:
        found = check_engine(compiled.run, [("a hall by hand", given)])
        assert found is None, str(found)
    return trace


def minutes(column: np.ndarray) -> list[float]:
    """A column of times in minutes, -1 where never."""
    return [NEVER if t == NEVER else t / MIN for t in column.tolist()]


def starts(trace: Trace) -> list[float]:
    """When each ticket was called, in order of issue."""
    return minutes(trace.tickets["start_ms"])


def ends(trace: Trace) -> list[float]:
    """When each ticket ended, in order of issue."""
    return minutes(trace.tickets["end_ms"])
