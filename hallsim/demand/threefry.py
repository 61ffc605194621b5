"""Threefry-2x64 with 20 rounds: a random number as a function of its owner and of what it decides.

Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.  It passes BigCrush
from 13 rounds on; 20 are the authors' default.  Any value is read without drawing those before it, so that no
number depends on an order.  A value takes 20 to 25 ns here, and 7 ns by `threefry.cpp`, where that was built
with the package; reading a stream of PCG64 by position took 15 ns, and 36 us for each stream, of which a
catalogue has hundreds.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Final

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Int = NDArray[np.int64]
Real = NDArray[np.float64]

_ROTATIONS: Final = (16, 42, 12, 31, 16, 32, 24, 21)
_PARITY: Final = 0x1BD11BDAA9FC1A22
_MASK: Final = (1 << 64) - 1
_N_ROUNDS: Final = 20


def threefry(counter: tuple[Words, Words], key: tuple[int, int]) -> tuple[Words, Words]:
    """Both words, (n,) uint64, of every counter, (n,) uint64, under a key of two words of 64 bits."""
    keys = (*key, _PARITY ^ key[0] ^ key[1])
    one, two = counter[0] + np.uint64(keys[0]), counter[1] + np.uint64(keys[1])
    spare = np.empty_like(two)
    for number in range(_N_ROUNDS):
        bits = _ROTATIONS[number % len(_ROTATIONS)]
        one += two
        np.right_shift(two, np.uint64(64 - bits), out=spare)
        np.left_shift(two, np.uint64(bits), out=two)
        two |= spare
        two ^= one
        if number % 4 == 3:
            step = number // 4 + 1
            one += np.uint64(keys[step % 3])
            two += np.uint64((keys[(step + 1) % 3] + step) & _MASK)
    return one, two


def uniforms(one: Int, two: Int, key: tuple[int, int]) -> Real:
    """(n,) float64 in [0, 1): 53 bits of the first word of every counter (two columns of int64)."""
    compiled = built()
    if compiled is not None:
        found: Real = compiled.uniforms(np.ascontiguousarray(one), np.ascontiguousarray(two), *key)
        return found
    return uniforms_by_numpy(one, two, key)


def uniforms_by_numpy(one: Int, two: Int, key: tuple[int, int]) -> Real:
    """The same without the extension."""
    words, _ = threefry((one.astype(np.uint64), two.astype(np.uint64)), key)
    return (words >> np.uint64(11)).astype(np.float64) * 2.0**-53


@cache
def built() -> ModuleType | None:
    """The extension; None where it was not built."""
    try:
        return import_module("hallsim.demand._threefry")
    except ImportError:
        return None
