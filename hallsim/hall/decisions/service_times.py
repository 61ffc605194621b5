"""Work at the windows as a design reads it: the drawn work times the design's factors, rounded once.

Rule R6.8 of the model.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.plan.corrections import formless
from hallsim.scenario.design.catalogue import change_of
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World

Int = NDArray[np.int64]


def route_work_ms(world: World, design: Design, demand: Demand) -> Int:
    """Work at the stops of first visits, flat, times the factors of no-form service and of the catalogue."""
    factor = np.where(formless(world, design.no_form), design.no_form.time, 1.0)
    factor = factor * _factors(world, design, "work")
    if (factor == 1.0).all():
        return demand.route_work_ms
    n_stops = np.diff(demand.route_start)
    return scaled(demand.route_work_ms, np.repeat(factor[demand.service], n_stops))


def stops_needed(world: World, demand: Demand) -> Int:
    """1 for every stop of a first visit that the matter needs, flat; one uniform for each name of a stop."""
    needed = np.ones(len(demand.route_work_ms), np.int64)
    for i, service in enumerate(world.services.values()):
        for j, stop in enumerate(service.route):
            if stop.needed < 1:
                rows = np.flatnonzero(demand.service == i)
                uniforms = demand.matter_tape.uniforms(f"stop_needed/{stop.name}")
                needed[demand.route_start[rows] + j] = uniforms[rows] < stop.needed
    return needed


def revisit_work_ms(world: World, design: Design, demand: Demand) -> Int:
    """(m, K - 1) work at further visits: the visit that the rescue desk settles takes its own time."""
    rescue = design.rescue
    work = demand.revisit_work_ms
    factor = _factors(world, design, "work")
    if (factor != 1.0).any():
        work = scaled(work, factor[demand.service][:, None])
    if rescue is None or rescue.time == 1.0 or rescue.after > work.shape[1]:
        return work
    work = work.copy()
    work[:, rescue.after - 1] = scaled(work[:, rescue.after - 1], np.full(len(work), rescue.time))
    return work


def step_work_ms(world: World, design: Design, demand: Demand) -> Int:
    """Officers' work at the steps, flat, times what the design's catalogue says."""
    factor = _factors(world, design, "effort")
    if (factor == 1.0).all():
        return demand.step_work_ms
    return scaled(demand.step_work_ms, np.repeat(factor[demand.service], np.diff(demand.step_start)))


def _factors(world: World, design: Design, name: str) -> NDArray[np.float64]:
    """(services,) a factor that the design's catalogue may say."""
    found = [change_of(design.catalogue, service) for service in world.services]
    return np.array([1.0 if change is None else getattr(change, name) for change in found])


def scaled(work_ms: Int, factor: NDArray[np.float64]) -> Int:
    """Work times a factor, rounded half up."""
    found: Int = np.floor(work_ms * factor + 0.5).astype(np.int64)
    return found
