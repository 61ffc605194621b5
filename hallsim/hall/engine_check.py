"""Whether another engine keeps the contract: its records are those of the reference, row for row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import as_file, files

import numpy as np

from hallsim.demand.generate import generate
from hallsim.hall.contract import Engine, EngineInput
from hallsim.hall.plan.build import build_plan
from hallsim.hall.records import Records, in_order
from hallsim.hall.reference.engine import run
from hallsim.hall.simulation import engine_input
from hallsim.scenario.language.templates import template_names
from hallsim.scenario.load import load_scenario
from hallsim.scenario.scenario import Scenario
from hallsim.text.message import Lang, translate
from hallsim.trace.codes import NEVER
from hallsim.trace.columns import DTYPE, Table, TraceTable
from hallsim.trace.tables import RECORDED

Case = tuple[str, EngineInput]
"""A name, and what an engine is given."""
LATE = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where the records of an engine first differ from the reference's, in time.

    Attributes:
        table, column: empty when the end of the run differs; `column` too when a row or a whole table does.
        row: among the rows by the first column of the table.
        expected, found: the cells; a row in full, or nothing.
    """

    case: str
    table: str
    row: int
    column: str
    expected: str
    found: str

    def message_in(self, lang: Lang) -> str:
        """The difference in a sentence."""
        cell = self.column and f".{self.column}"
        return translate(
            "{case}: {table}{cell} row {row} is {found}, not {expected}",
            lang,
            case=self.case,
            table=self.table,
            cell=cell,
            row=self.row,
            found=self.found,
            expected=self.expected,
        )

    def __str__(self) -> str:
        return self.message_in("en")


def check_engine(engine: Engine, cases: Iterable[Case] | None = None) -> Difference | None:
    """Run an engine beside the reference; the first difference of the first case that has one.

    Args:
        cases: of the shipped templates when absent; `cases_of` gives those of any scenario.
    """
    for case, given in shipped_cases() if cases is None else cases:
        found = first_difference(case, run(given), engine(given))
        if found is not None:
            return found
    return None


def cases_of(scenario: Scenario, replications: int = 1, name: str = "") -> Iterator[Case]:
    """What an engine is given for every design and replication of a scenario."""
    plans = {key: build_plan(scenario.world, design) for key, design in scenario.designs.items()}
    for replication in range(replications):
        demand = generate(scenario.world, scenario.run.seed, replication)
        for design_name, design in scenario.designs.items():
            case = " ".join(filter(None, (name, design_name, str(replication))))
            yield case, engine_input(scenario.world, design, demand, plans[design_name])


def shipped_cases() -> Iterator[Case]:
    """One replication of every design of the templates."""
    for name in template_names():
        with as_file(files("hallsim") / "templates" / f"{name}.yaml") as path:
            yield from cases_of(load_scenario(path).scenario, name=name)


def first_difference(case: str, expected: Records, found: Records) -> Difference | None:
    """The first row by the clock in which two runs differ, ties in the order of the tables; None: nowhere.

    Rows are compared in the order of their first column, those with the same value as they were written.
    """
    tables = found.tables if isinstance(found, Records) else {}
    for name, declared in RECORDED.items():
        fault = _unlike_a_table(declared, tables.get(name))
        if fault:
            told = ", ".join(declared.recorded)
            return Difference(case=case, table=name, row=0, column="", expected=told, found=fault)
    earliest = LATE
    first = None
    for name, declared in RECORDED.items():
        at_ms, where = _earliest(case, declared, expected.tables[name], found.tables[name])
        if where is not None and (first is None or at_ms < earliest):
            earliest, first = at_ms, where
    if first is None and expected.end_ms != found.end_ms:
        ends = {"expected": str(expected.end_ms), "found": str(found.end_ms)}
        return Difference(case=case, table="end_ms", row=0, column="", **ends)
    return first


def _unlike_a_table(declared: TraceTable, table: Table | None) -> str:
    """What is there in place of a table of the contract; empty when the table is."""
    if table is None:
        return "missing"
    if set(table) != set(declared.recorded):
        return ", ".join(table)
    arrays = [cells for cells in table.values() if isinstance(cells, np.ndarray)]
    if len(arrays) < len(table) or any(cells.dtype != DTYPE or cells.ndim != 1 for cells in arrays):
        return "not of int64"
    return "" if len({len(cells) for cells in table.values()}) == 1 else "of columns of different length"


def _earliest(
    case: str, declared: TraceTable, expected: Table, found: Table
) -> tuple[int, Difference | None]:
    """The time of the first difference in a table, and the difference."""
    columns = declared.recorded
    one, other = (in_order(table, columns[0]) for table in (expected, found))
    moments = {column.name for column in declared.columns if column.is_moment}
    n_one, n_other = len(one[columns[0]]), len(other[columns[0]])
    n = max(n_one, n_other)
    missing = np.arange(n) >= min(n_one, n_other)
    differs, at_ms = missing.copy(), np.full(n, LATE)
    for name in columns:
        mine, theirs = (np.append(table[name], np.full(n, NEVER))[:n] for table in (one, other))
        unlike = missing | (mine != theirs)
        differs |= unlike
        if name in moments:
            for cells in (mine, theirs):
                at_ms = np.where(unlike & (cells != NEVER), np.minimum(at_ms, cells), at_ms)
    rows = np.flatnonzero(differs)
    if not len(rows):
        return LATE, None
    row = int(rows[np.argmin(at_ms[rows])])
    column = next((c for c in columns if not missing[row] and one[c][row] != other[c][row]), "")
    told = [_cells(table, row, column) for table in (one, other)]
    where = Difference(
        case=case, table=declared.name, row=row, column=column, expected=told[0], found=told[1]
    )
    return int(at_ms[row]), where


def _cells(table: Table, row: int, column: str) -> str:
    """One cell; without a column the whole row."""
    if column:
        return str(table[column][row])
    if row >= len(next(iter(table.values()))):
        return "no row"
    return ", ".join(f"{name} {cells[row]}" for name, cells in table.items())
