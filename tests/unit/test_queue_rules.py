"""Queue rules and reserved windows: who is called next, in halls small enough to follow by hand.

Rules of the model: R6.27, R6.29.
"""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.hall.reference.servers.disciplines import RuledQueue
from hallsim.hall.reference.state.clock import Clock
from hallsim.scenario.design.queueing import QueueRule
from hallsim.scenario.world.world import World
from hallsim.trace.model import Trace
from hallsim.units import MS_PER_DAY
from tests.helpers.hall_builder import NINE, design, run, starts, works, world
from tests.helpers.spelled import design_of

ONE = {"hall": {"count": 1}}
GROUPS: dict[str, Any] = {"elderly": {}, "others": {}}
TEN = {"a": {"counter": "10 min"}}


def called(trace: Trace) -> list[int]:
    """Ticket numbers in the order in which they were called."""
    tickets = trace.tickets
    return [int(i) for i in np.lexsort((tickets["ticket"], tickets["start_ms"]))]


def crowd(n_elderly: int, n_others: int, **more: Any) -> World:
    """One at the window at nine; the elderly come a minute later, the others after them."""
    return world(
        TEN,
        {"others": [NINE, *[NINE + 2] * n_others], "elderly": [NINE + 1] * n_elderly},
        groups=GROUPS,
        **more,
    )


def test_n_tickets_of_the_better_class_then_one_of_the_next() -> None:
    """2-to-1 among 5 elderly (1..5) and 3 others (6..8): E E O E E O E O."""
    hall = crowd(5, 3)
    strict = run(hall, design(ONE, priority={"elderly": 1}))
    assert called(strict) == [0, 1, 2, 3, 4, 5, 6, 7, 8]
    two_to_one = run(hall, design(ONE, priority={"elderly": 1}, rule={"classes": "n_to_one", "n": 2}))
    assert called(two_to_one) == [0, 1, 2, 6, 3, 4, 7, 5, 8]


def test_a_class_improves_while_it_waits() -> None:
    """An ordinary ticket (class 5) from 9:02 is worth class 1 after 40 minutes: before those of 9:45."""
    hall = world(
        TEN,
        {"elderly": [NINE + m for m in (0, 1, 1, 1, 1, 45, 45)], "others": [NINE + 2]},
        groups=GROUPS,
    )
    strict = run(hall, design(ONE, priority={"elderly": 1}))
    assert starts(strict)[5] == NINE + 70  # after all the elderly
    ageing = run(hall, design(ONE, priority={"elderly": 1}, rule={"classes": "ageing", "every": "10 min"}))
    assert starts(ageing)[5] == NINE + 50
    slow = run(hall, design(ONE, priority={"elderly": 1}, rule={"classes": "ageing", "every": "13 min"}))
    assert starts(slow)[5] == NINE + 70


def test_a_quota_shares_the_calls_between_classes_that_wait() -> None:
    """75 to 25 for six and six: three elderly to one of the others until the elderly are gone."""
    quota = {"classes": "quota", "shares": {"1": "75%", "5": "25%"}}
    trace = run(crowd(6, 6), design(ONE, priority={"elderly": 1}, rule=quota))
    kinds = ["E" if 1 <= ticket <= 6 else "O" for ticket in called(trace)[1:]]
    assert "".join(kinds) == "EEEOEEEOOOOO"


def test_a_random_order_is_a_shuffled_row() -> None:
    """Who comes takes place ⌊u (waiting + 1)⌋: the second before the first, the third between them."""
    luck = [0.3, 0.4, 0.5, 0.99, 0.0]
    queue = RuledQueue(
        0, False, {5}, QueueRule(order="random"), [], Clock(), lambda _: -1, lambda t: luck[t.order]
    )
    tickets = [
        SimpleNamespace(order=i, matter=i, priority=5, waiting=True, issue_ms=0, was_called=False)
        for i in range(5)
    ]
    for one in tickets[:4]:
        queue.append(one)
    assert [queue.call_next().order for _ in range(2)] == [1, 2]
    tickets[0].waiting = False  # leaves
    queue.n_waiting -= 1
    queue.append(tickets[4])
    assert [t.order for t in queue.waiting()] == [3, 4]
    assert [queue.call_next().order for _ in range(2)] == [4, 3]
    assert queue.n_waiting == 0
    assert queue.head() is None


def test_a_random_order_is_of_the_citizens_and_not_of_the_engine() -> None:
    """The same tape for every design: one window or one that is slower call in the same order."""
    hall = world(TEN, [NINE] * 9)
    fast = run(hall, design(ONE, rule="random"))
    slow = run(hall, design({"hall": {"count": 1, "speed": 0.5}}, rule="random"))
    assert called(fast) == called(slow)
    assert called(fast) != list(range(9))
    assert called(fast) != called(run(hall, design(ONE, rule="random"), seed=2))


