"""Why each ticket waited: every instant of waiting has the cause that the state of its servers shows.

The first rule that applies (design.md, rule 6), over the servers that may serve the ticket's queue:

1. ``closed``          none of them is rostered (nor still on duty after hours);
2. ``short_staffed``   at least one of them is rostered but on a break, absent or down;
3. ``priority_given``  at least one of them serves (or has called) a ticket that was issued later and overtook
   this one, be it because this one missed a call;
4. ``all_busy``        otherwise.
"""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np

from hallsim.audit.duty import (
    cover_of,
    first_issue,
    hold_end,
    read_duty,
    servers_by_queue,
    service_end,
    wait_end,
)
from hallsim.audit.spans import Int, Spans, flat, minus
from hallsim.metrics.dominance import dominance_sum
from hallsim.trace import NEVER, Outcome, Trace

WAIT_CAUSES = ("closed", "short_staffed", "priority_given", "all_busy")
TICKET_PARTS = (*WAIT_CAUSES, "being_served", "to_window", "missed_call")


class WaitReader:
    """Reads causes of waiting out of one trace; what is worked out for a queue is kept."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.duty = read_duty(trace)
        self.waited_to = wait_end(trace)
        self.served_to = service_end(trace)
        self.held_to = hold_end(trace)
        self.order = first_issue(trace)
        self.servers = servers_by_queue(trace)
        self._queues: dict[int, QueueReader] = {}

    def queue(self, index: int) -> QueueReader:
        """The reader of one queue."""
        if index not in self._queues:
            self._queues[index] = QueueReader(self, index)
        return self._queues[index]

    def causes(self, rows: Int, from_ms: Int, to_ms: Int) -> Int:
        """(n, 4) milliseconds by WAIT_CAUSES of the waiting of tickets `rows` within [from_ms, to_ms)."""
        start = np.maximum(self.trace.tickets["issue_ms"][rows], from_ms)
        end = np.maximum(start, np.minimum(self.waited_to[rows], to_ms))
        parts = np.zeros((len(rows), len(WAIT_CAUSES)), np.int64)
        queue = self.trace.tickets["queue"][rows]
        waits = end > start
        for index in np.unique(queue[waits]):
            mine = np.flatnonzero(waits & (queue == index))
            parts[mine] = self.queue(int(index)).split(self.order[rows[mine]], start[mine], end[mine])
        return parts

    def ticket_parts(self, rows: Int, from_ms: Int, to_ms: Int) -> Int:
        """(n, 7) milliseconds by TICKET_PARTS: waiting by cause, service, way to the window, missed calls.

        While a pausing window is away, its visitor waits again: for a closed window, or a short-staffed one.
        """
        parts = np.zeros((len(rows), len(TICKET_PARTS)), np.int64)
        parts[:, :4] = self.causes(rows, from_ms, to_ms)
        start = np.maximum(self.trace.tickets["start_ms"][rows], from_ms)
        end = np.maximum(start, np.minimum(self.served_to[rows], to_ms))
        parts[:, 4] = np.where(self.trace.tickets["start_ms"][rows] == NEVER, 0, end - start)
        pauses = np.append(np.array(self.trace.names.server_pauses, np.bool_), False)
        mine = np.flatnonzero(pauses[self.trace.tickets["server"][rows]])
        server = self.trace.tickets["server"][rows[mine]]
        start, end = flat(server, start[mine]), flat(server, end[mine])
        served, expected = self.duty.present.measure(start, end), self.duty.expected.measure(start, end)
        parts[mine, 0] += (end - start) - expected
        parts[mine, 1] += expected - served
        parts[mine, 4] = served
        parts[:, 5:] = self._calls(rows, from_ms, to_ms)
        return parts

    def _calls(self, rows: Int, from_ms: Int, to_ms: Int) -> Int:
        """(n, 2) milliseconds from the call to the window, and waited for in vain."""
        t = self.trace.tickets
        until = np.where(t["start_ms"][rows] == NEVER, self.held_to[rows], t["start_ms"][rows])
        start = np.maximum(t["call_ms"][rows], from_ms)
        length = np.where(t["call_ms"][rows] == NEVER, 0, np.maximum(np.minimum(until, to_ms) - start, 0))
        missed = np.isin(t["outcome"][rows], [Outcome.MISSED, Outcome.REMOVED])
        return np.stack([np.where(missed, 0, length), np.where(missed, length, 0)], axis=1)


class QueueReader:
    """The state of the servers of one queue over time."""

    def __init__(self, reader: WaitReader, queue: int) -> None:
        cover = cover_of(reader.duty, reader.servers[queue])
        self.open, self.short = cover.open, cover.short
        self.staffed: Spans = minus(cover.open, cover.short)
        self.from_ms, self.latest = _overtakers(reader, queue)

    def split(self, order: Int, start: Int, end: Int) -> Int:
        """(n, 4) milliseconds by cause of waiting in [start, end) with a place in the order of issue."""
        closed = (end - start) - self.open.measure(start, end)
        short = self.short.measure(start, end)
        given = self._overtaken_before(order, end) - self._overtaken_before(order, start)
        return np.stack([closed, short, given, (end - start) - closed - short - given], axis=1)

    def _overtaken_before(self, order: Int, time_ms: Int) -> Int:
        """Staffed time before each instant in which a server held a ticket issued after `order`."""
        total = np.zeros(len(order), np.int64)
        if not len(self.from_ms):
            return total
        index = np.searchsorted(self.from_ms, time_ms, side="right") - 1
        some = np.flatnonzero(index >= 0)
        index, order, time_ms = index[some], order[some], time_ms[some]
        weight = self.staffed.measure(self.from_ms, np.append(self.from_ms[1:], self.from_ms[-1]))
        total[some] = dominance_sum(self.latest, weight, index, order)
        now = self.latest[index] > order
        total[some[now]] += self.staffed.measure(self.from_ms[index[now]], time_ms[now])
        return total


def _overtakers(reader: WaitReader, queue: int) -> tuple[Int, Int]:
    """Steps (from_ms, latest): the latest-issued overtaking ticket in service at the servers, or -1.

    Only services that began while an earlier ticket of the queue waited can have overtaken anybody.
    """
    tickets, order = reader.trace.tickets, reader.order
    waiting = np.flatnonzero((tickets["queue"] == queue) & (reader.waited_to > tickets["issue_ms"]))
    waiting = waiting[np.argsort(order[waiting], kind="stable")]
    at_servers = np.isin(tickets["server"], reader.servers[queue])
    served = np.flatnonzero(at_servers & (reader.held_to > tickets["call_ms"]))
    if not len(waiting) or not len(served):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    longest = np.maximum.accumulate(reader.waited_to[waiting])
    n_before = np.searchsorted(order[waiting], order[served], side="left")
    overtook = (n_before > 0) & (longest[np.maximum(n_before - 1, 0)] > tickets["call_ms"][served])
    served = served[overtook]
    return _latest_in_service(tickets["call_ms"][served], reader.held_to[served], order[served])


def _latest_in_service(start: Int, end: Int, order: Int) -> tuple[Int, Int]:
    """Steps of the largest `order` among the spans [start, end) open at each time; -1 when none is."""
    by_start = np.argsort(start, kind="stable")
    starts, ends, orders = start[by_start].tolist(), end[by_start].tolist(), order[by_start].tolist()
    times = np.unique(np.concatenate([start, end])).tolist()
    open_now: list[tuple[int, int]] = []
    latest = np.empty(len(times), np.int64)
    upcoming = 0
    for step, now in enumerate(times):
        while upcoming < len(starts) and starts[upcoming] <= now:
            heappush(open_now, (-orders[upcoming], ends[upcoming]))
            upcoming += 1
        while open_now and open_now[0][1] <= now:
            heappop(open_now)
        latest[step] = -open_now[0][0] if open_now else -1
    return np.array(times, np.int64), latest
