"""Both engines over the same runs: how long each takes, and where their records first differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import process_time
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hallsim.study.engines.chosen import cannot_run
from hallsim.text.message import EMPTY, Message
from hallsim.trace.codes import NEVER
from hallsim.trace.tables import RECORDED

if TYPE_CHECKING:
    from hallsim.hall import Engine, EngineInput, Records
    from hallsim.hall.engine_check import Difference
    from hallsim.scenario.scenario import Scenario
    from hallsim.trace.columns import Column, TraceTable
    from hallsim.trace.model import Names

FOLLOWS = {"tickets": "ticket", "visits": "visit"}
"""Tables whose rows lead to a matter, and the columns elsewhere that say which row."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened: the cell of a table that says when, and what else its row names."""

    at_ms: int
    table: str
    column: str
    named: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One replication of one design by both engines.

    Attributes:
        not_covered: the key that keeps it from the compiled engine; empty where that ran.
        seconds: processor time, of the reference and of the compiled engine.
        citizen: whose records differ first; NEVER where none do, or where they are no citizen's.
        ways: that citizen's, as the reference and as the compiled engine have it.
    """

    design: str
    replication: int
    not_covered: str = ""
    n_records: int = 0
    seconds: tuple[float, float] = (0.0, 0.0)
    difference: Difference | None = None
    citizen: int = NEVER
    ways: tuple[tuple[Moment, ...], tuple[Moment, ...]] = ((), ())


def trials(scenario: Scenario, designs: Sequence[str], n_replications: int, seed: int) -> Iterator[Trial]:
    """Every replication of every design by both.

    InputError when the compiled engine is not there, RunError where one of them ends in an error.
    """
    from hallsim.demand.generate import generate
    from hallsim.hall import build_plan, engine_input
    from hallsim.hall.compiled.availability import why_not
    from hallsim.hall.compiled.coverage import not_covered
    from hallsim.study.replicate import failures_in_words

    if why_not() != EMPTY:
        raise cannot_run(why_not(), advice=Message("docs/engines.md says how it is built"))
    plans = {name: build_plan(scenario.world, scenario.designs[name]) for name in designs}
    for replication in range(n_replications):
        with failures_in_words(replication):
            demand = generate(scenario.world, seed, replication)
        for name in designs:
            with failures_in_words(replication):
                given = engine_input(scenario.world, scenario.designs[name], demand, plans[name])
                key = not_covered(given)
                found = (
                    trial(given, name, replication)
                    if key is None
                    else Trial(design=name, replication=replication, not_covered=key)
                )
            yield found


def trial(given: EngineInput, design: str, replication: int) -> Trial:
    """One run by both."""
    from hallsim.hall.engine_check import first_difference
    from hallsim.hall.engines import engine

    expected, took = _timed(engine("reference"), given)
    found, took_other = _timed(engine("compiled"), given)
    difference = first_difference(f"{design} {replication}", expected, found)
    matter = NEVER if difference is None else _matter(difference, expected, found)
    of_citizen = given.decisions.drawn.matter_citizen
    citizen = int(of_citizen[matter]) if 0 <= matter < len(of_citizen) else NEVER
    matters = np.flatnonzero(of_citizen == citizen).tolist()
    names = given.plan.names
    return Trial(
        design=design,
        replication=replication,
        n_records=sum(len(next(iter(table.values()))) for table in expected.tables.values()),
        seconds=(took, took_other),
        difference=difference,
        citizen=citizen,
        ways=(way(expected, matters, names), way(found, matters, names)) if matters else ((), ()),
    )


def _timed(engine: Engine, given: EngineInput) -> tuple[Records, float]:
    begin = process_time()
    found = engine(given)
    return found, process_time() - begin


def _matter(difference: Difference, *runs: Records) -> int:
    """The matter of the row in which two runs differ, in whichever of them the row is."""
    declared = RECORDED.get(difference.table)
    for records in runs:
        table = None if declared is None else records.tables.get(difference.table)
        if declared is None or table is None or set(table) != set(declared.recorded):
            continue
        matters = _matters(declared, records)
        rows = np.argsort(table[declared.recorded[0]], kind="stable")
        if matters is not None and difference.row < len(rows):
            return int(matters[rows[difference.row]])
    return NEVER


def _matters(declared: TraceTable, records: Records) -> NDArray[np.int64] | None:
    """The matter of every row of a table; None where its rows are about none."""
    table = records.tables[declared.name]
    if "matter" in declared.recorded:
        return table["matter"]
    for name, column in FOLLOWS.items():
        if column in declared.recorded:
            matters = np.append(records.tables[name]["matter"], NEVER)
            rows = table[column]
            return matters[np.where((rows >= 0) & (rows < len(matters)), rows, NEVER)]
    return None


def way(records: Records, matters: Sequence[int], names: Names) -> tuple[Moment, ...]:
    """Everything that records say happened to some matters, by the clock."""
    found = [moment for table in RECORDED.values() for moment in _moments(table, records, matters, names)]
    return tuple(sorted(found, key=lambda moment: moment.at_ms))


def _moments(
    declared: TraceTable, records: Records, matters: Sequence[int], names: Names
) -> Iterator[Moment]:
    table, of_rows = records.tables[declared.name], _matters(declared, records)
    if of_rows is None:
        return
    columns = [column for column in declared.columns if column.name in table]
    for i in np.flatnonzero(np.isin(of_rows, matters)).tolist():
        row = {column.name: int(table[column.name][i]) for column in columns}
        named = {column.name: _named(column, row[column.name], names) for column in columns}
        for column in columns:
            if column.is_moment and row[column.name] != NEVER:
                yield Moment(row[column.name], declared.name, column.name, named)


def _named(column: Column, cell: int, names: Names) -> str:
    """What a cell stands for."""
    if column.codes is not None and cell in set(column.codes):
        return column.codes(cell).name.lower()
    known = {"task": names.tasks, "server": names.servers, "queue": names.queues}.get(column.name, ())
    return known[cell] if 0 <= cell < len(known) else str(cell)
