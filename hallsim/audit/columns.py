"""Rules of form: every column there, int64, of one length; ids consecutive; references and states known."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hallsim.audit.violation import Violation, broken
from hallsim.trace import COLUMNS, NEVER, End, Hold, Outcome, Purpose, Trace

SPANS = ("server", "from_ms", "to_ms")


def check_columns(trace: Trace) -> Iterator[Violation]:
    """Completeness, dtype and length of every column."""
    wanted = {name: tuple(columns) for name, columns in COLUMNS.items()}
    tables = {**trace.tables(), "rostered": trace.rostered, "breaks": trace.breaks}
    for name, table in tables.items():
        columns = wanted.get(name, SPANS)
        missing = [column for column in columns if column not in table]
        extra = [column for column in table if column not in columns]
        wrong = [c for c in columns if c in table and (table[c].dtype != np.int64 or table[c].ndim != 1)]
        lengths = {len(column) for column in table.values()}
        for fault, sentence in (
            (missing, f"misses {', '.join(missing)}"),
            (extra, f"has unknown {', '.join(extra)}"),
            (wrong, f"not int64 of one dimension: {', '.join(wrong)}"),
            (len(lengths) > 1, f"columns differ in length: {sorted(lengths)}"),
        ):
            if fault:
                yield Violation(rule="columns", table=name, rows=(), count=1, sentence=sentence)


def check_references(trace: Trace) -> Iterator[Violation]:
    """Ids count from 0; every index points at something; codes are known; no time below -1."""
    for table, column in (
        ("citizens", "citizen"),
        ("visits", "visit"),
        ("tickets", "ticket"),
        ("matters", "matter"),
    ):
        ids = trace.tables()[table][column]
        yield from broken("ids", table, ids != np.arange(len(ids)), f"{column} does not count up from 0")
    names = trace.names
    n = {name: len(next(iter(table.values()))) for name, table in trace.tables().items()}
    limits = {
        "citizens": {"group": (0, len(names.groups)), "state": (0, len(End))},
        "visits": {"citizen": (0, n["citizens"]), "matter": (0, n["matters"]), "purpose": (0, len(Purpose)),
                   "attempt": (0, 1 << 40), "state": (0, len(End))},
        "tickets": {"visit": (-1, n["visits"]), "citizen": (0, n["citizens"]), "matter": (0, n["matters"]),
                    "task": (0, len(names.tasks)), "queue": (0, len(names.queues)),
                    "server": (-1, len(names.servers)), "outcome": (0, len(Outcome)),
                    "work_ms": (0, 1 << 60)},
        "matters": {"citizen": (0, n["citizens"]), "service": (0, len(names.services)),
                    "state": (0, len(End)),
                    "n_visits": (0, 1 << 40), "n_rejections": (0, 1 << 40)},
        "shifts": {"server": (0, len(names.servers)), "closing": (0, 2)},
        "holds": {"matter": (0, n["matters"]), "task": (0, len(names.tasks)), "kind": (0, len(Hold)),
                  "stops": (0, 2)},
    }  # fmt: skip
    for table, columns in limits.items():
        for column, (low, high) in columns.items():
            values = trace.tables()[table][column]
            outside = (values < low) | (values >= high)
            yield from broken("references", table, outside, f"{column} outside {low} .. {high - 1}")
    for name, rows in trace.tables().items():
        for column, values in rows.items():
            if column.endswith("_ms"):
                yield from broken("references", name, values < NEVER, f"{column} lies before the clock began")
