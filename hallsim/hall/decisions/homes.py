"""Where citizens live, and how long their journeys take."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.plan.geography import Geography, Travel
from hallsim.scenario.world.places import Place
from hallsim.scenario.world.world import World

Int = NDArray[np.int64]


def read_travel(world: World, where: Geography, demand: Demand, workday_ms: int) -> Travel:
    """Read homes and journeys off the tapes `home` and `travel`."""
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
