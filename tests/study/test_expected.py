"""What `hallsim check` expects, against simulation and by hand."""

from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

import hallsim.api as hs
from hallsim.demand.generate import generate
from hallsim.theory import mmc
from hallsim.workload.expected import coming, ordinary_day, worked_days
from hallsim.workload.failed_visits import failing, rejection_law
from hallsim.workload.offered_load import StationLoad
from tests.helpers.study_builder import TEXT

MMC = """
hallsim: 1
world:
  calendar: {days: 2, working_days: all}
  services: {job: {counter: exponential(mean 8 min)}}
  arrivals: {rate: 10 per hour}
designs: {hall: {opening: always, windows: {hall: 2}}}
"""


def mean(law: np.ndarray) -> float:
    return float(law @ np.arange(len(law)))


def test_rejections_by_hand() -> None:
    assert rejection_law(0, 0.5, 1.0).tolist() == [1.0]
    assert rejection_law(3, 0.1, 1.0) == pytest.approx([0.9**3, 1 - 0.9**3, 0, 0])
    assert mean(rejection_law(4, 0.25, 0.0)) == pytest.approx(1.0)
    # one document: named in some round for certain, so one rejection when it is missing, whatever the notice
    assert mean(rejection_law(1, 0.3, 0.4)) == pytest.approx(0.3)
    # two, both missing: both named at once, else one after the other
    both = 0.6**2 / (1 - 0.4**2)
    assert rejection_law(2, 1.0, 0.6) == pytest.approx([0, both, 1 - both])


def test_failed_visits_by_hand() -> None:
    """Missing: 30 %; then an error with 20 %, and so on; the fourth visit is the last one."""
    law = failing(1, 0.3, 1.0, 0.2, 4, 4)
    assert law == pytest.approx([1, 0.3 + 0.7 * 0.2, 0.3 * 0.2 + 0.7 * 0.04, 0.44 * 0.04, 0.44 * 0.008])
    assert failing(1, 0.3, 1.0, 0.2, 4, 1).tolist() == pytest.approx([1, 0.44, 0, 0, 0])


def test_rejections_against_drawn_rounds() -> None:
    rng = np.random.default_rng(5)
    n, documents, missing, notice = 40_000, 4, 0.3, 0.6
    absent = rng.random((n, documents)) < missing
    rounds = np.where(absent, rng.geometric(notice, (n, documents)), 0)
    counts = np.array([len(set(row) - {0}) for row in rounds.tolist()])
    se = counts.std() / np.sqrt(n)
    assert abs(counts.mean() - mean(rejection_law(documents, missing, notice))) < 4 * se


def test_a_textbook_hall_has_its_textbook_load() -> None:
    (load,) = hs.check(hs.loads(MMC))
    known = mmc(10 / 60, 1 / 8, 2)
    assert load.utilisation == pytest.approx(known.util)
    assert load.wait_min == pytest.approx(known.mean_wait)
    assert load.erlangs == pytest.approx([10 * 8 / 60] * 24)
    assert not load.overloaded


def test_expected_matters_are_those_drawn() -> None:
    source = hs.loads(TEXT)
    world = source.scenario.world
    from hallsim.scenario.world.calendar import build_calendar

    n_days = worked_days(build_calendar(world.calendar))
    expected = ordinary_day(coming(world).matters, n_days).sum() * 4
    drawn = [generate(world, 1, r).n_matters for r in range(30)]
    se = float(np.std(drawn, ddof=1)) / np.sqrt(30)
    assert abs(float(np.mean(drawn)) - expected) < 4 * se


def test_too_much_work_is_said_plainly() -> None:
    loads = hs.check(hs.loads(TEXT.replace("per_day: 60", "per_day: 400")))
    overloaded = {load.station for load in loads if load.overloaded}
    assert {"commerce", "building", "all_in_one"} <= overloaded


def test_expected_utilisation_is_near_the_simulated_one() -> None:
    study = hs.compare(hs.loads(TEXT.replace("days: 4", "days: 26")), ["together"], 4, processes=1)
    (load,) = [x for x in hs.check(hs.loads(TEXT)) if x.design == "together" and not x.is_desk]
    summary = study.summary.set_index("metric").loc["utilisation_mean"]
    # revisits at the end of the horizon fall outside it, so the simulated load is a little lower
    assert load.utilisation == pytest.approx(summary["value"], rel=0.08)


