"""Which is best, and where two break even: a hall that serves few is neither."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest

import hallsim.api as hs
from hallsim.guesses import How, break_even, select
from hallsim.report.break_even import break_even_answer
from hallsim.report.selection import selection_answer
from hallsim.study.experiment.fronts import front_of
from hallsim.text.message import LANGS

TEXT = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 4}
  services: {m: {counter: lognormal(mean 9 min, cv 0.7)}}
  citizens: {patience: 20 min in 5..60 min}
  arrivals: {per_day: 90, profile: {09:00-16:00: 1}}
designs:
  two: {opening: 09:00-17:00, windows: {hall: {count: 2, serves: all}}}
  three: {based_on: two, windows: {hall: {count: 3, serves: all}}}
  full: {based_on: two, capacity: 1, windows: {hall: {count: 1, serves: all}}}
"""
SHORT = How(replications=5, processes=1)


@pytest.mark.parametrize("method", ["kn", "ocba"])
def test_a_hall_that_serves_not_half_as_many_is_not_selected(method: str) -> None:
    """At `full` nobody waits, as who finds somebody inside is sent home."""
    source = hs.loads(TEXT)
    found = select(source, metric="wait_mean", indifference=1, method=method, how=SHORT)  # type: ignore[arg-type]
    assert found.few == {2}
    assert found.candidates[found.best[0]].name == "three"
    row = found.table().set_index("candidate").loc["full"]
    assert row[["value", "behind"]].isna().all()
    assert row["not_served_share"] > 0.4
    for lang in LANGS:
        assert "full" in selection_answer(found, source, lang).headline[-1]


def test_two_of_which_one_serves_few_leave_the_other() -> None:
    found = select(hs.loads(TEXT), ["full", "three"], metric="wait_mean", indifference=1, how=SHORT)
    assert found.best == (1,)
    assert found.few == {0}


def test_of_what_counts_everybody_the_few_are_compared() -> None:
    """Who is turned away is not called within the target: no figure of those who are served."""
    metric = "served_share"
    found = select(hs.loads(TEXT), metric=metric, indifference=0.01, how=SHORT)
    assert found.few == frozenset()


def test_who_serves_few_is_not_better_all_the_way() -> None:
    source = hs.loads(TEXT)
    found = break_even(source, "world.citizens.patience", ["two", "full"], metric="wait_mean", how=SHORT)
    assert found.found.verdict == "second"
    assert "neither is called better" in break_even_answer(found, source, "en").headline[0]
    assert "不能说哪个更优" in break_even_answer(found, source, "zh").headline[0]


def test_what_serves_too_few_to_have_a_figure_is_behind_the_front() -> None:
    class Few:
        """The first waits for 5 min at a cost of 3; nothing is told of the second."""

        def told(self, trial: int, metric: str) -> tuple[Any, str]:
            return SimpleNamespace(
                value=(5.0 if metric == "wait_mean" else 3.0) if trial == 1 else math.nan
            ), ""

        def difference(self, one: int, other: int, metric: str) -> Any:
            return SimpleNamespace(value=math.nan, lo=math.nan, hi=math.nan, warning="serves_few")

    found = front_of([1, 2], ["wait_mean", "cost_hall"], Few())  # type: ignore[list-item, arg-type]
    assert list(found.standing.values()) == ["front", "behind"]
