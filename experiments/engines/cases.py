"""What both engines run: shipped scenarios whole or over few days, and generated ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from experiments.same_records.cases import ROOT, generate_cases, shipped
from hallsim.hall import cases_of, engine_input
from hallsim.hall.engine_check import Case
from hallsim.scenario.load import load_scenario
from hallsim.scenario.scenario import Scenario
from tests.property.strategies import Case as Generated

QUESTION = re.compile(r"_e\d\d$")
"""Scenarios that ask one question of a hall which another scenario has in full."""
IN_A_CHUNK = 100
SEED = 20_000
"""That of the first chunk of generated cases; the next chunk has the next one."""


def whole(path: Path, n_replications: int = 1) -> Iterator[Case]:
    """A shipped scenario as it is."""
    name = path.relative_to(ROOT).with_suffix("").as_posix()
    return cases_of(load_scenario(path).scenario, n_replications, name)


def of_a_day(path: Path) -> Iterator[Case]:
    """A replication of a shipped scenario over a day; of a question, what it asks: the last design."""
    scenario = cut(load_scenario(path).scenario, 1)
    if QUESTION.search(path.stem):
        last = next(reversed(scenario.designs))
        scenario = scenario.model_copy(update={"designs": {last: scenario.designs[last]}})
    return cases_of(scenario, 1, path.stem)


def cut(scenario: Scenario, n_days: int) -> Scenario:
    """The scenario without what comes after some days."""
    calendar = scenario.world.calendar
    if (calendar.days or n_days + 1) <= n_days:
        return scenario
    few = {"weeks": None, "length": None, "days": n_days, "warm_up": 0}
    world = scenario.world.model_copy(update={"calendar": calendar.model_copy(update=few)})
    return scenario.model_copy(update={"world": world})


def generated(n: int, seed: int) -> Iterator[Case]:
    """Generated scenarios."""
    for number, case in enumerate(generate_cases(n, seed)):
        whole = Generated(world=case["world"], design=case["design"], seed=case["seed"])
        hall, how = whole.models()
        yield f"generated {number} of seed {seed}", engine_input(hall, how, whole.demand())


def chunk(number: int) -> Iterator[Case]:
    """A chunk of them."""
    return generated(IN_A_CHUNK, SEED + number)


def small(n_generated: int = 400) -> Iterator[Case]:
    """Cases of at most a day, quick to run: for looking at many engines."""
    for path in shipped():
        yield from of_a_day(path)
    yield from generated(n_generated, SEED)
