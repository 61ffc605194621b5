"""Checks of errands, packages, agents and home service: names, and what could never happen."""

from __future__ import annotations

from collections.abc import Iterable

from hallsim.scenario.design.design import Design
from hallsim.scenario.language.findings import TOLERANCE, Findings, Loc
from hallsim.scenario.world.world import World
from hallsim.text.message import EMPTY, Message


def check_errands(world: World, findings: Findings) -> None:
    """Names of services; shares of the citizens."""
    for name, errand in world.errands.items():
        loc: Loc = ("world", "errands", name)
        _known((*loc, "services"), errand.services, world.services, findings)
        if len(errand.services) < 2:
            findings.problem(
                (*loc, "services"),
                "errand.single",
                Message("errand '{name}' takes fewer than two services", name=name),
                Message("list all services it takes, or drop it"),
            )
    for group, spec in world.groups.items():
        for name in spec.errands:
            if name not in world.errands:
                loc = ("world", "groups", group, "errands", name)
                findings.unknown(loc, name, Message("errand"), world.errands)
    total = sum(errand.share for errand in world.errands.values())
    if total > 1 + TOLERANCE:
        findings.problem(
            ("world", "errands"),
            "errand.shares",
            Message("the shares of the errands sum to {total:.0%}", total=total),
            Message("they are shares of the citizens: at most 100% together"),
        )


def check_company(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """Packages, agents and home service of a design."""
    owner: dict[str, str] = {}
    for name, package in design.packages.items():
        where = (*loc, "packages", name, "services")
        _known(where, package.services, world.services, findings)
        if len(set(package.services)) < 2:
            findings.problem(
                where,
                "package.single",
                Message("package '{name}' has fewer than two services", name=name),
                Message("list the services that are lodged as one"),
            )
        for i, service in enumerate(package.services):
            if owner.setdefault(service, name) != name:
                findings.problem(
                    (*where, i),
                    "package.twice",
                    Message(
                        "{service} is in two packages: {owner} and {name}",
                        service=service,
                        owner=owner[service],
                        name=name,
                    ),
                    Message("keep it in one of them"),
                )
    for name, agent in design.agents.items():
        where = (*loc, "agents", name)
        _known((*where, "services"), agent.services, world.services, findings)
        _known_groups((*where, "groups"), agent.groups, world, findings)
        _check_setting_out(design, name, where, findings)
    _check_shares(world, design, loc, findings)
    home = design.home_service
    if home is not None:
        _known((*loc, "home_service", "services"), home.services, world.services, findings)
        _known_groups((*loc, "home_service", "groups"), home.groups, world, findings)
        if "home" in design.windows:
            findings.problem(
                (*loc, "windows", "home"),
                "windows.reserved",
                Message("windows cannot be called 'home' here"),
                Message("choose another name"),
            )


def _known(loc: Loc, names: tuple[str, ...], known: Iterable[str], findings: Findings) -> None:
    for i, name in enumerate(names):
        if name not in known:
            findings.unknown((*loc, i), name, Message("service"), known)


def _known_groups(loc: Loc, names: tuple[str, ...], world: World, findings: Findings) -> None:
    for i, name in enumerate(names):
        if name not in world.groups:
            findings.unknown((*loc, i), name, Message("group"), world.groups)


def _check_setting_out(design: Design, name: str, loc: Loc, findings: Findings) -> None:
    """The hall must be open, or open later, when the agent gets there."""
    at = design.agents[name].at
    closings = [spans[-1][1] for spans in design.opening.by_weekday if spans]
    if not design.opening.always and closings and at >= max(closings):
        findings.problem(
            (*loc, "at"),
            "agent.late",
            Message("the agents '{name}' would reach the hall after its closing", name=name),
            Message("write an earlier time, such as 09:30"),
        )


def _check_shares(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    for group in world.groups or [""]:
        total = sum(a.share for a in design.agents.values() if not a.groups or group in a.groups)
        if total > 1 + TOLERANCE:
            whom = Message(" of {group}", group=group) if group else EMPTY
            findings.problem(
                (*loc, "agents"),
                "agent.shares",
                Message("agents take {total:.0%} of the citizens{whom}", total=total, whom=whom),
                Message("their shares must not sum to more than 100%"),
            )
            return
