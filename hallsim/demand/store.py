"""A demand in a file: npz with named arrays, without pickle."""

from __future__ import annotations

import zipfile
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import numpy as np

from hallsim.demand.demand import Demand
from hallsim.errors import InputError, Problem
from hallsim.text.message import Message

FORMAT: Final = 5
"""Changes when the meaning of an array changes; an older file is then refused."""

_SCALARS: Final = ("seed", "replication", "block", "horizon_ms")
_REALS: Final = ("missing_u", "notice_u", "error_u", "again_u")


def save(demand: Demand, path: Path) -> None:
    """Write a demand; `path` is taken as it is, whatever its ending."""
    arrays: dict[str, Any] = {field.name: getattr(demand, field.name) for field in fields(Demand)}
    with path.open("wb") as file:
        np.savez(file, format=np.int64(FORMAT), **arrays)


def load(path: Path) -> Demand:
    """Read what `save` wrote.  InputError when the file cannot be read or is not a demand of this format."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (OSError, ValueError, EOFError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise _unreadable(path, Message("cannot be read as a demand")) from error
    version = arrays.pop("format", np.zeros(0))
    expected = {field.name for field in fields(Demand)}
    if version.shape or version != FORMAT or set(arrays) != expected:
        raise _unreadable(path, Message("is not a demand of format {format}", format=FORMAT))
    values: dict[str, Any] = {}
    for name, array in arrays.items():
        kind = "U" if name == "block" else "f" if name in _REALS else "i"
        if array.dtype.kind != kind or (name in _SCALARS) != (array.shape == ()):
            raise _unreadable(path, Message("has a damaged array {name}", name=name))
        values[name] = array.item() if name in _SCALARS else array
    return Demand(**values)


def _unreadable(path: Path, fault: Message) -> InputError:
    return InputError(
        Problem(
            code="demand-file",
            said=Message("{name} {fault}", name=path.name, fault=fault),
            advice=Message("save the demand again with this version of hallsim"),
        )
    )
