"""What a run leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hallsim.trace.columns import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What an engine leaves of one run.

    Attributes:
        end_ms: when the run stopped.
        tables: every table of ``trace.tables.RECORDED`` by name, with its recorded columns; in the order of
            the numbers where the first column numbers the rows, else as it happened.
    """

    end_ms: int
    tables: Mapping[str, Table]


def in_order(table: Table, *columns: str) -> Table:
    """The rows by some columns, the first above all; ties stay as they are."""
    order = np.lexsort([table[column] for column in reversed(columns)])
    return {name: column[order] for name, column in table.items()}
