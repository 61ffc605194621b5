"""Where the time between acceptance and decision went.

Steps may run in parallel, so each instant goes to the first of these that is true of any of a matter's files:

1. ``desk_work``        an officer works on it;
2. ``travel``           a team is on its way;
3. ``gathering``        a team waits for the other teams of a joint inspection;
4. ``inspection``       a team is on site;
5. ``meeting``          it is heard at a meeting;
6. ``desk_queue``       it waits while an officer of the desk is there (contention);
7. ``desk_full``        it waits although an officer is free: the desk allows no more files in progress;
8. ``inspection_wait``  it waits for a team, or a team for the next day;
9. ``meeting_wait``     it waits for a meeting;
10. ``desk_closed``     it waits while no officer of the desk is there, or pauses while its own is not;
11. ``amending``        the citizen is in the hall with the corrected file;
12. ``sent_back``       the citizen has it, to be corrected;
13. ``payment``         a fee is not paid yet;
14. ``notice``          a public notice or an expert's opinion;
15. ``check``           an automatic check;
16. ``courier``         it waits for a courier to another office or is under way (counted on later);
17. ``hand_off``        nothing of this has begun yet;
18. ``elapsed_step``    otherwise: time that a step takes without an officer.

A service whose steps never occupy an officer shows all of it as elapsed_step; where only the first step does
not, that step shows as hand_off (a trace does not tell them apart). A desk without limit of officers has no
roster in the trace: the hall's hours of the day count as its working time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.spans import MAX_OWNERS, STRIDE, Int, Spans, common, flat, minus, sum_by, union
from hallsim.metrics.attribution.offices import courier_ms, has_couriers
from hallsim.metrics.attribution.waits import WaitReader
from hallsim.metrics.attribution.yardstick import CALENDAR, Yardstick
from hallsim.trace.model import NEVER, Hold, Table, Trace

APPROVAL_PARTS = (
    "hand_off", "desk_queue", "desk_closed", "desk_work", "elapsed_step", "inspection", "meeting", "travel",
    "gathering", "inspection_wait", "meeting_wait", "amending", "sent_back", "payment", "notice", "check",
    "desk_full", "courier",
)  # fmt: skip
IN_ORDER = (
    "desk_work", "travel", "gathering", "inspection", "meeting", "desk_queue", "desk_full", "inspection_wait",
    "meeting_wait", "desk_closed", "amending", "sent_back", "payment", "notice", "check",
)  # fmt: skip
HOLD_PARTS = {
    Hold.NOTICE: "notice",
    Hold.SENT_BACK: "sent_back",
    Hold.AMENDING: "amending",
    Hold.PAYMENT: "payment",
    Hold.TRAVEL: "travel",
    Hold.GATHERING: "gathering",
    Hold.CHECK: "check",
}
Pieces = tuple[Int, Int, Int]  # row of a ticket (or its matter), start, end


def approval_parts(reader: WaitReader, accepted: Int, decided: Int, yardstick: Yardstick = CALENDAR) -> Int:
    """(n matters, parts) milliseconds by APPROVAL_PARTS, summing to decided - accepted as the yardstick has
    it.
    """
    found = approval_times(reader, accepted, decided, yardstick)
    parts = np.zeros((len(accepted), len(APPROVAL_PARTS)), np.int64)
    for column, name in enumerate(APPROVAL_PARTS):
        if name in found:
            parts[:, column] = found[name]
    return parts


def approval_times(
    reader: WaitReader, accepted: Int, decided: Int, yardstick: Yardstick = CALENDAR
) -> dict[str, Int]:
    """The same by name, each (n matters,), without those that are nothing for all."""
    trace = reader.trace
    t, h = trace.tickets, trace.holds
    n = len(accepted)
    late_enough = (decided > accepted)[t["matter"]] & (t["issue_ms"] >= accepted[t["matter"]])
    files = np.flatnonzero((t["visit"] == NEVER) & late_enough)
    states = _states(reader, files)
    for kind, name in HOLD_PARTS.items():
        rows = np.flatnonzero(h["kind"] == kind)
        until = np.where(h["to_ms"][rows] == NEVER, trace.end_ms, h["to_ms"][rows])
        states[name] = (h["matter"][rows], h["from_ms"][rows], until)
    there = [name for name in IN_ORDER if len(states[name][0])]
    pieces = [_within(states[name], accepted, decided) for name in there]
    found = dict(zip(there, _first_covered_ms(pieces, n, yardstick), strict=True))
    first_issue = decided.copy()
    np.minimum.at(first_issue, t["matter"][files], t["issue_ms"][files])
    np.minimum.at(first_issue, h["matter"], np.maximum(h["from_ms"], accepted[h["matter"]]))
    nowhere = _never_at_a_desk(trace) & (first_issue == decided)
    first_issue = np.where(nowhere, accepted, np.maximum(first_issue, accepted))
    begun, first, over = yardstick(accepted), yardstick(first_issue), yardstick(decided)
    hand_off, elapsed = first - begun, over - first
    for taken in found.values():
        elapsed -= taken
    if has_couriers(trace):
        busy = _joined(pieces) if pieces else None
        before = courier_ms(trace, accepted, first_issue, None, yardstick)
        found["courier"] = courier_ms(trace, accepted, decided, busy, yardstick)
        hand_off -= before
        elapsed += before - found["courier"]
    return found | {"hand_off": hand_off, "elapsed_step": elapsed}


def _states(reader: WaitReader, files: Int) -> dict[str, Pieces]:
    """Pieces of time, by matter, in which files are worked on, wait at a desk, or are at a desk at all."""
    trace, t = reader.trace, reader.trace.tickets
    names = trace.names
    is_at = np.full(len(names.queues), DESK)
    is_at[np.flatnonzero(np.array(names.queue_goes_out, np.bool_))] = TEAM
    is_at[np.flatnonzero(np.array(names.queue_meets, np.bool_))] = MEETING
    kind = is_at[t["queue"][files]]
    desk, team, meeting = (files[kind == one] for one in (DESK, TEAM, MEETING))
    waiting, outside = _staffed(reader, desk)
    return {
        "desk_work": _matters(t, _worked(reader, desk)),
        "desk_queue": _matters(t, waiting),
        "desk_full": _matters(t, outside),
        "desk_closed": _matters(t, _all_along(reader, desk)),
        "inspection": _matters(t, _worked(reader, team)),
        "inspection_wait": _matters(t, _all_along(reader, team)),
        "meeting": _matters(t, _heard(reader, meeting)),
        "meeting_wait": _matters(t, _all_along(reader, meeting)),
    }


DESK, TEAM, MEETING = range(3)


def _matters(t: Table, pieces: Pieces) -> Pieces:
    row, start, end = pieces
    return t["matter"][row], start, end


def _all_along(reader: WaitReader, files: Int) -> Pieces:
    """From the issue to the end of the service."""
    waited_to, served_to = reader.waited_to[files], reader.served_to[files]
    end = np.where(served_to == NEVER, waited_to, served_to)
    return files, reader.trace.tickets["issue_ms"][files], end


def _heard(reader: WaitReader, files: Int) -> Pieces:
    """Meetings last as they do."""
    started = files[reader.trace.tickets["start_ms"][files] != NEVER]
    return started, reader.trace.tickets["start_ms"][started], reader.served_to[started]


def _staffed(reader: WaitReader, files: Int) -> tuple[Pieces, Pieces]:
    """Waiting while an officer is there: for one who is free, or for room among the desk's open files."""
    t = reader.trace.tickets
    issue, waited_to = t["issue_ms"][files], reader.waited_to[files]
    nothing: Pieces = (files[:0], files[:0], files[:0])
    waiting, outside = [nothing], [nothing]
    wip = reader.trace.names.queue_wip
    for queue in np.unique(t["queue"][files]).tolist():
        mine = np.flatnonzero(t["queue"][files] == queue)
        staffed = reader.duty.present.of_any(reader.servers[queue])
        if wip and wip[queue]:
            free = officers_free(reader, queue)
            row, start, stop = common(staffed, free).pieces(issue[mine], waited_to[mine])
            outside.append((files[mine][row], start, stop))
            staffed = minus(staffed, free)
        row, start, stop = staffed.pieces(issue[mine], waited_to[mine])
        waiting.append((files[mine][row], start, stop))
    return _joined(waiting), _joined(outside)


