"""The places of a world as indexed tables."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.plan.geography import NOWHERE, Geography
from hallsim.scenario.world.places import Place
from hallsim.scenario.world.world import World

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
