"""Preemptive priority by hand: who is interrupted, where the rest goes, what remains of the work (R6.28)."""

from __future__ import annotations

from typing import Any

import pytest

from hallsim.metrics.attribution.causes import ticket_causes, visit_causes
from hallsim.metrics.attribution.waits import TICKET_PARTS
from hallsim.metrics.definition.sample import Sample
from hallsim.trace.model import Outcome, Trace
from tests.helpers.hall_builder import MIN, NINE, design, minutes, run, works, world

GROUPS: dict[str, Any] = {"urgent": {}, "others": {}}
TWO = {"hall": {"count": 2}}


def hall(
    interrupt: str, windows: Any = TWO, arrive: Any = None, work: str = works(10, 10, 10, 4, 6)
) -> Trace:
    """Three others at 9:00, 9:01 and 9:02, two urgent ones at 9:03 and 9:05."""
    arrive = arrive or {"others": [NINE, NINE + 1, NINE + 2], "urgent": [NINE + 3, NINE + 5]}
    people = world({"m": {"counter": work}}, arrive, groups=GROUPS)
    return run(people, design(windows, priority={"urgent": 1}, rule={"interrupt": interrupt}))


def spans(trace: Trace) -> dict[int, list[tuple[int, float, float]]]:
    """By citizen: window, begin and end (minutes after nine) of every stretch of service."""
    found: dict[int, list[tuple[int, float, float]]] = {}
    t = trace.tickets
    times = zip(minutes(t["start_ms"]), minutes(t["end_ms"]), strict=True)
    for citizen, server, (start, end) in zip(t["citizen"].tolist(), t["server"].tolist(), times, strict=True):
        found.setdefault(citizen, []).append((server, start - NINE, end - NINE))
    return found


def test_the_worst_class_that_began_last_makes_way_and_keeps_its_place() -> None:
    """9:03 interrupts the one of 9:01 (began last), 9:05 the one of 9:00; who was first resumes first."""
    trace = hall("resume")
    assert spans(trace) == {
        0: [(0, 0, 5), (1, 7, 12)],
        1: [(1, 1, 3), (0, 11, 19)],
        2: [(1, 12, 22)],
        3: [(1, 3, 7)],
        4: [(0, 5, 11)],
    }


def test_the_whole_work_again() -> None:
    trace = hall("restart")
    assert spans(trace) == {
        0: [(0, 0, 5), (1, 7, 17)],
        1: [(1, 1, 3), (0, 11, 21)],
        2: [(1, 17, 27)],
        3: [(1, 3, 7)],
        4: [(0, 5, 11)],
    }


def test_by_default_nobody_is_interrupted() -> None:
    trace = hall("none")
    assert (trace.tickets["outcome"] == Outcome.SERVED).all()
    assert spans(trace)[3] == [(0, 10, 14)]


def test_an_interrupted_ticket_waits_for_all_the_time_without_service() -> None:
    """Citizen 1: 2 min at the window, interrupted for 8, 8 more; 4 + 6 of the 16 minutes of two windows
    meanwhile go to later tickets.
    """
    trace = hall("resume")
    sample = Sample(trace)
    assert sample.ticket_waits_min[sample.tickets].tolist() == [2, 8, 10, 0, 0]
    assert sample.n_tickets_of_visit.tolist() == [1] * 5
    parts = ticket_causes(trace) / MIN
    mine = parts[trace.tickets["citizen"] == 1].sum()
    assert mine["being_served"] == 10
    assert mine["priority_given"] == 5
    assert mine["all_busy"] == 3
    v = trace.visits
    assert (visit_causes(trace).sum(axis=1) == v["leave_ms"] - v["arrive_ms"]).all()
    assert list(parts.columns) == list(TICKET_PARTS)


def test_an_equal_class_interrupts_nobody_and_the_worst_class_goes_first() -> None:
    """Class 5 makes way for 3, the two of 3 for 1, the last to begin first; who came first goes on first."""
    people = world(
        {"m": {"counter": "30 min"}},
        {"c": [NINE], "b": [NINE + 1, NINE + 2, NINE + 3], "a": [NINE + 4, NINE + 5]},
        groups={"a": {}, "b": {}, "c": {}},
    )
    trace = run(people, design(TWO, priority={"a": 1, "b": 3}, rule={"interrupt": "resume"}))
    assert spans(trace) == {
        0: [(0, 0, 2), (1, 63, 91)],
        1: [(1, 1, 5), (0, 34, 60)],
        2: [(0, 2, 4), (1, 35, 63)],
        3: [(0, 60, 90)],
        4: [(0, 4, 34)],
        5: [(1, 5, 35)],
    }


