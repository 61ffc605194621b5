"""The one place that makes generators: every stream is named by what it decides and for whom.

A stream is PCG64DXSM seeded by `SeedSequence(seed, spawn_key=(block, replication, stable hash of the name))`,
so that adding, dropping or reordering streams changes no other.  A uniform takes exactly one step of the
generator, so position i of a stream is the same number however the stream is read.
"""

from __future__ import annotations

import hashlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

BLOCKS: Final = {"main": 0, "pilot": 1, "search": 2, "confirm": 3}
"""Reserved seed blocks: what a search learns from is never what judges it."""

_SKIP: Final = 1024  # jumping over fewer positions than this costs more than drawing them
_CHUNK: Final = 2048  # positions answered at once: with _SKIP, bounds the memory of sparse readings


def stable_hash(name: str) -> int:
    """64 bits of BLAKE2b of the name: the same on every machine and in every process."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def generator(seed: int, replication: int, name: str, block: str = "main") -> np.random.Generator:
    """The generator of a named stream, at its position 0."""
    key = (BLOCKS[block], replication, stable_hash(name))
    return np.random.Generator(np.random.PCG64DXSM(np.random.SeedSequence(seed, spawn_key=key)))


def uniforms_at(stream: np.random.Generator, positions: NDArray[np.int64]) -> NDArray[np.float64]:
    """The uniforms at increasing `positions` of a fresh stream, without drawing across wide gaps."""
    found = np.empty(len(positions))
    bits = stream.bit_generator
    if not isinstance(bits, np.random.PCG64DXSM):
        raise TypeError("only a stream made by generator() can be read by position")
    breaks = np.flatnonzero(np.diff(positions) > _SKIP) + 1
    here = 0  # position of the next uniform of the stream
    for first, last in zip([0, *breaks.tolist()], [*breaks.tolist(), len(positions)], strict=True):
        for begin in range(first, last, _CHUNK):
            part = positions[begin : min(begin + _CHUNK, last)]
            bits.advance(int(part[0]) - here)
            span = int(part[-1] - part[0]) + 1
            found[begin : begin + len(part)] = stream.random(span)[part - part[0]]
            here = int(part[0]) + span
    return found
