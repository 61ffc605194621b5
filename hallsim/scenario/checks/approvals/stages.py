"""Checks of the order of approvals: words of stages that mean one thing, and stages with something to do."""

from __future__ import annotations

from collections.abc import Iterator

from hallsim.scenario.design.catalogue import offered
from hallsim.scenario.design.design import Approval, Design
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.world.service import Service
from hallsim.scenario.world.stages import meant_by
from hallsim.scenario.world.tree_steps import steps_of
from hallsim.scenario.world.world import World
from hallsim.text.message import Message, joined


def check_stages(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """Services and stages that exist; every word puts steps into one stage, and every stage has some."""
    rule = design.approval
    for i, name in enumerate(rule.services):
        if name not in world.services:
            findings.unknown((*loc, "services", i), name, Message("service"), world.services)
    if rule.mode != "stages":
        return
    if not rule.stages:
        findings.problem(
            loc,
            "stages.missing",
            Message("mode stages needs stages"),
            Message("write for example stages: {first: [fire, planning], second: [commerce]}"),
        )
    if _words_fit(world, design, loc, findings):
        for stage in rule.stages:
            _check_stage(offered(world, design.catalogue), rule, stage, (*loc, "stages", stage), findings)


def _words_fit(world: World, design: Design, loc: Loc, findings: Findings) -> bool:
    """Whether every word is a step or a desk, and stands in one stage."""
    steps = {step for service in world.services.values() for step in service.steps}
    desks = {desk for office in design.offices.values() for desk in office.desks} | set(design.desks)
    known = sorted(steps | desks)
    n_before = len(findings.problems)
    seen: set[str] = set()
    for stage, words in design.approval.stages.items():
        for i, word in enumerate(words):
            if word not in known:
                findings.unknown((*loc, "stages", stage, i), word, Message("step or desk"), known)
            elif word in seen:
                findings.problem(
                    (*loc, "stages", stage, i),
                    "stages.repeated",
                    Message("'{word}' stands in two stages", word=word),
                    Message("keep it in one"),
                )
            seen.add(word)
    return len(findings.problems) == n_before


def _check_stage(world: World, rule: Approval, stage: str, loc: Loc, findings: Findings) -> None:
    words = {word for members in rule.stages.values() for word in members}
    idle = []
    for i, word in enumerate(rule.stages[stage]):
        meant = {name: meant_by(word, spec, used, words) for name, spec, used in _approvals(world, rule)}
        _check_meaning(word, meant, (*loc, i), findings)
        if not any(meant.values()):
            idle.append((i, word))
    if len(idle) == len(rule.stages[stage]):
        findings.problem(
            loc,
            "stages.empty",
            Message("the stage '{stage}' has no step: nothing it names is left for it", stage=stage),
            Message("name steps of an approval that stand in no other stage, or drop the stage"),
        )
        return
    for i, word in idle:
        findings.warning(
            (*loc, i),
            "stages.idle",
            Message("'{word}' brings no step into the stage '{stage}'", word=word, stage=stage),
            Message("drop it, or name a step of an approval that stands in no other stage"),
        )


def _approvals(world: World, rule: Approval) -> Iterator[tuple[str, Service, list[str]]]:
    """The services that go through the stages, each with the steps of its approval."""
    for name, service in world.services.items():
        if service.approval is not None and (not rule.services or name in rule.services):
            used = [step for step, _ in steps_of(service.approval) if step in service.steps]
            yield name, service, list(dict.fromkeys(used))


def _check_meaning(word: str, meant: dict[str, list[str]], loc: Loc, findings: Findings) -> None:
    """A word is a step or a desk; where it is both, the desk must have nothing else to work on."""
    for service, steps in meant.items():
        others = [step for step in steps if step != word]
        if word in steps and others:
            listed = joined(others)
            findings.problem(
                loc,
                "stages.ambiguous",
                Message(
                    "'{word}' is a step of {service} and also the desk of its step {listed}",
                    word=word,
                    service=service,
                    listed=listed,
                ),
                Message(
                    "name {listed} in a stage too (the same or another one): a step goes where it is named",
                    listed=listed,
                ),
            )
            return
