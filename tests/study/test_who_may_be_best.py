"""Which of several designs may be the best: nobody wins by serving nobody, nor loses by keeping people."""

from __future__ import annotations

from functools import lru_cache

from hallsim.study.result import StudyResult
from tests.helpers.study_values import gain, row, study_of

EMPTY = """
world:
  calendar: {start: 2026-03-02, days: 5, ending: drain}
  services: {a: {counter: 10 min}}
  arrivals: {per_day: 60}
designs:
  empty: {windows: {hall: 2}, tickets_until: 09:01}
  half: {windows: {hall: 2}, tickets_until: 12:00}
  whole: {windows: {hall: 2}}
run: {primary: [time_in_hall_mean, wait_mean, wait_target_share, not_served_share]}
"""
KEEPS = """
world:
  calendar: {start: 2026-03-02, days: 5, ending: drain}
  services:
    quick: {counter: 4 min, share: 50%}
    slow: {counter: lognormal(mean 20 min, cv 0.5), share: 50%}
  citizens: {patience: 5 min}
  arrivals: {per_day: 110}
designs:
  leave: {windows: {quick: 1, slow: 2}}
  same: {based_on: leave}
  keep: {windows: {quick: 1, slow: 6}}
run: {primary: [time_in_hall_mean, not_served_share]}
"""


@lru_cache(maxsize=1)
def empty() -> StudyResult:
    """Six replications of a hall that hardly opens, one that closes at noon, and one open all day."""
    return study_of(EMPTY, 6)


def test_a_base_that_serves_nobody_is_not_the_best() -> None:
    study = empty()
    for metric in ("wait_mean", "time_in_hall_mean"):
        standings = [row(study, metric, design, "best")["standing"] for design in study.designs]
        assert standings == ["serves_fewer", "not_best", "best"]
    for metric in ("not_served_share", "wait_target_share"):
        standings = [row(study, metric, design, "best")["standing"] for design in study.designs]
        assert standings == ["not_best", "not_best", "best"]


def test_a_design_that_only_keeps_people_is_not_behind() -> None:
    """Who waits for long leaves; with more windows they stay, and are the ones whose service takes long."""
    study = study_of(KEEPS, 4)
    of_base, of_keep = (row(study, "time_in_hall_mean", d)["value"] for d in ("leave", "keep"))
    assert of_keep > of_base + 0.5  # of other people
    assert row(study, "time_in_hall_mean", "keep", "differences")["difference"] < -0.1
    assert row(study, "time_in_hall_mean", "keep", "best")["standing"] == "best"
    for design in ("leave", "same"):
        assert row(study, "time_in_hall_mean", design, "best")["standing"] in ("not_best", "serves_fewer")
        assert row(study, "not_served_share", design, "best")["standing"] == "not_best"


def test_a_threshold_is_that_of_the_whole_study() -> None:
    """Of hours, money and counts a hundredth of the base's figure, wherever the base stands."""
    text = EMPTY.replace(
        "[time_in_hall_mean, wait_mean, wait_target_share, not_served_share]", "[staff_hours]"
    )
    text = text.replace(
        "whole: {windows: {hall: 2}}", "whole: {windows: {hall: 2}}\n  more: {windows: {hall: 3}}"
    )
    study = study_of(text, 2)
    standings = [row(study, "staff_hours", design, "best")["standing"] for design in study.designs]
    assert row(study, "staff_hours", "more", "differences")["verdict"] == "worse"
    assert standings[-1] == "not_best"


APPROVAL = """
world:
  calendar: {start: 2026-03-02, days: 5, ending: stop}
  services:
    permit: {counter: 12 min, decision: promised, limit: 3 workdays, approval: {step: look},
             steps: {look: {work: 30 min, desk: d}}}
  arrivals: {per_day: 60}
designs:
  plain: {windows: {hall: 2}, desks: {d: 5}}
  more: {windows: {hall: 3}, desks: {d: 2}}
  alike: {windows: {hall: 3}, desks: {d: 5}}
run: {primary: [wait_mean, not_served_share, time_in_hall_mean]}
"""


def test_who_is_still_in_approval_when_the_run_stops_has_not_been_lost() -> None:
    """A third window takes the waits; that two of five officers leave nearly half of the files undecided says
    nothing against it. Nobody is lost under either.
    """
    study = study_of(APPROVAL, 4)
    assert row(study, "served_share", "more")["value"] < 0.6
    assert row(study, "not_served_share", "more")["value"] == 0
    for metric in ("wait_mean", "time_in_hall_mean"):
        assert row(study, metric, "more", "differences")["verdict"] == "better"
        assert row(study, metric, "plain", "best")["standing"] == "not_best"
        assert row(study, metric, "more", "best")["standing"] in ("practically_best", "may_be_best")
    served = gain(study, "served", "more")
    assert (served["better"], served["equal"], served["worse"]) == (0, 1, 0)
    assert served["n"] < gain(study, "served", "alike")["n"]
