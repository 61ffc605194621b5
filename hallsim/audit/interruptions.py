"""Rules of preemptive priority: who is interrupted, and that no better class waits for a worse one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hallsim.audit.duty import Duty, service_end
from hallsim.audit.spans import STRIDE, Int, common, flat, union
from hallsim.audit.violation import Violation, broken, broken_rows
from hallsim.trace.model import NEVER, Outcome, Trace


def check_interruptions(trace: Trace, duty: Duty, waited_to: Int) -> Iterator[Violation]:
    """A service is interrupted where the queue says so, and by a ticket of a better class begun at once."""
    t, names = trace.tickets, trace.names
    interrupts = np.array([rule != "none" for rule in names.queue_interrupt] or [False] * len(names.queues))
    interrupted = t["outcome"] == Outcome.INTERRUPTED
    unasked = interrupted & ~interrupts[t["queue"]] if len(interrupted) else interrupted
    yield from broken("interruption", "tickets", unasked, "interrupted where nobody interrupts")
    rows = np.flatnonzero(interrupted)
    best: dict[tuple[int, int], int] = {}
    for row in np.flatnonzero(np.isin(t["call_ms"], t["end_ms"][rows]) & (t["server"] != NEVER)).tolist():
        place = int(t["server"][row]), int(t["call_ms"][row])
        best[place] = min(int(t["priority"][row]), best.get(place, int(t["priority"][row])))
    places = zip(t["server"][rows].tolist(), t["end_ms"][rows].tolist(), strict=True)
    by = np.array([best.get(place, 1 << 40) for place in places], np.int64)
    idly = rows[by >= t["priority"][rows]]
    yield from broken_rows("interruption", "tickets", idly, "interrupted by no ticket of a better class")
    if interrupts.any():
        yield from _check_no_worse(trace, duty, waited_to, interrupts)


def _check_no_worse(trace: Trace, duty: Duty, waited_to: Int, interrupts: Int) -> Iterator[Violation]:
    """In its hours no server serves a worse class for longer than an instant while a better one waits.

    Desks that limit the files in progress may let one wait.
    """
    t, names = trace.tickets, trace.names
    strict = interrupts & np.array(names.queue_classes or [True] * len(names.queues), np.bool_)
    strict &= np.array(names.queue_wip or [0] * len(names.queues)) == 0
    mine = strict[t["queue"]]
    served = np.flatnonzero(mine & (t["start_ms"] != NEVER) & (t["server"] != NEVER))
    server = t["server"][served]
    place, begin, end = duty.planned.pieces(
        flat(server, t["start_ms"][served]), flat(server, service_end(trace)[served])
    )
    begin, end, row = begin % STRIDE, end % STRIDE, served[place]
    for level in np.unique(t["priority"][mine])[1:]:
        better, worse = mine & (t["priority"] < level), t["priority"][row] >= level
        queue = t["queue"][row[worse]]
        of_better = t["queue"][better]
        both = common(
            union(flat(of_better, t["issue_ms"][better]), flat(of_better, waited_to[better])),
            union(flat(queue, begin[worse]), flat(queue, end[worse])),
        )
        if len(both.starts):
            named = ", ".join(names.queues[q] for q in np.unique(both.starts // STRIDE)[:3].tolist())
            yield Violation(
                rule="interruption", table="tickets", rows=(), count=len(both.starts),
                sentence=f"a worse class is served on while a better one waits in {named}",
            )  # fmt: skip
