"""A whole trace in a folder, and back: a Parquet file a table, and trace.json with everything else.

trace.json is written last and knows the checksum of every file and its own, so a folder is read as it was
written or not at all.
"""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any, Final

from hallsim.errors import InputError, RunError, problem
from hallsim.os_errors import why
from hallsim.text.message import LANGS, Message
from hallsim.trace.columns import DTYPE, Table, TraceTable
from hallsim.trace.facts import UnlikeTraceError, facts_of, trace_of
from hallsim.trace.model import Trace
from hallsim.trace.tables import TABLES

FACTS: Final = "trace.json"
FORMAT: Final = "hallsim trace 1"


def write_trace(trace: Trace, folder: Path) -> None:
    """Write a trace into a folder: a new one, an empty one, or one with another trace, which goes.

    Raises:
        InputError: the folder holds something else.
        RunError: it cannot be written.
    """
    contents = {f"{name}.parquet": _parquet(TABLES[name], table) for name, table in trace.tables().items()}
    files = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    told = {"format": FORMAT, "files": files, "facts": facts_of(trace)}
    try:
        _make_room(folder)
        for name, content in contents.items():
            (folder / name).write_bytes(content)
        (folder / FACTS).write_bytes(_text(told | {"sha256": _seal(told)}))
    except OSError as error:
        reason = why(error)
        raise RunError(
            Message("{folder} cannot be written: {reason}", folder=folder, reason=reason)
        ) from None


def read_trace(folder: Path) -> Trace:
    """The trace that `write_trace` has left in a folder, the same to the last number.

    Raises:
        InputError: there is none, or not all that was written.
    """
    told = _told(folder / FACTS)
    tables = {Path(name).stem: _table(folder / name, mark) for name, mark in told["files"].items()}
    try:
        return trace_of(told.get("facts"), tables)
    except UnlikeTraceError:
        raise _damaged(folder / FACTS) from None


def _make_room(folder: Path) -> None:
    """Leave the folder without a trace."""
    folder.mkdir(parents=True, exist_ok=True)
    own = (FACTS, *(f"{name}.parquet" for name in TABLES))
    if any(file.name not in own for file in folder.iterdir()):
        raise _refused(
            folder,
            "holds",
            Message("holds something other than a trace"),
            Message("choose a folder that is new or empty"),
        )
    for name in own:
        (folder / name).unlink(missing_ok=True)


def _parquet(declared: TraceTable, table: Table) -> bytes:
    """A table as a file; each column says its meaning."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = [column for column in declared.columns if column.name in table]
    about = [{**{lang: c.meaning.text(lang) for lang in LANGS}, "unit": c.unit, "of": c.of} for c in columns]
    schema = pa.schema(
        [
            pa.field(column.name, pa.int64(), nullable=False, metadata=meta)
            for column, meta in zip(columns, about, strict=True)
        ]
    )
    buffer = io.BytesIO()
    pq.write_table(pa.table([table[column.name] for column in columns], schema=schema), buffer)
    return buffer.getvalue()


def _table(file: Path, mark: str) -> Table:
    """A table as it was written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = _content(file)
    if hashlib.sha256(content).hexdigest() != mark:
        raise _damaged(file)
    try:
        read = pq.read_table(io.BytesIO(content))
        table = {
            name: read.column(name).to_numpy().astype(DTYPE, casting="equiv") for name in read.column_names
        }
    except (pa.ArrowException, TypeError):
        raise _damaged(file) from None
    if not set(TABLES[file.stem].empty()) <= set(table):
        raise _damaged(file)
    return table


def _told(file: Path) -> dict[str, Any]:
    """What trace.json says, once it is known to be whole."""
    try:
        told = json.loads(_content(file))
    except (ValueError, RecursionError):
        raise _foreign(file) from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise _foreign(file)
    try:
        whole = told.pop("sha256", None) == _seal(told)
    except ValueError:  # what no JSON holds: a NaN, half a character
        whole = False
    files = told.get("files")
    if not whole or not isinstance(files, dict) or not {Path(name).stem for name in files} <= set(TABLES):
        raise _damaged(file)
    return told


def _text(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, allow_nan=False, sort_keys=True).encode()


def _seal(told: dict[str, Any]) -> str:
    return hashlib.sha256(_text(told)).hexdigest()


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        reason = why(error)
        raise _refused(
            file, "unreadable", Message("cannot be read: {reason}", reason=reason), _WRITTEN
        ) from None


_WRITTEN = Message("name a folder into which hallsim wrote a trace")


def _foreign(file: Path) -> InputError:
    return _refused(
        file, "foreign", Message("is of no trace that this release reads ({format})", format=FORMAT), _WRITTEN
    )


def _damaged(file: Path) -> InputError:
    return _refused(
        file,
        "damaged",
        Message("is not what was written here with the trace"),
        Message("write the trace of the run again"),
    )


def _refused(path: Path, code: str, fault: Message, remedy: Message) -> InputError:
    return InputError(
        problem(None, f"trace.{code}", Message("{path} {fault}", path=path, fault=fault), remedy)
    )
