"""What must hold of every run of every scenario: the audit, nobody lost, again the same, times adding up."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hallsim.audit import audit, violations
from hallsim.audit.company import by_agent
from hallsim.demand.generate import generate
from hallsim.errors import InputError
from hallsim.hall import build_plan, simulate
from hallsim.hall.plan.operations import Ops, Serve, Tape, Visit
from hallsim.metrics.attribution.causes import matter_causes
from hallsim.scenario.design.catalogue import offered
from hallsim.scenario.load import load_text
from hallsim.scenario.world.approval_steps import desk_of
from hallsim.scenario.world.calendar import build_calendar
from hallsim.scenario.world.tree_steps import steps_of
from hallsim.trace.model import NEVER, End, Outcome, Purpose, Trace
from tests.property.strategies import Case, cases, designs
from tests.property.worlds import Mapping, worlds

FEW = settings(max_examples=10)


def rows_of(trace: Trace, table: str) -> np.ndarray:
    """A table as one matrix, columns in the order of their names."""
    columns = trace.tables()[table]
    return np.stack([columns[name] for name in sorted(columns)], axis=1)


@settings(max_examples=50)
@given(cases())
def test_every_trace_passes_the_audit_and_loses_nobody(case: Case) -> None:
    """The audit holds; every citizen and matter has one end state; arrivals = served + all the others."""
    demand = case.demand()
    world, design = case.models()
    trace = simulate(world, design, demand)
    audit(trace)
    parts, m = matter_causes(trace), trace.matters
    assert parts.to_numpy().min(initial=0) >= 0
    came = m["first_visit_ms"] != NEVER
    assert np.array_equal(parts.sum(axis=1)[came], (m["end_ms"] - m["first_visit_ms"])[came])
    assert np.array_equal(trace.citizens["identity"], demand.identity)
    assert np.array_equal(trace.matters["service"], demand.service)
    assert sum(int((trace.citizens["state"] == end).sum()) for end in End) == demand.n_citizens
    assert sum(int((trace.matters["state"] == end).sum()) for end in End) == demand.n_matters
    if world.calendar.ending == "drain":
        # A desk may never be there when it is needed, but nobody waits in the hall without end.
        inside = trace.matters["state"] == End.INSIDE
        desks = np.array(trace.names.queue_is_desk)
        waits_at_desk = np.isin(
            np.flatnonzero(inside),
            trace.tickets["matter"][desks[trace.tickets["queue"]] & (trace.tickets["end_ms"] == NEVER)],
        )
        assert waits_at_desk.all()


@FEW
@given(cases())
def test_the_same_arguments_give_the_same_bytes(case: Case) -> None:
    """The engine is a function: equal inputs, byte-identical tables."""
    one, other = case.run(), case.run()
    for name in one.tables():
        assert rows_of(one, name).tobytes() == rows_of(other, name).tobytes()


@FEW
@given(cases())
def test_everybody_who_left_was_told_so_and_every_visit_adds_up(case: Case) -> None:
    """A visit's time is exactly its tickets' waits and services, and the gaps between them at desks or doors.

    Where no desk is visited inside, the only gap is the wait before the doors.
    """
    trace = case.run()
    t, v = trace.tickets, trace.visits
    ended = v["state"] == End.SERVED
    n = len(v["visit"])
    busy = np.zeros(n, np.int64)
    first = np.full(n, np.iinfo(np.int64).max)
    rows = t["visit"] != NEVER
    np.minimum.at(first, t["visit"][rows], t["issue_ms"][rows])
    done = rows & (t["end_ms"] != NEVER)
    np.add.at(busy, t["visit"][done], t["end_ms"][done] - t["issue_ms"][done])
    assert (busy[ended] <= (v["leave_ms"] - v["arrive_ms"])[ended]).all()
    service = trace.matters["service"][v["matter"]]
    world, design = case.models()
    services = offered(world, design.catalogue).services.values()
    works_inside = np.array([s.decision == "instant" and s.approval is not None for s in services])
    alone = np.bincount(trace.matters["citizen"], minlength=len(trace.citizens["citizen"]))[v["citizen"]] == 1
    # on an agent's trip some of the matters may wait for a desk
    plain = ended & alone & ~works_inside[service] & ~by_agent(trace)
    assert np.array_equal(busy[plain], (v["leave_ms"] - first)[plain])
    left = t["outcome"] == Outcome.LEFT
    assert (v["state"][t["visit"][left]] == End.LEFT).all()


@settings(FEW, suppress_health_check=[HealthCheck.filter_too_much])  # a third of the cases is accepted
@given(cases())
def test_planners_can_write_the_scenario_and_it_means_the_same(case: Case) -> None:
    """As text it passes the checks and gives the same models."""
    text = json.dumps({"hallsim": 1, "world": case.world, "designs": {"one": case.design}})
    try:
        loaded = load_text(text).scenario
    except InputError:
        assume(False)  # groups of windows that never open, and the like
        raise
    assert (loaded.world, loaded.designs["one"]) == case.models()


@FEW
@given(cases(), st.integers(0, 59))
def test_who_comes_last_changes_nothing_before(case: Case, minute: int) -> None:
    """One more citizen in the last hour: everything that happened before is the same, row by row."""
    horizon_min = build_calendar(case.models()[0].calendar).horizon_ms // 60_000
    last = horizon_min - 60 + minute
    name = next(iter(case.world["services"]))
    late = {"times": [f"{last} min"], "service": name}
    arrivals = [source | {} for source in case.world["arrivals"]]
    calendar = case.world["calendar"] | {"ending": "stop"}
    citizens = case.world["citizens"] | {"flexible": "0%"}  # the late one is not to come early
    world = case.world | {"calendar": calendar, "arrivals": arrivals, "citizens": citizens}
    before = replace(case, world=world).run()
    after = replace(case, world=world | {"arrivals": [*arrivals, late]}).run()
    instant = last * 60_000
    for table, begin in (("tickets", "issue_ms"), ("visits", "arrive_ms")):
        old, new = before.tables()[table], after.tables()[table]
        early = old[begin] < instant
        assert np.array_equal(early, (new[begin] < instant)[: len(early)])
        for column in old:
            was, now = old[column][early], new[column][: len(early)][early]
            known = np.ones(len(was), bool)
            if column in (
                "end_ms", "call_ms", "start_ms", "leave_ms", "server", "outcome", "state", "work_ms"
            ):  # fmt: skip
                known = (old["leave_ms" if table == "visits" else "end_ms"][early] < instant) & (
                    old["leave_ms" if table == "visits" else "end_ms"][early] != NEVER
                )
            assert np.array_equal(was[known], now[known]), (table, column)


@FEW
@given(cases(), st.data())
def test_a_department_of_its_own_changes_nobody_elses_day(case: Case, data: st.DataObject) -> None:
    """A further source, service and windows that share nothing leave every other row as it was."""
    calm = case.world | {"calendar": case.world["calendar"] | {"ending": "stop"}, "groups": {}, "errands": {}}
    # What the newcomers would share with everybody is left out: with a second queue there is a wrong one, and
    # slots, guides, terminals, reviewers, lines of the hotline, who covers and the room are the same for all.
    calm["citizens"] = _without(calm["citizens"], "wrong_window", "books")
    mine = list(calm["services"])
    sources = [source | {"service": data.draw(st.sampled_from(mine))} for source in calm["arrivals"]]
    windows = {
        name: group | {"serves": mine if group["serves"] == ["all"] else group["serves"]}
        for name, group in case.design["windows"].items()
        if name != "output"
    }
    priority = {w: c for w, c in case.design.get("priority", {}).items() if w in mine}
    hall = _without(
        case.design,
        "appointments",
        "guide",
        "kiosks",
        "online",
        "pre_review",
        "hotline",
        "absence",
        "capacity",
        "agents",
        "home_service",
        "offices",
        "choice",
        "at",
    )
    design = hall | {"windows": windows, "priority": priority | {mine[0]: 3}}
    one = replace(case, world=calm | {"arrivals": sources}, design=design).run()
    other = replace(case, world=_with_department(calm, sources), design=_with_windows(design)).run()
    theirs = other.matters["service"] < len(mine)
    for column in (
        "first_visit_ms",
        "accepted_ms",
        "decided_ms",
        "in_hand_ms",
        "n_visits",
        "end_ms",
        "state",
    ):
        assert np.array_equal(one.matters[column], other.matters[column][theirs]), column
    kept = theirs[other.tickets["matter"]]
    for column in ("issue_ms", "call_ms", "start_ms", "end_ms", "work_ms", "outcome", "priority"):
        assert np.array_equal(one.tickets[column], other.tickets[column][kept]), column


def _without(mapping: Mapping, *keys: str) -> Mapping:
    return {key: value for key, value in mapping.items() if key not in keys}


def _with_department(world: Mapping, sources: list[Mapping]) -> Mapping:
    passport = {"department": "police", "share": "0%", "counter": "exponential(mean 7 min)"}
    return world | {
        "services": world["services"] | {"passport": passport},
        "arrivals": [*sources, {"per_day": 25, "service": "passport"}],
    }


def _with_windows(design: Mapping) -> Mapping:
    return design | {"windows": design["windows"] | {"police": {"count": 1, "serves": ["passport"]}}}


@FEW
@given(worlds(), st.integers(0, 99), st.data())
def test_every_design_meets_the_same_citizens(world: Mapping, seed: int, data: st.DataObject) -> None:
    """Two designs over one demand: the same citizens, who want the same at the same times."""
    one, two = (Case(world=world, design=data.draw(designs(world)), seed=seed) for _ in range(2))
    models = one.models()[0]
    demand = generate(models, seed, 0)
    first, second = (simulate(models, case.models()[1], demand) for case in (one, two))
    for column in ("identity", "group", "wanted_ms"):
        assert np.array_equal(first.citizens[column], second.citizens[column])
    assert np.array_equal(first.matters["service"], second.matters["service"])
    assert violations(first) == violations(second) == []


@FEW
@given(cases())
def test_every_step_of_an_approval_is_walked_once_in_every_mode(case: Case) -> None:
    """Whatever the order of approval, an itinerary serves each step with work exactly once."""
    world, design = case.models()
    design = design.model_copy(
        update={"offices": {}}
    )  # a desk of an office may meet where the hall's does not
    for mode in ("as_written", "serial", "parallel", design.approval.mode):
        rule = design.approval.model_copy(update={"mode": mode})
        plan = build_plan(world, design.model_copy(update={"approval": rule}))
        for itinerary in plan.itineraries:
            service = list(world.services.values())[itinerary.service]
            left = list(offered(world, design.catalogue).services.values())[itinerary.service].approval
            walked = [step for step, _ in steps_of(left)] if left is not None else []
            found = sorted(
                _step_positions(
                    (*(itinerary.elsewhere or itinerary.second or itinerary.first).stops, *itinerary.after)
                )
            )
            with_work = [
                i
                for i, (name, step) in enumerate(service.steps.items())
                if name in walked
                and (desk := desk_of(step, service.department)) is not None
                and (step.work is not None or design.desks[desk].meets is not None)
            ]
            assert found == with_work


def _step_positions(ops: Ops) -> list[int]:
    """Positions of the steps worked on at desks, in the order of the way."""
    found = []
    for op in ops:
        if isinstance(op, Serve) and op.tape is Tape.STEP:
            found.append(op.position)
        elif not (isinstance(op, Visit) and op.purpose is Purpose.PAY):
            found += [position for row in op.children() for position in _step_positions(row)]
    return found
