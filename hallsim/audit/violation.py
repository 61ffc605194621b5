"""What an audit finds, and the error that carries it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.errors import RunError
from hallsim.text.message import Message

MAX_ROWS = 5
MAX_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One rule that a table breaks: how often, and in which rows (the first few)."""

    rule: str
    table: str
    rows: tuple[int, ...]
    count: int
    sentence: str

    def __str__(self) -> str:
        where = ", ".join(map(str, self.rows)) + (", …" if self.count > len(self.rows) else "")
        times = f" ({self.count} times; rows {where})" if self.rows else ""
        return f"{self.table}: {self.rule}: {self.sentence}{times}"


class AuditError(RunError):
    """A trace contradicts itself: a fault of the engine (or of the log it was read from), never a warning."""

    def __init__(self, violations: Iterable[Violation], *, source: str = "trace") -> None:
        self.violations = tuple(violations)
        shown = "\n".join(f"  {violation}" for violation in self.violations[:MAX_SHOWN])
        n = len(self.violations)
        super().__init__(
            Message("the audit of {source} found {n} broken rule:\n{shown}", source=source, n=n, shown=shown)
            if n == 1
            else Message(
                "the audit of {source} found {n} broken rules:\n{shown}", source=source, n=n, shown=shown
            )
        )


def broken(rule: str, table: str, where: NDArray[np.bool_], sentence: str) -> Iterator[Violation]:
    """A violation when any row of the mask is set."""
    yield from broken_rows(rule, table, np.flatnonzero(where), sentence)


def broken_rows(rule: str, table: str, rows: NDArray[np.int64], sentence: str) -> Iterator[Violation]:
    """A violation when any row is listed."""
    if len(rows):
        first = tuple(int(row) for row in rows[:MAX_ROWS])
        yield Violation(rule=rule, table=table, rows=first, count=len(rows), sentence=sentence)
