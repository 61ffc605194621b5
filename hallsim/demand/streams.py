"""All random numbers are made here: every draw is named by what it decides and for whom.

A sequence (the gaps of a Poisson process, a clerk's absences day by day) is a stream:
PCG64DXSM seeded by `SeedSequence(seed, spawn_key=(block, replication, stable hash of the name))`.  A draw
that belongs to somebody is a function of seed, block, replication, name and identity (`uniforms_of`).  So
adding, dropping or reordering anything changes nothing else.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.threefry import uniforms

BLOCKS: Final = {"main": 0, "pilot": 1, "search": 2, "confirm": 3}
"""Reserved seed blocks: a search never learns from the replications that judge it."""

Stream = tuple[int, int, str]
"""Seed, replication and seed block."""


def stable_hash(name: str) -> int:
    """64 bits of BLAKE2b of the name: the same on every machine and in every process."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def generator(seed: int, replication: int, name: str, block: str = "main") -> np.random.Generator:
    """The generator of a named stream, at its position 0."""
    key = (BLOCKS[block], replication, stable_hash(name))
    return np.random.Generator(np.random.PCG64DXSM(np.random.SeedSequence(seed, spawn_key=key)))


@lru_cache(maxsize=4096)
def environment_uniforms(stream: Stream, name: str, n: int) -> NDArray[np.float64]:
    """(n,) uniforms that belong to no citizen, read only; a longer reading begins with the shorter one.

    Every design of a replication reads the same ones, so they are kept.
    """
    seed, replication, block = stream
    found = generator(seed, replication, f"environment/{name}", block).random(n)
    found.flags.writeable = False
    return found


def uniforms_of(
    stream: Stream, what: str, identity: NDArray[np.int64], number: NDArray[np.int64]
) -> NDArray[np.float64]:
    """(n,) uniforms in [0, 1) named `what` of those with these identities and numbers, (n,)."""
    return uniforms(identity, number, (_key_of(stream), stable_hash(what)))


@lru_cache(maxsize=64)
def _key_of(stream: Stream) -> int:
    seed, replication, block = stream
    mixed = np.random.SeedSequence(seed, spawn_key=(BLOCKS[block], replication))
    return int(mixed.generate_state(1, np.uint64)[0])
