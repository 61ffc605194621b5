"""Approvals with results over a village, its county and the city: audited, every minute with its cause."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hallsim.metrics.attribution.causes import matter_causes
from hallsim.trace.model import NEVER
from tests.helpers.hall_builder import NINE, run, world
from tests.unit.test_network import office, with_offices

Mapping = dict[str, Any]

PLACES: Mapping = {
    "city": {},
    "county": {"within": "city", "to_parent": {"time": "1 h"}},
    "village": {"within": "county", "homes": "100%", "to_parent": {"time": "30 min"}},
}
DESKS, TEAMS = ("village_desk", "county_desk", "city_desk"), ("one_team", "other_team")


@st.composite
def trees(draw: st.DrawFn, steps: tuple[str, ...]) -> Mapping:
    """Steps in series and side by side, at random."""
    if len(steps) == 1:
        return {"step": steps[0]}
    cut = draw(st.integers(1, len(steps) - 1))
    parts = [draw(trees(steps[:cut])), draw(trees(steps[cut:]))]
    if draw(st.booleans()):
        return {"serial": parts}
    return {"parallel": parts, "join": draw(st.sampled_from(("all", "all", "first")))}


@st.composite
def step(draw: st.DrawFn, before: list[str]) -> Mapping:
    """A step of any kind that holds or is worked on."""
    kind = draw(st.sampled_from(("review", "review", "review", "inspection", "notice", "payment")))
    found: Mapping = {"kind": kind, "needed": draw(st.sampled_from(("100%", "60%")))}
    if kind in ("notice", "payment"):
        found |= {"elapsed": draw(st.sampled_from(("2 h", "2 days")))}
        found |= {"clock": draw(st.sampled_from(("running", "stopped")))}
        return found | ({"work": "5 min"} if kind == "payment" else {})
    shares = st.sampled_from(("0%", "20%", "50%"))
    found |= {"desk": draw(st.sampled_from(DESKS if kind == "review" else TEAMS))}
    found |= {"work": draw(st.sampled_from(("exponential(mean 30 min)", "exponential(mean 200 min)")))}
    found |= {"returns": draw(shares), "refuses": draw(shares)}
    if draw(st.booleans()) and len(before):
        found["resume"] = draw(st.sampled_from(before))
    return found


@st.composite
def services(draw: st.DrawFn) -> Mapping:
    """One permit with its approval."""
    names = [f"s{i}" for i in range(draw(st.integers(2, 5)))]
    steps = {name: draw(step(names[:i])) for i, name in enumerate(names)}
    return {
        "permit": {
            "counter": "10 min", "collect": "2 min", "department": "hall",
            "decision": draw(st.sampled_from(("promised", "promised", "instant"))),
            "limit": draw(st.sampled_from(("1 workdays", "2 workdays", "5 workdays"))),
            "approval": draw(trees(tuple(names))), "steps": steps,
        }
    }  # fmt: skip


@st.composite
def designs(draw: st.DrawFn) -> Mapping:
    """A village's office that relies on the county's, couriers between them, and rules of approval."""
    courier = st.fixed_dictionaries({
        "leaves": st.sampled_from(("daily 12:00", "every 1 h", "mon,thu 15:00")),
        "takes": st.sampled_from(("0 min", "1 h", "1 days")),
    })  # fmt: skip
    desk = st.fixed_dictionaries(
        {
            "officers": st.sampled_from((1, 2, "unlimited")),
            "discipline": st.sampled_from(("fifo", "earliest_due")),
        },
        optional={"wip": st.just(1)},
    )
    decides = st.sampled_from(((), ("permit",)))
    village: Mapping = {"relies_on": "county", "decides": draw(decides)}
    county: Mapping = {"decides": draw(decides), "desks": {"county_desk": draw(desk)}}
    for one in (village, county):
        one |= draw(st.fixed_dictionaries({}, optional={"courier": courier}))
    if draw(st.booleans()):
        village["desks"] = {"village_desk": draw(desk)}
    limits = st.fixed_dictionaries(
        {"after_deemed": st.sampled_from(("drop", "finish"))},
        optional={"deemed": st.sampled_from(("50%", "100%")), "warn": st.just("50%")},
    )
    approval = st.fixed_dictionaries({
        "on_refusal": st.sampled_from(("finish", "cancel")),
        "corrections": st.sampled_from(("visit", "online")),
        "payments": st.sampled_from(("visit", "online")),
        "inspections": st.sampled_from(("joint", "separate")),
    })  # fmt: skip
    teams = {team: {"officers": 1, "site": {"travel": "20 min"}} for team in TEAMS}
    return {
        "offices": {"village": office(3, **village), "county": office(**county)},
        "desks": {name: draw(desk) for name in DESKS} | teams,
        "limits": draw(limits),
        "approval": draw(approval),
    }


@settings(max_examples=40)
@given(services(), designs(), st.sampled_from(("stop", "drain")), st.integers(0, 10**6))
def test_every_minute_has_its_cause_wherever_the_file_is(
    permit: Mapping, design: Mapping, ending: str, seed: int
) -> None:
    arrive = [NINE + 83 * i % 2000 for i in range(25)]
    w = world(permit, arrive, places=PLACES, days=8, ending=ending, citizens={"return_after": "1 workday"})
    trace = run(w, with_offices(**design), seed=seed)
    parts, m = matter_causes(trace), trace.matters
    came = m["first_visit_ms"] != NEVER
    assert parts.to_numpy().min(initial=0) >= 0
    assert np.array_equal(parts.sum(axis=1)[came], (m["end_ms"] - m["first_visit_ms"])[came])
