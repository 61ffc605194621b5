"""Which matters share a visit beyond the one it is written for."""

from __future__ import annotations

import numpy as np

from hallsim.audit.spans import Int
from hallsim.trace import Trace


def shared_visits(trace: Trace) -> tuple[Int, Int]:
    """Pairs (visit, matter): as the trace says; else the matters of a bundle share the citizen's first."""
    if trace.network is not None:
        return trace.network.shared["visit"], trace.network.shared["matter"]
    v, m = trace.visits, trace.matters
    n_citizens = len(trace.citizens["citizen"])
    first_visit = np.full(n_citizens, len(v["visit"]), np.int64)
    np.minimum.at(first_visit, v["citizen"], v["visit"])
    first_matter = np.full(n_citizens, len(m["matter"]), np.int64)
    np.minimum.at(first_matter, m["citizen"], m["matter"])
    came = first_visit[m["citizen"]] < len(v["visit"])
    shared = np.flatnonzero((first_matter[m["citizen"]] != m["matter"]) & came)
    return first_visit[m["citizen"][shared]], shared
