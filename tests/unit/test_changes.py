"""What a design changes in the catalogue: shelved, decided otherwise, fewer documents, steps, less work.

Rules of the model: R3.29 to R3.31.
"""

from typing import Any

import numpy as np
import pytest

from hallsim.audit import audit
from hallsim.demand.generate import generate
from hallsim.errors import InputError
from hallsim.hall import simulate
from hallsim.metrics.attribution.causes import matter_causes
from hallsim.metrics.registry import measure
from hallsim.scenario.design.design import Design
from hallsim.scenario.load import load_text
from hallsim.trace.model import NEVER, End, Purpose, Trace
from tests.helpers.hall_builder import NINE, design, minutes, run, works, world

DAY = 24 * 60
HALL = {"hall": {"count": 1}}
MANY = {"hall": {"count": 60}}
PERMIT = {
    "counter": "10 min", "collect": "2 min", "decision": "promised", "limit": "5 workdays",
    "approval": {"serial": [{"step": "look"}, {"parallel": [{"step": "fire"}, {"step": "plan"}]}]},
    "steps": {
        "look": {"desk": "back", "work": "30 min"}, "fire": {"desk": "back", "work": "2 h"},
        "plan": {"desk": "back", "work": "1 h"},
    },
}  # fmt: skip
DAILY = {"return_after": "1 workday", "max_visits": 6}
BACK = {"back": {"officers": "unlimited"}}


def pair(services: Any, one: Design, other: Design, **more: Any) -> tuple[Trace, Trace]:
    """The same 300 citizens under two designs, both audited, causes summing to the whole."""
    model = world(services, [NINE + i for i in range(300)], ending="drain", **more)
    demand = generate(model, 5, 0)
    traces = simulate(model, one, demand), simulate(model, other, demand)
    for trace in traces:
        audit(trace)
        m = trace.matters
        begun = np.where(m["first_visit_ms"] == NEVER, trace.citizens["arrive_ms"][m["citizen"]], 0)
        begun = np.maximum(begun, m["first_visit_ms"])
        begun = np.where((m["first_visit_ms"] == NEVER) & (m["accepted_ms"] == NEVER), m["end_ms"], begun)
        assert np.array_equal(matter_causes(trace).sum(axis=1).to_numpy(), m["end_ms"] - begun)
    return traces


def test_a_shelved_service_brings_nobody_and_a_bundle_goes_on_without_it() -> None:
    """Half of the citizens bring two matters; those of `a` are not needed any more, `b` is as it was."""
    services = {"a": {"counter": "5 min", "share": "40%"}, "b": {"counter": "10 min", "share": "60%"}}
    groups = {"all": {"share": "100%", "matters": {"1": "50%", "2": "50%"}}}
    before, after = pair(
        services, design(MANY), design(MANY, catalogue={"a": {"shelved": True}}), groups=groups
    )
    is_a = after.matters["service"] == 0
    assert set(after.matters["state"][is_a]) == {End.SHELVED}
    assert (after.matters["n_visits"][is_a] == 0).all()
    assert (after.matters["state"][~is_a] == End.SERVED).all()
    assert np.array_equal(after.matters["first_visit_ms"][~is_a], before.matters["first_visit_ms"][~is_a])
    n_b = np.bincount(after.matters["citizen"][~is_a], minlength=300)
    assert np.array_equal(after.citizens["state"] == End.SHELVED, n_b == 0)
    assert len(after.visits["visit"]) == (n_b > 0).sum()
    assert measure(after, ["shelved_share"])["shelved_share"] == (n_b == 0).mean()
    # the first matter of a bundle may be the shelved one: the visit is then written for the second
    first = after.visits["matter"][after.visits["attempt"] == 0]
    assert not is_a[first].any()
    assert is_a[after.tickets["matter"]].sum() == 0


def test_what_is_decided_at_once_needs_no_second_visit_and_what_is_promised_does() -> None:
    model = world({"a": PERMIT}, [NINE], citizens=DAILY, ending="drain")
    promised = run(model, design(HALL, desks=BACK))
    instant = run(model, design(HALL, desks=BACK, catalogue={"a": {"decision": "instant", "drop": ["all"]}}))
    assert promised.visits["purpose"].tolist() == [Purpose.LODGE, Purpose.COLLECT]
    assert instant.visits["purpose"].tolist() == [Purpose.LODGE]
    assert minutes(instant.matters["in_hand_ms"]) == [NINE + 12]
    back = {
        "counter": "10 min",
        "approval": {"step": "x"},
        "steps": {"x": {"desk": "back", "work": "20 min"}},
    }
    model = world({"a": back}, [NINE], citizens=DAILY, ending="drain")
    late = run(
        model, design(HALL, desks=BACK, catalogue={"a": {"decision": "promised", "limit": "1 workday"}})
    )
    assert minutes(late.visits["leave_ms"]) == [NINE + 10]
    assert minutes(late.matters["decided_ms"]) == [NINE + 30]
    assert minutes(late.matters["due_ms"]) == [2 * DAY]


