"""Who was expected, on duty or away at every instant, read from a trace."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.spans import Int, Spans, by_owner, flat, minus, union
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, Outcome, Trace, once_a_trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Time spans of all servers, flattened by server.

    Attributes:
        present: really on duty, [from_ms, left_ms) of the shifts (overtime too).
        planned: rostered minus breaks: the working timetable.
        expected: rostered, or present beyond the roster (overtime).
        away: expected but not present (on a break, absent or down).
    """

    present: Spans
    planned: Spans
    expected: Spans
    away: Spans


@once_a_trace
def read_duty(trace: Trace) -> Duty:
    """Collect the spans of all servers, up to the end of the run."""
    shifts, stop = trace.shifts, trace.end_ms
    left = np.where(shifts["left_ms"] == NEVER, stop, shifts["left_ms"])
    present = _spans(shifts["server"], shifts["from_ms"], left, stop)
    rostered = _spans(trace.rostered["server"], trace.rostered["from_ms"], trace.rostered["to_ms"], stop)
    breaks = _spans(trace.breaks["server"], trace.breaks["from_ms"], trace.breaks["to_ms"], stop)
    expected = union(
        np.concatenate([rostered.starts, present.starts]), np.concatenate([rostered.ends, present.ends])
    )
    return Duty(
        present=present,
        planned=minus(rostered, breaks),
        expected=expected,
        away=minus(expected, present),
    )


def _spans(server: Int, from_ms: Int, to_ms: Int, stop_ms: int) -> Spans:
    return union(flat(server, np.minimum(from_ms, stop_ms)), flat(server, np.minimum(to_ms, stop_ms)))


@once_a_trace
def servers_by_queue(trace: Trace) -> list[Int]:
    """For each queue, the servers that may serve it (sorted)."""
    found: list[list[int]] = [[] for _ in trace.names.queues]
    for server, queues in enumerate(trace.names.server_queues):
        for queue in queues:
            found[queue].append(server)
    return [np.array(sorted(set(servers)), np.int64) for servers in found]


@once_a_trace
def wait_end(trace: Trace) -> Int:
    """(n tickets,) when each stopped waiting: it was called, left, was sent home, or the run stopped."""
    tickets = trace.tickets
    end = np.where(tickets["call_ms"] != NEVER, tickets["call_ms"], tickets["end_ms"])
    return np.where(end == NEVER, trace.end_ms, end)


@once_a_trace
def service_end(trace: Trace) -> Int:
    """(n tickets,) when each service ended (the run's stop while in service; -1 without a service)."""
    tickets = trace.tickets
    started = tickets["start_ms"] != NEVER
    end = np.where(tickets["end_ms"] == NEVER, trace.end_ms, tickets["end_ms"])
    return np.where(started, end, NEVER)


@once_a_trace
def hold_end(trace: Trace) -> Int:
    """(n tickets,) until when each kept a server that called or served it (-1 when it was never called)."""
    tickets = trace.tickets
    end = np.where(tickets["end_ms"] == NEVER, trace.end_ms, tickets["end_ms"])
    return np.where(tickets["call_ms"] != NEVER, end, NEVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The services of all servers that began, on the flattened clock of the servers, by server.

    Attributes:
        rows: of the tickets.
        server: who served each.
        start, end: when it began and ended (the run's stop while it goes on).
        on_duty_ms: how much of it its server was on duty.
    """

    rows: Int
    server: Int
    start: Int
    end: Int
    on_duty_ms: Int


@once_a_trace
def read_services(trace: Trace) -> Services:
    """Collect the services at servers."""
    tickets, end = trace.tickets, service_end(trace)
    rows = rows_by_server(trace, end != NEVER)
    server = tickets["server"][rows]
    start, end = flat(server, tickets["start_ms"][rows]), flat(server, end[rows])
    on_duty_ms = read_duty(trace).present.measure(start, end)
    return Services(rows=rows, server=server, start=start, end=end, on_duty_ms=on_duty_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How long servers kept themselves for tickets, from the call on, on their flattened clock, by server.

    Attributes:
        rows: of the tickets.
        start, end: called, and done with (the run's stop until then).
    """

    rows: Int
    start: Int
    end: Int


def read_held(trace: Trace) -> Held:
    """Collect the tickets that servers called."""
    tickets, end = trace.tickets, hold_end(trace)
    rows = rows_by_server(trace, end != NEVER)
    server = tickets["server"][rows]
    return Held(rows=rows, start=flat(server, tickets["call_ms"][rows]), end=flat(server, end[rows]))


def rows_by_server(trace: Trace, which: NDArray[np.bool_]) -> Int:
    """Rows of the tickets with a server for which something holds, by server, in order of issue."""
    server = trace.tickets["server"]
    rows = np.flatnonzero((server != NEVER) & which)
    return rows[by_owner(server[rows])]


_SAME = ("visit", "matter", "task")
CONTINUED = (Outcome.HANDED_BACK, Outcome.INTERRUPTED, Outcome.MISSED)


@once_a_trace
def continued_from(trace: Trace) -> Int:
    """(n tickets,) the row (broken off, or called in vain) that this row continues, -1 without one."""
    tickets = trace.tickets
    result = np.full(len(tickets["ticket"]), NEVER, np.int64)
    broken = np.flatnonzero(one_of(CONTINUED, tickets["outcome"]))
    if not len(broken):
        return result
    known: dict[tuple[int, ...], list[int]] = {}  # several, when it is broken off twice in one instant
    for i in broken.tolist():
        known.setdefault(tuple(int(tickets[name][i]) for name in (*_SAME, "end_ms")), []).append(i)
    likely = np.isin(tickets["visit"], tickets["visit"][broken]) & (
        np.isin(tickets["issue_ms"], tickets["end_ms"][broken])
    )
    for i in np.flatnonzero(likely).tolist():
        sources = known.get(tuple(int(tickets[name][i]) for name in (*_SAME, "issue_ms")), [])
        earlier = bisect_left(sources, i)
        if earlier:
            result[i] = sources[earlier - 1]
    return result


@once_a_trace
def first_issue(trace: Trace) -> Int:
    """(n tickets,) place in the order of issue; what continues a ticket (broken off, a missed call) keeps
    the first place."""
    source = continued_from(trace)
    order = trace.tickets["ticket"].copy()
    for row in np.flatnonzero(source != NEVER):
        order[row] = order[source[row]]
    return order


@once_a_trace
def escorted(trace: Trace) -> NDArray[np.bool_]:
    """(n tickets,) which keep the place of the ticket before them in their visit, from a wrong window."""
    t = trace.tickets
    found = np.zeros(len(t["ticket"]), np.bool_)
    if (t["outcome"] == Outcome.ESCORTED).any():
        order = np.lexsort((t["ticket"], t["visit"]))
        found[order[1:]] = (t["outcome"][order[:-1]] == Outcome.ESCORTED) & (
            t["visit"][order[1:]] == t["visit"][order[:-1]]
        )
    return found
