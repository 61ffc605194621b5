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
from hallsim.scenario.parsing.source import decode, read_bytes
from hallsim.units import UnitError

MAX_BYTES: Final = 200_000_000
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_SEPARATORS: Final = {
    ";": ("semicolons (;)", "分号（;）"),
    "\t": ("tabs", "制表符"),
    "，": ("full-width commas (，)", "全角逗号（，）"),
    "、": ("full-width commas (、)", "顿号（、）"),
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
            raise self.error(
                1, "the table has no rows", "write a row a line", "表格没有数据行", "请每行写一条"
            )
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
                1, f"two columns are called '{title}'", "rename one of them",
                f"有两列名为 '{title}'", "请改其中一列的名称",
            )  # fmt: skip
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

    def error(self, line: int, message: str, remedy: str, message_zh: str, remedy_zh: str) -> UnitError:
        """What is wrong with a line."""
        return UnitError(message, remedy, message_zh, remedy_zh, self.place(line))

    def error_in(self, row: int, title: str, error: UnitError) -> UnitError:
        """What is wrong with the cell of a row (from 0, below the header)."""
        at = self.position(title)
        line, cells = next(found for i, found in enumerate(self.rows()) if i == row)
        if not cells[at].strip():
            error = UnitError(
                "this cell is empty", "fill it in, or leave the row out", "此单元格为空", "请填写，或删去此行"
            )
        return UnitError(
            f"column '{title}': {error.message}", error.remedy, f"列 '{title}'：{error.message_zh}",
            error.remedy_zh, self.cell_place(line, cells, at),
        )  # fmt: skip

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(io.StringIO(self.text, newline=""))
        line = 1
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1

    def _refuse_rows(self) -> NoReturn:
        """Some row does not fit the header: the first is told."""
        for _ in self.rows():
            pass
        raise self.error(1, "this is no table", "save it as CSV UTF-8", "这不是表格", "请另存为 CSV UTF-8")

    def _refuse_row(self, line: int, cells: Sequence[str]) -> NoReturn:
        n, wanted = len(cells), len(self.header)
        more, more_zh = (
            (
                '; put a number with a thousands comma in quotes: "1,200"',
                '；带千位逗号的数字请加引号："1,200"',
            )
            if n > wanted
            else ("", "")
        )
        raise self.error(
            line, f"this row has {n} cells, the header {wanted}", f"write {wanted} cells in every row{more}",
            f"此行有 {n} 格，表头有 {wanted} 列", f"每行请写 {wanted} 格{more_zh}",
        )  # fmt: skip

    def _refuse_title(self, title: str) -> NoReturn:
        blank = next((name for name in self.header if name.strip() == title.strip()), None)
        if blank is not None:
            raise self.error(
                1, f"the column is called '{blank}', with blanks before or after its name",
                f"remove the blanks in {self.name}, or name the column '{blank}', with them",
                f"列名为 '{blank}'，前后有空格", f"请删除 {self.name} 中的空格，或写带空格的列名 '{blank}'",
            )  # fmt: skip
        raise self.error(
            1, f"there is no column '{title}'", did_you_mean(title, self.header),
            f"没有列 '{title}'", did_you_mean(title, self.header, "zh"),
        )  # fmt: skip


def read_table(name: str, folder: Path | None, files: dict[str, bytes] | None) -> Table:
    """The table in the file `name`, in the scenario's folder or below it, never outside.

    Its bytes are kept in `files`.  UnitError for what is no table of commas.
    """
    if folder is None:
        raise UnitError(
            "a scenario given as text has no folder for CSV files", "save the scenario as a file beside them",
            "以文本给出的场景没有可放 CSV 的目录", "请把场景另存为文件",
        )  # fmt: skip
    root = folder.resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise UnitError(
            f"{name} lies outside the scenario's folder", "put the file beside the scenario",
            f"{name} 在场景目录之外", "请把文件放在场景旁边",
        )  # fmt: skip
    shown = str(folder / name)
    try:
        raw = read_bytes(path, shown, MAX_BYTES + 1)
        text = decode(raw, shown)
    except InputError as error:
        wrong = error.problems[0]
        raise UnitError(
            wrong.message, wrong.remedy, wrong.message_zh, wrong.remedy_zh, wrong.place
        ) from None  # fmt: skip
    if len(raw) > MAX_BYTES:
        most = f"{MAX_BYTES // 1_000_000} MB"
        raise UnitError(
            f"this table is larger than {most}", "leave out columns that are not used", f"此表大于 {most}",
            "请删去不用的列", Place(file=shown, line=1, column=1),
        )  # fmt: skip
    if files is not None:
        files[name] = raw
    try:
        header = next(csv.reader(io.StringIO(text, newline="")), [])
    except csv.Error:
        header = []
    table = Table(shown, text, tuple(header))
    _check_header(table)
    return table


def _check_header(table: Table) -> None:
    if not any(name.strip() for name in table.header):
        raise table.error(
            1, "the first line names no column", "write the names of the columns in the first line",
            "第一行没有列名", "请在第一行写列名",
        )  # fmt: skip
    if len(table.header) > 1:
        return
    for mark, (en, zh) in _SEPARATORS.items():
        if mark in table.header[0]:
            raise table.error(
                1, f"the columns are separated by {en}", "separate them by commas: save it as CSV UTF-8",
                f"各列以{zh}分隔", "请用英文逗号分隔：另存为 CSV UTF-8",
            )  # fmt: skip


def without_thousands(cell: str) -> str:
    """`1,200` as `1200`; everything else without blanks around it."""
    plain = cell.strip()
    return plain.replace(",", "") if "," in plain and _THOUSANDS.fullmatch(plain) else plain
