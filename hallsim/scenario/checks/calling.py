"""Checks of calling: somebody comes, tickets can be called, and those who missed a call can go back."""

from __future__ import annotations

from hallsim.scenario.design.design import Design
from hallsim.scenario.design.orders import ORDERS
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.serving.office_design import halls
from hallsim.text.message import Message


def check_calling(design: Design, loc: Loc, findings: Findings) -> None:
    """Whether what is said about calls fits itself and the queues."""
    calling, where = design.calling, (*loc, "calling")
    if calling is None:
        return
    if calling.no_show >= 1:
        findings.problem(
            (*where, "no_show"),
            "calling.nobody",
            Message("nobody ever comes when called"),
            Message("write a share below 100%"),
        )
    if all(windows.lines != "ticket" for windows in design.windows.values()):
        findings.problem(
            where,
            "calling.lines",
            Message("all windows have lines of their own, so nobody is called"),
            Message("drop calling, or write lines: ticket"),
        )
    if calling.missed == "remove":
        if findings.written((*where, "requeues")):
            findings.warning(
                (*where, "requeues"),
                "calling.requeues",
                Message("a missed ticket is removed, so it never goes back"),
                Message("write missed: back, or a number of places"),
            )
        return
    rules = {"rule": design.rule}
    for part, hall in halls(design):
        for name, windows in hall.windows.items():
            if windows.rule is not None:
                rules[".".join((*part, "windows", name, "rule"))] = windows.rule
    for name, rule in rules.items():
        if not ORDERS[rule.order].in_turn:
            findings.problem(
                (*where, "missed"),
                "calling.order",
                Message(
                    "a missed ticket has no place to go back to: {name} says {order}",
                    name=name,
                    order=rule.order,
                ),
                Message("write missed: remove, or order: first_come"),
            )
