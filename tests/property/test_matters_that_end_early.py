"""Whatever holds a matter's file lets go of it when the matter ends: agents, visits to come, countdowns."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from hallsim.audit import audit
from hallsim.metrics.attribution.causes import matter_causes
from hallsim.trace.model import NEVER
from tests.property.endings import cases_that_end_early
from tests.property.strategies import Case


@settings(max_examples=80)
@given(cases_that_end_early())
def test_nothing_is_done_for_a_matter_that_has_ended(case: Case) -> None:
    """An agent holds its papers once at a time, and neither they nor a visit nor a warning outlast it."""
    trace = case.run()
    audit(trace)
    m, bags, v = trace.matters, trace.bags, trace.visits
    ends = m["end_ms"]
    order = np.lexsort((bags["from_ms"], bags["matter"]))
    matter, since, until = (bags[name][order] for name in ("matter", "from_ms", "to_ms"))
    again = matter[1:] == matter[:-1]
    assert (until[:-1] <= since[1:])[again].all()
    assert (until <= ends[matter]).all()
    assert (v["arrive_ms"] <= ends[v["matter"]]).all()
    assert (trace.warned["warned_ms"] <= ends[trace.warned["matter"]]).all()
    parts, came = matter_causes(trace), m["first_visit_ms"] != NEVER
    assert parts.to_numpy().min(initial=0) >= 0
    assert np.array_equal(parts.sum(axis=1)[came], (ends - m["first_visit_ms"])[came])
