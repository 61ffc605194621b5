"""Two worlds that differ in one thing differ in nothing else: common random numbers by construction."""

import copy
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hallsim.demand.demand import Demand
from hallsim.demand.generate import generate
from hallsim.demand.tape import Tape
from hallsim.scenario.world.world import World

World_ = dict[str, Any]
Fate = dict[str, Any]

BASE: World_ = {
    "calendar": {"start": "2026-03-02", "days": 3},
    "services": {
        "licence": {
            "share": "60%",
            "counter": "lognormal(mean 12 min, cv 0.7)",
            "supplement": "exponential(mean 5 min)",
            "collect": "uniform(1, 3 min)",
            "documents": {"required": 2, "missing": "20%"},
            "steps": {"check": {"work": "exponential(mean 20 min)", "elapsed": "uniform(1, 2 workdays)"}},
            "approval": {"step": "check"},
        },
        "question": {
            "share": "40%",
            "kind": "enquiry",
            "route": [
                {"name": "desk", "work": "exponential(mean 2 min)"},
                {"name": "cashier", "work": "1 min"},
            ],
        },
    },
    "groups": {
        "firms": {
            "share": "30%",
            "matters": {"1": "50%", "3": "50%"},
            "patience": "exponential(mean 60 min)",
        },
        "people": {"share": "70%", "return_after": "uniform(2, 5 workdays)"},
    },
    "citizens": {"max_visits": 3},
    "arrivals": [{"per_day": 40, "profile": "two_peaks", "batch": {"1": "80%", "2": "20%"}}],
}

FEW = settings(max_examples=10)  # each example draws several worlds and compares every citizen
SEED = st.integers(0, 2**63 - 1)
RATE = st.floats(0, 120)


def make(changes: Mapping[str, Any] | None = None, *, base: World_ = BASE) -> World_:
    """A copy of the world with dotted keys set, `services.licence.collect` to a value."""
    world = copy.deepcopy(base)
    for path, value in (changes or {}).items():
        *parents, last = (int(part) if part.isdigit() else part for part in path.split("."))
        inner: Any = world
        for part in parents:
            inner = inner.setdefault(part, {}) if isinstance(inner, dict) else inner[part]
        inner[last] = value
    return world


def draw(world: World_, seed: int = 1, replication: int = 0) -> Demand:
    """Validated and generated."""
    return generate(World.model_validate(world), seed, replication)


def fates(world: World_, seed: int = 1) -> dict[int, Fate]:
    """Everything about every citizen by identity, with names for indices, so that worlds can be compared."""
    model = World.model_validate(world)
    demand = generate(model, seed, 0)
    services, groups = list(model.services), list(model.groups)
    found: dict[int, Fate] = {}
    for c in range(demand.n_citizens):
        fate: Fate = {"arrive": int(demand.arrive_ms[c]), "group": groups[demand.group[c]]}
        fate["patience"] = demand.patience_ms[c].tolist()
        for j, i in enumerate(range(demand.matter_start[c], demand.matter_start[c + 1])):
            assert demand.matter_citizen[i] == c
            service = services[demand.service[i]]
            route = slice(demand.route_start[i], demand.route_start[i + 1])
            steps = slice(demand.step_start[i], demand.step_start[i + 1])
            names = list(model.services[service].steps)
            fate[f"{j} service"] = service
            fate[f"{j} route"] = demand.route_work_ms[route].tolist()
            fate[f"{j} collect"] = int(demand.collect_work_ms[i])
            for name in ("revisit_work_ms", "missing_u", "notice_u", "error_u", "return_days", "return_ms"):
                fate[f"{j} {name}"] = getattr(demand, name)[i].tolist()
            fate[f"{j} steps"] = dict(zip(names, demand.step_work_ms[steps].tolist(), strict=True))
            fate[f"{j} elapsed"] = dict(zip(names, demand.step_elapsed_ms[steps].tolist(), strict=True))
        assert int(demand.identity[c]) not in found
        found[int(demand.identity[c])] = fate
    return found


def same_prefix(longer: Any, shorter: Any) -> bool:
    """Whether `shorter` is all there in `longer`: lists by prefix, mappings by key, the rest by value."""
    if isinstance(shorter, list):
        return bool(longer[: len(shorter)] == shorter)
    if isinstance(shorter, dict):
        return all(key in longer and same_prefix(longer[key], value) for key, value in shorter.items())
    return bool(longer == shorter)


@FEW
@given(SEED, RATE, RATE)
def test_more_demand_only_adds_citizens(seed: int, one: float, two: float) -> None:
    few, many = sorted([one, two])
    before = fates(make({"arrivals.0.per_day": few}), seed)
    after = fates(make({"arrivals.0.per_day": many}), seed)
    assert {name: after.get(name) for name in before} == before


