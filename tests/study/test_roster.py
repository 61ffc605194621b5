"""A roster from the promise to the paper on the wall: windows, desks, offices, people by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import hallsim.api as hs
from hallsim.errors import InputError
from hallsim.report.roster.tables import more_windows
from hallsim.roster.counts import Counts
from hallsim.roster.plan import Roster
from hallsim.roster.stations import staffed
from hallsim.roster.variants import OWN
from hallsim.roster.written import design_name

HALL = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 2, ending: drain}
  services:
    licence: {counter: exponential(mean 8 min), share: 60%}
    pension: {counter: exponential(mean 5 min), share: 40%}
  citizens: {patience: 60 min}
  arrivals: {per_day: 90, profile: {09:00-11:00: 2, 11:00-15:00: 1}, weekdays: {mon: 1.4}}
designs:
  hall:
    opening: 09:00-15:00
    windows: {counter: {count: 3, serves: [licence]}, welfare: {count: 2, serves: [pension]}}
run: {seed: 3}
"""
SHIFTS = """
shifts: {full: {length: 6 h, pause: {length: 30 min, between: 11:00-13:00}}, half: {length: 3 h}}
contracts: {part: {shifts: [half], hours: 15 h}, full: {hours: 30 h, stations: [counter, welfare]}}
clerks: {li: {contract: full, stations: [counter], off: [fri]}, wang: {contract: full, stations: [welfare]}}
"""
QUICK: Mapping[str, Any] = {"n": 8, "n_search": 4, "n_robust": 4, "processes": 1, "by": 3_600_000}


def made(text: str, targets: list[str], **more: Any) -> Roster:
    return hs.roster(hs.ask_roster(hs.loads(text), "hall", targets, **{**QUICK, **more}))


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    file = tmp_path_factory.mktemp("rules") / "shifts.yaml"
    file.write_text(SHIFTS, encoding="utf-8")
    return made(HALL, ["85% called in 15 min"], shifts=file, n=20, n_search=8)


def test_the_promise_is_kept_with_fresh_citizens(roster: Roster) -> None:
    assert roster.best.holds
    assert not roster.own.holds or roster.best.cost <= roster.own.cost
    assert (roster.need >= 0).all()
    assert roster.need[:, 0].sum() > roster.need[:, 1].sum()  # Mondays are busier
    assert roster.n_runs > 0


def test_people_keep_to_their_contracts(roster: Roster) -> None:
    for one in roster.people:
        crew = roster.market.crews[one.crew]
        assert one.paid_ms <= crew.hours_ms
        assert len(one.duties) <= crew.contract.days
        weekdays = {roster.frame.periods.weekdays[w] for w in one.duties}
        assert not weekdays & crew.off
        stations = {roster.frame.stations[duty.station].name for duty in one.duties.values()}
        assert stations <= crew.stations
    assert sum(len(one.duties) for one in roster.people) == len(roster.duties)


def test_worlds_a_little_otherwise_are_worse_or_better(roster: Roster) -> None:
    missed = {found.name: float(np.nanmean(found.missed)) for found in roster.chances}
    assert missed["less"] <= missed[""] <= missed["more"]
    assert missed["late"] >= missed[""]


def test_one_more_helps_and_one_less_hurts(roster: Roster) -> None:
    more, less = roster.marginal.more, roster.marginal.less
    assert np.nansum(more.wait_h) < 0 < np.nansum(less.wait_h)
    moves = {step.move: step for step in roster.steps}
    assert moves["add"].cost > 0 > moves["remove"].cost
    assert moves["add"].wait_h < 0 < moves["remove"].wait_h


