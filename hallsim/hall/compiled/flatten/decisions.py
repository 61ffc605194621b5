"""What is decided before the clock starts: arrays already, handed on without a copy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.compiled.flatten.arrays import Arrays
from hallsim.hall.compiled.flatten.program import TAPES
from hallsim.hall.decisions.model import Decisions

DRAWN = (
    "group", "patience_ms", "matter_start", "matter_citizen", "service", "route_start",
    "collect_work_ms", "error_u", "return_days", "return_ms", "amend_days", "amend_ms", "amend_work_ms",
    "again_u", "again_days", "again_ms", "step_start", "step_elapsed_ms",
)  # fmt: skip
DECIDED = (
    "arrive_ms", "own_slot_ms", "ticket_from_ms", "class_row", "balk_at", "itinerary", "rejections",
    "route_work_ms", "stop_needed", "revisit_work_ms", "step_work_ms",
)  # fmt: skip
MAYBE = ("stays_away", "agent", "at_home", "package", "travel_ms", "shelved", "wrong_task")
RESULTS = ("needed", "returns", "refused", "again_row", "again_work_ms", "again_elapsed_ms")


def decisions(given: Decisions) -> Arrays:
    """By name; those that a design does without are not there."""
    found = {f"drawn.{name}": plain(getattr(given.drawn, name)) for name in DRAWN}
    found |= {name: plain(getattr(given, name)) for name in DECIDED}
    for name in MAYBE:
        if getattr(given, name) is not None:
            found[name] = plain(getattr(given, name))
    for tape, work in given.extra_work_ms.items():
        found[f"extra.{TAPES.index(tape)}"] = plain(work)
    if given.steps is not None:
        found |= {f"steps.{name}": plain(getattr(given.steps, name)) for name in RESULTS}
    return found


def plain(values: NDArray[Any]) -> NDArray[Any]:
    """The same array where it is contiguous and of int64, float64 or bool (then seen as bytes)."""
    if values.dtype == np.bool_:
        return np.ascontiguousarray(values).view(np.uint8)
    kind = np.float64 if values.dtype.kind == "f" else np.int64
    return np.ascontiguousarray(values, dtype=kind)
