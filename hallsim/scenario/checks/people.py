"""Checks of the people behind the windows: who they are, what they know, when, and who stands in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hallsim.scenario.design.design import Design, Windows
from hallsim.scenario.design.people import NamedClerk
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.serving.claims import (
    COLLECT,
    Claims,
    served_words,
    taken_words,
    words_of_part,
    words_of_stop,
)
from hallsim.scenario.serving.office_design import accepted_world, halls
from hallsim.scenario.serving.rosters import n_windows, window_hours
from hallsim.scenario.values.hours import Spans
from hallsim.scenario.values.timetable import Timetable
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.world import World
from hallsim.text.message import Message
from hallsim.units import MS_PER_DAY


def check_people(
    world: World, design: Design, loc: Loc, calendar: WorkingCalendar | None, findings: Findings
) -> None:
    """Check clerks, staff, absence and outages of one design."""
    n_before = len(findings.problems)
    _check_visits(world, design, loc, findings)
    for part, hall in halls(design):
        for group, windows in hall.windows.items():
            _check_seats(world, hall, windows, (*loc, *part, "windows", group), findings)
    for name, clerk in design.clerks.items():
        _check_known(world, clerk, (*loc, "clerks", name), findings)
    _check_groups(design, loc, findings)
    _check_kinds(design, loc, findings)
    check_last_ticket(design, loc, findings)
    if len(findings.problems) > n_before:
        return
    for part, hall in halls(design):
        for group, windows in hall.windows.items():
            where: Loc = (*loc, *part, "windows", group)
            for number, (at, clerk) in enumerate(_people(hall, windows, where)):
                _check_skills(world, group, windows, number, at, clerk, findings)
        here = world if not part else accepted_world(world, design.offices[part[-1]])
        _check_services(here, hall, (*loc, *part), findings)
    if calendar is not None:
        _check_overlaps(design, loc, calendar, findings)


def _check_visits(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """Whoever finds an error comes again: that takes more than one visit."""
    wheres: list[Loc] = [
        (*loc, *part, "windows", group, "generalist")
        for part, hall in halls(design)
        for group, windows in hall.windows.items()
        if windows.generalist.error_per_service > 0
    ]
    if design.tenure.start_error > 0 or design.tenure.weary_error > 0:
        wheres.append((*loc, "tenure"))
    if world.max_visits() == 1 and world.citizens.max_visits is None:
        for where in wheres:
            findings.problem(
                where,
                "error.visits",
                Message("an error needs a further visit, but each matter has one visit only"),
                Message("write citizens: {max_visits: 8} in the world"),
            )


def _people(design: Design, windows: Windows, loc: Loc) -> Iterator[tuple[Loc, NamedClerk]]:
    """The clerks of a group by window, with where they are written."""
    for i, name in enumerate(windows.staff):
        yield (*loc, "staff", i), design.clerks[name]
    for i, clerk in enumerate(windows.clerks):
        for _ in range(clerk.count):
            yield (*loc, "clerks", i), clerk


def _check_seats(world: World, design: Design, windows: Windows, loc: Loc, findings: Findings) -> None:
    for i, name in enumerate(windows.staff):
        if name not in design.clerks:
            findings.unknown((*loc, "staff", i), name, Message("clerk"), design.clerks)
    for i, clerk in enumerate(windows.clerks):
        _check_known(world, clerk, (*loc, "clerks", i), findings)
    n = n_windows(windows)
    n_people = len(windows.staff) + sum(clerk.count for clerk in windows.clerks)
    if n_people > n:
        findings.problem(
            (*loc, "staff" if windows.staff else "clerks"),
            "clerks.count",
            Message("{n_people} clerks are seated, but there are {n} windows", n_people=n_people, n=n),
            Message("write count: {n_people} for the windows, or list fewer clerks", n_people=n_people),
        )


def _words(world: World) -> set[str]:
    found = {"all"}
    for name, service in world.services.items():
        found |= {name, service.department}
        for stop in service.route:
            found |= {stop.name, f"{name}.{stop.name}"}
    return found


def _check_known(world: World, clerk: NamedClerk, loc: Loc, findings: Findings) -> None:
    known = _words(world)
    for i, word in enumerate(clerk.knows):
        if word not in known:
            findings.unknown((*loc, "knows", i), word, Message("department, service or stop"), sorted(known))


def _check_groups(design: Design, loc: Loc, findings: Findings) -> None:
    """Deputies and outages name groups of windows."""
    groups = list(design.windows)
    where = (*loc, "absence", "deputies")
    for group, lenders in design.absence.deputies.items():
        for at, name in (((*where, group), group), *(((*where, group, i), n) for i, n in enumerate(lenders))):
            if name not in design.windows:
                findings.unknown(at, name, Message("group of windows"), groups)
        if group in lenders:
            findings.problem(
                (*where, group),
                "deputies.self",
                Message("'{group}' cannot lend deputies to itself", group=group),
                Message("name another group of windows, or write cover: 1"),
            )
    if design.outages is not None:
        for i, name in enumerate(design.outages.windows):
            if name != "all" and name not in design.windows:
                findings.unknown(
                    (*loc, "outages", "windows", i), name, Message("group of windows"), ["all", *groups]
                )


def _check_kinds(design: Design, loc: Loc, findings: Findings) -> None:
    """A price by kind is of a kind of clerk that there is."""
    kinds = {"clerk", *(clerk.kind for clerk in design.clerks.values())}
    kinds |= {
        clerk.kind
        for _, hall in halls(design)
        for windows in hall.windows.values()
        for clerk in windows.clerks
    }
    for kind in design.costs.by_kind:
        if kind not in kinds:
            findings.unknown((*loc, "costs", "by_kind", kind), kind, Message("kind of clerk"), sorted(kinds))


def check_last_ticket(design: Design, loc: Loc, findings: Findings) -> None:
    """The last ticket comes after the first opening of every day, in a hall that closes."""
    until, where = design.tickets_until, (*loc, "tickets_until")
    if until is None:
        return
    if design.opening.always:
        findings.problem(
            where,
            "tickets.always",
            Message("a hall that never closes has no last ticket"),
            Message("drop tickets_until, or write an opening"),
        )
    elif any(spans and not _within(until, spans) for spans in design.opening.by_weekday):
        findings.problem(
            where,
            "tickets.early",
            Message("the last ticket would be issued before the hall opens"),
            Message("write a time within the opening, such as 16:30"),
        )


def _within(clock_ms: int, spans: Spans) -> bool:
    """Whether the time is after the first opening, or in the night before the last closing."""
    return clock_ms > spans[0][0] or clock_ms + MS_PER_DAY <= spans[-1][1]


def _tasks(world: World, windows: Windows, group: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Services (with the words that name them) of which a group serves or helps a part."""
    claimed = taken_words(group, windows)
    for name, service in world.services.items():
        words = words_of_part(name, service)
        if claimed & (words | words_of_stop(name, COLLECT)):
            yield name, words


