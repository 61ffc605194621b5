"""A trace as pandas DataFrames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hallsim.trace.columns import Column
from hallsim.trace.model import Trace
from hallsim.trace.tables import TABLES

if TYPE_CHECKING:
    import pandas as pd


def frames(trace: Trace) -> dict[str, pd.DataFrame]:
    """Every table of a trace: its int64 columns, and a categorical `*_name` for every code or index."""
    import pandas as pd

    found = {}
    for name, table in trace.tables().items():
        columns = [column for column in TABLES[name].columns if column.name in table]
        frame = pd.DataFrame({column.name: table[column.name] for column in columns})
        for column in columns:
            names = names_of(trace, column)
            if names is not None:
                words = pd.Categorical.from_codes(table[column.name], categories=pd.Index(names))
                frame[f"{column.name}_name"] = words
        found[name] = frame
    return found


def names_of(trace: Trace, column: Column) -> Sequence[str] | None:
    """What the cells of a column stand for; None where they are numbers, or number rows."""
    if column.codes is not None:
        return [code.name.lower() for code in column.codes]
    named: Sequence[str] | None = trace.lying_at(column.of) if column.of and column.of not in TABLES else None
    return named
