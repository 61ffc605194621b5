"""Who is next at a desk, a meeting or with the teams, and which of two windows takes it (R6.18)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hallsim.trace.model import Outcome, Trace
from tests.helpers.hall_builder import DAY, FIVE, NINE, design, minutes, run, world
from tests.unit.test_desks import HALL, decided, permit
from tests.unit.test_step_results import at_once

DUE = {"discipline": "earliest_due"}
TUESDAY_ON = {"shifts": [{"hours": {"tue-fri": "10:00-17:00"}}]}


def limited(limits: dict[str, int], service: dict[str, Any], minutes_of: list[int], **more: Any) -> Any:
    """One file of each service, with its limit, accepted at these minutes."""
    services = {name: service | {"share": "10%", "limit": f"{d} workdays"} for name, d in limits.items()}
    arrive = {name: [at] for name, at in zip(limits, minutes_of, strict=True)}
    return world(services, arrive, **more)


def order(trace: Trace) -> list[str]:
    """Services in the order of their decisions, one file of each."""
    rows = np.argsort(trace.matters["decided_ms"], kind="stable")
    return [trace.names.services[s] for s in trace.matters["service"][rows].tolist()]


def test_the_green_channel_goes_before_a_limit_that_ends_earlier() -> None:
    model = limited({"first": 9, "plain": 3, "project": 8}, permit(), [NINE, NINE + 1, NINE + 2])
    plain, green = (run(model, design(HALL, desks={"x": DUE}, green_channel=c)) for c in ([], ["project"]))
    assert order(plain) == ["first", "plain", "project"]
    assert order(green) == ["first", "project", "plain"]


@pytest.mark.parametrize("discipline", ["fifo", "priority", "earliest_due"])
def test_a_meeting_hears_the_green_channel_first(discipline: str) -> None:
    """One file a meeting: the project, which came last, on the first day."""
    model = limited({"plain": 5, "project": 9}, permit(), [NINE, NINE + 1])
    desk = {"x": {"discipline": discipline, "meets": {"on": "daily", "at": "10:00", "capacity": 1}}}
    plain, green = (run(model, design(HALL, desks=desk, green_channel=c)) for c in ([], ["project"]))
    assert decided(plain) == [600, DAY + 600]
    assert decided(green) == [DAY + 600, 600]


def test_a_meeting_hears_what_is_due_or_warned_first() -> None:
    """The calm file came first; the other's limit of two days ends first, warned with Tuesday."""
    model = limited({"calm": 9, "urgent": 2}, permit(), [NINE, NINE + 1])
    meets = {"on": ["wed", "thu"], "at": "00:00", "capacity": 1}
    by_coming = run(model, design(HALL, desks={"x": {"meets": meets}}))
    by_limit = run(model, design(HALL, desks={"x": DUE | {"meets": meets}}))
    warned = run(model, design(HALL, desks={"x": {"meets": meets}}, limits={"warn": "50%"}))
    assert decided(by_coming) == [2 * DAY, 3 * DAY]
    assert decided(by_limit) == decided(warned) == [3 * DAY, 2 * DAY]


def test_the_green_channel_goes_first_with_the_teams_of_a_joint_inspection() -> None:
    """Both teams are on one site until 10:20; then they go to the project, which came last."""
    steps = {s: {"desk": d, "work": "1 h", "kind": "inspection"} for s, d in (("a", "x"), ("b", "y"))}
    service = permit() | {"approval": at_once("a", "b"), "steps": steps}
    model = limited({"first": 9, "plain": 9, "project": 9}, service, [NINE, NINE + 1, NINE + 2])
    desks = {
        "x": {"officers": 1, "site": {"travel": "10 min"}},
        "y": {"officers": 1, "site": {"travel": "20 min"}},
    }
    plain, green = (
        run(model, design(HALL, desks=desks, approval={"inspections": "joint"}, green_channel=c))
        for c in ([], ["project"])
    )
    assert decided(plain) == [NINE + 80, NINE + 160, NINE + 240]
    assert decided(green) == [NINE + 80, NINE + 240, NINE + 160]
    files = green.tickets["visit"] < 0
    assert green.tickets["priority"][files].tolist() == [5, 5, 5, 5, 0, 0]


