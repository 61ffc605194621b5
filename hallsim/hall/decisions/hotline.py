"""The enquiry hotline: several lines, first come first served, decided call by call before the clock starts.

Rule R3.23 of the model.

Calls need no window, so the calls alone decide who gets through.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapreplace

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.scenario.design.arrival_control import Hotline
from hallsim.scenario.design.catalogue import shelved
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.world import World
from hallsim.trace.model import NEVER

Int = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """The calls that reach the hotline in its hours, in order of time.

    Attributes:
        citizen, call_ms: who calls, and when they would otherwise arrive at the hall.
        start_ms: when the call is answered; NEVER when the caller gives up or is cut off.
        end_ms: when the call ends, answered or not.
    """

    citizen: Int
    call_ms: Int
    start_ms: Int
    end_ms: Int


def calls(
    world: World, design: Design, demand: Demand, arrive_ms: Int, would_come: Mask, calendar: WorkingCalendar
) -> Calls:
    """The calls, and which of them get through.

    A share of the citizens who bring only enquiries call when they would arrive, if the hotline is open.
    A free line takes the call that has waited longest; a caller gives up when not answered within their
    patience or by the end of the hours.  A call that has begun is finished.
    """
    rule = design.hotline
    assert rule is not None
    hours = calendar.timetable(rule.hours or design.opening)
    enquiry = np.array([service.kind == "enquiry" for service in world.services.values()])
    enquiry |= np.array(shelved(world, design.catalogue))
    only = would_come.copy()
    only[demand.matter_citizen[~enquiry[demand.service]]] = False
    callers = only & (demand.citizen_tape.uniforms("hotline/0") < rule.share) & hours.is_open(arrive_ms)
    rows = np.flatnonzero(callers)
    rows = rows[np.argsort(arrive_ms[rows], kind="stable")]
    call_ms = arrive_ms[rows]
    work = rule.work.to_ms(rule.work.quantile(demand.citizen_tape.uniforms("hotline/1")[rows]), 0)
    until = hours.next_close(call_ms) - 1
    if rule.patience is not None:
        patience = rule.patience.quantile(demand.citizen_tape.uniforms("hotline/2")[rows])
        until = np.minimum(until, call_ms + rule.patience.to_ms(patience, 0))
    start_ms, end_ms = _answer(rule, call_ms.tolist(), work.tolist(), until.tolist())
    return Calls(citizen=rows, call_ms=call_ms, start_ms=start_ms, end_ms=end_ms)


def _answer(rule: Hotline, call_ms: list[int], work_ms: list[int], until_ms: list[int]) -> tuple[Int, Int]:
    """Start and end of each call, in the order of calls: the first free line takes it, if in time."""
    free = [0] * rule.lines
    starts, ends = [], []
    for call, work, until in zip(call_ms, work_ms, until_ms, strict=True):
        start = max(call, free[0])
        if start <= until:
            heapreplace(free, start + work)
            starts.append(start)
            ends.append(start + work)
        else:
            starts.append(NEVER)
            ends.append(until)
    return np.array(starts, np.int64), np.array(ends, np.int64)
