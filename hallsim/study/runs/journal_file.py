"""The file of a journal: its tables, whether it is whole, and what is said when the system refuses it."""

from __future__ import annotations

import errno
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from hallsim.errors import RunError
from hallsim.os_errors import why
from hallsim.text.message import Message

JOURNAL: Final = "journal.sqlite"
DAMAGED: Final = "damaged"
_FORM: Final = 1
"""Of the tables: one more whenever they change, so that nobody reads what he does not know."""
_MOST_UNREADABLE: Final = 10_000
"""So many rows on end that cannot be read, more than hang on one page: there are none behind."""
_ROOM: Final = 1 << 17
"""Bytes: with less a disk is full."""
_WAIT_S: Final = 30.0
"""For somebody else who writes: a moment, since only one process fills a folder."""

TABLES: Final = """
CREATE TABLE versions (versions TEXT PRIMARY KEY, libraries TEXT NOT NULL);
CREATE TABLE candidates (
    number INTEGER PRIMARY KEY, candidate TEXT NOT NULL, name TEXT NOT NULL, world TEXT NOT NULL,
    design TEXT NOT NULL, factors TEXT NOT NULL, world_sha256 TEXT NOT NULL, design_sha256 TEXT NOT NULL,
    wait_target_min REAL NOT NULL, noted INTEGER NOT NULL, seal BLOB NOT NULL, UNIQUE (candidate, name)
);
CREATE TABLE asked (
    candidate TEXT NOT NULL, seed INTEGER NOT NULL, block TEXT NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (candidate, seed, block)
);
CREATE TABLE runs (
    run INTEGER PRIMARY KEY, candidate TEXT NOT NULL, seed INTEGER NOT NULL, block TEXT NOT NULL,
    replication INTEGER NOT NULL, versions TEXT NOT NULL, state TEXT NOT NULL, engine TEXT NOT NULL,
    seconds REAL NOT NULL, wanted TEXT NOT NULL, reason TEXT,
    UNIQUE (candidate, seed, block, versions, replication)
);
CREATE TABLE numbers (run INTEGER PRIMARY KEY, body BLOB NOT NULL, seal BLOB NOT NULL);
CREATE TRIGGER gone AFTER DELETE ON runs BEGIN DELETE FROM numbers WHERE run = old.run; END;
"""
"""`body` is what a run adds to what is `wanted`, in JSON, compressed; `seal` a checksum of all that is told.

Of candidates of one name and seed the one with the largest `noted` is meant now (with another seed a search
tries others under the same names); `asked` tells how many replications of each were asked for at most.
"""

MEANT: Final = """(
    SELECT DISTINCT one.number, one.candidate, asked.seed FROM candidates AS one JOIN asked USING (candidate)
    WHERE one.noted = (
        SELECT max(other.noted) FROM candidates AS other JOIN asked AS too USING (candidate)
        WHERE other.name = one.name AND too.seed = asked.seed
    )
)"""
"""Rows of `candidates` and seeds that are meant now."""


def opened(path: Path | None) -> sqlite3.Connection:
    """A journal to be written, made where there is none, whole to the last row.

    Raises:
        RunError: it cannot be written, or it was damaged: then what can be read of it is in a new one, and
            the damaged file beside it.
    """
    if path is None:
        return _connected("")
    with in_our_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        new = not path.exists() or not path.stat().st_size
        if new:
            return _connected(path)
        try:
            db = _connected(path)
            if _is_whole(db):
                return db
            db.close()
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
        raise _mended(path)


def opened_to_read(path: Path) -> sqlite3.Connection:
    """A journal as it is, also while another process fills it; RunError where it cannot be read."""
    with in_our_words(path):
        return _read_only(path)


def seal_of(told: Sequence[Any], body: bytes = b"") -> bytes:
    """A checksum of what is told of a run, and of its numbers; or of a candidate."""
    return hashlib.blake2b(f"{tuple(told)} ".encode(errors="replace") + body, digest_size=12).digest()


