"""Files at desks: a file that is handed back or interrupted stays the same file until it leaves the desk."""

from __future__ import annotations

import numpy as np

from hallsim.audit.spans import Int, largest_by
from hallsim.metrics.definition.places import is_home_queue
from hallsim.metrics.definition.sample import Mask, Sample
from hallsim.trace.model import NEVER


def files(s: Sample) -> Int:
    """Rows of files of citizens who count; what continues a file (``first_issue``) is none."""
    rows = s.desk_tickets
    return np.asarray(rows[s.first_issue[rows] == s.trace.tickets["ticket"][rows]])


def files_a_day(s: Sample) -> Int:
    """Files of which there are so many a day: of who counts, or where the run stops whoever's between warm-up
    and horizon.
    """
    if not s.stops:
        return files(s)
    t = s.trace.tickets
    here = s.is_desk_ticket & ~is_home_queue(s.trace)[t["queue"]] & (s.first_issue == t["ticket"])
    return np.flatnonzero(here & s.in_time(t["issue_ms"]))


def begun(s: Sample, rows: Int) -> Mask:
    """(tickets,) whether waiting was over when the run stopped: taken up (again), or taken back."""
    t = s.trace.tickets
    waiting = (t["call_ms"] == NEVER) & (t["end_ms"] == NEVER)
    return ~s.once("files waiting", lambda: _of_any_row(s, waiting))[rows]


def gone(s: Sample, rows: Int) -> Mask:
    """(tickets,) whether the file had left the desk when the run stopped."""
    return ~s.once("files there", lambda: _of_any_row(s, s.trace.tickets["end_ms"] == NEVER))[rows]


def left_ms(s: Sample) -> Int:
    """(tickets,) when the file left the desk, or the run's stop."""
    served, waited = s.reader.served_to, s.reader.waited_to
    until = np.where(served == NEVER, waited, served)
    return largest_by(s.first_issue, until, len(until))


def _of_any_row(s: Sample, holds: Mask) -> Mask:
    """(tickets,) whether it holds of any row of a file, at its first."""
    found = np.zeros(len(holds), np.bool_)
    found[s.first_issue[holds]] = True
    return found