def _check_skills(
    world: World, group: str, windows: Windows, number: int, where: Loc, clerk: NamedClerk, findings: Findings
) -> None:
    """A clerk knows something of what the window serves."""
    knows = set(clerk.knows)
    if not knows or any(knows & words for _, words in _tasks(world, windows, group)):
        return
    served = ", ".join(served_words(group, windows))
    findings.problem(
        where,
        "clerk.knows",
        Message(
            "window {group}-{number} serves {served}, of which its clerk knows nothing",
            group=group,
            number=number + 1,
            served=served,
        ),
        Message("add {served} to the clerk's knows, or seat somebody else", served=served),
    )


def _check_services(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """Every service is known to some clerk who serves it, and an instant one may be decided by somebody."""
    servers = _servers(world, design)
    for name, service in world.services.items():
        able = [clerk for clerk, words in servers[name] if _knows(clerk, words)]
        if servers[name] and not able:
            findings.problem(
                (*loc, "windows"),
                "service.unknown_to_all",
                Message("no clerk at the windows that serve {name} knows it", name=name),
                Message("add {name} to the knows of one of them", name=name),
            )
        is_signed = service.kind == "case" and service.decision == "instant"
        if is_signed and able and all(clerk.auxiliary for clerk in able):
            findings.problem(
                (*loc, "windows"),
                "service.undecided",
                Message(
                    "{name} is decided at the window, but all clerks who serve it are auxiliary", name=name
                ),
                Message("let one of them decide, or write decision: promised for {name}", name=name),
            )


def _knows(clerk: NamedClerk, words: Iterable[str]) -> bool:
    return not clerk.knows or bool(set(clerk.knows) & set(words))


def _servers(world: World, design: Design) -> dict[str, list[tuple[NamedClerk, frozenset[str]]]]:
    """Clerks at windows that serve each service (ordinary ones once a group), with the words that name it."""
    people: dict[str, list[NamedClerk]] = {}
    for group, windows in design.windows.items():
        known = [clerk for _, clerk in _people(design, windows, ())]
        people[group] = [*known, NamedClerk()] if len(known) < n_windows(windows) else known
    claims = Claims(design.windows)
    return {
        name: [(clerk, words) for group in claims.taking(words) for clerk in people[group]]
        for name, service in world.services.items()
        for words in [words_of_part(name, service)]
    }


def _check_overlaps(design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings) -> None:
    """Nobody sits at two windows at once."""
    seen: dict[str, list[tuple[str, Timetable]]] = {}
    groups = [(p, hall, group, spec) for p, hall in halls(design) for group, spec in hall.windows.items()]
    for part, hall, group, windows in groups:
        hours = window_hours(windows, hall.opening)
        for i, name in enumerate(windows.staff):
            table = calendar.timetable(hours[i])
            window = ".".join((*part[1:], f"{group}-{i + 1}"))
            for other, taken in seen.get(name, []):
                both = table.intersection(taken)
                if len(both.starts):
                    findings.problem(
                        (*loc, *part, "windows", group, "staff", i),
                        "clerk.overlap",
                        Message(
                            "{name} would sit at {other} and at {window} at the same time",
                            name=name,
                            other=other,
                            window=window,
                        ),
                        Message("give the shifts hours that do not overlap, or seat somebody else"),
                    )
                    break
            seen.setdefault(name, []).append((window, table))
