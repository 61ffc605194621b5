"""Who leaves at once because so many are there: so many must have been there once the instant was settled."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.duty import continued_from
from hallsim.audit.spans import Int
from hallsim.audit.violation import Violation, broken
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, Outcome, Trace


def check_balking(trace: Trace, waited_to: Int) -> Iterator[Violation]:
    """Whoever balks leaves at least so many earlier tickets behind, waiting (or present).

    Left out are lines (people move over), queues for which windows come from a threshold on (a later arrival
    of the same instant may bring them), and instants in which a window that serves the queue has a service of
    no length, in whatever queue: it is free again in that instant.
    """
    t, names = trace.tickets, trace.names
    balked = np.flatnonzero(t["outcome"] == Outcome.BALKED)
    if not names.balk_from or not len(balked):
        return
    ended = np.where(t["end_ms"] == NEVER, trace.end_ms, t["end_ms"])
    until = ended if names.balk_counts == "present" else waited_to
    checked = _checked(trace)
    wrong = np.zeros(len(until), np.bool_)
    slack = (continued_from(trace) != NEVER) | one_of((Outcome.LEFT, Outcome.SENT_HOME), t["outcome"])
    at_once = (t["call_ms"] != NEVER) & (t["call_ms"] == ended)
    for queue in np.unique(t["queue"][balked]).tolist():
        if not checked[queue]:
            continue
        rows = np.flatnonzero(t["queue"] == queue)
        mine = balked[t["queue"][balked] == queue]
        now = t["issue_ms"][mine]
        seen = _before(t["ticket"][rows], t["issue_ms"][rows], until[rows], t["ticket"][mine], now)
        loose = rows[slack[rows]]
        seen += _at(t["issue_ms"][loose], now) + _at(ended[loose], now)
        passing = np.isin(t["queue"], _beside(trace, queue)) & at_once
        wrong[mine] = (seen < names.balk_from) & (_at(ended[passing], now) == 0)
    yield from broken("balking", "tickets", wrong, "left at once although too few were there")


def _checked(trace: Trace) -> NDArray[np.bool_]:
    """(queues,) where everybody who may serve it does so from the first ticket on."""
    names = trace.names
    found = np.ones(len(names.queues), np.bool_)
    found[np.unique(trace.stays["queue"])] = False
    for server, queues in enumerate(names.server_queues):
        tide = bool(names.server_is_tide) and names.server_is_tide[server]
        late = bool(names.server_help_from) and names.server_help_from[server] > 1
        if tide or late:
            found[list(queues)] = False
    return found


def _beside(trace: Trace, queue: int) -> list[int]:
    """The queues of all servers that serve one."""
    return sorted({q for queues in trace.names.server_queues if queue in queues for q in queues})


def _before(number: Int, issue_ms: Int, until: Int, mine: Int, now: Int) -> Int:
    """How many tickets issued before each of `mine` (at `now`) are still there after that instant."""
    issued = np.searchsorted(number, mine, side="left")
    gone = np.searchsorted(np.sort(until), now, side="right")
    passing = until == issue_ms  # gone in the instant of their issue: of those, later ones are not counted
    later = np.searchsorted(issue_ms[passing], now, side="right")
    later -= np.searchsorted(number[passing], mine, side="left")
    return np.asarray(issued - gone + later, np.int64)


def _at(times: Int, now: Int) -> Int:
    """How often each instant occurs among times."""
    times = np.sort(times)
    found = np.searchsorted(times, now, side="right") - np.searchsorted(times, now, side="left")
    return np.asarray(found, np.int64)
