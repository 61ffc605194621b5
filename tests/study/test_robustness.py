"""The answer over plausible worlds, where the truth is known."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import hallsim.api as hs
from hallsim.errors import InputError
from hallsim.study.contributions import against, of_pair
from hallsim.study.replicate import ReplicationTask, replicate
from hallsim.study.robust.factors import Factor
from hallsim.study.robust.robustness import Robustness, World, answer, answers
from hallsim.study.robust.turning_point import turning_point
from hallsim.study.worlds import latin_hypercube
from hallsim.theory import erlang_c
from tests.helpers.kept_results import forge

LOAD = 0.7
# Two M/M/1 of load 0.7 against one M/M/2 whose service takes f times as long: the time in the hall, in means
# of one service, is 1 / (1 - 0.7) against f / (1 - (0.7 f)^2); equal where 0.49 f^2 + 0.3 f - 1 = 0.
BREAK_EVEN = (-0.3 + math.sqrt(0.09 + 4 * 0.49)) / (2 * 0.49)
QUEUES = """
hallsim: 1
world:
  calendar: {working_days: all, days: 5, warm_up: 1, ending: drain}
  services:
    a: {share: 50%, counter: exponential(mean 1 min)}
    b: {share: 50%, counter: exponential(mean 1 min)}
  arrivals: {rate: 1.4 per min}
designs:
  apart: {opening: always, windows: {a: 1, b: 1}}
  joined: {opening: always, windows: {all: {count: 2, serves: all, generalist: {time: 1.1 in 1.0..1.25}}}}
evidence:
  demand: {kind: assumed, title: {en: Demand, zh: 需求}, scales: world.arrivals.rate, range: 0.95..1.02}
run: {replications: 4, seed: 5, robust: {worlds: 10, replications: 4}}
"""
HALL = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 3}
  services:
    a: {share: 50%, counter: exponential(mean 6 min)}
    b: {share: 50%, counter: exponential(mean 6 min)}
  arrivals: {per_day: 120}
designs:
  apart: {windows: {a: 1, b: 2}}
  joined: {windows: {all: {count: 3, serves: all, generalist: {time: 1.1 in 1.0..1.4}}}}
run: {replications: 2, seed: 3, robust: {worlds: 4}}
"""


def in_hall(factor: float, demand: float = 1.0) -> float:
    """Joined minus apart, in means of one service."""
    load = LOAD * demand
    waits = erlang_c(2, 2 * load * factor) * factor / (2 * (1 - load * factor))
    return factor + waits - 1 / (1 - load)


def cube(factors: Sequence[Factor], n: int = 12, seed: int = 1) -> list[dict[str, float]]:
    shares = latin_hypercube(n, len(factors), seed)
    return [
        {f.name: f.lo + share * (f.hi - f.lo) for f, share in zip(factors, row, strict=True)}
        for row in shares.tolist()
    ]


TIME = Factor(name="time", title={}, stated=1.1, lo=1.0, hi=1.25)
DEMAND = Factor(name="demand", title={}, stated=1.0, lo=0.95, hi=1.02, multiplies=True)
NOISE = [Factor(name=f"none{i}", title={}, stated=0.5, lo=0.0, hi=1.0) for i in range(6)]


def test_a_hypercube_has_one_point_in_every_slice_of_every_range() -> None:
    points = latin_hypercube(12, 5, 7)
    assert (np.sort(np.floor(points * 12), axis=0) == np.arange(12)[:, None]).all()
    assert np.max(np.abs(np.corrcoef(points.T) - np.eye(5))) < 0.35
    assert np.array_equal(points, latin_hypercube(12, 5, 7))
    assert not np.array_equal(points, latin_hypercube(12, 5, 8))


def test_the_turning_point_of_known_queues_is_found_by_the_fit() -> None:
    factors = [TIME, DEMAND, *NOISE]
    worlds = cube(factors)
    gaps = [in_hall(world["time"], world["demand"]) for world in worlds]
    found = turning_point(factors, worlds, gaps)
    assert found is not None
    assert found.factor == "time"
    assert found.at == pytest.approx(BREAK_EVEN, abs=0.01)
    assert found.at_lo < 0 < found.at_hi
    assert found.r2 > 0.9


