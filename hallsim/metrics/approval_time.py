"""Where the time between acceptance and decision went.

Steps may run in parallel, so each instant goes to the first of these that is true of any of a matter's files:

1. ``desk_work``     an officer works on it;
2. ``desk_queue``    it waits although the desk is fully staffed (contention);
3. ``desk_closed``   it waits or pauses while the desk is closed, or an officer is away;
4. ``courier``       it waits for a courier to another office or is under way (counted on after the decision);
5. ``hand_off``      no file has reached a desk yet;
6. ``elapsed_step``  otherwise: time that a step takes without an officer.

A service whose steps never occupy an officer shows all of it as elapsed_step; where only the first step does
not, that step shows as hand_off (a trace does not tell them apart). A desk without limit of officers has no
roster in the trace: the hall's hours of the day count as its working time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.spans import MAX_OWNERS, STRIDE, Int, Spans, flat, union
from hallsim.metrics.network_time import courier_ms
from hallsim.metrics.waits import WaitReader
from hallsim.trace import NEVER, Trace

APPROVAL_PARTS = ("hand_off", "desk_queue", "desk_closed", "desk_work", "elapsed_step", "courier")
Pieces = tuple[Int, Int, Int]  # row of a ticket, start, end


def approval_parts(reader: WaitReader, accepted: Int, decided: Int) -> Int:
    """(n matters, 6) milliseconds by APPROVAL_PARTS, summing to decided - accepted."""
    trace = reader.trace
    t = trace.tickets
    n = len(accepted)
    late_enough = (decided > accepted)[t["matter"]] & (t["issue_ms"] >= accepted[t["matter"]])
    files = np.flatnonzero((t["visit"] == NEVER) & late_enough)
    work, queue, any_state = _states(reader, files)
    covered = [np.zeros(n, np.int64) for _ in range(3)]
    so_far: list[Pieces] = []
    for done, pieces in zip(covered, (work, queue, any_state), strict=True):
        so_far.append(pieces)
        row, start, end = (np.concatenate(columns) for columns in zip(*so_far, strict=True))
        matter = t["matter"][row]
        done += _covered_ms(matter, np.maximum(start, accepted[matter]), np.minimum(end, decided[matter]), n)
    row, start, end = any_state
    courier = courier_ms(trace, accepted, decided, (t["matter"][row], start, end))
    first_issue = decided.copy()
    np.minimum.at(first_issue, t["matter"][files], t["issue_ms"][files])
    first_issue = np.where(_never_at_a_desk(trace), accepted, np.maximum(first_issue, accepted))
    hand_off = (first_issue - accepted) - courier_ms(trace, accepted, first_issue)
    elapsed = (decided - accepted) - hand_off - covered[2] - courier
    at_desks = covered[1] - covered[0], covered[2] - covered[1], covered[0]
    return np.column_stack([hand_off, *at_desks, elapsed, courier])


def _states(reader: WaitReader, files: Int) -> tuple[Pieces, Pieces, Pieces]:
    """Pieces of time in which files are worked on, wait at a staffed desk, or are at a desk at all."""
    t = reader.trace.tickets
    issue, waited_to = t["issue_ms"][files], reader.waited_to[files]
    end = np.where(reader.served_to[files] == NEVER, waited_to, reader.served_to[files])
    everything = (files, issue, end)

    waiting: list[Pieces] = [(files[:0], files[:0], files[:0])]
    for queue in np.unique(t["queue"][files]):
        mine = np.flatnonzero(t["queue"][files] == queue)
        row, start, stop = reader.queue(int(queue)).staffed.pieces(issue[mine], waited_to[mine])
        waiting.append((files[mine][row], start, stop))

    started = files[t["start_ms"][files] != NEVER]
    limited = started[t["server"][started] != NEVER]
    server = t["server"][limited]
    row, start, stop = reader.duty.present.pieces(
        flat(server, t["start_ms"][limited]), flat(server, reader.served_to[limited])
    )
    officers = (limited[row], start % STRIDE, stop % STRIDE)
    unlimited = started[t["server"][started] == NEVER]
    row, start, stop = _hall_hours(reader.trace).pieces(t["start_ms"][unlimited], reader.served_to[unlimited])
    worked = [officers, (unlimited[row], start, stop)]
    return _joined(worked), _joined(waiting), everything


def _joined(parts: list[Pieces]) -> Pieces:
    row, start, end = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return row, start, end


def _hall_hours(trace: Trace) -> Spans:
    is_open = trace.days.open_ms != NEVER
    return union(trace.days.open_ms[is_open], trace.days.close_ms[is_open])


def _covered_ms(owner: Int, start: Int, end: Int, n: int) -> Int:
    """(n,) time covered by at least one of the spans of each owner."""
    total = np.zeros(n, np.int64)
    for base in range(0, n, MAX_OWNERS):
        mine = (owner >= base) & (owner < base + MAX_OWNERS) & (end > start)
        spans = union(flat(owner[mine] - base, start[mine]), flat(owner[mine] - base, end[mine]))
        np.add.at(total, spans.starts // STRIDE + base, spans.ends - spans.starts)
    return total


def _never_at_a_desk(trace: Trace) -> NDArray[np.bool_]:
    """(n matters,) of a service that has steps, none of which ever occupied an officer."""
    t, m, names = trace.tickets, trace.matters, trace.names
    has_steps = np.array(
        [any(task.startswith(f"{s}/") for task in names.tasks) for s in names.services], np.bool_
    )
    seen = np.zeros(len(names.services), np.bool_)
    seen[m["service"][t["matter"][t["visit"] == NEVER]]] = True
    return np.asarray((has_steps & ~seen)[m["service"]])