def test_the_answer_is_a_scenario_that_runs(roster: Roster, tmp_path: Path) -> None:
    answer = hs.save_roster(roster, tmp_path / "out", "zh")
    assert answer.title == "排班：hall"
    loaded = hs.load(tmp_path / "out" / "roster.yaml")
    assert list(loaded.scenario.designs) == ["hall", design_name("hall")]
    assert _same_runs(roster, loaded.scenario.designs[design_name("hall")])
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {
        "plan.html",
        "plan.zh.html",
        "report.html",
        "report.zh.html",
        "roster.csv",
        "need.parquet",
    } <= names
    plan = (tmp_path / "out" / "plan.zh.html").read_text(encoding="utf-8")
    assert "周一" in plan
    if any(one.name == "li" for one in roster.people):
        assert ">li<" in plan


def _same_runs(roster: Roster, design: Any) -> bool:
    """Whether the design that was read again serves everybody as the one that was found."""
    from hallsim.demand.generate import generate
    from hallsim.hall import simulate

    scenario = roster.asked.source.scenario
    found = staffed(scenario.designs[roster.asked.design], roster.frame.stations, roster.best.staffing)
    demand = generate(scenario.world, 11, 0)
    one, two = (simulate(scenario.world, d, demand).tickets for d in (found, design))
    return all((one[c] == two[c]).all() for c in ("start_ms", "end_ms", "outcome", "server"))


def test_the_answer_is_never_dearer_than_a_design_that_keeps_the_promise() -> None:
    text = HALL.replace(
        "count: 3, serves: [licence]", "serves: [licence], staff: {09:00: 4, 11:00: 3, 13:00: 2}"
    )
    text = text.replace("count: 2, serves", "staff: {09:00: 3, 11:00: 2}, serves")
    found = made(text, ["50% called in 30 min"], n_robust=0)
    assert found.own.holds
    assert found.best.holds
    assert found.best.cost <= found.own.cost
    assert found.from_own == any(found.market.crews[duty.crew].name == OWN for duty in found.duties)


def test_a_budget_is_not_passed() -> None:
    found = made(HALL, ["85% called in 15 min"], budget=2000.0, n_robust=0)
    assert found.best.cost <= 2000.0
    assert found.short_h > 0


DESKS = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 4, ending: drain}
  services:
    permit:
      counter: 2 min
      decision: promised
      limit: 3 workdays
      approval: {serial: [check, visit]}
      steps:
        check: {desk: review, work: exponential(mean 60 min)}
        visit: {desk: fire, kind: inspection, work: exponential(mean 60 min)}
  arrivals: {per_day: 16, profile: {09:00-12:00: 1}}
designs:
  hall:
    opening: 09:00-17:00
    windows: {counter: {count: 2, serves: [permit]}}
    desks: {review: 6, fire: {officers: 8, site: {travel: 30 min}}}
run: {seed: 3}
"""


def test_desks_and_teams_are_staffed_by_weekday() -> None:
    found = made(DESKS, ["80% begun in 8 h", "80% on time"], n_robust=0, n_search=4)
    assert [station.name for station in found.frame.stations] == ["desk.review", "desk.fire"]
    assert found.best.holds
    # the same number all day, and no fewer than the work: 16 h a day, and half as much again on the way
    assert all(len(set(day[day > 0].tolist())) <= 1 for desk in found.need for day in desk)
    hours = found.need.sum(axis=(1, 2))
    assert hours[0] >= 5 * 16
    assert hours[1] >= 5 * 24
    assert found.best.cost < found.own.cost


OFFICES = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 2, ending: drain}
  places: {city: {homes: 50%}, town: {count: 2, within: city, homes: 50%, to_parent: 40 min}}
  services: {pension: {counter: exponential(mean 6 min)}}
  arrivals: {per_day: 60, profile: {09:00-15:00: 1}}
designs:
  hall:
    opening: 09:00-15:00
    windows: {counter: {count: 3, serves: [pension]}}
    offices: {town: {windows: 2, accepts: [pension]}}
run: {seed: 3}
"""


