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


def rounded(values: Real, digits: int = DIGITS) -> Real:
    """Values at a number of significant digits: few different ones, whatever the number of rows."""
    whole, scale = _digits(values, _size(values), digits)
    return np.asarray(whole / scale)


def _size(values: Real) -> Real:
    """The power of ten of the first digit of each value; 0 of 0."""
    return np.asarray(np.floor(np.log10(np.abs(np.where(values == 0, 1.0, values)))))


def _digits(values: Real, size: Real, digits: int) -> tuple[Real, Real]:
    """(the first digits of each value as a whole number, what to divide it by)."""
    scale = 10.0 ** (digits - 1 - size)
    # ties up, with what rounding errors take from them: the same duration is the same on every day
    return np.floor(values * scale + 0.5 + 1e-6), scale


def ranked(values: Real, digits: int = DIGITS) -> tuple[Real, NDArray[np.int64]]:
    """The different ones of `rounded` values, ascending, and the place of each value among them.

    Size and digits tell them apart: small whole numbers, which are counted, so that only the different ones
    have to be sorted.
    """
    if not len(values):
        return values, np.empty(0, np.int64)
    size = _size(values)
    whole, scale = _digits(values, size, digits)
    low, width = whole.min(), int(np.ptp(whole)) + 1
    kind = (size - size.min()).astype(np.int64) * width + (whole - low).astype(np.int64)
    example = np.zeros(int(kind.max()) + 1, np.int64)
    example[kind] = np.arange(len(values))
    known = np.flatnonzero(np.bincount(kind))
    rows = example[known]
    different, place = np.unique(whole[rows] / scale[rows], return_inverse=True)
    example[known] = place
    return different, example[kind]