def test_a_limit_ends_later_when_its_clock_has_stood_still() -> None:
    """Held in a notice from Monday to Thursday, the file of Monday is due after the one of Tuesday."""
    held = permit() | {
        "approval": {"serial": [{"step": "notice"}, {"step": "s"}]},
        "steps": {"notice": {"kind": "notice", "elapsed": "3 days", "clock": "stopped"}}
        | {"s": {"desk": "x", "work": "1 h"}},
    }
    services = {
        "long": permit("28 h", share="10%"),
        "held": held | {"share": "10%", "limit": "3 workdays"},
        "plain": permit(share="10%") | {"limit": "3 workdays"},
    }
    model = world(services, {"long": [NINE], "held": [NINE + 1], "plain": [DAY + NINE]})
    assert order(run(model, design(HALL, desks={"x": DUE}))) == ["long", "plain", "held"]


def test_a_limit_moves_while_its_file_waits_and_another_branch_stops_the_clock() -> None:
    """Waiting since Monday with a limit of two days, held beside it until Friday: due on Friday by now.

    When the officer is free on Thursday noon, the file of Tuesday, due that day, goes first.
    """
    notice = {"kind": "notice", "elapsed": "4 days", "clock": "stopped"}
    steps = {"s": {"desk": "x", "work": "1 h"}, "n": notice}
    services = {
        "long": permit("28 h", share="10%") | {"limit": "1 workday"},
        "held": permit(share="10%") | {"limit": "2 workdays", "approval": at_once("s", "n"), "steps": steps},
        "plain": permit(share="10%") | {"limit": "2 workdays"},
    }
    model = world(services, {"long": [NINE], "held": [NINE + 1], "plain": [DAY + NINE]})
    trace = run(model, design(HALL, desks={"x": DUE}))
    t = trace.tickets
    rows = np.flatnonzero(t["visit"] < 0)
    begun = rows[np.argsort(t["start_ms"][rows])]
    service = trace.matters["service"][t["matter"][begun]].tolist()
    assert [trace.names.services[s] for s in service] == ["long", "plain", "held"]


# ---------------------------------------------------------------------- quiet windows


def test_a_file_handed_back_is_in_progress_no_more() -> None:
    """One open file at a time. The window works on the first until 17:00 and goes on at 9:00; from 10:00 an
    officer is there too, but only one file may be open.
    """
    services = {"p": permit("2 h", share="50%"), "q": {"counter": "10 min", "share": "50%"}}
    windows = {"lodging": {"serves": ["p"]}, "quiet": {"serves": ["q"]}}
    desk = TUESDAY_ON | {"quiet_windows": ["quiet"], "wip": 1}
    trace = run(world(services, {"p": [960, 961, 962], "q": []}), design(windows, desks={"x": desk}))
    assert trace.tickets["outcome"].tolist().count(Outcome.HANDED_BACK) == 1
    assert decided(trace) == [DAY + 600, DAY + 720, DAY + 840]


def test_a_window_with_two_queues_takes_the_best_class_of_both() -> None:
    """a serves x and y, b serves y: a, free at 10:00, calls the y of class 1 that came after an x."""
    services = {name: {"counter": "1 h", "share": "50%"} for name in "xy"}
    model = world(services, {"x": [NINE, NINE + 2], "y": [NINE + 1, NINE + 3]})
    windows = {"a": {"serves": ["x", "y"]}, "b": {"serves": ["y"]}}
    for classes, found in (({}, [600, 601]), ({"y": 1}, [660, 600])):
        trace = run(model, design(windows, priority=classes))
        assert minutes(trace.tickets["start_ms"])[2:] == found


def test_of_two_groups_of_quiet_windows_the_longest_idle_takes_the_file() -> None:
    services = {
        "p": permit(share="40%"),
        "qa": {"counter": "10 min", "share": "30%"},
        "qb": {"counter": "5 min", "share": "30%"},
    }
    windows = {"lodging": {"serves": ["p"]}, "a": {"serves": ["qa"]}, "b": {"serves": ["qb"]}}
    model = world(services, {"qa": [NINE], "qb": [NINE], "p": [NINE + 20]})
    trace = run(model, design(windows, desks={"x": TUESDAY_ON | {"quiet_windows": ["a", "b"]}}))
    (file,) = np.flatnonzero(trace.tickets["visit"] < 0)
    assert trace.names.servers[trace.tickets["server"][file]].startswith("b")
    assert minutes(trace.tickets["start_ms"])[file] == NINE + 20 < FIVE