def test_one_roster_holds_for_offices_that_are_alike(tmp_path: Path) -> None:
    found = made(OFFICES, ["85% called in 15 min"], n_robust=0, by=2 * 3_600_000)
    copies = {station.name: station.copies for station in found.frame.stations}
    assert copies == {"counter": 1, "town.counter": 2}
    duties = [duty for duty in found.duties if duty.station == 1]
    assert found.best.paid_h > sum(duty.variant.paid_h for duty in found.duties)  # both towns are paid
    assert duties
    answer = hs.save_roster(found, tmp_path / "out")
    at_town = sum(1 for one in found.people if all(duty.station == 1 for duty in one.duties.values()))
    assert 0 < at_town < len(found.people)
    assert answer.headline[0].startswith(f"{len(found.people) + at_town} people")  # of both towns
    loaded = hs.load(tmp_path / "out" / "roster.yaml")
    assert _same_runs(found, loaded.scenario.designs[design_name("hall")])


EARLY = HALL.replace("opening: 09:00-15:00", "opening: 09:00-15:00\n    doors: 08:00").replace(
    "{09:00-11:00: 2", "{08:00-09:00: 2, 09:00-11:00: 2"
)


@pytest.mark.parametrize(
    ("text", "targets", "says"),
    [
        # the door is where they wait: tickets are issued from 08:00
        (EARLY, ["90% called in 5 min"], "not the number of people"),
        (HALL, ["90% called in 10 min at registry"], "no group of windows or desk 'registry'"),
        (HALL, ["90% begun in 4 h"], "no desk at which this could hold"),
    ],
)  # fmt: skip
def test_what_no_roster_can_keep_is_told(text: str, targets: list[str], says: str) -> None:
    with pytest.raises(InputError) as caught:
        made(text, targets)
    told = [f"{p.message} {p.remedy}" for p in caught.value.problems]
    assert any(says in one for one in told), told
    assert len(told) <= 2  # once a station
    assert all(p.place is not None and p.place.file.startswith("--target") for p in caught.value.problems)


QUIET = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 2, ending: drain}
  services:
    pension: {counter: exponential(mean 6 min), per_day: 60}
    rare: {counter: 20 min, per_day: 1}
  arrivals: {profile: {09:00-13:00: 1}}
designs:
  hall:
    opening: 09:00-13:00
    windows: {counter: {count: 4, serves: [pension]}, quiet: {count: 2, serves: [rare]}}
  hall_roster: {based_on: hall}
