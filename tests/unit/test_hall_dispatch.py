"""Who serves whom: own queues first, the longest idle, classes; and the queues that follow from windows.

Rules of the model: R3.2, R3.3, R4.4.
"""

from typing import Any

import pytest

from hallsim.trace.model import NEVER, Outcome, Trace
from tests.helpers.hall_builder import NINE, design, ends, plan_of, run, starts, works, world

AB = {"a": {"share": "50%", "counter": "10 min"}, "b": {"share": "50%", "counter": "10 min"}}


def servers(trace: Trace) -> list[str]:
    """Who served each ticket, in order of issue."""
    return [trace.names.servers[s] if s != NEVER else "" for s in trace.tickets["server"].tolist()]


def queues(services: dict[str, Any], windows: dict[str, dict[str, Any]]) -> dict[str, str]:
    """The queue of each task."""
    plan = plan_of(world(services, [NINE]), design(windows))
    return {task.name: plan.queues[task.queue].name for task in plan.tasks}


# ---------------------------------------------------------------- dispatch


def test_first_come_first_served_at_one_window() -> None:
    trace = run(world({"a": {"counter": works(10, 5, 1)}}, [540, 541, 542]), design({"w": {}}))
    assert starts(trace) == [540, 550, 555]
    assert ends(trace) == [550, 555, 556]


def test_together_in_one_millisecond_in_the_order_they_are_listed() -> None:
    trace = run(world({"a": {"counter": works(3, 2, 1)}}, [540, 540, 540]), design({"w": {}}))
    assert starts(trace) == [540, 543, 545]


def test_a_free_citizen_meets_the_longest_idle_window() -> None:
    """w-1 ends at 545, w-2 at 543, w-3 has been idle since 540; then it is the turn of w-2, then w-1."""
    trace = run(
        world({"a": {"counter": works(5, 3, 1, 1, 1)}}, [540, 540, 550, 550, 550]),
        design({"w": {"count": 3}}),
    )
    assert servers(trace) == ["w-1", "w-2", "w-3", "w-2", "w-1"]


def test_a_free_window_takes_its_own_queue_before_it_helps() -> None:
    """The window of b is free at 550: a ticket of a has waited longer, but one of b is there."""
    trace = run(
        world(AB, {"a": [540, 541, 542], "b": [540, 545]}),
        design({"a": {"serves": ["a"]}, "b": {"serves": ["b"], "helps": ["a"]}}),
    )
    by_start = sorted(zip(starts(trace), servers(trace), strict=True))
    assert by_start == [(540, "a-1"), (540, "b-1"), (550, "a-1"), (550, "b-1"), (560, "a-1")]
    assert trace.names.queues[trace.tickets["queue"][4]] == "b"  # issued at 545, called at 550 by b-1
    assert (starts(trace)[4], servers(trace)[4]) == (550, "b-1")


def test_a_window_helps_when_its_own_queue_is_empty() -> None:
    trace = run(
        world(AB, {"a": [540, 541], "b": [600]}),
        design({"a": {"serves": ["a"]}, "b": {"serves": ["b"], "helps": ["a"]}}),
    )
    assert servers(trace) == ["a-1", "b-1", "b-1"]
    assert starts(trace) == [540, 541, 600]


def test_the_better_class_of_group_and_service_goes_first() -> None:
    """At 550 class 1 (elderly), then 2 (service b), then the rest, although they came in the other order."""
    arrivals = [
        {"times": ["540 min", "541 min"], "service": "a", "group": "others"},
        {"times": ["542 min"], "service": "b", "group": "others"},
        {"times": ["543 min"], "service": "a", "group": "elderly"},
    ]
    groups = {"elderly": {"share": "10%"}, "others": {"share": "90%"}}
    trace = run(
        world(AB, [], groups=groups, arrivals=arrivals),
        design({"w": {}}, priority={"elderly": 1, "b": 2}),
    )
    assert trace.tickets["priority"].tolist() == [5, 5, 2, 1]
    assert starts(trace) == [540, 570, 560, 550]


