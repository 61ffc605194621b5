"""A year of a district: a hall and 28 township offices, some 300,000 visits in one process."""

from __future__ import annotations

from pathlib import Path

import hallsim.api as hs
from benchmarks.growth import peak_gib
from benchmarks.hallsim_models import run

FILE = Path("scenarios/district.yaml")
WEEKS = 52


def a_year(weeks: int = WEEKS) -> tuple[int, float, float, float]:
    """(visits, seconds drawing the demand, seconds for all else, peak GiB) of the two tiers."""
    scenario = hs.load(FILE).scenario
    calendar = scenario.world.calendar.model_copy(update={"weeks": weeks})
    world = scenario.world.model_copy(update={"calendar": calendar})
    found = run(scenario.model_copy(update={"world": world}), "two_tiers", scenario.run.seed)
    return len(found.trace.visits["visit"]), found.drawing, found.simulating, peak_gib()
