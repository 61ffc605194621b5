"""Approvals: the modes as itineraries, desks on their calendars, waiting inside, documents and notices."""

from typing import Any

import numpy as np
import pytest

from hallsim.demand.generate import generate
from hallsim.hall.decisions.documents import rejections
from hallsim.hall.plan.operations import Fork, Op, Serve
from hallsim.trace.model import NEVER, End
from tests.helpers.hall_builder import DAY, FIVE, NINE, design, ends, minutes, plan_of, run, starts, world

TREE = {"serial": [{"step": "s"}, {"parallel": [{"step": "t"}, {"serial": [{"step": "u"}, {"step": "v"}]}]}]}
STEPS = {step: {"desk": desk, "work": "1 h"} for step, desk in zip("stuv", ("x", "y", "x", "z"), strict=True)}
DESKS = {desk: {"officers": 4} for desk in "xyz"}
PERMIT: dict[str, Any] = {"counter": "10 min", "decision": "promised", "approval": TREE, "steps": STEPS}


def shape(ops: tuple[Op, ...], names: tuple[str, ...]) -> list[Any]:
    """Operations on desks as nested lists: a list is a fork of branches."""
    found: list[Any] = []
    for op in ops:
        if isinstance(op, Serve):
            found.append(names[op.task].rsplit("/", 1)[-1])
        elif isinstance(op, Fork):
            found.append([shape(branch, names) for branch in op.branches])
    return found


@pytest.mark.parametrize(
    ("approval", "expected"),
    [
        ({"mode": "as_written"}, ["s", [["t"], ["u", "v"]]]),
        ({"mode": "serial"}, ["s", "t", "u", "v"]),
        ({"mode": "parallel"}, [[["s"], ["t"], ["u"], ["v"]]]),
        ({"mode": "stages", "stages": {"one": ["x"], "two": ["t"]}}, [[["s"], ["u"]], "t", "v"]),
        ({"mode": "stages", "stages": {"one": ["x"], "two": ["u", "t"]}}, ["s", [["t"], ["u"]], "v"]),
        ({"mode": "serial", "services": ["other"]}, ["s", [["t"], ["u", "v"]]]),
    ],
)
def test_the_modes_of_approval(approval: dict[str, Any], expected: list[Any]) -> None:
    services = {"permit": PERMIT | {"share": "50%"}, "other": {"share": "50%"}}
    plan = plan_of(world(services, [NINE]), design({"w": {}}, desks=DESKS, approval=approval))
    tasks = tuple(task.name for task in plan.tasks)
    assert shape(plan.itineraries[0].after, tasks) == expected


@pytest.mark.parametrize(("mode", "hours"), [("as_written", 3), ("serial", 4), ("parallel", 1)])
def test_how_long_the_modes_take(mode: str, hours: int) -> None:
    """Accepted at 9:10; every step takes an hour and no file waits."""
    trace = run(world({"permit": PERMIT}, [NINE]), design({"w": {}}, desks=DESKS, approval={"mode": mode}))
    assert minutes(trace.matters["accepted_ms"]) == [NINE + 10]
    assert minutes(trace.matters["decided_ms"]) == [NINE + 10 + 60 * hours]
    assert trace.matters["state"].tolist() == [End.SERVED]


def test_the_first_branch_decides_and_the_other_goes_on() -> None:
    steps = {"fast": {"desk": "x", "work": "1 h"}, "slow": {"desk": "y", "work": "2 h"}}
    tree = {"parallel": [{"step": "fast"}, {"step": "slow"}], "join": "first"}
    permit = PERMIT | {"approval": tree, "steps": steps}
    trace = run(world({"permit": permit}, [NINE]), design({"w": {}}, desks=DESKS))
    assert minutes(trace.matters["decided_ms"]) == [NINE + 70]
    assert ends(trace)[1:] == [NINE + 70, NINE + 130]


