"""Rules of queues: no server idles while needed, first come first served within a class, classes in order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.duty import continued_from, escorted
from hallsim.audit.spans import STRIDE, Int, Spans, by_owner, common_ms, flat, union
from hallsim.audit.violation import Violation, broken
from hallsim.trace.model import NEVER, Outcome, Trace


def check_no_idle(trace: Trace, idle: Spans, waited_to: Int) -> Iterator[Violation]:
    """No ticket waits, for longer than an instant, while a server that must serve it is present and idle."""
    t = trace.tickets
    order = by_owner(t["queue"])
    of_queue = t["queue"][order]
    waiting = union(flat(of_queue, t["issue_ms"][order]), flat(of_queue, waited_to[order]))
    kinds: dict[tuple[int, ...], list[int]] = {}
    may_idle = trace.names.server_may_idle or ((),) * len(trace.names.servers)
    for one, queues in enumerate(trace.names.server_queues):
        kinds.setdefault(tuple(sorted(set(queues) - set(may_idle[one]))), []).append(one)
    idle_queues: dict[int, int] = {}
    for queues, members in kinds.items():
        idle_kind = idle.of_any(members)
        for queue in queues:
            idle_queues[queue] = idle_queues.get(queue, 0) + common_ms(idle_kind, waiting.of_owner(queue))
    wrong = sorted(queue for queue, idle_ms in idle_queues.items() if idle_ms > 0)
    if wrong:
        named = ", ".join(trace.names.queues[queue] for queue in wrong[:3])
        yield Violation(
            rule="idle_server", table="tickets", rows=tuple(wrong[:5]), count=len(wrong),
            sentence=f"a server idles while tickets wait in {named}",
        )  # fmt: skip


def check_discipline(trace: Trace, waited_to: Int) -> Iterator[Violation]:
    """First come first served within (queue, class); a worse class starts only when no better one waits.

    Each holds in the queues whose rule says so.
    """
    t, names = trace.tickets, trace.names
    within = _overtaking(trace, waited_to, t["priority"])
    if names.queue_in_order:
        within &= np.array(names.queue_in_order, np.bool_)[t["queue"]]
    yield from broken("fifo", "tickets", within, "overtook an earlier ticket of its class")
    ahead = _ahead_of_better(trace, waited_to)
    if names.queue_classes:
        ahead &= np.array(names.queue_classes, np.bool_)[t["queue"]]
    yield from broken("priority", "tickets", ahead, "began while a better class waited")


def _overtaking(trace: Trace, waited_to: Int, classes: Int) -> NDArray[np.bool_]:
    """(n,) called while an earlier ticket of its queue and class still waited.

    The rest of a service handed back goes to the head of its class and may do so, as may who has missed a
    call, and who is escorted from a wrong window keeps the earlier place.
    """
    t = trace.tickets
    group = t["queue"] * (int(classes.max(initial=0)) + 1) + np.maximum(classes, 0)
    order = by_owner(group)
    latest = np.maximum.accumulate(flat(group[order], waited_to[order])) if len(order) else order
    start = t["call_ms"][order]
    wrong = np.zeros(len(order), np.bool_)
    after = (start != NEVER) & (continued_from(trace)[order] == NEVER) & ~escorted(trace)[order]
    wrong[order[1:]] = after[1:] & (flat(group[order], start)[1:] < latest[:-1])
    return wrong


def _called_again(trace: Trace) -> NDArray[np.bool_]:
    """(n,) called at once by the window whose last call was missed."""
    t, source = trace.tickets, continued_from(trace)
    missed = (source != NEVER) & (t["outcome"][source] == Outcome.MISSED)
    again: NDArray[np.bool_] = missed & (t["server"][source] == t["server"]) & (t["call_ms"] == t["issue_ms"])
    return again


def _ahead_of_better(trace: Trace, waited_to: Int) -> NDArray[np.bool_]:
    """(n,) called while a ticket of a better class, issued strictly earlier, waited on in the same queue.

    Who is called again at once by the same window goes before everybody.
    """
    t = trace.tickets
    wrong = np.zeros(len(waited_to), np.bool_)
    began = (t["start_ms"] != NEVER) & ~_called_again(trace)
    really = waited_to > t["issue_ms"]
    for level in np.unique(t["priority"])[1:]:
        better = really & (t["priority"] < level)
        issued = np.sort(flat(t["queue"][better], t["issue_ms"][better]))
        gone = np.sort(flat(t["queue"][better], waited_to[better]))
        rows = np.flatnonzero(began & (t["priority"] == level))
        at = flat(t["queue"][rows], t["call_ms"][rows])
        base = t["queue"][rows] * STRIDE
        n_issued = np.searchsorted(issued, at, side="left") - np.searchsorted(issued, base, side="left")
        n_gone = np.searchsorted(gone, at, side="right") - np.searchsorted(gone, base, side="left")
        wrong[rows] = n_issued > n_gone
    return wrong
