"""Checks of desks, limits and the green channel against the world."""

from __future__ import annotations

from hallsim.scenario.design.catalogue import offered
from hallsim.scenario.design.design import Design
from hallsim.scenario.design.desks import Desk
from hallsim.scenario.design.disciplines import DISCIPLINES
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.serving.office_design import halls
from hallsim.scenario.world.world import World
from hallsim.text.message import Message


def check_limit_days(world: World, findings: Findings) -> None:
    """A limit is at least a day."""
    for name, service in world.services.items():
        if service.limit == 0:
            findings.problem(
                ("world", "services", name, "limit"),
                "limit.zero",
                Message("a limit of 0 workdays leaves no time to decide {name}", name=name),
                Message("write at least 1 workdays, drop limit, or write decision: instant"),
            )


def check_back_office(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """Check what one design says about desks, limits and who goes first."""
    for part, hall in halls(design):
        for name, desk in hall.desks.items():
            _check_unlimited(hall, desk, name, (*loc, *part, "desks", name), findings)
            _check_people(hall, desk, (*loc, *part, "desks", name), findings)
    for i, word in enumerate(design.green_channel):
        if word not in world.groups and word not in world.services:
            names = [*world.groups, *world.services]
            findings.unknown((*loc, "green_channel", i), word, Message("group or service"), names)
    _check_limits(world, design, loc, findings)


def _check_unlimited(design: Design, desk: Desk, name: str, loc: Loc, findings: Findings) -> None:
    """What is said about officers where nobody sits who takes files one by one."""
    if desk.is_room:
        return
    no_limit = desk.is_unlimited and desk.meets is None
    useless = {
        "wip": desk.wip is not None,
        "quiet_windows": bool(desk.quiet_windows),
        "at_once": desk.at_once.files > 1,
        "absence": desk.absence.share > 0 and desk.site is None,
        "speed_cv": desk.speed_cv > 0 and desk.site is None,
        "site": desk.site is not None and no_limit and design.approval.inspections != "joint",
        "speed": desk.speed != 1 and no_limit,
        "discipline": DISCIPLINES[desk.discipline].by_due and no_limit,
    }
    why = Message("is heard at meetings or is a team")
    if no_limit:
        why = Message("has no limit of officers")
    for word, used in useless.items():
        if used and findings.written((*loc, word)):
            findings.problem(
                (*loc, word),
                "desk.unlimited",
                Message("'{name}' {why}, so that {word} means nothing there", name=name, why=why, word=word),
                Message("write it for a desk with a number of officers"),
            )


def _check_people(design: Design, desk: Desk, loc: Loc, findings: Findings) -> None:
    for i, group in enumerate(desk.quiet_windows):
        if group not in design.windows:
            findings.unknown((*loc, "quiet_windows", i), group, Message("group of windows"), design.windows)
        elif design.windows[group].tide is not None or design.windows[group].lines != "ticket":
            findings.problem(
                (*loc, "quiet_windows", i),
                "desk.quiet_windows",
                Message(
                    "the windows '{group}' cannot take files: they are tide windows or have physical lines",
                    group=group,
                ),
                Message("name other windows"),
            )
    for word in ("officers", "hours"):
        if desk.shifts and findings.own((*loc, word)):
            findings.warning(
                (*loc, word),
                "shifts.ignored",
                Message("{key} is not used where {said} is given", key=word, said="shifts"),
                Message("drop one of them"),
            )
    n = sum(shift.count for shift in desk.shifts) or (desk.officers if isinstance(desk.officers, int) else 0)
    if desk.wip is not None and 0 < desk.wip < n * desk.at_once.files:
        findings.warning(
            (*loc, "wip"),
            "desk.wip",
            Message(
                "with {wip} files in progress at most, some of the {n} officers never have work",
                wip=desk.wip,
                n=n,
            ),
            Message("write wip: {n} or more", n=n * desk.at_once.files),
        )


def _check_limits(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    rule = design.limits
    for i, word in enumerate(rule.services):
        if word not in world.services:
            findings.unknown((*loc, "limits", "services", i), word, Message("service"), world.services)
    if not rule.model_fields_set:
        return
    services = offered(world, design.catalogue).services.values()
    limited = [s for s in services if s.decision == "promised" and s.limit is not None]
    if not limited:
        findings.problem(
            (*loc, "limits"),
            "limits.nothing",
            Message("no promised service has a limit"),
            Message("write for example limit: 10 workdays for a promised service"),
        )
    if rule.warn is not None and rule.deemed is not None and rule.warn >= rule.deemed:
        findings.warning(
            (*loc, "limits", "warn"),
            "limits.warn",
            Message("the warning comes when the matter is approved already"),
            Message("write a smaller share for warn"),
        )
