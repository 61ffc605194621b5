"""What a run shows of promises, calculated by hand, and when a share is shown to be kept."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

import hallsim.api as hs
from hallsim.errors import InputError
from hallsim.roster.counts import Counts, Frame
from hallsim.roster.hopeless import refuse_hopeless
from hallsim.roster.judge import enough_for, groups_of, judge, ratio_interval
from hallsim.roster.marginal import changed, effect
from hallsim.roster.plan import frame_of, promised
from hallsim.roster.robust import late
from hallsim.roster.rules_file import read_rules
from hallsim.roster.runs.simulator import SEARCH, Hall, Simulator
from hallsim.roster.search import margins
from hallsim.roster.stations import Seat, own_staffing
from hallsim.roster.targets import read_targets

HOUR = 3_600_000
# One window, ten minutes each. On Monday 09:00, 09:05, 09:06 and 09:58; who comes at 09:06 leaves at 09:18.
TEXT = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 2, ending: drain}
  services:
    a:
      counter: 10 min
      decision: promised
      limit: 1 workday
      approval: check
      steps: {check: {desk: review, work: 30 min}}
  groups: {calm: {}, hasty: {patience: 12 min}}
  arrivals:
    - {times: [09:00, 09:05, 09:58], group: calm}
    - {times: [09:06], group: hasty}
designs:
  hall:
    opening: 09:00-11:00
    desk_hours: 09:00-10:00
    windows: {counter: {count: 1, serves: [a]}}
    desks: {review: 1}
"""


def counts(*targets: str) -> Counts:
    scenario = hs.loads(TEXT).scenario
    frame = promised(frame_of(scenario, "hall", read_targets(targets), HOUR))
    hall = Hall(world=scenario.world, design=scenario.designs["hall"], frame=frame, seed=1)
    simulator = Simulator(hall, 1)
    return simulator.run([own_staffing(frame.stations, hall.design)], SEARCH, 1)[0][0]


def test_windows_are_counted_by_the_period_of_the_ticket() -> None:
    found = counts("90% called in 5 min", "mean wait 5 min", "3% leave", "90% called in 15 min")
    # waits: 0, 5, left after 12, and 0: the last is of the same hour
    assert found.tickets[0, 0].tolist() == [4, 0]
    assert found.good[0, 0, 0].tolist() == [3, 0]
    assert found.good[1, 0, 0, 0] == pytest.approx(0 + 5 + 12 + 0)
    assert found.good[2, 0, 0].tolist() == [1, 0]
    assert found.good[3, 0, 0].tolist() == [3, 0]  # who left after 12 minutes was not called within 15
    assert found.left[0, 0].tolist() == [1, 0]
    assert found.n[:, 0, 1:].sum() == 0  # nobody on the other weekdays


def test_desks_are_counted_in_their_working_time() -> None:
    found = counts("90% begun in 10 min", "90% on time")
    # files at 09:10, 09:20 (begun at 09:40, when the first has had its 30 minutes), and 10:08 (begun on
    # Tuesday at 09:10, after ten minutes of the desk's time)
    assert found.n[0, 0, 0].tolist() == [3]
    assert found.good[0, 0, 0].tolist() == [2]
    assert found.wait_min[0, 0, 0] == pytest.approx(0 + 20 + 10)
    # limits of one working day end on Tuesday: all in time
    assert found.good[1, 0].sum() == found.n[1, 0].sum() == 3


def test_a_share_kept_to_all_is_shown_by_enough_of_them_only() -> None:
    z2 = NormalDist().inv_cdf(0.95) ** 2
    n = np.array([[10.0, 3.0], [10.0, 3.0]])
    value, lo, hi = ratio_interval(n, n, 0.95, is_share=True)
    assert value.tolist() == [1.0, 1.0]
    assert lo == pytest.approx([20 / (20 + z2), 6 / (6 + z2)])  # Wilson's end at a share of one
    assert hi.tolist() == [1.0, 1.0]
    (target,) = read_targets(["90% called in 5 min"])
    assert enough_for(target, 0.95)[0] == pytest.approx(9 * z2)


def test_replications_that_differ_widen_the_interval() -> None:
    from scipy.stats import t

    n = np.array([[100.0]] * 4)
    good = np.array([[60.0], [80.0], [100.0], [80.0]])
    value, lo, _ = ratio_interval(n, good, 0.95, is_share=True)
    error = np.std(good / n, ddof=1) / math.sqrt(4)
    assert value[0] == pytest.approx(0.8)
    assert lo[0] == pytest.approx(0.8 - t.ppf(0.95, 3) * error)


