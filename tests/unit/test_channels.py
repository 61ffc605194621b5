"""Guides, wrong windows, delivery, online filing, pre-review and terminals, with the same citizens.

Rules of the model: R5.15 to R5.20.
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
from hallsim.trace.model import NEVER, End, Outcome, Purpose, Trace
from tests.helpers.hall_builder import NINE, design, minutes, run, starts, world

DAY = 24 * 60
ONE = {"hall": {"count": 1}}
MANY = {"hall": {"count": 40}}
LACKING = {
    "counter": "5 min",
    "documents": {"required": 3, "missing": "30%"},
    "online": True,
    "kiosk": "2 min",
}
PROMISED = {
    "counter": "10 min", "collect": "2 min", "decision": "promised", "limit": "5 workdays", "online": True,
    "approval": {"step": "review"}, "steps": {"review": {"desk": "back", "work": "60 min"}},
}  # fmt: skip
DAILY = {"return_after": "1 workday", "max_visits": 6}
TWO = {"a": {"counter": "10 min", "share": "50%"}, "b": {"counter": "10 min", "share": "50%"}}


def pair(services: Any, one: Design, other: Design, **more: Any) -> tuple[Trace, Trace]:
    """The same 400 citizens under two designs, both audited, causes summing to the whole."""
    model = world(services, [NINE + i for i in range(400)], ending="drain", **more)
    demand = generate(model, 3, 0)
    traces = simulate(model, one, demand), simulate(model, other, demand)
    for trace in traces:
        audit(trace)
        assert (matter_causes(trace).to_numpy() >= 0).all()
    return traces


# ---------------------------------------------------------------------- guides and wrong windows


def test_whom_the_guide_catches_goes_home_and_comes_back_complete() -> None:
    """Everything caught: the guide at 9:00, home, the window on Tuesday with the work of lodging."""
    lacking = {"counter": "10 min", "supplement": "4 min", "documents": {"required": 2, "missing": "100%"}}
    model = world({"a": lacking}, [NINE], citizens=DAILY)
    trace = run(model, design(ONE, notice="0%", guide={"work": "3 min", "catches": "100%"}))
    assert minutes(trace.visits["arrive_ms"]) == [NINE, DAY + NINE]
    assert minutes(trace.visits["leave_ms"]) == [NINE + 3, DAY + NINE + 10]
    assert trace.visits["purpose"].tolist() == [Purpose.LODGE, Purpose.SUPPLEMENT]
    assert trace.matters["n_rejections"].tolist() == [1]


def test_who_lacks_nothing_passes_the_guide_and_is_otherwise_as_before() -> None:
    """The guide takes trips from some; without documents missing it only adds its own ticket."""
    before, after = pair(
        {"a": LACKING},
        design(MANY, notice="0%"),
        design(MANY, notice="0%", guide={"count": 20, "catches": "60%"}),
    )
    lost = after.matters["n_visits"] > before.matters["n_visits"]
    assert not lost.any()
    assert after.matters["n_visits"].sum() < before.matters["n_visits"].sum()
    alone = before.matters["n_visits"] == 1
    assert (after.matters["n_visits"][alone] == 1).all()
    first = after.visits["attempt"] == 0
    n_tickets = np.bincount(after.tickets["visit"], minlength=len(first))
    caught = (n_tickets == 1) & first
    assert set(n_tickets[first & ~caught]) == {2}
    window = after.visits["visit"][~first | caught]
    assert (n_tickets[window] == 1).all()


@pytest.mark.parametrize("rule", ["new_ticket", "escort"])
def test_at_a_wrong_window_one_is_told_and_queues_again_or_keeps_the_place(rule: str) -> None:
    """Three citizens at two windows; all who come for `a` first stand in the queue of `b`.

    The first is told from 9:00 to 9:01. Meanwhile the second comes for `a` and starts at its window at once.
    """
    windows = {"wa": {"serves": ["a"]}, "wb": {"serves": ["b"]}}
    services = {"a": {"counter": "10 min"}, "b": {"counter": "10 min"}}
    groups = {"lost": {"share": "100%"}}
    model = world(services, {"a": [NINE, NINE, NINE + 5]}, groups=groups, citizens={"wrong_window": "100%"})
    trace = run(model, design(windows, redirect="10 min", first_asked=rule))
    told = Outcome.ESCORTED if rule == "escort" else Outcome.REDIRECTED
    assert (trace.tickets["outcome"] == told).sum() == 3
    assert [o for o in trace.tickets["outcome"].tolist() if o not in (told, Outcome.SERVED)] == []
    assert trace.names.queues[trace.tickets["queue"][0]] == "wb"
    assert sorted(minutes(trace.matters["in_hand_ms"])) == [NINE + 20, NINE + 30, NINE + 40]


def test_the_escorted_goes_ahead_of_who_came_later() -> None:
    """The lost one's first ticket is of 9:00; told until 9:30, he is before the one who queued at 9:10."""
    windows = {"wa": {"serves": ["a"]}, "wb": {"serves": ["b"]}}
    services = {"a": {"counter": "60 min"}, "b": {"counter": "10 min"}}
    found = {}
    for rule in ("new_ticket", "escort"):
        for seed in range(40):
            model = world(services, {"a": [NINE, NINE, NINE + 10]}, citizens={"wrong_window": "50%"})
            trace = run(model, design(windows, redirect="30 min", first_asked=rule), seed=seed)
            lost = trace.tickets["outcome"] >= Outcome.REDIRECTED
            if trace.tickets["citizen"][lost].tolist() == [1]:
                found[rule] = minutes(trace.matters["in_hand_ms"])
                break
    assert found["new_ticket"] == [NINE + 60, NINE + 180, NINE + 120]
    assert found["escort"] == [NINE + 60, NINE + 120, NINE + 180]


