"""Measures not used change nothing: traces of the small town are, to the byte, as they were without them."""

import hashlib
from pathlib import Path

import pytest

from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.scenario.load import load_scenario
from hallsim.trace.model import Trace

SMALL_TOWN = Path(__file__).parents[2] / "scenarios" / "small_town.yaml"
# What a trace held when these were written down; columns of later measures are left out.
COLUMNS = {
    "citizens": "citizen identity group arrive_ms end_ms state",
    "visits": "visit citizen matter purpose attempt arrive_ms leave_ms state",
    "tickets": "ticket visit citizen matter task queue server priority issue_ms start_ms end_ms work_ms "
    "outcome",
    "matters": "matter citizen service first_visit_ms accepted_ms decided_ms in_hand_ms due_ms n_visits "
    "n_rejections end_ms state",
    "shifts": "server from_ms to_ms left_ms closing",
}


def digest(trace: Trace) -> str:
    found = hashlib.sha256()
    for table, columns in COLUMNS.items():
        for column in columns.split():
            found.update(trace.tables()[table][column].tobytes())
    return found.hexdigest()


@pytest.mark.parametrize(
    ("design", "expected"),
    [
        ("by_department", "cf44c2eee92fb56b9f45ae0fd4eaf18e38318dc389a8a806ee3c2ca448eedf44"),
        ("unified_parallel", "5c1a1f2c8f91d36275e7d0ee843424472a141d9aff9753b4acf0d8cb98fee2c2"),
    ],
)
def test_the_small_town_is_as_it_was(design: str, expected: str) -> None:
    scenario = load_scenario(SMALL_TOWN).scenario
    calendar = scenario.world.calendar.model_copy(update={"weeks": 3, "ending": "stop"})
    world = scenario.world.model_copy(update={"calendar": calendar})
    demand = generate(world, 1, 0)
    assert digest(simulate(world, scenario.designs[design], demand, design)) == expected
