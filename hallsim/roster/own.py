"""The design's own roster as duties, so that it can be improved, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hallsim.roster.milp import Market
from hallsim.roster.rules import Contract
from hallsim.roster.stations import Seat, Staffing
from hallsim.roster.variants import OWN, Crew, Duty, own_variant
from hallsim.units import MS_PER_DAY

_WEEK_MS = 7 * MS_PER_DAY


def with_own(market: Market) -> Market:
    """The market with a crew more: those who have worked there, whose hours no contract limits."""
    contract = Contract.model_construct(
        shifts=("all",), hours=_WEEK_MS, least=0, overtime=0, days=7, rest=0, people=None,
        stations=("all",), per_hour=None,
    )  # fmt: skip
    names = frozenset(station.name for station in market.frame.stations)
    crew = Crew(name=OWN, clerk="", contract=contract, people=None, off=frozenset(), stations=names)
    return replace(market, crews=(*market.crews, crew))


def own_fits(own: Staffing, market: Market) -> bool:
    """Whether the design's own roster could be worked under the rules of the file.

    Its people are the design's: they fit where there may be any number of others at the design's wage, where
    nobody by name is owed hours that they would take, and at no more windows than there are.
    """
    if any(crew.must_work for crew in market.crews):
        return False
    free = [crew for crew in market.crews if crew.people is None and crew.contract.per_hour is None]
    for s, station in enumerate(market.frame.stations):
        seats = [seat for seat in own[station.name] if any(seat.week)]
        if seats and not any(station.name in crew.stations for crew in free):
            return False
        if any(_at_once(seats, day) > market.most[s] for day in market.frame.periods.weekdays):
            return False
    return True


def _at_once(seats: Sequence[Seat], day: int) -> int:
    """The most on duty at the same time."""
    spans = [span for seat in seats for span in seat.week[day]]
    return max((sum(a <= start < b for a, b in spans) for start, _ in spans), default=0)


def own_duties(own: Staffing, market: Market) -> list[Duty]:
    """Every stretch of the design's own windows as a duty of that crew (the last of `with_own`)."""
    crew = len(market.crews) - 1
    return [
        Duty(s, w, own_variant(seat.week[day], day, market.rules), crew)
        for s, station in enumerate(market.frame.stations)
        for seat in own[station.name]
        for w, day in enumerate(market.frame.periods.weekdays)
        if seat.week[day]
    ]