def test_the_guide_prevents_wrong_tickets_and_one_queue_knows_none() -> None:
    """Half of the errors prevented; in a unified hall there is no wrong queue."""
    windows = {"wa": {"serves": ["a"], "count": 20}, "wb": {"serves": ["b"], "count": 20}}
    guide = {"count": 20, "wrong_window": "50%"}
    citizens = {"wrong_window": "40%"}
    plain, guided = pair(TWO, design(windows), design(windows, guide=guide), citizens=citizens)
    n = [int((t.tickets["outcome"] == Outcome.REDIRECTED).sum()) for t in (plain, guided)]
    assert abs(n[0] - 160) < 4 * np.sqrt(400 * 0.4 * 0.6)
    assert abs(n[1] - 80) < 4 * np.sqrt(400 * 0.2 * 0.8)
    unified, right = pair(TWO, design(MANY), design(MANY), citizens=citizens)
    assert not (unified.tickets["outcome"] == Outcome.REDIRECTED).any()
    assert len(right.tickets["ticket"]) == 400


# ---------------------------------------------------------------- delivery, online, pre-review, terminals


def test_a_certificate_that_is_sent_needs_no_visit_and_its_days() -> None:
    """Decided on Monday at 10:10 and in hand on Wednesday at that time instead of a second visit."""
    model = world({"a": PROMISED}, [NINE], citizens=DAILY, ending="drain")
    trace = run(model, design(ONE, desks={"back": {}}, delivery={"days": "2 days"}))
    assert trace.visits["purpose"].tolist() == [Purpose.LODGE]
    assert minutes(trace.matters["in_hand_ms"]) == [2 * DAY + NINE + 70]
    before, after = pair(
        {"a": PROMISED},
        design(MANY, desks={"back": {"officers": 50}}),
        design(MANY, desks={"back": {"officers": 50}}, delivery={"share": "50%"}),
    )
    fewer = before.matters["n_visits"] - after.matters["n_visits"]
    assert set(fewer.tolist()) == {0, 1}
    assert abs(fewer.sum() - 200) < 4 * 10
    assert np.array_equal(before.matters["decided_ms"], after.matters["decided_ms"])


def test_what_is_filed_online_is_accepted_without_a_visit() -> None:
    """Able, willing and successful: reviewed at the desk, decided, in hand; nobody in the hall."""
    model = world({"a": PROMISED}, [NINE], citizens={**DAILY, "online": "100%"}, ending="drain")
    online = {"success": "100%", "review": {"desk": "back", "work": "5 min"}}
    trace = run(model, design(ONE, desks={"back": {}}, online=online))
    assert len(trace.visits["visit"]) == 0
    m = trace.matters
    assert m["n_visits"].tolist() == [0]
    assert minutes(m["accepted_ms"]) == [NINE + 5]
    assert minutes(m["in_hand_ms"]) == [NINE + 65]
    assert m["state"].tolist() == [End.SERVED]
    parts = matter_causes(trace).iloc[0] / 60_000
    assert parts["filed_online"] == 5
    assert parts["desk_work"] == 60
    assert measure(trace, ["one_trip_share"])["one_trip_share"] == 1


@pytest.mark.parametrize(("failure", "share"), [("visit", 0.6 * 0.4), ("retry", 0.6 * (1 - 0.6**2))])
def test_online_success_takes_visits_and_a_failure_is_a_visit_as_before(failure: str, share: float) -> None:
    """Who succeeds never comes; everybody else comes exactly as without the channel."""
    online = {"success": "40%", "failure": failure}
    before, after = pair(
        {"a": LACKING}, design(MANY), design(MANY, online=online), citizens={**DAILY, "online": "60%"}
    )
    remote = after.matters["n_visits"] == 0
    assert abs(remote.sum() - 400 * share) < 4 * np.sqrt(400 * share * (1 - share))
    for column in ("first_visit_ms", "n_visits", "in_hand_ms"):
        assert np.array_equal(before.matters[column][~remote], after.matters[column][~remote])
    assert (after.matters["first_visit_ms"][remote] == NEVER).all()


