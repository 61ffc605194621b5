"""Windows that help from a threshold on, and tide windows staffed from a pool (R6.30, R6.31)."""

from hallsim.trace.model import Outcome
from tests.helpers.hall_builder import FIVE, NINE, design, minutes, run, starts, world

TEN = {"a": {"counter": "10 min", "department": "x"}, "b": {"counter": "10 min", "department": "y"}}


def test_help_comes_only_when_enough_wait() -> None:
    """Window y is free while three wait at x; from two on it helps, and goes on while two wait."""
    hall = world(TEN, {"a": [NINE, NINE + 1, NINE + 2, NINE + 3]})
    windows = {"x": {"serves": ["x"]}, "y": {"serves": ["y"], "helps": ["x"]}}
    assert starts(run(hall, design(windows))) == [NINE, NINE + 1, NINE + 10, NINE + 11]
    slow = {**windows, "y": windows["y"] | {"help_from": 2}}
    trace = run(hall, design(slow))
    # The second and third wait at 9:02, so y takes the second; at 9:10 x takes the third; one waits at 9:12.
    assert starts(trace) == [NINE, NINE + 2, NINE + 10, NINE + 20]


def test_the_threshold_does_not_count_while_nobody_serves_the_queue_as_its_own() -> None:
    """Window x is at lunch from 9:05: its single waiting citizen is taken by y, threshold or not."""
    hall = world(TEN, {"a": [NINE, NINE + 1]})
    windows = {
        "x": {"serves": ["x"], "breaks": [{"hours": "09:05-12:00"}]},
        "y": {"serves": ["y"], "helps": ["x"], "help_from": 3},
    }
    assert starts(run(hall, design(windows))) == [NINE, NINE + 5]


def tide(**rule: object) -> dict[str, dict[str, object]]:
    """One window, and two tide windows for the same queue."""
    return {"hall": {}, "flood": {"count": 2, "tide": rule}}


def test_a_tide_window_opens_when_the_queue_is_long_and_closes_when_it_clears() -> None:
    """Three wait at 9:03: one tide window opens at once and closes when one is left."""
    hall = world(TEN, {"a": [NINE, NINE + 1, NINE + 2, NINE + 3]})
    plain = run(hall, design({"hall": {}}))
    assert starts(plain) == [NINE, NINE + 10, NINE + 20, NINE + 30]
    trace = run(hall, design(tide(open_at=3, close_at=1, staff="backup"), cover={"backup": 1}))
    assert starts(trace) == [NINE, NINE + 3, NINE + 10, NINE + 20]
    flood = trace.shifts["server"] == 1
    # After its visitor of 9:03 one is left: it closes at 9:13.
    assert minutes(trace.shifts["from_ms"][flood]) == [NINE + 3]
    assert minutes(trace.shifts["to_ms"][flood]) == minutes(trace.shifts["left_ms"][flood]) == [NINE + 13]
    assert 2 not in trace.shifts["server"]


def test_a_clerk_takes_a_while_to_come_and_may_come_in_vain() -> None:
    """With five minutes to come it opens at 9:08; when the queue has cleared by then it stays shut."""
    hall = world(TEN, {"a": [NINE, NINE + 1, NINE + 2, NINE + 3]})
    trace = run(hall, design(tide(open_at=3, close_at=1, staff=1, after="5 min")))
    assert starts(trace) == [NINE, NINE + 8, NINE + 10, NINE + 20]
    late = run(hall, design(tide(open_at=3, close_at=2, staff=1, after="8 min")))
    assert starts(late) == starts(run(hall, design({"hall": {}})))


def test_further_tide_windows_need_a_longer_queue_and_a_clerk() -> None:
    """Six wait at once: with two clerks both windows open, with one clerk one, with none none."""
    hall = world(TEN, {"a": [NINE] * 7})
    by_clerks = {
        n: starts(run(hall, design(tide(open_at=3, staff="backup"), cover={"backup": n}))) for n in (0, 1, 2)
    }
    assert by_clerks[0] == [NINE + 10 * k for k in range(7)]
    assert by_clerks[1] == [NINE + 10 * (k // 2) for k in range(7)]
    assert by_clerks[2][:3] == [NINE, NINE, NINE]


def test_a_tide_window_serves_out_and_opens_within_its_hours_only() -> None:
    """Crowds at 16:55 and before the tide window's hours."""
    hall = world(TEN, {"a": [NINE] * 4 + [FIVE - 5] * 4})
    windows = tide(open_at=2, staff=1)
    windows["flood"]["hours"] = "12:00-17:00"
    trace = run(hall, design(windows))
    assert starts(trace) == [NINE, NINE + 10, NINE + 20, NINE + 30, FIVE - 5, FIVE - 5, FIVE + 5, FIVE + 5]
    assert (trace.tickets["outcome"] == Outcome.SERVED).all()


def test_one_clerk_of_the_pool_opens_one_window_of_two_groups() -> None:
    """Both departments have a crowd and a tide window; the one clerk goes to the first."""
    windows = {
        "x": {"serves": ["x"]}, "y": {"serves": ["y"]},
        "x_flood": {"serves": ["x"], "tide": {"open_at": 2, "staff": "backup"}},
        "y_flood": {"serves": ["y"], "tide": {"open_at": 2, "staff": "backup"}},
    }  # fmt: skip
    hall = world(TEN, {"a": [NINE] * 3, "b": [NINE] * 3})
    trace = run(hall, design(windows, cover={"backup": 1}))
    assert sorted(set(trace.tickets["server"].tolist())) == [0, 1, 2]
    both = run(hall, design(windows, cover={"backup": 2}))
    assert sorted(set(both.tickets["server"].tolist())) == [0, 1, 2, 3]


def test_each_group_of_helpers_has_a_threshold_of_its_own() -> None:
    """Both serve y and help x, one from two waiting on, the other from four: the first takes the third."""
    hall = world(TEN, {"a": [NINE, NINE + 1, NINE + 2, NINE + 3, NINE + 4]})
    windows = {
        "x": {"serves": ["x"]},
        "late": {"serves": ["y"], "helps": ["x"], "help_from": 4},
        "soon": {"serves": ["y"], "helps": ["x"], "help_from": 2},
    }
    trace = run(hall, design(windows))
    assert starts(trace) == [NINE, NINE + 2, NINE + 10, NINE + 12, NINE + 20]
    assert trace.tickets["server"].tolist() == [0, 2, 0, 2, 0]
