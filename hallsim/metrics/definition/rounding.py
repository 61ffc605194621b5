"""Values at a number of significant digits, so that few different ones stand for any number of rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

DIGITS = 4
"""Significant digits of the values kept for quantiles: off by 0.05 % at most."""
CURVE_DIGITS = 3
"""The same where values only shape a Kaplan-Meier curve."""
WHOLE_CURVE_DIGITS = 1
"""The same in a run in which all has ended: the mean is that of the exact total, whatever the curve."""


_FAR = 340
with np.errstate(over="ignore"):
    _TENS = 10.0 ** np.arange(-_FAR, _FAR + 1.0)
"""The powers of ten, from the least of all floats to the greatest: raising it takes eight times as long."""


def rounded(values: Real, digits: int = DIGITS) -> Real:
    """Values at a number of significant digits: few different ones, whatever the number of rows."""
    whole, scale = _digits(values, _size(values), digits)
    return np.asarray(whole / scale)


def _size(values: Real) -> Real:
    """The power of ten of the first digit of each value; 0 of 0."""
    return np.asarray(np.floor(np.log10(np.abs(np.where(values == 0, 1.0, values)))))


def _digits(values: Real, size: Real, digits: int) -> tuple[Real, Real]:
    """(the first digits of each value as a whole number, what to divide it by)."""
    scale = _TENS.take((digits - 1 - size).astype(np.int64) + _FAR)
    # ties up, with what rounding errors take from them: the same duration is the same on every day
    return np.floor(values * scale + 0.5 + 1e-6), scale


def ranked(values: Real, digits: int = DIGITS) -> tuple[Real, NDArray[np.int64]]:
    """The different ones of `rounded` values, ascending, and the place of each value among them.

    Size and digits tell them apart: small whole numbers in the order of the values, which are marked, so that
    nothing has to be sorted.
    """
    if not len(values):
        return values, np.empty(0, np.int64)
    size = _size(values)
    size[values == 0] = size.min()  # before all others
    whole, scale = _digits(values, size, digits)
    low, width = whole.min(), np.ptp(whole) + 1
    kind = ((size - size.min()) * width + (whole - low)).astype(np.int64)
    place = np.empty(int(kind.max()) + 1, np.int64)
    place[kind] = np.arange(len(values))  # an example of each
    seen = np.zeros(len(place), np.bool_)
    seen[kind] = True
    known = np.flatnonzero(seen)
    rows = place[known]
    different = whole[rows] / scale[rows]
    place[known] = np.arange(len(known))
    if not (different[1:] > different[:-1]).all():  # negative ones; 9.9996 is 10
        different, place[known] = np.unique(different, return_inverse=True)
    return different, place[kind]
