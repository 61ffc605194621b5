"""Numbers that a scenario says of metrics: in the metric's unit, shares as shares, no negative threshold."""

from __future__ import annotations

import pytest

import hallsim.api as hs
from hallsim.errors import InputError

TEXT = """
hallsim: 1
world:
  services: {a: {counter: 5 min}}
  arrivals: {per_day: 20}
designs: {one: {windows: {a: 1}}}
"""


@pytest.mark.parametrize(
    ("line", "message", "remedy"),
    [
        ("run: {thresholds: {not_served_share: 2}}", "2 would be 200%", "2% or 0.02"),
        ("run: {thresholds: {wait_mean: -1}}", "cannot be -1", "such as 1"),
        ("run: {thresholds: {wait_mean: 1 min}}", "neither a number nor a percentage", "the metric's unit"),
        ("figures: {on_time_share: {value: 99}}", "99 would be 9900%", "99% or 0.99"),
        ("run: {thresholds: {wait_mena: 1}}", "no metric 'wait_mena'", "wait_mean"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(line: str, message: str, remedy: str) -> None:
    with pytest.raises(InputError) as caught:
        hs.check(hs.loads(TEXT + line, "t"))
    (found,) = caught.value.problems
    assert message in found.message
    assert remedy in found.remedy
    assert found.message_zh
    assert found.place is not None
    assert found.place.line == TEXT.count("\n") + 1


@pytest.mark.parametrize(
    "line",
    [
        "run: {thresholds: {not_served_share: 2%, wait_mean: 0, cost_hall: 5000}}",
        "figures: {limit_used_mean: {value: 1.2}, visits_per_day: {value: 4000}}",
    ],
)
def test_what_can_be_passes(line: str) -> None:
    assert hs.check(hs.loads(TEXT + line, "t")) is not None


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("run: {thresholds: {left_share: 2%}}", "metric.not_judged", "run.primary"),
        (
            "run: {primary: [wait_mean], thresholds: {time_in_hall_mean: 1}}",
            "metric.not_judged",
            "run.primary",
        ),
        ("run: {primary: [wait_mean, calls_per_day]}", "metric.absent", "leave it out"),
        ("run: {metrics: [agent_share]}", "metric.absent", "leave it out"),
    ],
)
def test_what_will_not_be_judged_is_told_with_its_place(line: str, code: str, words: str) -> None:
    (found,) = hs.loads(TEXT + line, "t").warnings
    assert found.code == code
    assert words in found.remedy
    assert found.message_zh
    assert found.remedy_zh
    assert found.place is not None
    assert found.place.line == TEXT.count("\n") + 1


def test_a_threshold_of_what_is_judged_is_told_of_nothing() -> None:
    line = "run: {primary: [wait_p90], thresholds: {wait_p90: 1}}"
    assert hs.loads(TEXT + line, "t").warnings == ()
    assert hs.loads(TEXT + "run: {thresholds: {wait_mean: 1}}", "t").warnings == ()
