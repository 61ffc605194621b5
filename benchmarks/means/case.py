"""What the slice is run on, as arrays: a hall of four queues and ten windows, and three desks at once."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

MIN_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
WINDOW_QUEUES, DESKS, OFFICERS = 4, 3, 6
PER_DAY = 460
"""Citizens a day: a load of 0.88 at the ten windows."""
TIERS: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
    ((w % WINDOW_QUEUES,), ((w + 1) % WINDOW_QUEUES, (w + 2) % WINDOW_QUEUES)) for w in range(10)
]
"""By window, the queues of its own and those it helps."""
ROSTERS: list[list[tuple[float, float]]] = [
    [(9, 12), (13, 17)],
    [(9, 11.5), (12.5, 17)],
    [(8.5, 12), (13, 17.5)],
]
"""Hours of a day: of windows with even numbers, of those with odd ones, of desks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that the slice is given: int64, times in ms; queues of windows first, then those of desks.

    arrive_ms, queue, work_ms, patience_ms: (n,) by citizen, in order of coming; a patience of -1 never ends.
    step_work_ms: (n * desks,) work of each branch of the fork.
    tier_start, tier_queue: queues of server s at rank r stand from tier_start[2 s + r] on.
    roster, pauses: (servers,) its roster, and whether the end of a shift interrupts its work.
    span_start, span_from, span_to: spans of roster r stand from span_start[r] on.
    """

    arrive_ms: Ints
    queue: Ints
    work_ms: Ints
    patience_ms: Ints
    step_work_ms: Ints
    tier_start: Ints
    tier_queue: Ints
    roster: Ints
    pauses: Ints
    span_start: Ints
    span_from: Ints
    span_to: Ints

    def arrays(self) -> list[Ints]:
        """The fields in their order, as the engines take them."""
        return [getattr(self, field.name) for field in fields(self)]


def drawn(n: int, seed: int) -> Case:
    """So many citizens, some of whom do not wait for long."""
    rng = np.random.default_rng(seed)
    days = -(-n // PER_DAY)
    impatient = rng.uniform(size=n) < 0.3
    patience = np.where(impatient, rng.exponential(20 * MIN_MS, n), -1)
    arrive = np.sort(rng.uniform(9 * HOUR_MS, 16.5 * HOUR_MS, n) + np.arange(n) % days * DAY_MS)
    tiers: list[tuple[int, ...]] = [tier for own, helped in TIERS for tier in (own, helped)]
    tiers += [tier for d in range(DESKS) for _ in range(OFFICERS) for tier in ((WINDOW_QUEUES + d,), ())]
    n_windows, n_officers = len(TIERS), DESKS * OFFICERS
    hours = [[(d * 24 + a, d * 24 + b) for d in range(2 * days) for a, b in roster] for roster in ROSTERS]
    spans = np.array([span for roster in hours for span in roster]) * HOUR_MS
    return Case(
        arrive_ms=whole(arrive),
        queue=whole(rng.integers(WINDOW_QUEUES, size=n)),
        work_ms=whole(rng.lognormal(np.log(8 * MIN_MS) - 0.25, np.sqrt(0.5), n)),
        patience_ms=whole(patience),
        step_work_ms=whole(rng.gamma(2, 2.1 * MIN_MS, n * DESKS)),
        tier_start=whole(np.cumsum([0, *(len(tier) for tier in tiers)])),
        tier_queue=whole(np.array([queue for tier in tiers for queue in tier])),
        roster=whole(np.array([*(w % 2 for w in range(n_windows)), *[2] * n_officers])),
        pauses=whole(np.array([0] * n_windows + [1] * n_officers)),
        span_start=whole(np.cumsum([0, *(len(roster) for roster in hours)])),
        span_from=whole(spans[:, 0]),
        span_to=whole(spans[:, 1]),
    )


def whole(values: NDArray[np.generic]) -> Ints:
    """The values as int64."""
    return np.ascontiguousarray(values, dtype=np.int64)
