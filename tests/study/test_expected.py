"""What `hallsim check` expects, against simulation and by hand."""

from pathlib import Path

import numpy as np
import pytest

import hallsim.api as hs
from hallsim.demand.generate import generate
from hallsim.study.expected import expected_rejections, matters_by_hour
from hallsim.theory import mmc
from tests.helpers.study_builder import TEXT

MMC = """
hallsim: 1
world:
  calendar: {days: 2, working_days: all}
  services: {job: {counter: exponential(mean 8 min)}}
  arrivals: {rate: 10 per hour}
designs: {hall: {opening: always, windows: {hall: 2}}}
"""


def test_expected_rejections_by_hand() -> None:
    assert expected_rejections(0, 0.5, 1.0) == 0
    assert expected_rejections(3, 0.1, 1.0) == pytest.approx(1 - 0.9**3)
    assert expected_rejections(4, 0.25, 0.0) == 1.0
    # one document: named in some round for certain, so one rejection when it is missing, whatever the notice
    assert expected_rejections(1, 0.3, 0.4) == pytest.approx(0.3)


def test_expected_rejections_against_drawn_rounds() -> None:
    rng = np.random.default_rng(5)
    n, documents, missing, notice = 40_000, 4, 0.3, 0.6
    absent = rng.random((n, documents)) < missing
    rounds = np.where(absent, rng.geometric(notice, (n, documents)), 0)
    counts = np.array([len(set(row) - {0}) for row in rounds.tolist()])
    se = counts.std() / np.sqrt(n)
    assert abs(counts.mean() - expected_rejections(documents, missing, notice)) < 4 * se


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
    from hallsim.scenario.calendar import build_calendar

    expected = matters_by_hour(world, build_calendar(world.calendar)).sum() * 4
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
    assert load.utilisation == pytest.approx(summary["mean"], rel=0.08)


def test_offices_take_the_load_of_the_homes_near_them(root: Path) -> None:
    loads = {load.station: load for load in hs.check(root / "scenarios/textbook/two_offices.yaml")}
    assert loads["hall"].utilisation == pytest.approx(0.8)
    assert loads["town.counter"].utilisation == pytest.approx(0.45)
    assert loads["hall"].wait_min == pytest.approx(4)
