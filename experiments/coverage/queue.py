"""Many independent replications of a two-window queue at once (M/M/2, first come first served).

Each replication starts empty, runs for some days of 24 hours and leaves out the first eight hours; the second
design serves the same people 5 % faster.  A citizen's wait is the lesser of the two windows' work in hand
(Kiefer and Wolfowitz 1955, Trans. AMS 78:1-18).  The replications of a pool are the whole population that
studies are drawn from, so that the true values are known exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int32]

SERVICE_MIN = 6.0
FASTER = 0.95
"""Service time of the second design over that of the first."""
WARM_UP_MIN = 480.0
DAY_MIN = 1440.0
TARGET_MIN = 15.0
EDGES_MIN: Floats = np.concatenate(
    [[0.0], np.arange(0.25, 60, 0.25), np.arange(60, 200, 1.0), np.arange(200, 1000, 10.0)]
)
"""Upper ends of the cells waits are counted in; the last cell is open."""


@dataclass(frozen=True, slots=True)
class Pool:
    """What every replication of one design sums up.

    Attributes:
        n: people, shape (replications,).
        wait_min: sum of their waits.
        wait2: sum of the squares of their waits.
        cells: people by cell of `EDGES_MIN`, shape (replications, cells).
    """

    n: Floats
    wait_min: Floats
    wait2: Floats
    cells: Counts

    @property
    def size(self) -> int:
        """How many replications."""
        return len(self.n)


@dataclass(slots=True)
class _Design:
    factor: float
    first: Floats
    second: Floats
    pool: Pool

    def meet(self, gap: Floats, service: Floats, counted: NDArray[np.bool_]) -> None:
        """One more citizen of every replication, `gap` minutes after the one before."""
        wait = np.maximum(self.first - gap, 0.0)
        other = np.maximum(self.second - gap, 0.0)
        done = wait + self.factor * service
        self.first, self.second = np.minimum(done, other), np.maximum(done, other)
        seen = np.where(counted, wait, 0.0)
        self.pool.n[:] += counted
        self.pool.wait_min[:] += seen
        self.pool.wait2[:] += seen * seen
        self.pool.cells[np.arange(len(wait)), np.searchsorted(EDGES_MIN, wait)] += counted


def simulate(
    replications: int, days: int, load: float, seed: int, *, equal: bool = False
) -> tuple[Pool, Pool]:
    """Pools of the two designs, met by the same people.

    Args:
        equal: the second design is as fast as the first, and only the people's service times are other draws:
            the designs differ in nothing.
    """
    rng = np.random.default_rng([seed, days, round(100 * load)])
    mean_gap = SERVICE_MIN / (2 * load)
    designs = [_design(replications, factor) for factor in (1.0, 1.0 if equal else FASTER)]
    clock = np.zeros(replications)
    while True:
        gap = rng.standard_exponential(replications) * mean_gap
        service = rng.standard_exponential(replications) * SERVICE_MIN
        clock += gap
        open_ = clock < days * DAY_MIN
        if not open_.any():
            return designs[0].pool, designs[1].pool
        again = rng.standard_exponential(replications) * SERVICE_MIN if equal else service
        for design, times in zip(designs, (service, again), strict=True):
            design.meet(gap, times, open_ & (clock >= WARM_UP_MIN))


def _design(n: int, factor: float) -> _Design:
    pool = Pool(np.zeros(n), np.zeros(n), np.zeros(n), np.zeros((n, len(EDGES_MIN) + 1), np.int32))
    return _Design(factor, np.zeros(n), np.zeros(n), pool)
