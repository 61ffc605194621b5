"""Every scenario file that ships loads without a warning, and a short run of each design passes the audit."""

from __future__ import annotations

from pathlib import Path

import pytest

import hallsim.api as hs
from hallsim.audit import audit
from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.metrics.attribution.causes import matter_causes, visit_causes
from hallsim.scenario.language.templates import HALLS, hall_names
from hallsim.scenario.scenario import Scenario
from hallsim.trace.model import NEVER, Trace

ROOT = Path(__file__).parents[2]
FILES = [*sorted((ROOT / "scenarios").glob("*.yaml")), *sorted((ROOT / "scenarios/textbook").glob("*.yaml"))]
FILES += [ROOT / f"scenarios/real/{name}.yaml" for name in ("bialoleka", "bank")]
FILES += sorted((ROOT / "benchmarks").glob("*.yaml"))
FILES += [ROOT / f"hallsim/templates/{HALLS}/{name}.yaml" for name in hall_names()]


def shortened(scenario: Scenario, days: int = 2) -> Scenario:
    """The first days only, without warm-up."""
    calendar = scenario.world.calendar.model_copy(
        update={"days": days, "weeks": None, "length": None, "warm_up": 0}
    )
    return scenario.model_copy(update={"world": scenario.world.model_copy(update={"calendar": calendar})})


MEANT = {
    "trace_overtime.yaml": {"shifts.relief"},  # one shift finishes its visitors while the next has begun
    "hall_day_hand_over.yaml": {"arrivals.no_ticket"},  # what a last ticket an hour before closing does
}


def minutes_add_up(trace: Trace) -> bool:
    """Whether the causes of every visit and matter sum to its whole time, to the millisecond."""
    v, m = trace.visits, trace.matters
    inside = visit_causes(trace).sum(axis=1).to_numpy()
    left = v["leave_ms"].copy()
    left[left == NEVER] = trace.end_ms
    whole = matter_causes(trace).sum(axis=1).to_numpy()
    return bool(
        (inside == left - v["arrive_ms"]).all()
        and (whole == m["end_ms"] - m["first_visit_ms"])[m["n_visits"] > 0].all()
    )


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_a_scenario_that_ships_is_right_and_its_trace_agrees_with_itself(file: Path) -> None:
    loaded = hs.load(file)
    assert {warning.code for warning in loaded.warnings} == MEANT.get(file.name, set())
    scenario = shortened(loaded.scenario)
    demand = generate(scenario.world, 1, 0)
    designs = list(scenario.designs)
    for name in designs[:2] if len(scenario.world.services) > 20 else designs:
        trace = simulate(scenario.world, scenario.designs[name], demand, name)
        audit(trace)
        assert minutes_add_up(trace)
        assert len(trace.citizens["citizen"]) == demand.n_citizens