def test_a_straight_line_is_found_exactly() -> None:
    worlds = cube([TIME, *NOISE])
    gaps = [3 * (world["time"] - 1.2) + 0.01 * world["none0"] for world in worlds]
    found = turning_point([TIME, *NOISE], worlds, gaps)
    assert found is not None
    assert found.at is not None
    # none0 stands at 0.5, which moves the zero by 0.005 / 3
    assert found.at == pytest.approx(1.2 - 0.005 / 3, abs=1e-6)


def test_little_is_said_where_nothing_explains_the_differences() -> None:
    worlds = cube([TIME, *NOISE])
    stream = np.random.default_rng(1)
    told = [turning_point([TIME, *NOISE], worlds, stream.normal(size=12).tolist()) for _ in range(200)]
    # a share of 5 % at most, to three standard errors
    assert sum(found is not None for found in told) / 200 <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 200)
    assert turning_point([TIME], worlds[:4], [1.0, 2.0, 3.0, 4.0]) is None
    assert turning_point([TIME], worlds, [2.0] * 12) is None


def test_a_zero_outside_the_range_is_not_told() -> None:
    worlds = cube([TIME])
    found = turning_point([TIME], worlds, [world["time"] - 1.5 for world in worlds])
    assert found is not None
    assert found.at is None
    assert [found.at_lo, found.at_hi] == pytest.approx([-0.5, -0.25])


def made(gaps: Sequence[float]) -> Robustness:
    worlds = tuple(
        World(
            number=i + 1,
            factors={"time": 1.0 + 0.01 * i},
            metrics={"apart": {"wait": 5.0, "share": 0.5}, "joined": {"wait": 5.0 + gap, "share": 0.5}},
        )
        for i, gap in enumerate(gaps)
    )
    return Robustness(
        base="apart", designs=("apart", "joined"), factors=(TIME,), worlds=worlds, replications=1
    )


def test_worlds_are_counted_by_the_difference_that_matters() -> None:
    found = made([-2.0, -0.3, 0.0, 0.4, 3.0, math.nan])
    strict, wide = answer(found, "joined", "wait", "lower"), answer(found, "joined", "wait", "lower", 0.5)
    assert (strict.better, strict.same, strict.worse, strict.unknown) == (2, 1, 2, 1)
    assert (wide.better, wide.same, wide.worse) == (1, 3, 1)
    higher = answer(found, "joined", "wait", "higher", 0.5)
    assert (higher.better, higher.worse) == (1, 1)
    assert (strict.lo, strict.hi, strict.n) == (-2.0, 3.0, 6)
    told = answers(found, {"wait": "lower", "share": "neutral"}, {("joined", "wait"): 5.0})
    assert [(a.metric, a.same) for a in told] == [("wait", 5)]


def test_the_table_has_a_row_a_number_and_a_column_a_factor() -> None:
    table = made([-2.0, 1.0]).table()
    assert list(table.columns) == ["world", "design", "metric", "value", "difference", "time"]
    assert len(table) == 2 * 2 * 2
    row = table.query("world == 2 and design == 'joined' and metric == 'wait'").iloc[0]
    assert (row["value"], row["difference"], row["time"]) == (6.0, 1.0, 1.01)


@pytest.mark.statistical
@pytest.mark.slow
def test_the_break_even_of_two_queues_and_a_generalist_is_found_by_simulation() -> None:
    source = hs.loads(QUEUES)
    found = hs.robustness(hs.plausible_worlds(source), processes=1)
    told = answer(found, "joined", "time_in_hall_mean", "lower")
    assert told.better
    assert told.worse
    assert told.turning is not None
    assert told.turning.factor.endswith("generalist.time")
    assert told.turning.at is not None
    # the worlds share their draws: what these move, the fit cannot see; the study at the stated values can
    study = hs.compare(source, processes=1)
    row = study.differences.query("metric == 'time_in_hall_mean'").iloc[0]
    slope = (in_hall(BREAK_EVEN + 1e-4) - in_hall(BREAK_EVEN - 1e-4)) / 2e-4
    se = math.hypot(told.turning.se, row["se"] / slope)
    assert se < 0.04
    assert told.turning.at == pytest.approx(BREAK_EVEN, abs=3 * se)


