"""The stated load is what runs bring: exactly for drawn matters, in the mean by the laws."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import example, given, settings

from hallsim.demand.generate import generate
from hallsim.hall import build_plan, simulate
from hallsim.hall.plan.operations import Op, every
from hallsim.trace.model import Trace
from hallsim.units import MS_PER_HOUR
from hallsim.workload.drawn_account import count
from hallsim.workload.offered_load import offered_load
from tests.helpers.spelled import scenario_of as spelled
from tests.property.calm import calm_cases, plain_cases
from tests.property.strategies import Case

Z = 4.5
N_RUNS = 16
N_DAYS = 3


def test_every_ticket_of_a_run_is_foretold_from_its_draws() -> None:
    """Tickets and work by task, over operations of every kind."""
    seen: set[type] = set()

    @settings(max_examples=120)
    @given(calm_cases(per_day=25))
    def holds(case: Case) -> None:
        world, design = case.models()
        plan, demand = build_plan(world, design), case.demand()
        counted, trace = count(world, design, plan, demand), simulate(world, design, demand)
        seen.update(type(op) for way in plan.itineraries for op in every(way.ops()))
        task = trace.tickets["task"]
        assert counted.tickets.sum(axis=1) == pytest.approx(np.bincount(task, minlength=len(plan.tasks)))
        work = np.bincount(task, trace.tickets["work_ms"], len(plan.tasks))
        assert counted.work_ms.sum(axis=1) == pytest.approx(work, abs=0.5)

    holds()
    assert seen == set(get_args(Op))


def at_stations(trace: Trace) -> np.ndarray:
    """(stations, 2) tickets and hours of work a day."""
    stations = list(dict.fromkeys(trace.names.server_station))
    at = np.array([stations.index(name) for name in trace.names.server_station])[trace.tickets["server"]]
    hours = trace.tickets["work_ms"] / MS_PER_HOUR
    return np.stack([np.bincount(at, each, len(stations)) for each in (None, hours)], axis=1) / N_DAYS


PERMIT = {
    "route": [{"name": "form", "work": "5 min"}, {"name": "pay", "work": "1 min", "needed": "40%"}],
    "supplement": "3 min", "collect": "1 min", "decision": "promised", "limit": "9 workdays",
    "documents": {"required": 3, "missing": "40%"}, "correction": "20%",
    "approval": {"serial": [{"step": "look"}, {"parallel": [{"step": "one"}, {"step": "other"}]},
                            {"step": "fee"}, {"step": "sign"}]},
    "steps": {
        "look": {"desk": "plan", "work": "10 min", "again": "2 min", "returns": "30%", "refuses": "20%"},
        "one": {"desk": "fire", "work": "20 min", "needed": "50%", "refuses": "30%"},
        "other": {"desk": "fire", "work": "5 min"},
        "fee": {"kind": "payment", "work": "2 min", "elapsed": "1 h", "needed": "60%"},
        "sign": {"desk": "plan", "work": "1 min", "returns": "20%", "resume": "look"},
    },
}  # fmt: skip
RICH = Case(
    world={
        "calendar": {"start": "2026-03-02", "days": 3, "ending": "drain", "working_days": "all"},
        "services": {"permit": PERMIT},
        "groups": {"few": {"share": "30%", "missing_factor": 2}, "most": {"share": "70%"}},
        "citizens": {"max_visits": 3},
        "arrivals": [{"per_day": 60}],
    },
    design={
        "opening": "always", "windows": {"hall": {"count": 4, "serves": ["all"]}}, "notice": "50%",
        "desks": {"plan": {"officers": 3}, "fire": {"officers": 3}},
        "approval": {"on_refusal": "finish", "corrections": "visit", "payments": "visit"},
    },
    seed=7,
)  # fmt: skip
"""Everything that plain ways have."""


@pytest.mark.statistical
@settings(max_examples=12)
@example(RICH)
@given(plain_cases(per_day=40))
def test_the_mean_of_many_runs_is_the_stated_load(case: Case) -> None:
    """Within 4.5 standard errors of the runs, or of independent tickets where these vary more."""
    raw = {"hallsim": 1, "world": case.world, "designs": {"one": case.design}}
    stated = np.array([(load.n_tickets, load.work_hours) for load in offered_load(spelled(raw))])
    world, design = case.models()
    runs = np.stack(
        [at_stations(simulate(world, design, generate(world, case.seed, r))) for r in range(N_RUNS)]
    )
    se = runs.std(axis=0, ddof=1) / N_RUNS**0.5
    n_tickets = np.maximum(stated[:, :1] * N_DAYS * N_RUNS, 1)
    tolerance = Z * np.maximum(se, stated / np.sqrt(n_tickets)) + 1e-9
    assert (np.abs(runs.mean(axis=0) - stated) <= tolerance).all()
