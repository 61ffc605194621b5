"""Steps that files do not all need, that send back, refuse, or hold a file: by hand, from Monday 9:00.

Rules of the model: R3.9 to R3.15.
"""

from typing import Any

import numpy as np
import pytest

from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.hall.decisions.step_results import _first_that_stays
from hallsim.metrics.attribution.causes import matter_causes
from hallsim.metrics.registry import measure
from hallsim.trace.model import End, Hold, Outcome, Purpose, Trace
from tests.helpers.hall_builder import DAY, MIN, NINE, design, minutes, plan_of, run, works, world

DESKS = {desk: {"officers": 4} for desk in "xyz"}
HOUR = {"desk": "x", "work": "1 h"}


def permit(tree: Any, steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"counter": "0 min", "decision": "promised", "approval": tree, "steps": steps, **more}


def in_series(*steps: str) -> dict[str, Any]:
    return {"serial": [{"step": step} for step in steps]}


def at_once(*steps: str) -> dict[str, Any]:
    return {"parallel": [{"step": step} for step in steps]}


def one(service: dict[str, Any], approval: dict[str, Any] | None = None, **more: Any) -> Trace:
    """One file, accepted at 9:00."""
    return run(
        world({"permit": service}, [NINE], **more), design({"w": {}}, desks=DESKS, approval=approval or {})
    )


def holds(trace: Trace) -> list[tuple[str, float, float, int]]:
    h = trace.holds
    rows = zip(
        h["kind"].tolist(), minutes(h["from_ms"]), minutes(h["to_ms"]), h["stops"].tolist(), strict=True
    )
    return [(Hold(kind).name, since, until, stops) for kind, since, until, stops in rows]


def causes(trace: Trace, matter: int = 0) -> dict[str, float]:
    parts = matter_causes(trace)
    assert (parts.sum(axis=1) == trace.matters["end_ms"] - trace.matters["first_visit_ms"]).all()
    row = dict(zip(parts.columns, parts.to_numpy()[matter].tolist(), strict=True))
    return {name: ms / MIN for name, ms in row.items() if ms}


def test_the_uniforms_of_examinations_say_how_often_and_how_it_ends() -> None:
    """Refused below 10 %, sent back below 40 %; one examination a row."""
    u = np.array([[0.2, 0.05, 0.9, 0.3], [0.3, 0.5, 0.2, 0.05], [0.5, 0.5, 0.2, 0.2]])
    returns, refused = _first_that_stays(u, 0.3, 0.1)
    assert returns.tolist() == [2, 0, 0, 1]
    assert refused.tolist() == [0, 1, 0, 1]
    assert _first_that_stays(np.full((3, 1), 0.2), 0.3, 0.1)[0].tolist() == [2], "the last one stays"


def test_a_step_that_nobody_needs_takes_no_time() -> None:
    trace = one(permit(in_series("a", "b"), {"a": HOUR | {"needed": "0%"}, "b": HOUR}))
    assert minutes(trace.matters["decided_ms"]) == [NINE + 60]


def test_a_refusal_in_series_ends_the_way_with_a_decision_and_no_certificate() -> None:
    trace = one(permit(in_series("a", "b"), {"a": HOUR | {"refuses": "100%"}, "b": HOUR}, collect="5 min"))
    assert trace.matters["state"].tolist() == [End.REFUSED] == trace.citizens["state"].tolist()
    assert minutes(trace.matters["decided_ms"]) == [NINE + 60] == minutes(trace.matters["end_ms"])
    assert minutes(trace.matters["in_hand_ms"]) == [-1]
    assert (trace.tickets["visit"] < 0).sum() == 1


