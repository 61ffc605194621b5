"""How a roster is judged: by replications that nothing was mended with, few where they show enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import pytest

import hallsim.api as hs
from hallsim.roster.confirm import Confirming
from hallsim.roster.counts import Counts
from hallsim.roster.judge import judge
from hallsim.roster.people import staffing_by
from hallsim.roster.plan import Roster
from hallsim.roster.runs.simulator import Block, Simulator
from hallsim.roster.stations import Staffing

HALL = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 1, ending: drain}
  services: {licence: {counter: exponential(mean 8 min)}}
  arrivals: {per_day: 60, profile: {09:00-15:00: 1}}
designs:
  hall: {opening: 09:00-15:00, windows: {counter: {count: 3, serves: [licence]}}}
run: {seed: 3}
"""
N = 80


@pytest.fixture(scope="module")
def roster() -> Roster:
    asked = hs.ask_roster(
        hs.loads(HALL), "hall", ["80% called in 15 min"], n=10, n_search=4, n_robust=0, processes=1, by="1 h"
    )
    return hs.roster(asked)


class Told:
    """A simulator that keeps a promise to a share of the tickets, by how many shifts there are."""

    def __init__(self, roster: Roster, shares: dict[int, float]) -> None:
        self.roster, self.shares = roster, shares
        self.asked: list[tuple[int, range]] = []

    def run(self, some: Sequence[Staffing], block: Block, n: int, first: int) -> list[list[Counts]]:
        (staffing,) = some
        n_shifts = sum(bool(day) for seats in staffing.values() for seat in seats for day in seat.week)
        self.asked.append((n_shifts, range(first, first + n)))
        share = self.shares.get(n_shifts, 1.0)
        return [[self._counts(share, number) for number in range(first, first + n)]]

    def _counts(self, share: float, number: int) -> Counts:
        like = self.roster.best.counts[0]
        n = np.where(like.n >= 0, 20.0, 0.0)
        good = np.random.default_rng(number).binomial(20, share, n.shape).astype(np.float64)
        return replace(like, n=n, good=good)


def confirming(told: Told) -> Confirming:
    return Confirming(simulator=cast(Simulator, told), n=N, confidence=0.95, may_mend=True)


def shifts(roster: Roster) -> int:
    staffing = staffing_by(roster.duties, roster.market)
    return sum(bool(day) for seats in staffing.values() for seat in seats for day in seat.week)


def test_what_holds_is_shown_by_all_replications(roster: Roster) -> None:
    told = Told(roster, {})
    duties, found, first = confirming(told).confirmed(roster.duties, roster.market)
    assert (len(duties), len(found.counts), first) == (len(roster.duties), N, 0)
    assert [numbers for _, numbers in told.asked] == [range(20), range(20, 40), range(40, N)]
    assert found.holds


def test_a_first_look_ends_what_fails_and_others_judge_what_was_mended(roster: Roster) -> None:
    few = shifts(roster)
    told = Told(roster, {few: 0.5})
    duties, found, first = confirming(told).confirmed(roster.duties, roster.market)
    assert len(duties) > few
    assert [numbers for _, numbers in told.asked] == [range(20), range(20, 40), range(40, 60), range(60, 100)]
    assert (found.holds, len(found.counts), first) == (True, N, 20)


def test_what_is_only_just_kept_is_mended_as_what_is_not(roster: Roster) -> None:
    few = shifts(roster)
    told = Told(roster, {few: 0.81})  # 80 % are promised: kept, but hardly to be shown in every period
    duties, found, first = confirming(told).confirmed(roster.duties, roster.market)
    assert len(duties) > few
    assert (found.holds, len(found.counts)) == (True, N)
    assert first < N


def test_money_mends_nothing(roster: Roster) -> None:
    told = Told(roster, {shifts(roster): 0.5})
    duties, found, first = replace(confirming(told), may_mend=False).confirmed(roster.duties, roster.market)
    assert told.asked == [(shifts(roster), range(N))]
    assert (duties, first, found.holds) == (list(roster.duties), 0, False)


def test_the_chance_to_hold_is_that_of_the_replications_to_come(roster: Roster) -> None:
    """Over many rosters looked at, as many hold in the end as the chances say; true shares spread evenly."""
    told = Told(roster, {})
    frame = roster.frame
    draws = np.random.default_rng(1)
    said, held = [], []
    for k in range(150):
        share = float(draws.uniform(0.75, 0.9))
        counts = [told._counts(share, 1_000 * k + number) for number in range(N)]
        look = judge(counts[: N // 4], frame, 0.95)[0]
        whole = judge(counts, frame, 0.95)[0]
        shown = look.judged & (look.n > 0)
        said.append(look.chance(1 / 4, 0.95)[shown])
        held.append(whole.holds[shown])
    chance, holds = np.concatenate(said), np.concatenate(held)
    assert chance.min() < 0.05 < 0.95 < chance.max()
    for low, high in [(0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.0)]:
        some = (chance >= low) & (chance <= high)
        # periods of a roster share no ticket here, so each is a trial of its own
        error = np.sqrt((chance[some] * (1 - chance[some])).sum()) / some.sum()
        assert abs(holds[some].mean() - chance[some].mean()) < 3.5 * error


def test_what_more_people_do_not_help_gets_no_more_of_them(roster: Roster) -> None:
    few = shifts(roster)
    told = Told(roster, dict.fromkeys(range(200), 0.5))
    duties, found, _ = confirming(told).confirmed(roster.duties, roster.market)
    assert not found.holds
    by_day = np.bincount([duty.weekday for duty in duties], minlength=5)
    before = np.bincount([duty.weekday for duty in roster.duties], minlength=5)
    assert few < len(duties)
    assert (by_day - before <= np.maximum(8, before)).all()  # six, and what the last round brings
