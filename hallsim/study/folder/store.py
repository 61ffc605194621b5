"""The results folder: replications as they finish, then tables, figures, page and manifest.

Every file is written beside its place and renamed, so that a reader (or a later `--resume`) never meets half
a file.
"""

from __future__ import annotations

import hashlib
import json
import math
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from hallsim.errors import RunError
from hallsim.os_errors import why
from hallsim.text.message import Message
from hallsim.whole_file import PART, file_gone, pipe_gone, read_whole, write_whole

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
REPLICATIONS, WORLDS = FINISHED = ("replications", "worlds")
"""Folders of what is kept as it is finished."""
INPUTS, BY_WORLD = "inputs", "by_world"
"""Folders with a copy of the scenario, and with a results folder a world where there are several."""
_FORM = 4
"""Of what is kept: one more whenever numbers are packed otherwise, so that nobody takes over the old ones."""
_SEAL = b', "result": '
_LIBRARIES = ("numpy", "scipy", "simpy", "pandas")


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.  RunError when the folder cannot be written or the disk is full."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pipe_gone(path)
        write_whole(path, content)
    except OSError as error:
        reason = why(error)
        raise RunError(
            Message(
                "{path} cannot be written: {reason}; what was finished before is kept",
                path=path,
                reason=reason,
            )
        ) from None


def canonical_json(value: Any) -> bytes:
    """JSON with null for NaN and the keys in their order: the same bytes for the same numbers."""
    try:  # nearly all is plain already: no copy of it is made
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError):
        text = json.dumps(without_nan(value), ensure_ascii=False, allow_nan=False)
    return text.encode()


def without_nan(value: Any) -> Any:
    """`value` with None for every NaN and infinity, as JSON wants it: plain lists and mappings by text."""
    try:  # through JSON and back: a result has many thousand numbers
        return json.loads(json.dumps(value), parse_constant=_nothing)
    except (TypeError, ValueError):
        return _without_nan(value)


def _nothing(constant: str) -> None:
    """NaN and infinity."""


def _without_nan(value: Any) -> Any:
    if isinstance(value, float):  # first: nearly all of a result is numbers
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [_without_nan(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): _without_nan(v) for k, v in value.items()}
    return value


def plain(value: Any) -> Any:
    """`value` as it comes back out of JSON."""
    return json.loads(canonical_json(value))


def sealed(fingerprint: str, number: int, body: bytes) -> bytes:
    """A result (in canonical JSON) as it is kept: what decides its numbers, which one it is, a checksum."""
    head = {"fingerprint": fingerprint, "number": number, "sha256": hashlib.sha256(body).hexdigest()}
    return canonical_json(head).removesuffix(b"}") + _SEAL + body + b"}"


@dataclass(frozen=True, slots=True)
class Kept:
    """A result as it was written, to the last byte."""

    fingerprint: str
    body: bytes

    def result(self) -> Any:
        """What was given to `sealed`, out of JSON."""
        return json.loads(self.body)


