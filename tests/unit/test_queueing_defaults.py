"""With every option of queues and tickets at its default, the small town leaves the trace it left before."""

from hashlib import sha256
from pathlib import Path

from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.scenario.load import load_scenario

TOWN = Path(__file__).parents[2] / "scenarios" / "small_town.yaml"
COLUMNS = {
    "citizens": ("citizen", "identity", "group", "arrive_ms", "end_ms", "state"),
    "visits": ("visit", "citizen", "matter", "purpose", "attempt", "arrive_ms", "leave_ms", "state"),
    "tickets": (
        "ticket", "visit", "citizen", "matter", "task", "queue", "server", "priority", "issue_ms", "start_ms",
        "end_ms", "work_ms", "outcome",
    ),
    "matters": (
        "matter", "citizen", "service", "first_visit_ms", "accepted_ms", "decided_ms", "in_hand_ms", "due_ms",
        "n_visits", "n_rejections", "end_ms", "state",
    ),
    "shifts": ("server", "from_ms", "to_ms", "left_ms", "closing"),
}  # fmt: skip
BEFORE = "0f0ff8a36cf69c8f81e91e1afc4d7a4e5c3041e2d70203db22532b52acbfdb4a"


def test_options_at_their_defaults_change_nothing() -> None:
    """Changes of the model that are meant change this number, and a line in the changelog says so."""
    scenario = load_scenario(TOWN).scenario
    calendar = scenario.world.calendar.model_copy(update={"weeks": 3, "ending": "stop"})
    world = scenario.world.model_copy(update={"calendar": calendar})
    demand = generate(world, scenario.run.seed, 0)
    digest = sha256()
    for name, design in scenario.designs.items():
        tables = simulate(world, design, demand, name).tables()
        for table, columns in COLUMNS.items():
            for column in columns:
                digest.update(tables[table][column].tobytes())
    assert digest.hexdigest() == BEFORE
