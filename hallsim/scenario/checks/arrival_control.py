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
from hallsim.units import MS_PER_DAY, format_duration, format_ms_of_day


def check_progress(world: World, findings: Findings) -> None:
    """Only an enquiry can be one about progress."""
    for name, service in world.services.items():
        if service.progress and service.kind != "enquiry":
            findings.problem(
                ("world", "services", name, "progress"), "progress.kind",
                f"{name} is a case: looking online how it stands does not do it",
                "write kind: enquiry, or drop progress",
                f"{name} 是办件，网上查询进度不能代替办理", "请写 kind: enquiry，或删去 progress",
            )  # fmt: skip


def check_coming(
    world: World, design: Design, loc: Loc, calendar: WorkingCalendar | None, findings: Findings
) -> None:
    """Check what one design does about who comes when."""
    if design.progress_query > 0 and not any(service.progress for service in world.services.values()):
        findings.warning(
            (*loc, "progress_query"), "progress.nobody", "no service of the world is a progress enquiry",
            "write progress: true at the enquiries that only ask how a matter stands",
            "世界中没有查询进度的咨询", "请在仅查询进度的咨询事项中写 progress: true",
        )  # fmt: skip
    if design.hotline is not None:
        _check_hotline(world, design.hotline, (*loc, "hotline"), findings)
    if design.appointments is not None:
        _check_appointments(world, design, design.appointments, (*loc, "appointments"), calendar, findings)


def _check_hotline(world: World, rule: Hotline, loc: Loc, findings: Findings) -> None:
    for key, law in (("work", rule.work), ("patience", rule.patience)):
        if law is not None and (law.sequence is not None or law.unit == "workdays"):
            findings.problem(
                (*loc, key), "hotline.law", f"{key} of a call is neither a sequence nor in working days",
                "write for example exponential(mean 4 min)",
                f"通话的 {key} 不能是 sequence，也不能以工作日计", "例如写 exponential(mean 4 min)",
            )  # fmt: skip
    if not any(service.kind == "enquiry" for service in world.services.values()):
        findings.warning(
            loc, "hotline.nobody", "no service of the world is an enquiry: nobody calls",
            "write kind: enquiry at the services that a call can answer",
            "世界中没有咨询事项，不会有人拨打", "请在可由电话答复的事项中写 kind: enquiry",
        )  # fmt: skip


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
                findings.unknown((*at, "services", i), name, "service", "事项", world.services)
            elif name in taken:
                findings.problem(
                    (*at, "services", i), "appointments.twice",
                    f"{name} can be booked in '{taken[name]}' too", "name each service in one book",
                    f"{name} 已在预约簿 '{taken[name]}' 中", "每个事项只列入一个预约簿",
                )  # fmt: skip
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
            loc, "appointments.nobody", "nobody would book: books of the citizens is 0%",
            "write for example citizens: {books: 60%} in the world",
            "没有群众会预约：群众的 books 为 0%", "例如在 world 中写 citizens: {books: 60%}",
        )  # fmt: skip
    if "grace" in rule.model_fields_set and rule.late == "keep":
        findings.warning(
            (*loc, "grace"), "appointments.grace", "grace has no effect: who is late keeps the slot",
            "write late: walk_in or late: next_slot, or drop grace",
            "grace 不起作用：迟到者仍按预约办理", "请写 late: walk_in 或 late: next_slot，或删去 grace",
        )  # fmt: skip
    if rule.capacity is None and not rule.books:
        findings.problem(
            loc, "appointments.capacity", "appointments without capacity offer no slot",
            "write for example capacity: 12", "预约没有写名额 capacity", "例如写 capacity: 12",
        )  # fmt: skip
    for name, book in rule.every_book().items():
        if book.capacity is None:
            findings.problem(
                (*loc, "books", name), "appointments.capacity", f"the book '{name}' offers no places",
                "write for example capacity: 12, there or in appointments itself",
                f"预约簿 '{name}' 没有名额", "例如写 capacity: 12（可写在该预约簿或 appointments 中）",
            )  # fmt: skip
        elif not book.together and not any(book.capacity.on(weekday) for weekday in range(7)):
            findings.warning(
                loc if name == GENERAL else (*loc, "books", name), "appointments.none",
                "no period has a place: nobody can book", "write for example capacity: 12",
                "每个时段名额为 0，无法预约", "例如写 capacity: 12",
            )  # fmt: skip


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
            (*loc, "hours"), "appointments.closed",
            f"slots are offered while the hall is closed: on {calendar.date_of(first // MS_PER_DAY)} from "
            f"{format_ms_of_day(first % MS_PER_DAY)} to {format_ms_of_day(last % MS_PER_DAY)}",
            "keep the hours of appointments within opening, or open longer",
            f"闭厅时段提供预约：{calendar.date_of(first // MS_PER_DAY)} "
            f"{format_ms_of_day(first % MS_PER_DAY)} 至 {format_ms_of_day(last % MS_PER_DAY)}",
            "请让预约时间不超出 opening，或延长开放",
        )  # fmt: skip
    elif (
        book.hours is not None and (late := offered.intersection(_without_tickets(design, opening))).total_ms
    ):
        first, last = int(late.starts[0]), int(late.ends[0])
        at = f"{format_ms_of_day(first % MS_PER_DAY)}–{format_ms_of_day(last % MS_PER_DAY)}"
        day = calendar.date_of(first // MS_PER_DAY)
        findings.warning(
            (*loc, "hours"), "appointments.tickets",
            f"no slot is offered when no tickets are issued any more: on {day} {at}",
            "end the hours of appointments at tickets_until, or write a later tickets_until",
            f"停止取号后不提供预约时段：{day} {at}", "请使预约时间止于 tickets_until，或推迟 tickets_until",
        )  # fmt: skip
    elif not design.opening.always and not (offered.ends - offered.starts >= book.period).any():
        findings.problem(
            (*loc, "period"), "appointments.period",
            f"no stretch of the hours holds a period of {format_duration(book.period)}",
            "shorten period, or widen the hours of appointments",
            f"没有一段时间容得下 {format_duration(book.period, 'zh')} 的时段",
            "请缩短 period，或放宽预约时间",
        )  # fmt: skip


def _without_tickets(design: Design, opening: Timetable) -> Timetable:
    """From the last ticket of each session to its closing."""
    if design.opening.always:
        return Timetable.from_spans(())
    spans = sessions(opening)
    return Timetable.from_arrays(last_tickets(spans, design.tickets_until), spans.ends)
