"""The trace of a run, made of what it recorded, of the plan and of the decisions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.contract import EngineInput
from hallsim.hall.decisions.model import Decisions, Drawn
from hallsim.hall.decisions.staffing.model import Staffing
from hallsim.hall.plan.model import Plan
from hallsim.hall.records import Records, in_order
from hallsim.hall.reference.state.office_records import network_trace, queues_of_tickets
from hallsim.scenario.design.limits import DEFAULT_PRIORITY, GREEN_PRIORITY
from hallsim.scenario.values.sessions import sessions
from hallsim.scenario.world.limit_clock import Stop, due_day
from hallsim.trace.model import NEVER, Days, End, HandedBack, Table, Trace
from hallsim.trace.tables import COVERS, TABLES
from hallsim.units import MS_PER_DAY

AS_RECORDED = ("aboard", "agents", "bags", "carried", "deemed", "home", "sent", "warned")


def build_trace(given: EngineInput, records: Records, design: str) -> Trace:
    """The trace: what a run recorded, and what follows from it."""
    plan, decisions, drawn = given.plan, given.decisions, given.decisions.drawn
    rows, end_ms = records.tables, records.end_ms
    tickets, visits, matters = (dict(rows[name]) for name in ("tickets", "visits", "matters"))
    matter_citizen = drawn.matter_citizen
    tickets["call_ms"] = _call_ms(rows["called"], tickets)
    tickets["citizen"] = matter_citizen[tickets["matter"]]
    stays = _of_tickets(rows["stays"], tickets)
    tickets["queue"] = _queue(plan, drawn, rows["lodged"], tickets)
    tickets["queue"][stays["ticket"]] = stays["queue"]
    is_first = visits["arrive_ms"] == matters["first_visit_ms"][visits["matter"]]
    of_first_visit = np.append(is_first, False)[tickets["visit"]]
    tickets["priority"] = _priority(plan, decisions, tickets, of_first_visit)
    visits["citizen"] = matter_citizen[visits["matter"]]
    matters["citizen"] = matter_citizen
    matters["service"] = drawn.service
    matters["due_ms"] = _due(plan, drawn, matters["accepted_ms"], rows["holds"], end_ms)
    network = decisions.offices
    as_recorded: dict[str, Any] = {TABLES[name].place: rows[name] for name in AS_RECORDED}
    return Trace(
        design=design,
        replication=drawn.replication,
        end_ms=end_ms,
        names=plan.names,
        days=_days(plan),
        seats=plan.seats,
        perceived_wait=plan.perceived_wait,
        prices=plan.prices,
        citizens=_citizens(decisions, matters, end_ms),
        slots=decisions.slots,
        calls=decisions.calls,
        visits=visits,
        tickets=tickets,
        matters=matters,
        shifts=in_order(rows["shifts"], "server", "from_ms"),
        holds=in_order(rows["holds"], "from_ms", "matter", "task", "to_ms"),
        rostered=_intervals(given, "rostered", end_ms),
        breaks=_breaks(rows["breaks"], given, end_ms),
        covers=_covers(decisions.staffing, end_ms),
        stays=stays,
        handed=_handed(rows["handed"], plan, decisions.staffing),
        network=None if network is None else network_trace(plan, network, records, visits),
        **as_recorded,
    )


def _call_ms(called: Table, tickets: Table) -> NDArray[np.int64]:
    """(n tickets,) when each was called; where tickets are not called, when its service began."""
    call_ms = tickets["start_ms"].copy()
    called = _of_tickets(called, tickets)
    call_ms[called["ticket"]] = called["call_ms"]
    return call_ms


def _of_tickets(table: Table, tickets: Table) -> Table:
    """Rows about tickets; finding tickets without a row is left to the audit."""
    known = table["ticket"] < len(tickets["ticket"])
    return {name: column[known] for name, column in table.items()}


def _handed(rows: Table, plan: Plan, staffing: Staffing) -> HandedBack | None:
    """Services handed back, with the speed of every server; None when there was none."""
    if not len(rows["ticket"]):
        return None
    return HandedBack(
        rows=rows,
        factor=tuple(staffing.time_factor.tolist()),
        tires=tuple(server.fatigue_per_hour > 0 for server in plan.servers),
    )


def _queue(plan: Plan, drawn: Drawn, lodged: Table, tickets: Table) -> NDArray[np.int64]:
    """The queue of each ticket's task, at its office, for its citizen's group where windows are reserved."""
    if plan.network is not None:
        return queues_of_tickets(plan, drawn, tickets, in_order(lodged, "matter")["office"])
    queue = np.array([t.queue for t in plan.tasks], np.int64)
    if any(t.queue_by_group for t in plan.tasks):
        n_groups = len(plan.names.groups)
        by_group = np.array([t.queue_by_group or (t.queue,) * n_groups for t in plan.tasks], np.int64)
        return by_group[tickets["task"], drawn.group[tickets["citizen"]]]
    return queue[tickets["task"]]


def _priority(
    plan: Plan, decisions: Decisions, tickets: Table, of_first_visit: NDArray[np.bool_]
) -> NDArray[np.int64]:
    drawn, table = decisions.drawn, np.array(plan.priority, np.int64)
    citizen = tickets["citizen"]
    group = np.where(of_first_visit, decisions.class_row[citizen], drawn.group[citizen])
    service = drawn.service[tickets["matter"]]
    by_priority = np.array([q.by_priority for q in plan.queues], bool)[tickets["queue"]]
    classes = table[group, service]
    only_green = np.array([q.only_green for q in plan.queues], bool)[tickets["queue"]]
    by_priority &= ~only_green | (classes == GREEN_PRIORITY)
    return np.where(by_priority, classes, DEFAULT_PRIORITY).astype(np.int64)


def _due(
    plan: Plan, drawn: Drawn, accepted_ms: NDArray[np.int64], holds: Table, end_ms: int
) -> NDArray[np.int64]:
    """End of the last working day of the limit; days on which its clock stood still do not count."""
    limit = np.array(plan.names.service_limit_workdays, np.int64)[drawn.service]
    due = np.full(drawn.n_matters, NEVER, np.int64)
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


def _citizens(decisions: Decisions, matters: Table, stop_ms: int) -> Table:
    """A citizen ends as the matter furthest from served does, when the last of them ends."""
    drawn = decisions.drawn
    n = drawn.n_citizens
    first = drawn.matter_start[:-1]
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
        "identity": drawn.identity,
        "group": drawn.group.astype(np.int64),
        "arrive_ms": _arrivals(decisions, first_visit_ms, stop_ms),
        "end_ms": end_ms,
        "state": state,
        "wanted_ms": drawn.arrive_ms,
        "slot_ms": decisions.slot_ms,
    }


def _earliest(first_visit_ms: NDArray[np.int64], first: NDArray[np.int64]) -> NDArray[np.int64]:
    """(n,) the earliest first visit of each citizen's matters, NEVER when there was none."""
    late = np.iinfo(np.int64).max
    found = np.minimum.reduceat(np.where(first_visit_ms == NEVER, late, first_visit_ms), first)
    return np.where(found == late, NEVER, found)