def test_dropped_steps_and_less_effort_shorten_the_approval_and_touch_nothing_else() -> None:
    """30 min, then the longer of 2 h and 1 h: 150 min; without fire 90; with half of the effort 75."""
    for change, wanted in (
        ({}, 150),
        ({"drop": ["fire"]}, 90),
        ({"effort": 0.5}, 75),
        ({"drop": ["look"]}, 120),
    ):
        model = world({"a": PERMIT}, [NINE], citizens=DAILY, ending="drain")
        trace = run(model, design(HALL, desks=BACK, catalogue={"a": change}))
        assert minutes(trace.matters["decided_ms"] - trace.matters["accepted_ms"]) == [wanted]
        assert minutes(trace.tickets["end_ms"])[0] == NINE + 10
    # other steps keep the work drawn for them
    steps = {s: {"desk": "back", "work": "exponential(mean 1 h)"} for s in ("look", "fire", "plan")}
    before, after = pair(
        {"a": {**PERMIT, "steps": steps}}, design(MANY, desks=BACK),
        design(MANY, desks=BACK, catalogue={"a": {"drop": ["fire"]}}), citizens=DAILY,
    )  # fmt: skip
    for step in ("a/look", "a/plan"):
        task = [t.names.tasks.index(step) for t in (before, after)]
        work = [
            t.tickets["work_ms"][t.tickets["task"] == i][
                np.argsort(t.tickets["matter"][t.tickets["task"] == i])
            ]
            for t, i in zip((before, after), task, strict=True)
        ]
        assert np.array_equal(*work)
    assert (after.tickets["task"] != after.names.tasks.index("a/fire")).all()


def test_fewer_documents_mean_no_trip_more_for_anybody() -> None:
    lacking = {"counter": "5 min", "documents": {"required": 4, "missing": "30%"}}
    services = {"a": {**lacking, "share": "50%"}, "b": {**lacking, "share": "50%"}}
    before, after = pair(
        services, design(MANY, notice="0%"), design(MANY, notice="0%", catalogue={"a": {"documents": 2}}),
        citizens=DAILY, calendar={"days": 20},
    )  # fmt: skip
    saved = before.matters["n_visits"] - after.matters["n_visits"]
    is_a = after.matters["service"] == 0
    assert (saved >= 0).all()
    assert saved[is_a].sum() > 0
    assert saved[~is_a].sum() == 0
    assert after.names.service_documents == (2, 4)
    _, half = pair(
        services, design(MANY), design(MANY, catalogue={"all": {"documents": "50%"}}), citizens=DAILY
    )
    assert half.names.service_documents == (2, 2)


def test_a_service_s_own_words_go_before_those_for_all() -> None:
    model = world({"a": {"counter": "10 min"}, "b": {"counter": "10 min"}}, {"a": [NINE], "b": [NINE + 60]})
    trace = run(model, design(HALL, catalogue={"all": {"work": 0.5}, "b": {"work": 0.2}}))
    assert minutes(trace.tickets["work_ms"]) == [5, 2]


def test_the_factor_is_on_first_and_further_visits_but_not_on_collecting() -> None:
    lacking = {**PERMIT, "documents": {"required": 1, "missing": "100%"}, "supplement": "8 min"}
    model = world({"a": lacking}, [NINE], citizens=DAILY, ending="drain")
    trace = run(model, design(HALL, desks=BACK, catalogue={"a": {"work": 0.5}}))
    at_windows = trace.tickets["visit"] != NEVER
    assert minutes(trace.tickets["work_ms"][at_windows]) == [5, 4, 2]


def test_a_shelved_service_frees_who_would_not_file_online_for_it() -> None:
    """A bundle of a paper service and an online one is filed online once the paper service is gone."""
    services = {"paper": {"counter": "5 min"}, "net": {"counter": works(5, 6), "online": True}}
    groups = {
        "x": {
            "share": "100%",
            "matters": {"2": "100%"},
            "online": "100%",
            "services": {"paper": 0.5, "net": 0.5},
        }
    }
    before, after = pair(
        services, design(MANY, online={"success": "100%"}),
        design(MANY, online={"success": "100%"}, catalogue={"paper": {"shelved": True}}), groups=groups,
    )  # fmt: skip
    assert len(before.visits["visit"]) > 0
    assert len(after.visits["visit"]) == 0


def test_a_department_that_reviews_needs_a_desk() -> None:
    text = """
hallsim: 1
world: {services: {a: {department: x, documents: {required: 2, missing: 10%}}}, arrivals: {per_day: 9}}
designs: {d: {windows: {x: 1}, desks: {y: 1}, pre_review: {catches: 80%}}}
"""
    with pytest.raises(InputError) as caught:
        load_text(text)
    (found,) = caught.value.problems
    assert "no desk 'x' to review" in found.message


@pytest.mark.parametrize("notice", ["0%", "100%"])
def test_each_department_s_desk_reviews_its_own_files(notice: str) -> None:
    """Filed at 9:00; each desk takes 20 minutes for its own service; lead time from filing is longer."""
    lacking = {"counter": "10 min", "documents": {"required": 2, "missing": "100%"}}
    services = {"a": {**lacking, "department": "x"}, "b": {**lacking, "department": "y"}}
    model = world(services, {"a": [NINE, NINE], "b": [NINE]}, citizens=DAILY, days=8)
    review = {"work": "20 min", "catches": "100%"}
    trace = run(model, design(MANY, notice=notice, desks={"x": {}, "y": {}}, pre_review=review))
    t = trace.tickets
    reviews = t["visit"] == NEVER
    assert sorted(minutes(t["end_ms"][reviews])) == [NINE + 20, NINE + 20, NINE + 40]
    assert {trace.names.tasks[i] for i in t["task"][reviews]} == {"pre_review.x", "pre_review.y"}
    assert trace.matters["n_visits"].tolist() == [1, 1, 1]
    found = measure(trace, ["lead_filing_mean", "lead_first_visit_mean"])
    assert found["lead_first_visit_mean"] == pytest.approx(10 / 480)
    assert found["lead_filing_mean"] == pytest.approx(1 + 10 / 480)
