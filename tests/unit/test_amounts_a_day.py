"""Rates a day and costs, of runs that stop and of runs that drain, by weekday, by part, and of whom."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import hallsim.api as hs
from hallsim.metrics.breakdown import breakdown, by
from hallsim.metrics.definition.dimensions import Dimension
from hallsim.metrics.definition.pair import Both
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.definition.summand import added
from hallsim.metrics.registry import METRICS, measure
from hallsim.scenario.world.world import World
from hallsim.study.day_profile import day_profile
from hallsim.study.gains import fates, kept_under_both
from tests.helpers.hall_builder import DAY, design, run, world

ONE, TWO = {"hall": {"count": 1}}, {"hall": {"count": 2}}
WORKED = [DAY * day for day in range(28) if day % 7 < 5]
"""Midnights of the working days of four weeks."""


def comes_twice() -> dict[str, Any]:
    """A service whose certificate, decided five workdays later, is collected on the next day."""
    return {"counter": "10 min", "decision": "promised", "approval": {"step": "wait"},
            "steps": {"wait": {"kind": "notice", "elapsed": "5 workdays"}}, "collect": "10 min"}  # fmt: skip


def weeks(ending: str) -> World:
    """One citizen a working day, at ten; the first two of four weeks do not count."""
    return world({"a": comes_twice()}, [day + 600 for day in WORKED], days=28, ending=ending,
                 calendar={"warm_up": 14}, citizens={"collect_after": "1 workdays"})  # fmt: skip


@pytest.mark.parametrize("ending", ["stop", "drain"])
def test_what_is_done_a_day_does_not_depend_on_where_the_run_stops(ending: str) -> None:
    """A visit to lodge and one to collect a day: each 10 min in the hall, an hour and 10 yuan on the way.

    Of the ten who count six have not collected by the stop; six of the warm-up have come to.
    """
    got = measure(run(weeks(ending), design(TWO)))
    hall = 2 * 8 * 40
    assert got["citizen_hours"] == pytest.approx(2 * (1 + 10 / 60))
    assert got["cost_citizens"] == pytest.approx(2 * (25 * (1 + 10 / 60) + 10))
    assert got["cost_per_matter"] == pytest.approx(hall + 2 * (25 * (1 + 10 / 60) + 10))
    assert (got["arrivals_per_day"], got["cases_per_day"]) == (1, 1)
    assert (got["n_arrivals"], got["n_cases"]) == (10, 10)


def test_files_and_tickets_of_the_warm_up_stand_for_those_beyond_the_stop() -> None:
    """Each case comes to one desk at once, to the other six days later: two files, two tickets a day."""
    steps = {
        "x": {"desk": "d", "work": "10 min", "elapsed": "6 workdays"},
        "y": {"desk": "e", "work": "10 min"},
    }
    service = comes_twice() | {"approval": {"serial": [{"step": "x"}, {"step": "y"}]}, "steps": steps}
    model = weeks("stop").model_copy(update={"services": world({"a": service}, [600]).services})
    sample = Sample(run(model, design(TWO, desks={"d": 1, "e": 1})))
    assert METRICS["files_per_day"].value(sample) == 2
    assert METRICS["n_files"].value(sample) < 18
    assert sum(day_profile(sample)["n_issued"]) == 2 * 10


def test_a_quicker_approval_saves_no_costs_in_a_run_that_stops() -> None:
    """The same visits a day; the case under way at the stop is no dearer for that."""
    model = weeks("stop")
    slow, quick = (Sample(run(model, design(TWO, catalogue=said))) for said in ({}, {"a": {"drop": ["all"]}}))
    for metric in ("cost_per_matter", "citizen_hours"):
        assert METRICS[metric].value(quick) == pytest.approx(METRICS[metric].value(slow))
    fate = fates(slow), fates(quick)
    keep = [kept_under_both(*fate, sample) for sample in (slow, quick)]
    base, other = METRICS["citizen_hours"].pair(Both(slow, quick, *keep))
    assert base.value == other.value == pytest.approx(2 * (1 + 10 / 60))


def test_who_books_ahead_comes_as_often_a_day() -> None:
    """The slot is five working days later: five of the warm-up come, five of those who count do not."""
    books = {"appointments": {"capacity": 2, "lead": "5 workdays", "within": "3 workdays"}}
    calendar = {"warm_up": 14}
    model = world({"a": {"counter": "10 min"}}, [day + 600 for day in WORKED], days=28, calendar=calendar,
                  citizens={"books": "100%"})  # fmt: skip
    got = measure(run(model, design(ONE, **books)))
    assert (got["arrivals_per_day"], got["cases_per_day"], got["visits_per_day"]) == (1, 1, 1)
    assert got["n_arrivals"] == 5


def test_an_amount_a_day_by_weekday_is_over_the_days_of_that_weekday() -> None:
    """Three visits each Monday, one each Thursday; two weeks of five days."""
    mondays = [week * 7 * DAY + 600 + 30 * n for week in (0, 1) for n in range(3)]
    thursdays = [(week * 7 + 3) * DAY + 600 for week in (0, 1)]
    model = world({"a": {"counter": "10 min"}}, [*mondays, *thursdays], days=14)
    sample = Sample(run(model, design(ONE)))
    got = breakdown(
        sample, "weekday", ["visits_per_day", "arrivals_per_day", "cases_per_day", "citizen_hours"]
    )
    assert list(got) == ["mon", "tue", "wed", "thu", "fri"]
    for metric in ("visits_per_day", "arrivals_per_day", "cases_per_day"):
        assert [got[day][metric].value for day in got] == [3, 0, 0, 1, 0]
    assert got["mon"]["citizen_hours"].value == pytest.approx(3 * (1 + 10 / 60))
    assert METRICS["visits_per_day"].value(sample) == pytest.approx(8 / 10)


def test_a_weekday_that_is_never_worked_is_over_the_days_on_which_somebody_wants_to_come() -> None:
    """Two come on one of two Saturdays."""
    saturday = [5 * DAY + 600, 5 * DAY + 660]
    model = world({"a": {"counter": "10 min"}}, saturday, days=14)
    got = breakdown(Sample(run(model, design(ONE, opening="always"))), "weekday", ["visits_per_day"])
    assert got["sat"]["visits_per_day"].value == 2


def test_a_part_that_saw_nobody_had_days_with_nobody() -> None:
    """In the one replication somebody comes at ten for `b`, in the other nobody does: half a visit a day."""
    services = {"a": {"counter": "10 min"}, "b": {"counter": "10 min"}}
    several = [world(services, arrive, days=1) for arrive in ({"a": [570], "b": [600]}, {"a": [570]})]
    samples = [Sample(run(model, design(ONE))) for model in several]
    both: tuple[tuple[Dimension, str | int], ...] = ("service", "b"), ("hour", 10)
    for dimension, part in both:
        parts = [breakdown(sample, dimension, ["visits_per_day"])[part] for sample in samples]
        assert added([one["visits_per_day"] for one in parts]).value == 0.5
    assert [*breakdown(samples[1], "hour", ["visits_per_day"])] == [*range(9, 17)]


def test_a_target_by_weekday_is_of_that_weekday() -> None:
    """48 come on every working day, none of which is below 40 because the week has five."""
    source = hs.loads("""
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 2}
  services: {m: {counter: 5 min}}
  arrivals: {interval: constant(30 min)}
