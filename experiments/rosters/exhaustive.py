"""All rosters of a small hall, tried with the same citizens: the cheapest that keeps the promise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hallsim.roster.judge import judge
from hallsim.roster.milp import Market, options
from hallsim.roster.people import allowed, staffing_by, week_cost
from hallsim.roster.runs.simulator import SEARCH, Simulator
from hallsim.roster.variants import Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class Cheapest:
    """The cheapest roster there is.

    Attributes:
        n_rosters: all that cost no more than the bound; n_tried: those run until one held, cheapest first.
        n_runs: replications of them.
    """

    cost: float
    n_rosters: int
    n_tried: int
    n_runs: int


def every_roster(kinds: Sequence[Duty], market: Market, most: float) -> Iterator[tuple[Duty, ...]]:
    """Every choice of so many of each duty that costs no more than `most` yuan a week."""

    def chosen(i: int, left: float) -> Iterator[tuple[Duty, ...]]:
        if i == len(kinds):
            yield ()
            return
        cost = market.cost(kinds[i])
        for n in range(int(left / cost + 1e-9) + 1):
            for rest in chosen(i + 1, left - n * cost):
                yield (kinds[i],) * n + rest

    yield from chosen(0, most)


def cheapest(
    simulator: Simulator, market: Market, most: float, n: int, confidence: float, together: int = 50
) -> Cheapest:
    """Try all rosters of one station that is open on one weekday, the cheapest first, until one holds."""
    (cell,) = market.variants
    kinds = options(market, [cell])
    rosters = [list(some) for some in every_roster(kinds, market, most) if allowed(some, market)]
    rosters.sort(key=lambda some: week_cost(some, market))
    for first in range(0, len(rosters), together):
        some = rosters[first : first + together]
        found = simulator.run([staffing_by(duties, market) for duties in some], SEARCH, n)
        for i, counts in enumerate(found):
            if all(one.holds.all() for one in judge(counts, market.frame, confidence)):
                return Cheapest(
                    cost=week_cost(some[i], market), n_rosters=len(rosters), n_tried=first + i + 1,
                    n_runs=(first + i + 1) * n,
                )  # fmt: skip
    raise ValueError("no roster of this cost holds")
