"""A trace as one hash: every table and column by name, every fact about the hall."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

import numpy as np

from hallsim.trace.model import Trace


def digest(trace: Trace) -> str:
    """The same for two traces with the same numbers, whatever the integer types or the order of columns."""
    mark = hashlib.sha256()
    for path, text in facts(trace):
        mark.update(f"{path}\0{text}\n".encode())
    return mark.hexdigest()


def facts(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every number and name below `value`, with the path that leads to it; columns as hashes of theirs."""
    if isinstance(value, np.ndarray):
        kind = np.float64 if value.dtype.kind == "f" else np.int64
        yield path, hashlib.sha256(np.ascontiguousarray(value, dtype=kind).tobytes()).hexdigest()
    elif is_dataclass(value):
        for field in sorted(fields(value), key=lambda field: field.name):
            yield from facts(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, Mapping):
        for key in sorted(value, key=str):
            yield from facts(value[key], f"{path}[{key}]")
    else:
        yield path, repr(value)
