"""Shifts as they can be worked: every beginning, every place of the break; and who may work them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hallsim.roster.rules import ALL, CLERK, OFFICER, Contract, Rules, ShiftTemplate
from hallsim.roster.stations import Station, joined, minus
from hallsim.scenario.design.costs import Costs
from hallsim.scenario.values.hours import Span, Spans
from hallsim.units import MS_PER_HOUR, MS_PER_MIN

BREAK_STEP_MS: Final = 15 * MS_PER_MIN
OWN: Final = "own"
"""The template of hours that the design had before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A shift on one day.

    Attributes:
        template: its name under `shifts`.
        come, go: beginning and end, ms of the day.
        spans: when on duty: without the break, within the hours of the station.
        paid_ms: paid time.
        extra_ms: paid time at a premium, times the premium.
    """

    template: str
    come: int
    go: int
    spans: Spans
    paid_ms: int
    extra_ms: float = 0.0

    @property
    def paid_h(self) -> float:
        """Paid hours."""
        return self.paid_ms / MS_PER_HOUR

    @property
    def weighed_h(self) -> float:
        """Paid hours, those at a premium with it."""
        return (self.paid_ms + self.extra_ms) / MS_PER_HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """People who are alike to a roster: those of one contract, or somebody by name.

    Attributes:
        name: of the contract, or of the person.
        clerk: the name of who is known by it, else empty.
        people: most of them; None without limit.
        off: weekdays on which they are free.
        stations: names of the stations that they can staff.
    """

    name: str
    clerk: str
    contract: Contract
    people: int | None
    off: frozenset[int]
    stations: frozenset[str]

    @property
    def must_work(self) -> bool:
        """Whether somebody by name is owed hours: they are employed, so the roster has to use them."""
        return bool(self.clerk) and self.contract.least > 0

    @property
    def hours_ms(self) -> int:
        """Most paid time a week of one person."""
        return self.contract.hours + self.contract.overtime


@dataclass(frozen=True, slots=True)
class Duty:
    """A shift that somebody of a crew works at a station on a weekday; numbers of the frame and the crews."""

    station: int
    weekday: int
    variant: Variant
    crew: int


def at_stations(words: Sequence[str], stations: Sequence[Station]) -> frozenset[str]:
    """The stations that some names stand for: `all`, names of groups, desks, or `office.group`."""
    return frozenset(
        station.name for station in stations if ALL in words or {station.name, station.group} & set(words)
    )


def crews_of(rules: Rules, stations: Sequence[Station]) -> tuple[Crew, ...]:
    """Who may work: the people named first."""
    contracts: Mapping[str, Contract] = rules.contracts or default_contracts(stations)

    def able(contract: Contract, skills: Sequence[str] | None = None) -> frozenset[str]:
        if skills is None and not rules.contracts:  # names of stations, which may be groups of offices too
            return frozenset(contract.stations)
        return at_stations(contract.stations if skills is None else skills, stations)

    found = [
        Crew(
            name=name, clerk=name, contract=contracts[clerk.contract], people=1, off=clerk.off,
            stations=able(contracts[clerk.contract], clerk.stations),
        )
        for name, clerk in rules.clerks.items()
    ]  # fmt: skip
    found += [
        Crew(
            name=name, clerk="", contract=contract, people=contract.people, off=frozenset(),
            stations=able(contract),
        )
        for name, contract in contracts.items()
    ]  # fmt: skip
    return tuple(found)


def default_contracts(stations: Sequence[Station]) -> dict[str, Contract]:
    """Clerks for windows and officers for desks, those of every office apart, where nobody says who works."""
    names: dict[str, list[str]] = {}
    for station in stations:
        kind = OFFICER if station.is_desk else CLERK
        names.setdefault(f"{station.office}.{kind}" if station.office else kind, []).append(station.name)
    return {name: Contract(stations=tuple(those)) for name, those in names.items()}


def may_work(crew: Crew, template: str) -> bool:
    """Whether the contract has a shift."""
    return ALL in crew.contract.shifts or template in crew.contract.shifts


def rate(crew: Crew, station: Station, costs: Costs) -> float:
    """Yuan an hour."""
    if crew.contract.per_hour is not None:
        return crew.contract.per_hour
    return costs.officer_per_hour if station.is_desk else costs.clerk_per_hour


def variants_of(rules: Rules, station: Station, weekday: int, by_ms: int) -> tuple[Variant, ...]:
    """All shifts of a station's weekday, without those that do the same as another for more pay."""
    hours = station.hours[weekday]
    if not hours:
        return ()
    best: dict[tuple[str, Spans], Variant] = {}
    for name, template in rules.shifts.items():
        here = ALL in template.stations or {station.name, station.group} & set(template.stations)
        if weekday not in template.days or not here:
            continue
        for variant in _of_template(name, template, hours, weekday, by_ms, rules):
            key = (name, variant.spans)
            if key not in best or variant.weighed_h < best[key].weighed_h:
                best[key] = variant
    return tuple(best.values())


def _of_template(
    name: str, template: ShiftTemplate, hours: Spans, weekday: int, by_ms: int, rules: Rules
) -> list[Variant]:
    opens, closes = hours[0][0], hours[-1][1]
    starts = template.starts or _every(opens, closes - template.length, by_ms)
    found = []
    for come in starts:
        go = come + template.length
        if come < opens or go > closes:
            continue
        inside = _inside([(come, go)], hours)
        for pause in _pauses(template, come, go, inside, weekday):
            unpaid = template.pause is None or not template.pause.paid
            spans = minus(inside, [pause] if pause else [])
            paid = sum(end - start for start, end in (spans if unpaid else inside))
            extra = sum(
                p.share * _ms(_inside(spans, p.hours.by_weekday[weekday])) for p in rules.wages.premiums
            )
            if spans:  # who would come or go while it is closed comes when it opens, and goes when it closes
                first, last = max(come, inside[0][0]), min(go, inside[-1][1])
                found.append(
                    Variant(template=name, come=first, go=last, spans=spans, paid_ms=paid, extra_ms=extra)
                )
    return found


def _every(first: int, last: int, by_ms: int) -> list[int]:
    """Beginnings in steps of a period, the last one included whose shift ends at closing."""
    return [] if last < first else sorted({*range(first, last + 1, by_ms), last})


def _pauses(template: ShiftTemplate, come: int, go: int, inside: Spans, weekday: int) -> list[Span | None]:
    """Where the break may lie; a midday closing within the shift that is as long is the break."""
    if template.pause is None:
        return [None]
    length = template.pause.length
    closed = minus([(come, go)], inside)
    if any(end - start >= length for start, end in closed):
        return [None]
    found: list[Span | None] = []
    for start, end in template.pause.between.by_weekday[weekday]:
        first, last = max(start, come), min(end, go) - length
        found += [(at, at + length) for at in range(first, last + 1, BREAK_STEP_MS)]
    return found


def _inside(spans: Sequence[Span], hours: Sequence[Span]) -> Spans:
    return joined([(max(a, c), min(b, d)) for a, b in spans for c, d in hours if max(a, c) < min(b, d)])


def _ms(spans: Spans) -> int:
    return sum(end - start for start, end in spans)


def own_variant(spans: Spans, weekday: int, rules: Rules) -> Variant:
    """Hours that the design had as a shift; all of them are paid."""
    extra = sum(p.share * _ms(_inside(spans, p.hours.by_weekday[weekday])) for p in rules.wages.premiums)
    return Variant(
        template=OWN, come=spans[0][0], go=spans[-1][1], spans=spans, paid_ms=_ms(spans), extra_ms=extra
    )
