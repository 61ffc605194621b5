"""Checks of calling: somebody comes, tickets can be called, and those who missed a call can go back."""

from __future__ import annotations

from hallsim.scenario.design.design import Design
from hallsim.scenario.design.orders import ORDERS
from hallsim.scenario.language.findings import Findings, Loc


def check_calling(design: Design, loc: Loc, findings: Findings) -> None:
    """Whether what is said about calls fits itself and the queues."""
    calling, where = design.calling, (*loc, "calling")
    if calling is None:
        return
    if calling.no_show >= 1:
        findings.problem(
            (*where, "no_show"), "calling.nobody", "nobody ever comes when called",
            "write a share below 100%", "叫号永远无人应答", "请写小于 100% 的比例",
        )  # fmt: skip
    if all(windows.lines != "ticket" for windows in design.windows.values()):
        findings.problem(
            where, "calling.lines", "all windows have lines of their own, so nobody is called",
            "drop calling, or write lines: ticket",
            "所有窗口各排一队，不叫号", "请删去 calling，或写 lines: ticket",
        )  # fmt: skip
    if calling.missed == "remove":
        if findings.written((*where, "requeues")):
            findings.warning(
                (*where, "requeues"), "calling.requeues", "a missed ticket is removed, so it never goes back",
                "write missed: back, or a number of places",
                "过号作废，不会顺延", "请写 missed: back，或顺延位数",
            )  # fmt: skip
        return
    rules = {"rule": design.rule}
    for name, windows in design.windows.items():
        if windows.rule is not None:
            rules[f"windows.{name}.rule"] = windows.rule
    for name, rule in rules.items():
        if not ORDERS[rule.order].in_turn:
            findings.problem(
                (*where, "missed"), "calling.order",
                f"a missed ticket has no place to go back to: {name} says {rule.order}",
                "write missed: remove, or order: first_come",
                f"{name} 为 {rule.order}，过号者没有可顺延的位置",
                "请写 missed: remove，或 order: first_come",
            )  # fmt: skip
