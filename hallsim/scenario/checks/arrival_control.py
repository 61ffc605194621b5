"""Checks of who comes when: appointments that nobody can keep, books or uses, and progress enquiries."""

from __future__ import annotations

from hallsim.scenario.design.appointments import GENERAL, Appointments, SlotBook
from hallsim.scenario.design.arrival_control import Hotline
from hallsim.scenario.design.design import Design
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.values.sessions import last_tickets, sessions
from hallsim.scenario.values.timetable import Timetable
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.world import World
from hallsim.text.message import Message
from hallsim.units import MS_PER_DAY, duration_words, format_ms_of_day


def check_progress(world: World, findings: Findings) -> None:
    """Only an enquiry can be one about progress."""
    for name, service in world.services.items():
        if service.progress and service.kind != "enquiry":
            findings.problem(
                ("world", "services", name, "progress"),
                "progress.kind",
                Message("{name} is a case: looking online how it stands does not do it", name=name),
                Message("write kind: enquiry, or drop progress"),
            )


def check_coming(
    world: World, design: Design, loc: Loc, calendar: WorkingCalendar | None, findings: Findings
) -> None:
    """Check what one design does about who comes when."""
    if design.progress_query > 0 and not any(service.progress for service in world.services.values()):
        findings.warning(
            (*loc, "progress_query"),
            "progress.nobody",
            Message("no service of the world is a progress enquiry"),
            Message("write progress: true at the enquiries that only ask how a matter stands"),
        )
    if design.hotline is not None:
        _check_hotline(world, design.hotline, (*loc, "hotline"), findings)
    if design.appointments is not None:
        _check_appointments(world, design, design.appointments, (*loc, "appointments"), calendar, findings)


def _check_hotline(world: World, rule: Hotline, loc: Loc, findings: Findings) -> None:
    for key, law in (("work", rule.work), ("patience", rule.patience)):
        if law is not None and (law.sequence is not None or law.unit == "workdays"):
            findings.problem(
                (*loc, key),
                "hotline.law",
                Message("{key} of a call is neither a sequence nor in working days", key=key),
                Message("write for example exponential(mean 4 min)"),
            )
    if not any(service.kind == "enquiry" for service in world.services.values()):
        findings.warning(
            loc,
            "hotline.nobody",
            Message("no service of the world is an enquiry: nobody calls"),
            Message("write kind: enquiry at the services that a call can answer"),
        )


def _check_appointments(
    world: World,
    design: Design,
    rule: Appointments,
    loc: Loc,
    calendar: WorkingCalendar | None,
    findings: Findings,
) -> None:
    taken: dict[str, str] = {}
    for book, at in _books(rule, loc):
        for i, name in enumerate(book.services):
            if name not in world.services:
                findings.unknown((*at, "services", i), name, Message("service"), world.services)
            elif name in taken:
                findings.problem(
                    (*at, "services", i),
                    "appointments.twice",
                    Message("{name} can be booked in '{taken}' too", name=name, taken=taken[name]),
                    Message("name each service in one book"),
                )
            else:
                taken[name] = GENERAL if at == loc else str(at[-1])
    _check_bookers(world, rule, loc, findings)
    if calendar is not None:
        for book, at in zip(rule.every_book().values(), (at for _, at in _books(rule, loc)), strict=True):
            _check_hours(book, design, at, calendar, findings)


def _books(rule: Appointments, loc: Loc) -> list[tuple[SlotBook, Loc]]:
    """The books as written, each with where it stands."""
    general: list[tuple[SlotBook, Loc]] = [] if rule.capacity is None else [(rule, loc)]
    return general + [(book, (*loc, "books", name)) for name, book in rule.books.items()]


def _check_bookers(world: World, rule: Appointments, loc: Loc, findings: Findings) -> None:
    if not any(world.by_group("books")):
        findings.warning(
            loc,
            "appointments.nobody",
            Message("nobody would book: books of the citizens is 0%"),
            Message("write for example citizens: {books: 60%} in the world"),
        )
    if "grace" in rule.model_fields_set and rule.late == "keep":
        findings.warning(
            (*loc, "grace"),
            "appointments.grace",
            Message("grace has no effect: who is late keeps the slot"),
            Message("write late: walk_in or late: next_slot, or drop grace"),
        )
    if rule.capacity is None and not rule.books:
        findings.problem(
            loc,
            "appointments.capacity",
            Message("appointments without capacity offer no slot"),
            Message("write for example capacity: 12"),
        )
    for name, book in rule.every_book().items():
        if book.capacity is None:
            findings.problem(
                (*loc, "books", name),
                "appointments.capacity",
                Message("the book '{name}' offers no places", name=name),
                Message("write for example capacity: 12, there or in appointments itself"),
            )
        elif not book.together and not any(book.capacity.on(weekday) for weekday in range(7)):
            findings.warning(
                loc if name == GENERAL else (*loc, "books", name),
                "appointments.none",
                Message("no period has a place: nobody can book"),
                Message("write for example capacity: 12"),
            )


def _check_hours(
    book: SlotBook, design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings
) -> None:
    offered, opening = (
        calendar.timetable(book.hours_within(design.opening)),
        calendar.timetable(design.opening),
    )
    outside = offered.minus(opening)
    late = offered.intersection(_without_tickets(design, opening))
    if len(outside.starts):
        first, last = int(outside.starts[0]), int(outside.ends[0])
        findings.problem(
            (*loc, "hours"),
            "appointments.closed",
            Message(
                "slots are offered while the hall is closed: on {day} from {begins} to {ends}",
                day=calendar.date_of(first // MS_PER_DAY),
                begins=format_ms_of_day(first % MS_PER_DAY),
                ends=format_ms_of_day(last % MS_PER_DAY),
            ),
            Message("keep the hours of appointments within opening, or open longer"),
        )
    elif (
        book.hours is not None and (late := offered.intersection(_without_tickets(design, opening))).total_ms
    ):
        first, last = int(late.starts[0]), int(late.ends[0])
        at = f"{format_ms_of_day(first % MS_PER_DAY)}–{format_ms_of_day(last % MS_PER_DAY)}"
        day = calendar.date_of(first // MS_PER_DAY)
        findings.warning(
            (*loc, "hours"),
            "appointments.tickets",
            Message("no slot is offered when no tickets are issued any more: on {day} {at}", day=day, at=at),
            Message("end the hours of appointments at tickets_until, or write a later tickets_until"),
        )
    elif not design.opening.always and not (offered.ends - offered.starts >= book.period).any():
        findings.problem(
            (*loc, "period"),
            "appointments.period",
            Message("no stretch of the hours holds a period of {period}", period=duration_words(book.period)),
            Message("shorten period, or widen the hours of appointments"),
        )


def _without_tickets(design: Design, opening: Timetable) -> Timetable:
    """From the last ticket of each session to its closing."""
    if design.opening.always:
        return Timetable.from_spans(())
    spans = sessions(opening)
    return Timetable.from_arrays(last_tickets(spans, design.tickets_until), spans.ends)
