"""Stops of a route that wait until the matter is accepted, and those that every first visit passes (R5.4)."""

from typing import Any

import pytest

from hallsim.errors import InputError
from hallsim.scenario.load import load_text
from hallsim.trace.model import Trace
from tests.helpers.hall_builder import NINE, design, run, world

ONE = {"hall": {"count": 1}}


def walked(trace: Trace) -> list[tuple[int, str]]:
    """(visit of the matter, stop) of every ticket, in order."""
    tickets, visits = trace.tickets, trace.visits
    number = dict(zip(visits["visit"].tolist(), visits["attempt"].tolist(), strict=True))
    names = [trace.names.tasks[task].split(".")[1] for task in tickets["task"].tolist()]
    return list(zip((number[v] for v in tickets["visit"].tolist()), names, strict=True))


def visits_of(*stops: dict[str, Any], **service: Any) -> list[tuple[int, str]]:
    """One citizen who lacks one document on the first visit, then has it."""
    route = [{"work": "3 min"} | stop for stop in stops]
    spec = {"route": route, "documents": {"required": 1, "missing": "100%"}} | service
    people = {"return_after": "1 workday", "max_visits": 3}
    return walked(run(world({"m": spec}, [NINE], citizens=people, ending="drain"), design(ONE)))


def test_who_lacks_a_document_pays_when_it_is_accepted() -> None:
    assert visits_of({"name": "form"}, {"name": "cashier"}) == [(0, "form"), (1, "form"), (1, "cashier")]


def test_a_stop_that_every_first_visit_passes() -> None:
    found = visits_of({"name": "form"}, {"name": "cashier", "when": "always"})
    assert found == [(0, "form"), (0, "cashier"), (1, "form")]


def test_the_matter_is_judged_after_the_last_such_stop() -> None:
    found = visits_of({"name": "triage"}, {"name": "counter", "when": "always"}, {"name": "cashier"})
    assert found == [(0, "triage"), (0, "counter"), (1, "triage"), (1, "cashier")]


def test_who_is_accepted_at_once_walks_all_in_order() -> None:
    stops = [{"name": "triage"}, {"name": "counter", "when": "always"}, {"name": "cashier"}]
    assert visits_of(*stops, documents={}) == [(0, "triage"), (0, "counter"), (0, "cashier")]


def test_who_gives_up_never_comes_to_what_waits_for_acceptance() -> None:
    route = [{"name": "form", "work": "3 min"}, {"name": "cashier", "work": "1 min"}]
    spec = {"route": route, "correction": "100%"}
    people = {"return_after": "1 workday", "max_visits": 2}
    trace = run(world({"m": spec}, [NINE], citizens=people, ending="drain"), design(ONE))
    assert walked(trace) == [(0, "form"), (1, "form")]


TEXT = """\
hallsim: 1
world:
  services:
    m:
      route:
        - {name: triage, work: 1 min}
        - {name: counter, work: 5 min}
        - {name: cashier, work: 2 min}
  arrivals: {per_day: 100}
designs:
  today: {windows: {hall: {count: 2, serves: all}}}
"""


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("work: 1 min", "work: 1 min, when: accepted", "6:39", "nothing is accepted before the first stop"),
        (
            "work: 2 min",
            "work: 2 min, when: always",
            "7:11",
            "'counter' waits for acceptance, but a later stop",
        ),
        ("work: 2 min", "work: 2 min, when: later", "8:46", "when cannot be 'later'"),
    ],
)
def test_what_cannot_be_is_told(old: str, new: str, place: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        load_text(TEXT.replace(old, new), "hall.yaml")
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert f"{problem.place.line}:{problem.place.column}" == place
    assert message in problem.message
