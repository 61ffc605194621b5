"""Valid arrays of the compiled engine, damaged at random: none may bring the process down."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from hallsim.hall import EngineInput
from hallsim.hall.compiled.availability import core
from hallsim.hall.compiled.flatten.decisions import decisions
from hallsim.hall.compiled.flatten.design import design
from hallsim.hall.compiled.flatten.draws import draws
from hallsim.hall.compiled.flatten.network import journeys, network
from hallsim.hall.compiled.flatten.program import program
from hallsim.hall.compiled.flatten.staffing import people, staffing

Arrays = dict[str, Any]
LARGE = [-(2**63), -(2**40), -2, -1, 0, 1, 2, 7, 1_000, 10**9, 2**31, 2**61, 2**62, 2**63 - 1]
ODD = [float("nan"), float("inf"), float("-inf"), -1.0, 0.0, 1e-300, 2.0, 1e300]
REFUSALS = (ValueError, OverflowError, MemoryError, RuntimeError)
"""How what breaks the contract is refused; the last where it shows only in the records."""
LONGEST_S = 20
"""Of one run: a valid one takes milliseconds."""


def flat(given: EngineInput) -> tuple[Arrays, Arrays, Arrays]:
    """Arrays of the plan, arrays of the decisions, and who is asked."""
    plan = given.plan
    kept, asks = draws(given.decisions)
    decided = (
        kept
        | decisions(given.decisions)
        | journeys(given.decisions.offices)
        | staffing(given.decisions.staffing, plan)
    )
    parts = design(plan) | network(plan) | people(plan)
    return parts | program(plan.itineraries, plan.calendar.workday_ms), decided, asks


def damaged(arrays: Arrays, chance: np.random.Generator) -> str:
    """Damage one array; says how."""
    name = str(chance.choice(sorted(arrays)))
    cells = np.array(arrays[name])
    what = str(
        chance.choice(
            ["cell", "cell", "cell", "cell", "cells", "shorter", "longer", "kind", "gone", "turned"]
        )
    )
    if what in ("cell", "cells") and cells.size:
        values = ODD if cells.dtype.kind == "f" else LARGE
        value = values[int(chance.integers(len(values)))]
        some = slice(None) if what == "cells" else int(chance.integers(cells.size))
        with np.errstate(all="ignore"):
            cells.reshape(-1)[some] = np.array(value).astype(cells.dtype)
        what = f"{some} = {value}"
    elif what == "shorter":
        cells = cells.reshape(-1)[: cells.size // 2]
    elif what == "longer":
        cells = np.concatenate([cells.reshape(-1)] * 2)
    elif what == "kind":
        cells = cells.astype(
            [np.int32, np.float64, np.int64, np.uint8, np.complex128][int(chance.integers(5))]
        )
    elif what == "turned":
        cells = cells.T[::-1]
    arrays[name] = cells
    if what == "gone":
        del arrays[name]
    return f"{name}: {what}"


def run_damaged(given: EngineInput, seed: int) -> tuple[str, str]:
    """Damage up to three arrays and run; what was damaged, and what came of it."""
    extension = core()
    assert extension is not None
    chance = np.random.default_rng(seed)
    plan, decided, asks = flat(given)
    plan, decided = dict(plan), dict(decided)
    told = [damaged((plan, decided)[int(chance.integers(2))], chance) for _ in range(chance.integers(1, 4))]
    try:
        extension.run(extension.Plan(plan), decided, asks)
    except REFUSALS as error:
        return "; ".join(told), f"{type(error).__name__}: {error}"
    return "; ".join(told), "ran"


def fates(given: EngineInput, seeds: Sequence[int], notes: Path) -> Iterator[str]:
    """How each process ends that runs some damages, unless it ends well: with the one that it was at."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            for seed in seeds:
                signal.alarm(LONGEST_S)
                notes.write_text(json.dumps(seed), encoding="utf-8")
                run_damaged(given, seed)
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if status != 0:
        seed = json.loads(notes.read_text(encoding="utf-8"))
        yield f"seed {seed}: ended with {os.waitstatus_to_exitcode(status)}"
