"""The queue length at which each citizen leaves at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.scenario.world.world import World

NEVER_TOO_MANY = 1 << 40


def balk_at(world: World, demand: Demand) -> NDArray[np.int64]:
    """(n,) number of tickets at which each citizen leaves at once; (0,) when nobody ever does.

    One uniform for each citizen on the tape ``balk``, read against the shares by increasing number.
    """
    laws = world.by_group("balk_at")
    if not any(laws):
        return np.zeros(0, np.int64)
    u = demand.citizen_tape.uniforms("balk")
    found = np.full(demand.n_citizens, NEVER_TOO_MANY, np.int64)
    for group, law in enumerate(laws):
        numbers = sorted(law, key=int)
        values = np.array([*map(int, numbers), NEVER_TOO_MANY], np.int64)
        upto = np.cumsum([law[number] for number in numbers])
        mine = demand.group == group
        found[mine] = values[np.searchsorted(np.round(upto, 12), u[mine], side="right")]
    return found
