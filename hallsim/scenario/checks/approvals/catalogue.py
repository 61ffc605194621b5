"""Checks of the catalogue: names, routes, approval trees, decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container

from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.world.approval_steps import Step, desk_of
from hallsim.scenario.world.service import ApprovalTree, Service
from hallsim.scenario.world.tree_steps import steps_of
from hallsim.scenario.world.world import World

RESERVED = ("all", "collect")


def check_services(world: World, meeting_desks: Container[str], findings: Findings) -> None:
    """Check every service by itself; desks that some design lets meet need no work."""
    for name, service in world.services.items():
        loc = ("world", "services", name)
        for word, where in ((name, loc), (service.department, (*loc, "department"))):
            if word in RESERVED or "." in word or "/" in word:
                findings.problem(
                    where, "name.reserved", f"'{word}' cannot be a name here",
                    "choose a name without '.' and '/', other than all and collect",
                    f"'{word}' 不能用作名称", "名称不能含 '.' 或 '/'，也不能为 all 或 collect",
                )  # fmt: skip
        _check_route(service, loc, findings)
        _check_approval(service, loc, meeting_desks, findings)
        if service.decision == "instant" and service.limit is not None:
            findings.warning(
                (*loc, "limit"), "service.limit", "an instant service has a limit, which changes nothing",
                "write decision: promised, or drop limit", "即办件写了承诺时限，不起作用",
                "请写 decision: promised，或删去 limit",
            )  # fmt: skip
        if service.decision == "promised" and service.approval is None:
            findings.warning(
                loc, "service.decided", "a promised service without approval is decided at its acceptance",
                "write approval, or decision: instant", "承诺件没有审批流程，受理即办结",
                "请写 approval，或 decision: instant",
            )  # fmt: skip


def _check_route(service: Service, loc: Loc, findings: Findings) -> None:
    counts = Counter(stop.name for stop in service.route)
    for i, stop in enumerate(service.route):
        where = (*loc, "route", i, "name")
        if counts[stop.name] > 1 or stop.name in RESERVED or "." in stop.name:
            findings.problem(
                where, "route.name", f"'{stop.name}' cannot be the name of this stop",
                "give each stop its own name, without '.', other than all and collect",
                f"'{stop.name}' 不能用作此环节的名称",
                "每个环节用不同的名称，不含 '.'，也不能为 all 或 collect",
            )  # fmt: skip
    if service.route and service.route[0].needed < 1:
        findings.problem(
            (*loc, "route", 0, "needed"), "route.first",
            f"the visit begins at '{service.route[0].name}', so that every matter needs this stop",
            "drop needed here, or write first the stop that all need",
            f"到访从“{service.route[0].name}”开始，每件都需要此环节",
            "请删去此处的 needed，或把都需要的环节写在最前",
        )  # fmt: skip
    if findings.written((*loc, "route", 0, "when")) and service.route[0].when == "accepted":
        findings.problem(
            (*loc, "route", 0, "when"), "route.when", "nothing is accepted before the first stop",
            "drop when here", "第一个环节之前不可能受理", "请删去此处的 when",
        )  # fmt: skip
    for i, stop in enumerate(service.route[: service.n_stops_before_judgement()]):
        if i and stop.when == "accepted":
            findings.problem(
                (*loc, "route", i), "route.when",
                f"'{stop.name}' waits for acceptance, but a later stop comes before it (when: always)",
                "write when: always here too, or write the stops that wait last",
                f"“{stop.name}”在受理之后，而其后的环节却在受理之前（when: always）",
                "请在此也写 when: always，或把受理之后的环节写在最后",
            )  # fmt: skip
    if service.route and findings.written((*loc, "counter")):
        findings.warning(
            (*loc, "counter"), "route.counter",
            "counter is not used where a route is given", "drop one of them",
            "已给出 route，counter 不起作用", "请删去其一",
        )  # fmt: skip


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
            findings.unknown(where, step, "step", "环节", service.steps)
        elif step in seen:
            findings.problem(
                where, "approval.repeated", f"step '{step}' occurs twice in this approval",
                "give the second one its own name under steps",
                f"环节 '{step}' 在审批中出现两次", "请在 steps 中另起名称",
            )  # fmt: skip
        seen.add(step)
    for name, step_model in service.steps.items():
        where = (*loc, "steps", name)
        if needs_work(step_model, service.department, meeting_desks):
            findings.problem(
                where, "step.empty", f"step '{name}' has neither work nor elapsed",
                f"write for example {name}: {{desk: {step_model.desk or service.department}, work: 40 min}}",
                f"环节 '{name}' 既没有 work 也没有 elapsed",
                f"例如写 {name}: {{desk: {step_model.desk or service.department}, work: 40 min}}",
            )  # fmt: skip
        if name not in seen:
            findings.warning(
                where, "step.unused", f"step '{name}' is in no approval", "name it in approval, or drop it",
                f"环节 '{name}' 未出现在审批中", "请在 approval 中写入，或删去",
            )  # fmt: skip


def _check_shape(tree: ApprovalTree, loc: Loc, findings: Findings) -> None:
    n_kinds = sum((tree.step is not None, bool(tree.serial), bool(tree.parallel)))
    if n_kinds != 1 or (tree.join != "all" and not tree.parallel):
        findings.problem(
            loc, "approval.shape", "each part of an approval is a step, a serial list or a parallel list",
            "write for example [check, {parallel: [fire, planning]}]; join belongs to parallel",
            "审批的每一部分是一个环节、一个 serial 列表或一个 parallel 列表",
            "例如写 [check, {parallel: [fire, planning]}]；join 只用于 parallel",
        )  # fmt: skip
    elif isinstance(tree.join, int) and tree.join > len(tree.parallel):
        findings.problem(
            (*loc, "join"), "approval.join",
            f"this group waits for {tree.join} of its {len(tree.parallel)} parts",
            f"write join: {len(tree.parallel)} or less, or all",
            f"该组只有 {len(tree.parallel)} 个部分，却要等 {tree.join} 个完成",
            f"请写 join: {len(tree.parallel)} 或更少，或写 all",
        )  # fmt: skip
    for kind, parts in (("serial", tree.serial), ("parallel", tree.parallel)):
        for i, part in enumerate(parts):
            _check_shape(part, (*loc, kind, i), findings)
