"""Checks of preemptive priority: there are classes, and nothing with which interruptions do not go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hallsim.scenario.design.design import Design, Windows, has_classes
from hallsim.scenario.design.desks import Desk
from hallsim.scenario.design.disciplines import DISCIPLINES
from hallsim.scenario.design.queueing import QueueRule
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.text.message import Message


def check_interrupt(design: Design, loc: Loc, findings: Findings) -> None:
    """Whether services can be interrupted where the design says so."""
    for rule, where in _rules(design, loc):
        if rule.interrupt != "none":
            _check_rule(rule, design, (*where, "interrupt"), findings)
    for windows, where in _groups(design, loc):
        if (windows.rule or design.rule).interrupt != "none":
            _check_windows(windows, where, findings)
    _check_desks(design.desks, design, (*loc, "desks"), findings)
    for office, spec in design.offices.items():
        _check_desks(spec.desks, design, (*loc, "offices", office, "desks"), findings)
    urgent = any(_has_urgent(desk, design) for desk in design.desks.values())
    if design.every_desk.interrupt != "none" and not urgent:
        _no_urgent(design, (*loc, "every_desk", "interrupt"), findings)


def _rules(design: Design, loc: Loc) -> Iterator[tuple[QueueRule, Loc]]:
    yield design.rule, (*loc, "rule")
    for windows, where in _groups(design, loc):
        if windows.rule is not None:
            yield windows.rule, (*where, "rule")


def _groups(design: Design, loc: Loc) -> Iterator[tuple[Windows, Loc]]:
    """All groups of windows, those of offices too."""
    for name, windows in design.windows.items():
        yield windows, (*loc, "windows", name)
    for office, spec in design.offices.items():
        for name, windows in spec.windows.items():
            yield windows, (*loc, "offices", office, "windows", name)


def _check_rule(rule: QueueRule, design: Design, loc: Loc, findings: Findings) -> None:
    if rule.classes != "strict":
        findings.problem(
            loc,
            "interrupt.classes",
            Message(
                "with {classes} a better class does not always go first, so it interrupts nobody",
                classes=rule.classes,
            ),
            Message("write classes: strict, or interrupt: none"),
        )
    if not has_classes(design):
        findings.problem(
            loc,
            "interrupt.nobody",
            Message("nobody interrupts: there is only one priority class"),
            Message("write for example priority: {emergency: 1}, or interrupt: none"),
        )
    if design.calling is not None:
        findings.problem(
            loc,
            "interrupt.calling",
            Message("services are not interrupted where tickets are called to the windows"),
            Message("write interrupt: none, or drop calling"),
        )


def _check_windows(windows: Windows, loc: Loc, findings: Findings) -> None:
    if windows.lines != "ticket":
        findings.problem(
            (*loc, "lines"),
            "interrupt.lines",
            Message("people stand in a line of their own at each window, so nobody interrupts there"),
            Message("write lines: ticket, or interrupt: none in the design's rule"),
        )
    if windows.tide is not None:
        findings.problem(
            (*loc, "tide"),
            "interrupt.tide",
            Message("windows that open when a queue is long serve a queue whose services are interrupted"),
            Message("drop tide, or write interrupt: none"),
        )


def _check_desks(desks: Mapping[str, Desk], design: Design, loc: Loc, findings: Findings) -> None:
    """What desks say themselves; what all of them do is of no effect where it means nothing."""
    for name, desk in desks.items():
        where = (*loc, name, "interrupt")
        if desk.interrupt == "none" or not findings.written(where):
            continue
        if not desk.is_room:
            findings.problem(
                where,
                "interrupt.desk",
                Message(
                    "no officer there takes files one by one (a meeting, a team, or no limit of officers)"
                ),
                Message("write interrupt: none, or a number of officers"),
            )
        elif not _has_urgent(desk, design):
            _no_urgent(design, where, findings)


def _has_urgent(desk: Desk, design: Design) -> bool:
    """Whether a file may be of a better class than another there."""
    by_class = DISCIPLINES[desk.discipline].by_class and has_classes(design)
    return desk.is_room and (by_class or bool(design.green_channel))


def _no_urgent(design: Design, loc: Loc, findings: Findings) -> None:
    remedy = "discipline: priority" if has_classes(design) else Message("for example green_channel: [urgent]")
    findings.problem(
        loc,
        "interrupt.nobody_at_desk",
        Message("no file is more urgent than another there, so none interrupts"),
        Message("write {remedy}, or interrupt: none", remedy=remedy),
    )
