"""Which matters share a visit beyond the one it is written for."""

from __future__ import annotations

import numpy as np

from hallsim.audit.company import by_agent, leads
from hallsim.audit.spans import Int, first_of
from hallsim.trace.model import NEVER, Trace, once_a_trace


@once_a_trace
def shared_visits(trace: Trace) -> tuple[Int, Int]:
    """Pairs (visit, matter), of visits that citizens make: as the trace of a network says.

    Else the matters of a bundle share the citizen's first visit, and those of a package further ones.
    """
    if trace.network is not None:
        return trace.network.shared["visit"], trace.network.shared["matter"]
    v, m = trace.visits, trace.matters
    in_person = ~by_agent(trace)
    own, n = np.flatnonzero(in_person), len(trace.citizens["citizen"])
    first_visit = first_of(v["citizen"][own], own, n, nothing=len(v["visit"]))
    shared = np.flatnonzero(~leads(trace) & (m["first_visit_ms"] != NEVER))
    mine = in_person[trace.aboard["visit"]]
    visit = np.concatenate([first_visit[m["citizen"][shared]], trace.aboard["visit"][mine]])
    return visit, np.concatenate([shared, trace.aboard["matter"][mine]])
