"""What approvals whose files are sent back, refused or paid for bring to desks and windows."""

from __future__ import annotations

import json

import numpy as np
import pytest

import hallsim.api as hs
from hallsim.demand.generate import generate
from hallsim.hall import build_plan, simulate
from hallsim.scenario.scenario import Scenario
from hallsim.workload.drawn_account import count
from hallsim.workload.offered_load import offered_load

OPTIONS: dict[str, dict[str, object]] = {
    "none": {},
    "reminders": {"reminders": {"share": "50%", "days": "5 workdays"}},
    "guide": {"guide": {"count": 1, "work": "1 min"}},
    "appointments": {"appointments": {"capacity": 3, "period": "1 h"}},
    "online": {"online": {"success": "60%"}},
    "delivery": {"delivery": {"share": "50%", "days": "2 workdays"}},
}
FILES_A_MATTER = {"returns": 1 / 0.75, "refuses": 1.0, "needed": 0.25}


def scenario(service: dict[str, object], design: dict[str, object]) -> Scenario:
    """One service, many windows and officers, people who may book or file online."""
    hall = {"windows": {"hall": {"count": 9, "serves": "all"}}, "desks": {"office": 9}}
    promised = {"counter": "4 min", "decision": "promised", "limit": "5 workdays", "online": True}
    text = {
        "hallsim": 1,
        "world": {
            "calendar": {"days": 5, "ending": "drain"},
            "services": {"licence": promised | service},
            "citizens": {"books": "50%", "flexible": "30%", "online": "50%"},
            "arrivals": {"per_day": 1000, "profile": {"09:00-11:00": 1}},
        },
        "designs": {"one": hall | design},
    }
    return hs.loads(json.dumps(text)).scenario


@pytest.mark.parametrize("corrections", ["visit", "online"])
@pytest.mark.parametrize("result", FILES_A_MATTER)
@pytest.mark.parametrize("option", OPTIONS)
def test_the_load_of_a_step_with_results_is_that_of_their_law(
    option: str, result: str, corrections: str
) -> None:
    """A tape of a corrected file was unknown to the load beside any option (KeyError)."""
    step = {"desk": "office", "work": "20 min", result: "25%"}
    service: dict[str, object] = {"approval": ["check"], "steps": {"check": step}}
    found = scenario(service, OPTIONS[option] | {"approval": {"corrections": corrections}})
    load = {each.station: each for each in offered_load(found)}
    files = 1000 * FILES_A_MATTER[result]
    assert load["desk.office"].n_tickets == pytest.approx(files, rel=0.03)
    online = 0.3 if option == "online" else 0.0  # 50 % try, 60 % of them succeed
    back = files - 1000 if corrections == "visit" and result == "returns" else 0.0
    assert load["hall"].n_tickets == pytest.approx((1 - online) * (1000 + back), rel=0.03)


def test_the_pilot_counts_what_a_run_gives_out() -> None:
    """Files, corrected files and payments: as many tickets as in the trace, and their work."""
    steps = {
        "look": {"desk": "office", "work": "5 min", "returns": "30%", "again": "2 min"},
        "pay": {"kind": "payment", "work": "3 min", "elapsed": "1 h", "needed": "60%"},
    }
    service: dict[str, object] = {"supplement": "2 min", "approval": ["look", "pay"], "steps": steps}
    found = scenario(service, {"approval": {"corrections": "visit", "payments": "visit"}})
    world, design = found.world, found.designs["one"]
    demand, plan = generate(world, 3, 0), build_plan(world, design)
    counted, trace = count(world, design, plan, demand), simulate(world, design, demand)
    served = trace.tickets
    tickets = np.bincount(served["task"], minlength=len(plan.tasks))
    spent = np.bincount(served["task"], served["end_ms"] - served["start_ms"], len(plan.tasks))
    window, desk, _ = (plan.task_index(task) for task in ("licence", "licence/look", "licence/pay"))
    assert counted.tickets.sum(axis=1) == pytest.approx(tickets)
    assert counted.work_ms[window].sum() == pytest.approx(spent[window])
    # a file at the desk may lie there overnight, so its work is counted by hand
    first, again = demand.n_matters, tickets[desk] - demand.n_matters
    assert counted.work_ms[desk].sum() == pytest.approx((5 * first + 2 * again) * 60_000)