@pytest.mark.parametrize(("join", "hours"), [("first", 1), (1, 1), (2, 2), (3, 3), ("all", 3)])
def test_a_group_goes_on_when_so_many_have_arrived(
    join: object, hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Branches of one, two and three hours; the others are finished, with results or without."""
    steps = {name: {"desk": name, "work": f"{n} h"} for n, name in enumerate("xyz", start=1)}
    tree = {"parallel": [{"step": name} for name in "zxy"], "join": join}
    permit = PERMIT | {"approval": tree, "steps": steps}
    for _ in range(2):
        trace = run(world({"permit": permit}, [NINE]), design({"w": {}}, desks=DESKS))
        assert minutes(trace.matters["decided_ms"]) == [NINE + 10 + 60 * hours]
        assert sorted(ends(trace)[1:]) == [NINE + 70, NINE + 130, NINE + 190]
        monkeypatch.setattr("hallsim.hall.plan.approval.is_plain", lambda _: False)


def test_two_that_arrive_in_one_millisecond_are_two() -> None:
    """x and y take an hour each, z two: with join 2 the file goes on after an hour."""
    steps = {name: {"desk": name, "work": f"{hours} h"} for name, hours in (("x", 1), ("y", 1), ("z", 2))}
    tree = {"parallel": [{"step": name} for name in "xyz"], "join": 2}
    trace = run(
        world({"permit": PERMIT | {"approval": tree, "steps": steps}}, [NINE]), design({"w": {}}, desks=DESKS)
    )
    assert minutes(trace.matters["decided_ms"]) == [NINE + 70]


def test_of_branches_that_are_dropped_as_many_are_needed_as_are_left() -> None:
    """Two of three, one of them dropped: both others; two dropped: the one that is left."""
    steps = {name: {"desk": name, "work": f"{n} h"} for n, name in enumerate("xyz", start=1)}
    tree = {"parallel": [{"step": name} for name in "xyz"], "join": 2}
    model = world({"permit": PERMIT | {"approval": tree, "steps": steps}}, [NINE])
    for drop, hours in ((["x"], 3), (["y"], 3), (["y", "z"], 1)):
        trace = run(model, design({"w": {}}, desks=DESKS, catalogue={"permit": {"drop": drop}}))
        assert minutes(trace.matters["decided_ms"]) == [NINE + 10 + 60 * hours]


@pytest.mark.parametrize("officers", [1, "unlimited"])
def test_work_at_a_desk_pauses_outside_its_hours(officers: object) -> None:
    """From 16:10: 50 minutes until 17:00, the rest from 9:00; then a working day of 8 h 20 min elapses."""
    steps = {"s": {"desk": "x", "work": "2 h", "elapsed": "500 min"}}
    permit = PERMIT | {"approval": {"step": "s"}, "steps": steps}
    trace = run(world({"permit": permit}, [960]), design({"w": {}}, desks={"x": {"officers": officers}}))
    assert starts(trace)[1] == 970
    assert ends(trace)[1] == DAY + NINE + 70
    # 6 h 50 min are left of that day, the other 90 minutes lie on the next.
    assert minutes(trace.matters["decided_ms"]) == [2 * DAY + NINE + 90]


def test_hand_off_takes_working_time_or_exact_time() -> None:
    for hand_off, reached in (("0.25 workdays", DAY + NINE + 70), ("2 h", 1090)):
        trace = run(
            world({"permit": PERMIT}, [960]),
            design({"w": {}}, desks=DESKS, hand_off=hand_off, desk_hours="09:00-17:00"),
        )
        assert minutes(trace.tickets["issue_ms"])[1] == reached


def test_an_instant_service_waits_inside_for_its_approval_and_collects_at_once() -> None:
    """10 minutes at the window, the desk is busy with another file, collecting in the same visit."""
    service = {"counter": "10 min", "collect": "2 min", "approval": {"step": "s"},
               "steps": {"s": {"desk": "x", "work": "30 min"}}}  # fmt: skip
    trace = run(world({"a": service}, [540, 540]), design({"w": {"count": 2}}, desks={"x": {"officers": 1}}))
    assert minutes(trace.visits["leave_ms"]) == [582, 612]
    assert minutes(trace.matters["decided_ms"]) == [580, 610]
    assert trace.matters["n_visits"].tolist() == [1, 1]


def test_who_still_waits_for_a_desk_at_closing_goes_home_and_collects_on_another_day() -> None:
    """Accepted at 16:40, an hour to go: home at 17:00, decided next day at 9:40, collected the day after."""
    service = {"counter": "10 min", "collect": "2 min", "approval": {"step": "s"},
               "steps": {"s": {"desk": "x", "work": "1 h"}}}  # fmt: skip
    model = world({"a": service}, [990], citizens={"collect_after": "1 workday"})
    trace = run(model, design({"w": {}}, desks={"x": {"officers": 1}}))
    assert minutes(trace.visits["leave_ms"]) == [FIVE, 2 * DAY + 992]
    assert minutes(trace.matters["decided_ms"]) == [DAY + NINE + 40]
    assert minutes(trace.matters["in_hand_ms"]) == [2 * DAY + 992]
    assert (trace.shifts["left_ms"] == trace.shifts["to_ms"]).all(), "nobody stays for them overnight"
    assert trace.visits["state"].tolist() == [End.SERVED, End.SERVED]


def test_a_bundle_whose_citizen_goes_home_at_closing_leaves_the_rest_undone() -> None:
    """Two matters at two windows: the first waits for a desk until closing, the second is never begun."""
    slow = {"share": "50%", "counter": "10 min", "approval": {"step": "s"},
            "steps": {"s": {"desk": "x", "work": "1 h"}}}  # fmt: skip
    model = world(
        {"a": slow, "b": {"share": "50%", "counter": "10 min"}},
        [990],
        groups={"g": {"matters": {"4": "100%"}}},
    )
    for seed in range(6):
        trace = run(model, design({"a": {}, "b": {}}, desks={"x": {"officers": 9}}), seed)
        states = set(trace.matters["state"].tolist())
        if len(states) > 1:
            assert states == {End.SERVED, End.TURNED_AWAY}
            assert trace.visits["state"][0] == End.SERVED
            return
    raise AssertionError("no seed mixed the two services")


def test_a_promised_certificate_is_collected_on_another_day_at_the_citizens_own_time() -> None:
    """Decided on Monday at 13:00; the next working day at 9:20, the time of the first visit."""
    trace = run(
        world({"permit": PERMIT | {"collect": "2 min"}}, [560], citizens={"collect_after": "1 workday"}),
        design({"w": {}}, desks=DESKS, approval={"mode": "serial"}),
    )
    assert minutes(trace.visits["arrive_ms"]) == [560, DAY + 560]
    assert minutes(trace.matters["in_hand_ms"]) == [DAY + 562]


# ---------------------------------------------------------------- documents


def test_rejections_follow_the_rounds_in_which_documents_are_named() -> None:
    """Uniforms .1, .5, .9 of three missing documents; a fourth is there.

    With notice 50 % they are named in rounds 0, 1 and 3: three visits are rejected, as the empty round 2 is
    skipped. With 80 %: rounds 0, 0, 1. With 0 % one at a time, with 100 % all at once.
    """
    documents = {"required": 4, "missing": "50%"}
    model = world({"a": {"documents": documents}}, [NINE])
    demand = generate(model, 1, 0)
    demand.missing_u[:] = [[0.2, 0.3, 0.4, 0.5]]
    demand.notice_u[:] = [[0.1, 0.5, 0.9, 0.99]]
    found = {notice: int(rejections(model, demand, notice)[0]) for notice in (0.0, 0.5, 0.8, 1.0)}
    assert found == {0.0: 3, 0.5: 3, 0.8: 2, 1.0: 1}


def test_nothing_missing_nothing_rejected() -> None:
    model = world({"a": {"documents": {"required": 3, "missing": "0%"}}}, [NINE])
    assert np.array_equal(rejections(model, generate(model, 1, 0), 0.5), [0])


def test_an_error_brings_the_citizen_back_until_it_is_too_much() -> None:
    """Lodged, corrected twice, given up; the shorter work applies from the second visit."""
    service = {"counter": "10 min", "supplement": "4 min", "correction": "100%"}
    citizens = {"max_visits": 3, "return_after": "1 workday"}
    trace = run(world({"a": service}, [560], citizens=citizens), design({"w": {}}))
    assert trace.matters["state"].tolist() == [End.GIVEN_UP]
    assert ends(trace) == [570, DAY + 564, 2 * DAY + 564]
    assert minutes(trace.matters["accepted_ms"]) == [NEVER]


def test_a_generalist_makes_errors_of_their_own() -> None:
    """Error 100 % at the only window brings everybody back, though the service itself needs no correction."""
    citizens = {"max_visits": 2, "return_after": "1 workday"}
    trace = run(world({"a": {}}, [NINE], citizens=citizens), design({"w": {"generalist": {"error": "100%"}}}))
    assert trace.matters["n_visits"].tolist() == [2]
    assert minutes(trace.visits["leave_ms"])[0] < FIVE
