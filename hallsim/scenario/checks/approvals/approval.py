"""Checks of approvals: results of steps, their order under a design, lines, meetings, joint inspections."""

from __future__ import annotations

from collections import Counter

from hallsim.scenario.checks.approvals.stages import check_stages
from hallsim.scenario.design.design import Design
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.world.approval_steps import desk_of
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.service import Service
from hallsim.scenario.world.tree_steps import steps_of
from hallsim.scenario.world.world import World


def check_steps(world: World, findings: Findings) -> None:
    """The results of every step of the catalogue."""
    for name, service in world.services.items():
        for step, spec in service.steps.items():
            loc = ("world", "services", name, "steps", step)
            if spec.returns + spec.refuses > 1 + 1e-9:
                findings.problem(
                    (*loc, "returns"), "step.results",
                    f"step '{step}' sends back and refuses more than all files",
                    "returns and refuses must not sum to more than 100%",
                    f"环节 '{step}' 退回与不予许可的比例超过 100%", "returns 与 refuses 之和不得超过 100%",
                )  # fmt: skip
            if spec.kind == "payment" and (spec.returns or spec.refuses):
                findings.problem(
                    loc, "step.payment", f"the payment '{step}' cannot send back or refuse",
                    "drop returns and refuses, or make it a review",
                    f"缴费环节 '{step}' 不能退回或不予许可", "请删去 returns 与 refuses，或改为 review",
                )  # fmt: skip
            if spec.kind not in ("review", "inspection") and spec.desk is not None:
                findings.problem(
                    (*loc, "desk"), "step.desk", f"step '{step}' is a {spec.kind}, which no desk works on",
                    "drop desk, or drop kind", f"环节 '{step}' 属于 {spec.kind}，不由科室办理",
                    "请删去 desk 或 kind",
                )  # fmt: skip
            if spec.clock == "stopped" and spec.kind in ("review", "inspection"):
                findings.warning(
                    (*loc, "clock"), "step.clock", f"the clock of step '{step}' always runs",
                    "clock belongs to a notice, an automatic check or a payment",
                    f"环节 '{step}' 始终计时", "clock 只用于 notice、automatic 或 payment",
                )  # fmt: skip
        _check_resume(service, ("world", "services", name), findings)


def _check_resume(service: Service, loc: Loc, findings: Findings) -> None:
    """A corrected file goes on from the step that sent it back, or from one before it."""
    order = [step for step, _ in steps_of(service.approval)] if service.approval else []
    for step, spec in service.steps.items():
        where = (*loc, "steps", step, "resume")
        if spec.resume is None:
            continue
        if spec.resume not in service.steps:
            findings.unknown(where, spec.resume, "step", "环节", service.steps)
        elif spec.resume in order and step in order and order.index(spec.resume) > order.index(step):
            findings.problem(
                where, "step.resume",
                f"step '{step}' resumes at '{spec.resume}', which comes after it",
                "name a step before it; a file cannot pass by being sent back",
                f"环节 '{step}' 补正后从其后的 '{spec.resume}' 继续", "请写它之前的环节",
            )  # fmt: skip


def check_approval(
    world: World, design: Design, loc: Loc, calendar: WorkingCalendar | None, findings: Findings
) -> None:
    """How a design orders approvals."""
    check_stages(world, design, (*loc, "approval"), findings)
    _check_lines(world, design, loc, findings)
    if calendar is not None:
        _check_meetings(design, loc, calendar, findings)
        _check_joint(world, design, loc, calendar, findings)


