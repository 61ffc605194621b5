"""Rows of the trace while it happens, and the tables made of them in the end.

Rows go as flat int64 into ``array.array``: 8 bytes a cell and one call a row, against about 40 for Python
lists.
"""

from __future__ import annotations

from array import array
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.network_tables import network_trace, queues_of_tickets
from hallsim.hall.plan import Plan
from hallsim.hall.readings import Readings
from hallsim.hall.trips import Trips
from hallsim.scenario.limit_clock import Stop, due_day
from hallsim.scenario.limits import GREEN_PRIORITY
from hallsim.scenario.sessions import sessions
from hallsim.trace import (
    NEVER,
    Days,
    End,
    HandedBack,
    Table,
    Trace,
    no_deemed,
    no_journeys,
    no_sent,
    no_spans,
    no_warnings,
)
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
HOLD_COLUMNS = ("matter", "task", "kind", "from_ms", "to_ms", "stops")
SHIFT_COLUMNS = ("server", "from_ms", "to_ms", "left_ms", "closing")


class Recorder:
    """Collects the rows of one run."""

    __slots__ = (
        "aboard", "bags", "breaks", "called", "carried", "deemed", "handed", "holds", "home", "lines",
        "matters", "sent", "shifts", "tickets", "trips", "visits", "warned",
    )  # fmt: skip

    def __init__(self) -> None:
        self.tickets = array("q")
        self.called = array("q")  # pairs (ticket, time of its call), where tickets are called
        self.handed = array("q")  # triples (row handed back, work it needed there, catalogue's work left)
        self.lines = array("q")  # triples (ticket, line it stands in, from when); the last counts
        self.visits = array("q")
        self.matters = array("q")
        self.shifts = array("q")
        self.aboard = array("q")  # pairs (visit, matter) beside the one for which the visit is written
        self.trips = array("q")  # pairs (visit, agent)
        self.bags = array("q")  # (matter, from, to): papers with an agent
        self.home = array("q")  # matters served at home
        self.breaks = array("q")  # those nobody planned: back-office work
        self.holds = array("q")
        self.deemed = array("q")
        self.warned = array("q")
        self.carried = array("q")
        self.sent = array("q")


def build_trace(
    recorder: Recorder,
    plan: Plan,
    demand: Demand,
    readings: Readings,
    design: str,
    end_ms: int,
    trips: Trips | None = None,
) -> Trace:
    """Make the tables of the trace from the recorded rows, in the order of their ids."""
    tickets = _by_id(recorder.tickets, TICKET_COLUMNS, "ticket")
    visits = _by_id(recorder.visits, VISIT_COLUMNS, "visit")
    matters = _by_id(recorder.matters, MATTER_COLUMNS, "matter")
    matter_citizen = demand.matter_citizen
    tickets["call_ms"] = _call_ms(recorder, tickets)
    tickets["citizen"] = matter_citizen[tickets["matter"]]
    if trips is None:
        tickets["queue"] = _queue(plan, demand, tickets)
    else:
        tickets["queue"] = queues_of_tickets(plan, demand, tickets, np.array(trips.site, np.int64))
    stays = _of_tickets(recorder.lines, ("ticket", "queue", "from_ms"), tickets)
    tickets["queue"][stays["ticket"]] = stays["queue"]
    is_first = visits["arrive_ms"] == matters["first_visit_ms"][visits["matter"]]
    of_first_visit = np.append(is_first, False)[tickets["visit"]]
    tickets["priority"] = _priority(plan, demand, readings, tickets, of_first_visit)
    visits["citizen"] = matter_citizen[visits["matter"]]
    matters["citizen"] = matter_citizen
    matters["service"] = demand.service
    holds = _table(recorder.holds, HOLD_COLUMNS)
    matters["due_ms"] = _due(plan, demand, matters["accepted_ms"], holds, end_ms)
    network = None
    if trips is not None and readings.network is not None:
        network = network_trace(plan, readings.network, trips, visits, end_ms)
    trace = Trace(
        design=design,
        replication=demand.replication,
        end_ms=end_ms,
        names=plan.names,
        days=_days(plan, end_ms),
        seats=plan.seats,
        perceived_wait=plan.perceived_wait,
        citizens=_citizens(demand, readings, matters, end_ms),
        slots=readings.slots,
        calls=readings.calls,
        visits=visits,
        tickets=tickets,
        matters=matters,
        shifts=_sorted(_table(recorder.shifts, SHIFT_COLUMNS)),
        holds=_holds_by_time(holds),
        rostered=_intervals(plan, "rostered", end_ms),
        breaks=_breaks(recorder, plan, end_ms),
        covers=_covers(plan, end_ms),
        stays=stays,
        handed=_handed(recorder, plan),
        prices=plan.prices,
        network=network,
        aboard=_table(recorder.aboard, ("visit", "matter")),
        trips=_table(recorder.trips, ("visit", "agent")),
    )
    return _with_limits(trace, recorder)


