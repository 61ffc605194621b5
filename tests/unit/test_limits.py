"""Limits: compressed, watched, enforced; the green channel; what is counted of them (R6.21 to R6.24)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hallsim.metrics.registry import measure
from hallsim.trace.model import End, Outcome, Trace
from tests.helpers.hall_builder import DAY, NINE, design, minutes, plan_of, run, world
from tests.unit.test_desks import HALL, decided, pair, permit

LONG = permit("30 h")  # three and three quarters working days of eight hours


def many(limit: int = 5, **more: Any) -> Any:
    """Sixty files in a week for a desk that is overloaded at first."""
    service = permit("lognormal(mean 70 min, cv 0.6)") | {"limit": f"{limit} workdays"} | more
    return world({"p": service}, [NINE + 7 * i for i in range(60)], days=28, ending="drain")


def due(trace: Trace) -> list[float]:
    return minutes(trace.matters["due_ms"])


@pytest.mark.parametrize(("factor", "days"), [("100%", 10), ("43%", 4), ("45%", 5), ("1%", 1)])
def test_a_limit_is_compressed_and_the_work_is_not(factor: str, days: int) -> None:
    model = world({"p": permit()}, [NINE], days=28)
    plain, pressed = pair(model, design(HALL, desks={"x": {}}), design(HALL, desks={"x": {}}, limits=factor))
    assert pressed.names.service_limit_workdays == (days,)
    end_of_day = (days // 5 * 7 + days % 5 + 1) * DAY
    assert due(pressed) == [end_of_day]
    for column in ("accepted_ms", "decided_ms", "in_hand_ms"):
        assert np.array_equal(plain.matters[column], pressed.matters[column])


def test_limits_may_be_for_some_services_only() -> None:
    services = {"a": permit(share="50%"), "b": permit(share="50%")}
    model, rule = (
        world(services, [NINE]),
        {"factor": "50%", "warn": "50%", "deemed": "100%", "services": ["b"]},
    )
    plan = plan_of(model, design(HALL, desks={"x": {}}, limits=rule))
    assert plan.names.service_limit_workdays == (10, 5)
    assert plan.limits is not None
    assert plan.limits.warn == (-1, 2)


def test_who_is_warned_goes_before_the_others_at_a_desk_without_classes() -> None:
    """Accepted on Monday with a limit of 2 days, warned at half of it: with the midnight after Tuesday.

    The desk works on a file until Wednesday noon. Then the one of Monday, warned, goes before nobody; of
    those of Tuesday, who came earlier with a longer limit, nobody is warned.
    """
    services = {
        "long": permit("27 h", share="30%"),
        "calm": permit("1 h", share="30%"),
        "urgent": permit("1 h", share="40%") | {"limit": "2 workdays"},
    }
    model = world(services, {"long": [NINE], "calm": [NINE + 1], "urgent": [NINE + 2]})
    plain, warned = (
        run(model, design(HALL, desks={"x": {}}, limits=limits)) for limits in ({}, {"warn": "50%"})
    )
    service = plain.matters["service"].tolist()
    calm, urgent = service.index(1), service.index(2)
    assert decided(plain)[calm] < decided(plain)[urgent]
    assert decided(warned)[urgent] < decided(warned)[calm]
    assert warned.warned["matter"].tolist() == [urgent]
    assert minutes(warned.warned["warned_ms"]) == [2 * DAY]
    assert not len(plain.warned["matter"])


def test_who_is_warned_at_midnight_is_taken_at_that_midnight() -> None:
    """Around the clock, the officer is free when Monday ends; the urgent file, warned then, goes first."""
    services = {
        "long": permit("15 h", share="30%"),
        "calm": permit("1 h", share="30%"),
        "urgent": permit("1 h", share="40%"),
    }
    model = world(services, {"long": [NINE], "calm": [NINE + 1], "urgent": [NINE + 2]})
    desk = {"x": {"hours": "always"}}
    trace = run(model, design(HALL, desks=desk, limits={"warn": "1%", "services": ["urgent"]}))
    service = trace.matters["service"].tolist()
    assert decided(trace)[service.index(2)] == DAY + 60
    assert decided(trace)[service.index(1)] == DAY + 120


def test_who_is_decided_before_the_warning_is_not_warned() -> None:
    (trace,) = pair(world({"p": permit()}, [NINE]), design(HALL, desks={"x": {}}, limits={"warn": "10%"}))
    assert decided(trace) == [NINE + 60]
    assert not len(trace.warned["matter"])


def test_the_warning_and_the_deemed_approval_come_later_when_the_clock_stood_still() -> None:
    """A limit of four days from Monday; Tuesday and Wednesday do not count: half is over with Friday."""
    steps = {
        "n": {"kind": "notice", "elapsed": "3 days", "clock": "stopped"},
        "s": {"desk": "x", "work": "90 h"},
    }
    service = permit(steps=steps, approval={"serial": [{"step": "n"}, {"step": "s"}]}, limit="4 workdays")
    rule = {"warn": "50%", "deemed": "100%"}
    trace = run(world({"p": service}, [NINE], days=21), design(HALL, desks={"x": {}}, limits=rule))
    assert minutes(trace.warned["warned_ms"]) == [5 * DAY]
    assert minutes(trace.deemed["deemed_ms"]) == [9 * DAY] == due(trace)


def test_a_share_of_a_limit_is_rounded_down() -> None:
    """Nine tenths of three days are two: warned with Wednesday."""
    model = world({"p": permit("30 h", limit="3 workdays")}, [NINE])
    trace = run(model, design(HALL, desks={"x": {}}, limits={"warn": "90%"}))
    assert minutes(trace.warned["warned_ms"]) == [3 * DAY]


def test_a_warning_makes_fewer_overdue_and_changes_no_work() -> None:
    """Short and long limits in one queue: the warning moves the short ones forward."""
    services = {
        "short": permit("70 min", share="30%") | {"limit": "3 workdays"},
        "long": permit("70 min", share="70%") | {"limit": "15 workdays"},
    }
    arrive = [NINE + 5 * i for i in range(60)]
    model = world(services, arrive, days=28, ending="drain")
    plain, warned = pair(
        model, design(HALL, desks={"x": {}}), design(HALL, desks={"x": {}}, limits={"warn": "50%"})
    )
    late = [measure(trace, ["overdue_share"])["overdue_share"] for trace in (plain, warned)]
    assert late[1] < late[0]
    assert plain.tickets["work_ms"].sum() == warned.tickets["work_ms"].sum()


@pytest.mark.parametrize("rule", ["drop", "finish"])
def test_deemed_approval_issues_the_certificate_when_the_limit_is_over(rule: str) -> None:
    """One officer, four files of ten hours, a limit of two days: the third is begun, the fourth never is."""
    service = permit("10 h") | {"limit": "2 workdays"}
    model = world({"p": service}, [NINE] * 4, days=14, ending="drain")
    limits = {"deemed": "100%", "after_deemed": rule}
    trace = run(model, design(HALL, desks={"x": {}}, limits=limits))
    end = 3 * DAY
    assert decided(trace) == [DAY + 660, 2 * DAY + 780, end, end]
    assert minutes(trace.matters["in_hand_ms"])[2:] == [end, end]
    assert minutes(trace.deemed["deemed_ms"]) == [end, end]
    assert trace.deemed["n_unexamined"].tolist() == [1, 1]
    outcome = trace.tickets["outcome"][trace.tickets["visit"] < 0].tolist()
    last = Outcome.WITHDRAWN if rule == "drop" else Outcome.SERVED
    assert outcome[3] == last
    assert (trace.matters["state"] == End.SERVED).all()


def test_what_is_promised_and_listed_is_deemed_approved_at_the_compressed_limit() -> None:
    """Three files of 50 h, two days compressed to one: one is instant, one not listed."""
    slow = permit("50 h", share="25%") | {"limit": "2 workdays"}
    services = {"listed": slow, "other": slow, "instant": slow | {"decision": "instant"}}
    model = world(services, {name: [NINE] for name in services}, days=14, ending="drain")
    rule = {"factor": "50%", "deemed": "100%", "services": ["listed", "instant"]}
    trace = run(model, design(HALL, desks={"x": {"officers": 3}}, limits=rule))
    assert trace.names.services[trace.matters["service"][trace.deemed["matter"][0]]] == "listed"
    assert minutes(trace.deemed["deemed_ms"]) == [2 * DAY]


def test_an_instant_matter_filed_online_is_never_deemed_approved() -> None:
    service = permit("50 h", decision="instant", online=True) | {"limit": "1 workday"}
    model = world({"p": service}, [NINE], days=14, citizens={"online": "100%"})
    hall = design(HALL, desks={"x": {}}, online={"success": "100%"}, limits={"deemed": "100%"})
    trace = run(model, hall)
    assert not len(trace.visits["visit"])
    assert not len(trace.deemed["matter"])
    assert decided(trace) == [8 * DAY + NINE + 120]


@pytest.mark.parametrize("more", [{}, {"resume": "s"}])
def test_steps_that_are_over_are_not_counted_as_unexamined(more: dict[str, Any]) -> None:
    """The first takes an hour, the second forty; alike where files may go back to an earlier step."""
    steps = {"s": {"desk": "x", "work": "1 h"}, "t": {"desk": "x", "work": "40 h"} | more}
    tree = {"serial": [{"step": "s"}, {"step": "t"}]}
    service = permit(approval=tree, steps=steps, limit="1 workday")
    trace = run(world({"p": service}, [NINE]), design(HALL, desks={"x": {}}, limits={"deemed": "100%"}))
    assert trace.deemed["n_unexamined"].tolist() == [1]


def test_what_is_decided_at_the_very_midnight_is_not_deemed_approved() -> None:
    """Around the clock: fifteen hours from Monday 9:00, and the limit ends with Monday."""
    model = world({"p": permit("15 h")}, [NINE])
    trace = run(model, design(HALL, desks={"x": {"hours": "always"}}, limits={"deemed": "1%"}))
    assert decided(trace) == [DAY]
    assert not len(trace.deemed["matter"])


def test_who_is_in_the_hall_for_the_file_at_that_midnight_is_served_first() -> None:
    """Paying from 23:50 on Tuesday to 0:20."""
    steps = {
        "fee": {"kind": "payment", "elapsed": "2330 min", "work": "30 min"},
        "s": {"desk": "x", "work": "1 h"},
    }
    tree = {"serial": [{"step": "fee"}, {"step": "s"}]}
    service = permit(approval=tree, steps=steps, limit="1 workday")
    rule = {"approval": {"payments": "visit"}, "limits": {"deemed": "100%"}}
    trace = run(world({"p": service}, [NINE]), design(HALL, opening="always", desks={"x": {}}, **rule))
    assert minutes(trace.deemed["deemed_ms"]) == [2 * DAY + 20] == decided(trace)
    assert trace.matters["state"].tolist() == [End.SERVED]


def test_a_file_begun_at_a_window_is_finished_though_it_is_deemed_approved() -> None:
    """Worked on from 16:00 to 17:00 and handed back, approved at midnight, finished on Tuesday at ten."""
    services = {"p": permit("2 h", share="50%"), "q": {"counter": "10 min", "share": "50%"}}
    windows = {"lodging": {"serves": ["p"]}, "quiet": {"serves": ["q"]}}
    desk = {"shifts": [{"hours": {"wed": "10:00-17:00"}}], "quiet_windows": ["quiet"]}
    model = world(services, {"p": [960, 965], "q": []})
    trace = run(model, design(windows, desks={"x": desk}, limits={"deemed": "1%"}))
    assert decided(trace) == [DAY, DAY]
    outcome = trace.tickets["outcome"][trace.tickets["visit"] < 0].tolist()
    assert sorted(outcome) == sorted([Outcome.HANDED_BACK, Outcome.SERVED, Outcome.WITHDRAWN])
    assert minutes(trace.tickets["end_ms"]).count(DAY + 600) == 1


def test_steps_not_begun_are_dropped_and_counted() -> None:
    """Two steps of twenty hours in a row, a limit of one day: both are open when it is over."""
    steps = {name: {"desk": "x", "work": "20 h"} for name in "st"}
    service = permit() | {
        "limit": "1 workday",
        "approval": {"serial": [{"step": "s"}, {"step": "t"}]},
        "steps": steps,
    }
    model = world({"p": service}, [NINE], days=14, ending="drain")
    traces = [
        run(model, design(HALL, desks={"x": {}}, limits={"deemed": "100%", "after_deemed": rule}))
        for rule in ("drop", "finish")
    ]
    assert [len(trace.tickets["ticket"]) for trace in traces] == [2, 3]
    for trace in traces:
        assert trace.deemed["n_unexamined"].tolist() == [2]
        got = measure(trace, ["deemed_share", "unexamined_share", "on_time_share", "limit_used_mean"])
        assert got == {"deemed_share": 1, "unexamined_share": 1, "on_time_share": 1, "limit_used_mean": 2}


def test_whoever_is_decided_in_time_is_as_without_deemed_approval() -> None:
    plain, deemed = pair(
        many(), design(HALL, desks={"x": {}}), design(HALL, desks={"x": {}}, limits={"deemed": "100%"})
    )
    was_late = plain.matters["decided_ms"] > plain.matters["due_ms"]
    assert 5 < was_late.sum() < 55
    assert np.array_equal(np.flatnonzero(was_late), np.sort(deemed.deemed["matter"]))
    for column in ("accepted_ms", "decided_ms"):
        assert np.array_equal(plain.matters[column][~was_late], deemed.matters[column][~was_late])
    assert (deemed.matters["decided_ms"] <= deemed.matters["due_ms"]).all()
    assert measure(deemed, ["on_time_share"])["on_time_share"] == 1


def test_what_is_counted_of_limits_by_hand() -> None:
    """A file of four hours at nine (limit 1 day) and, at one officer, one of fifty hours after it.

    The first takes half a day; the second is decided on the 7th day at 15:00, 54 h later: 6.75 days.  Its
    limit is Tuesday; from Wednesday to the Tuesday of the decision it is five working days late.
    """
    services = {
        "a": permit("4 h", share="50%") | {"limit": "1 workday"},
        "b": permit("50 h", share="50%") | {"limit": "1 workday"},
    }
    model = world(services, {"a": [NINE], "b": [NINE + 1]}, days=14, ending="drain")
    trace = run(model, design(HALL, desks={"x": {}}))
    got = measure(
        trace, ["limit_used_mean", "limit_used_p90", "overdue_share", "overdue_days_mean", "warned_share"]
    )
    second = (54 * 60 - 1) / 480
    assert got["limit_used_mean"] == pytest.approx((0.5 + second) / 2)
    assert got["limit_used_p90"] == pytest.approx(0.5 + 0.9 * (second - 0.5), rel=5e-4)
    assert got["overdue_share"] == 0.5
    assert got["overdue_days_mean"] == 5
    assert got["warned_share"] == 0


def test_the_green_channel_goes_first_at_windows_and_desks_whatever_their_order() -> None:
    """Four at one window and one officer; the project comes third and is second, then first, in line."""
    services = {name: permit("1 h", share="50%") | {"counter": "10 min"} for name in ("plain", "project")}
    model = world(services, {"plain": [NINE, NINE, NINE + 1], "project": [NINE + 2]})
    for discipline in ("fifo", "priority", "earliest_due"):
        desk = {"x": {"discipline": discipline}}
        before, green = (
            run(model, design({"w": {}}, desks=desk, green_channel=channel)) for channel in ([], ["project"])
        )
        project = int(np.flatnonzero(before.matters["service"] == 1)[0])
        assert minutes(before.matters["accepted_ms"])[project] == NINE + 40
        assert minutes(green.matters["accepted_ms"])[project] == NINE + 20
        assert decided(before)[project] == NINE + 10 + 240
        assert decided(green)[project] == NINE + 10 + 120
        assert sorted(decided(before)) == sorted(decided(green)), "somebody else pays"


def test_at_a_desk_without_classes_only_the_green_channel_counts() -> None:
    """A class of the windows does not matter at a desk in order of coming, green channel or not."""
    services = {name: permit("1 h", share="30%") for name in ("first", "plain", "urgent")}
    model = world(services, {"first": [NINE], "plain": [NINE + 1], "urgent": [NINE + 2]})
    keys = {"priority": {"urgent": 1}, "desks": {"x": {}}}
    for channel in ([], ["first"]):
        assert decided(run(model, design(HALL, **keys, green_channel=channel))) == [600, 660, 720]
    green = run(model, design(HALL, **keys, green_channel=["urgent"]))
    assert decided(green) == [600, 720, 660]
