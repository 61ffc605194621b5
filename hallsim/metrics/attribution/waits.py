"""What held while each ticket waited: every instant of waiting is shared out over the servers for it.

While none of the servers that may serve the ticket's queue is rostered (nor still on duty after hours), the
instant is ``closed``. Else it is divided equally among the rostered ones:

* ``short_staffed``   the parts of those that are away: on a break, absent or down;
* ``priority_given``  of those that serve (or have called) a ticket that was issued later and overtook this
  one, be it because this one missed a call;
* ``all_busy``        of the rest.

One of eleven windows on a break is so a tenth of the waiting and not all of it, and one of eleven that serves
somebody who went first likewise. These are states, not effects: see R8.1 in ``docs/model.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hallsim.audit.duty import (
    Duty,
    first_issue,
    hold_end,
    read_duty,
    servers_by_queue,
    service_end,
    wait_end,
)
from hallsim.audit.spans import STRIDE, Int, flat, grouped
from hallsim.metrics.attribution.dominance import dominance_sum
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, Outcome, Trace

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
        self.by_queue = grouped(trace.tickets["queue"], len(trace.names.queues))
        self.by_server = grouped(trace.tickets["server"], len(trace.names.servers))
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
        for index in np.flatnonzero(np.bincount(queue[waits])).tolist():
            mine = np.flatnonzero(waits & (queue == index))
            parts[mine] = self.queue(index).split(self.order[rows[mine]], start[mine], end[mine])
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
        missed = one_of((Outcome.MISSED, Outcome.REMOVED), t["outcome"][rows])
        return np.stack([np.where(missed, 0, length), np.where(missed, length, 0)], axis=1)


@dataclass(frozen=True, slots=True)
class Shares:
    """How each instant is shared out at one queue: steps over time, and what they sum to.

    Attributes:
        times: (k,) beginnings of the steps, the first at 0.
        rates: (k, 3) of a millisecond: 1 while a server is rostered, then in `unit`: the part of those that
            are away, and the part of one server.
        before: (k, 3) integrals of the rates until each step, modulo 2**64.
        unit: parts of a millisecond; exact for the numbers rostered, or nearly so (``_unit``).
    """

    times: Int
    rates: Int
    before: Int
    unit: int

    def upto(self, time_ms: Int) -> Int:
        """(n, 3) integrals of the rates until each time, modulo 2**64."""
        step = np.searchsorted(self.times, time_ms, side="right") - 1
        return np.asarray(
            self.before[step] + self.rates[step] * (time_ms - self.times[step])[:, np.newaxis], np.int64
        )


class QueueReader:
    """The state of the servers of one queue over time."""

    def __init__(self, reader: WaitReader, queue: int) -> None:
        servers = reader.servers[queue]
        self.shares = _shares(reader.duty, servers)
        self.at_ms, self.order, self.sign = _overtakers(reader, queue)
        at_share = self.shares.upto(self.at_ms)[:, 2]
        self.weights = np.stack([self.sign, self.sign * at_share], axis=1)
        self.latest = np.maximum.accumulate(self.order)

    def split(self, order: Int, start: Int, end: Int) -> Int:
        """(n, 4) milliseconds by cause of waiting in [start, end) with a place in the order of issue.

        What is less than a millisecond of a part goes to the last one, so that the parts sum to the whole.
        """
        at_start, at_end = self.shares.upto(start), self.shares.upto(end)
        opened, short, _ = (at_end - at_start).T
        given = self._given(order, end, at_end[:, 2]) - self._given(order, start, at_start[:, 2])
        short, given = short // self.shares.unit, given // self.shares.unit
        return np.stack([end - start - opened, short, given, opened - short - given], axis=1)

    def _given(self, order: Int, time_ms: Int, share: Int) -> Int:
        """The parts until each time of servers that then held a ticket issued after `order`; modulo 2**64.

        With W the integral of one server's part, a hold from a to b adds W(t) - W(a) from a on, and takes
        W(t) - W(b) away from b on: sums over all holds of later tickets that began, or ended, before t.
        """
        total = np.zeros(len(order), np.int64)
        index = np.searchsorted(self.at_ms, time_ms, side="right")
        some = np.flatnonzero(index)
        some = some[self.latest[index[some] - 1] > order[some]]
        n, held = dominance_sum(self.order, self.weights, index[some], order[some]).T
        total[some] = n * share[some] - held
        return total


def _shares(duty: Duty, servers: Int) -> Shares:
    """How each instant is shared out among servers."""
    times, changes = [np.zeros(1, np.int64)], [np.zeros((1, 2), np.int64)]
    for column, spans in enumerate((duty.expected, duty.away)):
        starts, ends = spans.of_each(servers)
        one = np.zeros((len(starts), 2), np.int64)
        one[:, column] = 1
        times += [starts, ends]
        changes += [one, -one]
    at, change = np.concatenate(times), np.concatenate(changes)
    order = np.argsort(at, kind="stable")
    at, height = at[order], np.cumsum(change[order], axis=0)
    last = np.append(at[1:] != at[:-1], True)
    at, n_rostered, n_away = at[last], height[last, 0], height[last, 1]
    unit = _unit(n_rostered)
    n = np.maximum(n_rostered, 1)
    is_open = n_rostered > 0
    rates = np.stack([is_open, n_away * unit // n, np.where(is_open, unit // n, 0)], axis=1).astype(np.int64)
    before = np.zeros_like(rates)
    np.cumsum(rates[:-1] * np.diff(at)[:, np.newaxis], axis=0, out=before[1:])
    return Shares(at, rates, before, unit)


LARGEST_UNIT = 1 << 24
"""An integral of it over 17 years of waiting fits into 64 bits."""
MANY_DIVISORS = 23 * 720_720
"""Divided without rest by all numbers up to 16; by others with an error of less than their millionth part."""


def _unit(numbers: Int) -> int:
    """Into how many parts a millisecond is cut, so that these numbers of servers divide it without rest."""
    unit = int(np.lcm.reduce(np.unique(np.clip(numbers, 1, 4096)).astype(object)))
    return unit if unit <= LARGEST_UNIT else MANY_DIVISORS


def _overtakers(reader: WaitReader, queue: int) -> tuple[Int, Int, Int]:
    """In order of time (at_ms, order, sign): 1 where a server of the queue that is there takes a ticket that
    overtakes somebody, -1 where it is done with it (or goes away); `order` is the ticket's place of issue.

    Only services that began while an earlier ticket of the queue waited can have overtaken anybody.
    """
    tickets, order = reader.trace.tickets, reader.order
    waiting = reader.by_queue.of(np.array([queue]))
    waiting = waiting[reader.waited_to[waiting] > tickets["issue_ms"][waiting]]
    waiting = waiting[np.argsort(order[waiting], kind="stable")]
    served = reader.by_server.of(reader.servers[queue])
    served = served[reader.held_to[served] > tickets["call_ms"][served]]
    if not len(waiting) or not len(served):
        none = np.empty(0, np.int64)
        return none, none, none
    longest = np.maximum.accumulate(reader.waited_to[waiting])
    n_before = np.searchsorted(order[waiting], order[served], side="left")
    overtook = (n_before > 0) & (longest[np.maximum(n_before - 1, 0)] > tickets["call_ms"][served])
    served = served[overtook]
    server = tickets["server"][served]
    row, start, end = reader.duty.present.pieces(
        flat(server, tickets["call_ms"][served]), flat(server, reader.held_to[served])
    )
    at = np.concatenate([start, end]) % STRIDE
    by_time = np.argsort(at, kind="stable")
    sign = np.repeat(np.array([1, -1], np.int64), len(row))
    return at[by_time], np.tile(order[served[row]], 2)[by_time], sign[by_time]