def unsealed(file: Path, number: int) -> Kept | None:
    """What a file keeps under a number; None where there is none, or not all that was written."""
    try:
        head, _, rest = read_whole(file).partition(_SEAL)
    except OSError:
        return None
    told, body = _mapping(head + b"}"), rest.removesuffix(b"}")
    mark = told.get("fingerprint")
    whole = told.get("number") == number and told.get("sha256") == hashlib.sha256(body).hexdigest()
    return Kept(mark, body) if whole and isinstance(mark, str) else None


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of finished results, `NNNN.json` by their numbers, each with a mark of what decides it."""

    path: Path

    def put(self, number: int, mark: str, body: bytes) -> None:
        """Keep one, in canonical JSON."""
        write_file(self._file(number), sealed(mark, number, body))

    def taken(self, marks: Mapping[int, str]) -> dict[int, Any]:
        """By number, those of the wanted that are here, whole and with the same mark."""
        found = {}
        for number, mark in marks.items():
            kept = unsealed(self._file(number), number)
            if kept is not None and kept.fingerprint == mark:
                found[number] = kept.result()
        return found

    def marks(self) -> dict[Path, str]:
        """The mark of every one that is whole."""
        kept = {file: unsealed(file, int(file.stem)) for file in self.files()}
        return {file: one.fingerprint for file, one in kept.items() if one is not None}

    def clear(self, but: Iterable[int] = ()) -> None:
        """Remove all, except some numbers."""
        for file in set(self.files()) - set(map(self._file, but)):
            file_gone(file)

    def files(self) -> list[Path]:
        """Everything here, whole or not."""
        found = self.path.glob("*.json") if self.path.is_dir() else ()
        return sorted(file for file in found if file.stem.isdecimal())

    def _file(self, number: int) -> Path:
        return self.path / f"{number:04d}.json"


class Folder:
    """A study's folder: `replications/NNNN.json` while it runs, everything else at its end.

    `about` says in the manifest what the fingerprint is made of.
    """

    def __init__(self, path: Path, fingerprint: str, about: Mapping[str, Any] | None = None) -> None:
        self.path = path
        self.fingerprint = fingerprint
        self.about = about or {}
        self.replications = Shelf(path / REPLICATIONS)

    def prepare(self, *, keep: bool) -> None:
        """Make the folder; of the replications in it, `keep` leaves those of this study, the rest goes.

        Results go before anything else is written: an old page never stands beside a new manifest.
        """
        looks = list(self.looks()) if keep else []
        self.remove_results()
        begun = {"fingerprint": self.fingerprint, "finished": False, **self.about, "looks": looks}
        write_file(self.path / MANIFEST, canonical_json(begun))
        mine = {file for file, mark in self.replications.marks().items() if keep and mark == self.fingerprint}
        for old in (*self.replications.files(), *self.path.rglob(f".*{PART}")):
            if old not in mine:
                file_gone(old)

    def remove_results(self, but: Iterable[str] = ()) -> None:
        """Remove the tables, figures and pages that the manifest names, except some."""
        for name in set(self.results()) - set(but):
            file_gone(self.path / name)

    def results(self) -> list[str]:
        """The tables, figures and pages that the manifest names, relative to the folder."""
        told = self.manifest().get("files")
        names = [name for name in told if isinstance(name, str)] if isinstance(told, list) else []
        paths = [PurePosixPath(name) for name in names]
        return [path.as_posix() for path in paths if not path.is_absolute() and ".." not in path.parts]

    def nested(self) -> list[Folder]:
        """The results folders of several worlds, below this one."""
        found = sorted((self.path / BY_WORLD).glob("*")) if (self.path / BY_WORLD).is_dir() else []
        return [Folder(path, self.fingerprint) for path in found if path.is_dir()]

    def clear_nested(self) -> None:
        """Remove them: a study of one world takes their place."""
        for folder in self.nested():
            folder.remove_results()
            folder.replications.clear()
            file_gone(folder.path / MANIFEST)

    def numbers(self) -> list[int]:
        """Those of the replications that are here, whole."""
        return [int(file.stem) for file in self.replications.marks()]

    def put(self, replication: int, body: bytes) -> None:
        """Keep one finished replication, in canonical JSON."""
        self.replications.put(replication, self.fingerprint, body)

    def finished(self, wanted: Iterable[int]) -> dict[int, dict[str, Any]]:
        """Those wanted that a run with the same inputs, designs and seed has left here, whole."""
        return self.replications.taken(dict.fromkeys(wanted, self.fingerprint))

    def is_complete(self, wanted: Sequence[int]) -> bool:
        """Whether all replications here are of this study, and just those wanted."""
        marks = self.replications.marks()
        numbers = {int(file.stem) for file in marks}
        return numbers == set(wanted) and set(marks.values()) == {self.fingerprint}

    def manifest(self) -> dict[str, Any]:
        """What the folder says about the study that filled it; empty when it says nothing."""
        try:
            return _mapping(read_whole(self.path / MANIFEST))
        except OSError:
            return {}

    def looks(self) -> tuple[int, ...]:
        """Numbers of replications at which verdicts of this very study have been shown."""
        told = self.manifest()
        looks = told.get("looks") if told.get("fingerprint") == self.fingerprint else None
        known = looks if isinstance(looks, list) else []
        return tuple(sorted({n for n in known if isinstance(n, int) and n > 0}))

    def note_look(self, n: int) -> None:
        """Verdicts after so many replications are about to be seen, whether or not they are saved here."""
        looks = self.looks()
        if n not in looks:
            told = {**self.manifest(), "looks": sorted({*looks, n})}
            write_file(self.path / MANIFEST, canonical_json(told))

    def count(self) -> int:
        """How many finished replications lie here, in all its worlds."""
        return len(self.replications.marks()) + sum(folder.count() for folder in self.nested())


def keep_inputs(folder: Path, inputs: Mapping[str, bytes]) -> None:
    """A copy of the scenario beside its results, so that they can be told again."""
    home = folder / INPUTS
    wanted = {home / name for name in inputs}
    for old in home.rglob("*") if home.is_dir() else ():
        if not old.is_dir() and old not in wanted:
            file_gone(old)
    for name, content in inputs.items():
        file = home / name
        if not file.is_file() or file.read_bytes() != content:
            write_file(file, content)


def _mapping(text: bytes) -> dict[str, Any]:
    """A JSON mapping; empty when it is none."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def fingerprint(**inputs: Any) -> str:
    """A short hash of everything that decides the numbers of a replication."""
    return hashlib.sha256(canonical_json({**inputs, "form": _FORM})).hexdigest()[:16]


def versions() -> dict[str, str]:
    """Versions of hallsim, Python and the libraries that could change a number."""
    from hallsim import __version__

    found = {"hallsim": __version__, "python": platform.python_version()}
    return found | {name: metadata.version(name) for name in _LIBRARIES}


def created_at() -> str:
    """Now, in UTC, to the second: for the manifest only."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def table_files(
    tables: Mapping[str, pd.DataFrame], parquet: Sequence[str] = ("metrics",)
) -> dict[str, bytes]:
    """Every table as CSV (UTF-8 with a mark that Excel understands), some as Parquet too, by name."""
    files = {}
    for name, table in tables.items():
        text = table.to_csv(index=False, lineterminator="\n", encoding="utf-8")
        files[f"{name}.csv"] = b"\xef\xbb\xbf" + text.encode()
    return files | {f"{name}.parquet": _parquet(tables[name]) for name in parquet}


def _parquet(table: pd.DataFrame) -> bytes:
    import io

    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False, engine="pyarrow")
    return buffer.getvalue()
