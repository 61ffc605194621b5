"""Rules of tickets and servers: times in order, work conserved, nobody served twice at once or off duty."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hallsim.audit.duty import Duty, Held, Services, continued_from, hold_end
from hallsim.audit.spans import STRIDE, Int, area_between, flat, minus, sum_by, union
from hallsim.audit.violation import Violation, broken, broken_rows
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, Outcome, Trace

Served = (
    Outcome.SERVED, Outcome.HANDED_BACK, Outcome.INTERRUPTED, Outcome.REDIRECTED, Outcome.ESCORTED,
    Outcome.BROKEN_OFF,
)  # fmt: skip


def check_ticket_times(trace: Trace) -> Iterator[Violation]:
    """Which times a ticket has follows from its outcome; start >= call >= issue; end >= start."""
    t = trace.tickets
    issue, call, start, end = t["issue_ms"], t["call_ms"], t["start_ms"], t["end_ms"]
    outcome = t["outcome"]
    began = one_of((*Served, Outcome.IN_SERVICE), outcome)
    ended = ~one_of((Outcome.WAITING, Outcome.IN_SERVICE, Outcome.CALLED), outcome)
    called = began | one_of((Outcome.MISSED, Outcome.REMOVED, Outcome.CALLED), outcome)
    name = "ticket_times"
    yield from broken(name, "tickets", issue < 0, "a ticket was never issued")
    yield from broken(name, "tickets", began != (start != NEVER), "start_ms contradicts the outcome")
    yield from broken(name, "tickets", ended != (end != NEVER), "end_ms contradicts the outcome")
    yield from broken(name, "tickets", called != (call != NEVER), "call_ms contradicts the outcome")
    early = ((call != NEVER) & (call < issue)) | ((start != NEVER) & (start < np.maximum(call, issue)))
    yield from broken(name, "tickets", early, "served or called before the ticket was issued")
    last_known = np.maximum(issue, np.maximum(call, start))
    yield from broken(name, "tickets", (end != NEVER) & (end < last_known), "ended before it began")
    yield from broken(
        "issue_order", "tickets", np.diff(issue, prepend=issue[:1]) < 0, "rows not in order of issue"
    )
    yield from broken(
        "horizon", "tickets", np.maximum(last_known, end) > trace.end_ms, "happened after the run had stopped"
    )


def check_skills(trace: Trace, servers: list[Int]) -> Iterator[Violation]:
    """A server serves only its queues; a called ticket has a server unless its queue has none."""
    t = trace.tickets
    allowed = np.zeros((len(servers), len(trace.names.servers) + 1), np.bool_)  # the last: no server
    for queue, several in enumerate(servers):
        allowed[queue, several] = True
    has_server = t["server"] != NEVER
    known = allowed[t["queue"], t["server"]]
    yield from broken(
        "skills", "tickets", has_server & ~known, "served by a server that does not serve the queue"
    )
    unlimited = np.array([len(several) == 0 for several in servers], np.bool_)[t["queue"]]
    began = t["call_ms"] != NEVER
    lost = has_server != (began & ~unlimited)
    yield from broken("skills", "tickets", lost, "a server without a service, or a service without a server")


def check_overlap(held: Held) -> Iterator[Violation]:
    """No server holds two tickets at once, from the call on."""
    order = np.lexsort((held.end, held.start))
    start, end, rows = held.start[order], held.end[order], held.rows[order]
    clash = start[1:] < np.maximum.accumulate(end)[:-1]
    yield from broken_rows("overlap", "tickets", rows[1:][clash], "a server holds two tickets at once")


def check_on_duty(trace: Trace, duty: Duty, services: Services) -> Iterator[Violation]:
    """Service begins on duty and, unless the server pauses, lies on duty throughout; utilisation <= 1."""
    rows, server, start, end = services.rows, services.server, services.start, services.end
    off_duty = np.flatnonzero(~duty.present.contains(start))
    # Work that takes no time may be done in the instant in which the server leaves, or the run stops.
    at = start[off_duty]
    leaving = np.isin(at, flat(trace.shifts["server"], trace.shifts["left_ms"]))
    excused = leaving | duty.present.contains(at - 1) | (at % STRIDE == trace.end_ms)
    wrong = off_duty[~(excused & (end[off_duty] == at))]
    yield from broken_rows("on_duty", "tickets", np.sort(rows[wrong]), "service began off duty")
    pauses = np.array(trace.names.server_pauses, np.bool_)[server] if len(rows) else np.empty(0, np.bool_)
    away = ~pauses & (end - start > services.on_duty_ms)
    yield from broken_rows("on_duty", "tickets", np.sort(rows[away]), "served while off duty")
    n = len(trace.names.servers)
    ids = np.arange(n)
    on_duty = duty.present.measure(flat(ids, np.zeros(n, np.int64)), flat(ids, np.full(n, trace.end_ms)))
    busy = sum_by(server, services.on_duty_ms, n)
    yield from broken_rows(
        "utilisation", "shifts", ids[busy > on_duty], "servers busy for longer than on duty"
    )


def check_calls(trace: Trace, duty: Duty) -> Iterator[Violation]:
    """A server calls on duty, and stays until who was called comes or has missed the call."""
    t = trace.tickets
    until = np.where(t["start_ms"] == NEVER, hold_end(trace), t["start_ms"])
    rows = np.flatnonzero((t["server"] != NEVER) & (until > t["call_ms"]))
    server = t["server"][rows]
    call, until = flat(server, t["call_ms"][rows]), flat(server, until[rows])
    away = duty.present.measure(call, until) < until - call
    yield from broken_rows("calls", "tickets", rows[away], "the server was off duty while it called")
    missed = np.flatnonzero(t["outcome"] == Outcome.MISSED)
    source = continued_from(trace)
    lost = np.setdiff1d(missed, source[source != NEVER])
    yield from broken_rows("calls", "tickets", lost, "a missed call is continued by no ticket")


def check_roster(trace: Trace, duty: Duty) -> Iterator[Violation]:
    """Up to its planned end a server is on duty exactly when rostered and not on a break."""
    shifts = trace.shifts
    left = np.where(shifts["left_ms"] == NEVER, trace.end_ms, shifts["left_ms"])
    early = left < np.minimum(shifts["to_ms"], trace.end_ms)
    yield from broken("roster", "shifts", early, "left before the end of the shift")
    server = shifts["server"]
    start = flat(server, np.minimum(shifts["from_ms"], trace.end_ms))
    end = np.maximum(start, flat(server, np.minimum(shifts["to_ms"], trace.end_ms)))
    extra, lacking = minus(union(start, end), duty.planned), minus(duty.planned, duty.present)
    covered = extra.measure(start, end) > 0
    if trace.names.server_is_tide:
        covered &= ~np.array(trace.names.server_is_tide, np.bool_)[server]
    yield from broken("roster", "shifts", covered, "on duty when not rostered or on a break")
    idle = np.array([not queues for queues in trace.names.server_queues], np.bool_)
    lacking_of = lacking.starts // STRIDE
    lacking_of = lacking_of[~idle[lacking_of]]  # a window that serves nothing needs nobody
    if len(lacking_of):
        who = tuple(int(s) for s in np.unique(lacking_of)[:5])
        yield Violation(
            rule="roster", table="rostered", rows=who, count=len(lacking_of),
            sentence="servers rostered and not on a break, but not on duty",
        )  # fmt: skip


def check_work(trace: Trace, services: Services) -> Iterator[Violation]:
    """Work is conserved: the service takes its work, in time on duty where unfinished work pauses."""
    t = trace.tickets
    rows = services.rows
    outcome, work = t["outcome"][rows], t["work_ms"][rows]
    if len(rows):
        pauses = np.array(trace.names.server_pauses, np.bool_)[services.server]
    else:
        pauses = np.empty(0, np.bool_)
    spent = np.where(pauses, services.on_duty_ms, services.end - services.start)
    # A row broken off holds the work done so far; only a service still going on may have work left.
    unfinished = outcome == Outcome.IN_SERVICE
    wrong = np.where(unfinished, spent > work, spent != work)
    yield from broken_rows(
        "work", "tickets", np.sort(rows[wrong]), "the time served is not the work the service needs"
    )
    source = continued_from(trace)
    for how, what in ((Outcome.HANDED_BACK, "handed back"), (Outcome.INTERRUPTED, "interrupted")):
        lost = np.setdiff1d(np.flatnonzero(t["outcome"] == how), source[source != NEVER])
        yield from broken_rows("hand_back", "tickets", lost, f"a service {what} is continued by no ticket")


def check_little(trace: Trace, waited_to: Int) -> Iterator[Violation]:
    """The area under the number waiting equals the sum of the waits: Little's law, finite and exact."""
    t = trace.tickets
    n = len(trace.names.queues)
    area = area_between(t["queue"], t["issue_ms"], waited_to, n)
    waits = sum_by(t["queue"], np.maximum(waited_to - t["issue_ms"], 0), n)
    yield from broken("little", "tickets", area != waits, "queues whose area is not the sum of their waits")
