"""The rows of a run while it happens. Its cells are written here, the columns declared in ``trace.tables``.

Rows go as flat int64 into ``array.array``: 8 bytes for each cell and one call for each row, against
about 40 bytes in Python lists.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from hallsim.hall.records import Records
from hallsim.trace.columns import Table, TraceTable
from hallsim.trace.model import NEVER, End, Outcome
from hallsim.trace.tables import RECORDED

if TYPE_CHECKING:
    from hallsim.hall.reference.state.dispatch import ServerState
    from hallsim.hall.reference.state.entities import Ticket, Walk


class Recorder:
    """Collects the rows of one run, by table."""

    __slots__ = tuple(RECORDED)

    aboard: array[int]
    agents: array[int]
    bags: array[int]
    breaks: array[int]
    called: array[int]
    carried: array[int]
    couriers: array[int]
    deemed: array[int]
    handed: array[int]
    holds: array[int]
    home: array[int]
    in_vain: array[int]
    legs: array[int]
    lodged: array[int]
    matters: array[int]
    sent: array[int]
    shared: array[int]
    shifts: array[int]
    stays: array[int]
    tickets: array[int]
    visits: array[int]
    warned: array[int]

    def __init__(self) -> None:
        for name in RECORDED:
            setattr(self, name, array("q"))

    def ticket(self, ticket: Ticket, start_ms: int, end_ms: int, work_ms: int, outcome: Outcome) -> None:
        """A ticket ends, or goes on under a new number."""
        server = ticket.server
        self.tickets.extend(
            (
                ticket.number, ticket.visit, ticket.matter, ticket.task,
                -1 if server is None else server.index,
                ticket.issue_ms, start_ms, end_ms, work_ms, outcome,
            )
        )  # fmt: skip

    def visit(self, walk: Walk, leave_ms: int, state: End) -> None:
        """A visit is over, or the run ends during it."""
        self.visits.extend(
            (walk.visit, walk.matter, walk.purpose, walk.n_visits - 1, walk.arrived_ms, leave_ms, state)
        )

    def matter(self, walk: Walk, end_ms: int, state: End) -> None:
        """A matter ends. Where an agent goes to the hall, its citizen makes no visit."""
        in_person = walk.agent is None
        self.matters.extend(
            (
                walk.matter,
                walk.first_visit_ms if in_person else NEVER,
                walk.accepted_ms, walk.decided_ms, walk.in_hand_ms,
                walk.n_visits if in_person else 0,
                walk.n_rejections, end_ms, state,
            )
        )  # fmt: skip

    def never_began(self, matter: int, end_ms: int, state: End) -> None:
        """A matter ends without a visit or anything else."""
        self.matters.extend((matter, NEVER, NEVER, NEVER, NEVER, 0, 0, end_ms, state))

    def shift(self, server: ServerState, to_ms: int, left_ms: int, closing: bool) -> None:
        """A stretch of duty ends."""
        self.shifts.extend((server.index, server.shift_from, to_ms, left_ms, int(closing)))

    def records(self, end_ms: int) -> Records:
        """What the run leaves, once it has stopped."""
        tables = {name: _ordered(table, getattr(self, name)) for name, table in RECORDED.items()}
        return Records(end_ms=end_ms, tables=tables)


def _ordered(declared: TraceTable, rows: array[int]) -> Table:
    """The table of some rows, by number where they have one."""
    table = declared.made_of(rows)
    if not declared.counts:
        return table
    order = table[declared.recorded[0]].argsort(kind="stable")
    return {name: column[order] for name, column in table.items()}
