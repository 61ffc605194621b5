"""Rules that read how many wait, at instants in which several things happen: each followed by hand.

Rules of the model: R4.5 to R4.9.

A ticket that a free window takes in this very instant does not wait. Times are minutes; works are ten minutes
unless a test says otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hallsim.audit import violations
from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.hall.reference.servers.facility import Facility
from hallsim.hall.reference.servers.settled import settled
from hallsim.scenario.load import load_text
from hallsim.scenario.world.world import World
from hallsim.trace.model import Outcome, Trace
from tests.helpers.hall_builder import NINE, design, minutes, run, starts, works, world

TEN = {"a": {"counter": "10 min"}}
ONE = {"hall": {"count": 1}}
ROUTE = {
    "far": {"route": [{"name": "one", "work": "10 min"}, {"name": "two", "work": "10 min"}]},
    "near": {"counter": works(9, 10, 10)},
}
IN_A_ROW = {"first": {"serves": ["one"]}, "second": {"serves": ["two", "near"]}}


def balked(trace: Trace) -> list[bool]:
    return [bool(b) for b in trace.tickets["outcome"] == Outcome.BALKED]


def crowd(n: int, at: int = NINE, **citizens: Any) -> World:
    return world(TEN, [at] * n, citizens=citizens)


def test_nobody_of_a_batch_leaves_a_hall_with_idle_windows() -> None:
    text = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 5, working_days: all}
  citizens: {balk_at: 2}
  services: {matter: {counter: 1 min}}
  arrivals: {rate: 6 per hour, batch: 3}
designs: {a: {opening: always, windows: {hall: 10}}}
"""
    scenario = load_text(text).scenario
    trace = simulate(scenario.world, scenario.designs["a"], generate(scenario.world, 1, 0))
    assert len(trace.tickets["ticket"]) > 500
    assert not any(balked(trace))
    assert np.array_equal(trace.tickets["start_ms"], trace.tickets["issue_ms"])


def test_those_of_a_batch_whom_no_window_takes_wait() -> None:
    """One window: the second and third of five find nobody waiting but each other; the fourth counts two."""
    trace = run(crowd(5, balk_at=2), design(ONE))
    assert balked(trace) == [False, False, False, True, True]
    assert starts(trace)[:3] == [NINE, NINE + 10, NINE + 20]


def test_present_counts_those_at_windows_and_idle_windows_change_nothing() -> None:
    """Room for two: with one window and with ten the third of a batch leaves."""
    for n in (1, 10):
        trace = run(crowd(4, balk_at=2, balk_counts="present"), design({"hall": {"count": n}}))
        assert balked(trace) == [False, False, True, True]


def test_a_crowd_at_the_doors_counts_the_windows_that_open_with_them() -> None:
    """Six before nine at two windows: two are called, the third and fourth wait, the fifth counts two."""
    trace = run(crowd(6, at=NINE - 10, balk_at=2), design({"hall": {"count": 2}}))
    assert balked(trace) == [False, False, False, False, True, True]


def test_whoever_is_called_when_a_service_ends_does_not_wait_for_who_comes_then() -> None:
    """At 9:10 the window takes the one who waits: who comes at 9:10 finds nobody waiting, at 9:09 one."""
    for minute, leaves in ((9, True), (10, False)):
        trace = run(world(TEN, [NINE, NINE + 1, NINE + minute], citizens={"balk_at": 1}), design(ONE))
        assert balked(trace) == [False, False, leaves]
    two = world(TEN, [NINE, NINE, NINE + 1, NINE + 1, *[NINE + 10] * 3], citizens={"balk_at": 1})
    trace = run(two, design({"hall": {"count": 2}}))  # both end at 9:10: the next two are called, one waits
    assert balked(trace) == [False, False, False, True, False, False, True]


def test_who_goes_on_to_the_next_stop_reads_its_queue_after_all_ends_of_the_instant() -> None:
    """At 9:10 stop one ends (ticket 0), and so does the window of stop two (ticket 1), which takes the one
    who waits: who goes on finds nobody waiting.
    """
    hall = world(ROUTE, {"far": [NINE], "near": [NINE + 1, NINE + 2]}, citizens={"balk_at": 1})
    trace = run(hall, design(IN_A_ROW))
    assert not any(balked(trace))
    assert starts(trace) == [NINE, NINE + 1, NINE + 10, NINE + 20]