@FEW
@given(SEED, st.floats(0, 30), st.floats(0, 30))
def test_a_higher_constant_rate_and_a_surge_only_add_citizens(seed: int, one: float, two: float) -> None:
    few, many = sorted([one, two])
    constant = [{"rate": f"{few:f} per hour"}]
    before = fates(make({"arrivals": constant}), seed)
    more = [{"rate": f"{many:f} per hour", "weekdays": {"tue": 1.5}, "dates": {"2026-03-04": 2}}]
    after = fates(make({"arrivals": more}), seed)
    assert {name: after.get(name) for name in before} == before


@FEW
@given(SEED, st.integers(1, 6), st.integers(0, 6))
def test_a_longer_horizon_keeps_the_prefix(seed: int, days: int, more: int) -> None:
    before = fates(make({"calendar.days": days}), seed)
    after = fates(make({"calendar.days": days + more}), seed)
    assert list(after.items())[: len(before)] == list(before.items())


@FEW
@given(SEED)
def test_a_day_closed_removes_its_citizens_and_no_others(seed: int) -> None:
    before = fates(make(), seed)
    after = fates(make({"calendar.closed": ["2026-03-03"]}), seed)
    day = 24 * 3_600_000
    assert after == {name: fate for name, fate in before.items() if not day <= fate["arrive"] < 2 * day}


@FEW
@given(SEED)
def test_adding_things_changes_no_other_draw(seed: int) -> None:
    before = fates(make(), seed)
    additions: list[Mapping[str, Any]] = [
        {"services.licence.documents.required": 4},
        {"services.licence.steps.fire": {"work": "exponential(mean 1 h)"}},
        {"services.question.steps": {"check": {"work": "exponential(mean 1 h)"}}},
        {"services.ghost": {"share": "0%", "counter": "exponential(mean 9 min)"}},
        {"groups.ghosts": {"share": "0%"}},
        {"services.question.collect": "5 min"},
        {"services.licence.correction": "5%"},
        {"departments.hall": "Hall"},
    ]
    for addition in additions:
        after = fates(make(addition), seed)
        assert list(after) == list(before)
        for name, fate in before.items():
            changed = {key for key, value in fate.items() if not same_prefix(after[name][key], value)}
            allowed = {"collect"} if "services.question.collect" in addition else set()
            assert {key.split()[-1] for key in changed} <= allowed, addition


@FEW
@given(SEED)
def test_patience_of_one_group_changes_no_other_draw(seed: int) -> None:
    before = fates(make(), seed)
    after = fates(make({"groups.people.patience": "exponential(mean 30 min)"}), seed)
    for name, fate in before.items():
        changed = {key for key in fate if after[name][key] != fate[key]}
        assert changed == ({"patience"} if fate["group"] == "people" else set())


@FEW
@given(SEED)
def test_more_visits_allowed_lengthen_the_tapes_only(seed: int) -> None:
    before, after = fates(make(), seed), fates(make({"citizens.max_visits": 5}), seed)
    for name, fate in before.items():
        longer = after[name]
        assert longer["0 revisit_work_ms"][:2] == fate["0 revisit_work_ms"]
        assert longer["0 error_u"][:3] == fate["0 error_u"]
        for key, n_visits in (("0 return_days", 2), ("0 return_ms", 2), ("patience", 3)):
            assert longer[key][:n_visits] == fate[key][:n_visits]
            assert longer[key][-1] == fate[key][-1], "the visit to collect keeps its draws"


@FEW
@given(SEED, st.booleans())
def test_another_source_changes_no_draw_of_the_first(seed: int, first: bool) -> None:
    before = fates(make(), seed)
    other = {"rate": "3 per hour", "group": "people"}
    sources = [other, *BASE["arrivals"]] if first else [*BASE["arrivals"], other]
    after = fates(make({"arrivals": sources}), seed)
    assert {name: after.get(name) for name in before} == before
    assert all(fate["group"] == "people" for name, fate in after.items() if name not in before)


@FEW
@given(SEED)
def test_a_slower_law_slows_everybody(seed: int) -> None:
    """One uniform a value: laws in stochastic order couple citizen by citizen."""
    before = fates(make({"services.licence.counter": "exponential(mean 5 min)"}), seed)
    after = fates(make({"services.licence.counter": "exponential(mean 6 min)"}), seed)
    for name, fate in before.items():
        for key in fate:
            if key.endswith("route"):
                assert after[name][key][0] >= fate[key][0]
            else:
                assert after[name][key] == fate[key]


def as_bytes(demand: Demand) -> list[bytes]:
    values = [getattr(demand, field.name) for field in fields(Demand)]
    return [np.asarray(v.uniforms("any") if isinstance(v, Tape) else v).tobytes() for v in values]


@FEW
@given(SEED, st.integers(0, 1000))
def test_the_same_seed_gives_the_same_bytes_and_replications_differ(seed: int, replication: int) -> None:
    one = draw(BASE, seed, replication)
    assert as_bytes(one) == as_bytes(draw(BASE, seed, replication))
    other = draw(BASE, seed, replication + 1)
    assert one.arrive_ms.tolist() != other.arrive_ms.tolist()
    assert draw(BASE, seed + 1, replication).arrive_ms.tolist() != one.arrive_ms.tolist()
