"""A demand in a file: npz with named arrays, without pickle."""

from __future__ import annotations

import zipfile
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import numpy as np

from hallsim.demand.demand import Demand
from hallsim.demand.tape import Block, Tape
from hallsim.errors import InputError, Problem

FORMAT: Final = 4
"""Changes when the meaning of an array changes; an older file is then refused."""

_SCALARS: Final = ("seed", "replication", "horizon_ms")
_REALS: Final = ("missing_u", "notice_u", "error_u", "again_u")
_TAPES: Final = ("citizen_tape", "matter_tape")
_TAPE_PARTS: Final = ("prefix", "size", "positions", "rows", "block")


def save(demand: Demand, path: Path) -> None:
    """Write a demand; `path` is taken as it is, whatever its ending."""
    arrays: dict[str, Any] = {}
    for field in fields(Demand):
        value = getattr(demand, field.name)
        arrays |= _pack(field.name, value) if isinstance(value, Tape) else {field.name: value}
    with path.open("wb") as file:
        np.savez(file, format=np.int64(FORMAT), **arrays)


def load(path: Path) -> Demand:
    """Read what `save` wrote.  InputError when the file cannot be read or is not a demand of this format."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (OSError, ValueError, EOFError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise _unreadable(path, "cannot be read as a demand", "不能作为需求文件读取") from error
    version = arrays.pop("format", np.zeros(0))
    expected = {field.name for field in fields(Demand)} - set(_TAPES)
    expected |= {f"{tape}.{part}" for tape in _TAPES for part in _TAPE_PARTS}
    if version.shape or version != FORMAT or set(arrays) != expected:
        raise _unreadable(path, f"is not a demand of format {FORMAT}", f"不是格式 {FORMAT} 的需求文件")
    values: dict[str, Any] = {}
    for name, array in arrays.items():
        kind = "U" if name.endswith((".prefix", ".block")) else "f" if name in _REALS else "i"
        if array.dtype.kind != kind or (name in _SCALARS) != (array.shape == ()):
            raise _unreadable(path, f"has a damaged array {name}", f"的数组 {name} 已损坏")
        values[name] = int(array) if name in _SCALARS else array
    try:
        for name in _TAPES:
            n = len(values["arrive_ms" if name == "citizen_tape" else "service"])
            values[name] = _unpack(name, values, n)
    except (ValueError, IndexError) as error:
        raise _unreadable(path, f"has a damaged {name}", f"的 {name} 已损坏") from error
    return Demand(**values)


def _pack(name: str, tape: Tape) -> dict[str, Any]:
    """A tape as arrays: its blocks one after another."""
    none = np.zeros(0, np.int64)
    return {
        f"{name}.prefix": np.array([block.prefix for block in tape.blocks], dtype=np.str_),
        f"{name}.size": np.array([len(block.rows) for block in tape.blocks], dtype=np.int64),
        f"{name}.positions": np.concatenate([none, *(block.positions for block in tape.blocks)]),
        f"{name}.rows": np.concatenate([none, *(block.rows for block in tape.blocks)]),
        f"{name}.block": np.array([tape.stream[2]], dtype=np.str_),
    }


def _unpack(name: str, values: dict[str, Any], n: int) -> Tape:
    """A tape of what `_pack` made of it; its parts are taken out of the values."""
    parts = {part: values.pop(f"{name}.{part}") for part in _TAPE_PARTS}
    cuts = np.cumsum(parts["size"])[:-1]
    positions, rows = np.split(parts["positions"], cuts), np.split(parts["rows"], cuts)
    return Tape(
        stream=(values["seed"], values["replication"], str(parts["block"][0])),
        n=n,
        blocks=tuple(
            Block(prefix=prefix, positions=at, rows=own)
            for prefix, at, own in zip(parts["prefix"].tolist(), positions, rows, strict=True)
        ),
    )


def _unreadable(path: Path, en: str, zh: str) -> InputError:
    return InputError(
        Problem(
            code="demand-file",
            message=f"{path.name} {en}",
            remedy="save the demand again with this version of hallsim",
            message_zh=f"{path.name} {zh}",
            remedy_zh="请用本版 hallsim 重新保存需求",
        )
    )