def test_every_world_has_the_citizens_of_the_study() -> None:
    source = hs.loads(HALL)
    found = hs.robustness(hs.plausible_worlds(source), processes=1)
    first = hs.measure(hs.run_once(source, "apart"))
    # only joined depends on the factor: apart is the study's first replication, world for world
    for world in found.worlds:
        assert world.metrics["apart"]["wait_mean"] == first["wait_mean"]
    waits = [world.metrics["joined"]["wait_mean"] for world in found.worlds]
    times = [next(iter(world.factors.values())) for world in found.worlds]
    assert np.array_equal(np.argsort(waits), np.argsort(times))


def test_one_and_two_processes_find_the_same(tmp_path: Path) -> None:
    worlds = hs.plausible_worlds(hs.loads(HALL))
    one, two = (hs.robustness(worlds, processes=n, out=tmp_path / str(n)) for n in (1, 2))
    assert one.table().equals(two.table())
    kept = [sorted(p.read_bytes() for p in (tmp_path / str(n) / "worlds").iterdir()) for n in (1, 2)]
    assert len(kept[0]) == 4
    assert kept[0] == kept[1]


def test_resuming_takes_over_the_same_worlds_and_no_others(tmp_path: Path) -> None:
    source = hs.loads(HALL)
    worlds = hs.plausible_worlds(source)
    whole = hs.robustness(worlds, processes=1, out=tmp_path)
    second = tmp_path / "worlds" / "0002.json"
    forge(second, 2, lambda result: result["metrics"]["apart"].update(wait_mean=1234.5))
    (tmp_path / "worlds" / "0003.json").unlink()
    told: list[int] = []
    again = hs.robustness(
        worlds, processes=1, out=tmp_path, resume=True, progress=lambda d, n: told.append(d)
    )
    assert told == [3, 4]
    assert again.worlds[1].metrics["apart"]["wait_mean"] == 1234.5
    assert again.worlds[2] == whole.worlds[2]
    for other in (hs.plausible_worlds(source, seed=4), hs.plausible_worlds(source, n=5)):
        fresh = hs.robustness(other, processes=1, out=tmp_path, resume=True)
        assert 1234.5 not in [world.metrics["apart"]["wait_mean"] for world in fresh.worlds]
    assert hs.robustness(worlds, processes=1, out=tmp_path).worlds == whole.worlds


def test_a_world_compares_what_was_done_under_both_designs() -> None:
    source = hs.loads(HALL)
    worlds = hs.plausible_worlds(source)
    found = hs.robustness(worlds, processes=1)
    base, other = worlds.designs[:2]
    for number, world in enumerate(found.worlds):
        task = ReplicationTask(scenario=worlds.scenarios[number], designs=worlds.designs, seed=worlds.seed)
        seen = against(replicate(task, 0), worlds.designs)
        pairs = [of_pair([seen], other, metric) for metric in ("time_in_hall_mean",)]
        ((of_base, of_other),) = [(a[0], b[0]) for a, b in pairs]
        assert world.differences[other]["time_in_hall_mean"] == pytest.approx(of_other.value - of_base.value)
        waits = world.metrics[other]["wait_mean"] - world.metrics[base]["wait_mean"]
        assert world.difference(base, other, "wait_mean") == pytest.approx(waits)


