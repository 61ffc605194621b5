"""Checks of the power in the hall: known names, and nothing accepted somewhere that is decided nowhere."""

from __future__ import annotations

from hallsim.scenario.design.authority import Authority
from hallsim.scenario.design.design import Design
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.serving.powers import windows_decide
from hallsim.scenario.world.world import World
from hallsim.text.message import Message


def check_authority(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """Check entry, decision and bureaus of one design."""
    n_before = len(findings.problems)
    _check_windows(world, design, loc, findings)
    rule = design.authority
    if rule is None:
        if len(findings.problems) == n_before:
            _check_decided(world, design, loc, findings)
        return
    if design.offices:
        findings.problem(
            (*loc, "authority"),
            "authority.offices",
            Message("authority is about one hall and its bureaus, not offices"),
            Message("say with accepts, decides and relies_on of the offices what each may do"),
        )
    departments = {service.department for service in world.services.values()}
    for key, words, known, what in (
        ("entry", rule.entry, {"all", *world.services}, Message("service")),
        ("decide", rule.decide, {"all", *world.services}, Message("service")),
        ("bureau", rule.bureau, {"all", *departments}, Message("department")),
    ):
        for word in words:
            if word not in known:
                findings.unknown((*loc, "authority", key, word), word, what, sorted(known))
    if len(findings.problems) == n_before:
        _check_bureaus(world, design, rule, (*loc, "authority"), findings)


def _check_windows(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    words = {"all", "none", *world.services, *(s.department for s in world.services.values())}
    for group, windows in design.windows.items():
        for i, word in enumerate(windows.decides or ()):
            if word not in words:
                where = (*loc, "windows", group, "decides", i)
                findings.unknown(where, word, Message("department or service"), sorted(words))


def _undecided(world: World, design: Design) -> list[str]:
    """Cases that no window that serves them may decide, and that no desk of the hall decides."""
    if all(windows.decides is None for windows in design.windows.values()):
        return []
    return [
        name
        for name, service in world.services.items()
        if service.kind == "case" and not windows_decide(design, name, service)
    ]


def _check_decided(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    for name in _undecided(world, design):
        if world.services[name].decision == "promised":
            continue  # decided at the desks
        findings.problem(
            (*loc, "windows"),
            "service.undecided",
            Message(
                "{name} is accepted, but decided nowhere: no window that serves it may decide "
                "it, and there is no bureau",
                name=name,
            ),
            Message("let some window decide {name}, or write authority: {{travel: 0.5 workdays}}", name=name),
        )


def _check_bureaus(world: World, design: Design, rule: Authority, loc: Loc, findings: Findings) -> None:
    cannot = _undecided(world, design)
    for name, service in world.services.items():
        if service.kind == "enquiry" or rule.counters(service.department):
            continue
        department = service.department
        at_desk = service.approval is None and department not in design.desks
        if rule.entered(name) < 1:
            findings.problem(
                (*loc, "bureau"),
                "service.unentered",
                Message(
                    "{name} has not entered the hall, and {department} has no counter at its bureau",
                    name=name,
                    department=department,
                ),
                Message("write bureau: {{{department}: 1}}", department=department),
            )
        elif at_desk and (rule.decided(name) < 1 or name in cannot):
            findings.problem(
                (*loc, "bureau"),
                "service.undecided",
                Message(
                    "{name} is accepted in the hall, but decided nowhere: {department} has neither "
                    "a desk nor officers at its bureau",
                    name=name,
                    department=department,
                ),
                Message("write bureau: {{{department}: 1}}, or a desk '{department}'", department=department),
            )
