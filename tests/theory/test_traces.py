"""Traces that can be checked by hand, to the millisecond, and properties that hold on every path.

The ids name cases of the known-value table: K01 and K03 are from Ciw's documentation and tests, K08 and K09
from simmer's tests, K11 is the recursion of Kiefer and Wolfowitz, M01 collects properties.
"""

from typing import Any

import numpy as np
import pytest

from experiments.known_values.measuring import load, traces
from experiments.known_values.view import View
from hallsim.scenario.design.design import Windows
from hallsim.scenario.scenario import Scenario
from hallsim.trace.model import NEVER, Outcome, Trace

MIN = 60_000


def only_trace(file: str) -> Trace:
    (trace,) = traces(load(file), 1, 0).values()
    return trace


def minutes(column: Any) -> list[float]:
    return [value / MIN for value in column.tolist()]


def test_k01_windows_finish_their_visitor_after_the_shift() -> None:
    trace = only_trace("trace_overtime.yaml")
    by_leaving = np.argsort(trace.shifts["left_ms"], kind="stable")
    late = (trace.shifts["left_ms"] - trace.shifts["to_ms"])[by_leaving]
    assert minutes(late) == [4, 1, 4]
    assert minutes(trace.tickets["start_ms"][:3]) == [3, 6, 9]
    assert (trace.tickets["outcome"][3:] == Outcome.WAITING).all()


def test_k03_leaving_after_three_minutes() -> None:
    tickets = only_trace("trace_reneging.yaml").tickets
    left = tickets["outcome"] == Outcome.LEFT
    assert minutes(tickets["end_ms"][left]) == [17, 31]
    assert minutes((tickets["end_ms"] - tickets["issue_ms"])[left]) == [3, 3]
    assert minutes(tickets["start_ms"][~left]) == [7, 21, 35]
    assert minutes(tickets["end_ms"][~left]) == [18, 32, 46]
    assert (tickets["start_ms"][left] == NEVER).all()


def test_k08_priority_goes_before_who_waits_but_interrupts_nobody() -> None:
    trace = only_trace("trace_priority.yaml")
    green = trace.citizens["group"][trace.tickets["citizen"]] == trace.names.groups.index("green")
    assert minutes(trace.tickets["end_ms"][green]) == [4]
    assert minutes(trace.tickets["end_ms"][~green]) == [2, 6]


def test_k09_join_of_all_and_of_the_first() -> None:
    matters = only_trace("trace_fork_join.yaml").matters
    assert minutes(matters["decided_ms"] - matters["first_visit_ms"]) == [3.5, 1.5]


def test_k11_two_windows_first_come_first_served() -> None:
    tickets = only_trace("trace_two_windows.yaml").tickets
    assert minutes(tickets["start_ms"] - tickets["issue_ms"]) == [0, 0, 3, 2, 3, 0]
    assert minutes(tickets["end_ms"]) == [5, 5, 8, 7, 8, 11]


def test_k11_with_a_break_of_the_second_window_from_3_to_6() -> None:
    scenario = load("trace_two_windows.yaml")
    group = Windows.model_validate({"count": 2, "breaks": [{"count": 1, "hours": "00:03-00:06"}]})
    design = scenario.designs["two_windows"].model_copy(update={"windows": {"hall": group}})
    (trace,) = traces(scenario.model_copy(update={"designs": {"break": design}}), 1, 0).values()
    # the second window finishes its visitor at 5, is away until 6, then takes the fourth citizen
    assert minutes(trace.tickets["start_ms"] - trace.tickets["issue_ms"]) == [0, 0, 3, 3, 4, 0]
    assert minutes(trace.tickets["end_ms"]) == [5, 5, 8, 8, 9, 11]
    assert trace.tickets["server"].tolist()[:4] == [0, 1, 0, 1]


# --- M01: what holds on every path ---


def short(file: str, days: int) -> Scenario:
    scenario = load(file)
    calendar = scenario.world.calendar.model_copy(update={"days": days, "warm_up": 0})
    return scenario.model_copy(update={"world": scenario.world.model_copy(update={"calendar": calendar})})


def waits_ms(trace: Trace) -> Any:
    """By citizen: one ticket each in these files."""
    tickets = trace.tickets
    found = np.empty(len(trace.citizens["citizen"]), np.int64)
    found[tickets["citizen"]] = tickets["start_ms"] - tickets["issue_ms"]
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_m01_one_more_window_makes_nobody_wait_longer(seed: int) -> None:
    scenario = short("staffing_mean_wait.yaml", 6)
    found = traces(scenario, seed, 0)
    six, seven = waits_ms(found["six"]), waits_ms(found["seven"])
    assert (seven <= six).all()
    assert seven.sum() < six.sum()


@pytest.mark.parametrize("file", ["pooling.yaml", "pooling_departments.yaml"])
def test_m01_pooling_the_same_service_law_never_adds_to_the_total_wait(file: str) -> None:
    for seed in (1, 2, 3):
        found = traces(short(file, 3), seed, 0)
        assert waits_ms(found["pooled"]).sum() <= waits_ms(found["separate"]).sum()


@pytest.mark.parametrize("file", ["mmc.yaml", "mg1.yaml", "priority.yaml"])
def test_m01_little_work_and_shares(file: str) -> None:
    for trace in traces(short(file, 2), 1, 0).values():
        tickets = trace.tickets
        view = View(trace=trace, from_ms=0, to_ms=trace.end_ms)
        # Little's law in its finite form: numbers present counted at the events, not summed by ticket
        times = np.concatenate([tickets["issue_ms"], tickets["start_ms"]])
        step = np.concatenate(
            [np.ones(len(tickets["issue_ms"]), int), -np.ones(len(tickets["start_ms"]), int)]
        )
        order = np.argsort(times, kind="stable")
        n_waiting = np.cumsum(step[order])[:-1]
        area = int((n_waiting * np.diff(times[order])).sum())
        assert area == int((tickets["start_ms"] - tickets["issue_ms"]).sum())
        assert view.mean_queue() == pytest.approx(area / trace.end_ms, abs=1e-9)
        # work is conserved: the windows are busy for exactly the work that was brought
        assert view.busy_min() == pytest.approx(tickets["work_ms"].sum() / MIN, rel=1e-12)
        shares = np.bincount(tickets["outcome"], minlength=len(Outcome)) / len(tickets["outcome"])
        assert shares.sum() == pytest.approx(1.0, abs=1e-12)
        assert shares[Outcome.SERVED] == 1.0


def test_m01_windows_without_number_are_a_pure_delay() -> None:
    scenario = short("mmc.yaml", 1)
    many = scenario.designs["five_windows"].model_copy(update={"windows": {"hall": Windows(count=200)}})
    (trace,) = traces(scenario.model_copy(update={"designs": {"many": many}}), 1, 0).values()
    assert (trace.tickets["start_ms"] == trace.tickets["issue_ms"]).all()
    assert (trace.visits["leave_ms"] - trace.visits["arrive_ms"] == trace.tickets["work_ms"]).all()
