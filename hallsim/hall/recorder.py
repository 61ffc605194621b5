"""Rows of the trace while it happens, and the tables made of them in the end.

Rows go as flat int64 into ``array.array``: 8 bytes a cell and one call a row, against about 40 for Python
lists.
"""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.plan import Plan
from hallsim.hall.readings import Readings
from hallsim.scenario.timetable import Timetable
from hallsim.trace import NEVER, Days, End, Table, Trace
from hallsim.units import MS_PER_DAY

TICKET_COLUMNS = (
    "ticket",
    "visit",
    "matter",
    "task",
    "server",
    "issue_ms",
    "start_ms",
    "end_ms",
    "work_ms",
    "outcome",
)
VISIT_COLUMNS = ("visit", "matter", "purpose", "attempt", "arrive_ms", "leave_ms", "state")
MATTER_COLUMNS = (
    "matter", "first_visit_ms", "accepted_ms", "decided_ms", "in_hand_ms",
    "n_visits", "n_rejections", "end_ms", "state",
)  # fmt: skip
SHIFT_COLUMNS = ("server", "from_ms", "to_ms", "left_ms", "closing")


class Recorder:
    """Collects the rows of one run."""

    __slots__ = ("matters", "shifts", "tickets", "visits")

    def __init__(self) -> None:
        self.tickets = array("q")
        self.visits = array("q")
        self.matters = array("q")
        self.shifts = array("q")


def build_trace(
    recorder: Recorder, plan: Plan, demand: Demand, readings: Readings, design: str, end_ms: int
) -> Trace:
    """Make the tables of the trace from the recorded rows, in the order of their ids."""
    tickets = _by_id(recorder.tickets, TICKET_COLUMNS, "ticket")
    visits = _by_id(recorder.visits, VISIT_COLUMNS, "visit")
    matters = _by_id(recorder.matters, MATTER_COLUMNS, "matter")
    shifts = _table(recorder.shifts, SHIFT_COLUMNS)
    matter_citizen = demand.matter_citizen
    tickets["citizen"] = matter_citizen[tickets["matter"]]
    tickets["queue"] = np.array([t.queue for t in plan.tasks], np.int64)[tickets["task"]]
    tickets["priority"] = _priority(plan, demand, tickets)
    visits["citizen"] = matter_citizen[visits["matter"]]
    matters["citizen"] = matter_citizen
    matters["service"] = demand.service
    matters["due_ms"] = _due(plan, demand, matters["accepted_ms"])
    return Trace(
        design=design,
        replication=demand.replication,
        end_ms=end_ms,
        names=plan.names,
        days=_days(plan, end_ms),
        citizens=_citizens(demand, readings, matters, end_ms),
        visits=visits,
        tickets=tickets,
        matters=matters,
        shifts=_sorted(shifts),
        rostered=_intervals(plan, "rostered", end_ms),
        breaks=_intervals(plan, "breaks", end_ms),
    )


def _table(rows: array[int], columns: tuple[str, ...]) -> Table:
    cells = np.frombuffer(rows, dtype=np.int64) if len(rows) else np.empty(0, np.int64)
    return {name: np.ascontiguousarray(cells[j :: len(columns)]) for j, name in enumerate(columns)}


def _by_id(rows: array[int], columns: tuple[str, ...], key: str) -> Table:
    table = _table(rows, columns)
    order = table[key].argsort(kind="stable")
    return {name: column[order] for name, column in table.items()}


def _sorted(shifts: Table) -> Table:
    order = np.lexsort((shifts["from_ms"], shifts["server"]))
    return {name: column[order] for name, column in shifts.items()}


def _priority(plan: Plan, demand: Demand, tickets: Table) -> NDArray[np.int64]:
    table = np.array(plan.priority, np.int64)
    group = demand.group[tickets["citizen"]]
    service = demand.service[tickets["matter"]]
    by_priority = np.array([q.by_priority for q in plan.queues], bool)[tickets["queue"]]
    return np.where(by_priority, table[group, service], 5).astype(np.int64)


