"""Matters that share a visit: which of them the visit is written for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.spans import first_of
from hallsim.trace.model import NEVER, Trace, once_a_trace


@once_a_trace
def by_agent(trace: Trace) -> NDArray[np.bool_]:
    """(visits,) whether an agent made it."""
    found = np.zeros(len(trace.visits["visit"]), np.bool_)
    found[trace.trips["visit"]] = True
    return found


@once_a_trace
def represented(trace: Trace) -> NDArray[np.bool_]:
    """(matters,) whether somebody else went, or came to the citizen: an agent, a team."""
    return with_agent(trace) | at_home(trace)


@once_a_trace
def with_agent(trace: Trace) -> NDArray[np.bool_]:
    """(matters,) handed to an agent."""
    found = np.zeros(len(trace.matters["matter"]), np.bool_)
    found[trace.bags["matter"]] = True
    return found


@once_a_trace
def at_home(trace: Trace) -> NDArray[np.bool_]:
    """(matters,) served at home."""
    found = np.zeros(len(trace.matters["matter"]), np.bool_)
    found[trace.home["matter"]] = True
    return found


@once_a_trace
def leads(trace: Trace) -> NDArray[np.bool_]:
    """(matters,) whether the citizen's first visit is written for this one: the first they came for."""
    m = trace.matters
    n = len(m["matter"])
    came_for = np.flatnonzero(m["first_visit_ms"] != NEVER)
    first = first_of(m["citizen"][came_for], came_for, len(trace.citizens["citizen"]), nothing=n)
    return np.asarray(first[m["citizen"]] == m["matter"])
