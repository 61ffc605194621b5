"""Checks of the power in the hall: known names, and nothing accepted somewhere that is decided nowhere."""

from __future__ import annotations

from hallsim.scenario.design.authority import Authority
from hallsim.scenario.design.design import Design
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.serving.powers import windows_decide
from hallsim.scenario.world.world import World


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
            (*loc, "authority"), "authority.offices",
            "authority is about one hall and its bureaus, not offices",
            "say with accepts, decides and relies_on of the offices what each may do",
            "authority 只用于单一大厅与部门，不用于多处机构", "请用各机构的 accepts、decides、relies_on 说明",
        )  # fmt: skip
    departments = {service.department for service in world.services.values()}
    for key, words, known, what, what_zh in (
        ("entry", rule.entry, {"all", *world.services}, "service", "事项"),
        ("decide", rule.decide, {"all", *world.services}, "service", "事项"),
        ("bureau", rule.bureau, {"all", *departments}, "department", "部门"),
    ):
        for word in words:
            if word not in known:
                findings.unknown((*loc, "authority", key, word), word, what, what_zh, sorted(known))
    if len(findings.problems) == n_before:
        _check_bureaus(world, design, rule, (*loc, "authority"), findings)


def _check_windows(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    words = {"all", "none", *world.services, *(s.department for s in world.services.values())}
    for group, windows in design.windows.items():
        for i, word in enumerate(windows.decides or ()):
            if word not in words:
                where = (*loc, "windows", group, "decides", i)
                findings.unknown(where, word, "department or service", "部门或事项", sorted(words))


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
            (*loc, "windows"), "service.undecided",
            f"{name} is accepted, but decided nowhere: no window that serves it may decide it, and there is "
            "no bureau",
            f"let some window decide {name}, or write authority: {{travel: 0.5 workdays}}",
            f"{name} 有窗口受理，却无处决定：受理窗口均无权决定，也没有部门（局）",
            f"请让某窗口可决定 {name}，或写 authority: {{travel: 0.5 workdays}}",
        )  # fmt: skip


def _check_bureaus(world: World, design: Design, rule: Authority, loc: Loc, findings: Findings) -> None:
    cannot = _undecided(world, design)
    for name, service in world.services.items():
        if service.kind == "enquiry" or rule.counters(service.department):
            continue
        department = service.department
        at_desk = service.approval is None and department not in design.desks
        if rule.entered(name) < 1:
            findings.problem(
                (*loc, "bureau"), "service.unentered",
                f"{name} has not entered the hall, and {department} has no counter at its bureau",
                f"write bureau: {{{department}: 1}}",
                f"{name} 未进驻大厅，而 {department} 没有柜台", f"请写 bureau: {{{department}: 1}}",
            )  # fmt: skip
        elif at_desk and (rule.decided(name) < 1 or name in cannot):
            findings.problem(
                (*loc, "bureau"), "service.undecided",
                f"{name} is accepted in the hall, but decided nowhere: {department} has neither a desk nor "
                "officers at its bureau",
                f"write bureau: {{{department}: 1}}, or a desk '{department}'",
                f"{name} 在大厅受理，却无处决定：{department} 没有科室，也没有部门审批人员",
                f"请写 bureau: {{{department}: 1}}，或设科室 '{department}'",
            )  # fmt: skip