def test_who_goes_on_sees_a_window_whose_shift_begins_in_this_instant() -> None:
    """A second window comes at 9:10 and takes the one who waits."""
    windows = {**IN_A_ROW, "third": {"serves": ["two", "near"], "hours": "09:10-17:00"}}
    services = {**ROUTE, "near": {"counter": "30 min"}}
    hall = world(services, {"far": [NINE], "near": [NINE, NINE + 2]}, citizens={"balk_at": 1})
    trace = run(hall, design(windows))
    assert not any(balked(trace))
    early = world(services, {"far": [NINE - 1], "near": [NINE, NINE + 2]}, citizens={"balk_at": 1})
    trace = run(early, design(windows, doors="08:30", opening="08:30-17:00"))  # at 9:09 one waits
    assert balked(trace) == [False, False, False, True]


def test_a_helper_from_a_threshold_on_takes_in_the_same_instant() -> None:
    """Six at once, own window x, y helps from two on: x takes the 1st; the 2nd alone is no reason to help;
    with the 3rd y takes the 2nd; the 4th finds one waiting and stays; the 5th and 6th count two.
    """
    hall = world(
        {"a": {"counter": "10 min", "department": "x"}, "b": {"counter": "10 min", "department": "y"}},
        {"a": [NINE] * 6},
        citizens={"balk_at": 2},
    )
    windows = {"x": {"serves": ["x"]}, "y": {"serves": ["y"], "helps": ["x"], "help_from": 2}}
    trace = run(hall, design(windows))
    assert balked(trace) == [False, False, False, False, True, True]
    assert starts(trace)[:4] == [NINE, NINE, NINE + 10, NINE + 20]  # at 9:10 one is left, no reason to help


def test_a_tide_window_that_opens_at_once_counts() -> None:
    """Three waiting open it, and it takes one: the fifth of a crowd counts two and stays, the sixth three."""
    windows = {"hall": {}, "flood": {"tide": {"open_at": 3, "staff": 1}}}
    trace = run(crowd(6, balk_at=3), design(windows))
    assert balked(trace) == [False] * 5 + [True]
    assert starts(trace)[:5] == [NINE, NINE, NINE + 10, NINE + 10, NINE + 20]


def test_one_clerk_opens_one_tide_window_in_a_reading_too() -> None:
    """Of nine at once one is called, one goes to the tide window: the ninth counts six, whatever windows
    stand there without a clerk; with two clerks the second opens for six and takes one.
    """
    windows = {"hall": {}, "flood": {"count": 2, "tide": {"open_at": 3, "staff": "backup"}}}
    for n_clerks, leaves in ((1, True), (2, False)):
        trace = run(crowd(9, balk_at=6), design(windows, cover={"backup": n_clerks}))
        assert balked(trace) == [False] * 8 + [leaves]


def test_a_tide_window_whose_clerk_comes_in_this_instant_counts() -> None:
    """Called at 9:03, there at 9:08, when it takes one of three: who comes then counts two, at 9:07 three."""
    windows = {"hall": {}, "flood": {"tide": {"open_at": 3, "staff": 1, "after": "5 min"}}}
    for minute, leaves in ((7, True), (8, False)):
        times = [NINE, NINE + 1, NINE + 2, NINE + 3, NINE + minute]
        trace = run(world(TEN, times, citizens={"balk_at": 3}), design(windows))
        assert balked(trace) == [False] * 4 + [leaves]


def test_no_tide_window_opens_for_those_whom_idle_windows_take() -> None:
    windows = {"hall": {"count": 3}, "flood": {"tide": {"open_at": 2, "staff": 1}}}
    trace = run(crowd(4), design(windows))
    assert 3 not in trace.tickets["server"]
    assert 3 in run(crowd(5), design(windows)).tickets["server"]


def test_a_clerk_who_comes_when_a_service_ends_looks_at_who_then_still_waits() -> None:
    """Called at 9:03 for three, there at 9:10, when the window takes one: two are no reason to open."""
    windows = {"hall": {}, "flood": {"tide": {"open_at": 3, "close_at": 2, "staff": 1, "after": "7 min"}}}
    trace = run(world(TEN, [NINE, NINE + 1, NINE + 2, NINE + 3]), design(windows))
    assert starts(trace) == [NINE, NINE + 10, NINE + 20, NINE + 30]
    assert 1 not in trace.shifts["server"]


def test_a_clerk_who_comes_together_with_a_crowd_opens() -> None:
    """Called at 9:02 for two; at 9:11 one waits and two more come: the window opens then, not at 9:20."""
    windows = {"hall": {}, "flood": {"tide": {"open_at": 2, "close_at": 1, "staff": 1, "after": "9 min"}}}
    trace = run(world(TEN, [NINE, NINE + 1, NINE + 2, NINE + 11, NINE + 11]), design(windows))
    assert starts(trace) == [NINE, NINE + 10, NINE + 11, NINE + 20, NINE + 30]