def test_priority_at_a_desk_is_its_own_rule() -> None:
    """The window knows classes, the first desk does not, the second does."""
    approval = {"serial": [{"step": "x"}, {"step": "y"}]}
    steps = {"x": {"desk": "plain", "work": "10 min"}, "y": {"desk": "fair", "work": "30 min"}}
    services = {
        name: {"counter": "1 min", "decision": "promised", "approval": approval, "steps": steps}
        for name in "ab"
    }
    trace = run(
        world(services, {"a": [540, 541], "b": [542]}),
        design(
            {"w": {"count": 3}},
            desks={"plain": {"officers": 1}, "fair": {"officers": 1, "discipline": "priority"}},
            priority={"b": 1},
        ),
    )
    fair = [t.endswith("/y") for t in (trace.names.tasks[i] for i in trace.tickets["task"])]
    called = {int(m): s for m, s, y in zip(trace.tickets["matter"], starts(trace), fair, strict=True) if y}
    # Files leave the plain desk at 551, 561, 571; the fair desk is free at 551 and 581, when b goes first.
    assert called == {0: 551, 2: 581, 1: 611}


def test_speed_and_the_generalists_factor_change_the_work() -> None:
    """10 minutes at speed 1.25 and factor 1.5: 12 minutes."""
    trace = run(
        world({"a": {"counter": "10 min"}}, [540]),
        design({"w": {"speed": 1.25, "generalist": {"time": 1.5}}}),
    )
    assert ends(trace) == [552]


def test_patience_ends_with_the_last_instant_in_which_one_can_be_called() -> None:
    """Free at 550: patience of 9 minutes from 541 still meets the window, 7 from 542 does not."""
    arrive, patience = [540, 541, 542], works(99, 9, 7)
    trace = run(
        world({"a": {"counter": "10 min"}}, arrive, citizens={"patience": patience}), design({"w": {}})
    )
    assert trace.tickets["outcome"].tolist() == [Outcome.SERVED, Outcome.SERVED, Outcome.LEFT]
    assert ends(trace) == [550, 560, 549]


def test_work_of_no_time_takes_no_time() -> None:
    trace = run(world({"a": {"counter": "0 min"}}, [540, 540, 540]), design({"w": {}}))
    assert starts(trace) == ends(trace) == [540, 540, 540]


def test_nobody_comes() -> None:
    trace = run(world({"a": {}}, [], days=2, arrivals=[{"per_day": 0}]), design({"w": {}}))
    assert len(trace.tickets["ticket"]) == 0
    assert len(trace.shifts["server"]) == 2


# ---------------------------------------------------------------- queues


def test_departments_groups_and_unified_windows_give_their_queues() -> None:
    services = {
        "x": {"department": "north", "share": "40%"},
        "y": {"department": "north", "share": "30%"},
        "z": {"department": "south", "share": "30%"},
    }
    apart = queues(services, {"north": {"serves": ["north"]}, "south": {"serves": ["south"]}})
    assert apart == {"x": "north", "y": "north", "z": "south"}
    assert set(queues(services, {"hall": {}}).values()) == {"hall"}
    shared = queues(services, {"n": {"serves": ["x", "y"]}, "m": {"serves": ["y", "z"]}})
    assert shared == {"x": "n", "y": "m+n", "z": "m"}


def test_helping_makes_a_queue_of_its_own_for_what_is_helped() -> None:
    services = {"x": {"share": "50%"}, "y": {"share": "50%"}}
    plan = plan_of(
        world(services, [NINE]), design({"a": {"serves": ["x"]}, "b": {"serves": ["y"], "helps": ["x"]}})
    )
    assert [queue.name for queue in plan.queues] == ["a", "b"]
    assert [server.tiers for server in plan.servers] == [((0,),), ((1,), (0,))]


def test_collecting_goes_to_who_says_collect_else_to_who_serves() -> None:
    services = {"x": {"collect": "1 min"}}
    assert queues(services, {"hall": {}}) == {"x": "hall", "x.collect": "hall"}
    assert queues(services, {"hall": {}, "out": {"serves": ["collect"]}}) == {"x": "hall", "x.collect": "out"}


def test_a_stop_named_by_a_group_belongs_to_it() -> None:
    route = [{"name": "form", "work": "5 min"}, {"name": "cashier", "work": "1 min"}]
    found = queues({"x": {"route": route}}, {"hall": {"serves": ["x"]}, "cash": {"serves": ["cashier"]}})
    assert found == {"x.form": "hall", "x.cashier": "cash"}


def test_what_nobody_serves_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no window serves y"):
        queues({"x": {"share": "50%"}, "y": {"share": "50%"}}, {"a": {"serves": ["x"]}})
    steps = {"s": {"desk": "fire", "work": "1 h"}}
    with pytest.raises(ValueError, match=r"desk fire, which is not there"):
        queues({"x": {"approval": {"step": "s"}, "steps": steps}}, {"a": {}})
