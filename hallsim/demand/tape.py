"""Tapes: where each citizen's and each matter's uniforms lie, readable by any name before the clock starts.

A tape is a list of blocks; a block is a set of rows (citizens or matters) whose draws lie on the streams that
begin with the block's prefix, at the block's positions. What is drawn is named (`group`, `work/counter`,
`error/2`, ...), so adding or dropping a draw moves no other, and nothing that is not needed is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.streams import generator, uniforms_at

Int = NDArray[np.int64]
Real = NDArray[np.float64]
Stream = tuple[int, int, str]
"""Seed, replication and seed block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Rows whose draws lie at `positions` (increasing) of the streams that begin with `prefix`."""

    prefix: str
    positions: Int
    rows: Int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tape:
    """The draws of `n` rows."""

    stream: Stream
    n: int
    blocks: tuple[Block, ...]

    def uniforms(self, what: str, needed: NDArray[np.bool_] | None = None) -> Real:
        """(n,) uniforms in [0, 1) named `what`; 0 where not `needed`."""
        seed, replication, block_name = self.stream
        found = np.zeros(self.n)
        for block in self.blocks:
            positions, rows = block.positions, block.rows
            if needed is not None:
                chosen = needed[rows]
                positions, rows = positions[chosen], rows[chosen]
            if len(rows):
                source = generator(seed, replication, f"{block.prefix}/{what}", block_name)
                found[rows] = uniforms_at(source, positions)
        return found
