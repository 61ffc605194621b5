"""Numbers as short texts: a hall has thousands of different waits, in dozens of parts, every replication.

Ascending values of four significant digits, as rounded ones are, are kept as the distances of their places
among all such values, which take a byte or two. Whole numbers take as few bytes as the largest needs.
Whatever is neither is kept as it is. What comes back is always the same to the last bit.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from functools import cached_property, lru_cache
from zlib import compress, decompress
from zlib import error as zlib_error

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Places = NDArray[np.int64]

FEW = 16
"""Numbers that are kept as they are: packing them costs more than it saves."""
_WHOLE, _ROUNDED, _AFTER_ZERO, _ANY, _NOTHING = "w", "r", "z", "a", "n"
_TYPES = {_WHOLE: "u", _ROUNDED: "u", _AFTER_ZERO: "u", _ANY: "f"}

_SIZES = range(-12, 16)
_TENS = np.array([float(f"1e{size}") for size in _SIZES])
"""The least value of each size; four digits of it are a whole number times `_DOWN` over `_UP`."""
_UP = np.array([float(10 ** max(3 - size, 0)) for size in _SIZES])
_DOWN = np.array([float(10 ** max(size - 3, 0)) for size in _SIZES])
_OF_A_SIZE = 9000  # 1000 to 9999
_ABOVE = 10.0 ** (_SIZES[-1] + 1)


class Ascending:
    """Different numbers in their order, some of which are packed again and again: those of each part."""

    def __init__(self, values: Real) -> None:
        self.values = values

    @cached_property
    def _places(self) -> Places | None:
        return _places(self.values)

    def packed(self, chosen: Places) -> str | list[float]:
        """Those at some positions, as `packed` has them."""
        some = self.values[chosen]
        if len(some) <= FEW or self._places is None:
            return packed(some)
        return _rounded(self._places[chosen])


def packed(values: Real) -> str | list[float]:
    """Numbers as a short text, a few as a list."""
    if len(values) <= FEW:
        few: list[float] = values.tolist()
        return few
    places = _places(values)
    if places is not None:
        return _rounded(places)
    # of what was followed to the end nothing is unfinished
    return _text(*_as_numbers(values)) if values.any() else f"{_NOTHING}{len(values)}"


def _text(kind: str, numbers: NDArray[np.generic]) -> str:
    return f"{kind}{numbers.itemsize}{b64encode(compress(numbers.tobytes(), 1)).decode()}"


def _rounded(places: Places) -> str:
    """The first place above 0, and the distances of the others: too even to be compressed, which takes longer
    than all else.
    """
    kind = _ROUNDED if places[0] else _AFTER_ZERO
    above = places if places[0] else places[1:]
    steps = _short(above[1:] - above[:-1])
    return f"{kind}{steps.itemsize}{above[0]}:{b64encode(steps.tobytes()).decode()}"


def _places(values: Real) -> Places | None:
    """Of ascending values of four significant digits: the place of each among all such values, 0 of 0; None
    of others.
    """
    few = values[: FEW + 1]
    if not (few[1:] > few[:-1]).all() or np.signbit(values[0]):  # of counts mostly the first tell
        return None
    zero = int(values[0] == 0)
    above = values[zero:]
    if not (_TENS[0] <= above[0] and above[-1] < _ABOVE and (values[1:] > values[:-1]).all()):
        return None
    size = np.searchsorted(_TENS, above, side="right") - 1
    up, down = _UP[size], _DOWN[size]
    digits = np.rint(above * up / down)
    if (digits / up * down != above).any():
        return None
    places = np.zeros(len(values), np.int64)
    places[zero:] = size * _OF_A_SIZE + digits.astype(np.int64) - 999
    return places


def _at_places(kind: str, first: int, steps: NDArray[np.unsignedinteger]) -> Real:
    places = np.cumsum(steps, dtype=np.int64) + first
    size, digits = np.divmod(np.concatenate([[first], places]) - 1, _OF_A_SIZE)
    above = (digits + 1000) / _UP[size] * _DOWN[size]
    return np.concatenate([[0.0], above]) if kind == _AFTER_ZERO else above


def unpacked(kept: str | list[float]) -> Real:
    """The numbers that `packed` made short.

    Raises:
        ValueError: it is nothing that `packed` makes.
    """
    return np.array(kept, np.float64) if isinstance(kept, list) else _unpacked(kept)


def _as_numbers(values: Real) -> tuple[str, NDArray[np.generic]]:
    """(kind, what is kept of the numbers)."""
    few = values[:FEW]  # mostly tell whether all are whole
    if (np.rint(few) == few).all():
        with np.errstate(invalid="ignore"):
            whole = values.astype(np.int64)
        if (whole == values).all() and whole.min() >= 0:
            return _WHOLE, _short(whole)
    return _ANY, values.astype("<f8", copy=False)


_SHORT = tuple((1 << 8 * size, np.dtype(f"<u{size}")) for size in (1, 2, 4, 8))


def _short(numbers: NDArray[np.int64]) -> NDArray[np.generic]:
    most = int(numbers.max())
    return numbers.astype(next(kind for beyond, kind in _SHORT if most < beyond))


@lru_cache(maxsize=1024)
def _unpacked(kept: str) -> Real:
    """Read only: the quantiles of one population are made of the same numbers."""
    try:
        numbers = _read(kept)
    except (zlib_error, ValueError, TypeError, LookupError, OverflowError, MemoryError) as error:
        raise ValueError("damaged numbers") from error
    numbers.flags.writeable = False
    return numbers


def _read(kept: str) -> Real:
    if kept[0] == _NOTHING:
        return np.zeros(int(kept[1:]))
    kind, size, text = kept[0], kept[1], kept[2:]
    first, _, text = text.rpartition(":")
    raw = b64decode(text, validate=True)
    read = np.frombuffer(raw if first else decompress(raw), f"<{_TYPES[kind]}{size}")
    return _at_places(kind, int(first), read) if first else read.astype(np.float64)
