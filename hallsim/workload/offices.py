"""Which share of a task's work falls to which queue, where there are several offices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hallsim.hall.plan.model import Plan
    from hallsim.scenario.design.design import Design
    from hallsim.scenario.world.world import World

Split = Callable[[int, str], list[tuple[int, float]]]


def queue_shares(world: World, design: Design, plan: Plan) -> Split:
    """By service and task, (queue, share of its work): all of it in the one queue of a single hall.

    Every home sends its matters to the office that homes decide (`choice: least_time` as if nobody waited),
    one matter at a time; name-plates are taken as attended.
    """
    network = plan.network
    index = {task.name: i for i, task in enumerate(plan.tasks)}
    if network is None:
        return lambda service, task: [(plan.tasks[index[task]].queue, 1.0)]
    from hallsim.hall.decisions.nearest_office import site_of_place

    weight = _homes(world, plan)
    site = site_of_place(network, design.choice)

    def split(service: int, task: str) -> list[tuple[int, float]]:
        at = np.array([each.queues[0][index[task]] for each in network.sites], np.int64)[site[:, service]]
        found = np.bincount(at[at >= 0], weights=weight[at >= 0], minlength=len(plan.queues))
        return [(int(queue), float(found[queue])) for queue in np.flatnonzero(found)]

    return split


def _homes(world: World, plan: Plan) -> NDArray[np.float64]:
    """(places,) share of the citizens who live at each."""
    assert plan.network is not None
    where = plan.network.where
    n_copies = np.bincount(where.kind, minlength=len(where.kinds))
    general = {name: place.homes for name, place in world.places.items() if place.homes}
    groups = [(group.share or 0.0, group.home or general) for group in world.groups.values()]
    if not sum(share for share, _ in groups):
        groups = [(1.0, home) for _, home in groups] or [(1.0, general)]
    total = np.zeros(len(where.names))
    for share, home in groups:
        if home:
            kind = np.array([home.get(name, 0.0) for name in where.kinds])
            total += share * (kind / n_copies)[where.kind]
        else:
            total[0] += share
    return np.asarray(total / total.sum())
