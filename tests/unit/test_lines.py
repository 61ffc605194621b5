"""Physical lines: joining the shortest, moving over, following the open windows (R6.32)."""

import numpy as np

from tests.helpers.hall_builder import NINE, design, run, starts, works, world

TEN = {"a": {"counter": "10 min"}}


def lines(kind: str, **more: object) -> dict[str, dict[str, object]]:
    return {"hall": {"count": 2, "lines": kind, **more}}


def test_an_arrival_joins_the_line_with_the_fewest_people() -> None:
    """Works 30 and 1 minutes: the third joins line 1 (a tie) and waits there though window 2 is free soon."""
    hall = world({"a": {"counter": works(30, 1, 5, 5)}}, [NINE, NINE, NINE, NINE + 2])
    ticketed = run(hall, design({"hall": {"count": 2}}))
    assert starts(ticketed) == [NINE, NINE, NINE + 1, NINE + 6]
    trace = run(hall, design(lines("shortest_line")))
    assert starts(trace) == [NINE, NINE, NINE + 30, NINE + 2]
    assert trace.tickets["queue"].tolist() == [0, 1, 0, 1]
    assert trace.names.queues == ("hall-1", "hall-2")


def test_the_last_of_a_line_longer_by_two_moves_over() -> None:
    """With jockeying the third moves to window 2 the moment it is free (two against none)."""
    hall = world({"a": {"counter": works(30, 1, 5, 5)}}, [NINE, NINE, NINE, NINE + 2])
    trace = run(hall, design(lines("shortest_line_with_jockeying")))
    assert starts(trace) == [NINE, NINE, NINE + 1, NINE + 6]
    assert trace.tickets["queue"].tolist() == [0, 1, 1, 1]


def test_who_stands_at_a_window_that_closes_joins_another_line() -> None:
    """Window 2 goes to lunch at 9:15 after its visitor: its line goes to window 1, and nobody is lost."""
    hall = world(TEN, [NINE] * 6)
    windows = lines("shortest_line", breaks=[{"hours": "09:15-11:00"}])
    trace = run(hall, design(windows))
    assert trace.tickets["server"].tolist() == [0, 1, 0, 1, 0, 0]
    assert starts(trace) == [NINE, NINE, NINE + 10, NINE + 10, NINE + 20, NINE + 30]


def test_lines_serve_out_those_inside() -> None:
    """At closing each window serves its line out."""
    trace = run(world(TEN, [1015] * 5), design(lines("shortest_line")))
    assert starts(trace) == [1015, 1015, 1025, 1025, 1035]
    assert np.array_equal(np.bincount(trace.tickets["server"]), [3, 2])
