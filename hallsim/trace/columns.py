"""What can be said of a table of a trace and of its columns."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from hallsim.text.message import Message
from hallsim.trace.codes import NEVER

Cells = NDArray[np.int64]
Table = dict[str, Cells]
DTYPE = np.dtype(np.int64)
MANY = 1 << 40  # more than anything that is counted
LONG_MS = 1 << 60  # longer than anything lasts


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table.

    Attributes:
        unit: ms, fen, or nothing.
        of: what the cells number: rows of a table (`citizens`), or names of the trace (`names.groups`).
        codes: what the cells stand for, where they are codes.
        least, below: every cell is in least .. below - 1; None: no bound (`of` and `codes` bound it).
        is_recorded: False: made of other columns when the run is over.
        at: where the column lies in the trace, if not in its table; without that place it is missing.
    """

    name: str
    meaning: Message
    unit: str = ""
    of: str = ""
    codes: type[IntEnum] | None = None
    least: int | None = None
    below: int | None = None
    is_recorded: bool = True
    at: str = ""

    @property
    def is_moment(self) -> bool:
        """Whether the cells are times of the clock, not lengths of time."""
        return self.unit == "ms" and self.least == NEVER

    def derived(self) -> Column:
        """The same, made of other columns when the run is over."""
        return replace(self, is_recorded=False)

    def or_none(self) -> Column:
        """The same, where -1 stands for nothing."""
        return replace(self, least=NEVER)

    def lying_at(self, place: str) -> Column:
        """The same, at a place of its own in the trace."""
        return replace(self, at=place)


def moment(name: str, meaning: Message) -> Column:
    """A time of the clock, -1 for never."""
    return Column(name=name, meaning=meaning, unit="ms", least=NEVER)


def length(name: str, meaning: Message) -> Column:
    """A length of time."""
    return Column(name=name, meaning=meaning, unit="ms", least=0, below=LONG_MS)


def ref(of: str, name: str, meaning: Message) -> Column:
    """The number of a row of a table, or of a name."""
    return Column(name=name, meaning=meaning, of=of, least=0)


def code(codes: type[IntEnum], name: str, meaning: Message) -> Column:
    """One of some codes."""
    return Column(name=name, meaning=meaning, codes=codes, least=0, below=len(codes))


def count(name: str, meaning: Message) -> Column:
    """How many."""
    return Column(name=name, meaning=meaning, least=0, below=MANY)


def fen(name: str, meaning: Message) -> Column:
    """Money: hundredths of a yuan."""
    return Column(name=name, meaning=meaning, unit="fen", least=0, below=MANY)


def flag(name: str, meaning: Message) -> Column:
    """1 or 0."""
    return Column(name=name, meaning=meaning, least=0, below=2)


def number(name: str, meaning: Message) -> Column:
    """Any number."""
    return Column(name=name, meaning=meaning)


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceTable:
    """One table.

    Attributes:
        rows: what a row stands for.
        at: where it lies in the trace; under its name when empty.
        counts: the first column numbers the rows from 0.
        is_recorded: False: made of plan and decisions when the run is over.
    """

    name: str
    rows: Message
    columns: tuple[Column, ...]
    at: str = ""
    counts: bool = False
    is_recorded: bool = True

    @property
    def place(self) -> str:
        """Where it lies in the trace."""
        return self.at or self.name

    @property
    def recorded(self) -> tuple[str, ...]:
        """Names of the columns that an engine records, in the order in which it writes them."""
        return tuple(column.name for column in self.columns if column.is_recorded)

    def made_of(self, rows: array[int]) -> Table:
        """The recorded columns of rows written one after another."""
        names = self.recorded
        cells = np.frombuffer(rows, dtype=DTYPE) if len(rows) else np.empty(0, DTYPE)
        return {name: np.ascontiguousarray(cells[j :: len(names)]) for j, name in enumerate(names)}

    def empty(self) -> Table:
        """The table without rows."""
        return {column.name: np.empty(0, DTYPE) for column in self.columns if not column.at}
