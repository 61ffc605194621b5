"""Rules of servers that may idle while somebody waits: at physical lines, and below a threshold of helping.

``queues.check_no_idle`` leaves these queues out; here is what holds of them instead.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hallsim.audit.duty import Duty
from hallsim.audit.spans import Int, Spans, common_ms, flat, minus, union, where_level
from hallsim.audit.violation import Violation
from hallsim.trace.model import Trace


def check_lines(trace: Trace, idle: Spans, waited_to: Int) -> Iterator[Violation]:
    """Nobody stands in line at a window that is there and idle; where people move over, at any of them."""
    stays = trace.stays
    if not len(stays["ticket"]):
        return
    waiting = _stays(trace, waited_to)
    own = {queues[0]: server for server, queues in enumerate(trace.names.server_queues) if len(queues) == 1}
    wrong = [
        queue
        for queue in np.unique(stays["queue"]).tolist()
        if queue in own and common_ms(idle.of_owner(own[queue]), waiting.of_owner(queue))
    ]
    for lines in trace.names.jockeying:
        servers = [own[queue] for queue in lines if queue in own]
        if common_ms(idle.of_any(servers), waiting.of_any(lines)):
            wrong.append(lines[0])
    if wrong:
        yield _violation(trace, wrong, "a window idles while people stand in line at")


def check_help(trace: Trace, duty: Duty, idle: Spans, waited_to: Int) -> Iterator[Violation]:
    """A window that helps from a threshold does not idle while so many wait, nor while nobody else is there.

    Somebody else is there when a server whose own queue it is is present (also on the way out).
    """
    names, t = trace.names, trace.tickets
    helpers = [s for s, n in enumerate(names.server_help_from) if n > 1 and names.server_helps[s]]
    if not helpers:
        return
    wrong = []
    for queue in sorted({q for s in helpers for q in names.server_helps[s]}):
        rows = np.flatnonzero((t["queue"] == queue) & (waited_to > t["issue_ms"]))
        times = np.concatenate([t["issue_ms"][rows], waited_to[rows]])
        change = np.repeat(np.array([1, -1], np.int64), len(rows))
        own = [set(queues) - set(names.server_helps[s]) for s, queues in enumerate(names.server_queues)]
        owners = [s for s, queues in enumerate(own) if queue in queues]
        unstaffed = minus(where_level(times, change, 1), duty.present.of_any(owners))
        for server in helpers:
            if queue in names.server_helps[server]:
                long = where_level(times, change, names.server_help_from[server])
                mine = idle.of_owner(server)
                if common_ms(mine, long) or common_ms(mine, unstaffed):
                    wrong.append(queue)
    if wrong:
        yield _violation(trace, wrong, "a helping window idles although enough tickets wait in")


def _stays(trace: Trace, waited_to: Int) -> Spans:
    """Spans, by line, in which somebody stands there and waits."""
    stays = trace.stays
    order = np.argsort(stays["ticket"], kind="stable")  # rows of a ticket stay in order of time
    ticket, begin = stays["ticket"][order], stays["from_ms"][order]
    last = np.append(ticket[1:] != ticket[:-1], True)
    end = np.where(last, waited_to[ticket], np.append(begin[1:], 0))
    queue = stays["queue"][order]
    return union(flat(queue, begin), flat(queue, np.maximum(begin, end)))


def _violation(trace: Trace, queues: list[int], sentence: str) -> Violation:
    found = sorted(set(queues))
    named = ", ".join(trace.names.queues[queue] for queue in found[:3])
    return Violation(
        rule="idle_server", table="tickets", rows=tuple(found[:5]), count=len(found),
        sentence=f"{sentence} {named}",
    )  # fmt: skip