def test_worlds_may_be_measured_over_fewer_weeks_with_another_warm_up() -> None:
    text = HALL.replace("days: 3", "weeks: 3, warm_up: 7").replace(
        "worlds: 4", "worlds: 4, weeks: 1, warm_up: 2"
    )
    calendar = hs.plausible_worlds(hs.loads(text)).scenarios[0].world.calendar
    assert (calendar.days, calendar.weeks, calendar.warm_up) == (9, None, 2 * 86_400_000)
    longer = hs.plausible_worlds(hs.loads(HALL.replace("days: 3", "weeks: 3, warm_up: 7"))).scenarios[0]
    assert (longer.world.calendar.weeks, longer.world.calendar.warm_up) == (3, 7 * 86_400_000)
    with pytest.raises(InputError, match="leaves nothing of the calendar"):
        hs.loads(HALL.replace("worlds: 4", "worlds: 4, warm_up: 3"))


def test_what_has_no_range_and_a_single_world_are_told() -> None:
    with pytest.raises(InputError, match="no assumed number has a range"):
        hs.plausible_worlds(hs.loads(HALL.replace(" in 1.0..1.4", "")))
    with pytest.raises(InputError, match="one world says nothing"):
        hs.plausible_worlds(hs.loads(HALL), n=1)
    with pytest.raises(InputError, match="did you mean 'joined'"):
        hs.plausible_worlds(hs.loads(HALL), ["joinde"])


def test_a_study_with_worlds_has_one_more_table() -> None:
    source = hs.loads(HALL)
    study = hs.compare(source, replications=1, processes=1)
    assert "robust" not in study.tables()
    found = hs.robustness(hs.plausible_worlds(source, n=2), processes=1)
    assert len(replace(study, robustness=found).tables()["robust"]) == 2 * 2 * len(study.infos)


def test_an_assumption_of_another_design_explains_nothing() -> None:
    # the gap follows "time" exactly, by chance as it were: it belongs to a third design
    found = made([0.1 * i - 0.5 for i in range(12)])
    told = answer(found, "joined", "wait", "lower").turning
    assert told is not None
    assert told.factor == "time"
    for owner, explains in (("third", False), ("joined", True), ("apart", True)):
        factors = tuple(replace(factor, designs=frozenset({owner})) for factor in found.factors)
        other = answer(replace(found, factors=factors), "joined", "wait", "lower")
        assert (other.turning is not None) == explains


def test_a_number_of_a_design_moves_those_based_on_it() -> None:
    source = hs.loads(
        """
hallsim: 1
world: {services: {a: {counter: 5 min in 4..6 min}}, arrivals: {per_day: 10}}
designs:
  one: {windows: {all: 2}}
  two: {based_on: one, notice: 50% in 40%..60%}
  three: {based_on: two}
""",
        "moves",
    )
    worlds = hs.plausible_worlds(source, n=2)
    designs = {factor.name: factor.designs for factor in worlds.factors}
    assert designs == {"world.services.a.counter": None, "designs.two.notice": frozenset({"two", "three"})}


def test_a_design_that_serves_clearly_fewer_people_in_a_world_is_not_better_there() -> None:
    def world(i: int, served: float) -> World:
        return World(
            number=i,
            factors={"time": 1.0},
            metrics={
                "apart": {"wait": 5.0, "not_served_share": 0.1},
                "joined": {"wait": 4.0, "not_served_share": 1 - served},
            },
        )

    # a hundredth of the base's 0.9 is 0.009
    found = replace(made([0.0]), worlds=(world(1, 0.9), world(2, 0.892), world(3, 0.88), world(4, 0.2)))
    told = answer(found, "joined", "wait", "lower", misses=True)
    assert (told.better, told.same, told.worse, told.fewer) == (2, 0, 0, 2)
    assert answer(found, "joined", "wait", "lower").better == 4
    # the other way round the base is not better for serving fewer
    turned = answer(replace(found, base="joined"), "apart", "wait", "lower", misses=True)
    assert (turned.better, turned.worse, turned.fewer) == (0, 2, 2)
    # the same people may fare the same where fewer are served, unless half are missing; not better
    told = answer(found, "joined", "wait", "lower", threshold=1.0, misses=True, same_people=True)
    assert (told.better, told.same, told.worse, told.fewer) == (0, 3, 0, 1)
    assert answer(found, "joined", "wait", "lower", 1.0, misses=True).fewer == 2
    assert answer(found, "joined", "wait", "lower", misses=True, same_people=True).fewer == 2
