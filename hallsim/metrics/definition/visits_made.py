"""Visits that citizens make themselves for their matters; those that agents make are not theirs."""

from __future__ import annotations

import numpy as np

from hallsim.audit.company import by_agent
from hallsim.audit.spans import Int
from hallsim.metrics.definition.sample import Sample
from hallsim.trace.codes import one_of
from hallsim.trace.model import Purpose


def own_visits(s: Sample) -> tuple[Int, Int]:
    """Pairs (visit, matter), by matter and time."""
    return s.once("own visits", lambda: _in_person(s))


def visits_for(s: Sample, *purposes: Purpose) -> Int:
    """(all matters,) how many visits were made for each with one of the purposes."""
    return s.once(("visits for", purposes), lambda: _made_for(s, purposes))


def _in_person(s: Sample) -> tuple[Int, Int]:
    visit, matter = s.visits_of_matters
    in_person = ~by_agent(s.trace)[visit]
    return visit[in_person], matter[in_person]


def _made_for(s: Sample, purposes: tuple[Purpose, ...]) -> Int:
    visit, matter = own_visits(s)
    counts = one_of(purposes, s.trace.visits["purpose"][visit])
    return np.bincount(matter[counts], minlength=len(s.trace.matters["matter"]))
