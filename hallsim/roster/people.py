"""From duties to people: who works which shift, week after week, and what that costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from hallsim.errors import RunError
from hallsim.roster.milp import Market
from hallsim.roster.periods import at_once
from hallsim.roster.stations import Seat, Staffing, Week
from hallsim.roster.variants import Crew, Duty, rate
from hallsim.text.message import Message
from hallsim.units import MS_PER_DAY, MS_PER_HOUR

_NEVER = 1e9
_ELSEWHERE = 3.0
_OTHER_TIME = 1.0


@dataclass(slots=True)
class Person:
    """Somebody's week: the duty of each weekday (numbers of the frame) on which there is one."""

    name: str
    crew: int
    duties: dict[int, Duty] = field(default_factory=dict)

    @property
    def paid_ms(self) -> int:
        """Paid time of the week."""
        return sum(duty.variant.paid_ms for duty in self.duties.values())


def people_needed(duties: Sequence[Duty], k: int, market: Market) -> int:
    """The fewest people of a crew who can work its duties, by what its contract allows them together."""
    mine = [duty for duty in duties if duty.crew == k]
    if not mine:
        return 0
    crew = market.crews[k]
    a_day = np.bincount([duty.weekday for duty in mine])
    paid = sum(duty.variant.paid_ms for duty in mine)
    rested = _most_without_rest(mine, crew.contract.rest)
    return max(int(a_day.max()), -(-len(mine) // crew.contract.days), -(-paid // crew.hours_ms), rested)


def _most_without_rest(duties: Sequence[Duty], rest_ms: int) -> int:
    """The most duties of an evening and the next morning of which one person can have one only."""
    goes: dict[int, list[int]] = {}
    comes: dict[int, list[int]] = {}
    for duty in duties:
        goes.setdefault(duty.weekday, []).append(duty.variant.go)
        comes.setdefault(duty.weekday, []).append(duty.variant.come)
    worst = 0
    for weekday, evening in goes.items():
        morning = np.array(comes.get(weekday + 1, []))
        for go in set(evening):
            soon = int((morning + MS_PER_DAY - go < rest_ms).sum())
            late = sum(other >= go for other in evening)
            worst = max(worst, soon + late if soon else 0)
    return worst


def allowed(duties: Sequence[Duty], market: Market) -> bool:
    """Whether the crews can work some duties."""
    return not n_against(duties, market)


def n_against(duties: Sequence[Duty], market: Market) -> int:
    """How many crews have more duties than they can work, or fewer hours than they are owed; with it what
    stations have beyond their windows and beginnings.
    """
    found = n_beyond(duties, market)
    for k, crew in enumerate(market.crews):
        n = people_needed(duties, k, market)
        paid = sum(duty.variant.paid_ms for duty in duties if duty.crew == k)
        too_many = crew.people is not None and n > crew.people
        found += too_many or paid < crew.contract.least * max(n, int(crew.must_work))
    return found


def n_beyond(duties: Sequence[Duty], market: Market) -> int:
    """By how many stations have, day by day, more people at once than windows, and more beginnings than
    the rules allow.
    """
    days: dict[tuple[int, int], list[Duty]] = {}
    for duty in duties:
        days.setdefault((duty.station, duty.weekday), []).append(duty)
    found, starts = 0, market.rules.starts
    for (station, _), mine in days.items():
        most = int(market.most[station])
        if len(mine) > most:
            found += max(0, at_once([span for duty in mine for span in duty.variant.spans]) - most)
        if starts is not None:
            found += max(0, len({duty.variant.come for duty in mine}) - starts)
    return found


def week_cost(duties: Sequence[Duty], market: Market) -> float:
    """Yuan a week, overtime with it: hours beyond those of as many people as are needed."""
    total = sum(market.cost(duty) for duty in duties)
    for k, crew in enumerate(market.crews):
        mine = [duty for duty in duties if duty.crew == k]
        if not mine:
            continue
        paid = sum(duty.variant.paid_ms for duty in mine)
        over = max(0, paid - people_needed(duties, k, market) * crew.contract.hours) / MS_PER_HOUR
        rates = [rate(crew, market.frame.stations[duty.station], market.costs) for duty in mine]
        total += over * max(rates) * market.overtime_share
    return total


def assign(duties: Sequence[Duty], market: Market) -> list[Person]:
    """Who works what: day by day the best matching of people and duties (Kuhn 1955).

    People keep their station and their hours where they can, those with the fewest hours come first, and
    nobody works more days or hours, or rests less, than the contract says.  Where the days before leave
    nobody who may, there is one person more.
    """
    found: list[Person] = []
    for k, crew in enumerate(market.crews):
        mine = [duty for duty in duties if duty.crew == k]
        if mine:
            found += _numbered(_of_crew(k, crew, mine, people_needed(duties, k, market)), crew)
    return found


def _numbered(people: Sequence[Person], crew: Crew) -> list[Person]:
    """People without a name numbered by where and when their week begins, as plans list them."""
    there = [one for one in people if one.duties]
    if crew.clerk:
        return there

    def begins(one: Person) -> tuple[int, int, int]:
        first = one.duties[min(one.duties)]
        return first.station, first.variant.come, first.variant.go

    there.sort(key=begins)
    for i, one in enumerate(there):
        one.name = f"{crew.name}-{i + 1}"
    return there


def _of_crew(k: int, crew: Crew, duties: Sequence[Duty], n: int) -> list[Person]:
    from scipy.optimize import linear_sum_assignment

    people = [_person(k, crew) for _ in range(n)]
    for weekday in sorted({duty.weekday for duty in duties}):
        today = sorted(
            (d for d in duties if d.weekday == weekday),
            key=lambda d: (d.station, d.variant.come, d.variant.go),
        )
        left = list(today)
        while left:
            cost = np.array([[_reluctance(one, duty, crew) for duty in left] for one in people])
            rows, columns = linear_sum_assignment(cost)
            taken = {c: r for r, c in zip(rows, columns, strict=True) if cost[r, c] < _NEVER}
            for c, r in taken.items():
                people[r].duties[weekday] = left[c]
            left = [duty for c, duty in enumerate(left) if c not in taken]
            if left and crew.clerk:
                raise RunError(
                    Message("the shifts of '{name}' leave too little rest between two days", name=crew.name)
                )
            if left:
                people.append(_person(k, crew))
    return people


def _person(k: int, crew: Crew) -> Person:
    return Person(crew.name, k)


def _reluctance(one: Person, duty: Duty, crew: Crew) -> float:
    """How badly a duty suits somebody; `_NEVER` where the contract forbids it."""
    contract, paid = crew.contract, one.paid_ms + duty.variant.paid_ms
    before = one.duties.get(duty.weekday - 1)
    if duty.weekday in one.duties or len(one.duties) >= contract.days or paid > crew.hours_ms:
        return _NEVER
    if before is not None and duty.variant.come + MS_PER_DAY - before.variant.go < contract.rest:
        return _NEVER
    last = list(one.duties.values())[-1] if one.duties else None
    reluctance = one.paid_ms / MS_PER_HOUR
    if last is not None:
        reluctance += _ELSEWHERE * (last.station != duty.station)
        reluctance += _OTHER_TIME * (last.variant.come != duty.variant.come)
    return reluctance


def staffing_by(duties: Sequence[Duty], market: Market) -> Staffing:
    """The windows of every station: of people with a name, and as many others as there are at once.

    A window of the others is nobody's own: on each day the first shifts of the day are at the first windows.
    """
    frame = market.frame
    named: dict[tuple[int, int], dict[int, Duty]] = {}
    others: dict[tuple[int, int], list[Duty]] = {}
    for duty in duties:
        if market.crews[duty.crew].clerk and not frame.stations[duty.station].is_desk:
            named.setdefault((duty.station, duty.crew), {})[duty.weekday] = duty
        else:
            others.setdefault((duty.station, duty.weekday), []).append(duty)
    for mine in others.values():
        mine.sort(key=lambda duty: (duty.variant.come, -duty.variant.go, duty.variant.spans))
    found: dict[str, tuple[Seat, ...]] = {}
    for s, station in enumerate(frame.stations):
        own = [
            Seat(_week(named[s, k], market), crew.name)
            for k, crew in enumerate(market.crews)
            if (s, k) in named
        ]
        by_day = {w: others.get((s, w), []) for w in range(len(frame.periods.weekdays))}
        seats = [
            Seat(_week({w: mine[i] for w, mine in by_day.items() if i < len(mine)}, market))
            for i in range(max(map(len, by_day.values()), default=0))
        ]
        found[station.name] = (*own, *seats)
    return found


def _week(duties: dict[int, Duty], market: Market) -> Week:
    spans = {market.frame.periods.weekdays[w]: duty.variant.spans for w, duty in duties.items()}
    return tuple(spans.get(day, ()) for day in range(7))