@pytest.mark.parametrize(
    ("policy", "decided", "outcomes"),
    [("finish", 180, [Outcome.SERVED] * 3), ("cancel", 60, [0, Outcome.BROKEN_OFF, Outcome.WITHDRAWN])],
)
def test_what_the_others_do_when_one_refuses(policy: str, decided: int, outcomes: list[int]) -> None:
    """a refuses after an hour; b works 2 h, c waits for it at the same single officer and works 1 h."""
    steps = {
        "a": HOUR | {"refuses": "100%"},
        "b": {"desk": "y", "work": "2 h"},
        "c": {"desk": "y", "work": "1 h"},
    }
    model = world({"permit": permit(at_once("a", "b", "c"), steps)}, [NINE])
    desks = DESKS | {"y": {"officers": 1}}
    trace = run(model, design({"w": {}}, desks=desks, approval={"on_refusal": policy}))
    assert minutes(trace.matters["decided_ms"]) == [NINE + decided]
    files = trace.tickets["visit"] < 0
    assert trace.tickets["outcome"][files].tolist() == outcomes
    if policy == "cancel":
        assert (trace.tickets["work_ms"][files] / MIN).tolist() == [60, 60, 60]


def test_a_file_sent_back_is_brought_again_and_the_clock_stands_still() -> None:
    """Sent back at each of the first seven examinations (they are always sent back until the eighth)."""
    service = permit({"step": "a"}, {"a": HOUR | {"returns": "100%", "again": "30 min"}}, limit="2 workdays")
    trace = one(service, citizens={"return_after": "1 workday"}, days=14)
    v, m = trace.visits, trace.matters
    assert v["purpose"].tolist() == [Purpose.LODGE, *[Purpose.AMEND] * 7]
    assert minutes(v["arrive_ms"])[:3] == [NINE, DAY + NINE, 2 * DAY + NINE]
    # Examined for an hour at first, then for half an hour each; each day at 9:00 the citizen brings it again.
    assert minutes(m["decided_ms"]) == [9 * DAY + NINE + 30]
    back = [hold for hold in holds(trace) if hold[0] == "SENT_BACK"]
    assert [hold[1:] for hold in back[:2]] == [(NINE + 60, DAY + NINE, 1), (DAY + 570, 2 * DAY + NINE, 1)]
    # Two working days that count: every stop takes the day on which it begins, the last one Tuesday the 10th.
    assert m["due_ms"].tolist() == [11 * DAY * MIN]
    found = causes(trace)
    assert found["desk_work"] == 60 + 7 * 30
    assert found["sent_back"] == 9 * DAY + NINE + 30 - (NINE + 60 + 7 * 30)


def test_online_a_file_is_filed_again_without_a_visit() -> None:
    service = permit({"step": "a"}, {"a": HOUR | {"returns": "60%"}})
    model = world({"permit": service}, [NINE] * 20, citizens={"return_after": "2 h"})
    desks = {"x": {"officers": 40}}
    demand = generate(model, 3, 0)
    here, online = (
        simulate(
            model,
            design({"w": {"count": 20}}, opening="always", desks=desks, approval={"corrections": way}),
            demand,
        )
        for way in ("visit", "online")
    )
    again = here.matters["n_visits"] - 1
    assert again.sum() > 5
    assert (online.matters["n_visits"] == 1).all()
    decided = online.matters["decided_ms"] >= 0
    assert np.array_equal(
        (online.matters["decided_ms"] - NINE * MIN)[decided], ((3 * again + 1) * 60 * MIN)[decided]
    )


def test_a_corrected_file_goes_on_from_the_step_that_is_named() -> None:
    """b sends back once; a and b are done again, a with its shorter second time; c once."""
    steps = {
        "a": HOUR | {"again": "20 min"},
        "b": HOUR | {"returns": "50%", "resume": "a", "again": "30 min"},
        "c": HOUR,
    }
    model = world(
        {"permit": permit(in_series("a", "b", "c"), steps)}, [NINE] * 30, citizens={"return_after": "1 h"}
    )
    plan = design({"w": {"count": 30}}, opening="always", desks={"x": {"officers": "unlimited"}},
                  approval={"corrections": "online"})  # fmt: skip
    trace = run(model, plan)
    n_back = np.bincount(trace.holds["matter"], minlength=30)
    assert set(n_back.tolist()) >= {0, 1, 2}
    took = (trace.matters["decided_ms"] - NINE * MIN) / MIN
    assert np.array_equal(took, 180 + n_back * (60 + 20 + 30))


