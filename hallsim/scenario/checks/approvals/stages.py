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


def check_stages(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """Services and stages that exist; every word puts steps into one stage, and every stage has some."""
    rule = design.approval
    for i, name in enumerate(rule.services):
        if name not in world.services:
            findings.unknown((*loc, "services", i), name, "service", "事项", world.services)
    if rule.mode != "stages":
        return
    if not rule.stages:
        findings.problem(
            loc, "stages.missing", "mode stages needs stages",
            "write for example stages: {first: [fire, planning], second: [commerce]}",
            "mode: stages 需要 stages", "例如写 stages: {first: [fire, planning], second: [commerce]}",
        )  # fmt: skip
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
                findings.unknown((*loc, "stages", stage, i), word, "step or desk", "环节或科室", known)
            elif word in seen:
                findings.problem(
                    (*loc, "stages", stage, i), "stages.repeated", f"'{word}' stands in two stages",
                    "keep it in one", f"'{word}' 出现在两个阶段", "请只保留一处",
                )  # fmt: skip
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
            loc, "stages.empty", f"the stage '{stage}' has no step: nothing it names is left for it",
            "name steps of an approval that stand in no other stage, or drop the stage",
            f"阶段“{stage}”没有任何环节：所写的环节都不归它",
            "请写审批流程中尚未归入其他阶段的环节，或删去该阶段",
        )  # fmt: skip
        return
    for i, word in idle:
        findings.warning(
            (*loc, i), "stages.idle", f"'{word}' brings no step into the stage '{stage}'",
            "drop it, or name a step of an approval that stands in no other stage",
            f"'{word}' 没有给阶段“{stage}”带来任何环节", "请删去，或写尚未归入其他阶段的环节",
        )  # fmt: skip


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
            listed = ", ".join(others)
            findings.problem(
                loc, "stages.ambiguous",
                f"'{word}' is a step of {service} and also the desk of its step {listed}",
                f"name {listed} in a stage too (the same or another one): a step goes where it is named",
                f"'{word}' 既是 {service} 的环节，又是其环节 {'、'.join(others)} 的科室",
                f"请把 {'、'.join(others)} 也写进某个阶段（同一或其他阶段）：环节归入写有其名称的阶段",
            )  # fmt: skip
            return
