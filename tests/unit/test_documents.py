"""Documents: guides, shared data, no forms, tolerated shortfall, the rescue desk; trips by reason.

Rules of the model: R5.10 to R5.14.
"""

from typing import Any

import numpy as np
import pytest

from hallsim.audit import audit
from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.metrics.attribution.causes import matter_causes
from hallsim.metrics.registry import measure
from hallsim.scenario.design.design import Design
from hallsim.trace.model import End, Purpose, Trace
from tests.helpers.hall_builder import NINE, design, minutes, run, works, world

ONE = {"hall": {"count": 1}}
MANY = {"hall": {"count": 30}}
LACKING = {"counter": "5 min", "documents": {"required": 3, "missing": "30%"}}
PROMISED = {
    "counter": "10 min", "supplement": "4 min", "collect": "2 min",
    "decision": "promised", "limit": "5 workdays",
    "documents": {"required": 2, "missing": "100%"}, "approval": {"step": "review"},
    "steps": {"review": {"desk": "back", "work": "60 min"}},
}  # fmt: skip
DAILY = {"return_after": "1 workday", "max_visits": 6}


def pair(services: Any, one: Design, other: Design, **more: Any) -> tuple[Trace, Trace]:
    """The same 400 citizens under two designs, both audited, causes summing to the whole."""
    model = world(services, [NINE + i for i in range(400)], ending="drain", **more)
    demand = generate(model, 3, 0)
    traces = simulate(model, one, demand), simulate(model, other, demand)
    for trace in traces:
        audit(trace)
        causes = matter_causes(trace)
        assert (causes.to_numpy() >= 0).all()
        m = trace.matters
        assert np.array_equal(causes.sum(axis=1), m["end_ms"] - m["first_visit_ms"])
    return traces


@pytest.mark.parametrize(
    "measure_", [{"guides": 0.5}, {"shared_data": {"all": 0.5}}, {"shared_data": {"a": 1.0}}]
)
def test_fewer_missing_documents_mean_no_visit_more_for_anybody(measure_: dict[str, Any]) -> None:
    """Guides and shared data take visits away from some and add none to anybody."""
    before, after = pair({"a": LACKING}, design(MANY), design(MANY, **measure_))
    assert (after.matters["n_visits"] <= before.matters["n_visits"]).all()
    assert after.matters["n_visits"].sum() < before.matters["n_visits"].sum()
    if measure_ == {"shared_data": {"a": 1.0}}:
        assert (after.matters["n_visits"] == 1).all()


def test_the_factor_of_a_group_is_its_own() -> None:
    """A group with factor 0 never lacks a document; the other group is as it was."""
    shares = {"old": {"share": "50%"}, "young": {"share": "50%"}}
    trace, _ = pair(
        {"a": LACKING}, design(MANY), design(MANY),
        groups={"old": shares["old"], "young": {**shares["young"], "missing_factor": 0.0}},
    )  # fmt: skip
    plain, _ = pair({"a": LACKING}, design(MANY), design(MANY), groups=shares)
    young = trace.citizens["group"] == 1
    assert (trace.matters["n_visits"][young] == 1).all()
    assert np.array_equal(trace.matters["n_visits"][~young], plain.matters["n_visits"][~young])
    assert plain.matters["n_visits"][young].max() > 1


def test_without_a_form_the_first_visit_is_shorter_and_errors_rarer() -> None:
    """Half the time at the window of cases, not of enquiries; half the errors."""
    services = {
        "a": {"counter": works(10, 20), "correction": "50%", "share": "50%"},
        "b": {"counter": "10 min", "kind": "enquiry", "share": "50%"},
    }
    plain, formless = pair(services, design(MANY), design(MANY, no_form={"time": 0.5, "error": 0.5}))
    is_a = plain.matters["service"][plain.tickets["matter"]] == 0
    first = is_a & (plain.visits["attempt"][plain.tickets["visit"]] == 0)
    second = formless.visits["attempt"][formless.tickets["visit"]] == 0
    of_a = second & (formless.matters["service"][formless.tickets["matter"]] == 0)
    assert np.array_equal(plain.tickets["work_ms"][first], 2 * formless.tickets["work_ms"][of_a])
    assert set(minutes(formless.tickets["work_ms"][second & ~of_a])) == {10.0}
    n_a = (plain.matters["service"] == 0).sum()
    corrections = [(t.visits["purpose"] == Purpose.CORRECT).sum() for t in (plain, formless)]
    assert corrections[1] < corrections[0]
    # each attempt fails with probability 1/2 before, 1/4 after: one and a third of a correction a matter
    assert abs(corrections[1] / n_a - 1 / 3) < 4 * np.sqrt(1 / 3 * 4 / 3 / n_a)


