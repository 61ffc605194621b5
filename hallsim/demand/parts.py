"""The parts of a source: separate processes, each with a share of its citizens (R2.4).

A source is one part, unless the services give their own numbers: then every service and every errand is a
part whose citizens come for it.  A Poisson process whose points are marked independently is made of
independent Poisson processes, so that splitting changes no distribution.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    shares = world.mix().aims(source).sum(axis=0)
    suffixes = [
        *(f"/service/{name}" for name in world.services),
        *(f"/errand/{name}" for name in world.errands),
    ]
    return [(suffix, float(shares[k]), k) for k, suffix in enumerate(suffixes)]