def _arrivals(decisions: Decisions, first_visit_ms: NDArray[np.int64], stop_ms: int) -> NDArray[np.int64]:
    """(n,) the first visit; for citizens who never came, when they called or would have come."""
    planned = np.minimum(decisions.arrive_ms, stop_ms)
    return np.where(first_visit_ms == NEVER, planned, first_visit_ms)


def _days(plan: Plan) -> Days:
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


def _breaks(further: Table, given: EngineInput, end_ms: int) -> Table:
    """Planned and unplanned breaks, by server and time."""
    planned = _intervals(given, "breaks", end_ms)
    if not len(further["server"]):
        return planned
    both = {name: np.concatenate([planned[name], further[name]]) for name in planned}
    return in_order(both, "server", "from_ms")


def _covers(staffing: Staffing, end_ms: int) -> Table:
    """Spans, before the end, in which a cover from the pool stands in."""
    covers = COVERS.empty()
    for server, spans in staffing.covers.items():
        n = int(np.searchsorted(spans.starts, end_ms, side="left"))
        rows = (np.full(n, server, np.int64), spans.starts[:n], spans.ends[:n])
        covers = {name: np.concatenate([covers[name], part]) for name, part in zip(covers, rows, strict=True)}
    return covers


def _intervals(given: EngineInput, part: str, end_ms: int) -> Table:
    """Every server's planned intervals that begin before the end."""
    staffing = given.decisions.staffing
    server, start, end = [], [], []
    for roster, table in enumerate(getattr(r, part) for r in staffing.rosters):
        n = int(np.searchsorted(table.starts, end_ms, side="left"))
        for index in np.flatnonzero(staffing.server_roster == roster).tolist():
            if given.plan.servers[index].tide is None:
                server.append(np.full(n, index, np.int64))
                start.append(table.starts[:n])
                end.append(table.ends[:n])
    columns = [np.concatenate(parts) if parts else np.empty(0, np.int64) for parts in (server, start, end)]
    order = np.lexsort((columns[1], columns[0]))
    return dict(
        zip(("server", "from_ms", "to_ms"), (c[order].astype(np.int64) for c in columns), strict=True)
    )
