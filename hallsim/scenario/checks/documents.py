"""Checks of what a design does about missing documents."""

from __future__ import annotations

from hallsim.scenario.design.design import Design
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.world.world import World
from hallsim.text.message import Message


def check_documents(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """Names of services, and measures that could never act."""
    for word in design.shared_data:
        if word != "all" and word not in world.services:
            findings.unknown((*loc, "shared_data", word), word, Message("service"), [*world.services, "all"])
    for i, word in enumerate(design.no_form.services):
        if word not in world.services:
            findings.unknown((*loc, "no_form", "services", i), word, Message("service"), world.services)
    n_visits = world.max_visits()
    visits = Message("{n} visits", n=n_visits)
    if design.rescue is not None and design.rescue.after >= n_visits:
        findings.problem(
            (*loc, "rescue"),
            "rescue.never",
            Message(
                "the rescue desk acts after {after} failed trips, but everybody gives up after {visits}",
                after=design.rescue.after,
                visits=visits,
            ),
            Message("lower after, or raise max_visits of the citizens"),
        )
    if design.tolerate and not any(s.documents.required for s in world.services.values()):
        findings.warning(
            (*loc, "tolerate"),
            "tolerate.nothing",
            Message("no service requires documents: nothing to tolerate"),
            Message("drop tolerate, or write documents for the services"),
        )
