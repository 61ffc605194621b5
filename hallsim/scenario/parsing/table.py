"""Tables in CSV files beside a scenario: their one reader, quick for a million rows, plain about mistakes.

A table is UTF-8 text, its columns separated by commas, its first line their names.  What is wrong is told
with the file's name and line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

import numpy as np
from numpy.typing import NDArray

from hallsim.errors import InputError, Place, did_you_mean
from hallsim.os_errors import real_path
from hallsim.scenario.parsing.source import decode, read_bytes
from hallsim.text.message import EMPTY, Message
from hallsim.units import UnitError

MAX_BYTES: Final = 200_000_000
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_SEPARATORS: Final = {
    ";": Message("semicolons (;)"),
    "\t": Message("tabs"),
    "，": Message("full-width commas (，)"),
    "、": Message("full-width commas (、)"),
    "|": Message("vertical bars (|)"),
}

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Column:
    """The cells of a column: the different ones, and which of them each row has."""

    cells: tuple[str, ...]
    index: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ReadTables:
    """What has been read of the tables of a scenario, so that none is read for each of its worlds.

    Attributes:
        files: bytes by the name of the file.
        values: laws and times, by what was written of them.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A table that has been read; `name` is the file's, as messages call it."""

    name: str
    text: str
    header: tuple[str, ...]

    def column(self, title: str) -> Column:
        """A column by its name.  UnitError where there is none, and for rows that do not fit the header."""
        self.position(title)
        import pyarrow as pa
        from pyarrow import csv as arrow

        options = arrow.ConvertOptions(include_columns=[title], column_types={title: pa.string()})
        try:
            found = arrow.read_csv(
                pa.py_buffer(self.text.encode()),
                parse_options=arrow.ParseOptions(newlines_in_values='"' in self.text),
                convert_options=options,
            )
        except pa.ArrowInvalid:
            self._refuse_rows()
        encoded = found.column(0).combine_chunks().dictionary_encode()
        if not len(encoded):
            self._refuse_empty()
        index = np.asarray(encoded.indices.to_numpy(zero_copy_only=False), np.int64)
        return Column(tuple(encoded.dictionary.to_pylist()), index)

    def read(self, title: str, column: Column, read: Callable[[str], Read]) -> list[Read]:
        """What `read` makes of every different cell; a UnitError of it is told with the line of the cell."""
        found: list[Read] = []
        try:
            for cell in column.cells:
                found.append(read(without_thousands(cell)))
        except UnitError as error:
            row = int(np.flatnonzero(column.index == len(found))[0])
            raise self.error_in(row, title, error) from None
        return found

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(line, cells) of every row below the header.  UnitError for one that does not fit it."""
        for i, (line, cells) in enumerate(self._records()):
            if i and len(cells) != len(self.header):
                self._refuse_row(line, cells)
            if i:
                yield line, cells

    def position(self, title: str) -> int:
        """Which column has a name.  UnitError where none has, or several."""
        places = [i for i, name in enumerate(self.header) if name == title]
        if len(places) > 1:
            raise self.error(
                1,
                Message("two columns are called '{title}'", title=title),
                Message("rename one of them", "columns"),
            )
        if not places:
            self._refuse_title(title)
        return places[0]

    def place(self, line: int, column: int = 1) -> Place:
        """A place in the file; both count from 1."""
        snippet = self._lines[line - 1].rstrip("\r") if line <= len(self._lines) else ""
        return Place(file=self.name, line=line, column=column, snippet=snippet)

    def cell_place(self, line: int, cells: Sequence[str], at: int) -> Place:
        """The place of a cell of a row."""
        place = self.place(line)
        column = 1 + sum(len(cell) + 1 for cell in cells[:at])
        return place if '"' in place.snippet else self.place(line, column)

    def error(self, line: int, said: Message, advice: Message) -> UnitError:
        """What is wrong with a line."""
        return UnitError(said, advice, self.place(line))

    def error_in(self, row: int, title: str, error: UnitError) -> UnitError:
        """What is wrong with the cell of a row (from 0, below the header)."""
        at = self.position(title)
        line, cells = next(found for i, found in enumerate(self.rows()) if i == row)
        if not cells[at].strip():
            error = UnitError(Message("this cell is empty"), Message("fill it in, or leave the row out"))
        return UnitError(
            Message("column '{title}': {message}", title=title, message=error.said),
            error.advice,
            self.cell_place(line, cells, at),
        )

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    def refuse_slips(self) -> None:
        """UnitError for a first line that names no columns, and for a quotation mark that is never closed."""
        _check_header(self)
        # marks come in pairs; one alone takes all that follows into its cell, and no row of it is missed
        if self.text.count('"') % 2:
            *_, (line, cells) = self._records()
            if any("\n" in cell for cell in cells):
                raise self.error(
                    line,
                    Message("a quotation mark begins a cell in this row, and none ends it"),
                    Message('write the other "; a mark within a cell is written twice'),
                )

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(io.StringIO(self.text, newline=""))
        line = 1
        try:
            for cells in reader:
                if cells:
                    yield line, cells
                line = reader.line_num + 1
        except csv.Error:
            most = csv.field_size_limit()
            raise self.error(
                line,
                Message("a cell has more than {most:,} characters", most=most),
                Message("shorten it, or close the quotation mark that begins it"),
            ) from None

    def _refuse_rows(self) -> NoReturn:
        """Some row does not fit the header: the first is told."""
        if not sum(1 for _ in self.rows()):
            self._refuse_empty()
        raise self.error(1, Message("this is no table"), Message("save it as CSV UTF-8"))

    def _refuse_empty(self) -> NoReturn:
        raise self.error(1, Message("the table has no rows"), Message("write a row a line"))

    def _refuse_row(self, line: int, cells: Sequence[str]) -> NoReturn:
        n, wanted = len(cells), len(self.header)
        more = Message('; put a number with a thousands comma in quotes: "1,200"') if n > wanted else EMPTY
        raise self.error(
            line,
            Message("this row has {n} cells, the header {wanted}", n=n, wanted=wanted),
            Message("write {wanted} cells in every row{more}", wanted=wanted, more=more),
        )

    def _refuse_title(self, title: str) -> NoReturn:
        blank = next((name for name in self.header if name.strip() == title.strip()), None)
        if blank is not None:
            raise self.error(
                1,
                Message("the column is called '{blank}', with blanks before or after its name", blank=blank),
                Message(
                    "remove the blanks in {name}, or name the column '{blank}', with them",
                    name=self.name,
                    blank=blank,
                ),
            )
        raise self.error(
            1, Message("there is no column '{title}'", title=title), did_you_mean(title, self.header)
        )


def read_table(name: str, folder: Path | None, files: dict[str, bytes] | None) -> Table:
    """The table in the file `name`, in the scenario's folder or below it, never outside.

    Its bytes are kept in `files`.  UnitError for what is no table of commas.
    """
    if folder is None:
        raise UnitError(
            Message("a scenario given as text has no folder for CSV files"),
            Message("save the scenario as a file beside them"),
        )
    root = real_path(folder)
    path = real_path(root / name)
    if not path.is_relative_to(root):
        raise UnitError(
            Message("{name} lies outside the scenario's folder", name=name),
            Message("put the file beside the scenario"),
        )
    shown = str(folder / name)
    try:
        raw = read_bytes(path, shown, MAX_BYTES + 1)
        text = decode(raw, shown)
    except InputError as error:
        wrong = error.problems[0]
        raise UnitError(wrong.said, wrong.advice, wrong.place) from None
    if len(raw) > MAX_BYTES:
        most = f"{MAX_BYTES // 1_000_000} MB"
        raise UnitError(
            Message("this table is larger than {most}", most=most),
            Message("leave out columns that are not used"),
            Place(file=shown, line=1, column=1),
        )
    if files is not None:
        files[name] = raw
    try:
        header = next(csv.reader(io.StringIO(text, newline="")), [])
    except csv.Error:
        header = []
    table = Table(shown, text, tuple(header))
    table.refuse_slips()
    return table


def _check_header(table: Table) -> None:
    if not any(name.strip() for name in table.header):
        raise table.error(
            1,
            Message("the first line names no column"),
            Message("write the names of the columns in the first line"),
        )
    if table.header[0] == "sep=" and set(table.header) == {"sep=", ""}:
        raise table.error(
            1,
            Message("the first line, sep=, is for a spreadsheet and names no column"),
            Message("remove it: the names of the columns stand in the first line"),
        )
    if len(table.header) > 1:
        return
    for mark, what in _SEPARATORS.items():
        if mark in table.header[0]:
            raise table.error(
                1,
                Message("the columns are separated by {what}", what=what),
                Message("separate them by commas: save it as CSV UTF-8"),
            )


def without_thousands(cell: str) -> str:
    """`1,200` as `1200`; everything else without blanks around it."""
    plain = cell.strip()
    return plain.replace(",", "") if "," in plain and _THOUSANDS.fullmatch(plain) else plain
