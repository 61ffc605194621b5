"""The departments' bureaus in another building: counters for services that have not entered the hall, desks
for what the hall may not decide; and which matters these are (R6.25, R6.26).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.plan.auxiliary_stations import add_station, first_task
from hallsim.hall.plan.model import Queue, Server, Task
from hallsim.scenario.design.design import Design
from hallsim.scenario.design.desks import Desk, with_habits
from hallsim.scenario.serving.powers import windows_decide
from hallsim.scenario.world.service import Service
from hallsim.scenario.world.world import World

BUREAU = "bureau."
TOLD = "told."
ISSUE = "issue."
AT_BUREAU = "/at_bureau"
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """(m,) where matters are done; at most one of sent and direct.

    Attributes:
        sent: not entered, as the citizen learns in the hall.
        direct: not entered, and the citizen goes straight to the bureau.
        undecided: accepted in the hall, decided at the bureau.
    """

    sent: Flags
    direct: Flags
    undecided: Flags


def entered_share(design: Design, name: str, service: Service) -> float:
    """Share of a service's matters that the hall accepts; it answers every enquiry."""
    if design.authority is None or service.kind == "enquiry":
        return 1.0
    return design.authority.entered(name)


def decided_share(design: Design, name: str, service: Service) -> float:
    """Share of a service's matters that the hall may decide: none when none of its windows may."""
    if service.kind == "enquiry":
        return 1.0
    if design.authority is None:
        return 1.0
    return design.authority.decided(name) if windows_decide(design, name, service) else 0.0


def has_bureaus(world: World, design: Design) -> bool:
    """Whether some matters may be lodged at a bureau."""
    return any(entered_share(design, name, s) < 1 for name, s in world.services.items())


def sends_files(world: World, design: Design) -> bool:
    """Whether some matters accepted in the hall may be decided at a bureau."""
    return any(decided_share(design, name, s) < 1 for name, s in world.services.items())


def where(world: World, design: Design, demand: Demand, free: Flags) -> Places:
    """Read off the tapes which matters have entered the hall, and which it may decide.

    A matter has entered when its uniform is below its service's share, so a matter that has entered at a
    smaller share also has at a larger one; decisions likewise, on their own tape.

    Args:
        free: (m,) matters whose citizens have not booked a slot in the hall.
    """
    none = np.zeros(demand.n_matters, np.bool_)
    rule = design.authority
    if rule is None:
        return Places(sent=none, direct=none, undecided=none)
    services = tuple(world.services.items())
    entered = np.array([entered_share(design, *named) for named in services])[demand.service]
    decided = np.array([decided_share(design, *named) for named in services])[demand.service]
    outside = demand.matter_tape.uniforms("authority/entry") >= entered
    undecided = ~outside & (demand.matter_tape.uniforms("authority/decide") >= decided)
    all_outside = outside
    if demand.n_citizens:
        all_outside = np.logical_and.reduceat(outside, demand.matter_start[:-1])[demand.matter_citizen]
    knows = (demand.citizen_tape.uniforms("authority/knows") < rule.knows)[demand.matter_citizen]
    direct = all_outside & knows & free
    return Places(sent=outside & ~direct, direct=direct, undecided=undecided)


def bureau_desks(world: World, design: Design) -> dict[str, Desk]:
    """Desks that decide what the hall may not, unless the design has one of that name."""
    rule = design.authority
    if rule is None:
        return {}
    needed = [s.department for name, s in world.services.items() if _decided_at_desk(design, name, s)]
    return {
        d: with_habits(Desk(officers=rule.counters(d)), design.every_desk)
        for d in dict.fromkeys(needed)
        if d not in design.desks
    }


def _decided_at_desk(design: Design, name: str, service: Service) -> bool:
    return service.approval is None and decided_share(design, name, service) < 1


def add_bureaus(
    world: World, design: Design, roster: Callable[[], int], queues: list[Queue], servers: list[Server],
    tasks: Sequence[Task], desk_queues: Mapping[str, int],
) -> Iterator[Task]:  # fmt: skip
    """Append counters; yield the tasks of the bureaus, none where everything is done in the hall.

    Args:
        roster: index of the roster of the hall's opening.
        tasks: those at windows.
    """
    rule = design.authority
    if rule is None:
        return
    task_of = {task.name: task for task in tasks}
    queue_of: dict[str, int] = {}
    for index, (name, service) in enumerate(world.services.items()):
        first = task_of[first_task(name, world)]
        if entered_share(design, name, service) < 1:
            if service.department not in queue_of:
                station, count = BUREAU + service.department, rule.counters(service.department)
                queue_of[service.department] = add_station(
                    station, count, roster(), queues, servers, kind="bureau"
                )
            yield Task(name=BUREAU + name, service=index, queue=queue_of[service.department])
            yield replace(first, name=TOLD + name)
        if decided_share(design, name, service) < 1 and service.decision == "instant":
            yield replace(first, name=ISSUE + name)
        if _decided_at_desk(design, name, service):
            yield Task(name=name + AT_BUREAU, service=index, queue=desk_queues[service.department])
