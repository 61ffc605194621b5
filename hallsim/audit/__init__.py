"""The audit: a trace must agree with itself, to the millisecond, whatever made it."""

from __future__ import annotations

from hallsim.audit import (
    balking,
    columns,
    desks,
    idleness,
    interruptions,
    matters,
    offices,
    queues,
    remainders,
    tickets,
)
from hallsim.audit.duty import read_duty, read_held, read_services, servers_by_queue, wait_end
from hallsim.audit.spans import minus, union
from hallsim.audit.violation import AuditError, Violation
from hallsim.trace.model import Trace

__all__ = ["AuditError", "Violation", "audit", "violations"]


def violations(trace: Trace) -> list[Violation]:
    """Every broken rule, in the order checked; rules of form hide the rest, which could not be computed."""
    malformed = list(columns.check_columns(trace)) or list(columns.check_references(trace))
    if malformed:
        return malformed
    duty, servers, waited_to = read_duty(trace), servers_by_queue(trace), wait_end(trace)
    services, held = read_services(trace), read_held(trace)
    idle = minus(duty.present, union(held.start, held.end))
    return [
        *tickets.check_ticket_times(trace),
        *tickets.check_skills(trace, servers),
        *tickets.check_overlap(held),
        *tickets.check_on_duty(trace, duty, services),
        *tickets.check_calls(trace, duty),
        *tickets.check_roster(trace, duty),
        *tickets.check_work(trace, services),
        *tickets.check_little(trace, waited_to),
        *remainders.check_remainders(trace),
        *queues.check_no_idle(trace, idle, waited_to),
        *idleness.check_lines(trace, idle, waited_to),
        *idleness.check_help(trace, duty, idle, waited_to),
        *balking.check_balking(trace, waited_to),
        *queues.check_discipline(trace, waited_to),
        *interruptions.check_interruptions(trace, duty, waited_to),
        *desks.check_due_order(trace, waited_to),
        *desks.check_wip(trace),
        *desks.check_deemed(trace),
        *matters.check_visits(trace),
        *matters.check_matter_visits(trace),
        *matters.check_matters(trace),
        *matters.check_holds(trace),
        *matters.check_citizens(trace),
        *offices.check_trips(trace),
        *offices.check_couriers(trace),
    ]


def audit(trace: Trace) -> None:
    """Check every rule of a trace.

    Raises:
        AuditError: the trace contradicts itself; lists each broken rule with its first rows.
    """
    found = violations(trace)
    if found:
        raise AuditError(found, source=f"{trace.design}, replication {trace.replication}")
