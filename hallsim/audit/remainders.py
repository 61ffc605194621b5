"""What is left of a service broken off, and the work of the server that goes on with it, add up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.duty import continued_from, first_issue
from hallsim.audit.spans import Int
from hallsim.audit.violation import Violation, broken_rows
from hallsim.trace.model import NEVER, Outcome, Trace


def check_remainders(trace: Trace) -> Iterator[Violation]:
    """Done and rest are the work needed; the row that goes on needs the rest at its own server's speed.

    Where an interrupted service begins anew, the rest is the whole work of its first row. A server that tires
    takes longer than when it is fresh, so there both hold as bounds.
    """
    handed = trace.handed
    if handed is None:
        return
    t = trace.tickets
    factor, tires = np.array(handed.factor), np.array(handed.tires, np.bool_)
    row, needed, rest = (handed.rows[name] for name in ("ticket", "needed_ms", "rest_ms"))
    giver = t["server"][row]
    left = needed - t["work_ms"][row]
    fresh = np.floor(left / factor[giver] + 0.5)
    differs = np.where(tires[giver], rest > fresh, rest != fresh)
    needed_of = t["work_ms"].copy()
    needed_of[row] = needed  # a row broken off holds the work done
    first = first_issue(trace)[row]
    whole = np.floor(rest * factor[t["server"][first]] + 0.5)
    short = np.where(tires[t["server"][first]], needed_of[first] < whole, needed_of[first] != whole)
    wrong = (left < 0) | np.where(_begins_anew(trace, row), short, differs)
    yield from broken_rows("remainder", "tickets", row[wrong], "done and rest are not the work needed")

    rest_of = np.full(len(t["ticket"]), NEVER, np.int64)
    rest_of[row] = rest
    source = continued_from(trace)
    goes_on = np.flatnonzero(source != NEVER)
    goes_on = goes_on[rest_of[source[goes_on]] != NEVER]
    rest = rest_of[source[goes_on]]
    began = t["start_ms"][goes_on] != NEVER
    server = np.where(began, t["server"][goes_on], 0)
    scaled = np.where(began, np.floor(rest * factor[server] + 0.5), rest)
    given = needed_of[goes_on]
    broken_off = t["outcome"][goes_on] == Outcome.BROKEN_OFF  # holds the work done, of the rest at most
    wrong = np.where(began & tires[server], given < scaled, given != scaled)
    wrong = np.where(broken_off, ~tires[server] & (given > scaled), wrong)
    yield from broken_rows(
        "remainder", "tickets", goes_on[wrong], "goes on with another work than was left of it"
    )


def _begins_anew(trace: Trace, rows: Int) -> NDArray[np.bool_]:
    """Which of the rows were interrupted in a queue where all the work is done again."""
    anew = np.array([rule == "restart" for rule in trace.names.queue_interrupt] or [False], np.bool_)
    queue = trace.tickets["queue"][rows] if trace.names.queue_interrupt else np.zeros(len(rows), np.int64)
    return np.asarray((trace.tickets["outcome"][rows] == Outcome.INTERRUPTED) & anew[queue])
