"""Numbers that a scenario says of metrics: in the metric's unit, shares as shares, no negative threshold."""

from __future__ import annotations

import pytest

import hallsim.api as hs
from hallsim.errors import InputError
from hallsim.study.named_metrics import thresholds_of
from hallsim.study.run import known_figures

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
        ("run: {thresholds: {wait_mean: 1 yard}}", "'1 yard' is no number", "35 min"),
        ("run: {thresholds: {wait_mean: 2%}}", "cannot be 2%, a share", "minutes: write 35 or 35 min"),
        ("figures: {utilisation_mean: {value: 35 min}}", "cannot be 35 min, a duration", "58% or 0.58"),
        ("figures: {lead_first_visit_mean: 3 days}", "cannot be 3 days", "5 or 5 workdays"),
        ("figures: {visits_per_day: 3 min}", "cannot be 3 min", "40 or 40 per day"),
        ("figures: {visits_per_matter: 3 min}", "cannot be 3 min", "a plain number"),
        ("figures: {wait_mean: {by_station: {a: 3 min}}}", "not told by station", "'ticket_wait_mean'"),
        ("figures: {ticket_wait_mean: {by_station: {b: 3 min}}}", "no queue 'b'", "known here: a"),
        ("figures: {utilisation_mean: {by_station: {a: 60%}}}", "no window 'a'", "a-1"),
        ("figures: {wait_mean: {by_service: {b: 3 min}}}", "no service 'b'", "known here: a"),
        ("figures: {wait_mean: {by_hour: {25: 3 min}}}", "'25' is no hour of the day", "0 to 23"),
        ("figures: {n_visits: {value: 300}}", "of all days and replications together", "visits_per_day"),
        ("figures: {wait_mean: {source: survey}}", "nothing is said of wait_mean", "by_hour"),
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
    assert found.place is not None
    assert found.place.line == TEXT.count("\n") + 1


@pytest.mark.parametrize(
    "line",
    [
        "run: {thresholds: {not_served_share: 2%, wait_mean: 0, cost_hall: 5000}}",
        "figures: {limit_used_mean: {value: 1.2}, visits_per_day: {value: 4000}}",
        "figures: {wait_mean: 35, wait_p90: 00:45:00, staff_hours: 3 h, visits_per_day: 40 per day}",
        "run: {thresholds: {wait_mean: 30 s}}",
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
    assert found.place is not None
    assert found.place.line == TEXT.count("\n") + 1


def test_a_threshold_of_what_is_judged_is_told_of_nothing() -> None:
    line = "run: {primary: [wait_p90], thresholds: {wait_p90: 1}}"
    assert hs.loads(TEXT + line, "t").warnings == ()
    assert hs.loads(TEXT + "run: {thresholds: {wait_mean: 1}}", "t").warnings == ()


def test_figures_and_thresholds_are_read_in_the_unit_of_their_metric() -> None:
    scenario = hs.loads(
        TEXT
        + "figures: {wait_mean: {value: 0.5 h, by_hour: {9: 12, 10AM-11AM: 40 min},\n"
        + "          by_weekday: {mon: 25 min}},\n"
        + "          ticket_wait_mean: {by_station: {a: 90 s}}, utilisation_mean: 58%}\n"
        + "run: {thresholds: {wait_mean: 30 s, utilisation_mean: 2%}}",
        "t",
    ).scenario
    known = {(f.metric, f.dimension, f.key): f.value for f in known_figures(scenario)}
    assert known == {
        ("wait_mean", "", ""): 30, ("wait_mean", "hour", "9"): 12, ("wait_mean", "hour", "10"): 40,
        ("wait_mean", "weekday", "mon"): 25, ("ticket_wait_mean", "queue", "a"): 1.5,
        ("utilisation_mean", "", ""): 0.58,
    }  # fmt: skip
    assert thresholds_of(scenario) == {"wait_mean": 0.5, "utilisation_mean": 0.02}
