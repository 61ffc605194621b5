"""Checks of places and offices: everybody reaches somebody who accepts, and what is accepted is decided."""

from __future__ import annotations

from hallsim.scenario.checks.design import check_group_words, check_windows
from hallsim.scenario.checks.people import check_last_ticket
from hallsim.scenario.design.catalogue import offered
from hallsim.scenario.design.design import Design, Office
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.serving.claims import window_work
from hallsim.scenario.serving.office_design import accepted, as_design, chain_of, served_in_main, serving
from hallsim.scenario.world.approval_steps import desk_of
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.places import Place
from hallsim.scenario.world.tree_steps import steps_of
from hallsim.scenario.world.world import World
from hallsim.text.message import Message


def check_places(world: World, findings: Findings) -> None:
    """Check the tree of places and where people live."""
    loc = ("world", "places")
    for name, place in world.places.items():
        if place.within is not None and place.within not in world.places:
            findings.unknown((*loc, name, "within"), place.within, Message("place"), world.places)
        elif place.within is not None and _top_of(world, name) is None:
            findings.problem(
                (*loc, name, "within"),
                "places.circle",
                Message("'{name}' lies within itself", name=name),
                Message("let one of them lie in no other: drop its within"),
            )
        elif place.within is not None and place.count < world.places[place.within].count:
            n_above = world.places[place.within].count
            findings.warning(
                (*loc, name, "count"),
                "places.count",
                Message(
                    "{count} of '{name}' lie in {n_above} of '{within}', so that some have none",
                    count=place.count,
                    name=name,
                    n_above=n_above,
                    within=place.within,
                ),
                Message("write count: {n_above} or more", n_above=n_above),
            )
        elif place.within is None and findings.written((*loc, name, "to_parent")):
            findings.warning(
                (*loc, name, "to_parent"),
                "places.top",
                Message("'{name}' lies in no other place", name=name),
                Message("write within, or drop to_parent"),
            )
    if any(place.homes is not None for place in world.places.values()):
        findings.shares(loc, {n: place.homes for n, place in world.places.items()}, Message("homes"))
    for group, spec in world.groups.items():
        where = ("world", "groups", group, "home")
        for name in spec.home:
            if name not in world.places:
                findings.unknown((*where, name), name, Message("place"), world.places)
        if spec.home:
            findings.shares(where, spec.home, Message("homes"))


def check_offices(
    world: World, design: Design, loc: Loc, calendar: WorkingCalendar | None, findings: Findings
) -> None:
    """Check the offices of one design; what is unclear about places is told once, with the places."""
    n_before = len(findings.problems)
    _check_main_place(world, design, loc, findings)
    for name, office in design.offices.items():
        _check_words(world, design, name, office, (*loc, "offices", name), findings)
    clear = all(_top_of(world, name) is not None for name in world.places)
    if len(findings.problems) > n_before or not clear:
        return
    for name, office in design.offices.items():
        where = (*loc, "offices", name)
        _check_reached(world, design, name, office, where, findings)
        _check_people(world, design, name, office, where, findings)
        if _check_relied(design, name, where, findings):
            _check_decided(offered(world, design.catalogue), design, name, office, where, findings)
        alone = as_design(design, office)
        check_last_ticket(alone, where, findings)
        if calendar is not None:
            works = [w for w in window_work(world) if w.service in accepted(world, office)]
            check_windows(works, alone, where, calendar, findings)
    _check_everybody(world, design, loc, findings)