def test_another_window_goes_on_at_its_own_speed() -> None:
    """10 min of the catalogue at half speed take 20; interrupted after 4 (2 done), 8 are left at speed 1."""
    windows = {"slow": {"speed": 0.5}, "fast": {"hours": "09:05-17:00"}}
    trace = hall("resume", windows, {"others": [NINE], "urgent": [NINE + 4]}, works(10, 7))
    assert spans(trace) == {0: [(0, 0, 4), (1, 5, 13)], 1: [(0, 4, 18)]}


@pytest.mark.parametrize("at_shift_end", ["finish", "pause", "hand_back"])
def test_a_window_that_pauses_counts_the_work_while_it_was_there(at_shift_end: str) -> None:
    """60 min from 9:00, a break from 9:30 to 9:50, an urgent one at 9:55 for 5 min."""
    windows = {"hall": {"breaks": [{"hours": "09:30-09:50"}], "at_shift_end": at_shift_end}}
    trace = hall("resume", windows, {"others": [NINE], "urgent": [NINE + 55]}, works(60, 5))
    expected = {
        "finish": [(0, 0, 55), (0, 60, 65)],
        "pause": [(0, 0, 55), (0, 60, 85)],  # 35 min done
        "hand_back": [(0, 0, 30), (0, 50, 55), (0, 60, 85)],
    }
    assert spans(trace)[0] == expected[at_shift_end]
    assert spans(trace)[1] == [(0, 55, 60)]


def test_a_window_about_to_leave_finishes_its_visitor() -> None:
    """After its shift a window that finishes is not interrupted: who is urgent would be begun after hours."""
    windows = {"one": {"hours": "09:00-09:10"}, "two": {"hours": "09:30-17:00"}}
    trace = hall("resume", windows, {"others": [NINE], "urgent": [NINE + 12]}, works(20, 5))
    assert spans(trace) == {0: [(0, 0, 20)], 1: [(1, 30, 35)]}


def test_a_reserved_window_and_a_helped_queue() -> None:
    """The urgent interrupt others at the open window; a helped queue interrupts nothing of a window's own."""
    reserved = {"hall": {"count": 2, "only": ["urgent"], "reserved": 1}}
    arrive = {"others": [NINE], "urgent": [NINE + 1, NINE + 2]}
    trace = hall("resume", reserved, arrive, works(10, 10, 10))
    assert spans(trace) == {0: [(1, 0, 2), (1, 12, 20)], 1: [(0, 1, 11)], 2: [(1, 2, 12)]}

    people = world(
        {"x": {"counter": "10 min", "department": "x"}, "y": {"counter": "10 min", "department": "y"}},
        {"x": [NINE], "y": [NINE + 1, NINE + 2]},
    )
    windows = {"x": {"serves": ["x"], "helps": ["y"]}, "y": {"serves": ["y"]}}
    trace = run(people, design(windows, priority={"y": 1}, rule={"interrupt": "resume"}))
    assert spans(trace)[2] == [(0, 10, 20)]


def test_green_files_interrupt_at_a_desk() -> None:
    """One officer, a file of 60 min, a green one of 10 after 20: the rest is done afterwards, over lunch."""
    people = world(
        {
            "m": {
                "counter": "0 min", "decision": "promised", "limit": "5 workdays",
                "approval": {"step": "look"}, "steps": {"look": {"desk": "office", "work": works(60, 10)}},
            }
        },
        {"others": [NINE], "urgent": [NINE + 20]},
        groups=GROUPS,
    )  # fmt: skip
    desk = {"hours": ["09:00-09:50", "10:00-17:00"], "interrupt": "resume"}
    trace = run(people, design({"hall": {}}, green_channel=["urgent"], desks={"office": desk}))
    files = trace.tickets["visit"] == -1
    table = {name: column[files] for name, column in trace.tickets.items()}
    assert minutes(table["end_ms"] - NINE * MIN) == [20, 30, 80]
    assert table["outcome"].tolist() == [Outcome.INTERRUPTED, Outcome.SERVED, Outcome.SERVED]
    assert minutes(table["work_ms"]) == [20, 10, 40]


def test_broken_off_twice_in_one_instant() -> None:
    """No urgent work takes any time: one interrupts at 9:04, the rest goes on, and one who comes from two
    other windows interrupts it again, all in one millisecond.
    """
    stops = [{"name": name, "work": "0 min"} for name in ("one", "two", "last")]
    people = world(
        {"m": {"counter": "10 min"}, "quick": {"counter": "0 min"}, "far": {"route": stops}},
        {"m": [NINE], "quick": [NINE + 4], "far": [NINE + 4]},
    )
    windows = {"hall": {"serves": ["m", "quick", "last"]}, "other": {"serves": ["one", "two"]}}
    rule = {"interrupt": "resume"}
    trace = run(people, design(windows, priority={"quick": 1, "far": 1}, rule=rule))
    assert spans(trace)[0] == [(0, 0, 4), (0, 4, 4), (0, 4, 10)]
    sample = Sample(trace)
    assert sample.ticket_waits_min[sample.tickets].tolist() == [0] * 5
