"""The results folder: replications as they finish, then tables, figures, page and manifest.

Every file is written beside its place and renamed, so that a reader (or a later `--resume`) never meets half
a file.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hallsim.errors import RunError
from hallsim.os_errors import why

if TYPE_CHECKING:
    import pandas as pd

_LIBRARIES = ("numpy", "scipy", "simpy", "pandas")


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.  RunError when the folder cannot be written or the disk is full."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside_gone(beside)
        reason, reason_zh = why(error)
        raise RunError(
            f"{path} cannot be written: {reason}; what was finished before is kept",
            f"无法写入 {path}：{reason_zh}；此前已完成的结果已保留",
        ) from None


def beside_gone(path: Path) -> None:
    """Remove what is left of a file that could not be written."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


def canonical_json(value: Any) -> bytes:
    """JSON with null for NaN and the keys in their order: the same bytes for the same numbers."""
    return json.dumps(without_nan(value), ensure_ascii=False, allow_nan=False).encode()


def without_nan(value: Any) -> Any:
    """`value` with None for every NaN and infinity, as JSON wants it."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {str(k): without_nan(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [without_nan(v) for v in value]
    return value


class Folder:
    """A study's folder: `replications/NNNN.json` while it runs, everything else at its end.

    `about` says in the manifest what the fingerprint is made of.
    """

    def __init__(self, path: Path, fingerprint: str, about: Mapping[str, Any] | None = None) -> None:
        self.path = path
        self.fingerprint = fingerprint
        self.about = about or {}

    @property
    def replications(self) -> Path:
        """Where finished replications lie."""
        return self.path / "replications"

    def prepare(self, *, keep: bool) -> None:
        """Make the folder; of the replications in it, `keep` leaves those of this study, the rest goes."""
        looks = list(self.looks()) if keep else []
        begun = {"fingerprint": self.fingerprint, "finished": False, **self.about, "looks": looks}
        write_file(self.path / "manifest.json", canonical_json(begun))
        mine = {file for file, mark in self.marks().items() if keep and mark == self.fingerprint}
        for old in self._files():
            if old not in mine:
                beside_gone(old)

    def put(self, result: Mapping[str, Any]) -> None:
        """Keep one finished replication."""
        content = canonical_json({"fingerprint": self.fingerprint, "result": result})
        write_file(self.replications / f"{result['replication']:04d}.json", content)

    def finished(self, wanted: Iterable[int]) -> dict[int, dict[str, Any]]:
        """Replications among `wanted` that a run with the same inputs, designs and seed has left here."""
        found = {}
        for replication in wanted:
            kept = _read(self.replications / f"{replication:04d}.json")
            if kept.get("fingerprint") == self.fingerprint and "result" in kept:
                found[replication] = kept["result"]
        return found

    def marks(self) -> dict[Path, str]:
        """The fingerprint of every finished replication that can be read."""
        kept = {file: _read(file) for file in self._files()}
        return {file: str(content["fingerprint"]) for file, content in kept.items() if "result" in content}

    def manifest(self) -> dict[str, Any]:
        """What the folder says about the study that filled it; empty when it says nothing."""
        return _read(self.path / "manifest.json")

    def looks(self) -> tuple[int, ...]:
        """Numbers of replications at which verdicts of this very study have been shown."""
        told = self.manifest()
        looks = told.get("looks") if told.get("fingerprint") == self.fingerprint else None
        known = looks if isinstance(looks, list) else []
        return tuple(sorted({n for n in known if isinstance(n, int) and n > 0}))

    def count(self) -> int:
        """How many replications lie here."""
        return sum(1 for _ in self._files())

    def _files(self) -> Iterable[Path]:
        return sorted(self.replications.glob("[0-9]*.json")) if self.replications.is_dir() else []


def _read(file: Path) -> dict[str, Any]:
    """The JSON mapping of a file; empty when there is none to read."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def fingerprint(**inputs: Any) -> str:
    """A short hash of everything that decides the numbers of a replication."""
    return hashlib.sha256(canonical_json(inputs)).hexdigest()[:16]


def versions() -> dict[str, str]:
    """Versions of hallsim, Python and the libraries that could change a number."""
    from hallsim import __version__

    found = {"hallsim": __version__, "python": platform.python_version()}
    return found | {name: metadata.version(name) for name in _LIBRARIES}


def created_at() -> str:
    """Now, in UTC, to the second: for the manifest only."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Every table as CSV (UTF-8 with a mark that Excel understands); the metrics as Parquet too."""
    for name, table in tables.items():
        text = table.to_csv(index=False, lineterminator="\n", encoding="utf-8")
        write_file(folder / f"{name}.csv", b"\xef\xbb\xbf" + text.encode())
    write_file(folder / "metrics.parquet", _parquet(tables["metrics"]))


def _parquet(table: pd.DataFrame) -> bytes:
    import io

    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False, engine="pyarrow")
    return buffer.getvalue()
