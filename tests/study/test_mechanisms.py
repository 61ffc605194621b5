"""A figure that can only be 0, as the hall has nothing of the kind, is in no table and no family."""

from __future__ import annotations

from functools import lru_cache
from typing import get_args

import pytest

from hallsim.metrics.definition.mechanism import Mechanism
from hallsim.metrics.registry import METRICS
from hallsim.study.mechanisms import HAS
from hallsim.study.result import StudyResult
from tests.helpers.study_values import row, study_of, value

PLAIN = """
world:
  calendar: {start: 2026-03-02, days: 4, ending: drain}
  services: {card: {counter: lognormal(mean 10 min, cv 0.7)}}
  arrivals: {per_day: 60}
designs:
  one: {windows: {hall: 2}}
  two: {windows: {hall: 3}}
run: {primary: [not_served_share, wait_mean, calls_per_day, trips_to_pay, cost_kiosks]}
"""
ABSENT = (
    "missed_call_share", "calls_per_day", "trips_to_pay", "trips_to_amend", "trips_to_collect", "agent_share",
    "agent_trips_per_day", "home_share", "cost_kiosks", "cost_officers", "meeting_hours", "cover_hours",
    "booked_share", "left_share", "sent_back_per_case", "unended_share",
)  # fmt: skip


@lru_cache(maxsize=1)
def plain() -> StudyResult:
    """Windows and nothing else."""
    return study_of(PLAIN, 4)


@pytest.mark.parametrize("table", ["metrics", "summary", "differences", "by_hour"])
def test_what_the_hall_does_not_have_is_in_no_table(table: str) -> None:
    assert set(ABSENT).isdisjoint(getattr(plain(), table)["metric"])


def test_nothing_of_zero_everywhere_is_practically_the_same_for_want_of_a_mechanism() -> None:
    """What stays at 0 may happen in such a hall: who comes too late, waits for the doors, or comes again."""
    rows = plain().differences
    zero = rows[(rows["base_value"] == 0) & (rows["design_value"] == 0)]
    assert set(zero["metric"]) <= {
        "not_served_share", "turned_away_share", "late_or_left_share", "repeat_share", "wait_closed_mean",
        "wait_short_staffed_mean", "wait_priority_mean", "overtime_min", "overtime_hours", "cost_overtime",
        "present_at_closing_mean", "ticket_wait_away_mean",
    }  # fmt: skip
    judged = rows[rows["primary"]]
    assert set(judged["metric"]) == {"not_served_share", "wait_mean"}


def test_an_absent_metric_makes_the_family_no_stricter() -> None:
    text = PLAIN.replace(", calls_per_day, trips_to_pay, cost_kiosks", "")
    alone = row(study_of(text, 4), "wait_mean", "two", "differences")
    beside = row(plain(), "wait_mean", "two", "differences")
    assert (beside["family_lo"], beside["family_hi"]) == (alone["family_lo"], alone["family_hi"])


def test_where_one_design_has_it_the_other_has_an_honest_zero() -> None:
    kiosks = "two: {windows: {hall: 3}, kiosks: {count: 2}}"
    text = PLAIN.replace("two: {windows: {hall: 3}}", kiosks).replace("{card: {", "{card: {kiosk: 4 min, ")
    study = study_of(text, 2)
    assert value(study, "cost_kiosks", "one") == 0
    assert value(study, "cost_kiosks", "two") == 100
    assert row(study, "cost_kiosks", "two", "differences")["difference"] == 100


def test_what_exists_but_was_not_seen_keeps_its_bound() -> None:
    """Patience of hours at a hall without a queue: nobody leaves, which may be chance."""
    text = PLAIN.replace("  arrivals:", "  citizens: {patience: exponential(mean 100 h)}\n  arrivals:")
    found = row(study_of(text, 4), "left_share", "two")
    assert (found["value"], found["warning"]) == (0, "none_seen")
    assert found["hi"] == pytest.approx(3 / found["people"], rel=0.01)


def test_every_mechanism_is_known_and_some_metric_needs_it() -> None:
    needed = {metric.needs for metric in METRICS.values() if metric.needs}
    assert set(get_args(Mechanism)) == set(HAS) == needed