def officers_free(reader: WaitReader, queue: int) -> Spans:
    """Instants at which some officer of a desk is there and has no file."""
    t, served_to = reader.trace.tickets, reader.served_to
    servers = reader.servers[queue]
    held = np.flatnonzero(np.isin(t["server"], servers) & (served_to != NEVER))
    busy = union(flat(t["server"][held], t["start_ms"][held]), flat(t["server"][held], served_to[held]))
    idle = minus(reader.duty.present, busy)
    return idle.of_any(servers)


def _worked(reader: WaitReader, files: Int) -> Pieces:
    """Being worked on, while the officer is on duty."""
    t = reader.trace.tickets
    started = files[t["start_ms"][files] != NEVER]
    limited = started[t["server"][started] != NEVER]
    server = t["server"][limited]
    row, start, stop = reader.duty.present.pieces(
        flat(server, t["start_ms"][limited]), flat(server, reader.served_to[limited])
    )
    officers = (limited[row], start % STRIDE, stop % STRIDE)
    unlimited = started[t["server"][started] == NEVER]
    row, start, stop = _hall_hours(reader.trace).pieces(t["start_ms"][unlimited], reader.served_to[unlimited])
    return _joined([officers, (unlimited[row], start, stop)])


def _joined(parts: list[Pieces]) -> Pieces:
    row, start, end = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return row, start, end