def test_a_notice_takes_days_and_nights_or_working_days_and_may_stop_the_clock() -> None:
    for elapsed, clock, decided, due in (
        ("3 days", "running", 3 * DAY + NINE, 3),
        ("3 days", "stopped", 3 * DAY + NINE, 5),
        ("1 workdays", "running", DAY + NINE, 3),
    ):
        step = {"kind": "notice", "elapsed": elapsed, "clock": clock}
        trace = one(permit({"step": "a"}, {"a": step}, limit="2 workdays"), calendar={"workday": "8 h"})
        until = decided if "days" in elapsed and "work" not in elapsed else NINE + 480
        assert minutes(trace.matters["decided_ms"]) == [until]
        assert causes(trace) == {"notice": until - NINE}
        assert trace.matters["due_ms"].tolist() == [due * DAY * MIN], elapsed


@pytest.mark.parametrize(("way", "n_visits", "paid"), [("online", 1, NINE + 30), ("visit", 2, NINE + 30 + 5)])
def test_a_fee_is_paid_online_or_at_the_window(way: str, n_visits: int, paid: float) -> None:
    steps = {"fee": {"kind": "payment", "elapsed": "30 min", "work": "5 min"}}
    trace = one(permit({"step": "fee"}, steps), {"payments": way})
    assert trace.matters["n_visits"].tolist() == [n_visits]
    assert minutes(trace.matters["decided_ms"]) == [paid]
    assert causes(trace) == {"payment": paid - NINE}


def test_who_waits_inside_corrects_and_pays_at_once() -> None:
    steps = {"a": HOUR | {"returns": "100%", "again": "10 min"}, "fee": {"kind": "payment", "elapsed": "1 h"}}
    service = permit(in_series("a", "fee"), steps) | {"decision": "instant"}
    trace = one(service)
    assert minutes(trace.matters["decided_ms"]) == [NINE + 60 + 70]
    assert not len(trace.holds["matter"])


def test_a_visit_with_a_corrected_file_that_fails_ends_the_matter() -> None:
    """Returned at ten; who brings it again at eleven finds the hall full."""
    service = permit({"step": "a"}, {"a": HOUR | {"returns": "100%"}})
    services = {"permit": service, "long": {"counter": "3 h"}}
    made = world(services, {"permit": [NINE], "long": [630]}, citizens={"return_after": "1 h"})
    trace = run(made, design({"w": {"count": 2}}, desks=DESKS, capacity=1))
    assert trace.matters["state"].tolist() == [End.TURNED_AWAY, End.SERVED]
    assert trace.matters["decided_ms"][0] == -1