def _with_limits(trace: Trace, recorder: Recorder) -> Trace:
    """The trace with what became of limits, ways between hall and bureau, what agents carried, and who was
    served at home.
    """
    return replace(
        trace,
        deemed=_table(recorder.deemed, tuple(no_deemed())),
        warned=_table(recorder.warned, tuple(no_warnings())),
        carried=_table(recorder.carried, tuple(no_journeys())),
        sent=_table(recorder.sent, tuple(no_sent())),
        home=_table(recorder.home, ("matter",)),
        bags=_table(recorder.bags, ("matter", "from_ms", "to_ms")),
    )


def _table(rows: array[int], columns: tuple[str, ...]) -> Table:
    cells = np.frombuffer(rows, dtype=np.int64) if len(rows) else np.empty(0, np.int64)
    return {name: np.ascontiguousarray(cells[j :: len(columns)]) for j, name in enumerate(columns)}


def _by_id(rows: array[int], columns: tuple[str, ...], key: str) -> Table:
    table = _table(rows, columns)
    order = table[key].argsort(kind="stable")
    return {name: column[order] for name, column in table.items()}


def _call_ms(recorder: Recorder, tickets: Table) -> NDArray[np.int64]:
    """(n tickets,) when each was called: when its service began, where nobody calls."""
    call_ms = tickets["start_ms"].copy()
    called = _of_tickets(recorder.called, ("ticket", "call_ms"), tickets)
    call_ms[called["ticket"]] = called["call_ms"]
    return call_ms


def _of_tickets(rows: array[int], columns: tuple[str, ...], tickets: Table) -> Table:
    """Rows about tickets; a ticket that left no row of its own is for the audit to find."""
    table = _table(rows, columns)
    known = table["ticket"] < len(tickets["ticket"])
    return {name: column[known] for name, column in table.items()}


def _handed(recorder: Recorder, plan: Plan) -> HandedBack | None:
    """Services handed back, with the speed of every server; None when there was none."""
    if not len(recorder.handed):
        return None
    return HandedBack(
        rows=_table(recorder.handed, ("ticket", "needed_ms", "rest_ms")),
        factor=tuple(server.time_factor for server in plan.servers),
        tires=tuple(server.fatigue_per_hour > 0 for server in plan.servers),
    )


def _sorted(shifts: Table) -> Table:
    order = np.lexsort((shifts["from_ms"], shifts["server"]))
    return {name: column[order] for name, column in shifts.items()}


def _queue(plan: Plan, demand: Demand, tickets: Table) -> NDArray[np.int64]:
    """The queue of each ticket's task, for its citizen's group where windows are reserved."""
    queue = np.array([t.queue for t in plan.tasks], np.int64)
    if any(t.queue_by_group for t in plan.tasks):
        n_groups = len(plan.names.groups)
        by_group = np.array([t.queue_by_group or (t.queue,) * n_groups for t in plan.tasks], np.int64)
        return by_group[tickets["task"], demand.group[tickets["citizen"]]]
    return queue[tickets["task"]]


def _priority(
    plan: Plan, demand: Demand, readings: Readings, tickets: Table, of_first_visit: NDArray[np.bool_]
) -> NDArray[np.int64]:
    table = np.array(plan.priority, np.int64)
    citizen = tickets["citizen"]
    group = np.where(of_first_visit, readings.class_row[citizen], demand.group[citizen])
    service = demand.service[tickets["matter"]]
    by_priority = np.array([q.by_priority for q in plan.queues], bool)[tickets["queue"]]
    classes = table[group, service]
    only_green = np.array([q.only_green for q in plan.queues], bool)[tickets["queue"]]
    by_priority &= ~only_green | (classes == GREEN_PRIORITY)
    return np.where(by_priority, classes, 5).astype(np.int64)


def _holds_by_time(holds: Table) -> Table:
    order = np.lexsort((holds["to_ms"], holds["task"], holds["matter"], holds["from_ms"]))
    return {name: column[order] for name, column in holds.items()}


