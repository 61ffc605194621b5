"""How tables become arrays: one of int64 a column, and rows of different lengths laid end to end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hallsim.scenario.values.timetable import Timetable

Arrays = dict[str, NDArray[Any]]
"""Contiguous arrays of int64, float64 or uint8, by name."""
NOTHING = -1
"""Stands for None where a number is expected."""


def ints(values: Iterable[int | None]) -> NDArray[np.int64]:
    """Whole numbers, NOTHING for None."""
    return np.array([NOTHING if value is None else int(value) for value in values], np.int64)


def reals(values: Iterable[float]) -> NDArray[np.float64]:
    """Numbers."""
    return np.array(list(values), np.float64)


def ragged(name: str, rows: Iterable[Sequence[int]]) -> Arrays:
    """Rows of different lengths: `name` holds them end to end, `name.first` says where each begins."""
    kept = [list(row) for row in rows]
    first = np.zeros(len(kept) + 1, np.int64)
    np.cumsum([len(row) for row in kept], out=first[1:])
    return {name: ints(value for row in kept for value in row), f"{name}.first": first}


def timetables(name: str, tables: Sequence[Timetable]) -> Arrays:
    """Several timetables: their spans end to end, and where each begins."""
    first = np.zeros(len(tables) + 1, np.int64)
    np.cumsum([len(table.starts) for table in tables], out=first[1:])
    none = np.zeros(0, np.int64)
    return {
        f"{name}.first": first,
        f"{name}.starts": np.concatenate([none, *(table.starts for table in tables)]),
        f"{name}.ends": np.concatenate([none, *(table.ends for table in tables)]),
    }


def shared_timetables(name: str, tables: Mapping[int, Timetable], n: int) -> Arrays:
    """Timetables of some of `n` things, each laid down once however many share it; NOTHING where none is."""
    kinds = {id(table): table for table in tables.values()}
    number = {kind: place for place, kind in enumerate(kinds)}
    of = np.full(n, NOTHING, np.int64)
    for thing, table in tables.items():
        of[thing] = number[id(table)]
    return timetables(name, list(kinds.values())) | {f"{name}.of": of}


def by_number(name: str, rows: Mapping[int, Any], n: int) -> Arrays:
    """Where each of `n` things is among the rows of a mapping, NOTHING for those without."""
    place = {key: number for number, key in enumerate(rows)}
    return {f"{name}.of": ints(place.get(number) for number in range(n))}