designs: {one: {opening: always, windows: {hall: {count: 2, serves: all}}}}
targets: [{hold: visits_per_day <= 40 per day, at: weekday}]
run: {replications: 2}
""")
    study = hs.compare(source, processes=1)
    assert study.targets is not None
    readings = study.targets.verdicts["one"].readings
    assert {one.part: round(one.value) for one in readings} == dict.fromkeys(
        ("mon", "tue", "wed", "thu", "fri"), 48
    )
    assert {one.state for one in readings} == {"not_met"}


def test_of_those_who_booked_they_did_not_come_whose_slot_has_come() -> None:
    """Nobody comes to a slot; half of the slots lie after the stop."""
    books = {"appointments": {"capacity": 2, "lead": "5 workdays", "within": "3 workdays"}}
    model = world({"a": {"counter": "10 min"}}, [day + 600 for day in WORKED[:10]], days=14,
                  citizens={"books": "100%", "no_show": "100%"})  # fmt: skip
    for ending in ("stop", "drain"):
        calendar = model.calendar.model_copy(update={"ending": ending})
        got = measure(run(model.model_copy(update={"calendar": calendar}), design(ONE, **books)))
        assert got["no_show_share"] == 1


def test_calls_are_those_of_windows_that_call() -> None:
    """A guide before the window calls nobody: two calls, of which one is missed, half a minute of way."""
    calling = {"calling": {"walk": "30 s", "no_show": "100%", "wait": "30 s", "recalls": 1}}
    model = world({"a": {"counter": "10 min"}}, [600, 700])
    for more in ({}, {"guide": {"count": 1, "work": "1 min"}}):
        got = measure(run(model, design(ONE, **calling, **more)))
        assert got["missed_call_share"] == 1
    comes = {"calling": {"walk": "30 s"}}
    for more in ({}, {"guide": {"count": 1, "work": "1 min"}}):
        got = measure(run(model, design(ONE, **comes, **more)))
        assert (got["missed_call_share"], got["to_window_mean"]) == (0, 0.5)


def test_who_is_at_the_bureau_is_not_in_the_hall() -> None:
    """The bureau is another building: two wait there for its one counter, nobody in the hall."""
    model = world({"a": {"counter": "10 min"}}, [600, 600, 600])
    hall = design(ONE, authority={"entry": "0%", "knows": "100%"})
    got = measure(run(model, hall))
    for metric in ("number_in_hall_mean", "queue_length_mean", "queue_length_max", "throughput_per_hour"):
        assert got[metric] == 0
    assert got["wait_mean"] == 10


def test_an_agents_way_is_not_the_citizens() -> None:
    """Two hand their papers over; the agent's trip of an hour is paid, but is none of their time."""
    model = world({"a": {"counter": "10 min"}}, [570, 580], ending="drain")
    got = measure(run(model, design(ONE, agents={"village": {"count": 1, "at": "10:00"}})))
    assert got["citizen_hours"] == 0
    assert got["cost_citizens"] == pytest.approx((25 * (1 + 20 / 60) + 10) / 5)