def test_the_last_to_come_is_first_and_the_shortest_job_is_first() -> None:
    """Three wait for the window: in order, in reverse, and by the mean work of their service."""
    services = {
        "long": {"counter": works(10, 30)},
        "short": {"counter": "1 min"},
        "middle": {"counter": "5 min"},
    }
    hall = world(services, {"long": [NINE, NINE + 1], "middle": [NINE + 2], "short": [NINE + 3]})
    assert called(run(hall, design(ONE))) == [0, 1, 2, 3]
    assert called(run(hall, design(ONE, rule="last_come"))) == [0, 3, 2, 1]
    assert called(run(hall, design(ONE, rule="shortest_job"))) == [0, 3, 2, 1]
    hall = world(services, {"long": [NINE, NINE + 3], "middle": [NINE + 1], "short": [NINE + 2]})
    assert called(run(hall, design(ONE, rule="shortest_job"))) == [0, 2, 1, 3]


def test_a_group_of_windows_may_have_a_rule_of_its_own() -> None:
    """The rule of one group's queue leaves the other queue as it was."""
    services = {"a": {"counter": "10 min", "department": "x"}, "b": {"counter": "10 min", "department": "y"}}
    hall = world(services, {"a": [NINE, NINE + 1, NINE + 2], "b": [NINE, NINE + 1, NINE + 2]})
    windows = {"x": {"serves": ["x"], "rule": "last_come"}, "y": {"serves": ["y"]}}
    trace = run(hall, design(windows))
    first = {q: [t for t in called(trace) if trace.tickets["queue"][t] == q] for q in (0, 1)}
    assert first == {0: [0, 4, 2], 1: [1, 3, 5]}


def test_reserved_windows_serve_only_their_groups() -> None:
    """Two windows, the first reserved for firms: citizens wait though it is free, firms use both."""
    hall = world(TEN, {"others": [NINE, NINE], "elderly": [NINE + 1, NINE + 2]}, groups=GROUPS)
    open_hall = run(hall, design({"hall": {"count": 2}}))
    assert starts(open_hall) == [NINE, NINE, NINE + 10, NINE + 10]
    reserved = run(hall, design({"hall": {"count": 2, "only": ["elderly"], "reserved": 1}}))
    assert starts(reserved) == [NINE, NINE + 10, NINE + 1, NINE + 11]
    assert reserved.tickets["server"].tolist() == [1, 1, 0, 0]
    assert reserved.names.queues == ("hall", "hall#2")


def test_the_same_citizens_meet_every_rule() -> None:
    """Rules change when and in which order people are served, not who comes nor what work is done."""
    hall = world({"a": {"counter": "exponential(mean 9 min)"}}, list(range(NINE, NINE + 200, 4)), groups={})
    demand = generate(hall, 1, 0)
    base = simulate(hall, design(ONE), demand)
    for rule in ("last_come", "random", "shortest_job"):
        other = simulate(hall, design(ONE, rule=rule), demand)
        for column in ("issue_ms", "citizen", "matter", "work_ms"):
            assert np.array_equal(base.tickets[column], other.tickets[column])
        assert base.shifts["left_ms"].tolist() == other.shifts["left_ms"].tolist()  # work is conserved
        same = np.array_equal(base.tickets["start_ms"], other.tickets["start_ms"])
        assert same == (rule == "shortest_job")  # one service: the shortest job is the first come


@pytest.mark.parametrize("word", ["strict", "first_come"])
def test_the_default_rule_spelled_out_is_the_default(word: str) -> None:
    assert design_of({"windows": {"a": {}}, "rule": word}).rule.is_plain()


def test_the_earliest_appointment_of_the_day_is_first() -> None:
    """Booked for 9:30, not booked and issued at 9:20, booked for 9:10; a booking of another day."""
    rule, slots = QueueRule(order="earliest_appointment"), [570, -1, 550, MS_PER_DAY + 1]
    queue = RuledQueue(0, False, {5}, rule, [], Clock(), slots.__getitem__, lambda _: 0.0)
    tickets = [
        SimpleNamespace(order=i, matter=i, priority=5, waiting=True, issue_ms=issue)
        for i, issue in enumerate((541, 560, 562, 563))
    ]
    for ticket in tickets:
        queue.append(ticket)
    found = []
    while (head := queue.head()) is not None:
        queue.take(head)
        found.append(head.order)
    assert found == [2, 1, 3, 0]
    assert queue.n_waiting == 0


def test_who_comes_again_goes_before_first_visits_of_the_class() -> None:
    """Rejected at 9:10, back at 10:10 while three wait since 10:04: next, but not before a better class."""
    again = {"required": 1, "missing": "100%"}
    services = {"licence": {"counter": "10 min", "documents": again}, "question": {"counter": "10 min"}}
    hall = world(
        services,
        {"licence": [NINE], "question": [NINE + m for m in (64, 64, 64, 64)]},
        citizens={"return_after": "1 h"},
    )
    sees_all: dict[str, Any] = {"notice": "100%"}
    issue_order = [NINE, NINE + 64, NINE + 74, NINE + 84, NINE + 94]
    assert starts(run(hall, design(ONE, **sees_all))) == [*issue_order, NINE + 104]
    first = run(hall, design(ONE, rule="returning_first", **sees_all))
    assert starts(first) == [NINE, NINE + 64, NINE + 84, NINE + 94, NINE + 104, NINE + 74]
    better = run(hall, design(ONE, rule="returning_first", priority={"question": 1}, **sees_all))
    assert starts(better) == [*issue_order, NINE + 104]
