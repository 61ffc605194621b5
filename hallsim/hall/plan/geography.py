"""Places, the journeys between them, and where citizens live: indexed tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int64]
Real = NDArray[np.float64]
NOWHERE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Geography:
    """Every single place of a world: P places of `kinds`, in a tree of L levels; level 0 is the top.

    Attributes:
        names: (P,) `city`, `township-1`, ...
        kind: (P,) index into `kinds`.
        parent: (P,) the place each lies in, -1 at the top.
        line: (L, P) the ancestor of each place at every level: itself at its own level, -1 below it.
        own_ms, up_ms: (kinds,) mean time from a home to the centre, and on to the centre of the parent.
        own_fare, up_fare: (kinds,) yuan, in one direction.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    kind: Int
    parent: Int
    line: Int
    own_ms: Real
    up_ms: Real
    own_fare: Real
    up_fare: Real

    def copies(self, name: str) -> list[int]:
        """The places of a kind, in order."""
        found: list[int] = np.flatnonzero(self.kind == self.kinds.index(name)).tolist()
        return found

    def between(self, here: Int, there: Int, up: Real | Int) -> Real:
        """(n,) sum of `up` over the steps to a parent that lie between two centres.

        Args:
            here, there: (n,) places.
            up: by kind of place, (kinds,) or (kinds, n).
        """
        total = np.zeros(np.broadcast(here, there).shape)
        rows = np.arange(len(total))
        for level in range(1, len(self.line)):
            for place, other in ((here, there), (there, here)):
                mine = self.line[level][place]
                crossed = (mine != NOWHERE) & (mine != self.line[level][other])
                kind = self.kind[mine]
                step = up[kind, rows] if up.ndim == 2 else up[kind]
                total += np.where(crossed, step, 0)
        return total

    def connected(self, here: Int, there: Int) -> NDArray[np.bool_]:
        """(n,) whether two places lie in one tree."""
        return np.asarray(self.line[0][here] == self.line[0][there])

    def mean_ms(self, there: int) -> Real:
        """(P,) mean time from the centre of every place to one place; inf where there is no way."""
        here, to = np.arange(len(self.names)), np.full(len(self.names), there)
        return np.where(self.connected(here, to), self.between(here, to, self.up_ms), np.inf)


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """Where n citizens live, and their journeys: one uniform for each citizen says how long every part takes.

    Attributes:
        home: (n,) place.
        own_ms: (n,) from home to the centre of that place.
        up_ms: (kinds, n) from the centre of a place of each kind to its parent's.
    """

    home: Int
    own_ms: Int
    up_ms: Int
