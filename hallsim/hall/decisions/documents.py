"""How many visits end with documents missing: the notice, decided from the tape (R5.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.scenario.world.world import World

NEVER_NAMED = 1 << 30
Flags = NDArray[np.bool_]
Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the documents decide, (m,): the visits rejected for them, and whether some are brought later."""

    rejections: NDArray[np.int64]
    shortfall: Flags


def missing_documents(
    world: World, demand: Demand, guides: float = 1.0, shared: Mapping[str, float] | None = None
) -> Flags:
    """(m, D) which documents each matter lacks when its citizen first comes.

    Document i is missing when its uniform lies below the service's probability times the factors of the
    group and of the design's guides, unless the hall fetches it itself.

    Args:
        guides: factor on every probability.
        shared: probability that the hall fetches a document, by service or for ``all``.
    """
    n_documents = demand.missing_u.shape[1]
    services = list(world.services.values())
    required = np.array([s.documents.required for s in services])[demand.service]
    probability = np.array([s.documents.missing for s in services])[demand.service] * guides
    factors = [group.missing_factor for group in world.groups.values()]
    if any(factor != 1.0 for factor in factors):
        probability = probability * np.array(factors)[demand.group[demand.matter_citizen]]
    missing = (demand.missing_u < probability[:, None]) & (np.arange(n_documents) < required[:, None])
    if shared:
        fetched = [shared.get(s, shared.get("all", 0.0)) for s in world.services]
        missing &= document_uniforms(demand, "shared") >= np.array(fetched)[demand.service][:, None]
    return missing


def document_uniforms(demand: Demand, mechanism: str) -> Real:
    """(m, D) uniforms of a mechanism that looks at every document."""
    found = np.empty(demand.missing_u.shape)
    for i in range(demand.missing_u.shape[1]):
        found[:, i] = demand.matter_tape.uniforms(f"{mechanism}/{i}")
    return found


def judge(missing: Flags, notice_u: Real, notice: float, tolerate: int = 0) -> Judged:
    """Read how often each matter is rejected.

    At each rejection the notice names each document still missing with probability ``notice``,
    independently: the round in which one is named is geometric, read from one uniform, so that a better
    notice never names it later. A rejection that would name nothing names the next one instead (nobody is
    sent away without a word), so the number of rejections is the number of distinct rounds among the
    missing documents, up to the round that leaves no more than ``tolerate`` of them open.

    Args:
        missing: (m, D).
        notice_u: (m, D).
        notice: probability in [0, 1]; 0 names one document at a time, in the order of their uniforms.
        tolerate: documents that may be brought after acceptance.
    """
    n_matters, n_documents = missing.shape
    if n_documents == 0:
        return Judged(rejections=np.zeros(n_matters, np.int64), shortfall=np.zeros(n_matters, np.bool_))
    rounds = np.where(missing, _rounds(notice_u, notice), -1)
    rounds.sort(axis=1)
    is_new = np.diff(rounds, axis=1, prepend=-1) > 0
    total: NDArray[np.int64] = is_new.sum(axis=1, dtype=np.int64)
    if not tolerate:
        return Judged(rejections=total, shortfall=np.zeros(n_matters, np.bool_))
    n_rejections = np.zeros(n_matters, np.int64)
    if tolerate < n_documents:
        # The documents named last are those left open.
        n_rejections = is_new[:, : n_documents - tolerate].sum(axis=1, dtype=np.int64)
    return Judged(rejections=n_rejections, shortfall=total > n_rejections)


def rejections(world: World, demand: Demand, notice: float) -> NDArray[np.int64]:
    """(m,) visits rejected for documents under a notice and no other measure."""
    return judge(missing_documents(world, demand), demand.notice_u, notice).rejections


def _rounds(u: Real, notice: float) -> NDArray[np.int64]:
    """Geometric rounds 0, 1, 2, ... by inversion; with notice 0 all rounds differ, by rank of the uniform."""
    if notice >= 1:
        return np.zeros(u.shape, np.int64)
    if notice <= 0:
        return u.argsort(axis=1).argsort(axis=1).astype(np.int64)
    rounds = np.floor(np.log1p(-u) / np.log1p(-notice))
    whole: NDArray[np.int64] = np.minimum(rounds, NEVER_NAMED).astype(np.int64)
    return whole