def _check_lines(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """Steps of lines that exist, each in one line, and none that must end before it starts."""
    rule, where = design.approval, (*loc, "approval")
    known = sorted({step for service in world.services.values() for step in service.steps})
    if rule.mode == "lines" and not rule.main:
        findings.problem(
            where, "lines.missing", "mode lines needs a main line",
            "write for example main: [siting, building_permit]",
            "mode: lines 需要主线 main", "例如写 main: [siting, building_permit]",
        )  # fmt: skip
    counts = Counter([*rule.main, *(step for line in rule.lines.values() for step in line.steps)])
    places: list[tuple[Loc, str]] = [((*where, "main", i), step) for i, step in enumerate(rule.main)]
    for name, line in rule.lines.items():
        places += [((*where, "lines", name, "steps", i), step) for i, step in enumerate(line.steps)]
        for key, step in (("start", line.start), ("end", line.end)):
            if step is not None and step not in rule.main and rule.main:
                findings.unknown(
                    (*where, "lines", name, key), step, "step of the main line", "主线环节", rule.main
                )
        ends = [rule.main.index(step) for step in (line.start, line.end) if step in rule.main]
        if len(ends) == 2 and ends[1] <= ends[0]:
            findings.problem(
                (*where, "lines", name, "end"), "lines.cycle",
                f"the line '{name}' would have to be over before it starts",
                f"name a step of the main line after '{line.start}'",
                f"辅线 '{name}' 须在开始之前完成", f"请写主线上 '{line.start}' 之后的环节",
            )  # fmt: skip
    for place, step in places:
        if step not in known:
            findings.unknown(place, step, "step", "环节", known)
        elif counts[step] > 1:
            findings.problem(
                place, "lines.repeated", f"step '{step}' stands in two places of the lines",
                "keep it in one", f"环节 '{step}' 在各条线中出现两次", "请只保留一处",
            )  # fmt: skip


def _check_meetings(design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings) -> None:
    """Every meeting takes place at least once."""
    for name, desk in design.desks.items():
        if desk.meets is None:
            continue
        times = desk.meets.times(calendar)
        if not (times < calendar.horizon_ms).any():
            findings.problem(
                (*loc, "desks", name, "meets"), "meeting.never",
                f"the desk '{name}' never meets within the calendar",
                "check its days against working_days, or lengthen the calendar",
                f"科室 '{name}' 在模拟期内从不开会", "请核对会议日与 working_days，或延长日历",
            )  # fmt: skip
        if desk.site is not None:
            findings.problem(
                (*loc, "desks", name, "site"), "desk.kind", f"the desk '{name}' both meets and goes to sites",
                "keep one of them", f"科室 '{name}' 既开会又踏勘", "请只保留一个",
            )  # fmt: skip


def _check_joint(
    world: World, design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings
) -> None:
    """Teams of a joint inspection share working hours, and can be counted."""
    if design.approval.inspections != "joint":
        return
    where = (*loc, "approval", "inspections")
    for service in world.services.values():
        used = {step for step, _ in steps_of(service.approval)} if service.approval else set()
        desks = {
            desk_of(step, service.department): None
            for name, step in service.steps.items()
            if name in used and step.kind == "inspection"
        }
        known = {name: design.desks[name] for name in desks if name in design.desks}
        if len(known) < 2:
            continue
        tables = [calendar.timetable(d.hours or design.desk_hours or design.opening) for d in known.values()]
        shared = tables[0]
        for table in tables[1:]:
            shared = shared.intersection(table)
        names = ", ".join(str(name) for name in known)
        if not (shared.starts < calendar.horizon_ms).any():
            findings.problem(
                where, "joint.hours", f"the teams of {names} never share a working hour",
                "give their desks hours that overlap, or write inspections: separate",
                f"{names} 的踏勘队没有共同的工作时间", "请让其工作时间重叠，或写 inspections: separate",
            )  # fmt: skip
        for name, desk in known.items():
            if desk.officers == "unlimited" or desk.meets is not None:
                findings.problem(
                    (*loc, "desks", str(name)), "joint.teams",
                    f"the desk '{name}' has no teams that could join an inspection",
                    "write how many: officers: 2", f"科室 '{name}' 没有可参加联合踏勘的队伍",
                    "请写队数：officers: 2",
                )  # fmt: skip
