"""Who came in vain and would come again after the run's stop: not served so far, like who gave it up.

Else a hall that turns everybody away would lose nobody as long as people come again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.spans import Int
from hallsim.metrics.definition.ends import FAILED
from hallsim.metrics.definition.sample import Mask, Sample
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, End


def ends_of_matters(s: Sample) -> NDArray[np.int64]:
    """(all matters,) how each ended; who is between two visits after one in vain as that visit did."""
    return s.once("ends of matters", lambda: _of_matters(s))


def ends_of_citizens(s: Sample) -> NDArray[np.int64]:
    """(all citizens,) the same of the citizens: any matter that they tried in vain makes it so."""
    return s.once("ends of citizens", lambda: _of_citizens(s))


def tries_in_vain(s: Sample) -> Mask:
    """(all matters,) whether the citizen has come in vain, and would come again."""
    return np.asarray(ends_of_matters(s) != s.trace.matters["state"])


def _of_matters(s: Sample) -> Int:
    state = s.trace.matters["state"]
    away = state == End.AWAY
    if not away.any():
        return state
    visit, matter = s.visits_of_matters
    last = np.full(len(state), NEVER, np.int64)
    last[matter] = visit  # by matter and time: the last one is what stays
    of_last = np.append(s.trace.visits["state"], NEVER)[last]
    return np.where(away & one_of(FAILED, of_last), of_last, state)


def _of_citizens(s: Sample) -> Int:
    state, of_matter = s.trace.citizens["state"], ends_of_matters(s)
    rows = np.flatnonzero(of_matter != s.trace.matters["state"])
    if not len(rows):
        return state
    found = state.copy()
    citizen = s.trace.matters["citizen"][rows]
    still = ~one_of(FAILED, state[citizen])  # another matter may have failed for good
    found[citizen[still]] = of_matter[rows[still]]
    return found
