"""Who is turned away, sent home, leaves or balks, and makes the visit again on another day (R5.9)."""

from typing import Any

import numpy as np
import pytest

from hallsim.api import loads
from hallsim.demand.generate import generate
from hallsim.metrics.registry import measure
from hallsim.scenario.world.world import World
from hallsim.trace.model import End, Trace
from tests.helpers.hall_builder import DAY, FIVE, NINE, design, minutes, run, starts, world

ONE = {"hall": {"count": 1}}
FIRST_DAYS = {"after": "1 workday"}


def again(arrive: list[int], rule: Any, work: str = "30 min", hall: Any = None, **more: Any) -> Trace:
    """A window from nine to five in a world of which some come again."""
    service = more.pop("service", {"counter": work})
    citizens = {"comes_again": rule} | more.pop("citizens", {})
    model = world({"a": service}, arrive, days=14, ending="drain", citizens=citizens, **more)
    return run(model, design({"hall": {"count": 1}}, **(hall or {})))


def come(trace: Trace) -> list[float]:
    """When citizens were at the door, in order of time."""
    return minutes(trace.visits["arrive_ms"])


def test_who_is_sent_home_comes_again_the_next_day() -> None:
    """Of three at 16:40 one is served, of the two on Tuesday one, on Wednesday the last."""
    model = world({"a": {"counter": "30 min"}}, [1000, 1001, 1002], days=14, ending="drain",
                  citizens={"comes_again": FIRST_DAYS})  # fmt: skip
    trace = run(model, design({"hall": {"count": 1, "at_close": "finish"}}))
    assert come(trace) == [1000, 1001, 1002, DAY + 1001, DAY + 1002, 2 * DAY + 1002]
    assert trace.visits["state"].tolist() == [0, End.TURNED_AWAY, End.TURNED_AWAY, 0, End.TURNED_AWAY, 0]
    assert trace.visits["attempt"].tolist() == [0, 0, 0, 1, 1, 2]
    assert trace.matters["state"].tolist() == [End.SERVED] * 3
    assert trace.matters["n_visits"].tolist() == [1, 2, 3]
    assert measure(trace, ["not_served_share", "visits_per_matter"]) == {
        "not_served_share": 0,
        "visits_per_matter": 2,
    }


def test_who_comes_too_late_comes_when_it_is_open() -> None:
    trace = again([FIVE + 10], {"after": "30 min"})
    assert come(trace) == [FIVE + 10, DAY + NINE]
    assert trace.matters["state"].tolist() == [End.SERVED]
    assert minutes(trace.matters["first_visit_ms"]) == [FIVE + 10]


def test_a_full_hall_patience_and_a_long_queue() -> None:
    """The second finds no room, leaves after ten minutes, or leaves at once; served a day later."""
    for hall, citizens, left in (
        ({"capacity": 1}, {}, 601),
        ({}, {"patience": "10 min"}, 611),
        ({}, {"balk_at": {"1": "100%"}, "balk_counts": "present"}, 601),
    ):
        trace = again([600, 601], FIRST_DAYS, hall=hall, citizens=citizens)
        assert come(trace) == [600, 601, DAY + 601]
        assert minutes(trace.visits["leave_ms"]) == [630, left, DAY + 631]


def test_no_more_often_than_it_says() -> None:
    """Somebody without patience comes at 10:05 to a window that is taken at 10:00 every day."""
    groups = {
        "calm": {"services": {"a": "100%"}},
        "hasty": {"patience": "0 min", "comes_again": {"most": 2, **FIRST_DAYS}, "services": {"a": "100%"}},
    }
    arrive = {"calm": [day * DAY + 600 for day in range(5)], "hasty": [605]}
    model = world({"a": {"counter": "30 min"}}, arrive, days=5, ending="drain", groups=groups)
    trace = run(model, design(ONE))
    mine = trace.visits["state"] == End.LEFT
    assert minutes(trace.visits["arrive_ms"][mine]) == [605, DAY + 605, 2 * DAY + 605]
    assert (trace.matters["state"] == End.LEFT).sum() == 1


def test_shares_by_reason() -> None:
    """All who are too late come again, none of those who lose patience."""
    rule = {"share": "0%", "turned_away": "100%", "after": "1 workday"}
    trace = again([600, 601, FIVE], rule, citizens={"patience": "10 min"})
    assert trace.matters["state"].tolist() == [End.SERVED, End.LEFT, End.SERVED]
    assert come(trace) == [600, 601, FIVE, 2 * DAY + NINE]  # at 17:00 on Tuesday it is too late again


