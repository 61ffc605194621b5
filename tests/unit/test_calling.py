"""Calling: the walk, missed calls, recalls, going back and removal, by hand (R6.34)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hallsim.audit import violations
from hallsim.demand.generate import generate
from hallsim.demand.tape import Int
from hallsim.hall import simulate
from hallsim.hall.decisions.draws import CallDraws, Place
from hallsim.metrics.attribution.causes import visit_causes
from hallsim.metrics.registry import measure
from hallsim.trace.model import NEVER, End, Outcome, Trace
from tests.helpers.hall_builder import DAY, FIVE, MIN, NINE, design, ends, minutes, run, starts, works, world

Patch = pytest.MonkeyPatch


def absent(patch: Patch, calls: set[tuple[int, int]]) -> None:
    """Nobody comes to the given calls (matter, number of its call from 0); to the others everybody does."""
    walk = CallDraws.walk_ms

    def walk_ms(self: CallDraws, place: Place) -> Int:
        found = walk(self, place)
        missed = [(matter, place[2]) in calls for matter in range(found.size)]
        found = np.where(found >= 0, found, ~found)
        return np.where(missed, ~found, found)

    patch.setattr(CallDraws, "walk_ms", walk_ms)


def hall(arrive: list[int], calling: Any, *minutes_of_work: float, **more: Any) -> Trace:
    """One window; works in order of arrival; calls missed are waited for 2 min."""
    spelled = {"walk": "1 min", "wait": "2 min"} | calling
    group = more.pop("group", {})
    given = world({"permit": {"counter": works(*minutes_of_work)}}, arrive, **more.pop("world", {}))
    return run(given, design({"hall": {"count": 1, **group}}, calling=spelled, **more))


def calls(trace: Trace) -> list[float]:
    return minutes(trace.tickets["call_ms"])


def outcomes(trace: Trace) -> list[Outcome]:
    return [Outcome(outcome) for outcome in trace.tickets["outcome"]]


def test_the_window_is_kept_from_the_call_on() -> None:
    trace = hall([NINE, NINE + 1], {}, 5, 3)
    assert calls(trace) == [540, 546]
    assert starts(trace) == [541, 547]
    assert ends(trace) == [546, 550]
    parts = visit_causes(trace) / MIN
    assert parts["to_window"].tolist() == [1, 1]
    assert parts["all_busy"].tolist() == [0, 5]
    got = measure(trace, ["wait_mean", "to_window_mean", "utilisation_mean", "calling_share", "idle_share"])
    on_duty = 5 * 480
    assert got["wait_mean"] == 2.5  # until the call
    assert got["to_window_mean"] == 1
    assert got["utilisation_mean"] == pytest.approx(8 / on_duty)
    assert got["calling_share"] == pytest.approx(2 / on_duty)
    assert got["idle_share"] == pytest.approx(1 - 10 / on_duty)


def test_calls_to_which_everybody_is_there_at_once_change_nothing() -> None:
    given = world({"permit": {"counter": "exponential(mean 9 min)"}}, [*range(NINE, NINE + 90, 2)])
    demand = generate(given, 3, 0)
    plain, called = (
        simulate(given, design({"hall": {"count": 3}}, **more), demand)
        for more in ({}, {"calling": {"walk": "0 min", "recalls": 2, "missed": "back"}})
    )
    for name, table in plain.tables().items():
        for column, values in table.items():
            assert np.array_equal(values, called.tables()[name][column]), (name, column)


def test_who_is_called_again_at_once_goes_before_a_better_class(monkeypatch: Patch) -> None:
    absent(monkeypatch, {(0, 0)})
    services = {"slow": {"counter": "5 min", "share": "50%"}, "urgent": {"counter": "3 min", "share": "50%"}}
    given = world(services, {"slow": [NINE], "urgent": [NINE + 1]})
    rule = {"calling": {"walk": "1 min", "wait": "2 min", "recalls": 1}, "priority": {"urgent": 4}}
    trace = run(given, design({"hall": {"count": 1}}, **rule))
    assert [(int(m), c) for m, c in zip(trace.tickets["matter"], calls(trace), strict=True)] == [
        (0, 540), (1, 548), (0, 542),
    ]  # fmt: skip


def test_a_missed_ticket_is_removed_and_the_next_one_called(monkeypatch: Patch) -> None:
    absent(monkeypatch, {(0, 0)})
    trace = hall([NINE, NINE], {}, 5, 3)
    assert outcomes(trace) == [Outcome.REMOVED, Outcome.SERVED]
    assert calls(trace) == [540, 542]
    assert ends(trace) == [542, 546]
    assert trace.visits["state"].tolist() == [End.REMOVED, End.SERVED]
    assert trace.matters["state"].tolist() == [End.REMOVED, End.SERVED]
    assert (visit_causes(trace)["missed_call"] / MIN).tolist() == [2, 0]
    got = measure(trace, ["missed_call_share", "removed_share", "wait_mean", "calling_share", "n_tickets"])
    assert got == {"missed_call_share": 1 / 2, "removed_share": 1 / 2, "wait_mean": 1,
                   "calling_share": pytest.approx(3 / 2400), "n_tickets": 2}  # fmt: skip


def test_a_ticket_is_called_again_at_once(monkeypatch: Patch) -> None:
    absent(monkeypatch, {(0, 0), (0, 1)})
    trace = hall([NINE, NINE], {"recalls": 2}, 5, 3)
    # 9:00 and 9:02 in vain, 9:04 with success; each call is a row
    assert trace.tickets["matter"].tolist() == [0, 1, 0, 0]
    assert outcomes(trace) == [Outcome.MISSED, Outcome.SERVED, Outcome.MISSED, Outcome.SERVED]
    assert calls(trace) == [540, 550, 542, 544]
    assert starts(trace) == [-1, 551, -1, 545]
    parts = visit_causes(trace) / MIN
    assert (parts["missed_call"][0], parts["to_window"][0], parts["being_served"][0]) == (4, 1, 5)
    assert measure(trace, ["n_tickets", "missed_call_share"]) == {"n_tickets": 2, "missed_call_share": 0.5}


@pytest.mark.parametrize(("missed", "order"), [(1, [1, 0, 2, 3]), (2, [1, 2, 0, 3]), ("back", [1, 2, 3, 0])])
def test_a_missed_ticket_goes_so_many_places_back(
    missed: object, order: list[int], monkeypatch: Patch
) -> None:
    absent(monkeypatch, {(0, 0)})
    trace = hall([NINE] * 4, {"missed": missed}, 5, 5, 5, 5)
    served = np.flatnonzero(trace.tickets["start_ms"] != NEVER)
    served = served[np.argsort(trace.tickets["start_ms"][served])]
    assert trace.tickets["matter"][served].tolist() == order
    # what it lost it lost to others
    late = 3 if missed == "back" else int(str(missed))
    causes = visit_causes(trace).loc[0] / MIN
    assert (causes["missed_call"], causes["priority_given"], causes["all_busy"]) == (2, 6 * late, 0)


def test_it_goes_back_so_often_and_each_call_has_a_fate_of_its_own(monkeypatch: Patch) -> None:
    absent(monkeypatch, {(0, 0), (0, 1), (0, 2)})
    trace = hall([NINE], {"missed": 3, "requeues": 2}, 5)
    assert outcomes(trace) == [Outcome.MISSED, Outcome.MISSED, Outcome.REMOVED]
    trace = hall([NINE], {"missed": 3, "requeues": 3}, 5)
    assert outcomes(trace) == [Outcome.MISSED] * 3 + [Outcome.SERVED]
    assert calls(trace) == [540, 542, 544, 546]


def test_a_missed_ticket_goes_back_among_its_class(monkeypatch: Patch) -> None:
    absent(monkeypatch, {(0, 0)})
    given = world(
        {"permit": {"counter": "5 min"}},
        {"elderly": [NINE, NINE], "others": [NINE, NINE]},
        groups={"elderly": {"share": "50%"}, "others": {"share": "50%"}},
    )
    trace = run(
        given,
        design({"hall": {"count": 1}}, priority={"elderly": 1}, calling={"wait": "2 min", "missed": "back"}),
    )
    served = np.flatnonzero(trace.tickets["start_ms"] != NEVER)
    served = served[np.argsort(trace.tickets["start_ms"][served])]
    assert trace.tickets["matter"][served].tolist() == [1, 0, 2, 3]


def test_patience_ends_at_the_call(monkeypatch: Patch) -> None:
    citizens = {"citizens": {"patience": "6 min"}}
    trace = hall([NINE, NINE], {"walk": "3 min"}, 3, 3, world=citizens)
    assert outcomes(trace) == [Outcome.SERVED, Outcome.SERVED]
    assert starts(trace) == [543, 549]  # called after 6 min of waiting, there after 9
    absent(monkeypatch, {(0, 0)})
    trace = hall([NINE, NINE], {"missed": 1}, 10, 10, world=citizens)
    assert outcomes(trace)[1:] == [Outcome.SERVED, Outcome.SERVED]  # waits on for longer than 6 min
    assert starts(trace)[1:] == [543, 554]


@pytest.mark.parametrize("rule", ["finish", "pause", "hand_back"])
def test_who_was_called_before_a_break_is_served(rule: str) -> None:
    group = {"at_shift_end": rule, "breaks": [{"count": 1, "hours": "09:05-09:30"}]}
    trace = hall([NINE + 4, NINE + 6], {"walk": "3 min"}, 4, 5, group=group)
    assert calls(trace) == [544, 570]
    assert starts(trace) == [547, 573]
    assert ends(trace) == [551, 578]  # nobody at the window yet when the break began: it is put off
    assert trace.shifts["left_ms"][0] == 551 * MIN


@pytest.mark.parametrize("rule", ["finish", "pause", "hand_back"])
def test_who_is_called_until_the_next_shift_begins_is_served_in_it(rule: str) -> None:
    group = {"at_shift_end": rule, "breaks": [{"count": 1, "hours": "09:05-09:06"}]}
    trace = hall([NINE + 4], {"walk": "3 min"}, 4, group=group)
    assert (starts(trace), ends(trace)) == ([547], [551])
    assert minutes(trace.shifts["left_ms"])[:2] == [546, FIVE]


def test_a_clerk_whose_shift_is_over_does_not_call_again(monkeypatch: Patch) -> None:
    absent(monkeypatch, {(1, 0)})
    group = {"count": 2, "breaks": [{"count": 1, "hours": "09:05-09:30"}]}
    trace = hall([NINE + 4, NINE + 4], {"recalls": 1}, 5, 9, group=group)
    assert outcomes(trace) == [Outcome.SERVED, Outcome.MISSED, Outcome.SERVED]
    # window 2 leaves at 9:06; ticket 1 keeps its place and is called by window 1 at 9:10
    assert calls(trace)[2] == 550
    assert trace.tickets["server"].tolist() == [0, 1, 0]
    assert minutes(trace.shifts["left_ms"][trace.shifts["server"] == 1])[0] == 546


def test_at_closing_a_missed_ticket_is_served_out_or_sent_home(monkeypatch: Patch) -> None:
    absent(monkeypatch, {(0, 0)})
    trace = hall([FIVE - 1], {"missed": "back"}, 5)
    assert calls(trace) == [FIVE - 1, FIVE + 1]
    assert ends(trace) == [FIVE + 1, FIVE + 7]
    assert trace.shifts["left_ms"][0] == (FIVE + 7) * MIN  # overtime
    trace = hall([FIVE - 1], {"missed": "back"}, 5, group={"at_close": "finish"})
    assert outcomes(trace) == [Outcome.MISSED, Outcome.SENT_HOME]
    assert ends(trace) == [FIVE + 1, FIVE + 1]
    assert trace.matters["state"].tolist() == [End.TURNED_AWAY]


def test_the_rest_of_a_service_is_called_and_does_not_fail_to_come(monkeypatch: Patch) -> None:
    absent(monkeypatch, {(0, 1)})
    group = {"count": 1, "at_shift_end": "hand_back", "breaks": [{"count": 1, "hours": "09:05-09:30"}]}
    trace = hall([NINE], {}, 10, group=group)
    assert outcomes(trace) == [Outcome.HANDED_BACK, Outcome.SERVED]
    assert calls(trace) == [540, 570]
    assert starts(trace) == [541, 571]
    assert ends(trace) == [545, 577]


def test_called_when_the_run_stops() -> None:
    last = 5 * DAY - 1
    trace = hall([last], {"walk": "3 min"}, 5, opening="always")
    assert outcomes(trace) == [Outcome.CALLED]
    assert (calls(trace), starts(trace), ends(trace)) == ([last], [-1], [-1])
    assert trace.matters["state"].tolist() == [End.INSIDE]
    assert visit_causes(trace)["to_window"].tolist() == [MIN]


def test_a_removed_ticket_ends_the_whole_bundle(monkeypatch: Patch) -> None:
    absent(monkeypatch, {(0, 0)})
    given = world({"permit": {"counter": "5 min"}}, [NINE], groups={"agents": {"matters": {"2": "100%"}}})
    trace = run(given, design({"hall": {"count": 1}}, calling={"walk": "1 min"}))
    assert trace.matters["state"].tolist() == [End.REMOVED, End.REMOVED]
    assert trace.citizens["state"].tolist() == [End.REMOVED]


def test_lines_desks_and_guides_call_nobody() -> None:
    permit = {"counter": "5 min", "decision": "promised", "approval": {"step": "check"},
              "steps": {"check": {"desk": "tax", "work": "10 min"}}}  # fmt: skip
    given = world({"permit": permit, "card": {"counter": "5 min"}}, {"permit": [NINE], "card": [NINE]})
    trace = run(
        given,
        design(
            {"a": {"serves": ["permit"]}, "b": {"serves": ["card"], "lines": "shortest_line"}},
            guide={"work": "1 min"}, desks={"tax": {"officers": 1}}, calling={"walk": "3 min"},
        ),
    )  # fmt: skip
    walked = (trace.tickets["start_ms"] - trace.tickets["call_ms"]) // MIN
    names = [trace.names.tasks[task] for task in trace.tickets["task"]]
    assert dict(zip(names, walked.tolist(), strict=True)) == {
        "guide": 0, "permit": 3, "card": 0, "permit/check": 0,
    }  # fmt: skip


def test_a_ticket_meets_the_same_calls_under_every_design() -> None:
    given = world(
        {"permit": {"counter": "exponential(mean 4 min)"}}, [*range(NINE, NINE + 200)], ending="drain"
    )
    demand = generate(given, 5, 0)
    calling = {"walk": "exponential(mean 40 s)", "no_show": "20%"}

    def fates(**more: Any) -> dict[int, tuple[int, int]]:
        count = more.pop("count", 3)
        trace = simulate(
            given, design({"hall": {"count": count}}, calling=calling | more, priority={}), demand
        )
        assert violations(trace) == []
        t = trace.tickets
        first = [int(np.flatnonzero(t["matter"] == m)[0]) for m in range(demand.n_matters)]
        return {
            m: (int(t["outcome"][row] == Outcome.SERVED), int((t["start_ms"] - t["call_ms"])[row]))
            if t["start_ms"][row] != NEVER
            else (0, 0)
            for m, row in enumerate(first)
        }

    base = fates()
    assert 20 < sum(1 for served, _ in base.values() if not served) < 60
    assert fates(count=5) == base
    assert fates(missed="back", requeues=3) == base
    assert fates(recalls=2) == base
    # a better share of calls answered leaves the walks as they are, and nobody fails to come who came before
    better = fates(no_show="10%")
    assert all(better[m] == fate for m, fate in base.items() if fate[0])
    assert sum(served for served, _ in better.values()) > sum(served for served, _ in base.values())


def test_missed_calls_cost_windows_time_and_citizens_places() -> None:
    given = world({"permit": {"counter": "exponential(mean 4 min)"}}, [*range(NINE, NINE + 300, 2)])
    demand = generate(given, 6, 0)
    got = {
        missed: measure(
            simulate(
                given,
                design({"hall": {"count": 3}}, calling={"no_show": "30%", "missed": missed, "wait": "1 min"}),
                demand,
            )
        )
        for missed in ("remove", "back")
    }
    assert got["remove"]["removed_share"] == pytest.approx(0.3, abs=0.1)
    assert got["back"]["removed_share"] < got["remove"]["removed_share"]
    assert got["back"]["calling_share"] > got["remove"]["calling_share"]
    assert got["back"]["wait_mean"] > got["remove"]["wait_mean"]
