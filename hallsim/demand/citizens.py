"""The citizens: tapes of citizens and matters, their groups and services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hallsim.demand.arrivals import Slots, identities
from hallsim.demand.streams import Stream, stable_hash
from hallsim.demand.tape import Int, Tape
from hallsim.scenario.world.mix import index_of
from hallsim.scenario.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """The citizens who come, in order of arrival; arrays are (n,).

    Attributes:
        source: index into the world's sources.
        comes_for: the service or errand of the citizen's part of the source; -1: drawn.
    """

    tape: Tape
    source: Int
    comes_for: Int
    arrive_ms: Int


def in_order(slots: Sequence[Slots], stream: Stream) -> Coming:
    """Citizens in order of (arrive_ms, source, part by its name's hash, layer, position, member)."""
    none = np.zeros(0, dtype=np.int64)
    sizes = [len(each.positions) for each in slots]

    def of_citizens(values: list[int]) -> Int:
        return np.repeat(np.array(values, dtype=np.int64), sizes)

    source = of_citizens([each.part.source for each in slots])
    part = of_citizens([stable_hash(each.part.name) >> 1 for each in slots])
    comes_for = of_citizens([
        -1 if each.part.comes_for is None or each.member else each.part.comes_for for each in slots
    ])  # fmt: skip
    layer, member = (of_citizens([getattr(each, name) for each in slots]) for name in ("layer", "member"))
    positions = np.concatenate([none, *(each.positions for each in slots)])
    arrive_ms = np.concatenate([none, *(each.arrive_ms for each in slots)])
    identity = np.concatenate([none, *(identities(each) for each in slots)])
    order = np.lexsort((member, positions, layer, part, source, arrive_ms))
    return Coming(
        tape=Tape(stream=stream, identity=identity[order], number=np.zeros(len(order), dtype=np.int64)),
        source=source[order],
        comes_for=comes_for[order],
        arrive_ms=arrive_ms[order],
    )


def matter_tape(tape: Tape, start: Int) -> Tape:
    """The matters' tape; `start` is (n + 1,)."""
    n_matters = np.diff(start)
    number = np.arange(start[-1], dtype=np.int64) - np.repeat(start[:-1], n_matters)
    return Tape(stream=tape.stream, identity=np.repeat(tape.identity, n_matters), number=number)


def draw_groups(world: World, coming: Coming) -> Int:
    """(n,) index of each citizen's group: its source's, else by the shares of groups in what it comes for.

    ValueError for an unknown group, or when several groups have no shares to choose by.
    """
    names, mix = list(world.groups), world.mix()
    found = np.zeros(coming.tape.n, dtype=np.int64)
    if len(names) <= 1:
        return found
    for number, source in enumerate(world.sources()):
        rows = np.flatnonzero(coming.source == number)
        if source.group is not None:
            found[rows] = index_of(source.group, names, "group")
        elif len(rows):
            aims = coming.comes_for[rows]
            for aim in np.unique(aims).tolist():
                weights = mix.group_weights() if aim < 0 else mix.aims(source)[:, aim]
                mine = rows[aims == aim]
                found[mine] = coming.tape.choices("group", names, weights, mine)
    return found


def draw_errands(world: World, coming: Coming, group: Int) -> Int | None:
    """(n,) index of the errand each citizen comes for, -1 for none; None when the world has no errand.

    Citizens of a source that names a service have none.
    """
    if not world.errands:
        return None
    n_services, n_errands = len(world.services), len(world.errands)
    found = np.where(coming.comes_for >= n_services, coming.comes_for - n_services, -1)
    free = np.array([source.service is None for source in world.sources()])[coming.source]
    for number, spec in enumerate(world.mix().kinds):
        rows = np.flatnonzero(free & (coming.comes_for < 0) & (group == number))
        shares = world.mix().errand_shares(spec)
        weights = np.array([*shares, max(0.0, 1.0 - sum(shares))])
        which = coming.tape.choices("errand", [*world.errands, ""], weights, rows)
        found[rows] = np.where(which < n_errands, which, -1)
    return found


def draw_services(world: World, tape: Tape, group: Int, source: Int, comes_for: Int) -> Int:
    """(m,) index of each matter's service: that of its part or source, else drawn from the mix of its group.

    All but the world are per matter.  ValueError when several services have no shares to choose by.
    """
    names, mix = list(world.services), world.mix()
    fixed = [arrivals.service for arrivals in world.sources()]
    which = np.array([-1 if name is None else index_of(name, names, "service") for name in fixed])[source]
    aimed = (comes_for >= 0) & (comes_for < len(names)) & (tape.number == 0)
    found: Int = np.where(aimed, comes_for, np.maximum(which, 0))
    if len(names) > 1:
        for number, spec in enumerate(mix.kinds):
            rows = np.flatnonzero((which < 0) & ~aimed & (group == number))
            if len(rows):
                found[rows] = tape.choices("service", names, mix.service_weights(spec), rows)
    return found


def services_of_errands(world: World, service: Int, errand: Int, n_matters: Int) -> Int:
    """(m,) services, those of the errand in their order where a citizen has one."""
    names = list(world.services)
    found = service.copy()
    start = np.cumsum(n_matters) - n_matters
    for number, (name, spec) in enumerate(world.errands.items()):
        rows = np.flatnonzero(errand == number)
        for j, wanted in enumerate(spec.services):
            found[start[rows] + j] = index_of(wanted, names, f"service of errand {name}")
    return found
