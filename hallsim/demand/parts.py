"""The parts of a source: separate processes, each with a share of its citizens (R2.4).

A source is one part, unless the services give their own numbers: then every service and every errand is a
part whose citizens come for it.  A Poisson process whose points are marked independently is made of
independent Poisson processes, so that splitting changes no distribution.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hallsim.demand.tape import Real
from hallsim.scenario.world.citizens import Group
from hallsim.scenario.world.world import Arrivals, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A process of citizens.

    Attributes:
        source, source_name: the source it belongs to: index into the world's sources, and stable name.
        name: stable name, independent of other sources and parts.
        share: of the source's citizens.
        comes_for: index of what its citizens come for, the services and then the errands; None: they draw it.
    """

    source: int
    source_name: str
    name: str
    share: float
    comes_for: int | None


def source_names(sources: tuple[Arrivals, ...]) -> tuple[str, ...]:
    """Names of the sources, independent of other sources: group, service and a running number."""
    seen: dict[str, int] = {}
    names = []
    for source in sources:
        label = f"arrivals/{source.group or '*'}/{source.service or '*'}"
        seen[label] = seen.get(label, 0) + 1
        names.append(f"{label}/{seen[label]}")
    return tuple(names)


def parts_of(world: World) -> list[list[Part]]:
    """The parts of every source."""
    names = source_names(world.sources())
    return [
        [
            Part(source=number, source_name=name, name=f"{name}{suffix}", share=share, comes_for=comes_for)
            for suffix, share, comes_for in _split(world, source)
        ]
        for number, (source, name) in enumerate(zip(world.told_apart(), names, strict=True))
    ]


def _split(world: World, source: Arrivals) -> list[tuple[str, float, int | None]]:
    if not (source.kind is None and world.volume_per_day()) or source.service is not None:
        return [("", 1.0, None)]
    shares = group_by_aim(world, source.group).sum(axis=0)
    suffixes = [
        *(f"/service/{name}" for name in world.services),
        *(f"/errand/{name}" for name in world.errands),
    ]
    return [(suffix, float(shares[k]), k) for k, suffix in enumerate(suffixes)]


def group_by_aim(world: World, group: str | None) -> Real:
    """(groups or 1, services + errands) share of a source's citizens of a group who come for each.

    `group` is the source's own.  For services it is the first matter that counts.
    """
    groups: list[Group | None] = list(world.groups.values()) or [None]
    aims = np.array([
        [*_normal(service_weights(world, each)), *errand_shares(world, each)] for each in groups
    ])  # fmt: skip
    n_services = len(world.services)
    own = 1.0 - aims[:, n_services:].sum(axis=1, keepdims=True)
    aims[:, :n_services] *= own
    found: Real = groups_of_source(world, group)[:, None] * aims
    return found


def groups_of_source(world: World, group: str | None) -> Real:
    """(groups or 1,) share of each group among the citizens of a source; `group` is the source's own."""
    if group is not None:
        return np.array([float(name == group) for name in world.groups])
    return _normal(group_weights(world))


def group_weights(world: World) -> Real:
    """(groups or 1,) the groups' shares.  ValueError when there are several and none has one."""
    return weights_of([group.share for group in world.groups.values()], "groups")


def service_weights(world: World, group: Group | None) -> Real:
    """(services,) a group's mix, or the catalogue's.  ValueError when several services have no share."""
    if group is not None and group.services:
        for name in group.services:
            index_of(name, list(world.services), "service")
        return np.array([group.services.get(name, 0.0) for name in world.services])
    return weights_of(world.service_shares(), "services")


def errand_shares(world: World, group: Group | None) -> list[float]:
    """Shares of a group's citizens, or of all, who come for each errand."""
    own = group.errands if group is not None else {}
    return [own.get(name, spec.share) for name, spec in world.errands.items()]


def weights_of(shares: list[float | None], what: str) -> Real:
    """(k,) shares of a catalogue in which some entries may have none; 1 for a single entry."""
    if len(shares) <= 1:
        return np.ones(1)
    if all(share is None for share in shares):
        raise ValueError(f"there are {len(shares)} {what} and no shares to choose by")
    return np.array([share or 0.0 for share in shares])


def index_of(name: str, names: list[str], what: str) -> int:
    """Index of a name.  ValueError when it is unknown."""
    if name not in names:
        raise ValueError(f"{name!r} is not a {what} of this world")
    return names.index(name)


def _normal(weights: Real) -> Real:
    total = weights.sum()
    if total <= 0:
        raise ValueError("shares sum to nothing")
    found: Real = weights / total
    return found