def test_who_stands_in_the_longer_line_moves_over_before_who_comes_then_joins() -> None:
    """Works 30 and 12: at 9:12 window 2 is free; the third moves over to it, and the fourth, who comes at
    9:12, joins line 1 and moves over at 9:22.
    """
    hall = world({"a": {"counter": works(30, 12, 10, 10)}}, [NINE, NINE, NINE, NINE + 12])
    trace = run(hall, design({"hall": {"count": 2, "lines": "shortest_line_with_jockeying"}}))
    assert starts(trace) == [NINE, NINE, NINE + 12, NINE + 22]


def test_the_line_of_a_window_that_closes_moves_before_who_comes_then_joins() -> None:
    """Window 2 goes on a break at 9:15: its line goes to line 1, and who comes at 9:15 stands behind it."""
    hall = world({"a": {"counter": "20 min"}}, [NINE] * 4 + [NINE + 15])
    windows = {"hall": {"count": 2, "lines": "shortest_line", "breaks": [{"hours": "09:15-11:00"}]}}
    assert starts(run(hall, design(windows))) == [NINE, NINE, NINE + 20, NINE + 40, NINE + 60]


def test_who_goes_on_joins_the_line_that_is_shortest_after_all_ends_of_the_instant() -> None:
    """Lines of 2 (one of them ends at 9:10) and of 1: a tie, so the first line; it is free at 9:20."""
    services = {**ROUTE, "near": {"counter": works(9, 30, 10)}}
    windows = {"first": {"serves": ["one"]},
               "second": {"serves": ["two", "near"], "count": 2, "lines": "shortest_line"}}  # fmt: skip
    trace = run(world(services, {"far": [NINE], "near": [NINE + 1] * 3}), design(windows))
    assert trace.tickets["server"].tolist() == [0, 1, 2, 1, 1]
    assert starts(trace) == [NINE, NINE + 1, NINE + 1, NINE + 10, NINE + 20]


def test_the_empty_line_of_a_closed_window_is_no_line_to_join() -> None:
    """Window 2 is on a break from 9:15; at 9:16 one waits in line 1, the only one there is."""
    hall = world({"a": {"counter": "20 min"}}, [NINE, NINE, NINE + 1, NINE + 16], citizens={"balk_at": 1})
    windows = {"hall": {"count": 2, "lines": "shortest_line", "breaks": [{"hours": "09:15-11:00"}]}}
    assert balked(run(hall, design(windows))) == [False, False, False, True]


def test_an_office_chosen_by_time_counts_free_servers_that_take_somebody_else_now() -> None:
    """At nine x takes the only a, y the first b: the second b would wait 10 / 2 min in the main hall, and
    goes to the village, 3 min away, where nobody is.
    """
    places = {"city": {"homes": "100%"}, "village": {"within": "city", "to_parent": {"time": "3 min"}}}
    services = {name: {"counter": "10 min", "department": name} for name in "ab"}
    hall = world(services, {"a": [NINE], "b": [NINE, NINE]}, places=places)
    windows = {"x": {"serves": ["a"], "helps": ["b"]}, "y": {"serves": ["b"]}}
    village = {"windows": {"counter": {}}, "accepts": ["b"]}
    trace = run(hall, design(windows, offices={"village": village}, choice={"rule": "least_time"}))
    assert trace.network is not None
    assert trace.network.trips["office"].tolist() == [0, 0, 1]


def test_calls_count_towards_a_share_only_when_somebody_is_left_waiting() -> None:
    """At nine both windows take one, of either class: nobody went first. At 9:10 one window is free."""
    hall = world(
        {"a": {"counter": works(10, 30, 10, 10)}},
        {"elderly": [NINE, NINE + 1], "others": [NINE, NINE + 1]},
        groups={"elderly": {}, "others": {}},
    )
    for rule in ({"classes": "n_to_one", "n": 1}, {"classes": "quota", "shares": {"1": "50%", "5": "50%"}}):
        trace = run(hall, design({"hall": {"count": 2}}, priority={"elderly": 1}, rule=rule))
        elderly = trace.tickets["citizen"] == np.flatnonzero(trace.citizens["group"] == 0)[1]
        assert minutes(trace.tickets["start_ms"][elderly]) == [NINE + 10]


def test_patience_that_ends_with_a_service_of_no_length_is_served() -> None:
    """At 9:10 the window is free, serves the second in no time, and takes the third, whose patience ends."""
    hall = world(
        {"a": {"counter": works(10, 0, 10)}},
        {"others": [NINE, NINE], "hurried": [NINE]},
        groups={"others": {}, "hurried": {"patience": "10 min"}},
    )
    trace = run(hall, design(ONE))
    assert starts(trace) == [NINE, NINE + 10, NINE + 10]
    assert (trace.tickets["outcome"] == Outcome.SERVED).all()