def _due(plan: Plan, demand: Demand, accepted_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    """End of the last working day of the limit."""
    limit = np.array(plan.names.service_limit_workdays, np.int64)[demand.service]
    due = np.full(demand.n_matters, NEVER, np.int64)
    known = (limit > 0) & (accepted_ms >= 0)
    if known.any():
        day = plan.calendar.add_workdays(accepted_ms[known] // MS_PER_DAY, limit[known])
        due[known] = (day + 1) * MS_PER_DAY
    return due


_RANK = np.empty(len(End), np.int64)
_BEST_FIRST = (
    End.SERVED, End.ANSWERED, End.TURNED_AWAY, End.LEFT, End.GIVEN_UP, End.NO_SHOW, End.AWAY, End.IN_APPROVAL,
    End.INSIDE,
)  # fmt: skip
_RANK[list(_BEST_FIRST)] = range(len(End))


def _citizens(demand: Demand, readings: Readings, matters: Table, stop_ms: int) -> Table:
    """A citizen ends as the matter furthest from served does, when the last of them ends."""
    n = demand.n_citizens
    first = demand.matter_start[:-1]
    state = matters["state"]
    end_ms = matters["end_ms"]
    if len(state) != n:
        rank = np.maximum.reduceat(_RANK[state], first) if n else state
        state = np.argsort(_RANK)[rank]
        end_ms = np.maximum.reduceat(end_ms, first) if n else end_ms
    return {
        "citizen": np.arange(n, dtype=np.int64),
        "identity": demand.identity,
        "group": demand.group.astype(np.int64),
        "arrive_ms": _arrivals(readings, matters["first_visit_ms"][first], stop_ms),
        "end_ms": end_ms,
        "state": state,
        "wanted_ms": demand.arrive_ms,
        "slot_ms": readings.slot_ms,
    }


def _arrivals(readings: Readings, first_visit_ms: NDArray[np.int64], stop_ms: int) -> NDArray[np.int64]:
    """(n,) the first visit; for who never came, when they called or would have come."""
    planned = np.minimum(readings.arrive_ms, stop_ms)
    return np.where(first_visit_ms == NEVER, planned, first_visit_ms)


def _days(plan: Plan, end_ms: int) -> Days:
    calendar = plan.calendar
    open_ms, close_ms = day_bounds(plan.opening, len(calendar.is_working))
    return Days(
        horizon_ms=calendar.horizon_ms,
        warm_up_ms=calendar.warm_up_ms,
        is_working=calendar.is_working,
        weekday=calendar.weekday,
        open_ms=open_ms,
        close_ms=close_ms,
    )


def day_bounds(opening: Timetable, n_days: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First opening and last closing within each day, -1 when closed all day; arrays of (n_days,)."""
    day_start = np.arange(n_days, dtype=np.int64) * MS_PER_DAY
    day_end = day_start + MS_PER_DAY
    starts, ends = opening.starts, opening.ends
    first = np.searchsorted(ends, day_start, side="right")
    last = np.searchsorted(starts, day_end, side="left") - 1
    is_open = (first < len(starts)) & (last >= first)
    open_ms = np.full(n_days, NEVER, np.int64)
    close_ms = np.full(n_days, NEVER, np.int64)
    open_ms[is_open] = np.maximum(starts[first[is_open]], day_start[is_open])
    close_ms[is_open] = np.minimum(ends[last[is_open]], day_end[is_open])
    return open_ms, close_ms


def _intervals(plan: Plan, part: str, end_ms: int) -> Table:
    """Every server's planned intervals that begin before the end."""
    server, start, end = [], [], []
    for roster, table in enumerate(getattr(r, part) for r in plan.rosters):
        n = int(np.searchsorted(table.starts, end_ms, side="left"))
        for index, spec in enumerate(plan.servers):
            if spec.roster == roster:
                server.append(np.full(n, index, np.int64))
                start.append(table.starts[:n])
                end.append(table.ends[:n])
    columns = [np.concatenate(parts) if parts else np.empty(0, np.int64) for parts in (server, start, end)]
    order = np.lexsort((columns[1], columns[0]))
    return dict(
        zip(("server", "from_ms", "to_ms"), (c[order].astype(np.int64) for c in columns), strict=True)
    )
