"""What a design changes in the catalogue: services shelved, decided otherwise, with fewer documents."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import Number, Workdays
from hallsim.scenario.world.service import ApprovalTree, Documents, Service
from hallsim.scenario.world.world import World
from hallsim.text.message import Message
from hallsim.units import UnitError, parse_share

ALL = "all"
"""Stands for every service under `catalogue`, and for every step under `drop`."""


def _documents(value: object) -> int | float:
    """A number of documents, or a share of those required today."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise UnitError(
            Message("{value!r} is not a number of documents", value=str(value)[:40]),
            Message("write for example 3, or 70%"),
        )
    if isinstance(value, int) and value >= 0:
        return value
    return parse_share(value)


DocumentsLeft = Annotated[
    int | float,
    BeforeValidator(_documents),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "examples": ["70%"]}]}),
]


class ServiceChange(Model):
    """What a design changes about a service; keys left out stay as in the world."""

    shelved: bool = key(
        False, en="Not needed any more: its matters end SHELVED without a visit.", example="true"
    )
    decision: Literal["instant", "promised"] | None = key(
        None, en="Decided during the visit, or promised.", example="instant"
    )
    limit: Workdays | None = key(None, en="Another promised limit.", unit="workdays", example="5 workdays")
    documents: DocumentsLeft | None = key(
        None,
        en="Documents still required (the last ones are dropped), as a number or a share, rounded.",
        unit="documents",
        example="70%",
    )
    drop: tuple[str, ...] = key(
        (), en="Steps of the approval that are dropped; `all` for the whole approval.", example="[fire]"
    )
    work: Number = key(
        1.0,
        en="Factor on the work at the windows of first and further visits (not of collecting).",
        unit="factor",
        example="0.8",
        ge=0.0,
        le=20,
    )
    effort: Number = key(
        1.0,
        en="Factor on the officers' work at the steps of the approval.",
        unit="factor",
        example="0.7",
        ge=0.0,
        le=20,
    )


class CatalogueRules(Model):
    """What a design changes in the world's catalogue."""

    catalogue: dict[str, ServiceChange] = key(
        {},
        en="Changes to services, by name or for all (a service's own go first); a bare word shelves it or "
        "says its decision.",
        example="{timber_transport: instant, old_permit: shelved, all: {documents: 70%}}",
    )


def change_of(changes: dict[str, ServiceChange], name: str) -> ServiceChange | None:
    """What a design says about one service: its own entry over the one for all; None without either."""
    general, own = changes.get(ALL), changes.get(name)
    if general is None or own is None:
        return own or general
    said: dict[str, Any] = {word: getattr(own, word) for word in own.model_fields_set}
    return general.model_copy(update=said)


def shelved(world: World, changes: dict[str, ServiceChange]) -> list[bool]:
    """Whether each service is shelved, in the order of the catalogue."""
    found = [change_of(changes, name) for name in world.services]
    return [change is not None and change.shelved for change in found]


def offered(world: World, changes: dict[str, ServiceChange]) -> World:
    """The world with the catalogue that a design leaves: the same citizens, tapes and names of services.

    Steps keep their positions, by which work is drawn; only the trees lose the dropped ones.
    """
    if not changes:
        return world
    services = {name: _changed(service, change_of(changes, name)) for name, service in world.services.items()}
    # The tapes are as long as the world says, also where no document is left to be missing.
    citizens = world.citizens.model_copy(update={"max_visits": world.max_visits()})
    return world.model_copy(update={"services": services, "citizens": citizens})


def _changed(service: Service, change: ServiceChange | None) -> Service:
    if change is None:
        return service
    update: dict[str, Any] = {}
    if change.decision is not None:
        update["decision"] = change.decision
    if change.limit is not None:
        update["limit"] = change.limit
    if change.documents is not None:
        left = documents_left(service.documents, change.documents)
        update["documents"] = service.documents.model_copy(update={"required": left})
    if change.drop and service.approval is not None:
        update["approval"] = pruned(service.approval, change.drop)
    return service.model_copy(update=update)


def documents_left(documents: Documents, left: int | float) -> int:
    """How many documents are still required."""
    return min(left, documents.required) if isinstance(left, int) else int(documents.required * left + 0.5)


def pruned(tree: ApprovalTree, drop: tuple[str, ...]) -> ApprovalTree | None:
    """A tree without some steps; None when nothing is left."""
    if ALL in drop or tree.step in drop:
        return None
    if tree.step is not None:
        return tree
    parts = {
        kind: tuple(part for branch in getattr(tree, kind) if (part := pruned(branch, drop)) is not None)
        for kind in ("serial", "parallel")
    }
    return tree.model_copy(update=parts) if any(parts.values()) else None