def test_online_by_group_and_eligibility() -> None:
    """A group that cannot does not; services not offered are not filed online; shares nest."""
    groups = {"young": {"share": "50%", "online": "100%"}, "old": {"share": "50%", "online": "0%"}}
    half, whole = pair(
        {"a": {**LACKING, "share": "50%"}, "b": {"counter": "5 min", "share": "50%"}},
        design(MANY, online={"success": "100%", "eligible": "54%"}),
        design(MANY, online={"success": "100%"}),
        groups=groups,
    )  # fmt: skip
    remote = whole.matters["n_visits"] == 0
    young = whole.citizens["group"] == 0
    assert np.array_equal(remote, young & (whole.matters["service"] == 0))
    less = half.matters["n_visits"] == 0
    assert not (less & ~remote).any()
    assert 0.3 < less.sum() / remote.sum() < 0.8


def test_a_review_before_the_first_visit_takes_the_desk_and_saves_trips() -> None:
    """Filed at 9:00, reviewed until 9:20; the visit is on Tuesday at 9:00, with everything."""
    lacking = {"counter": "10 min", "documents": {"required": 2, "missing": "100%"}}
    model = world({"a": lacking}, [NINE], citizens=DAILY)
    review = {"desk": "back", "work": "20 min", "catches": "100%"}
    trace = run(model, design(ONE, notice="0%", desks={"back": {}}, pre_review=review))
    assert minutes(trace.tickets["end_ms"]) == [NINE + 20, DAY + NINE + 10]
    assert trace.matters["n_visits"].tolist() == [1]
    before, after = pair(
        {"a": LACKING}, design(MANY, desks={"back": {}}),
        design(
            MANY, desks={"back": {"officers": 50}}, pre_review={**review, "share": "50%", "catches": "80%"}
        ),
        calendar={"days": 10},
    )  # fmt: skip
    assert (after.matters["n_visits"] <= before.matters["n_visits"]).all()
    reviewed = np.bincount(after.tickets["matter"][after.tickets["visit"] == NEVER], minlength=400) > 0
    assert np.array_equal(after.matters["n_visits"][~reviewed], before.matters["n_visits"][~reviewed])


def test_a_terminal_serves_or_sends_to_the_window_in_the_same_visit() -> None:
    """Success: 2 minutes and done. Failure: 2 minutes, then the window."""
    model = world({"a": {"counter": "5 min", "kiosk": "2 min"}}, [NINE], citizens={"kiosk": "100%"})
    assert minutes(run(model, design(ONE, kiosks={})).matters["in_hand_ms"]) == [NINE + 2]
    groups = {"all": {"share": "100%", "kiosk": "50%"}}
    before, after = pair({"a": LACKING}, design(MANY), design(MANY, kiosks={"count": 40}), groups=groups)
    n_tickets = np.bincount(after.tickets["visit"], minlength=len(after.visits["visit"]))
    first = after.visits["attempt"] == 0
    done = first & (n_tickets == 1)
    assert abs(done.sum() - 200) < 4 * 10
    assert set(n_tickets[first & ~done]) == {2}
    failed = ~np.isin(np.arange(400), after.visits["matter"][done])
    assert np.array_equal(after.matters["n_visits"][failed], before.matters["n_visits"][failed])
    helped, _ = pair(
        {"a": LACKING}, design(MANY, kiosks={"count": 40, "helper": "100%"}), design(MANY), groups=groups
    )
    assert (helped.matters["n_visits"] == 1).all()
    assert len(starts(helped)) == 400


def test_the_escorted_keeps_the_place_at_one_window_only() -> None:
    """He keeps it at the first window; at the next he is behind who queued there before he came on."""
    windows = {"wa": {"serves": ["one"]}, "wb": {"serves": ["two", "b"]}}
    route = [{"name": "one", "work": "10 min"}, {"name": "two", "work": "10 min"}]
    services = {"a": {"route": route}, "b": {"counter": "30 min"}}
    model = world(services, {"a": [NINE], "b": [NINE + 2, NINE + 3]}, citizens={"wrong_window": "50%"})
    how = design(windows, redirect="1 min", first_asked="escort")
    for seed in range(40):
        trace = run(model, how, seed=seed)
        escorted = trace.tickets["outcome"] == Outcome.ESCORTED
        if trace.tickets["citizen"][escorted].tolist() == [0]:
            assert minutes(trace.matters["in_hand_ms"]) == [NINE + 72, NINE + 32, NINE + 62]
            return
    pytest.fail("nobody but the first stood in a wrong queue in none of 40 replications")