@contextmanager
def in_our_words(path: Path | None) -> Iterator[None]:
    """What SQLite and the system refuse inside is a RunError that says what to do."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise _refused(path, error) from None


def _connected(path: Path | str) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = WAL")  # a disk that has no such mode keeps its own
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA recursive_triggers = ON")  # else rows replaced would leave their numbers
        (form,) = db.execute("PRAGMA user_version").fetchone()
        if form == 0:
            db.executescript(f"BEGIN; {TABLES} PRAGMA user_version = {_FORM}; COMMIT;")
        elif form != _FORM:
            raise RunError(
                Message(
                    "{path} is a journal of another version of hallsim; name another folder with --out",
                    path=path,
                )
            )
    except BaseException:
        db.close()
        raise
    return db


def _read_only(path: Path) -> sqlite3.Connection:
    """A folder that can only be read has no room for what readers share; nobody writes there either."""
    try:
        return _to_read(path, "mode=ro")
    except sqlite3.OperationalError:
        return _to_read(path, "immutable=1")


def _to_read(path: Path, how: str) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, timeout=_WAIT_S)
    try:
        db.execute("SELECT count(*) FROM runs").fetchone()
    except BaseException:
        db.close()
        raise
    return db


def _is_whole(db: sqlite3.Connection) -> bool:
    """Whether the file is in order and all rows are as they were written."""
    if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        return False
    return all(
        _as_written(row) for row in db.execute(f"SELECT {_RUNS} FROM runs LEFT JOIN numbers USING (run)")
    ) and (all(_is_sealed(row) for row in db.execute(f"SELECT {_CANDIDATES}, seal FROM candidates")))


_RUNS: Final = (
    "candidate, seed, block, replication, versions, state, engine, seconds, wanted, reason, body, seal"
)
_CANDIDATES: Final = "candidate, name, world, design, factors, world_sha256, design_sha256, wait_target_min"


def _as_written(row: Sequence[Any]) -> bool:
    """Whether a run (in `_RUNS`) is as it was sealed."""
    return isinstance(row[-2], bytes) and seal_of(row[:-2], row[-2]) == row[-1]


def _is_sealed(row: Sequence[Any]) -> bool:
    """Whether a candidate (in `_CANDIDATES`, with its seal) is as it was sealed."""
    return bool(seal_of(row[:-1]) == row[-1])


def _is_damage(error: sqlite3.Error) -> bool:
    """Also a text that is none, which Python and not SQLite finds."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return isinstance(error, sqlite3.OperationalError)
    return code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _mended(path: Path) -> RunError:
    """Put a damaged journal aside, and what can be read of it into a new one; what is to be said."""
    n = 1
    while (aside := path.with_name(f"{path.stem}.{DAMAGED}-{n}{path.suffix}")).exists():
        n += 1
    for ending in ("-wal", "-shm", ""):
        file = path.with_name(path.name + ending)
        if file.exists():
            file.replace(aside.with_name(aside.name + ending))
    kept = 0
    with closing(_connected(path)) as db, closing(sqlite3.connect(aside)) as old:
        old.text_factory = lambda text: text.decode(errors="replace")
        old.execute("PRAGMA writable_schema = ON")  # reads a file that was cut short too
        db.execute("BEGIN IMMEDIATE")
        for table, columns in (("versions", "*"), ("candidates", "*"), ("asked", "*")):
            for row in _readable(old, table, "rowid", columns):
                if table != "candidates" or _is_sealed((*row[1:9], row[10])):
                    db.execute(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        for row in _readable(old, "runs JOIN numbers USING (run)", "run", _RUNS):
            if _as_written(row):
                run = db.execute(f"INSERT OR IGNORE INTO runs VALUES (NULL{', ?' * 10})", row[:10])
                if run.rowcount:
                    db.execute("INSERT INTO numbers VALUES (?, ?, ?)", (run.lastrowid, *row[10:]))
                    kept += 1
        db.execute("COMMIT")
    return RunError(
        Message(
            "{path} was damaged: {n} finished runs could be read and are kept, the damaged file is {aside}; "
            "give the same command again, it goes on from there",
            path=path, n=kept, aside=aside.name,
        )
    )  # fmt: skip


def _readable(db: sqlite3.Connection, tables: str, number: str, columns: str) -> Iterator[tuple[Any, ...]]:
    """Rows by number, without those that cannot be read."""
    at, n_failed = 0, 0
    query = f"SELECT {number}, {columns} FROM {tables} WHERE {number} > ? ORDER BY {number}"
    while n_failed < _MOST_UNREADABLE:
        try:
            for row in db.execute(query, (at,)):
                at, n_failed = row[0], 0
                yield row[1:]
            return
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
                return
            at, n_failed = at + 1, n_failed + 1


def _refused(path: Path | None, error: sqlite3.Error | OSError) -> RunError:
    shown = "SQLite" if path is None else path
    if isinstance(error, OSError):
        return _not_written(shown, why(error))
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    # a table that is not there: a file of a few bytes is a new journal to SQLite
    if _is_damage(error) or code == sqlite3.SQLITE_ERROR:
        return RunError(
            Message(
                "{path} is damaged; give the same command again: it keeps a copy and goes on from what can "
                "be read",
                path=shown,
            )
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _not_written(shown, Message("another process writes it"))
    number = {
        sqlite3.SQLITE_FULL: errno.ENOSPC,
        sqlite3.SQLITE_READONLY: errno.EROFS,
        sqlite3.SQLITE_CANTOPEN: errno.EACCES,
        sqlite3.SQLITE_PERM: errno.EACCES,
        # what readers share is no file to SQLite, and cannot be full
        sqlite3.SQLITE_IOERR: errno.ENOSPC if _is_full(path) else errno.EIO,
    }.get(code)
    if number is None:
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        return _not_written(shown, Message("the system refuses it ({code})", code=name))
    return _not_written(shown, why(OSError(number, "")))


def _is_full(path: Path | None) -> bool:
    try:
        return path is not None and shutil.disk_usage(path.parent).free < _ROOM
    except OSError:
        return False


def _not_written(path: Path | str, reason: Message) -> RunError:
    return RunError(
        Message(
            "{path} cannot be written: {reason}; what was finished before is kept, and the same command goes "
            "on from there",
            path=path, reason=reason,
        )
    )  # fmt: skip
