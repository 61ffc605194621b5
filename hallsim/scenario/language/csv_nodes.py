"""Long tables in CSV files where a scenario would list them: rosters, rates, slot books, windows, services.

`shifts: {csv: roster.csv}` stands for a list with an entry a row, whose keys are the names of the columns;
`windows: {csv: windows.csv}` for a mapping whose names stand in the first column.  Where one value belongs
to each row, `column` names it: `rates: {csv: rates.csv, keys: hour, column: per_hour, unit: per hour}`.
A cell with semicolons is
a list.  Every cell keeps its place in the file.  Laws and times of arrival, which may have a million rows,
read their tables themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, get_origin

from hallsim.errors import Place, Problem
from hallsim.scenario.design.appointments import Places
from hallsim.scenario.language.keys import field_at, kinds_at, model_at
from hallsim.scenario.language.spellings import MOVED
from hallsim.scenario.parsing.located import Located, place_of
from hallsim.scenario.parsing.scalars import lenient_scalar
from hallsim.scenario.parsing.table import Table, read_table, without_thousands
from hallsim.scenario.values.distribution import Distribution
from hallsim.scenario.values.fields import TableOfTimes
from hallsim.scenario.values.hours import Hours
from hallsim.scenario.values.on_duty import OnDuty
from hallsim.scenario.values.profile import DayCurve
from hallsim.scenario.values.quantities import is_bare
from hallsim.text.message import Message, joined
from hallsim.units import UnitError, parse_clock, parse_clock_range

Loc = tuple[str | int, ...]
Row = tuple[int, list[str]]

MAX_ROWS: Final = 20_000
_BY_NAME: Final = (DayCurve, Hours, OnDuty, Places)
"""Values written as mappings: by hour, by weekday, by time."""
_KEYS: Final = ("csv", "keys", "column", "unit")


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the tables of a scenario lie, and what has been read of them."""

    folder: Path | None
    files: dict[str, bytes]
    problems: list[Problem]


def with_tables(
    tree: Located, folder: Path | None, files: dict[str, bytes], problems: list[Problem]
) -> Located:
    """The tree, as it was written, with rows in place of `{csv: …}`; what is wrong is told in `problems`."""
    return _walked(tree, (), _Source(folder, files, problems))


def rows_of_table(
    node: Located, folder: Path | None, files: dict[str, bytes], problems: list[Problem]
) -> Located:
    """A list with a mapping a row, keys being the names of the columns, in place of `{csv: …}`."""
    try:
        asked = _asked(node)
        table = read_table(asked["csv"], folder, files)
        return Located(value=_list(table, _rows(table)), place=table.place(1))
    except UnitError as error:
        problems.append(error.at(place_of(node, ("csv",)), "table"))
        return replace(node, value=[], key_places={})


def _walked(node: Located, loc: Loc, source: _Source) -> Located:
    if isinstance(node.value, dict):
        if "csv" in node.value and _is_ours(loc):
            return _read(node, loc, source)
        if Distribution in kinds_at(loc):
            return node
        if _is_list(loc):
            loc = (*loc, 0)  # the one entry of a list, written without its brackets
        items = {key: _walked(item, (*loc, key), source) for key, item in node.value.items()}
        if all(items[key] is item for key, item in node.value.items()):
            return node
        return replace(node, value=items)
    if isinstance(node.value, list):
        entries: list[Located] = []
        for i, item in enumerate(node.value):
            found = _walked(item, (*loc, i), source)
            # a table among entries is as many entries as it has rows
            entries += found.value if found is not item and isinstance(found.value, list) else [found]
        return replace(node, value=entries)
    return node


def _is_ours(loc: Loc) -> bool:
    """Whether a table at `loc` is read here: not as a law, nor by what reads its own."""
    if not kinds_at(loc):
        return False  # nothing stands here, which is told by the models
    field = field_at(loc)
    reads_itself = field is not None and any(isinstance(item, TableOfTimes) for item in field.metadata)
    return not reads_itself and Distribution not in kinds_at(loc) and "csv" not in _keys_at(loc)


def _keys_at(loc: Loc) -> Sequence[str]:
    owner = model_at(loc)
    return list(owner.model_fields) if owner is not None else ()


