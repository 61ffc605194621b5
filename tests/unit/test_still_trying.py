"""Who comes in vain and would come again after the run's stop has not been served."""

from __future__ import annotations

import pytest

import hallsim.api as hs
from hallsim.metrics.registry import measure
from tests.helpers.hall_builder import design, run, world
from tests.helpers.study_values import row

AGAIN = {"comes_again": {"turned_away": "100%", "left": "100%", "after": "1 workdays", "most": 20}}
SHARES = ("not_served_share", "turned_away_share", "left_share", "away_share", "served_share", "inside_share",
          "in_approval_share", "given_up_share")  # fmt: skip


@pytest.mark.parametrize("reason", ["turned_away_share", "left_share"])
def test_who_would_try_again_after_the_stop_is_not_served(reason: str) -> None:
    """The second comes at 10:05 to a full hall, or leaves the queue at 10:07, and would come on Tuesday."""
    citizens = AGAIN | ({"patience": "2 min"} if reason == "left_share" else {})
    room = {"capacity": 1} if reason == "turned_away_share" else {}
    said = {"services": {"a": {"counter": "10 min"}}, "arrive": [600, 605], "days": 1, "citizens": citizens}
    got = measure(run(world(**said), design({"hall": {"count": 1}}, **room)))  # type: ignore[arg-type]
    assert {name: got[name] for name in ("not_served_share", reason, "served_share")} == {
        "not_served_share": 0.5,
        reason: 0.5,
        "served_share": 0.5,
    }
    assert sum(got[name] for name in SHARES[1:]) == 1
    assert (got["late_or_left_share"], got["one_trip_share"], got["unended_share"]) == (0.5, 0.5, 0.5)
    assert (got["satisfaction_queueing"], got["satisfaction_overall_rate"]) == (50, 0.5)
    drained = run(world(**said, ending="drain"), design({"hall": {"count": 1}}, **room))  # type: ignore[arg-type]
    assert measure(drained, ["not_served_share", "served_share"]) == {
        "not_served_share": 0,
        "served_share": 1,
    }


def test_a_hall_that_sends_everybody_home_until_tomorrow_is_not_better() -> None:
    """Few ever get in, and try again day by day: they neither wait nor are long in the hall."""
    study = hs.compare(hs.loads("""
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 1}
  services: {m: {counter: lognormal(mean 9 min, cv 0.7)}}
  citizens: {comes_again: {turned_away: 100%, left: 100%, after: 1 workday, most: 20}}
  arrivals: {per_day: 200, profile: {09:00-16:00: 1}}
designs:
  open: {opening: 09:00-17:00, windows: {hall: {count: 5, serves: all}}}
  full: {based_on: open, capacity: 1, windows: {hall: {count: 1, serves: all}}}
run: {replications: 2}
"""), processes=1)  # fmt: skip
    lost = row(study, "not_served_share", "full", "differences")
    assert lost["verdict"] == "worse"
    assert lost["design_value"] > 0.6
    for metric in ("wait_mean", "time_in_hall_mean"):
        assert row(study, metric, "full", "differences")["verdict"] != "better"
    assert row(study, "satisfaction_queueing", "full", "differences")["hi"] < 0
