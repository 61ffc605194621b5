"""Files with couriers between offices, in approvals with results. Minutes since Monday 0:00 (R5.25).

A permit lodged in the town at nine is accepted at ten past; the town checks, the city signs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hallsim.hall.decisions import step_results
from hallsim.metrics.attribution.causes import matter_causes
from hallsim.trace.model import End, Trace
from tests.helpers.hall_builder import DAY, MIN, NINE, minutes, run, world
from tests.unit.test_network import office, places, with_offices

NOON = 12 * 60
AT_NOON = {"leaves": "daily 12:00", "takes": "1 h"}
CITY: dict[str, Any] = {"city": {}, "county": {}}


@pytest.fixture
def sent_back_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that may be sent back is sent back once; one that may be refused is refused."""

    def first(u: np.ndarray, p_return: float, p_refuse: float) -> tuple[np.ndarray, np.ndarray]:
        n = u.shape[1]
        return np.full(n, int(p_return > 0), np.int64), np.full(n, int(p_refuse > 0), np.int64)

    monkeypatch.setattr(step_results, "_first_that_stays", first)


def lodged(tree: dict[str, Any], courier: Any, desks: Any = None, sign: Any = None, **rule: Any) -> Trace:
    """The permit under a courier, with desks of the town beside the city's.

    The share of files that need the check makes it an approval with results; this file needs it.
    """
    service = {
        "counter": "10 min", "supplement": "5 min", "decision": "promised", "department": "hall",
        "approval": tree,
        "steps": {
            "check": {"desk": "county", "work": "20 min", "needed": "99.99%"},
            "sign": {"desk": "city", "work": "30 min", **(sign or {})},
        },
    }  # fmt: skip
    w = world({"permit": service}, [NINE], places=places(), citizens={"return_after": "1 workday"})
    town = office(desks={"county": {}} if desks is None else desks, courier=courier)
    return run(w, with_offices({"town": town}, desks=CITY, approval=rule))


SERIES: dict[str, Any] = {"serial": [{"step": "check"}, {"step": "sign"}]}
PARALLEL: dict[str, Any] = {"parallel": [{"step": "check"}, {"step": "sign"}]}


def journeys(trace: Trace) -> list[tuple[float, float]]:
    """From when until when a file is with a courier."""
    assert trace.network is not None
    rows = trace.network.couriers
    return list(zip(minutes(rows["from_ms"]), minutes(rows["to_ms"]), strict=True))


def test_a_file_travels_to_the_desk_of_its_next_step() -> None:
    """It leaves the town at noon, is signed by half past one, and is back on Tuesday."""
    trace = lodged(SERIES, AT_NOON)
    assert minutes(trace.tickets["start_ms"]) == [NINE, NINE + 10, 13 * 60]
    assert journeys(trace) == [(NINE + 30, 13 * 60), (13 * 60 + 30, DAY + 13 * 60)]
    assert minutes(trace.matters["decided_ms"]) == [DAY + 13 * 60]
    assert matter_causes(trace).loc[0]["courier"] == sum(b - a for a, b in journeys(trace)) * MIN


def test_branches_go_and_come_back() -> None:
    trace = lodged(PARALLEL, {"leaves": "every 1 h"})
    assert journeys(trace) == [(NINE + 10, 600), (630, 660)]
    assert minutes(trace.matters["decided_ms"]) == [660]


def test_branches_at_one_place_travel_as_one_file() -> None:
    trace = lodged(PARALLEL, {"leaves": "every 1 h"}, desks={})
    assert journeys(trace) == [(NINE + 10, 600), (630, 660)]
    assert minutes(trace.tickets["start_ms"]) == [NINE, 600, 600]


@pytest.mark.usefixtures("sent_back_once")
def test_what_was_corrected_at_the_window_travels_again() -> None:
    """Sent back at 13:30, handed in again in the town on Tuesday, it leaves at noon once more."""
    trace = lodged(SERIES, AT_NOON, sign={"returns": "50%"}, corrections="visit")
    amended = float(minutes(trace.visits["leave_ms"])[1])
    assert DAY < amended < DAY + NOON
    assert journeys(trace) == [
        (NINE + 30, 13 * 60), (amended, DAY + 13 * 60), (DAY + 13 * 60 + 30, 2 * DAY + 13 * 60),
    ]  # fmt: skip
    assert minutes(trace.matters["decided_ms"]) == [2 * DAY + 13 * 60]


@pytest.mark.usefixtures("sent_back_once")
def test_what_was_corrected_online_goes_to_the_desk() -> None:
    trace = lodged(SERIES, AT_NOON, sign={"returns": "50%"}, corrections="online")
    amended = minutes(trace.tickets["issue_ms"])[-1]
    assert len(journeys(trace)) == 2
    assert journeys(trace)[1][0] == amended + 30


@pytest.mark.usefixtures("sent_back_once")
def test_a_refused_file_does_not_travel_back() -> None:
    trace = lodged(SERIES, AT_NOON, sign={"refuses": "50%"})
    assert trace.matters["state"].tolist() == [End.REFUSED]
    assert minutes(trace.matters["decided_ms"]) == [13 * 60 + 30]
    assert journeys(trace) == [(NINE + 30, 13 * 60)]