def _read(node: Located, loc: Loc, source: _Source) -> Located:
    """What stands in the table, as the kind of value that belongs at `loc`."""
    try:
        asked = _asked(node)
        table = read_table(asked["csv"], source.folder, source.files)
        rows = _rows(table)
        return _as_kind(node, _meant(loc, table, rows, asked), table, rows, asked)
    except UnitError as error:
        source.problems.append(error.at(place_of(node, ("csv",)), "table"))
        return replace(node, value=None)


def _asked(node: Located) -> dict[str, str]:
    assert isinstance(node.value, dict)
    asked = {key: item.value for key, item in node.value.items()}
    odd = [key for key in asked if key not in _KEYS]
    if odd or not all(isinstance(value, str) for value in asked.values()):
        raise UnitError(
            Message("a table has no {odd}", odd=", ".join(odd))
            if odd
            else Message("csv, keys, column and unit are texts"),
            Message("write {csv: FILE}, and keys, column, unit where one value belongs to each row"),
        )
    return {key: str(value) for key, value in asked.items()}


def _rows(table: Table) -> list[Row]:
    rows: list[Row] = []
    for line, cells in table.rows():
        if len(rows) == MAX_ROWS:
            raise table.error(
                line,
                Message("more than {max_rows:,} rows cannot stand here", max_rows=MAX_ROWS),
                Message("leave out rows, or sum them up"),
            )
        rows.append((line, cells))
    if not rows:
        raise table.error(1, Message("the table has no rows"), Message("write a row a line"))
    return rows


def _as_kind(node: Located, loc: Loc, table: Table, rows: list[Row], asked: dict[str, str]) -> Located:
    unit = asked.get("unit", "")
    for kind in kinds_at(loc):
        if get_origin(kind) is dict or (isinstance(kind, type) and issubclass(kind, _BY_NAME)):
            curve = isinstance(kind, type) and issubclass(kind, DayCurve)
            rows = _with_spans(table, rows, asked) if curve else rows
            mapping = _mapping(table, rows, asked, whole=model_at((*loc, "")) is not None, numbers=curve)
            if curve:
                _refuse_times(table, rows, asked)
            return mapping
        is_entry = isinstance(loc[-1], int)
        if get_origin(kind) is tuple or is_entry:
            if model_at(loc if is_entry else (*loc, 0)) is not None:
                return Located(value=_list(table, rows), place=table.place(1))
            at = table.position(asked["column"] if "column" in asked else _only(table))
            values = [_cell(table, line, cells, at, unit) for line, cells in rows]
            return Located(value=values, place=table.place(1))
    raise UnitError(Message("a table cannot stand here"), Message("write the value itself"))


def _meant(loc: Loc, table: Table, rows: list[Row], asked: dict[str, str]) -> Loc:
    """Times, or numbers, in a table at `staff` say how many are there from when on, as when written out."""
    owner = model_at(loc[:-1]) if loc else None
    to = MOVED.get((owner, str(loc[-1]))) if owner is not None else None
    if to is None:
        return loc
    key_at = table.position(asked["keys"]) if "keys" in asked else 0
    value_at = table.position(asked["column"]) if "column" in asked else key_at
    by_time = all(_is_clock(cells[key_at]) for _, cells in rows)
    counted = value_at != key_at and all(cells[value_at].strip().isdecimal() for _, cells in rows)
    return (*loc[:-1], to) if by_time or counted else loc


def _is_clock(cell: str) -> bool:
    try:
        parse_clock(cell)
    except UnitError:
        return False
    return True


def _is_list(loc: Loc) -> bool:
    return model_at(loc) is None and any(get_origin(kind) is tuple for kind in kinds_at(loc))


def _with_spans(table: Table, rows: list[Row], asked: dict[str, str]) -> list[Row]:
    """Rows of a curve of the day: where all of them name an hour by its number, 8 is 08:00-09:00."""
    at = table.position(asked["keys"]) if "keys" in asked else 0
    hours = [cells[at].strip() for _, cells in rows]
    if not all(map(_is_hour, hours)):
        return rows
    spans = [f"{int(hour):02d}:00-{int(hour) + 1:02d}:00" for hour in hours]
    return [
        (line, [*cells[:at], span, *cells[at + 1 :]]) for (line, cells), span in zip(rows, spans, strict=True)
    ]


def _is_hour(text: str) -> bool:
    return text.isdecimal() and len(text) <= 2 and int(text) < 24


