"""What is printed suits any code page, and a reader who has gone stops nothing.

`hallsim compare FILE | head -3` or a full disk behind `>` must not end a run of hours half-way.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

NOBODY_READS: Final = (errno.EPIPE, errno.EBADF, errno.EIO)
"""A closed pipe, a closed descriptor, a terminal that is gone."""
NEAREST: Final = "hallsim.nearest"
"""The error handler that replaces what a code page does not have."""
_ALIKE: Final = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "…": "...", "×": "x", "·": ".", "≤": "<=", "≥": ">=", "≈": "~", "±": "+/-",
     "∞": "inf", "→": "->", "²": "^2", "“": '"', "”": '"', "‘": "'", "’": "'"}
)  # fmt: skip


class Outlet(io.RawIOBase):
    """A raw stream whose first failure is noted instead of raised; what comes after it is dropped."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self.failure: OSError | None = None

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return bool(self._raw.isatty())

    def fileno(self) -> int:
        return int(self._raw.fileno())

    def write(self, data: Any) -> int:
        while self.failure is None:
            try:
                written = self._raw.write(data)
                if written is not None:
                    return int(written)
                select.select([], [self._raw], [])  # a pipe that does not block, and is full
            except OSError as error:
                self.failure = error
        return len(data)

    @property
    def lost(self) -> OSError | None:
        """Why what somebody wanted to read was not written; None where nobody reads or all is well."""
        failure = self.failure
        return None if failure is None or failure.errno in NOBODY_READS else failure


@contextmanager
def steady_streams() -> Iterator[Outlet | None]:
    """Inside, writing to standard output and error never raises; gives the outlet of standard output.

    A character that the code page does not have is replaced by one that looks alike, else by `?`. None where
    standard output is no ordinary stream.
    """
    codecs.register_error(NEAREST, _replaced)
    _occupy_standard_descriptors()
    before = sys.stdout, sys.stderr
    sys.stdout, outlet = _steady(before[0])
    sys.stderr, _ = _steady(before[1])
    try:
        yield outlet
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdout, sys.stderr = before


def _steady(stream: Any) -> tuple[Any, Outlet | None]:
    if stream is None:  # its descriptor was closed before the program began
        return Path(os.devnull).open("w", encoding="utf-8"), None
    if not isinstance(stream, io.TextIOWrapper):
        return stream, None
    stream.flush()
    outlet = Outlet(getattr(stream.buffer, "raw", stream.buffer))
    steady = io.TextIOWrapper(
        io.BufferedWriter(outlet),
        encoding=stream.encoding,
        errors=NEAREST,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
    return steady, outlet


def _occupy_standard_descriptors() -> None:
    """A file of ours must not take the number of a standard stream that is closed."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    like = error.object[error.start : error.end].translate(_ALIKE)
    return "".join(char if char.isascii() else "?" for char in like), error.end