def test_offices_take_the_load_of_the_homes_near_them(root: Path) -> None:
    loads = {load.station: load for load in hs.check(root / "scenarios/textbook/two_offices.yaml")}
    assert loads["hall"].utilisation == pytest.approx(0.8)
    assert loads["town.counter"].utilisation == pytest.approx(0.45)
    assert loads["hall"].wait_min == pytest.approx(4)


OPTIONS = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 26}
  groups:
    rural: {share: 40%, missing_factor: 1.5, matters: {1: 70%, 2: 30%}}
    town: {share: 60%, online: 60%, kiosk: 70%, books: 40%}
  citizens: {wrong_window: 10%, no_show: 20%, max_visits: 6}
  services:
    licence: {department: commerce, share: 50%, counter: 12 min, online: true, kiosk: 4 min,
              documents: {required: 3, missing: 20%}}
    permit: {department: building, share: 30%, counter: 9 min, decision: promised, collect: 3 min,
             documents: {required: 2, missing: 20%}, correction: 10%, approval: {serial: [look, decide]},
             steps: {look: {work: 15 min}, decide: {work: 10 min}}}
    old: {department: building, share: 10%, counter: 20 min}
    ask: {department: commerce, share: 10%, kind: enquiry, counter: 4 min}
  errands: {opening: {services: [licence, permit], share: 20%}}
  arrivals: {per_day: 60, profile: two_peaks}
designs:
  plain:
    windows: {commerce: 12, building: 8}
    desks: {building: 5}
    notice: 50%
  guided: {based_on: plain, guide: {count: 3, work: 2 min, catches: 50%, wrong_window: 50%}}
  online: {based_on: plain, online: {success: 80%, review: {desk: building, work: 5 min}}}
  kiosks: {based_on: plain, kiosks: 3}
  booked: {based_on: plain, appointments: {capacity: 6, period: 30 min}}
  reviewed: {based_on: plain, pre_review: {desk: building, work: 6 min, catches: 80%, share: 50%}}
  less:
    based_on: plain
    shared_data: 30%
    catalogue: {old: shelved, permit: {drop: look, work: 0.5, documents: 1}}
  sent: {based_on: plain, delivery: {share: 50%}, tolerate: 1}
  together:
    based_on: plain
    packages: {opening: {services: [licence, permit], saving: 30%, shared_documents: 1}}
  agents: {based_on: plain, agents: {village: {groups: [rural], share: 50%, at: "10:00"}}}
  at_home: {based_on: plain, home_service: {teams: 6, groups: [rural], share: 50%, travel: 20 min}}
  signed:
    based_on: plain
    windows: {commerce: {count: 12, clerks: [{count: 6, auxiliary: true}]}}
    authorise: 3 min
  bureaus: {based_on: plain, authority: {entry: 60%, decide: 50%, knows: 30%, told: 3 min, bureau: 5}}
run: {replications: 3, seed: 3}
"""
DESIGNS = (
    "guided",
    "online",
    "kiosks",
    "booked",
    "reviewed",
    "less",
    "sent",
    "together",
    "agents",
    "at_home",
    "bureaus",
)


@lru_cache(maxsize=1)
def loads_of_options() -> tuple[StationLoad, ...]:
    """What `hallsim check` says of all designs."""
    return tuple(hs.check(hs.loads(OPTIONS)))


@pytest.mark.parametrize("design", ["plain", *DESIGNS, "signed"])
def test_the_load_of_every_option_is_near_the_simulated_one(design: str) -> None:
    """Work and tickets begun a day by station, in calm halls: what comes back after the horizon is lost."""
    source = hs.loads(OPTIONS)
    traces = [hs.run_once(source, design, replication=r) for r in range(3)]
    expected = {load.station: load for load in loads_of_options() if load.design == design}
    names = traces[0].names
    assert set(expected) == set(names.server_station)
    n_days = 3 * int(traces[0].days.is_working[:26].sum())
    work, tickets = dict.fromkeys(expected, 0.0), dict.fromkeys(expected, 0.0)
    for trace in traces:
        t = trace.tickets
        began = t["server"] >= 0
        for station in expected:
            mine = began & np.array([s == station for s in names.server_station])[t["server"]]
            work[station] += float(t["work_ms"][mine].sum()) / 3_600_000 / n_days
            tickets[station] += float(mine.sum()) / n_days
    for station, load in expected.items():
        assert load.work_hours == pytest.approx(work[station], rel=0.12, abs=0.05), station


def test_absence_and_outages_take_from_those_on_duty_and_tide_windows_are_said_to_be_left_out() -> None:
    text = OPTIONS.replace("    notice: 50%\n", "    notice: 50%\n    absence: {share: 10%, lasts: 2}\n", 1)
    plain = {x.station: x for x in loads_of_options() if x.design == "plain"}
    short = {x.station: x for x in hs.check(hs.loads(text)) if x.design == "plain"}
    assert short["commerce"].duty_hours == pytest.approx(0.9 * plain["commerce"].duty_hours, rel=0.03)
    assert short["commerce"].work_hours == plain["commerce"].work_hours
    flood = "flood: {serves: commerce, tide: {open_at: 5, close_at: 1, staff: 2}}"
    tide = f"windows: {{commerce: 12, building: 8, {flood}}}"
    flooded = [x for x in hs.check(hs.loads(OPTIONS.replace("windows: {commerce: 12, building: 8}", tide, 1)))
               if x.design == "plain"]  # fmt: skip
    by_station = {x.station: x for x in flooded}
    assert by_station["flood"].duty_hours == 0
    assert by_station["commerce"].work_hours == pytest.approx(plain["commerce"].work_hours)
    assert flooded[0].left_out == ("tide windows",)
    assert plain["commerce"].left_out == ()


def test_volumes_by_service_are_met_when_citizens_bring_bundles_and_errands() -> None:
    text = """
