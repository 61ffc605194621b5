"""How many visits end with documents missing: the notice, decided from the tape."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.scenario.world import World

NEVER_NAMED = 1 << 30


def rejections(world: World, demand: Demand, notice: float) -> NDArray[np.int64]:
    """Number of visits of each matter that are rejected because documents are missing.

    A document is missing when its ``missing_u`` falls below the service's probability. At each rejection the
    notice names each document still missing with probability ``notice``, independently: the round in which
    one is named is geometric, read from one uniform, so that a better notice never names it later. A
    rejection that would name nothing names the next one instead (nobody is sent away without a word), so
    the number of rejections is the number of distinct rounds among the missing documents.

    Args:
        notice: probability in [0, 1]; 0 names one document at a time, in the order of their uniforms.

    Returns:
        (m,) int64.
    """
    n_documents = demand.missing_u.shape[1]
    if n_documents == 0:
        return np.zeros(demand.n_matters, np.int64)
    services = list(world.services.values())
    required = np.array([s.documents.required for s in services])[demand.service]
    probability = np.array([s.documents.missing for s in services])[demand.service]
    missing = (demand.missing_u < probability[:, None]) & (np.arange(n_documents) < required[:, None])
    rounds = np.where(missing, _rounds(demand.notice_u, notice), -1)
    rounds.sort(axis=1)
    is_new = np.diff(rounds, axis=1, prepend=-1) > 0
    n_rejections: NDArray[np.int64] = is_new.sum(axis=1, dtype=np.int64)
    return n_rejections


def _rounds(u: NDArray[np.float64], notice: float) -> NDArray[np.int64]:
    """Geometric rounds 0, 1, 2, ... by inversion; with notice 0 all rounds differ, by rank of the uniform."""
    if notice >= 1:
        return np.zeros(u.shape, np.int64)
    if notice <= 0:
        return u.argsort(axis=1).argsort(axis=1).astype(np.int64)
    rounds = np.floor(np.log1p(-u) / np.log1p(-notice))
    whole: NDArray[np.int64] = np.minimum(rounds, NEVER_NAMED).astype(np.int64)
    return whole
