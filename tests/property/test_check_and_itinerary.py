"""What a planner asks before a run is answered for every hall: its load, and the way of every service."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from hallsim.report.tables.load import check_report
from hallsim.report.terminal import shown
from hallsim.report.ways.text import route_text
from hallsim.report.ways.way import draw_way
from hallsim.scenario.scenario import Scenario
from hallsim.study.forecast import forecast
from hallsim.study.names import names
from hallsim.study.ways.route import route, way_names
from hallsim.text.message import Lang
from tests.helpers.spelled import scenario_of as spelled
from tests.property.strategies import Case, cases

LANGS: tuple[Lang, Lang] = ("en", "zh")


def scenario_of(case: Case) -> Scenario:
    """The case as a planner's file; its services have a step more, in no approval and at no desk."""
    spare = {"desk": "not_there", "work": "5 min"}
    services = {
        name: service | {"steps": service.get("steps", {}) | {"spare": spare}}
        for name, service in case.world["services"].items()
    }
    world = case.world | {"services": services}
    return spelled({"hallsim": 1, "world": world, "designs": {"one": case.design}})


@settings(max_examples=100)
@given(cases())
def test_check_and_itinerary_answer_for_every_hall(case: Case) -> None:
    scenario = scenario_of(case)
    foretold = forecast(scenario)
    loads = foretold.stations
    numbers = np.array([(load.work_hours, load.duty_hours, load.n_tickets) for load in loads])
    assert np.isfinite(numbers).all()
    assert (numbers >= 0).all()
    titles = names(scenario)
    told = {lang: shown(check_report(foretold, titles, lang)) for lang in LANGS}
    assert "Station" in told["en"]
    assert "Station" not in told["zh"]
    for service in scenario.world.services:
        for way in way_names(scenario, "one", service):
            lines = route(scenario, "one", service, way)
            assert not lines or route_text(lines, "en") != route_text(lines, "zh")
    pictured = next(iter(scenario.world.services))
    lines = route(scenario, "one", pictured)
    for lang in LANGS:
        assert draw_way(scenario, "one", pictured, lines, lang).rstrip().endswith("</svg>")
