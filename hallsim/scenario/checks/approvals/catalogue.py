"""Checks of the catalogue: names, routes, approval trees, decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container

from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.world.approval_steps import Step, desk_of
from hallsim.scenario.world.service import ApprovalTree, Service
from hallsim.scenario.world.tree_steps import steps_of
from hallsim.scenario.world.world import World
from hallsim.text.message import Message

RESERVED = ("all", "collect")


def check_services(world: World, meeting_desks: Container[str], findings: Findings) -> None:
    """Check every service by itself; desks that some design lets meet need no work."""
    for name, service in world.services.items():
        loc = ("world", "services", name)
        for word, where in ((name, loc), (service.department, (*loc, "department"))):
            if word in RESERVED or "." in word or "/" in word:
                findings.problem(
                    where,
                    "name.reserved",
                    Message("'{word}' cannot be a name here", word=word),
                    Message("choose a name without '.' and '/', other than all and collect"),
                )
        _check_route(service, loc, findings)
        _check_approval(service, loc, meeting_desks, findings)
        if service.decision == "instant" and service.limit is not None:
            findings.warning(
                (*loc, "limit"),
                "service.limit",
                Message("an instant service has a limit, which changes nothing"),
                Message("write decision: promised, or drop limit"),
            )
        if service.decision == "promised" and service.approval is None:
            findings.warning(
                loc,
                "service.decided",
                Message("a promised service without approval is decided at its acceptance"),
                Message("write approval, or decision: instant"),
            )


def _check_route(service: Service, loc: Loc, findings: Findings) -> None:
    counts = Counter(stop.name for stop in service.route)
    for i, stop in enumerate(service.route):
        where = (*loc, "route", i, "name")
        if counts[stop.name] > 1 or stop.name in RESERVED or "." in stop.name:
            findings.problem(
                where,
                "route.name",
                Message("'{name}' cannot be the name of this stop", name=stop.name),
                Message("give each stop its own name, without '.', other than all and collect"),
            )
    if service.route and service.route[0].needed < 1:
        findings.problem(
            (*loc, "route", 0, "needed"),
            "route.first",
            Message(
                "the visit begins at '{name}', so that every matter needs this stop",
                name=service.route[0].name,
            ),
            Message("drop needed here, or write first the stop that all need"),
        )
    if findings.written((*loc, "route", 0, "when")) and service.route[0].when == "accepted":
        findings.problem(
            (*loc, "route", 0, "when"),
            "route.when",
            Message("nothing is accepted before the first stop"),
            Message("drop when here"),
        )
    for i, stop in enumerate(service.route[: service.n_stops_before_judgement()]):
        if i and stop.when == "accepted":
            findings.problem(
                (*loc, "route", i),
                "route.when",
                Message(
                    "'{name}' waits for acceptance, but a later stop comes before it (when: always)",
                    name=stop.name,
                ),
                Message("write when: always here too, or write the stops that wait last"),
            )
    if service.route and findings.written((*loc, "counter")):
        findings.warning(
            (*loc, "counter"),
            "route.counter",
            Message("counter is not used where a route is given"),
            Message("drop one of them"),
        )


def needs_work(step: Step, department: str, meeting_desks: Container[str]) -> bool:
    """Whether a step takes no time although nothing but time is asked of it."""
    desk = desk_of(step, department)
    return step.work is None and step.elapsed is None and desk is not None and desk not in meeting_desks


def _check_approval(service: Service, loc: Loc, meeting_desks: Container[str], findings: Findings) -> None:
    leaves = list(steps_of(service.approval)) if service.approval else []
    if service.approval is not None:
        _check_shape(service.approval, (*loc, "approval"), findings)
    seen: set[str] = set()
    for step, path in leaves:
        where = (*loc, "approval", *path)
        if step not in service.steps:
            findings.unknown(where, step, Message("step"), service.steps)
        elif step in seen:
            findings.problem(
                where,
                "approval.repeated",
                Message("step '{step}' occurs twice in this approval", step=step),
                Message("give the second one its own name under steps"),
            )
        seen.add(step)
    for name, step_model in service.steps.items():
        where = (*loc, "steps", name)
        if needs_work(step_model, service.department, meeting_desks):
            findings.problem(
                where,
                "step.empty",
                Message("step '{name}' has neither work nor elapsed", name=name),
                Message(
                    "write for example {name}: {{desk: {desk}, work: 40 min}}",
                    name=name,
                    desk=step_model.desk or service.department,
                ),
            )
        if name not in seen:
            findings.warning(
                where,
                "step.unused",
                Message("step '{name}' is in no approval", name=name),
                Message("name it in approval, or drop it"),
            )


def _check_shape(tree: ApprovalTree, loc: Loc, findings: Findings) -> None:
    n_kinds = sum((tree.step is not None, bool(tree.serial), bool(tree.parallel)))
    if n_kinds != 1 or (tree.join != "all" and not tree.parallel):
        findings.problem(
            loc,
            "approval.shape",
            Message("each part of an approval is a step, a serial list or a parallel list"),
            Message("write for example [check, {parallel: [fire, planning]}]; join belongs to parallel"),
        )
    elif isinstance(tree.join, int) and tree.join > len(tree.parallel):
        findings.problem(
            (*loc, "join"),
            "approval.join",
            Message(
                "this group waits for {join} of its {n_parallel} parts",
                join=tree.join,
                n_parallel=len(tree.parallel),
            ),
            Message("write join: {n_parallel} or less, or all", n_parallel=len(tree.parallel)),
        )
    for kind, parts in (("serial", tree.serial), ("parallel", tree.parallel)):
        for i, part in enumerate(parts):
            _check_shape(part, (*loc, kind, i), findings)
