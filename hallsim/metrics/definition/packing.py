"""Numbers as short texts: a hall has thousands of different waits, in dozens of parts, every replication.

Whole numbers take as few bytes as the largest needs. Ascending decimals, as rounded values are, are kept as
whole numbers too: their distances, in ten-millionths. Whatever is neither is kept as it is. What comes back
is always the same to the last bit.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from functools import lru_cache
from zlib import compress, decompress
from zlib import error as zlib_error

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

FEW = 16
"""Numbers that are kept as they are: packing them costs more than it saves."""
_UNITS = 1e7
_EXACT = float(1 << 53)
_WHOLE, _ASCENDING, _ANY = "w", "d", "a"
_TYPES = {_WHOLE: "u", _ASCENDING: "u", _ANY: "f"}


def packed(values: Real) -> str | list[float]:
    """Numbers as a short text, a few as a list."""
    if len(values) <= FEW:
        few: list[float] = values.tolist()
        return few
    return _text(*_as_numbers(values)) if values.any() else _nothing(len(values))


@lru_cache(maxsize=4096)
def _nothing(n: int) -> str:
    """So many zeros: of what was followed to the end nothing is unfinished."""
    return _text(*_as_numbers(np.zeros(n)))


def _text(kind: str, numbers: NDArray[np.generic]) -> str:
    return f"{kind}{numbers.itemsize}{b64encode(compress(numbers.tobytes(), 1)).decode()}"


def unpacked(kept: str | list[float]) -> Real:
    """The numbers that `packed` made short.

    Raises:
        ValueError: it is nothing that `packed` makes.
    """
    return np.array(kept, np.float64) if isinstance(kept, list) else _unpacked(kept)


def _as_numbers(values: Real) -> tuple[str, NDArray[np.generic]]:
    """(kind, what is kept of the numbers)."""
    with np.errstate(all="ignore"):
        few = values[:FEW]  # mostly tell whether all are whole
        if (np.rint(few) == few).all():
            whole = values.astype(np.int64)
            if (whole == values).all() and whole.min() >= 0:
                return _WHOLE, _short(whole)
        units = np.rint(values * _UNITS)
        steps = units.copy()
        steps[1:] -= units[:-1]
        if (units / _UNITS == values).all() and steps.min() >= 0 and units[-1] < _EXACT:
            return _ASCENDING, _short(steps.astype(np.int64))
    return _ANY, values.astype("<f8", copy=False)


_SHORT = tuple((1 << 8 * size, np.dtype(f"<u{size}")) for size in (1, 2, 4, 8))


def _short(numbers: NDArray[np.int64]) -> NDArray[np.generic]:
    most = int(numbers.max())
    return numbers.astype(next(kind for beyond, kind in _SHORT if most < beyond))


@lru_cache(maxsize=1024)
def _unpacked(kept: str) -> Real:
    """Read only: the quantiles of one population are made of the same numbers."""
    try:
        kind, size, text = kept[0], kept[1], kept[2:]
        raw = decompress(b64decode(text, validate=True))
        numbers = np.frombuffer(raw, f"<{_TYPES[kind]}{size}").astype(np.float64)
    except (zlib_error, ValueError, TypeError, LookupError) as error:
        raise ValueError("damaged numbers") from error
    if kind == _ASCENDING:
        numbers = np.cumsum(numbers) / _UNITS
    numbers.flags.writeable = False
    return numbers
