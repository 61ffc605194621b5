"""Faults planted in the reference engine: each is caught by the audit, or by a rule of this file.

The audit knows the trace only; what a trace cannot show (whose work was done, who was patient, whose queue
comes first) is compared with the demand and the plan by the findings below.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from hallsim.audit import violations
from hallsim.audit.duty import continued_from, wait_end
from hallsim.demand.demand import Demand
from hallsim.demand.generate import generate
from hallsim.hall import build_plan, simulate
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World
from hallsim.trace.model import NEVER, End, Outcome, Trace
from hallsim.units import MS_PER_DAY
from tests.helpers.spelled import design_of
from tests.property.faults import FAULTS, Patch

WORLD = {
    "calendar": {"start": "2026-03-02", "days": 3},
    "services": {
        "licence": {
            "share": "50%",
            "department": "north",
            "counter": "exponential(mean 9 min)",
            "collect": "2 min",
            "documents": {"required": 3, "missing": "20%"},
            "decision": "promised",
            "limit": "5 workdays",
            "approval": {"parallel": [{"step": "check"}, {"step": "site"}]},
            "steps": {
                "check": {"desk": "north", "work": "gamma(mean 50 min, cv 1)"},
                "site": {"desk": "far", "work": "2 h", "elapsed": "1 h"},
            },
        },
        "card": {"share": "50%", "department": "south", "counter": "uniform(2, 14 min)"},
    },
    "groups": {"elderly": {"share": "30%"}, "others": {"share": "70%"}},
    "citizens": {"patience": "uniform(20, 90 min)", "return_after": "1 workday"},
    "arrivals": [{"per_day": 170, "profile": {"09:00-12:00": 1, "14:00-17:00": 2}}],
}
DESIGN = {
    "opening": ["09:00-12:00", "13:30-17:00"],
    "desk_hours": "09:00-17:00",
    "windows": {
        "n": {"serves": ["north", "collect"], "count": 2, "at_shift_end": "hand_back",
              "breaks": [{"count": 1, "hours": "10:00-10:30"}]},
        "s": {"serves": ["south"], "helps": ["north"], "count": 1, "at_close": "finish"},
        "t": {"serves": ["south"], "count": 1, "at_close": "finish"},
    },
    "desks": {"north": {"officers": 2}, "far": {"officers": "unlimited"}},
    "priority": {"elderly": 1},
}  # fmt: skip


@cache
def hall() -> tuple[World, Design, Demand]:
    """A busy hall with every mechanism the faults touch."""
    world = World.model_validate(WORLD)
    return world, design_of(DESIGN), generate(world, 4, 0)


# ---------------------------------------------------------------- what the audit cannot know


def foreign_work(trace: Trace, demand: Demand) -> int:
    """First visits whose ticket did not need the work on the matter's own tape."""
    t, v = trace.tickets, trace.visits
    ended = (t["visit"] != NEVER) & (t["outcome"] == Outcome.SERVED)
    first = ended & (v["attempt"][t["visit"]] == 0)
    first &= ~np.isin(t["matter"], t["matter"][t["outcome"] == Outcome.HANDED_BACK])
    return int((t["work_ms"] != demand.route_work_ms[demand.route_start[t["matter"]]])[first].sum())


def outlived_patience(trace: Trace, demand: Demand) -> int:
    """Tickets of first visits that waited longer than their citizen's patience, or left before it ended."""
    t, v = trace.tickets, trace.visits
    first = (t["visit"] != NEVER) & (v["attempt"][t["visit"]] == 0)
    first &= ~np.isin(t["matter"], t["matter"][t["outcome"] == Outcome.HANDED_BACK])
    patience = demand.patience_ms[t["citizen"], 0]
    waited = wait_end(trace) - t["issue_ms"]
    wrong = (waited > patience) | ((t["outcome"] == Outcome.LEFT) & (waited != patience))
    return int((first & wrong).sum())


def helped_first(trace: Trace, demand: Demand) -> int:
    """Tickets taken by a helper while a ticket issued earlier still waited in the helper's own queue."""
    world, design, _ = hall()
    plan = build_plan(world, design)
    t, waited_to = trace.tickets, wait_end(trace)
    wrong = 0
    for i in np.flatnonzero(t["server"] != NEVER):
        tiers = plan.servers[t["server"][i]].tiers
        if len(tiers) > 1 and t["queue"][i] in tiers[1]:
            own = np.isin(t["queue"], tiers[0]) & (t["issue_ms"] < t["start_ms"][i])
            wrong += bool((own & (waited_to > t["start_ms"][i])).any())
    return wrong


def kept_after_closing(trace: Trace, demand: Demand) -> int:
    """Tickets at windows that waited on when the hall had closed and the last clerk of the queue had left."""
    t, shifts, waited_to, closes = trace.tickets, trace.shifts, wait_end(trace), trace.days.close_ms
    wrong = 0
    for i in np.flatnonzero(t["visit"] != NEVER):
        day = t["issue_ms"][i] // MS_PER_DAY
        close = closes[np.searchsorted(closes, t["issue_ms"][i], side="right")]
        serving = np.array([t["queue"][i] in queues for queues in trace.names.server_queues])
        today = serving[shifts["server"]] & (shifts["from_ms"] // MS_PER_DAY == day)
        wrong += waited_to[i] > max(shifts["left_ms"][today].max(), close)
    return wrong


def rest_overtaken(trace: Trace, demand: Demand) -> int:
    """Services begun while the rest of a service handed back waited in the same queue and class."""
    t, source, waited_to = trace.tickets, continued_from(trace), wait_end(trace)
    wrong = 0
    for i in np.flatnonzero(source != NEVER):
        rivals = (t["queue"] == t["queue"][i]) & (t["priority"] >= t["priority"][i]) & (source == NEVER)
        wrong += (rivals & (t["start_ms"] >= t["issue_ms"][i]) & (t["start_ms"] < waited_to[i])).any()
    return wrong


FINDINGS: dict[str, Callable[[Trace, Demand], int]] = {
    "foreign_work": foreign_work,
    "outlived_patience": outlived_patience,
    "helped_first": helped_first,
    "kept_after_closing": kept_after_closing,
    "rest_overtaken": rest_overtaken,
}


def caught() -> set[str]:
    """Rules broken in a run of the hall."""
    world, design, demand = hall()
    trace = simulate(world, design, demand)
    found = {violation.rule for violation in violations(trace)}
    if not found & {"ids", "columns", "references"}:
        found |= {name for name, count in FINDINGS.items() if count(trace, demand)}
    return found


def test_the_sound_engine_breaks_no_rule_and_uses_every_mechanism() -> None:
    """Without a fault nothing is found, in a hall in which every end and outcome of a ticket occurs."""
    world, design, demand = hall()
    trace = simulate(world, design, demand)
    assert caught() == set()
    assert set(trace.tickets["outcome"].tolist()) >= {
        Outcome.SERVED, Outcome.LEFT, Outcome.SENT_HOME, Outcome.IN_SERVICE, Outcome.HANDED_BACK,
    }  # fmt: skip
    assert set(trace.citizens["state"].tolist()) >= {End.SERVED, End.LEFT, End.IN_APPROVAL, End.AWAY}
    assert (trace.shifts["left_ms"] > trace.shifts["to_ms"]).any()


@pytest.mark.parametrize(("plant", "rule"), FAULTS, ids=[plant.__name__ for plant, _ in FAULTS])
def test_a_planted_fault_is_caught(plant: Callable[[Patch], None], rule: str, monkeypatch: Patch) -> None:
    """The rule that names the fault fires."""
    plant(monkeypatch)
    assert rule in caught()