def test_thin_periods_are_judged_together() -> None:
    n = np.array([[[50.0, 5.0, 40.0], [30.0, 20.0, 0.0], [3.0, 2.0, 1.0]]])
    groups = groups_of(n, [0], 40).reshape(n.shape)[0]
    assert len({groups[0, 0], groups[0, 2]}) == 2  # each by itself
    assert groups[1, 0] == groups[1, 1]  # together enough
    assert groups[1, 2] == -1  # nobody
    assert groups[0, 1] == groups[2, 0] == groups[2, 2]  # thin on their own days, so together over days


def test_a_broken_period_is_told() -> None:
    (one,) = judge([counts("90% called in 5 min")] * 30, _frame("90% called in 5 min"), 0.9)
    assert one.value[0, 0, 0] == pytest.approx(0.75)
    assert not one.holds[0, 0, 0]
    assert one.holds[0, 0, 1]  # nobody came
    assert not one.judged[0, 0, 1]


def test_what_too_few_show_is_neither_kept_nor_broken_by_nobody() -> None:
    """Three of Monday's hour, of whom one is called in time: too few to show 99%, enough to see it missed."""
    said = "99% called in 5 min"
    once, frame = counts(said), _frame(said)
    (missed,) = judge([once], frame, 0.95)
    assert not missed.judged[0, 0, 0]
    assert not missed.holds[0, 0, 0]
    assert margins([missed], [once], frame)[0, 0, 0] < 0
    (kept,) = judge([replace(once, good=once.n)], frame, 0.95)
    assert kept.holds[0, 0, 0]
    assert kept.is_unshown[0, 0, 0]
    assert not kept.is_unshown[0, 0, 1]  # nobody came


def _frame(*targets: str) -> Frame:
    return promised(frame_of(hs.loads(TEXT).scenario, "hall", read_targets(targets), HOUR))


def test_one_more_one_less_and_late() -> None:
    frame = _frame("90% called in 5 min")
    day = ((9 * HOUR, 11 * HOUR),)
    staffing = {"counter": (Seat((day,) * 5 + ((),) * 2),)}
    more = changed(frame, staffing, 1, 1)["counter"]
    assert more[1].week[0] == ((10 * HOUR, 11 * HOUR),)
    less = changed(frame, staffing, 1, -1)["counter"]
    assert less[0].week[0] == ((9 * HOUR, 10 * HOUR),)
    assert late(frame, staffing)["counter"][0].week[4] == ((9 * HOUR + HOUR // 2, 11 * HOUR),)


@pytest.mark.parametrize(("kept", "code"), [((46, 45), "target.unproven"), ((44, 43), "target.elsewhere")])
def test_what_too_few_show_is_told_apart_from_what_nobody_can_keep(kept: tuple[int, int], code: str) -> None:
    scenario = hs.loads(TEXT).scenario
    frame = promised(frame_of(scenario, "hall", read_targets(["90% called in 5 min"]), HOUR))
    several = []
    for good in kept:  # 91 of 100 keep it, 87 do not; but 91 of 100 prove little
        n, zero = np.zeros((1, *frame.shape)), np.zeros(frame.shape)
        n[0, 0, 0, 0] = 50
        several.append(
            Counts(n=n, good=n * good / 50, tickets=n[0], wait_min=zero, left=zero, overtime_h=0.0)
        )
    people = np.full(frame.shape, 3)
    with pytest.raises(InputError) as caught:
        refuse_hopeless(several, frame, 0.95, people, np.array([100]), read_rules(None, frame.stations))
    assert [problem.code for problem in caught.value.problems] == [code]
    assert ("91%" if code == "target.unproven" else "87%") in caught.value.problems[0].message


def test_late_is_who_was_promised_otherwise_and_of_a_mean_wait_nobody() -> None:
    """One ticket of four is late for 10 min (the fourth; the third leaves); 2 of 4 for 3 min; one leaves."""
    for targets, missed in [
        (["90% called in 10 min"], "share"),
        (["5% leave"], "left"),
        (["mean wait 2 min"], "none"),
        (["mean wait 2 min", "90% called in 10 min"], "share"),
    ]:
        found = counts(*targets)
        frame_targets = read_targets(targets)
        none = replace(found, n=found.n * 0, good=found.good * 0, wait_min=found.wait_min * 0)
        several = [replace(none, n=found.n)] if missed == "none" else [none]
        late = effect(several, [found], 1.0, frame_targets).missed.sum()
        share = float((found.n - found.good)[-1].sum())
        left = float(found.left.sum())
        assert late == {"share": share, "left": left, "none": 0.0}[missed]
        assert (share, left)[missed == "left"] > 0 or missed == "none"
