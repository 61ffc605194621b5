"""What rosters are held against: those made by hand, and all there are of a small hall."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import hallsim.api as hs
from experiments.rosters.by_hand import in_turns
from experiments.rosters.cases import CASES, PROMISE
from experiments.rosters.exhaustive import cheapest, every_roster
from hallsim.roster.milp import options
from hallsim.roster.plan import search_confidence
from hallsim.roster.rules import Rules
from hallsim.roster.runs.simulator import Hall, Simulator
from hallsim.roster.stations import Station
from hallsim.roster.variants import variants_of

HOUR = 3_600_000
SMALL = next(case for case in CASES if case.all_of_them)


def test_by_hand_people_come_early_and_late_by_turns_and_lunch_one_group_after_the_other() -> None:
    hours = (((8 * HOUR, 17 * HOUR),),) * 7
    here = Station(name="counter", office="", group="counter", is_desk=False, hours=hours, own=())
    pause = {"length": "1 h", "between": "11:00-14:00"}
    rules = Rules.model_validate(
        {"shifts": {"full": {"length": "8 h", "pause": pause}, "half": {"length": "4 h"}}}
    )
    found = in_turns(variants_of(rules, here, 0, HOUR // 2), 7)
    assert [one.come / HOUR for one in found] == [8, 9, 8, 9, 8, 9, 8]
    assert [one.spans[0][1] / HOUR for one in found] == [11, 11, 12, 12, 13, 13, 11]
    assert {one.template for one in found} == {"full"}


def test_the_roster_found_of_a_small_hall_is_the_cheapest_of_all() -> None:
    source = hs.load(SMALL.file, ["world.calendar.weeks=4"])
    asked = hs.ask_roster(
        source, SMALL.design, [PROMISE], by=SMALL.by, shifts=Path(SMALL.shifts or ""), n=8, n_search=5,
        n_robust=0, processes=1,
    )  # fmt: skip
    found = hs.roster(asked)
    assert found.best.holds
    scenario = source.scenario
    hall = Hall(
        world=scenario.world, design=scenario.designs["hall"], frame=found.frame, seed=scenario.run.seed
    )
    best = cheapest(
        Simulator(hall, 1),
        found.market,
        found.best.cost,
        asked.n_search,
        search_confidence(asked),
        together=10,
    )
    assert best.cost == found.best.cost
    assert best.n_runs > 100 * asked.n_search / 2  # so many rosters hold not
    kinds = options(found.market, [(0, 0)])
    costs = [found.market.cost(duty) for duty in kinds]
    most = 400.0
    by_count = [
        some
        for some in product(*(range(int(most / cost) + 1) for cost in costs))
        if sum(n * cost for n, cost in zip(some, costs, strict=True)) <= most
    ]
    assert len(list(every_roster(kinds, found.market, most))) == len(by_count)
