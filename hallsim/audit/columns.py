"""Rules of form: every column as declared, of one length; ids consecutive; references and codes known."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hallsim.audit.violation import Violation, broken
from hallsim.trace.columns import DTYPE, Column, Table, TraceTable
from hallsim.trace.model import Trace
from hallsim.trace.tables import TABLES


def check_columns(trace: Trace) -> Iterator[Violation]:
    """Completeness, dtype and length of every column."""
    for name, table in trace.tables().items():
        for sentence in malformed(TABLES[name], table):
            yield Violation(rule="columns", table=name, rows=(), count=1, sentence=sentence)


def malformed(declared: TraceTable, table: Table) -> Iterator[str]:
    """What is wrong with the columns of a table, whatever they hold."""
    known = {column.name for column in declared.columns}
    columns = [column.name for column in declared.columns if not column.at or column.name in table]
    missing = [column for column in columns if column not in table]
    extra = [column for column in table if column not in known]
    wrong = [c for c in columns if c in table and (table[c].dtype != DTYPE or table[c].ndim != 1)]
    lengths = {len(column) for column in table.values()}
    if missing:
        yield f"misses {', '.join(missing)}"
    if extra:
        yield f"has unknown {', '.join(extra)}"
    if wrong:
        yield f"not int64 of one dimension: {', '.join(wrong)}"
    if len(lengths) > 1:
        yield f"columns differ in length: {sorted(lengths)}"


def check_references(trace: Trace) -> Iterator[Violation]:
    """Ids count from 0; every index points at something; codes are known; no time below -1."""
    tables = trace.tables()
    for name, table in tables.items():
        declared = TABLES[name]
        if declared.counts:
            first = declared.columns[0].name
            ids = table[first]
            yield from broken("ids", name, ids != np.arange(len(ids)), f"{first} does not count up from 0")
        for column in declared.columns:
            if column.name in table:
                yield from _outside(trace, tables, name, column)


def _outside(trace: Trace, tables: dict[str, Table], name: str, column: Column) -> Iterator[Violation]:
    """Cells beyond the bounds of a column."""
    cells, below = tables[name][column.name], column.below
    if column.of:
        below = n_numbered(trace, tables, column.of)
    if column.least is None or not len(cells):
        return
    low, high = cells.min() < column.least, below is not None and cells.max() >= below
    if not (low or high):  # as nearly always: two passes over the cells and no array made
        return
    if below is None:
        sentence = f"{column.name} lies before the clock began"
        yield from broken("references", name, cells < column.least, sentence)
    else:
        outside = (cells < column.least) | (cells >= below)
        sentence = f"{column.name} outside {column.least} .. {below - 1}"
        yield from broken("references", name, outside, sentence)


def n_numbered(trace: Trace, tables: dict[str, Table], what: str) -> int:
    """How many rows a table has, or how many names there are."""
    if what in tables:
        return len(next(iter(tables[what].values())))
    return len(trace.lying_at(what))