def _refuse_times(table: Table, rows: list[Row], asked: dict[str, str]) -> None:
    """UnitError, with its row, for what is neither a clock time nor a span of them nor an hour's number."""
    at = table.position(asked["keys"]) if "keys" in asked else 0
    for line, cells in rows:
        if not (_is_clock(cells[at]) or _is_hour(cells[at].strip())):
            try:
                parse_clock_range(cells[at], past_midnight=True)
            except UnitError as error:
                raise UnitError(error.said, error.advice, table.cell_place(line, cells, at)) from None


def _list(table: Table, rows: list[Row]) -> list[Located]:
    """Every row as a mapping, by the names of all columns."""
    _refuse_twice(table)
    return [_row(table, line, cells) for line, cells in rows]


def _refuse_twice(table: Table) -> None:
    titles = [title.strip() for title in table.header if title.strip()]
    twice = next((title for title in titles if titles.count(title) > 1), None)
    if twice is not None:
        raise table.error(
            1,
            Message("two columns are called '{title}'", title=twice),
            Message("rename one of them", "columns"),
        )


def _mapping(table: Table, rows: list[Row], asked: dict[str, str], *, whole: bool, numbers: bool) -> Located:
    """Names (spans, weekdays) from one column; the others, or one of them, are what stands under them.

    Args:
        whole: a row is a mapping of its own.
        numbers: what stands under them are numbers.
    """
    unit = asked.get("unit", "")
    name_at = table.position(asked["keys"]) if "keys" in asked else 0
    value_at: int | None = None
    if "column" in asked or not whole:
        value_at = table.position(asked["column"] if "column" in asked else _only(table, besides=name_at))
    else:
        _refuse_twice(table)
    items: dict[str, Located] = {}
    places: dict[str, Place] = {}
    for line, cells in rows:
        name = cells[name_at].strip()
        place = table.cell_place(line, cells, name_at)
        if name in items:
            first = places[name].line
            raise table.error(
                line,
                Message("'{name}' is written twice, first at line {first}", name=name, first=first),
                Message("remove one of the two"),
            )
        if value_at is not None and not cells[value_at].strip():
            raise table.error(
                line,
                Message("the cell of '{header}' is empty", header=table.header[value_at]),
                Message("fill it in, or leave the row out"),
            )
        if numbers and value_at is not None and not re.match(r"\s*[0-9０-９.+]", cells[value_at]):
            raise table.error(
                line,
                Message("'{cell}' is not a number", cell=cells[value_at].strip()[:40]),
                Message("write a number of 0 or more"),
            )
        places[name] = place
        items[name] = (
            _row(table, line, cells, besides=name_at)
            if value_at is None
            else _cell(table, line, cells, value_at, unit)
        )
    return Located(value=items, place=table.place(1), key_places=places)


def _row(table: Table, line: int, cells: list[str], besides: int | None = None) -> Located:
    """A row as a mapping; what is empty is not written."""
    found: dict[str, Located] = {}
    places: dict[str, Place] = {}
    for at, title in enumerate(table.header):
        if at != besides and cells[at].strip():
            found[title.strip()] = _cell(table, line, cells, at, "")
            places[title.strip()] = table.cell_place(line, cells, at)
    return Located(value=found, place=table.place(line), key_places=places)


def _cell(table: Table, line: int, cells: list[str], at: int, unit: str) -> Located:
    """A cell as a scalar, its bare number in `unit`; a list where semicolons stand in it."""
    place = table.cell_place(line, cells, at)
    found = [
        Located(value=lenient_scalar(text), place=place, text=text)
        for text in (_with_unit(part, unit) for part in re.split("[;；]", cells[at]))
    ]
    return found[0] if len(found) == 1 else Located(value=found, place=place)


def _with_unit(cell: str, unit: str) -> str:
    text = without_thousands(cell)
    return f"{text} {unit}" if unit and is_bare(text) else text


def _only(table: Table, besides: int | None = None) -> str:
    """The one column there is, besides that of the names; UnitError where there are several."""
    others = [title for at, title in enumerate(table.header) if at != besides]
    if len(others) == 1:
        return others[0]
    raise table.error(
        1,
        Message(
            "which column is meant? There are {others}",
            others=joined(others) if others else Message("none"),
        ),
        Message("name it: column: NAME"),
    )
