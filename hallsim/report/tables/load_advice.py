"""What of an expected load does not fit, in sentences: the worst first, each with what would mend it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from hallsim.report.wording.numbers import number, percent
from hallsim.report.wording.weekday_names import weekday_name
from hallsim.scenario.values.weekdays import WEEKDAYS
from hallsim.text.message import Lang, translate

if TYPE_CHECKING:
    from hallsim.study.forecast import MeetingLoad
    from hallsim.theory.time_varying.days import DayFigures
    from hallsim.workload.offered_load import DayLoad, StationLoad

_FEW = 0.01
"""Of the people of a day: fewer are not worth a line."""
CALM = 0.85
"""How busy advised servers are: a hall at capacity still has long waits."""
_SHORT_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def day_name(weekday: int, lang: Lang) -> str:
    """A weekday in short, for a cell of a table."""
    return translate(_SHORT_NAMES[weekday], lang)


def _full_name(weekday: int, lang: Lang) -> str:
    return weekday_name(WEEKDAYS[weekday], lang)


def advice(loads: Sequence[StationLoad], meetings: Sequence[MeetingLoad], lang: Lang) -> Iterator[str]:
    """A sentence for every station whose load exceeds its capacity, for the day, a weekday or some hours."""
    told = [(load.worst.utilisation, _of_station(load, lang)) for load in loads]
    told += [(meeting.utilisation, _of_meeting(meeting, lang)) for meeting in meetings]
    for _, text in sorted(told, key=lambda one: -one[0]):
        if text:
            yield text


def after_hours(loads: Sequence[StationLoad], names: Mapping[str, str], lang: Lang) -> Iterator[str]:
    """Where people come whom nobody serves any more that day in an open hall: no wait counts them."""
    for load in loads:
        if load.pooled or load.is_desk:
            continue
        known = [day for day in load.days if day.figures]
        lost = {day.weekday: day.n_tickets - day.figures.n_arrivals for day in known if day.figures}
        n_days = {day.weekday: day.n_days for day in load.days}
        few = [day for day in load.days if lost.get(day.weekday, 0.0) > _FEW * day.n_tickets]
        n_few = sum(day.n_days * day.n_tickets for day in few)
        if not n_few:
            continue
        share = percent(sum(lost[day.weekday] * n_days[day.weekday] for day in few) / n_few)
        text = (
            "! {station}: {share} of its people come when nobody is on duty there any more: they wait until"
            " the closing and are sent home. The waits leave them out."
        )
        if len(few) < len(load.days):
            text = (
                "! {station}: on {days}, {share} of its people come when nobody is on duty there any more:"
                " they wait until the closing and are sent home. The waits leave them out."
            )
        days = translate(", ", lang).join(_full_name(day.weekday, lang) for day in few)
        yield translate(text, lang, station=names[load.station], share=share, days=days)


def _of_station(load: StationLoad, lang: Lang) -> str:
    worst = load.worst
    if not load.duty_hours and load.work_hours:
        return translate("! {station}: work comes and nobody is ever on duty.", lang, station=load.station)
    if load.is_desk:
        return _of_desk(load, lang) if load.overloaded else ""
    if load.overloaded:
        return _overloaded(load, lang)
    if math.isinf(worst.utilisation):
        text = "! {station}: work comes on a {day} and nobody is on duty then."
        return translate(text, lang, station=load.station, day=_full_name(worst.weekday, lang))
    if worst.utilisation >= 1:
        return _bad_day(load, worst, lang)
    if load.busiest_date is not None and load.busiest_date[1] >= 1:
        when, share = load.busiest_date
        text = "! {station}: on {date} more comes than the day can do ({share}; {busy} on an ordinary day)."
        return translate(
            text, lang, station=load.station, date=when.isoformat(), share=percent(share),
            busy=percent(load.utilisation),
        )  # fmt: skip
    return _passing(load, lang)


def _overloaded(load: StationLoad, lang: Lang) -> str:
    if math.isinf(load.wait_min):
        return translate(
            "! {station}: {load} hours of work a day for {capacity} hours on duty, day and night;"
            " the queue grows without end. {remedy}",
            lang, station=load.station, load=number(load.work_hours), capacity=number(load.duty_hours),
            remedy=_remedy(load, lang),
        )  # fmt: skip
    return translate(
        "! {station}: more than the day can do ({busy}): {follows}. {remedy}", lang, station=load.station,
        busy=percent(load.utilisation), follows=_follows(load, load.figures, lang),
        remedy=_remedy(load, lang),
    )  # fmt: skip


def _bad_day(load: StationLoad, worst: DayLoad, lang: Lang) -> str:
    now = worst.mean_on_duty
    n = _needed(now, worst.utilisation)
    return translate(
        "! {station}: more than a {day} can do ({share}; {busy} on an ordinary day): {follows}."
        " Move servers to that day: {n} on duty instead of {now}, the mean of its hours, would be"
        " {then} busy.",
        lang, station=load.station, day=_full_name(worst.weekday, lang), share=percent(worst.utilisation),
        busy=percent(load.utilisation), follows=_follows(load, worst.figures, lang), n=n, now=number(now),
        then=percent(worst.utilisation * now / n),
    )  # fmt: skip


def _passing(load: StationLoad, lang: Lang) -> str:
    hours = load.worst.hours_over
    if not hours:
        return ""
    listed = translate(", ", lang).join(f"{h:02d}:00" for h in hours)
    text = "! {station}: more comes at {hours} than can be done then; the queue is cleared later."
    if load.worst.utilisation > load.utilisation * 1.01:
        text = "! {station}: on {day} more comes at {hours} than can be done then; it is cleared later."
    return translate(text, lang, station=load.station, hours=listed, day=_full_name(load.worst.weekday, lang))


def _of_desk(load: StationLoad, lang: Lang) -> str:
    left = (load.work_hours - load.duty_hours) * 60 / load.mean_service_min if load.mean_service_min else 0.0
    return translate(
        "! {station}: {load} hours of work a day for {capacity} hours on duty ({busy}): files pile up,"
        " about {n} more every day. {remedy}",
        lang, station=load.station, load=number(load.work_hours), capacity=number(load.duty_hours),
        busy=percent(load.utilisation), n=number(left), remedy=_remedy(load, lang),
    )  # fmt: skip


def _of_meeting(meeting: MeetingLoad, lang: Lang) -> str:
    if meeting.capacity is None or meeting.utilisation < 1:
        return ""
    return translate(
        "! {station}: {n} files a day come, its meetings (every {days} working days) hear {capacity} a day:"
        " files pile up. Hear more at one meeting, or meet more often.",
        lang, station=meeting.station, n=number(meeting.n_files), capacity=number(meeting.capacity),
        days=number(meeting.days_apart),
    )  # fmt: skip


def _follows(load: StationLoad, figures: DayFigures | None, lang: Lang) -> str:
    """What comes of too much work: waits, leavers, overtime."""
    if figures is None:
        return translate("long waits", lang)
    text = "waits of at least {wait} min" if load.pooled else "waits of about {wait} min"
    parts = [translate(text, lang, wait=number(figures.mean_wait))]
    if load.patience:
        parts.append(translate("about {share} leave", lang, share=percent(figures.p_abandon)))
    if load.serves_out and figures.overtime >= 1:
        parts.append(translate("about {min} min overtime", lang, min=f"{figures.overtime:.0f}"))
    elif not load.serves_out and figures.waiting_at_close >= 1:
        n = f"{figures.waiting_at_close:.0f}"
        parts.append(translate("about {n} are sent home at closing", lang, n=n))
    return translate("; ", lang).join(parts)


def _remedy(load: StationLoad, lang: Lang) -> str:
    """How many servers it takes; on the mean of their hours where they do not all work the same ones."""
    if load.together:
        n = _needed(load.n_servers, load.utilisation)
        return translate(
            "{n} servers instead of {now} would be {then} busy.", lang, n=n, now=load.n_servers,
            then=percent(load.utilisation * load.n_servers / n),
        )  # fmt: skip
    n = _needed(load.mean_on_duty, load.utilisation)
    hours = [h for h, duty in enumerate(load.on_duty) if duty > 0]
    return translate(
        "{n} on duty instead of {now}, the mean of its hours ({first}–{last} h), would be {then} busy.",
        lang, n=n, now=number(load.mean_on_duty), first=hours[0], last=hours[-1] + 1,
        then=percent(load.utilisation * load.mean_on_duty / n),
    )  # fmt: skip


def _needed(n: float, utilisation: float) -> int:
    """How many servers instead of n are at most `CALM` busy."""
    return math.ceil(n * utilisation / CALM - 1e-9)
