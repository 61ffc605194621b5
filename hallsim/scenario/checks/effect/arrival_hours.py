"""Checks of when citizens come against a hall's hours: before the doors, without a ticket, too late."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hallsim.scenario.checks.effect.facts import unbending_share
from hallsim.scenario.design.design import Design
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.values.hours import Spans
from hallsim.scenario.values.profile import DayCurve
from hallsim.scenario.values.sessions import last_tickets
from hallsim.scenario.values.timetable import Timetable
from hallsim.scenario.values.weekdays import weekday_words
from hallsim.scenario.world.arrivals import Arrivals
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.world import World
from hallsim.text.message import Message
from hallsim.units import MS_PER_DAY, MS_PER_HOUR, format_ms_of_day

_MOST_TOLD_OF = 0.01
"""A larger share of a source's citizens is told of."""
_LONG_AT_DOORS_MS = 2 * MS_PER_HOUR


def check_arrival_hours(
    world: World, design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings
) -> None:
    """Citizens who come in vain, or long before the doors open, where this design decides its hours."""
    opening, until = (*loc, "opening"), (*loc, "tickets_until")
    decides = design.based_on is None or findings.own(opening)
    if design.opening.always:
        return
    if decides and not any(world.by_group("flexible")):
        _check_late(world, design, loc, calendar, findings)
    if design.tickets_until is not None and (decides or findings.own(until)):
        _check_ticketless(world, design, loc, calendar, findings)
    if decides and min(world.by_group("flexible")) < 1:
        _check_early(world, design, loc, calendar, findings)


def last_ticket_ms(design: Design, spans: Spans) -> int:
    """When the last ticket of a day's opening is issued, from the midnight before it."""
    session = Timetable.from_spans([(spans[0][0], spans[-1][1])])
    return int(last_tickets(session, design.tickets_until)[0])


def _shares(
    world: World,
    calendar: WorkingCalendar,
    share_on: Callable[[DayCurve, int], float],
    part: Callable[[World, Arrivals], float] = lambda world, source: 1.0,
) -> Iterator[tuple[Loc, int, float]]:
    """Every curve of the day of which to tell a share: its place, the weekday, and the highest share.

    Args:
        part: of a source's citizens, those whom the curve moves.
    """
    for i, source in enumerate(world.arrivals):
        curve = source.process().curve
        key = {"per_day": "profile", None: "profile", "rates": "rates"}.get(source.kind)
        if curve is None or key is None or source.per_day == 0 or not curve.integral():
            continue
        scale = part(world, source) / curve.integral()
        days = (day for day in sorted(calendar.working_weekdays) if source.weekdays.get(day) != 0)
        shares = {day: scale * share_on(curve, day) for day in days}
        worst = max(shares, key=lambda day: shares[day], default=0)
        if shares.get(worst, 0.0) > _MOST_TOLD_OF:
            yield ("world", "arrivals", i, key), worst, shares[worst]


def _check_late(
    world: World, design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings
) -> None:
    """Citizens who come when the hall has closed for the day, and do not bend to its hours."""

    def late(curve: DayCurve, weekday: int) -> float:
        closes = _closing_ms(design, weekday, calendar)
        return 0.0 if closes is None else curve.of_day(closes)

    for where, worst, share in _shares(world, calendar, late):
        key = where[-1]
        findings.warning(
            where,
            "arrivals.closed",
            Message(
                "{share:.0%} of these citizens come after the last closing of design '{design}' "
                "({day}) and are turned away",
                share=share,
                design=loc[-1],
                day=weekday_words(worst),
            ),
            Message("let {key} end with the opening, or write citizens: {{flexible: 60%}}", key=key),
        )


def _check_ticketless(
    world: World, design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings
) -> None:
    """Citizens who come after the last ticket and before the closing."""

    def ticketless(curve: DayCurve, weekday: int) -> float:
        closes = _closing_ms(design, weekday, calendar)
        if closes is None:
            return 0.0
        return curve.of_day(last_ticket_ms(design, design.opening.by_weekday[weekday]), closes)

    for where, worst, share in _shares(world, calendar, ticketless):
        until = format_ms_of_day(design.tickets_until or 0)
        findings.warning(
            where,
            "arrivals.no_ticket",
            Message(
                "{share:.0%} of these citizens come between the last ticket ({until}) and the "
                "closing of design '{design}' ({day}) and are turned away",
                share=share,
                until=until,
                design=loc[-1],
                day=weekday_words(worst),
            ),
            Message("write a later tickets_until, or let {key} end there", key=where[-1]),
        )


def _closing_ms(design: Design, weekday: int, calendar: WorkingCalendar) -> int | None:
    """The last closing of a weekday's opening; None where there is none, which is told by itself.

    Where the next day is worked from midnight on, the hall does not close then.
    """
    tomorrow = (weekday + 1) % 7
    spans, after = design.opening.by_weekday[weekday], design.opening.by_weekday[tomorrow]
    if not spans:
        return None
    closes = spans[-1][1]
    goes_on = closes == MS_PER_DAY and tomorrow in calendar.working_weekdays and after and not after[0][0]
    return closes + after[0][1] if goes_on else closes


def _check_early(
    world: World, design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings
) -> None:
    """Citizens who stand at the doors for hours, as before a night whose first half nobody has worked."""

    def early(curve: DayCurve, weekday: int) -> float:
        yesterday = (weekday - 1) % 7
        spans, before = design.opening.by_weekday[weekday], design.opening.by_weekday[yesterday]
        if not spans:
            return 0.0
        is_after_work = yesterday in calendar.working_weekdays
        night = max(0, before[-1][1] - MS_PER_DAY) if before and is_after_work else 0
        doors = spans[0][0] if design.doors is None else min(design.doors, spans[0][0])
        return curve.of_day(night, max(night, doors - _LONG_AT_DOORS_MS))

    for where, worst, share in _shares(world, calendar, early, unbending_share):
        key, hours = where[-1], f"{_LONG_AT_DOORS_MS / MS_PER_HOUR:g}"
        findings.warning(
            where,
            "arrivals.early",
            Message(
                "{share:.0%} of these citizens come more than {hours} h before design '{design}' "
                "opens ({day}) and stand at the doors until then",
                share=share,
                hours=hours,
                design=loc[-1],
                day=weekday_words(worst),
            ),
            Message("let {key} begin with the opening, or write citizens: {{flexible: 100%}}", key=key),
        )