def test_a_tolerated_document_does_not_hold_up_the_approval() -> None:
    """Two documents missing, one tolerated, one named at a time: accepted at the second visit on Tuesday
    9:00; the desk decides at 10:04; the last document comes on Wednesday, the certificate on Thursday.
    """
    model = world({"a": PROMISED}, [NINE], citizens=DAILY)
    late = run(model, design(ONE, notice="0%", desks={"back": {}}))
    soon = run(model, design(ONE, notice="0%", tolerate=1, desks={"back": {}}))
    day = 24 * 60
    assert minutes(late.matters["decided_ms"]) == [2 * day + NINE + 64]
    assert minutes(soon.matters["accepted_ms"]) == [day + NINE + 4]
    assert minutes(soon.matters["decided_ms"]) == [day + NINE + 64]
    assert soon.visits["purpose"].tolist() == [
        Purpose.LODGE, Purpose.SUPPLEMENT, Purpose.SUPPLEMENT, Purpose.COLLECT,
    ]  # fmt: skip
    assert minutes(soon.visits["arrive_ms"])[2:] == [2 * day + NINE, 3 * day + NINE]
    parts = matter_causes(soon).iloc[0] / 60_000
    assert parts["away_documents"] == day - 10 + (day - 64)  # until accepted, then decided until brought
    assert soon.matters["n_rejections"].tolist() == [1]


def test_the_certificate_waits_for_what_is_brought_later() -> None:
    """All is tolerated: decided at once, in hand only after the second visit; without it, in the first."""
    instant = {"counter": "10 min", "supplement": "4 min", "documents": {"required": 2, "missing": "100%"}}
    model = world({"a": instant}, [NINE], citizens=DAILY)
    trace = run(model, design(ONE, tolerate=2))
    assert minutes(trace.matters["decided_ms"]) == [NINE + 10]
    assert minutes(trace.matters["in_hand_ms"]) == [24 * 60 + NINE + 4]
    only = world({"a": instant}, [NINE], citizens={**DAILY, "max_visits": 1})
    assert run(only, design(ONE, tolerate=2)).matters["state"].tolist() == [End.GIVEN_UP]


def test_the_rescue_desk_settles_after_failed_trips() -> None:
    """Four documents named one by one, errors without end: the third visit settles it all the same."""
    hard = {"counter": "10 min", "correction": "100%", "documents": {"required": 4, "missing": "100%"}}
    model = world({"a": hard}, [NINE], citizens=DAILY, ending="drain")
    trace = run(model, design(ONE, notice="0%", rescue={"after": 2, "time": 1.5}))
    assert trace.matters["n_visits"].tolist() == [3]
    assert trace.matters["n_rejections"].tolist() == [2]
    assert minutes(trace.tickets["work_ms"]) == [10, 10, 15]
    assert run(model, design(ONE, notice="0%")).matters["state"].tolist() == [End.GIVEN_UP]


def test_rescue_changes_nothing_for_those_who_need_it_not() -> None:
    """Only matters with more failed trips than the rule are touched."""
    before, after = pair(
        {"a": {**LACKING, "correction": "20%"}},
        design(MANY, notice="0%"),
        design(MANY, notice="0%", rescue={"after": 2}),
    )
    assert np.array_equal(np.minimum(before.matters["n_visits"], 3), after.matters["n_visits"])


def test_trips_split_by_reason_sum_to_the_visits() -> None:
    """One of each by hand: two cases of which one is supplemented, corrected and collected."""
    services = {
        "a": {**PROMISED, "share": "50%"},
        "ask": {"counter": "1 min", "kind": "enquiry", "share": "50%"},
    }
    model = world(services, {"a": [NINE, NINE + 1], "ask": [NINE]}, citizens=DAILY, ending="drain")
    found = measure(simulate(model, design(ONE, desks={"back": {}}), generate(model, 1, 0)))
    assert found["trips_to_lodge"] == found["trips_to_supplement"] == found["trips_to_collect"] == 1.0
    assert found["trips_to_correct"] == 0.0
    assert found["enquiry_visits_per_case"] == 0.5
    assert found["visits_per_matter"] == 3.0