def _check_main_place(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    if design.at is None:
        return
    if design.at not in world.places:
        findings.unknown((*loc, "at"), design.at, Message("place"), world.places)
    elif world.places[design.at].count > 1:
        findings.problem(
            (*loc, "at"),
            "main.place",
            Message(
                "there are {count} of '{at}', and one main hall",
                count=world.places[design.at].count,
                at=design.at,
            ),
            Message("name a place of which there is one, or write it under offices"),
        )


def _check_words(
    world: World, design: Design, name: str, office: Office, loc: Loc, findings: Findings
) -> None:
    """Every name that an office uses stands for something."""
    if name == "main" or "." in name:
        findings.problem(
            loc,
            "office.name",
            Message("'{name}' cannot be the name of an office", name=name),
            Message("choose a name without '.', other than main"),
        )
    if office.at is not None and office.at not in world.places:
        findings.unknown((*loc, "at"), office.at, Message("place"), world.places)
    words = {"all", *world.services, *(service.department for service in world.services.values())}
    for key, given in (("accepts", office.accepts), ("decides", office.decides)):
        for i, word in enumerate(given):
            if word not in words:
                findings.unknown((*loc, key, i), word, Message("department or service"), sorted(words))
    known = {word for work in window_work(world) for word in work.words} | {"collect"}
    for group, windows in office.windows.items():
        if windows.serves or windows.helps:
            check_group_words(serving(windows, office), group, (*loc, "windows", group), known, findings)
    if office.relies_on is not None and office.relies_on not in design.offices:
        findings.unknown((*loc, "relies_on"), office.relies_on, Message("office"), design.offices)


def _check_reached(
    world: World, design: Design, name: str, office: Office, loc: Loc, findings: Findings
) -> None:
    """Somebody lives where there is a way to the office."""
    top = _top_of(world, _place_of(world, design, name, office))
    if world.places and not any(_top_of(world, home) == top for home in _homes(world)):
        findings.problem(
            (*loc, "at") if office.at else loc,
            "office.unreached",
            Message(
                "nobody can reach the offices '{name}': nobody lives in a place from which a way leads there",
                name=name,
            ),
            Message("let the places lie within one top place, or write homes where people live"),
        )
    if not accepted(world, office):
        findings.problem(
            (*loc, "accepts"),
            "office.nothing",
            Message("the windows of '{name}' serve nothing that it accepts", name=name),
            Message("name the same services under accepts and under the windows' serves"),
        )


def _check_people(
    world: World, design: Design, name: str, office: Office, loc: Loc, findings: Findings
) -> None:
    """What only a single hall has."""
    place = _place_of(world, design, name, office)
    several = world.places[place].count > 1 if place in world.places else False
    for group, windows in office.windows.items():
        if windows.tide is not None:
            findings.problem(
                (*loc, "windows", group, "tide"),
                "office.tide",
                Message("tide windows are those of the main hall"),
                Message("drop tide here"),
            )
        if windows.decides is not None:
            findings.problem(
                (*loc, "windows", group, "decides"),
                "office.decides",
                Message("what is decided at an office is said of the office, not of its windows"),
                Message("write decides of '{name}', or drop it here", name=name),
            )
        if windows.staff and several:
            findings.problem(
                (*loc, "windows", group, "staff"),
                "office.staff",
                Message("a named clerk cannot sit in every one of the offices '{name}'", name=name),
                Message("write clerks: with count instead"),
            )
    plate = office.name_plate
    if plate is not None and plate.attended <= 0 < plate.offices and design.choice.unattended != "go_on":
        findings.problem(
            (*loc, "name_plate"),
            "office.never",
            Message("citizens try '{name}' day after day, and it is never attended", name=name),
            Message("write attended: with a share above 0, or choice: {unattended: go_on}"),
        )


def _check_relied(design: Design, name: str, loc: Loc, findings: Findings) -> bool:
    try:
        chain_of(design, name)
    except ValueError:
        if any(problem.code == "office.circle" for problem in findings.problems):
            return False  # a circle is told once
        findings.problem(
            (*loc, "relies_on"),
            "office.circle",
            Message(
                "what '{name}' accepts is decided nowhere: it relies on offices that rely on it", name=name
            ),
            Message("let one of them rely on the main hall: drop its relies_on"),
        )
        return False
    return True


def _check_decided(
    world: World, design: Design, name: str, office: Office, loc: Loc, findings: Findings
) -> None:
    """Every step of what is accepted has a desk here, at an office relied on, or in the main hall.

    An office's desks work on what it accepts itself.
    """
    chain = [design.offices[each] for each in chain_of(design, name)]
    in_main = served_in_main(world, design)
    for service in accepted(world, office):
        desks = {desk for each in chain if service in accepted(world, each) for desk in each.desks}
        desks |= set(design.desks) if service in in_main else set()
        spec = world.services[service]
        used = {step for step, _ in steps_of(spec.approval)} if spec.approval else set()
        for step_name, step in spec.steps.items():
            desk = desk_of(step, spec.department)
            if step_name in used and desk is not None and desk not in desks:
                findings.problem(
                    (*loc, "accepts"),
                    "office.undecided",
                    Message(
                        "{service} is accepted at '{name}' and decided nowhere: no office that accepts "
                        "it there or where it relies on has the desk '{desk}' of step '{step_name}'",
                        service=service,
                        name=name,
                        desk=desk,
                        step_name=step_name,
                    ),
                    Message(
                        "write desks: {{{desk}: 2}} where {service} is served, or drop {service} from "
                        "accepts",
                        desk=desk,
                        service=service,
                    ),
                )


def _check_everybody(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """From every home there is a way to somebody who accepts each service."""
    main = set(served_in_main(world, design))
    main_top = _top_of(world, _main_place(world, design))
    for home in _homes(world):
        here = set(main) if _top_of(world, home) == main_top else set()
        for name, office in design.offices.items():
            if _top_of(world, _place_of(world, design, name, office)) == _top_of(world, home):
                here |= set(accepted(world, office))
        for service in world.services:
            if service not in here and (design.offices or main):
                if not design.offices and service not in main:
                    continue  # the check of the windows says it
                findings.problem(
                    (*loc, "offices") if design.offices else loc,
                    "service.unreached",
                    Message(
                        "who lives in '{home}' reaches no office that accepts {service}",
                        home=home,
                        service=service,
                    ),
                    Message(
                        "accept {service} at an office there, or let the places lie within one top place",
                        service=service,
                    ),
                )
                break


def _homes(world: World) -> list[str]:
    """Places where anybody lives; the first when nobody says."""
    given = {name for name, place in world.places.items() if place.homes}
    by_group = [set(group.home) or given for group in world.groups.values()] or [given]
    found = set().union(*by_group) & set(world.places)
    return [name for name in world.places if name in found] or [next(iter(world.places), "")]


def _main_place(world: World, design: Design) -> str:
    tops = [name for name, place in world.places.items() if place.within is None]
    return design.at or next(iter(tops), "")


def _place_of(world: World, design: Design, name: str, office: Office) -> str:
    return office.at or (name if name in world.places else _main_place(world, design))


def _top_of(world: World, name: str) -> str | None:
    """The top of the tree in which a place lies; None when there is none."""
    seen: set[str] = set()
    places: dict[str, Place] = world.places or {"": Place()}
    while name in places and name not in seen:
        seen.add(name)
        above = places[name].within
        if above is None:
            return name
        name = above
    return None
