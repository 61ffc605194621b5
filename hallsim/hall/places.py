"""The places of a world as indexed tables, and where its citizens live."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.geography import NOWHERE, Geography, Travel
from hallsim.scenario.places import Place
from hallsim.scenario.world import World

Int = NDArray[np.int64]


def geography(world: World, workday_ms: int) -> Geography:
    """The places of a world; one without a name when it has none."""
    kinds = world.places or {"": Place()}
    names: list[str] = []
    kind: list[int] = []
    parent: list[int] = []
    first: dict[str, int] = {}
    waiting = list(kinds)
    while waiting:
        ready = [name for name in waiting if kinds[name].within is None or kinds[name].within in first]
        if not ready:
            raise ValueError(f"the places {', '.join(waiting)} lie in each other or in unknown ones")
        for name in ready:
            spec = kinds[name]
            above = spec.within
            first[name] = len(names)
            n_above = kinds[above].count if above is not None else 0
            for i in range(spec.count):
                names.append(name if spec.count == 1 else f"{name}-{i + 1}")
                kind.append(list(kinds).index(name))
                parent.append(NOWHERE if above is None else first[above] + i * n_above // spec.count)
            waiting.remove(name)
    return Geography(
        names=tuple(names),
        kinds=tuple(kinds),
        kind=np.array(kind, np.int64),
        parent=np.array(parent, np.int64),
        line=_line(parent),
        own_ms=np.array([p.travel.time.mean_ms(workday_ms) for p in kinds.values()]),
        up_ms=np.array([p.to_parent.time.mean_ms(workday_ms) for p in kinds.values()]),
        own_fare=np.array([p.travel.fare for p in kinds.values()]),
        up_fare=np.array([p.to_parent.fare for p in kinds.values()]),
    )


def _line(parent: list[int]) -> Int:
    """(L, P) ancestors by level; parents stand before their children."""
    lines: list[list[int]] = []
    for place, above in enumerate(parent):
        lines.append([*(lines[above] if above != NOWHERE else []), place])
    n_levels = max(len(line) for line in lines)
    return np.array([line + [NOWHERE] * (n_levels - len(line)) for line in lines], np.int64).T.copy()


def read_travel(world: World, where: Geography, demand: Demand, workday_ms: int) -> Travel:
    """Read homes and ways off the tapes `home` and `travel`."""
    n = demand.n_citizens
    kinds = list(world.places.values()) or [Place()]
    home = homes(world, where, demand)
    laws = [place.travel.time for place in kinds], [place.to_parent.time for place in kinds]
    random = any(not law.is_constant for part in laws for law in part)
    u = demand.citizen_tape.uniforms("travel") if random else np.zeros(n)
    own, up = (np.empty((len(kinds), n), np.int64) for _ in range(2))
    for part, found in zip(laws, (own, up), strict=True):
        for k, law in enumerate(part):
            found[k] = law.to_ms(law.quantile(u), workday_ms)
    return Travel(home=home, own_ms=own[where.kind[home], np.arange(n)], up_ms=up)


def homes(world: World, where: Geography, demand: Demand) -> Int:
    """(n,) by the group's homes, else by those of the places; without either, the first place."""
    n = demand.n_citizens
    general = {name: place.homes for name, place in world.places.items() if place.homes}
    shares = [group.home or general for group in world.groups.values()] or [general]
    if not any(shares):
        return np.zeros(n, np.int64)
    tape = demand.citizen_tape
    which = tape.uniforms("home/copy")
    found = np.zeros(n, np.int64)
    for number, mine in enumerate(shares):
        rows = np.flatnonzero(demand.group == number)
        if mine and len(rows):
            weights = np.array([mine.get(name, 0.0) for name in where.kinds])
            kind = tape.choices("home/place", where.kinds, weights, rows)
            for k in np.unique(kind).tolist():
                copies = np.flatnonzero(where.kind == k)
                living = rows[kind == k]
                found[living] = copies[(which[living] * len(copies)).astype(np.int64)]
    return found
