"""Checks of what a design does about missing documents."""

from __future__ import annotations

from hallsim.scenario.design.design import Design
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.world.world import World


def check_documents(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """Names of services, and measures that could never act."""
    for word in design.shared_data:
        if word != "all" and word not in world.services:
            findings.unknown((*loc, "shared_data", word), word, "service", "事项", [*world.services, "all"])
    for i, word in enumerate(design.no_form.services):
        if word not in world.services:
            findings.unknown((*loc, "no_form", "services", i), word, "service", "事项", world.services)
    n_visits = world.max_visits()
    if design.rescue is not None and design.rescue.after >= n_visits:
        findings.problem(
            (*loc, "rescue"), "rescue.never",
            f"the rescue desk acts after {design.rescue.after} failed trips, but everybody gives up after "
            f"{n_visits} {'visit' if n_visits == 1 else 'visits'}",
            "lower after, or raise max_visits of the citizens",
            f"“办不成事”窗口在跑空 {design.rescue.after} 次后介入，但群众跑 {n_visits} 次就放弃了",
            "请减小 after，或增大 citizens 的 max_visits",
        )  # fmt: skip
    if design.tolerate and not any(s.documents.required for s in world.services.values()):
        findings.warning(
            (*loc, "tolerate"), "tolerate.nothing",
            "no service requires documents: nothing to tolerate",
            "drop tolerate, or write documents for the services",
            "没有事项需要材料，容缺受理不起作用", "请删去 tolerate，或在事项中写 documents",
        )  # fmt: skip
