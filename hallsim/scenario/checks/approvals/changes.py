"""Checks of what a design changes in the catalogue."""

from __future__ import annotations

from hallsim.scenario.design.catalogue import ALL, ServiceChange, change_of
from hallsim.scenario.design.design import Design
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.world.service import Service
from hallsim.scenario.world.tree_steps import steps_of
from hallsim.scenario.world.world import World
from hallsim.text.message import Message


def check_changes(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """Names of services and steps, documents that are not fewer, and a limit that promises nothing."""
    for name, change in design.catalogue.items():
        where = (*loc, "catalogue", name)
        if name == ALL:
            _check_steps(list(world.services.values()), change, where, findings)
        elif name not in world.services:
            findings.unknown(where, name, Message("service"), [*world.services, ALL])
        else:
            _check_steps([world.services[name]], change, where, findings)
            _check_one(name, world.services[name], design, where, findings)
    if world.services and all(_is_shelved(design, name) for name in world.services):
        findings.problem(
            (*loc, "catalogue"),
            "catalogue.empty",
            Message("every service is shelved: nobody would come"),
            Message("leave some service in the catalogue"),
        )


def _is_shelved(design: Design, name: str) -> bool:
    change = change_of(design.catalogue, name)
    return change is not None and change.shelved


def _check_steps(services: list[Service], change: ServiceChange, loc: Loc, findings: Findings) -> None:
    known = [step for s in services if s.approval is not None for step, _ in steps_of(s.approval)]
    for i, step in enumerate(change.drop):
        if step != ALL and step not in known:
            findings.unknown((*loc, "drop", i), step, Message("step"), [*known, ALL])


def _check_one(name: str, service: Service, design: Design, loc: Loc, findings: Findings) -> None:
    change = design.catalogue[name]
    if isinstance(change.documents, int) and change.documents > service.documents.required:
        findings.problem(
            (*loc, "documents"),
            "catalogue.documents",
            Message(
                "{name} requires {required} documents; a design can only ask for fewer",
                name=name,
                required=service.documents.required,
            ),
            Message(
                "write at most {required}, or more under required in the world",
                required=service.documents.required,
            ),
        )
    if change.limit == 0:
        findings.problem(
            (*loc, "limit"),
            "catalogue.limit",
            Message("a limit of 0 workdays promises nothing"),
            Message("write decision: instant, or a limit of 1 workday or more"),
        )