def test_with_results_that_are_certain_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same approval walked as one whose steps might refuse: the same times at the same desks."""
    steps = {s: {"desk": d, "work": "exponential(mean 50 min)"} for s, d in zip("stuv", "xyxz", strict=True)}
    tree = {"serial": [{"step": "s"}, {"parallel": [{"step": "t"}, in_series("u", "v")]}]}
    model = world({"permit": permit(tree, steps)}, [NINE, 545, 560, 700, 701, DAY + NINE])
    build = design({"w": {}}, desks={desk: {"officers": 1} for desk in "xyz"})
    plain = run(model, build)
    monkeypatch.setattr("hallsim.hall.plan.approval.is_plain", lambda service: False)
    assert "Approve" in repr(plan_of(model, build).itineraries)
    other = run(model, build)
    for table in ("tickets", "matters", "visits", "shifts"):
        for column, values in plain.tables()[table].items():
            assert np.array_equal(values, other.tables()[table][column]), (table, column)


@pytest.mark.parametrize("certain", [True, False])
def test_cancel_ends_the_others_of_a_race_also_where_no_step_can_refuse(certain: bool) -> None:
    """One hour at x, three at y, whichever is first; y is broken off at 10:00 and free for the next file."""
    refuses = {} if certain else {"refuses": "0.000001%"}
    steps = {"a": HOUR | refuses, "b": {"desk": "y", "work": "3 h"}}
    service = permit(at_once("a", "b") | {"join": "first"}, steps)
    cancelled = one(service, {"on_refusal": "cancel"})
    outcomes = {Outcome(o).name for o in cancelled.tickets["outcome"][cancelled.tickets["visit"] < 0]}
    assert outcomes == {"SERVED", "BROKEN_OFF"}
    assert minutes(cancelled.tickets["end_ms"])[1:] == [NINE + 60, NINE + 60]
    for rule in ({}, {"on_refusal": "finish"}, {"on_refusal": "cancel", "mode": "parallel"}):
        trace = one(service, rule)
        assert minutes(trace.tickets["end_ms"])[1:] == [NINE + 60, NINE + 180], rule
    assert minutes(cancelled.matters["decided_ms"]) == [NINE + 60]


RACE = at_once("a", "b") | {"join": "first"}


def test_a_file_handed_back_by_a_quiet_window_may_be_broken_off_later() -> None:
    """The window has the second file's b from 9 to 10; the officer has it from 10:30, when a lets the first
    file through, until a of the second is over at 11."""
    steps = {"a": {"desk": "x", "work": works(90, 120)}, "b": {"desk": "y", "work": "10 h"}}
    desks = {"x": {"officers": 2}, "y": {"officers": 1, "quiet_windows": ["w"]}}
    rest = {"opening": ["09:00-10:00"], "desk_hours": "always", "approval": {"on_refusal": "cancel"}}
    trace = run(world({"permit": permit(RACE, steps)}, [NINE, NINE]), design({"w": {}}, desks=desks, **rest))
    second = trace.tickets["task"] == trace.names.tasks.index("permit/b")
    rows = np.flatnonzero(second & (trace.tickets["matter"] == 1))
    outcomes = [Outcome(o) for o in trace.tickets["outcome"][rows]]
    assert outcomes == [Outcome.HANDED_BACK, Outcome.BROKEN_OFF]
    assert minutes(trace.tickets["work_ms"][rows]) == [60, 30]


def test_what_goes_on_for_nobody_after_a_deemed_approval_may_be_taken_back() -> None:
    """Steps go on as if nothing had happened: the first one over still cancels the other, which waits."""
    steps = {"a": {"desk": "x", "work": "20 h"}, "b": {"desk": "y", "work": "30 h"}}
    model = world({"permit": permit(RACE, steps) | {"limit": "1 workday"}}, [NINE, NINE], ending="drain")
    desks = {"x": {"officers": 2}, "y": {"officers": 1}}
    limits = {"deemed": "100%", "after_deemed": "finish"}
    trace = run(model, design({"w": {}}, desks=desks, limits=limits, approval={"on_refusal": "cancel"}))
    assert minutes(trace.deemed["deemed_ms"]) == [2 * DAY, 2 * DAY]
    withdrawn = trace.tickets["outcome"] == Outcome.WITHDRAWN
    assert minutes(trace.tickets["end_ms"][withdrawn]) == [2 * DAY + NINE + 240]


def test_after_a_deemed_approval_whoever_is_at_work_finishes_also_when_refusals_cancel() -> None:
    """Two officers at work at that midnight: the one who is done first does not stop the other."""
    steps = {"a": {"desk": "x", "work": "18 h"}, "b": {"desk": "y", "work": "20 h", "refuses": "0.000001%"}}
    service = permit(at_once("a", "b"), steps) | {"limit": "1 workday"}
    rules = {"limits": {"deemed": "100%"}, "approval": {"on_refusal": "cancel"}}
    trace = run(world({"permit": service}, [NINE], ending="drain"), design({"w": {}}, desks=DESKS, **rules))
    assert minutes(trace.deemed["deemed_ms"]) == [2 * DAY]
    assert minutes(trace.tickets["end_ms"])[1:] == [2 * DAY + NINE + 120, 2 * DAY + NINE + 240]
    assert trace.tickets["outcome"].tolist() == [Outcome.SERVED] * 3


@pytest.mark.parametrize(
    ("refusing", "rule", "end", "hours", "outcomes"),
    [
        ("", "finish", End.SERVED, 2, [Outcome.SERVED] * 3),
        ("", "cancel", End.SERVED, 2, [Outcome.SERVED] * 2 + [Outcome.BROKEN_OFF]),
        ("a", "finish", End.SERVED, 3, [Outcome.SERVED] * 3),
        ("a", "cancel", End.SERVED, 3, [Outcome.SERVED] * 3),
        ("b", "cancel", End.SERVED, 3, [Outcome.SERVED] * 3),
        ("ab", "finish", End.REFUSED, 3, [Outcome.SERVED] * 3),
        ("ab", "cancel", End.REFUSED, 2, [Outcome.SERVED] * 2 + [Outcome.BROKEN_OFF]),
        ("bc", "cancel", End.REFUSED, 3, [Outcome.SERVED] * 3),
    ],
)
def test_two_of_three_are_refused_when_two_can_no_longer_pass(
    refusing: str, rule: str, end: End, hours: int, outcomes: list[Outcome]
) -> None:
    """Branches of one, two and three hours, of which two are enough."""
    steps = {
        step: {"desk": desk, "work": f"{n} h", "refuses": "100%" if step in refusing else "0%"}
        for n, (step, desk) in enumerate(zip("abc", "xyz", strict=True), start=1)
    }
    steps["b"]["returns"] = "0.001%"  # a result, so that nothing of this is plain work
    group = at_once("a", "b", "c") | {"join": 2}
    trace = one(permit(group, steps), {"on_refusal": rule})
    assert trace.matters["state"].tolist() == [end]
    assert minutes(trace.matters["decided_ms"]) == [NINE + 60 * hours]
    assert trace.tickets["outcome"][1:].tolist() == outcomes


def test_the_same_files_need_refuse_and_return_under_every_design() -> None:
    """A smaller factor takes away and never adds: results are read off the same tapes."""
    steps = {
        "a": HOUR | {"needed": "70%", "refuses": "20%", "returns": "30%"},
        "b": HOUR | {"refuses": "10%"},
    }
    model = world({"permit": permit(in_series("a", "b"), steps)}, [NINE] * 200, days=3)
    demand = generate(model, 5, 0)
    desks = {"x": {"officers": "unlimited"}}
    states = []
    for factor in (1.0, 0.5, 0.0):
        rule = {"refuses": factor, "needed": factor}
        states.append(
            simulate(
                model, design({"w": {"count": 200}}, opening="always", desks=desks, approval=rule), demand
            )
        )
    refused = [trace.matters["state"] == End.REFUSED for trace in states]
    assert refused[0].sum() > refused[1].sum() > refused[2].sum() == 0
    assert not (refused[1] & ~refused[0]).any()


def test_metrics_of_refusals_and_cancelled_work() -> None:
    """In 5 days: a refuses after an hour, the other file at once: b has worked an hour of two, broken off."""
    steps = {"a": HOUR | {"refuses": "100%"}, "b": {"desk": "y", "work": "2 h"}}
    services = {
        "no": permit(at_once("a", "b"), steps) | {"share": "50%"},
        "yes": permit({"step": "c"}, {"c": {"desk": "z", "work": "3 h"}}) | {"share": "50%"},
    }
    model = world(services, {"no": [NINE], "yes": [NINE]})
    trace = run(model, design({"w": {"count": 2}}, desks=DESKS, approval={"on_refusal": "cancel"}))
    wanted = {
        "approved_share": 1 / 2, "lead_decided_min": 120, "lead_approved_min": 180,
        "desk_work_per_case": 150, "cancelled_work_h": 1 / 5, "sent_back_per_case": 0,
    }  # fmt: skip
    assert measure(trace, wanted) == pytest.approx(wanted)


def test_metrics_of_files_sent_back() -> None:
    """Sent back seven times, from Monday to Wednesday of the next week; paid on Thursday."""
    steps = {
        "a": HOUR | {"returns": "100%"},
        "fee": {"kind": "payment", "elapsed": "1 days", "clock": "stopped"},
    }
    service = permit(in_series("a", "fee"), steps, limit="9 workdays")
    trace = one(service, {"payments": "visit"}, citizens={"return_after": "1 workday"}, days=21)
    wanted = {"sent_back_per_case": 7, "trips_to_amend": 7, "trips_to_pay": 1}
    assert measure(trace, wanted) == wanted
    # The stops of Tuesday to Friday, of Monday to Tuesday, and of Wednesday for the fee; Monday is the day of
    # acceptance, which never counts.
    assert measure(trace, ["clock_stopped_days"])["clock_stopped_days"] == 4 + 2 + 1
    assert minutes(trace.matters["decided_ms"]) == [10 * DAY + NINE + 60]
