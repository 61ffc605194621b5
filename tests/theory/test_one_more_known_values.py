"""What one more meeting, window or officer brings, against closed forms; tolerances from standard errors."""

from __future__ import annotations

import math
from functools import cache

import pytest

import hallsim.api as hs
import hallsim.theory as th
from hallsim.study.bottleneck.result import Bottleneck, Gain
from hallsim.study.runs.executors.serial import Serial

pytestmark = pytest.mark.statistical
MEETS = """
hallsim: 1
world:
  calendar: {{start: 2026-03-02, weeks: 26, warm_up: 14, ending: drain}}
  services:
    permit:
      department: board
      counter: 0 min
      decision: promised
      approval: [board]
      steps: {{board: {{desk: board}}}}
  arrivals: {{per_day: 20, profile: flat}}
designs:
  now:
    opening: 09:00-17:00
    windows: {{hall: {{count: 2, serves: all}}}}
    desks: {{board: {{meets: {{on: {on}, at: 09:00}}}}}}
run: {{replications: 6, seed: 4}}
"""


@cache
def meetings(on: str) -> Bottleneck:
    return hs.bottleneck(hs.loads(MEETS.format(on=on), "meets"), Serial())


def of(found: Bottleneck, kind: str) -> Gain:
    return next(gain for gain in found.gains if gain.addition.kind == kind)


@pytest.mark.parametrize(
    ("on", "gaps", "more"),
    [
        ("wed", [5], [2, 3]),  # one more weekday, Monday
        ("[mon, thu]", [3, 2], [1, 2, 2]),  # and Tuesday
        ("10 workdays", [10], [5]),
    ],
)
def test_the_wait_for_a_meeting_is_half_the_interval_and_more_meetings_shorten_it(
    on: str, gaps: list[int], more: list[int]
) -> None:
    """A file that comes at any time waits the squares of the gaps over twice their sum, in working days."""
    found = meetings(on)
    assert found.split is not None
    now, then = (sum(gap**2 for gap in each) / (2 * sum(each)) for each in (gaps, more))
    meeting = found.split.parts["meeting"]
    assert meeting.value == pytest.approx(now, abs=4 * meeting.se)
    gain = of(found, "meeting")
    assert gain.difference.value == pytest.approx(then - now, abs=4 * gain.difference.se)
    assert gain.difference.se < 0.1
    assert gain.verdict.word == "better"
    assert gain.verdict.lo < then - now < gain.verdict.hi
    step = next(step for step in found.steps if step.step == "permit/board")
    assert step.wait.value == pytest.approx(meeting.value, abs=1e-9)
    assert sum(e.value for e in found.split.parts.values()) == pytest.approx(
        found.split.total.value, abs=1e-9
    )


def test_one_more_window_of_five_is_what_erlang_says() -> None:
    text = """
hallsim: 1
world:
  calendar: {working_days: all, days: 12, warm_up: 1, ending: drain}
  services: {matter: {counter: exponential(mean 5 min)}}
  arrivals: {rate: 54 per hour}
designs: {now: {opening: always, windows: {hall: {count: 5, serves: all}}}}
run: {replications: 8, seed: 2}
"""
    found = hs.bottleneck(hs.loads(text, "mmc"), Serial())
    assert found.metric.id == "wait_mean"  # no approvals in this hall
    assert found.split is None or found.split.parts["meeting"].value == 0
    now, then = (th.mmc(0.9, 1 / 5, n).mean_wait for n in (5, 6))
    gain = of(found, "window")
    d = gain.difference
    assert d.base_value == pytest.approx(now, abs=4 * found.now.se)
    assert d.value == pytest.approx(then - now, abs=4 * d.se)
    assert math.isclose(gain.station_wait.other_value, d.other_value, rel_tol=1e-9)