def _due(
    plan: Plan, demand: Demand, accepted_ms: NDArray[np.int64], holds: Table, end_ms: int
) -> NDArray[np.int64]:
    """End of the last working day of the limit; days on which its clock stood still do not count."""
    limit = np.array(plan.names.service_limit_workdays, np.int64)[demand.service]
    due = np.full(demand.n_matters, NEVER, np.int64)
    known = (limit > 0) & (accepted_ms >= 0)
    if known.any():
        day = plan.calendar.add_workdays(accepted_ms[known] // MS_PER_DAY, limit[known])
        due[known] = (day + 1) * MS_PER_DAY
    stops: dict[int, list[Stop]] = {}
    rows = np.flatnonzero((holds["stops"] == 1) & known[holds["matter"]])
    for matter, since, until in zip(*(holds[c][rows].tolist() for c in _STOP_COLUMNS), strict=True):
        stops.setdefault(matter, []).append((since, end_ms if until == NEVER else until))
    for matter, own in stops.items():
        last = due_day(plan.calendar, int(accepted_ms[matter]), int(limit[matter]), own)
        due[matter] = (last + 1) * MS_PER_DAY
    return due


_STOP_COLUMNS = ("matter", "from_ms", "to_ms")


_RANK = np.empty(len(End), np.int64)
_BEST_FIRST = (
    End.SHELVED, End.SERVED, End.ANSWERED, End.REFUSED, End.TURNED_AWAY, End.LEFT, End.REMOVED, End.GIVEN_UP,
    End.NO_SHOW, End.AWAY, End.IN_APPROVAL, End.INSIDE,
)  # fmt: skip
_RANK[list(_BEST_FIRST)] = range(len(End))


def _citizens(demand: Demand, readings: Readings, matters: Table, stop_ms: int) -> Table:
    """A citizen ends as the matter furthest from served does, when the last of them ends."""
    n = demand.n_citizens
    first = demand.matter_start[:-1]
    state = matters["state"]
    end_ms = matters["end_ms"]
    first_visit_ms = matters["first_visit_ms"]
    if len(state) != n:
        first_visit_ms = _earliest(first_visit_ms, first) if n else first_visit_ms
        rank = np.maximum.reduceat(_RANK[state], first) if n else state
        state = np.argsort(_RANK)[rank]
        end_ms = np.maximum.reduceat(end_ms, first) if n else end_ms
    return {
        "citizen": np.arange(n, dtype=np.int64),
        "identity": demand.identity,
        "group": demand.group.astype(np.int64),
        "arrive_ms": _arrivals(readings, first_visit_ms, stop_ms),
        "end_ms": end_ms,
        "state": state,
        "wanted_ms": demand.arrive_ms,
        "slot_ms": readings.slot_ms,
    }


def _earliest(first_visit_ms: NDArray[np.int64], first: NDArray[np.int64]) -> NDArray[np.int64]:
    """(n,) the earliest first visit of each citizen's matters, NEVER when there was none."""
    late = np.iinfo(np.int64).max
    found = np.minimum.reduceat(np.where(first_visit_ms == NEVER, late, first_visit_ms), first)
    return np.where(found == late, NEVER, found)


def _arrivals(readings: Readings, first_visit_ms: NDArray[np.int64], stop_ms: int) -> NDArray[np.int64]:
    """(n,) the first visit; for who never came, when they called or would have come."""
    planned = np.minimum(readings.arrive_ms, stop_ms)
    return np.where(first_visit_ms == NEVER, planned, first_visit_ms)


def _days(plan: Plan, end_ms: int) -> Days:
    calendar = plan.calendar
    spans = sessions(plan.opening)
    return Days(
        horizon_ms=calendar.horizon_ms,
        warm_up_ms=calendar.warm_up_ms,
        is_working=calendar.is_working,
        weekday=calendar.weekday,
        open_ms=spans.starts,
        close_ms=spans.ends,
        opening=(plan.opening.starts, plan.opening.ends),
        workday_from_ms=calendar.workday_from_ms,
        workday_ms=calendar.workday_ms,
        begins_ms=plan.begins_ms,
    )


def _breaks(recorder: Recorder, plan: Plan, end_ms: int) -> Table:
    """Planned and unplanned breaks, by server and time."""
    planned = _intervals(plan, "breaks", end_ms)
    if not recorder.breaks:
        return planned
    further = _table(recorder.breaks, tuple(planned))
    both = {name: np.concatenate([planned[name], further[name]]) for name in planned}
    order = np.lexsort((both["from_ms"], both["server"]))
    return {name: column[order] for name, column in both.items()}


def _covers(plan: Plan, end_ms: int) -> Table:
    """Spans, before the end, in which a cover from the pool stands in."""
    covers = no_spans()
    for server, spans in plan.covers.items():
        n = int(np.searchsorted(spans.starts, end_ms, side="left"))
        rows = (np.full(n, server, np.int64), spans.starts[:n], spans.ends[:n])
        covers = {name: np.concatenate([covers[name], part]) for name, part in zip(covers, rows, strict=True)}
    return covers


def _intervals(plan: Plan, part: str, end_ms: int) -> Table:
    """Every server's planned intervals that begin before the end."""
    server, start, end = [], [], []
    for roster, table in enumerate(getattr(r, part) for r in plan.rosters):
        n = int(np.searchsorted(table.starts, end_ms, side="left"))
        for index, spec in enumerate(plan.servers):
            if spec.roster == roster and spec.tide is None:
                server.append(np.full(n, index, np.int64))
                start.append(table.starts[:n])
                end.append(table.ends[:n])
    columns = [np.concatenate(parts) if parts else np.empty(0, np.int64) for parts in (server, start, end)]
    order = np.lexsort((columns[1], columns[0]))
    return dict(
        zip(("server", "from_ms", "to_ms"), (c[order].astype(np.int64) for c in columns), strict=True)
    )
