"""Rules of desks: the limit that ends first goes first, not too many in progress, deemed approvals."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush

import numpy as np

from hallsim.audit.duty import service_end
from hallsim.audit.spans import Int, where_level
from hallsim.audit.violation import Violation, broken_rows
from hallsim.trace.model import NEVER, Outcome, Trace

NO_LIMIT = 1 << 60


def check_due_order(trace: Trace, waited_to: Int) -> Iterator[Violation]:
    """Where a desk goes by limits, none is taken up while one of its class that ends earlier waits on."""
    t, m = trace.tickets, trace.matters
    known = m["accepted_ms"][t["matter"]]
    due = m["due_ms"][t["matter"]]
    due = np.where((due == NEVER) | (known == NEVER) | (known > t["issue_ms"]), NO_LIMIT, due)
    # Where a clock stood still, nobody knows at the desk when a limit will end.
    held = np.isin(t["matter"], trace.holds["matter"][trace.holds["stops"] == 1])
    wrong: list[int] = []
    for queue, by_due in enumerate(trace.names.queue_by_due):
        if by_due:
            wrong += _taken_too_early(trace, np.flatnonzero((t["queue"] == queue) & ~held), due, waited_to)
    yield from broken_rows(
        "due_order", "tickets", np.array(wrong, np.int64), "a limit that ends earlier waited"
    )


def _taken_too_early(trace: Trace, rows: Int, due: Int, waited_to: Int) -> Iterator[int]:
    """Tickets of a queue that began while one with an earlier limit, issued strictly before, waited on."""
    t = trace.tickets
    by_issue = rows[np.argsort(t["issue_ms"][rows], kind="stable")].tolist()
    began = rows[t["start_ms"][rows] != NEVER]
    issue, gone = t["issue_ms"].tolist(), waited_to.tolist()
    waiting: list[tuple[int, int, int]] = []
    upcoming = 0
    for row in began[np.argsort(t["start_ms"][began], kind="stable")].tolist():
        start = int(t["start_ms"][row])
        while upcoming < len(by_issue) and issue[by_issue[upcoming]] < start:
            other = by_issue[upcoming]
            heappush(waiting, (int(t["priority"][other]), int(due[other]), other))
            upcoming += 1
        while waiting and gone[waiting[0][2]] <= start:
            heappop(waiting)
        if waiting and waiting[0][:2] < (int(t["priority"][row]), int(due[row])):
            yield row


def check_wip(trace: Trace) -> Iterator[Violation]:
    """No desk has more files with officers than it allows in progress."""
    t = trace.tickets
    end = service_end(trace)
    for queue, limit in enumerate(trace.names.queue_wip):
        if limit:
            rows = np.flatnonzero((t["queue"] == queue) & (end > t["start_ms"]) & (t["start_ms"] != NEVER))
            ones = np.ones(len(rows), np.int64)
            times = np.concatenate([t["start_ms"][rows], end[rows]])
            too_many = where_level(times, np.concatenate([ones, -ones]), limit + 1)
            if len(too_many.starts):
                yield Violation(
                    rule="wip", table="tickets", rows=(queue,), count=len(too_many.starts),
                    sentence=f"more files in progress than {trace.names.queues[queue]} allows",
                )  # fmt: skip


def check_deemed(trace: Trace) -> Iterator[Violation]:
    """Who is deemed approved is decided in that instant, and no file is withdrawn after all were dropped."""
    t, m, deemed = trace.tickets, trace.matters, trace.deemed
    wrong = m["decided_ms"][deemed["matter"]] != deemed["deemed_ms"]
    yield from broken_rows("deemed", "matters", deemed["matter"][wrong], "deemed approved, not decided then")
    at = np.full(len(m["matter"]), trace.end_ms, np.int64)
    dropped = deemed["dropped"] == 1  # else branches go on, and the first may still take the others back
    at[deemed["matter"][dropped]] = deemed["deemed_ms"][dropped]
    withdrawn = np.flatnonzero(t["outcome"] == Outcome.WITHDRAWN)
    lost = withdrawn[t["end_ms"][withdrawn] > at[t["matter"][withdrawn]]]
    yield from broken_rows("deemed", "tickets", lost, "withdrawn after its matter was deemed approved")
