"""The result of each step of each matter, read off the tapes before the clock starts (R3.10, R3.11)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.demand.durations import Kinds, durations_ms
from hallsim.hall.decisions.model import StepResults
from hallsim.hall.plan.model import Plan
from hallsim.hall.plan.operations import Approve, every
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.approval_steps import MAX_EXAMINATIONS
from hallsim.scenario.world.world import Step, World

Int = NDArray[np.int64]


def read_results(world: World, design: Design, demand: Demand, plan: Plan) -> StepResults | None:
    """Decide the results of every step; None when no approval of the design has any."""
    if not any(isinstance(op, Approve) for way in plan.itineraries for op in every(way.ops())):
        return None
    n_flat = int(demand.step_start[-1])
    needed, returns, refused = (np.zeros(n_flat, np.int64) for _ in range(3))
    rule, cells = design.approval, _cells(world, demand)
    for name, places in cells.items():
        needed_u = demand.matter_tape.uniforms(f"step_needed/{name}")
        for step, rows, flat in places:
            needed[flat] = needed_u[rows] < step.needed * rule.needed
        if any(step.returns or step.refuses for step, _, _ in places):
            us = [demand.matter_tape.uniforms(f"step_result/{name}/{k}") for k in range(MAX_EXAMINATIONS)]
            for step, rows, flat in places:
                p_return, p_refuse = step.returns * rule.returns, step.refuses * rule.refuses
                returns[flat], refused[flat] = _first_that_stays(
                    np.stack([u[rows] for u in us]), p_return, p_refuse
                )
    again_row, n_again = _rows_of_returned(demand, needed, returns)
    return StepResults(
        needed=needed,
        returns=returns,
        refused=refused,
        again_row=again_row,
        again_work_ms=_further(
            world, demand, plan, again_row, n_again, "again", lambda step: step.again or step.work
        ),
        again_elapsed_ms=_further(
            world, demand, plan, again_row, n_again, "elapsed_again", lambda step: step.elapsed
        ),
    )


Cells = dict[str, list[tuple[Step, Int, Int]]]


def _cells(world: World, demand: Demand) -> Cells:
    """By name of a step: for each service that has it, the step, the matters, and their positions."""
    found: Cells = {}
    services = Kinds.split(demand.service, len(world.services))
    for service, rows in zip(world.services.values(), services.rows, strict=True):
        for j, (name, step) in enumerate(service.steps.items()):
            found.setdefault(name, []).append((step, rows, demand.step_start[rows] + j))
    return found


def _first_that_stays(u: NDArray[np.float64], p_return: float, p_refuse: float) -> tuple[Int, Int]:
    """Examinations k = 0, 1, ... by uniforms (K, n): refused below p_refuse, sent back below p_refuse +
    p_return; how many send the file back before one does not, and whether that one refuses.

    The last one does not send it back.
    """
    sends_back = (u >= p_refuse) & (u < p_refuse + p_return)
    sends_back[-1] = False
    n = np.argmin(sends_back, axis=0).astype(np.int64)
    refused = np.take_along_axis(u, n[None, :], axis=0)[0] < p_refuse
    return n, refused.astype(np.int64)


def _rows_of_returned(demand: Demand, needed: Int, returns: Int) -> tuple[Int, int]:
    """Rows for the steps of matters that are sent back at all, and the number of further examinations."""
    n_steps = np.diff(demand.step_start)
    owner = np.repeat(np.arange(demand.n_matters), n_steps)
    total = np.bincount(owner, weights=returns * needed, minlength=demand.n_matters).astype(np.int64)
    sent_back = total[owner] > 0
    row = np.where(sent_back, np.cumsum(sent_back) - 1, -1).astype(np.int64)
    return row, int(total.max(initial=0))


def _further(
    world: World,
    demand: Demand,
    plan: Plan,
    again_row: Int,
    n_again: int,
    what: str,
    law_of: Callable[[Step], object],
) -> Int:
    """(rows, A) durations of further examinations, each on its own tape."""
    found = np.zeros((int((again_row >= 0).sum()), n_again), np.int64)
    services = Kinds.split(demand.service, len(world.services))
    for name, places in _cells(world, demand).items():
        laws = [s.steps.get(name) for s in world.services.values()]
        for k in range(n_again):
            drawn = durations_ms(
                demand.matter_tape,
                f"{what}/{name}/{k + 1}",
                services,
                [None if step is None else law_of(step) for step in laws],  # type: ignore[misc]
                plan.calendar.workday_ms,
            )
            for _, rows, flat in places:
                held = again_row[flat] >= 0
                found[again_row[flat[held]], k] = drawn[rows[held]]
    return found
