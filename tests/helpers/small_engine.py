"""A second engine, written from docs/model.md and docs/engine.md alone, of the smallest hall there is.

It never closes, has one queue in order of arrival before equal windows, and one short matter a citizen.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import ArrayLike

from hallsim.hall import EngineInput, Records
from hallsim.trace.columns import Cells, Table
from hallsim.trace.model import NEVER, End, Outcome, Purpose
from hallsim.trace.tables import RECORDED


def small_engine(given: EngineInput) -> Records:
    """Let everything happen: ends, then arrivals, then starts, in every instant."""
    plan, decisions = given.plan, given.decisions
    arrive = decisions.arrive_ms
    work = decisions.route_work_ms[decisions.drawn.route_start[:-1]]
    coming = deque(np.argsort(arrive, kind="stable").tolist())
    came: list[int] = []
    waiting: deque[int] = deque()
    start, end, server = (np.full(len(arrive), NEVER) for _ in range(3))
    idle = [(0, window) for window in range(len(plan.servers))]
    heapify(idle)
    busy: list[tuple[int, int]] = []  # when the service of a ticket ends
    horizon, now = plan.calendar.horizon_ms, 0
    while coming or busy:
        now = min([int(arrive[c]) for c in list(coming)[:1]] + [at for at, _ in busy[:1]])
        if now > horizon and not plan.drain:
            break
        while busy and busy[0][0] == now:
            ticket = heappop(busy)[1]
            end[ticket] = now
            heappush(idle, (now, int(server[ticket])))
        while coming and arrive[coming[0]] == now:
            waiting.append(len(came))
            came.append(coming.popleft())
        while waiting and idle:
            ticket = waiting.popleft()
            start[ticket], server[ticket] = now, heappop(idle)[1]
            heappush(busy, (now + int(work[came[ticket]]), ticket))
    end_ms = max(horizon, now) if plan.drain else horizon
    citizens = np.array(came, np.int64)
    return written(given, citizens, arrive[citizens], work[citizens], start, end, server, end_ms)


def written(
    given: EngineInput, citizens: Cells, arrive: Cells, work: Cells, start: Cells, end: Cells, server: Cells,
    end_ms: int,
) -> Records:  # fmt: skip
    """The records: citizen, visit, ticket and matter are one."""
    plan, n = given.plan, len(citizens)
    number, zero, one = np.arange(n), np.zeros(n, np.int64), np.ones(n, np.int64)
    served = end != NEVER
    outcome = np.where(served, Outcome.SERVED, np.where(start == NEVER, Outcome.WAITING, Outcome.IN_SERVICE))
    state = np.where(served, End.SERVED, End.INSIDE)
    is_case = np.array(plan.names.service_is_case)[given.decisions.drawn.service[citizens]]
    purpose = np.where(is_case, Purpose.LODGE, Purpose.ENQUIRE)
    by_matter = np.argsort(citizens)
    matters = [citizens, arrive, end, end, end, one, zero, np.where(served, end, end_ms), state]
    windows = range(len(plan.servers))
    hours = [given.decisions.staffing.roster_of(window).on_duty for window in windows]
    rows: dict[str, Sequence[ArrayLike]] = {
        "visits": [number, citizens, purpose, zero, arrive, end, state],
        "tickets": [number, number, citizens, zero, server, arrive, start, end, work, outcome],
        "matters": [column[by_matter] for column in matters],
        "shifts": [
            list(windows),
            [each.starts[0] for each in hours],
            [each.ends[0] for each in hours],
            [end_ms] * len(hours),
            [0] * len(hours),
        ],
    }
    tables: dict[str, Table] = {}
    for name, declared in RECORDED.items():
        columns = rows.get(name, [np.empty(0)] * len(declared.recorded))
        tables[name] = {
            column: np.asarray(cells, np.int64)
            for column, cells in zip(declared.recorded, columns, strict=True)
        }
    return Records(end_ms=end_ms, tables=tables)
