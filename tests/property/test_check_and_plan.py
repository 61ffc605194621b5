"""What `check` refuses for want of somebody who does the work the plan refuses, and the reverse."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hallsim.errors import InputError
from hallsim.hall import build_plan
from hallsim.scenario.load import load_text
from tests.helpers.spelled import scenario_of as spelled
from tests.property.strategies import Case, cases

NOBODY_DOES_IT = {"service.unserved", "desk.missing", "office.undecided", "office.circle"}


def refusals(raw: Mapping[str, Any]) -> set[str]:
    """The codes of what `check` refuses."""
    try:
        load_text(json.dumps(raw))
    except InputError as error:
        return {problem.code for problem in error.problems}
    return set()


def is_planned(raw: Mapping[str, Any]) -> bool:
    """Whether the plan accepts the hall as well."""
    scenario = spelled(raw)
    try:
        build_plan(scenario.world, scenario.designs["one"])
    except ValueError:
        return False
    return True


@st.composite
def damaged(draw: st.DrawFn, case: Case) -> dict[str, Any]:
    """The hall of a case, of which a desk, windows, or what a step needs may be gone."""
    raw: dict[str, Any] = deepcopy(
        {"hallsim": 1, "world": dict(case.world), "designs": {"one": dict(case.design)}}
    )
    design, services = raw["designs"]["one"], raw["world"]["services"]
    halls = [design, *design.get("offices", {}).values()]
    what = draw(st.sampled_from(("nothing", "desk", "windows", "step", "unused")))
    hall = draw(st.sampled_from(halls))
    steps = [step for service in services.values() for step in service.get("steps", {}).values()]
    if what == "desk" and hall.get("desks"):
        del hall["desks"][draw(st.sampled_from(sorted(hall["desks"])))]
    elif what == "windows" and isinstance(hall["windows"], dict) and len(hall["windows"]) > 1:
        del hall["windows"][draw(st.sampled_from(sorted(hall["windows"])))]
    elif what == "step" and steps:
        step = draw(st.sampled_from(steps))
        for key in set(step) - {"needed"}:
            del step[key]
        step |= {"kind": "notice", "elapsed": "2 days"}
    elif what == "unused":
        for service in services.values():
            service["steps"] = service.get("steps", {}) | {"spare": {"desk": "not_there", "work": "5 min"}}
    return raw


@settings(max_examples=100)
@given(st.data())
def test_check_and_plan_refuse_the_same_halls(data: st.DataObject) -> None:
    raw = data.draw(damaged(data.draw(cases())))
    refused = refusals(raw)
    if "desk.unknown" in refused:  # a review at a desk that is not there: no plan is asked for
        return
    planned = is_planned(raw)
    if not refused:
        assert planned
    if refused & NOBODY_DOES_IT:
        assert not planned, refused


NOTICE = """\
hallsim: 1
world:
  calendar: {days: 10, start: 2026-03-02}
  services:
    permit:
      department: land
      counter: 10 min
      decision: promised
      approval: [check, show]
      steps:
        check: {desk: county, work: 30 min}
        show: {kind: notice, elapsed: 3 days}
        spare: {desk: nowhere, work: 30 min}
  arrivals: {per_day: 20}
  places: {city: {homes: 50%}, county: {within: city, homes: 50%, to_parent: 30 min}}
designs:
  base:
    windows: {hall: {count: 2, serves: all}}
    desks: {county: 1}
    offices: {county: {windows: 1, accepts: all, desks: {county: 1}}}
"""


def test_a_notice_needs_no_desk_at_an_office() -> None:
    source = load_text(NOTICE)
    assert [warning.code for warning in source.warnings] == ["step.unused"]
    build_plan(source.scenario.world, source.scenario.designs["base"])


def test_a_step_that_the_design_drops_needs_no_desk() -> None:
    text = NOTICE[: NOTICE.index("    desks:")]
    with pytest.raises(InputError, match="decided nowhere"):
        load_text(text)
    source = load_text(text + "    catalogue: {permit: {drop: [check]}}\n")
    build_plan(source.scenario.world, source.scenario.designs["base"])


def test_a_limit_that_the_design_gives_can_be_compressed() -> None:
    text = NOTICE + "    limits: 50%\n"
    with pytest.raises(InputError, match="no promised service has a limit"):
        load_text(text)
    load_text(text + "    catalogue: {permit: {limit: 10 workdays}}\n")
