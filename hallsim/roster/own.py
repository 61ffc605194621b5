"""The design's own roster as duties, so that it can be improved, and what it costs."""

from __future__ import annotations

from dataclasses import replace

from hallsim.roster.milp import Market
from hallsim.roster.rules import Contract
from hallsim.roster.stations import Staffing
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
