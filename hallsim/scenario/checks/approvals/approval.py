"""Checks of approvals: results of steps, their order under a design, lines, meetings, joint inspections."""

from __future__ import annotations

from collections import Counter

from hallsim.scenario.checks.approvals.stages import check_stages
from hallsim.scenario.design.design import Design
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.serving.office_design import halls
from hallsim.scenario.world.approval_steps import desk_of
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.service import Service
from hallsim.scenario.world.tree_steps import steps_of
from hallsim.scenario.world.world import World
from hallsim.text.message import Message


def check_steps(world: World, findings: Findings) -> None:
    """The results of every step of the catalogue."""
    for name, service in world.services.items():
        for step, spec in service.steps.items():
            loc = ("world", "services", name, "steps", step)
            if spec.returns + spec.refuses > 1 + 1e-9:
                findings.problem(
                    (*loc, "returns"),
                    "step.results",
                    Message("step '{step}' sends back and refuses more than all files", step=step),
                    Message("returns and refuses must not sum to more than 100%"),
                )
            if spec.kind == "payment" and (spec.returns or spec.refuses):
                findings.problem(
                    loc,
                    "step.payment",
                    Message("the payment '{step}' cannot send back or refuse", step=step),
                    Message("drop returns and refuses, or make it a review"),
                )
            if spec.kind not in ("review", "inspection") and spec.desk is not None:
                findings.problem(
                    (*loc, "desk"),
                    "step.desk",
                    Message("step '{step}' is a {kind}, which no desk works on", step=step, kind=spec.kind),
                    Message("drop desk, or drop kind"),
                )
            if spec.clock == "stopped" and spec.kind in ("review", "inspection"):
                findings.warning(
                    (*loc, "clock"),
                    "step.clock",
                    Message("the clock of step '{step}' always runs", step=step),
                    Message("clock belongs to a notice, an automatic check or a payment"),
                )
        _check_resume(service, ("world", "services", name), findings)


def _check_resume(service: Service, loc: Loc, findings: Findings) -> None:
    """A corrected file goes on from the step that sent it back, or from one before it."""
    order = [step for step, _ in steps_of(service.approval)] if service.approval else []
    for step, spec in service.steps.items():
        where = (*loc, "steps", step, "resume")
        if spec.resume is None:
            continue
        if spec.resume not in service.steps:
            findings.unknown(where, spec.resume, Message("step"), service.steps)
        elif spec.resume in order and step in order and order.index(spec.resume) > order.index(step):
            findings.problem(
                where,
                "step.resume",
                Message(
                    "step '{step}' resumes at '{resume}', which comes after it", step=step, resume=spec.resume
                ),
                Message("name a step before it; a file cannot pass by being sent back"),
            )


def check_approval(
    world: World, design: Design, loc: Loc, calendar: WorkingCalendar | None, findings: Findings
) -> None:
    """How a design orders approvals."""
    check_stages(world, design, (*loc, "approval"), findings)
    _check_lines(world, design, loc, findings)
    if calendar is not None:
        for part, hall in halls(design):
            _check_meetings(hall, (*loc, *part), calendar, findings)
        _check_joint(world, design, loc, calendar, findings)


def _check_lines(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """Steps of lines that exist, each in one line, and none that must end before it starts."""
    rule, where = design.approval, (*loc, "approval")
    known = sorted({step for service in world.services.values() for step in service.steps})
    if rule.mode == "lines" and not rule.main:
        findings.problem(
            where,
            "lines.missing",
            Message("mode lines needs a main line"),
            Message("write for example main: [siting, building_permit]"),
        )
    counts = Counter([*rule.main, *(step for line in rule.lines.values() for step in line.steps)])
    places: list[tuple[Loc, str]] = [((*where, "main", i), step) for i, step in enumerate(rule.main)]
    for name, line in rule.lines.items():
        places += [((*where, "lines", name, "steps", i), step) for i, step in enumerate(line.steps)]
        for key, step in (("start", line.start), ("end", line.end)):
            if step is not None and step not in rule.main and rule.main:
                findings.unknown(
                    (*where, "lines", name, key), step, Message("step of the main line"), rule.main
                )
        ends = [rule.main.index(step) for step in (line.start, line.end) if step in rule.main]
        if len(ends) == 2 and ends[1] <= ends[0]:
            findings.problem(
                (*where, "lines", name, "end"),
                "lines.cycle",
                Message("the line '{name}' would have to be over before it starts", name=name),
                Message("name a step of the main line after '{start}'", start=str(line.start)),
            )
    for place, step in places:
        if step not in known:
            findings.unknown(place, step, Message("step"), known)
        elif counts[step] > 1:
            findings.problem(
                place,
                "lines.repeated",
                Message("step '{step}' stands in two places of the lines", step=step),
                Message("keep it in one"),
            )


def _check_meetings(design: Design, loc: Loc, calendar: WorkingCalendar, findings: Findings) -> None:
    """Every meeting takes place at least once."""
    for name, desk in design.desks.items():
        if desk.meets is None:
            continue
        times = desk.meets.times(calendar)
        if not (times < calendar.horizon_ms).any():
            findings.problem(
                (*loc, "desks", name, "meets"),
                "meeting.never",
                Message("the desk '{name}' never meets within the calendar", name=name),
                Message("check its days against working_days, or lengthen the calendar"),
            )
        if desk.site is not None:
            findings.problem(
                (*loc, "desks", name, "site"),
                "desk.kind",
                Message("the desk '{name}' both meets and goes to sites", name=name),
                Message("keep one of them"),
            )


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
                where,
                "joint.hours",
                Message("the teams of {names} never share a working hour", names=names),
                Message("give their desks hours that overlap, or write inspections: separate"),
            )
        for name, desk in known.items():
            if desk.officers == "unlimited" or desk.meets is not None:
                findings.problem(
                    (*loc, "desks", str(name)),
                    "joint.teams",
                    Message("the desk '{name}' has no teams that could join an inspection", name=name),
                    Message("write how many: officers: 2"),
                )