run: {seed: 3}
"""


def test_a_station_with_few_tickets_gets_somebody_and_is_not_called_kept(tmp_path: Path) -> None:
    asked = hs.ask_roster(
        hs.loads(QUIET),
        "hall",
        ["99% called in 30 min at quiet"],
        **{**QUICK, "by": 7_200_000},
    )
    found = hs.roster(asked)
    assert found.best.holds
    assert found.best.n_unshown == found.best.n_promised > 0
    assert found.duties
    answer = hs.save_roster(found, tmp_path, "en")
    assert "too few came to show" in answer.headline[0]
    designs = hs.load(tmp_path / "roster.yaml").scenario.designs
    assert list(designs) == ["hall", "hall_roster", "hall_roster_2"]  # a name of its own


def test_where_tickets_come_somebody_is_there_though_nobody_leaves() -> None:
    found = made(QUIET, ["3% leave"], n_robust=0, by=7_200_000)
    assert {(duty.station, duty.weekday) for duty in found.duties} == {
        (s, w) for s in (0, 1) for w in range(5)
    }


def test_windows_that_are_too_few_bind(tmp_path: Path) -> None:
    file = tmp_path / "shifts.yaml"
    file.write_text("shifts: {half: {length: 3 h}}\nwindows:\n  counter: 1\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        made(HALL, ["90% called in 5 min"], shifts=file)
    (found,) = caught.value.problems
    assert "no more windows" in found.remedy
    assert found.place is not None
    assert found.place.line == 3


def test_hours_that_nobody_may_work_are_told(tmp_path: Path) -> None:
    file = tmp_path / "shifts.yaml"
    file.write_text("shifts: {half: {length: 3 h}}\ncontracts: {clerk: {people: 0}}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        made(HALL, ["50% called in 30 min"], shifts=file)
    assert [p.code for p in caught.value.problems] == ["shift.hole"] * 2  # once a station


def test_a_hall_open_day_and_night_has_shifts_up_to_midnight() -> None:
    text = HALL.replace("opening: 09:00-15:00", "opening: 00:00-24:00")
    text = text.replace(
        "profile: {09:00-11:00: 2, 11:00-15:00: 1}", "profile: {00:00-08:00: 1, 08:00-24:00: 2}"
    )
    found = made(text, ["70% called in 30 min at counter"], n_robust=0, by=4 * 3_600_000)
    assert found.best.holds
    ends = {duty.variant.go for duty in found.duties}
    starts = {duty.variant.come for duty in found.duties}
    assert max(ends) == 24 * 3_600_000
    assert min(starts) == 0


def test_what_was_run_before_an_interruption_is_not_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hallsim.roster.runs.simulator import _Runner

    n_run = 0
    counted = _Runner._counts

    def counting(self: _Runner, *args: Any) -> Counts:
        nonlocal n_run
        n_run += 1
        return counted(self, *args)

    def stopping(phase: str, rounds: int) -> None:
        if phase == "judge":
            raise KeyboardInterrupt

    monkeypatch.setattr(_Runner, "_counts", counting)
    targets, quick = ["50% called in 30 min"], {**QUICK, "n_robust": 0}
    never_stopped = made(HALL, targets, n_robust=0)
    n_whole, n_run = n_run, 0
    asked = hs.ask_roster(hs.loads(HALL), "hall", targets, **quick, out=tmp_path / "out")
    with pytest.raises(KeyboardInterrupt):
        hs.roster(asked, progress=stopping)
    before = n_run
    assert 0 < before < n_whole
    found = hs.roster(asked)
    assert n_run <= n_whole  # all of the search was kept
    assert [(one.name, one.duties) for one in found.people] == [
        (one.name, one.duties) for one in never_stopped.people
    ]
    assert (found.best.judgements[0].lo == never_stopped.best.judgements[0].lo).all()
    assert found.n_runs == never_stopped.n_runs
    again = n_run
    hs.roster(asked)
    assert n_run == again  # asked once more, nothing is run


def test_nobody_is_moved_to_where_they_may_not_work() -> None:
    found = made(DESKS, ["80% begun in 8 h", "60% called in 30 min"], n_robust=0, n_search=4)
    assert {crew.name for crew in found.market.crews} == {"clerk", "officer"}
    for step in found.steps:
        if step.move == "move":
            crew = found.market.crews[step.gone[0].crew]
            assert found.frame.stations[step.come[0].station].name in crew.stations


def test_of_many_groups_those_that_lack_most_windows_are_named() -> None:
    """Five groups with a window each, to which as many come as take three or four."""
    names = [f"g{k}" for k in range(5)]
    services = "".join(f"    s{k}: {{counter: exponential(mean 8 min), share: 20%}}\n" for k in range(5))
    windows = ", ".join(f"g{k}: {{count: 1, serves: [s{k}]}}" for k in range(5))
    text = (
        "hallsim: 1\nworld:\n  calendar: {start: 2026-03-02, weeks: 1, ending: drain}\n"
        f"  services:\n{services}  arrivals: {{per_day: 500, profile: {{09:00-15:00: 1}}}}\n"
        f"designs:\n  hall:\n    opening: 09:00-15:00\n    windows: {{{windows}}}\nrun: {{seed: 3}}\n"
    )
    found = made(text, ["80% called in 15 min"], n=4, n_robust=0)
    told = list(more_windows(found, {}, "en"))
    assert len(told) == 4
    assert all(any(f"at '{name}'" in line for name in names) for line in told[:3])
    assert told[3] == "At 2 other groups too it needs more windows at once than the design has."