GAPS = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 2}
  places: {city: {homes: 50%, travel: 20 min}, village: {within: city, homes: 50%, to_parent: 60 min}}
  services:
    m: {counter: 5 min, decision: promised, limit: 20 workdays, approval: {step: x},
        steps: {x: {kind: notice, elapsed: "uniform(1 workdays, 8 workdays)"}}, collect: 4 min}
  citizens: {collect_after: "uniform(1 workdays, 4 workdays)"}
  arrivals: {per_day: 40, profile: {09:00-16:00: 1}}
designs:
  one:
    {opening: 09:00-17:00, windows: {hall: {count: 4, serves: [all, collect]}}, limits: {warn: 20%},
     agents: {v: {count: 2, share: 40%, every: 2 workdays}}}
"""


def test_figures_of_a_run_that_stops_are_those_of_one_that_is_followed_to_its_end() -> None:
    """Papers held by agents take as long; the gap is that of the two means beside it."""
    stopped, drained = (
        Sample(hs.run_once(hs.loads(GAPS.replace("weeks: 2", length)), "one"))
        for length in ("weeks: 6", "weeks: 6, ending: drain")
    )
    apart = METRICS["citizen_time_far"].value(stopped) - METRICS["citizen_time_near"].value(stopped)
    assert METRICS["far_near_gap"].value(stopped) == pytest.approx(apart)
    whole = METRICS["agent_held_min"].value(drained)
    assert METRICS["agent_held_min"].value(stopped) == pytest.approx(whole, rel=0.06)
    in_hand = stopped.trace.matters["in_hand_ms"][stopped.cases] >= 0
    assert 0.5 < np.mean(in_hand) < 0.9


def test_warned_is_judged_by_limits_that_were_over() -> None:
    """The warning comes after a fifth of twenty days; the run stops after ten: nothing is known."""
    sample = Sample(hs.run_once(hs.loads(GAPS), "one"))
    assert np.isnan(METRICS["warned_share"].value(sample))


def test_late_is_known_when_the_limit_is_over() -> None:
    """Those of one service wait for ever beyond a limit of two days: of the last two nothing is known yet."""
    services = {
        "quick": {"counter": "10 min"},
        "stuck": {"counter": "10 min", "decision": "promised", "limit": "2 workdays",
                  "approval": {"step": "x"}, "steps": {"x": {"kind": "notice", "elapsed": "100 workdays"}}},
    }  # fmt: skip
    arrive = {"quick": [day + 600 for day in WORKED[:10]], "stuck": [day + 660 for day in WORKED[:10]]}
    got = by(run(world(services, arrive, days=14), design(ONE)), "service")["late_or_left_share"]
    assert (got["quick"], got["stuck"]) == (0, 1)
