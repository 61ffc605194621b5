"""A journal as tables: what each run says, and what all runs of a candidate say together.

In the order in which candidates were asked for last and by replication, whoever ran them and whenever: a
study that was killed and resumed has the tables of one that was not, to the byte.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hallsim.scenario.whatif.variation import Values
from hallsim.study.folder import store
from hallsim.study.runs.blocks import BLOCKS, Block
from hallsim.study.runs.journal import Journal
from hallsim.study.runs.journal_file import MEANT
from hallsim.study.runs.runs import Found, Part
from hallsim.study.tables import frame

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.metrics.definition.dimensions import Dimension

RUNS: Final = "runs"
FIGURES: Final = "figures"


@dataclass(frozen=True, slots=True)
class Asked:
    """A candidate as a journal tells of it, with the replications asked for of a seed and block."""

    key: str
    name: str
    world: str
    design: str
    factors: Values
    seed: int
    block: Block
    n: int

    def values(self, paths: Sequence[str]) -> list[str]:
        """The value tried of each path; empty for a candidate that has nothing of it."""
        return [dict(self.factors).get(path, "") for path in paths]


def asked(journal: Journal) -> list[Asked]:
    """What was asked for last under each name and seed, in the order of asking."""
    rows = journal.select(
        "SELECT noted, seed, block, n, candidate, name, world, design, factors "
        f"FROM candidates JOIN asked USING (candidate) JOIN {MEANT} USING (number, candidate, seed)"
    )
    rows.sort(key=lambda row: (row[0], row[1], BLOCKS.index(row[2])))
    return [
        Asked(key, name, world, design, tuple(map(tuple, json.loads(factors))), seed, block, n)
        for _, seed, block, n, key, name, world, design, factors in rows
    ]


def found(journal: Journal, one: Asked) -> Found:
    """The runs of a candidate."""
    return Found(journal, one.seed, one.block, {one.key: range(one.n)})


def runs_table(journal: Journal) -> pd.DataFrame:
    """A row a run: candidate, world, design, a column a path; seed, block, replication, state; a column a
    metric (its value in this run alone); reason (of a failed one).
    """
    everybody = asked(journal)
    paths, metrics = _paths(everybody), _metrics(journal)
    rows: list[tuple[Any, ...]] = []
    for one in everybody:
        mine, head = found(journal, one), _head(one, paths)
        values = [{r: s.value for r, s in mine.summands(one, metric).items()} for metric in metrics]
        failures = mine.failures(one)
        for number in sorted({*mine.replications(one), *failures}):
            failed = failures.get(number)
            state, reason = ("done", "") if failed is None else ("failed", failed.en)
            rows.append((*head, number, state, *(of.get(number, math.nan) for of in values), reason))
    columns = [*_HEAD, *paths, "seed", "block", "replication", "state", *metrics, "reason"]
    return frame(rows, columns)


def figures_table(journal: Journal) -> pd.DataFrame:
    """A row a figure: candidate, world, design, a column a path; seed, block; dimension and part (empty for
    the whole); metric, unit, n (replications), people, value, lo, hi, warning.
    """
    everybody = asked(journal)
    paths = _paths(everybody)
    rows: list[tuple[Any, ...]] = []
    for one in everybody:
        mine, head = found(journal, one), _head(one, paths)
        rows += [(*head, *row) for row in _figures(journal, one, mine)]
    columns = [*_HEAD, *paths, "seed", "block", "dimension", "part", *_FIGURE]
    return frame(rows, columns)


def tables_of(journal: Journal) -> dict[str, pd.DataFrame]:
    """Both tables by name."""
    return {RUNS: runs_table(journal), FIGURES: figures_table(journal)}


def table_files(journal: Journal) -> dict[str, bytes]:
    """Both as CSV and Parquet, by name of the file."""
    tables = tables_of(journal)
    return store.table_files(tables, parquet=list(tables))


_HEAD: Final = ["candidate", "world", "design"]
_FIGURE: Final = ["metric", "unit", "n", "people", "value", "lo", "hi", "warning"]


def _head(one: Asked, paths: Sequence[str]) -> list[Any]:
    return [one.name, one.world, one.design, *one.values(paths), one.seed, one.block]


def _paths(everybody: Sequence[Asked]) -> list[str]:
    return list(dict.fromkeys(path for one in everybody for path, _ in one.factors))


def _metrics(journal: Journal) -> list[str]:
    """Those of the whole hall that any run knows, in the order of the catalogue."""
    return _in_order(name for what in _wanted(journal) for name in what["metrics"])


def _wanted(journal: Journal, candidate: str = "") -> list[Mapping[str, Any]]:
    """What is known of runs, of one candidate or of all."""
    only = "AND candidate = ?" if candidate else ""
    query = f"SELECT DISTINCT wanted FROM runs WHERE versions = ? AND state = 'done' {only} ORDER BY wanted"
    rows = journal.select(query, (journal.versions, *([candidate] if candidate else [])))
    return [json.loads(text) for (text,) in rows]


def _in_order(names: Iterator[str]) -> list[str]:
    from hallsim.metrics.registry import METRICS

    known = set(names)
    return [name for name in METRICS if name in known]


def _figures(journal: Journal, one: Asked, mine: Found) -> Iterator[tuple[Any, ...]]:
    wanted = _wanted(journal, one.key)
    for metric in _in_order(name for what in wanted for name in what["metrics"]):
        yield from _figure(one, mine, metric, None)
    dimensions: list[Dimension] = sorted({dimension for what in wanted for dimension in what["by"]})
    for dimension in dimensions:
        metrics = _in_order(name for what in wanted for name in what["by"].get(dimension, ()))
        for part in mine.parts(one, dimension):
            for metric in metrics:
                yield from _figure(one, mine, metric, (dimension, part))


def _figure(one: Asked, mine: Found, metric: str, part: Part | None) -> Iterator[tuple[Any, ...]]:
    from hallsim.metrics.registry import METRICS

    e = mine.estimate(one, metric, part)
    if e.n_all:
        unit = METRICS[metric].unit
        yield (*(part or ("", "")), metric, unit, e.n, e.people, e.value, e.lo, e.hi, e.warning)
