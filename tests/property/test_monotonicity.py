"""What theory promises of one path: more windows, faster windows, fewer citizens, shorter approvals.

Rules of the model: R2.3, R2.9.

The orderings of waits are those of Kiefer and Wolfowitz: in a first-come-first-served queue with one pool of
windows and works that belong to the citizens, the vector of remaining works is ordered on every path.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.hall.decisions.documents import rejections
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World
from hallsim.trace.model import NEVER, Trace
from tests.helpers.spelled import design_of
from tests.property.worlds import DAY_HOURS, DESK_WORK, SHORT_WORK, trees

Int = NDArray[np.int64]
CALENDAR = {"start": "2026-03-02", "days": 2, "working_days": "all", "ending": "drain"}
BATCH = {"1": "60%", "4": "40%"}
LAWS = st.sampled_from((*SHORT_WORK, "hyperexponential(mean 8 min, cv 3)", "8 min"))
LOADS = st.sampled_from((20, 150, 400))
SEED = st.integers(0, 2**32)
PATHS = settings(max_examples=12)


def queue_world(law: str, per_day: float, **more: Any) -> World:
    """One service; citizens come day and night, some of them in groups of four."""
    source = {"per_day": per_day, "profile": {"00:00-24:00": 1}, "batch": BATCH}
    services = {"a": {"counter": law}}
    return World.model_validate({"calendar": CALENDAR, "services": services, "arrivals": [source], **more})


def pool(count: int, **more: Any) -> Design:
    """One pool of windows in a hall that never closes."""
    return design_of({"opening": "always", "windows": {"a": {"count": count, **more}}})


def waits(trace: Trace) -> Int:
    """Wait of each ticket in order of issue; everybody is served."""
    assert (trace.tickets["start_ms"] != NEVER).all()
    return trace.tickets["start_ms"] - trace.tickets["issue_ms"]


@PATHS
@given(LAWS, LOADS, st.integers(1, 6), st.integers(1, 3), SEED)
def test_more_windows_make_nobody_wait_longer(law: str, load: int, n: int, more: int, seed: int) -> None:
    world = queue_world(law, load)
    demand = generate(world, seed, 0)
    few, many = (waits(simulate(world, pool(count), demand)) for count in (n, n + more))
    assert (many <= few).all()


@PATHS
@given(LAWS, LOADS, st.integers(1, 6), SEED)
def test_faster_windows_make_nobody_wait_longer(law: str, load: int, n: int, seed: int) -> None:
    world = queue_world(law, load)
    demand = generate(world, seed, 0)
    slow, fast = (waits(simulate(world, pool(n, speed=speed), demand)) for speed in (1.0, 1.25))
    assert (fast <= slow).all()


@PATHS
@given(LAWS, LOADS, st.integers(1, 4), SEED)
def test_more_citizens_make_none_of_the_others_wait_less(law: str, load: int, n: int, seed: int) -> None:
    """More demand keeps the citizens there were, each with the same work."""
    found = []
    for per_day in (load, 1.4 * load):
        world = queue_world(law, per_day)
        trace = simulate(world, pool(n), generate(world, seed, 0))
        names = trace.citizens["identity"][trace.tickets["citizen"]].tolist()
        found.append(dict(zip(names, waits(trace).tolist(), strict=True)))
    before, after = found
    assert before.keys() <= after.keys()
    assert all(after[name] >= wait for name, wait in before.items())


TWO = {"a": {"share": "50%", "counter": "8 min"}, "b": {"share": "50%", "counter": "8 min"}}


def halls(count: int) -> tuple[Design, Design]:
    """Two departments apart, and one pool of all their windows."""
    apart = {name: {"serves": [name], "count": count} for name in "ab"}
    together = {"all": {"serves": ["all"], "count": 2 * count}}
    first, second = ({"opening": "always", "windows": windows} for windows in (apart, together))
    return design_of(first), Design.model_validate(second)


@PATHS
@given(LOADS, st.integers(1, 3), SEED)
def test_pooling_equal_work_never_raises_the_total_wait(load: int, count: int, seed: int) -> None:
    """With works that all take the same time the k-th start in the pool is never later."""
    world = queue_world("1 min", load, services=TWO)
    demand = generate(world, seed, 0)
    apart, pooled = (waits(simulate(world, design, demand)) for design in halls(count))
    assert pooled.sum() <= apart.sum()


def test_pooling_unequal_works_can_raise_the_total_wait_of_a_path() -> None:
    """Why the above asks for equal works: two long matters block the short ones of the other department."""
    services = {"long": {"counter": "100 min"}, "short": {"counter": "1 min"}}
    arrivals = [
        {"service": "long", "times": ["0 min", "1 min"]},
        {"service": "short", "times": [f"{t} min" for t in range(2, 12)]},
    ]
    world = World.model_validate({"calendar": CALENDAR, "services": services, "arrivals": arrivals})
    apart = {name: {"serves": [name]} for name in services}
    designs = [{"opening": "always", "windows": w} for w in (apart, {"all": {"serves": ["all"], "count": 2}})]
    demand = generate(world, 1, 0)
    one, two = (waits(simulate(world, design_of(d), demand)).sum() for d in designs)
    assert one == 99 * 60_000  # the second long one; no short one waits
    assert two > one


@PATHS
@given(LOADS, st.integers(1, 3), SEED)
def test_priority_moves_waits_of_equal_works_and_adds_none(load: int, count: int, seed: int) -> None:
    """The times at which some service begins are the same; only who begins then differs."""
    groups = {"elderly": {"share": "30%"}, "others": {"share": "70%"}}
    world = queue_world("8 min", load, groups=groups)
    demand = generate(world, seed, 0)
    plain = simulate(world, pool(count), demand)
    favoured = simulate(world, pool(count).model_copy(update={"priority": {"elderly": 1}}), demand)
    one, other = (np.sort(trace.tickets["start_ms"]) for trace in (plain, favoured))
    assert np.array_equal(one, other)
    elderly = demand.group == 0
    assert waits(favoured)[elderly].sum() <= waits(plain)[elderly].sum()


@settings(max_examples=25)
@given(st.data(), SEED, st.sampled_from(DAY_HOURS), st.sampled_from((None, "3 h", "1 workdays")))
def test_parallel_is_never_later_than_written_and_written_never_later_than_serial(
    data: st.DataObject, seed: int, hours: Any, hand_off: str | None
) -> None:
    """Where files never wait for an officer, each matter's decision comes in this order on every path."""
    names = ["s0", "s1", "s2", "s3"][: data.draw(st.integers(1, 4))]
    law = st.sampled_from((*DESK_WORK, "uniform(0, 2 workdays)"))
    steps = {
        name: {
            "desk": data.draw(st.sampled_from(("x", "y"))),
            "work": data.draw(law),
            "elapsed": data.draw(law),
        }
        for name in names
    }
    tree = data.draw(trees(names, joins=False))
    service = {"counter": "5 min", "decision": "promised", "approval": tree, "steps": steps}
    world = queue_world("5 min", 20, services={"a": service})
    demand = generate(world, seed, 0)
    decided = {}
    for mode in ("parallel", "as_written", "serial"):
        design = {
            "opening": "always",
            "windows": {"a": {"count": 2}},
            "desks": {"x": {"officers": "unlimited", "hours": hours}, "y": {"officers": "unlimited"}},
            "approval": {"mode": mode},
            "hand_off": hand_off,
        }
        decided[mode] = simulate(world, design_of(design), demand).matters["decided_ms"]
    assert (decided["serial"] != NEVER).all()
    assert (decided["parallel"] <= decided["as_written"]).all()
    assert (decided["as_written"] <= decided["serial"]).all()


@PATHS
@given(SEED)
def test_a_better_notice_needs_fewer_visits_on_average_and_a_full_one_never_more_than_one(seed: int) -> None:
    """On one path a better notice may split a round in two; over some 4000 matters the mean falls."""
    documents = {"required": 4, "missing": "60%"}
    services = {"a": {"counter": "1 min", "documents": documents}}
    world = queue_world("1 min", 2000, services=services)
    demand = generate(world, seed, 0)
    missing = (demand.missing_u < 0.6).sum(axis=1)
    found = {notice: rejections(world, demand, notice) for notice in (0.0, 0.25, 0.5, 0.75, 1.0)}
    assert np.array_equal(found[0.0], missing)
    assert np.array_equal(found[1.0], missing > 0)
    means = [counts.mean() for counts in found.values()]
    assert means == sorted(means, reverse=True)
    for counts in found.values():
        assert ((counts >= found[1.0]) & (counts <= found[0.0])).all()