hallsim: 1
world:
  calendar: {days: 26}
  groups: {a: {share: 50%, matters: {1: 50%, 3: 50%}}, b: {share: 50%, errands: {both: 50%}}}
  services: {x: {per_day: 60}, y: {per_day: 20}}
  errands: {both: {services: [x, y], share: 10%}}
  arrivals: {profile: two_peaks}
designs: {d: {windows: {hall: {count: 4, serves: all}}}}
"""
    world = hs.loads(text).scenario.world
    (source,) = world.sources()
    # a: 10 % errands of two, else 2 on average; b: half come for the errand of two, half with one
    assert source.per_day == pytest.approx(80 / (0.5 * (0.1 * 2 + 0.9 * 2) + 0.5 * 1.5))
    drawn = [generate(world, 1, r).n_matters / 20 for r in range(20)]
    se = float(np.std(drawn, ddof=1)) / np.sqrt(20)
    assert abs(float(np.mean(drawn)) - 80) < 4 * se


FLEXIBLE = """
hallsim: 1
world:
  calendar: {days: 20, working_days: all}
  services: {x: {counter: 6 min}}
  citizens: {flexible: 40%}
  arrivals: {per_day: 100, profile: {08:00-20:00: 1}}
designs:
  noon: {opening: 09:00-12:00, windows: {hall: {count: 9, serves: all}}}
"""


def test_who_bends_to_the_hours_is_not_lost() -> None:
    """A third comes in time, those before the doors included; of the others 40 % do so as well."""
    (load,) = hs.check(hs.loads(FLEXIBLE))
    assert load.n_tickets == pytest.approx(100 * (1 + 2 * 0.4) / 3)
    assert load.work_hours == pytest.approx(load.n_tickets / 10, rel=0.02)
    runs = [
        len(hs.run_once(hs.loads(FLEXIBLE), "noon", replication=r).tickets["task"]) / 20 for r in range(6)
    ]
    assert (
        abs(float(np.mean(runs)) - load.n_tickets) < 4 * (load.n_tickets / 120) ** 0.5 + 0.02 * load.n_tickets
    )


def test_groups_with_services_of_their_own_are_reckoned_with_their_matters() -> None:
    """Firms bring all permits, so all of their documents are missing; it was the mean over all citizens."""
    text = """
hallsim: 1
world:
  calendar: {days: 5}
  groups:
    firms: {share: 50%, services: {permit: 100%}, missing_factor: 2}
    people: {share: 50%, services: {card: 100%}, missing_factor: 0}
  services:
    permit: {counter: 6 min, documents: {required: 1, missing: 50%}}
    card: {counter: 6 min}
  arrivals: {per_day: 100, profile: {09:00-11:00: 1}}
designs: {d: {windows: {hall: {count: 9, serves: all}}}}
"""
    (load,) = hs.check(hs.loads(text))
    assert load.n_tickets == pytest.approx(150)
