"""The design's own roster as duties, so that it can be improved, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hallsim.roster.milp import Market
from hallsim.roster.people import n_beyond
from hallsim.roster.rules import Contract
from hallsim.roster.stations import Staffing
from hallsim.roster.variants import OWN, Crew, Duty, may_work, own_variant
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

    Its people are the design's: they fit where there may be any number of others at the design's wage, who
    have a shift at that station on that weekday, where nobody by name is owed hours that they would take,
    with no more windows and beginnings than there may be.  Whoever the design names is one person, whose
    days, hours and rest a contract has to allow; of others there may be as many as that takes.
    """
    if any(crew.must_work for crew in market.crews):
        return False
    free = [crew for crew in market.crews if crew.people is None and crew.contract.per_hour is None]
    wider = with_own(market)
    duties = own_duties(own, wider)
    if n_beyond(duties, wider):
        return False
    in_turn = market.rules.starts is None  # whoever takes over begins
    if not all(any(_has_shift(crew, duty, market, as_long=not in_turn) for crew in free) for duty in duties):
        return False
    named: dict[str, list[Duty]] = {}
    for duty, name in zip(duties, _names(own, wider), strict=True):
        if name:
            named.setdefault(name, []).append(duty)
    return all(any(_may_be_one(crew, week, market) for crew in free) for week in named.values())


def _has_shift(crew: Crew, duty: Duty, market: Market, *, as_long: bool) -> bool:
    """Whether a crew has a shift at the station on the weekday; `as_long` as the duty, so that nobody has to
    take over from somebody else within it.
    """
    if market.frame.stations[duty.station].name not in crew.stations:
        return False
    day = market.variants.get((duty.station, duty.weekday), ())
    lengths = [market.rules.shifts[v.template].length for v in day if may_work(crew, v.template)]
    return bool(lengths) and (not as_long or max(lengths) >= duty.variant.go - duty.variant.come)


def _may_be_one(crew: Crew, week: Sequence[Duty], market: Market) -> bool:
    """Whether one person of a crew may work all of some duties."""
    if not all(_has_shift(crew, duty, market, as_long=True) for duty in week):
        return False
    by_day: dict[int, list[Duty]] = {}
    for duty in week:
        by_day.setdefault(market.frame.periods.weekdays[duty.weekday], []).append(duty)
    paid = sum(duty.variant.paid_ms for duty in week)
    rested = all(
        min(one.variant.come for one in by_day[day + 1]) + MS_PER_DAY
        - max(one.variant.go for one in by_day[day]) >= crew.contract.rest
        for day in by_day
        if day + 1 in by_day
    )  # fmt: skip
    return len(by_day) <= crew.contract.days and paid <= crew.hours_ms and rested


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


def _names(own: Staffing, market: Market) -> list[str]:
    """Of each of `own_duties` who the design says that works it; empty for nobody by name."""
    return [
        seat.clerk
        for station in market.frame.stations
        for seat in own[station.name]
        for day in market.frame.periods.weekdays
        if seat.week[day]
    ]
