"""What worlds say of a question: counted, and in a sentence; the worlds in which a reform can have been."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from experiments.questions.fewer import least
from experiments.questions.gap import Gap, interval_of
from experiments.questions.reform import AFTER, kept
from experiments.questions.studies.robust import verdict_of
from hallsim.study.robust.factors import Turning
from hallsim.study.robust.robustness import Answer, Robustness, World


def found(
    better: int, same: int, worse: int, unknown: int = 0, at: float | None = None, lo: float = -1.0
) -> Answer:
    turning = Turning(factor="f", at_lo=-1, at_hi=1, at=at, se=0.1, r2=0.9)
    return Answer(
        design="b", metric="wait_mean", n=better + same + worse + unknown, better=better, same=same,
        worse=worse, unknown=unknown, lo=lo, hi=1.0, turning=turning,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (found(16, 0, 0), "robust"),
        (found(0, 0, 16), "robust"),  # surely the other way
        (found(15, 0, 0, unknown=1), "robust"),
        (found(15, 0, 1), "untold"),
        (found(15, 0, 1, lo=-0.1), "nearly"),  # where it is not, it hardly differs
        (found(14, 0, 2, lo=-0.1), "untold"),
        (found(15, 1, 0, lo=0.0), "nearly"),
        (found(10, 0, 6, at=1.2), "turns"),
        (found(0, 0, 0, unknown=16), "untold"),
    ],
)
def test_a_direction_is_robust_where_all_worlds_that_compare_lie_on_one_side(
    answer: Answer, verdict: str
) -> None:
    assert verdict_of(answer, matters=0.2) == verdict


def test_a_reform_can_have_been_where_both_waits_come_out_and_few_are_lost() -> None:
    told = [(10.0, 5.0, 0.0), (12.4, 3.8, 0.1), (12.6, 5.0, 0.0), (10.0, 6.3, 0.0), (10.0, 5.0, 0.2)]
    worlds = [
        World(
            number=i,
            factors={},
            metrics={
                "today": {"wait_mean": before, "not_served_share": 0.0},
                AFTER: {"wait_mean": after, "not_served_share": lost},
            },
        )
        for i, (before, after, lost) in enumerate(told, start=1)
    ]
    several = Robustness(
        base="today", designs=("today", AFTER), factors=(), worlds=tuple(worlds), replications=1
    )
    assert [world.number for world in kept(several, "today")] == [1, 2]


def test_the_gap_and_the_interval_of_its_change() -> None:
    assert Gap(3.0, 2.5).behind == 0.5
    mean, lo, hi = interval_of(np.array([1.0, 2.0, 3.0]))
    half = 4.302653 / math.sqrt(3)  # t of 2 degrees of freedom, sd 1
    assert (mean, lo, hi) == pytest.approx((2.0, 2.0 - half, 2.0 + half), rel=1e-6)


def test_the_least_windows_are_those_that_wait_no_longer_than_today() -> None:
    waits = [
        ("today", "", "", 2.0),
        ("u", "1.0", "16", 3.0),
        ("u", "1.0", "20", 1.0),
        ("u", "1.0", "18", 2.0),
    ]
    rows = [*waits, ("u", "1.5", "18", 4.0), ("u", "1.5", "20", 1.9)]
    points = pd.DataFrame(rows, columns=["design", "factor", "windows", "value"]).assign(metric="wait_mean")
    assert least(points)[["factor", "windows"]].values.tolist() == [["1.0", 18], ["1.5", 20]]
    assert set(least(points)["today"]) == {2.0}
