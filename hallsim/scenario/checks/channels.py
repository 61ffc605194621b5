"""Checks of guides, online filing, terminals and delivery against the world."""

from __future__ import annotations

from hallsim.errors import did_you_mean
from hallsim.scenario.design.design import Design
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.world.world import World
from hallsim.text.message import Message


def check_channels(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """Names of services and desks, and channels that nobody could use."""
    for key in ("online", "kiosks"):
        rule = getattr(design, key)
        for i, word in enumerate(rule.services if rule is not None else ()):
            if word not in world.services:
                findings.unknown((*loc, key, "services", i), word, Message("service"), world.services)
    review = design.online.review if design.online is not None else None
    _check_desk(design, None if review is None else review.desk, (*loc, "online", "review", "desk"), findings)
    if design.pre_review is not None:
        _check_desk(design, design.pre_review.desk, (*loc, "pre_review", "desk"), findings)
        if design.pre_review.desk is None:
            asked = [s.department for s in world.services.values() if s.documents.required]
            for desk in dict.fromkeys(asked):
                _check_desk(design, desk, (*loc, "pre_review"), findings)
    if design.online is not None:
        _check_online(world, design, (*loc, "online"), findings)
    if design.kiosks is not None:
        _check_kiosks(world, design, (*loc, "kiosks"), findings)
    for word, used in (("guide", design.guide), ("kiosk", design.kiosks)):
        if used is not None and word in design.windows:
            findings.problem(
                (*loc, "windows", word),
                "windows.reserved",
                Message("windows cannot be called '{word}' here", word=word),
                Message("choose another name"),
            )


def _check_desk(design: Design, desk: str | None, loc: Loc, findings: Findings) -> None:
    if desk is not None and desk not in design.desks:
        findings.problem(
            loc,
            "desk.unknown",
            Message("there is no desk '{desk}' to review", desk=desk),
            Message("write desks: {{{desk}: 2}} ({hint})", desk=desk, hint=did_you_mean(desk, design.desks)),
        )


def _check_online(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    rule = design.online
    if rule is not None and not rule.services and not any(s.online for s in world.services.values()):
        findings.problem(
            loc,
            "online.nothing",
            Message("no service may be filed online"),
            Message("write online: true for services, or list them under services"),
        )
    if not any(world.by_group("online")):
        findings.warning(
            loc,
            "online.nobody",
            Message("nobody is able and willing to file online"),
            Message("write for example citizens: {online: 60%} in the world"),
        )


def _check_kiosks(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    rule = design.kiosks
    timed = [name for name, service in world.services.items() if service.kiosk is not None]
    for i, word in enumerate(rule.services if rule is not None else ()):
        if word in world.services and word not in timed:
            findings.problem(
                (*loc, "services", i),
                "kiosk.time",
                Message("nothing says how long {word} takes at a terminal", word=word),
                Message("write kiosk: 4 min for {word}", word=word),
            )
    if not timed:
        findings.problem(
            loc,
            "kiosk.nothing",
            Message("no service can be had at a terminal"),
            Message("write kiosk: 4 min for some service"),
        )
    elif not any(world.by_group("kiosk")):
        findings.warning(
            loc,
            "kiosk.nobody",
            Message("nobody succeeds at a terminal"),
            Message("write for example citizens: {kiosk: 80%} in the world"),
        )
