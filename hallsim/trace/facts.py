"""What a trace holds beside its tables, as plain values of JSON and back: names, days, prices.

The annotations of the dataclasses say how; what is a table or a column of one is left out, by its place.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from hallsim.trace.columns import Cells, Table
from hallsim.trace.model import Trace
from hallsim.trace.tables import TABLES


class UnlikeTraceError(ValueError):
    """A value is not what a trace holds at its place."""


STORED = frozenset(
    [table.place for table in TABLES.values()]
    + [column.at for table in TABLES.values() for column in table.columns if column.at]
)
"""Places in a trace of what is stored as a table, or as a column of one."""


def facts_of(trace: Trace) -> dict[str, Any]:
    """Everything but the tables, as values of JSON."""
    found: dict[str, Any] = _plain(trace, "")
    return found


def _plain(value: object, place: str) -> Any:
    if is_dataclass(value):
        inner = {field.name: _inside(place, field.name) for field in fields(value) if field.init}
        return {name: _plain(getattr(value, name), at) for name, at in inner.items() if at not in STORED}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Mapping):
        return {str(key): _plain(one, place) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one, place) for one in value]
    return value


def trace_of(facts: object, tables: Mapping[str, Table]) -> Trace:
    """The trace of some facts and tables.  UnlikeTraceError when the facts are not those of a trace."""
    stored: dict[str, Table | Cells] = {}
    for name, table in tables.items():
        own = {column.name: column.at for column in TABLES[name].columns if column.at}
        stored[TABLES[name].place] = {column: cells for column, cells in table.items() if column not in own}
        stored |= {at: table[column] for column, at in own.items() if column in table}
    trace = _made(Trace, facts, "", stored)
    assert isinstance(trace, Trace)
    return trace


def _made(hint: Any, value: Any, place: str, stored: Mapping[str, Any]) -> Any:
    """A value of an annotated type."""
    if place in STORED:
        if place not in stored:
            raise UnlikeTraceError(place)
        return stored[place]
    origin, within = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return None if value is None else _made(within[0], value, place, stored)
    if is_dataclass(hint):
        return _object(hint, value, place, stored)
    if origin in (np.ndarray, NDArray):  # NDArray[kind] is a name of its own from NumPy 2.5 on
        return _array(get_args(within[1])[0] if origin is np.ndarray else within[0], value, place)
    if origin is tuple:
        kinds = _kinds(within, value, place)
        return tuple(_made(kind, one, place, stored) for kind, one in zip(kinds, value, strict=True))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: _made(within[1], one, place, stored) for key, one in _mapping(value, place).items()}
    if type(value) is not hint and (hint, type(value)) != (float, int):
        raise UnlikeTraceError(place)
    return value


def _object(hint: Any, value: Any, place: str, stored: Mapping[str, Any]) -> Any:
    hints, known = get_type_hints(hint), _mapping(value, place)
    places_of = {field.name: _inside(place, field.name) for field in fields(hint) if field.init}
    if set(known) != {name for name, at in places_of.items() if at not in STORED}:
        raise UnlikeTraceError(place)
    return hint(**{name: _made(hints[name], known.get(name), at, stored) for name, at in places_of.items()})


def _kinds(within: tuple[Any, ...], value: Any, place: str) -> tuple[Any, ...]:
    """The types of the members of a tuple."""
    if not isinstance(value, list):
        raise UnlikeTraceError(place)
    if within[1:] == (Ellipsis,):
        return within[:1] * len(value)
    if len(within) != len(value):
        raise UnlikeTraceError(place)
    return within


def _array(kind: Any, value: Any, place: str) -> Any:
    """An array of whole numbers or truth values."""
    member = bool if issubclass(kind, np.bool_) else int
    if not isinstance(value, list) or any(type(one) is not member for one in value):
        raise UnlikeTraceError(place)
    try:
        return np.array(value, kind)
    except OverflowError:
        raise UnlikeTraceError(place) from None


def _mapping(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnlikeTraceError(place)
    return value


def _inside(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
