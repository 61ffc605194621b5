"""Which keys of a design's named parts change nothing: rows as in `keys`, of agents, packages, changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hallsim.scenario.checks.effect.facts import Facts
from hallsim.scenario.checks.effect.keys import Reason, Row, rows
from hallsim.scenario.design.catalogue import ALL, ServiceChange
from hallsim.scenario.design.design import Design, Office
from hallsim.scenario.language.findings import Loc
from hallsim.scenario.serving.office_design import accepted, decides
from hallsim.scenario.world.service import Service
from hallsim.scenario.world.world import World
from hallsim.text.message import Message

OF_AGENTS: list[Row] = [
    *rows("catches", lambda f, a: f.has_documents(),
          Message("no document can be missing"),
          Message("write documents: {required: 5, missing: 12%} for a service")),
]  # fmt: skip
IDLE_AGENTS = Reason(
    Message("nobody hands anything over to them"),
    Message("write a share above 0, and services that are cases"),
)
OF_PACKAGES: list[Row] = [
    *rows("shared_documents",
          lambda f, p: any(f.require_documents(s) for s in p.services),
          Message("its services require no documents"), Message("write documents: {required: 5}")),
]  # fmt: skip


def _courier_acts(facts: Facts, office: Office) -> bool:
    """Whether a file of what the office accepts may have to go to another office."""
    world = facts.world
    names = accepted(world, office)
    undecided = any(not decides(office, name, world.services[name]) for name in names)
    return undecided or any(world.services[name].approval is not None for name in names)


OF_OFFICES: list[Row] = [
    *rows("courier", _courier_acts,
          Message("every matter is decided at once where it is accepted"),
          Message("write decides with fewer services")),
    *rows("name_plate", lambda f, o: o.name_plate.offices > 0 and o.name_plate.attended < 1,
          Message("these offices are attended when they should be open"),
          Message("write a share of offices above 0, and attended: 20%")),
]  # fmt: skip


def changed_services(design: Design, world: World) -> Iterator[tuple[Loc, Reason, bool]]:
    """Of the services that a design changes: where each key stands, why it may do nothing, and if it acts."""
    for name, change in design.catalogue.items():
        services = list(world.services.values()) if name == ALL else [world.services.get(name)]
        for key, acts, reason in _CHANGES:
            if key in change.model_fields_set:
                does = any(service is not None and acts(change, service) for service in services)
                yield ("catalogue", name, key), reason, does
    asked = any(service.documents.required for service in world.services.values())
    for name in design.shared_data if asked else ():
        services = list(world.services.values()) if name == ALL else [world.services.get(name)]
        has = any(service is not None and service.documents.required for service in services)
        yield ("shared_data", name), _NO_DOCUMENTS, has


_NO_DOCUMENTS = Reason(
    Message("no documents are required there"), Message("write documents: {required: 5, missing: 12%}")
)
_NO_APPROVAL = Reason(Message("no approval is there"), Message("write approval and steps for the service"))
_SAME = Reason(Message("the world decides so already"), Message("write the other decision"))
_AT_ONCE = Reason(Message("it is decided at once"), Message("write decision: promised"))


def _is_other(change: ServiceChange, service: Service) -> bool:
    return change.decision != service.decision


def _is_promised(change: ServiceChange, service: Service) -> bool:
    return (change.decision or service.decision) == "promised"


_CHANGES: list[tuple[str, Any, Reason]] = [
    ("documents", lambda change, service: service.documents.required > 0, _NO_DOCUMENTS),
    ("drop", lambda change, service: service.approval is not None, _NO_APPROVAL),
    ("effort", lambda change, service: service.approval is not None, _NO_APPROVAL),
    ("decision", _is_other, _SAME),
    ("limit", _is_promised, _AT_ONCE),
]