def _hall_hours(trace: Trace) -> Spans:
    return union(trace.days.open_ms, trace.days.close_ms)


def _within(pieces: Pieces, from_ms: Int, to_ms: Int) -> Pieces:
    """What lies within a span of each matter."""
    matter, start, end = pieces
    return matter, np.maximum(start, from_ms[matter]), np.minimum(end, to_ms[matter])


def _first_covered_ms(states: list[Pieces], n: int, yardstick: Yardstick) -> list[Int]:
    """For each state (n,) time of each owner in which it is the first of the states, in their order, that is
    true: all beginnings and ends sorted once, and between each two the states that have begun and not ended.
    """
    found = [np.zeros(n, np.int64) for _ in states]
    for base in range(0, n if states else 0, MAX_OWNERS):
        at, whose, change = [], [], []
        for k, (owner, start, end) in enumerate(states):
            mine = (end > start) & (owner >= base) & (owner < base + MAX_OWNERS)
            own = owner[mine] - base
            at += [flat(own, start[mine]), flat(own, end[mine])]
            whose.append(np.full(2 * len(own), k, np.int8))
            change.append(np.repeat(np.array([1, -1], np.int8), len(own)))
        times = np.concatenate(at)
        order = np.argsort(times)  # in whatever order within an instant: no time passes there
        times, state, step = times[order], np.concatenate(whose)[order], np.concatenate(change)[order]
        owner = times // STRIDE
        moment = yardstick(times - owner * STRIDE)
        taken = np.diff(moment, append=0)
        free = np.ones(len(times), np.bool_)
        for k, time in enumerate(found):
            true = free & (np.cumsum(np.where(state == k, step, 0), dtype=np.int32) > 0)
            free &= ~true
            time[base : base + MAX_OWNERS] += sum_by(owner[true], taken[true], min(MAX_OWNERS, n - base))
    return found


def _never_at_a_desk(trace: Trace) -> NDArray[np.bool_]:
    """(n matters,) of a service that has steps, none of which ever occupied an officer."""
    t, m, names = trace.tickets, trace.matters, trace.names
    # a name may hold the stroke itself: every beginning that one ends counts
    begun = {task[:at] for task in names.tasks for at, sign in enumerate(task) if sign == "/"}
    has_steps = np.array([service in begun for service in names.services], np.bool_)
    seen = np.zeros(len(names.services), np.bool_)
    seen[m["service"][t["matter"][t["visit"] == NEVER]]] = True
    return np.asarray((has_steps & ~seen)[m["service"]])
