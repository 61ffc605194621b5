"""What a design could have one more of, and that the scenario takes it as a setting."""

from __future__ import annotations

import pytest

import hallsim.api as hs
from hallsim.hall import build_plan
from hallsim.scenario.design.desk_kinds import parse_meeting_days
from hallsim.study.bottleneck.additions import Addition, additions, more_often
from hallsim.study.bottleneck.stations import n_offices, queues_of

WEEK = frozenset(range(5))
TEXT = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 1}
  places: {city: {homes: 10%}, town: {within: city, count: 3, homes: 90%}}
  services:
    permit:
      department: building
      share: 50%
      counter: 5 min
      decision: promised
      approval: {serial: [look, visit, board]}
      steps:
        look: {desk: back, work: 1 h}
        visit: {kind: inspection, desk: team, work: 1 h}
        board: {desk: board}
    card: {department: registry, share: 50%, counter: 5 min, kiosk: 2 min}
  arrivals: {per_day: 4}
designs:
  now:
    at: city
    windows:
      registry: 2
      building: {shifts: [{count: 1, hours: 09:00-12:00}, {count: 3, hours: 09:00-17:00}]}
      night: {serves: [card], staff: {09:00: 2, 12:00: 0, 13:00: 4}}
      week: {serves: [card], staff: {mon: {09:00: 2}, tue-fri: {09:00: 1}}}
    kiosks: {count: 2}
    desks:
      back: 2
      team: {officers: 1, site: 30 min}
      board: {meets: wed}
      free: {officers: unlimited}
    offices:
      town: {windows: {counter: 1}, desks: {back: 1}, accepts: [all]}
"""


def found() -> list[Addition]:
    return additions(hs.loads(TEXT), "now", WEEK, {"town": 3})


def test_everything_that_there_can_be_one_more_of() -> None:
    told = {
        (one.kind, one.station): (one.path.removeprefix("designs.now."), one.before, one.value)
        for one in found()
    }
    assert told == {
        ("officer", "desk.back"): ("desks.back.officers", "2", "3"),
        ("team", "desk.team"): ("desks.team.officers", "1", "2"),
        ("meeting", "desk.board"): ("desks.board.meets.on", "wed", "[mon, wed]"),
        ("window", "registry"): ("windows.registry.count", "2", "3"),
        ("window", "building"): ("windows.building.shifts.1.count", "3", "4"),
        ("window", "night"): (
            "windows.night.on_duty", "{09:00: 2, 12:00: 0, 13:00: 4}", "{09:00: 3, 12:00: 0, 13:00: 5}",
        ),
        ("window", "week"): (
            "windows.week.on_duty",
            "{mon: {09:00: 2}, tue-fri: {09:00: 1}}", "{mon: {09:00: 3}, tue-fri: {09:00: 2}}",
        ),
        ("terminal", "kiosk"): ("kiosks.count", "2", "3"),
        ("officer", "town.desk.back"): ("offices.town.desks.back.officers", "1", "2"),
        ("window", "town.counter"): ("offices.town.windows.counter.count", "1", "2"),
    }  # fmt: skip
    assert {one.n_offices for one in found() if one.station.startswith("town")} == {3}


@pytest.mark.parametrize("one", found(), ids=lambda one: one.path)
def test_each_is_a_setting_that_the_scenario_takes(one: Addition) -> None:
    source = hs.loads(TEXT)
    before, after = (build_plan(s.scenario.world, s.scenario.designs["now"]) for s in (
        source, hs.with_settings(source, [f"{one.path}={one.value}"]),
    ))  # fmt: skip
    more = len(after.servers) - len(before.servers)
    assert more == (0 if one.kind == "meeting" else one.n_offices)
    assert queues_of(before, one.station)
    assert set(queues_of(before, one.station)) <= {queue.name for queue in after.queues}


def test_stations_of_offices_that_are_alike_are_told_together() -> None:
    scenario = hs.loads(TEXT).scenario
    plan = build_plan(scenario.world, scenario.designs["now"])
    assert n_offices(plan, scenario.designs["now"].offices) == {"town": 3}
    assert queues_of(plan, "town.desk.back") == tuple(f"town-{i}.desk.back" for i in (1, 2, 3))
    assert queues_of(plan, "desk.back") == ("desk.back",)


@pytest.mark.parametrize(
    ("on", "told"),
    [
        ("wed", ("wed", "[mon, wed]")),
        ("mon", ("mon", "[mon, wed]")),
        ("[mon, thu]", ("[mon, thu]", "[mon, tue, thu]")),
        ("daily", None),
        ("10 workdays", ("10 workdays", "5 workdays")),
        ("5 workdays", ("5 workdays", "2 workdays")),
        ("1 workday", None),
        ("2 weeks", ("14 days", "7 days")),
        ("1 h", ("60 min", "30 min")),
    ],
)
def test_one_more_meeting_lies_as_far_from_the_others_as_can_be(
    on: str, told: tuple[str, str] | None
) -> None:
    days = parse_meeting_days(on.strip("[]").split(", ") if "[" in on else on)
    assert more_often(days, WEEK) == told