def test_a_later_visit_is_made_again_and_keeps_its_attempt() -> None:
    """A paper is missing; on Tuesday out of patience; it is handed in on Wednesday."""
    service = {"counter": "60 min", "documents": {"required": 1, "missing": "100%"}, "supplement": "5 min"}
    model = world(
        {"a": service, "b": {"counter": "60 min"}},
        {"a": [NINE + 5], "b": [DAY + NINE]},
        days=14,
        ending="drain",
        citizens={"patience": "10 min", "comes_again": FIRST_DAYS, "return_after": "1 workday"},
    )
    trace = run(model, design(ONE))
    mine = trace.visits["matter"] == 0
    assert minutes(trace.visits["arrive_ms"][mine]) == [NINE + 5, DAY + NINE + 5, 2 * DAY + NINE + 5]
    assert trace.visits["state"][mine].tolist() == [End.SERVED, End.LEFT, End.SERVED]
    assert starts(trace)[-1] == 2 * DAY + NINE + 5
    assert trace.matters["n_rejections"].tolist() == [1, 0]
    assert minutes(trace.matters["accepted_ms"])[0] == 2 * DAY + NINE + 10


def test_matters_of_a_bundle_come_again_alone() -> None:
    """Two matters; the hall closes after the first, without serving out: the second is done on Tuesday."""
    groups = {"x": {"matters": {"2": "100%"}}}
    services = {"a": {"counter": "40 min"}}
    model = world(
        services, [1000], days=5, ending="drain", groups=groups, citizens={"comes_again": FIRST_DAYS}
    )
    two = design({"hall": {"count": 1, "at_close": "finish"}}, tickets_until="16:30")
    trace = run(model, two)  # too late for both: each comes alone, at the next opening
    assert trace.matters["state"].tolist() == [End.SERVED] * 2
    assert trace.matters["n_visits"].tolist() == [2, 2]


def test_what_is_accepted_is_not_lodged_again() -> None:
    """Its citizen waits for the certificate at the other window, which is taken, and loses patience."""
    instant = {"counter": "10 min", "collect": "10 min"}
    windows = {"hall": {"serves": ["a", "b"]}, "output": {"serves": ["collect"]}}
    model = world(
        {"a": instant, "b": {"counter": "1 min", "collect": "60 min"}},
        {"a": [600], "b": [595]},
        days=5,
        ending="drain",
        citizens={"patience": "10 min", "comes_again": FIRST_DAYS},
    )
    trace = run(model, design(windows))
    assert trace.matters["n_visits"].tolist() == [1, 1]
    assert trace.visits["state"].tolist() == [End.SERVED, End.LEFT]


def test_coming_again_draws_from_its_own_tapes() -> None:
    """Whether and when somebody comes again moves nothing else of anybody; `most` only adds positions."""
    base: dict[str, Any] = {
        "calendar": {"start": "2026-03-02", "days": 5},
        "services": {
            "a": {"counter": "exponential(mean 8 min)", "documents": {"required": 2, "missing": "20%"}}
        },
        "arrivals": [{"per_day": 60}],
        "citizens": {"patience": "exponential(mean 20 min)"},
    }
    plain = generate(World.model_validate(base), 3, 0)
    with_rule = [
        generate(
            World.model_validate(base | {"citizens": base["citizens"] | {"comes_again": {"most": n}}}), 3, 0
        )
        for n in (2, 4)
    ]
    for other in with_rule:
        for name in ("arrive_ms", "route_work_ms", "revisit_work_ms", "return_days", "return_ms", "error_u"):
            assert np.array_equal(getattr(plain, name), getattr(other, name))
        assert np.array_equal(plain.patience_ms[:, :8], other.patience_ms[:, :8])
    assert np.array_equal(with_rule[0].again_u, with_rule[1].again_u[:, :2])
    assert np.array_equal(with_rule[0].patience_ms[:, 8:10], with_rule[1].patience_ms[:, 8:10])
    assert plain.again_u.shape[1] == 0


@pytest.mark.parametrize("key", ["citizens: {comes_again: 40%}", "groups: {g: {comes_again: 40%}}"])
def test_a_bare_share(key: str) -> None:
    text = f"""
hallsim: 1
world:
  services: {{a: {{counter: 5 min}}}}
  arrivals: {{per_day: 10}}
  {key}
designs:
  d: {{windows: {{hall: 1}}}}
"""
    (rule,) = loads(text).scenario.world.comes_again()
    assert rule is not None
    assert (rule.share, rule.share_of("left"), rule.most) == (0.4, 0.4, 3)
