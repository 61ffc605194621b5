"""Many replications of M/M/c and M/M/c+M queues with the same citizens for every number of servers.

The recursion of Kiefer and Wolfowitz (1955, Transactions of the AMS 78:1-18), all replications at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Arrivals a minute, mean work and (0: endless) patience in minutes; customers of a replication, those
    before them that are not counted, and the wait that is short.
    """

    per_min: float
    work_min: float
    patience_min: float = 0.0
    n_customers: int = 400
    n_before: int = 200
    short_min: float = 15.0


@dataclass(frozen=True, slots=True)
class Bank:
    """By number of servers (replications, 4): waits, short waits, who leaves, customers."""

    queue: Queue
    totals: dict[int, Real]

    def value(self, n_servers: int, column: int) -> float:
        """The figure of all replications together: 0 the mean wait, 1 the share with a short one, 2 of those
        who leave.
        """
        totals = self.totals[n_servers].sum(axis=0)
        return float(totals[column] / totals[3])


def simulate(queue: Queue, servers: Sequence[int], n_replications: int, seed: int) -> Bank:
    """All replications under each number of servers."""
    return Bank(queue, {c: _totals(queue, c, n_replications, seed) for c in servers})


def _totals(queue: Queue, n_servers: int, n_replications: int, seed: int) -> Real:
    draws = np.random.default_rng(seed)  # the same for every number of servers
    work = np.zeros((n_replications, n_servers))  # what each server still has, least first
    totals = np.zeros((n_replications, 4))
    for customer in range(queue.n_before + queue.n_customers):
        gap, need, patience = draws.standard_exponential((3, n_replications))
        work = np.maximum(work - (gap / queue.per_min)[:, None], 0.0)
        wait = work[:, 0].copy()
        stays = wait <= patience * queue.patience_min if queue.patience_min else np.ones(len(wait), bool)
        work[:, 0] += np.where(stays, need * queue.work_min, 0.0)
        work.sort(axis=1)
        if customer >= queue.n_before:
            waited = wait if not queue.patience_min else np.minimum(wait, patience * queue.patience_min)
            short = stays & (wait <= queue.short_min)
            totals += np.stack([waited, short, ~stays, np.ones(len(wait))], axis=1)
    return totals
