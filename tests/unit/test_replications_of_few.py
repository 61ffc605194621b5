"""Figures do not depend on how the same cases and days are cut into replications, however few each has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any

import pytest

from hallsim.metrics.breakdown import breakdown
from hallsim.metrics.definition.metric import Metric
from hallsim.metrics.definition.pair import Both
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.definition.summand import Summand, added
from hallsim.metrics.registry import METRICS, measure
from hallsim.study.inference.statistics import difference
from hallsim.trace.model import Trace
from tests.helpers.hall_builder import DAY, NINE, design, run, world
from tests.helpers.study_values import part, study_of, value

WORKDAYS = [DAY * day + NINE for day in range(11) if day % 7 < 5]
HALF = ("on_time_share", "overdue_share", "one_trip_share", "repeat_share")


def permit(elapsed: str, **more: Any) -> dict[str, Any]:
    """A promised service with a limit of a day, decided after so much time without anybody's work."""
    return {"counter": "0 min", "decision": "promised", "approval": {"step": "wait"}, "limit": "1 workday",
            "steps": {"wait": {"kind": "notice", "elapsed": elapsed}}} | more  # fmt: skip


SERVICES = {"quick": permit("1 h"), "slow": permit("98 h", collect="1 min")}


def seen(came: Mapping[str, Sequence[int]], ending: str = "stop") -> Trace:
    return run(world(SERVICES, came, days=11, ending=ending), design({"hall": {"count": 1}}))


def one_by_one() -> list[Sample]:
    """Every case in a replication of its own."""
    return [Sample(seen({name: [time]})) for name in SERVICES for time in WORKDAYS]


def together(metric: Metric, samples: Sequence[Sample]) -> float:
    parts: list[Summand] = [metric.contribution(sample) for sample in samples]
    return added(parts).value


def test_cases_of_replications_of_their_own_make_the_figures_of_one() -> None:
    """Half of the cases are late and need a second trip.

    A replication in which its only case has ended by the stop is one of the quick ones: to judge it whole,
    or to give it a weight of 1, would count too few of the others.
    """
    everybody = dict.fromkeys(SERVICES, WORKDAYS)
    apart, whole, drained = one_by_one(), seen(everybody), seen(everybody, "drain")
    for id in (*HALF, "visits_per_matter", "lead_approved_min", "lead_accept_min", "overdue_days_mean"):
        assert together(METRICS[id], apart) == pytest.approx(measure(whole, [id])[id], rel=5e-3), id
    for id in HALF:
        assert together(METRICS[id], apart) == pytest.approx(0.5)
    assert together(METRICS["visits_per_matter"], apart) == pytest.approx(1.5)
    assert measure(drained, ["on_time_share", "visits_per_matter"]) == {
        "on_time_share": 0.5,
        "visits_per_matter": 1.5,
    }


def test_the_parts_are_those_of_the_whole_however_it_is_cut() -> None:
    """What is cut off in one replication is known to the part, also where nothing of it has ended there."""
    parts = {name: [breakdown(Sample(seen({name: [time]})), "service")[name] for time in WORKDAYS]
             for name in SERVICES}  # fmt: skip
    in_one = breakdown(Sample(seen(dict.fromkeys(SERVICES, WORKDAYS))), "service")
    for name, found in parts.items():
        for id in ("visits_per_matter", "one_trip_share", "late_or_left_share", "on_time_share"):
            of_parts = added([figures[id] for figures in found]).value
            assert of_parts == pytest.approx(in_one[name][id].value), id
    assert in_one["slow"]["visits_per_matter"].value == 2
    assert in_one["quick"]["on_time_share"].value == 1


def test_where_nothing_is_cut_off_limits_beyond_the_run_are_judged_too() -> None:
    """Two cases due on the day after the run, both decided: on time. With a third under way: nobody knows."""
    came = [10 * DAY + NINE - 3 * DAY] * 2  # Friday
    decided = Sample(seen({"quick": came}))
    assert together(METRICS["on_time_share"], [decided, decided]) == 1
    under_way = Sample(seen({"quick": came, "slow": came}))
    found = METRICS["on_time_share"].contribution(under_way)
    assert (found.n, (found + METRICS["on_time_share"].contribution(decided)).n) == (4, 6)


def test_limits_are_compared_over_the_same_cases() -> None:
    """Cut off under one design only, the limits that were over by then are judged under both."""
    came = {"quick": [NINE, 10 * DAY], "slow": [10 * DAY]}
    services = {"quick": permit("1 h"), "slow": permit("98 h")}
    slow = run(world(services, came, days=11), design({"hall": {"count": 1}}))
    quick = run(world({**services, "slow": permit("1 h")}, came, days=11), design({"hall": {"count": 1}}))
    base, other = METRICS["on_time_share"].pair(Both(Sample(slow), Sample(quick), {}, {}))
    assert (base.n, other.n) == (1, 1)
    assert difference([base], [other]).value == 0


def test_hours_of_a_window_are_of_all_days_also_of_those_on_which_it_is_not_staffed() -> None:
    """Of twenty days some see a clerk absent: the windows' hours a day are those of the hall."""
    text = """
world:
  calendar: {start: 2026-03-02, days: 1, ending: drain}
  services: {a: {counter: 1 min}}
  arrivals: {per_day: 10}
designs: {plain: {windows: {hall: 2}, absence: 40%}}
"""
    study = study_of(text, 20)
    assert 8 < value(study, "staff_hours", "plain") < 13
    hours = [part(study, "by_window", "staff_hours", "plain", name)["value"] for name in ("hall-1", "hall-2")]
    assert sum(hours) == pytest.approx(value(study, "staff_hours", "plain"))


def test_who_comes_on_the_last_days_says_nothing_of_how_cases_end() -> None:
    """Of who comes on Friday only the cases that need no second trip are done by Friday evening.

    Half of the cases take a second trip on the next working day: all that came until Thursday show it.
    """
    text = """
world:
  calendar: {start: 2026-03-02, days: 5, ending: ENDING}
  services:
    once: {counter: 1 min, share: 50%}
    twice: {counter: 1 min, share: 50%, documents: {required: 1, missing: 100%}}
  citizens: {return_after: 1 workday}
  arrivals: {per_day: 40}
designs: {plain: {windows: {hall: 1}}}
"""
    stopped, drained = (study_of(text.replace("ENDING", ending), 2) for ending in ("stop", "drain"))
    assert value(stopped, "visits_per_matter", "plain") == pytest.approx(1.5, abs=0.05)
    for day in ("mon", "tue", "wed", "thu", "fri"):
        for metric in ("visits_per_matter", "one_trip_share"):
            seen_then, after_all = (
                part(study, "by_weekday", metric, "plain", day)["value"] for study in (stopped, drained)
            )
            assert isnan(seen_then) if day == "fri" else seen_then == pytest.approx(after_all), (day, metric)
    assert part(stopped, "by_weekday", "n_visits", "plain", "fri")["value"] > 0