def test_no_back_office_work_begins_while_somebody_still_comes_in_the_instant() -> None:
    """At nine stop one takes no time: window 2 serves stop two at once instead of beginning a piece."""
    services = {"far": {"route": [{"name": "one", "work": "0 min"}, {"name": "two", "work": "10 min"}]}}
    windows = {"first": {"serves": ["one"]}, "second": {"serves": ["two"], "idle_work": "7 min"}}
    assert starts(run(world(services, [NINE]), design(windows))) == [NINE, NINE]


def by_hand(arrive: list[int], work: list[int], n_windows: int, at: int, present: bool) -> list[int]:
    """Minutes at which each is called (-1: balks): by minute ends, then arrivals, then starts."""
    called = [-1] * len(arrive)
    queue: list[int] = []
    ends: list[int] = []
    for now in range(NINE, NINE + 400):
        ends = [end for end in ends if end > now]
        for one in (i for i, time in enumerate(arrive) if time == now):
            free = n_windows - len(ends)
            seen = len(queue) + len(ends) if present else max(0, len(queue) - free)
            if seen < at:
                queue.append(one)
        while queue and len(ends) < n_windows:
            called[queue[0]] = now
            ends.append(now + work[queue.pop(0)])
    return called


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(1, 4)), min_size=1, max_size=14),
    st.integers(1, 3),
    st.integers(1, 4),
    st.booleans(),
)
def test_balking_agrees_with_a_reading_minute_by_minute(
    people: list[tuple[int, int]], n_windows: int, at: int, present: bool
) -> None:
    arrive = sorted(NINE + minute for minute, _ in people)
    work = [length for _, length in people]
    citizens = {"balk_at": at, "balk_counts": "present" if present else "waiting"}
    hall = world({"a": {"counter": works(*work)}}, arrive, citizens=citizens)
    trace = run(hall, design({"hall": {"count": n_windows}}))
    assert starts(trace) == by_hand(arrive, work, n_windows, at, present)


def test_a_reading_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a reading of every station before every ticket a hall with all rules runs as without."""
    groups = {"elderly": {"share": "30%"}, "others": {"share": "70%"}}
    hall = world(
        {name: {"counter": "exponential(mean 11 min)", "department": name, "share": "50%"} for name in "ab"},
        [NINE + (i * 7) // 3 for i in range(180)],
        groups=groups,
    )
    windows: dict[str, dict[str, Any]] = {
        "a": {"serves": ["a"], "count": 2},
        "b": {"serves": ["b"], "helps": ["a"], "help_from": 3},
        "flood": {"serves": ["a", "b"], "count": 2},
    }
    rules: tuple[dict[str, Any], ...] = (
        {"classes": "n_to_one", "n": 2}, {"order": "shortest_job"}, {"order": "random"},
        {"order": "last_come"}, {"classes": "quota", "shares": {"1": "30%", "5": "70%"}},
    )  # fmt: skip
    issue = Facility.issue

    def reading(self: Facility, *args: Any) -> Any:
        for station in self.stations:
            with settled(self, station):
                pass
        return issue(self, *args)

    for i, rule in enumerate(rules):
        windows["flood"]["tide"] = {"open_at": 3, "staff": 2, "after": f"{2 * (i % 2)} min"}
        made = design(windows, priority={"elderly": 1}, rule=rule)
        plain = run(hall, made)
        with monkeypatch.context() as patch:
            patch.setattr(Facility, "issue", reading)
            read = run(hall, made)
        for name, table in plain.tables().items():
            for column, values in table.items():
                assert np.array_equal(values, read.tables()[name][column]), (rule, name, column)


def test_the_audit_finds_who_leaves_although_too_few_wait() -> None:
    trace = run(crowd(5, balk_at=2), design(ONE))
    names = replace(trace.names, balk_from=3)
    found = violations(replace(trace, names=names))
    assert [v.rule for v in found] == ["balking"]
    assert found[0].rows == (3, 4)
    present = run(crowd(4, balk_at=2, balk_counts="present"), design({"hall": {"count": 10}}))
    waiting = replace(present.names, balk_counts="waiting")
    found = violations(replace(present, names=waiting))
    assert [v.rule for v in found] == ["balking"]


def test_the_audit_knows_that_a_window_is_free_again_after_a_service_of_no_length() -> None:
    """The other window will take `b` first: the last `a` sees one waiting and leaves; `b` takes no time."""
    services = {"a": {"counter": "10 min"}, "b": {"counter": "0 min"}}
    windows = {"one": {"serves": ["a"], "helps": ["b"]}, "other": {"serves": ["b"], "helps": ["a"]}}
    came = {"a": [500, 501, 503], "b": [502]}  # all draw their tickets when the doors open
    trace = run(world(services, came, citizens={"balk_at": 1}), design(windows))
    assert balked(trace) == [False, False, False, True]
    assert starts(trace)[:3] == [NINE, NINE, NINE]
