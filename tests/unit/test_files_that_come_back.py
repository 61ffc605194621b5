"""A file that makes way for another stays one file; files that still wait when a run stops wait on."""

from __future__ import annotations

from typing import Any

import pytest

from hallsim.metrics.breakdown import by
from hallsim.metrics.registry import measure
from hallsim.scenario.world.world import World
from tests.helpers.hall_builder import DAY, design, run, world

HALL = {"hall": {"count": 2}}
FILES = ("n_files", "desk_wait_mean", "desk_wait_days", "desk_stay_days")


def filed(hours: str, **more: Any) -> dict[str, Any]:
    """A promised service whose file a desk works on for so long."""
    return {"counter": "0 min", "decision": "promised", "approval": {"step": "x"},
            "steps": {"x": {"desk": "d", "work": hours}}} | more  # fmt: skip


def test_a_file_that_makes_way_is_one_file() -> None:
    """From 10:00 two hours of work; at 11:00 an urgent file takes the officer for an hour.

    The first waits from 11:00 to 12:00 and stays for three hours, the urgent one for one without waiting.
    """
    groups = {"urgent": {"share": "50%"}, "other": {"share": "50%"}}
    services = {"a": filed("2 h"), "b": filed("1 h")}
    arrivals = [{"group": "other", "service": "a", "times": ["600 min"]},
                {"group": "urgent", "service": "b", "times": ["660 min"]}]  # fmt: skip
    calendar = {"start": "2026-03-02", "days": 5}
    told = {"calendar": calendar, "services": services, "groups": groups, "arrivals": arrivals}
    desk = {"officers": 1, "discipline": "priority", "interrupt": "resume"}
    trace = run(World.model_validate(told), design(HALL, desks={"d": desk}, priority={"urgent": 1}))
    got = measure(trace, [*FILES, "lead_accept_mean"])
    assert got["n_files"] == 2
    assert got["desk_wait_mean"] == 30
    assert got["desk_wait_days"] == pytest.approx(0.5 / 8)
    assert got["desk_stay_days"] == got["lead_accept_mean"] == pytest.approx(2 / 8)
    assert by(trace, "task")["n_files"].dropna().tolist() == [1, 1]


def test_files_that_wait_when_the_run_stops_are_not_quick() -> None:
    """Two days of work each, one officer: two come on Monday and wait for none and two days. Who comes on
    Wednesday has waited for one when the run stops, and stands for one that waits longer: 0/3 + 2 x 2/3.
    """
    model = world({"a": filed("16 h")}, [540, 540, 2 * DAY + 540], days=3)
    got = measure(run(model, design(HALL, desks={"d": 1})), [*FILES, "desk_wait_days_p90"])
    assert got["desk_wait_days"] == pytest.approx(2 * 2 / 3)
    assert got["desk_wait_mean"] == pytest.approx(2 * DAY * 2 / 3, rel=5e-3)  # kept to three digits
    assert got["desk_wait_days_p90"] == 2
    # the first stays for two days, the others have for three and one: nobody is known to be done by then
    assert got["desk_stay_days"] == pytest.approx(2 + 1 / 2)
