"""Tapes: each citizen's and each matter's uniforms, readable by any name before the clock starts (R2.2).

Every draw has a name (`group/elderly`, `work/counter`, `error/2`, ...), so adding or dropping one changes no
other, and nothing is drawn that is not needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.streams import Stream, uniforms_of

Int = NDArray[np.int64]
Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tape:
    """The draws of n rows.

    Attributes:
        identity: (n,) the citizen's stable name.
        number: (n,) which matter of the citizen, 0 for the first and for the citizen.
    """

    stream: Stream
    identity: Int
    number: Int

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.identity)

    def uniforms(self, what: str, needed: NDArray[np.bool_] | None = None) -> Real:
        """(n,) uniforms in [0, 1) named `what`; 0 where not `needed`."""
        if needed is None:
            return uniforms_of(self.stream, what, self.identity, self.number)
        found = np.zeros(self.n)
        rows = np.flatnonzero(needed)
        if len(rows):
            found[rows] = uniforms_of(self.stream, what, self.identity[rows], self.number[rows])
        return found

    def choices(self, what: str, names: Sequence[str], weights: Real, needed: Int) -> Int:
        """(k,) index of the name that each of the rows `needed`, (k,), draws by `weights`, (names,).

        Every name has an exponential time of rate weight, from the uniforms `what`/name, and the first one is
        drawn: with probability weight / sum, whatever the order of the names; a name that gains weight only
        gains rows, and a new name takes rows only for itself.  ValueError when the weights sum to nothing.
        """
        runs = np.flatnonzero(weights > 0)
        if not len(runs):
            raise ValueError("shares sum to nothing")
        if len(runs) == 1:
            return np.full(len(needed), runs[0], dtype=np.int64)
        identity, number = self.identity[needed], self.number[needed]
        found = np.zeros(len(needed), dtype=np.int64)
        first = np.full(len(needed), np.inf)
        for k in runs.tolist():
            time = np.log1p(-uniforms_of(self.stream, f"{what}/{names[k]}", identity, number)) / -weights[k]
            earlier = time < first
            first[earlier], found[earlier] = time[earlier], k
        return found
