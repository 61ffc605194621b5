"""Stations and tasks beside windows and desks: guides, terminals, wrong windows, checks from afar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from hallsim.hall.plan import Queue, Server, Task
from hallsim.scenario.design import Design
from hallsim.scenario.world import World

GUIDE = "guide"
KIOSK = "kiosk"
KIOSK_SUFFIX = ".kiosk"
REDIRECT = "redirect."
ONLINE = "online"
PRE_REVIEW = "pre_review"


def add_front(
    world: World, design: Design, roster: Callable[[], int], queues: list[Queue], servers: list[Server],
    tasks: Sequence[Task], desk_queues: Mapping[str, int],
) -> Iterator[Task]:  # fmt: skip
    """Append queues and servers; yield the tasks, none where the design has no such measure.

    Args:
        roster: index of the roster of the hall's opening.
        tasks: those at windows.
    """
    if design.guide is not None:
        yield Task(
            name=GUIDE, service=0, queue=_station(GUIDE, design.guide.count, roster(), queues, servers)
        )
    if design.kiosks is not None:
        queue = _station(KIOSK, design.kiosks.count, roster(), queues, servers)
        for service, name in enumerate(world.services):
            yield Task(name=f"{name}{KIOSK_SUFFIX}", service=service, queue=queue)
    if world.citizens.wrong_window > 0:
        for queue in first_queues(world, tasks):
            yield Task(name=f"{REDIRECT}{queues[queue].name}", service=0, queue=queue)
    if design.online is not None and design.online.review is not None:
        yield Task(name=ONLINE, service=0, queue=desk_queues[design.online.review.desk])
    if design.pre_review is not None:
        yield Task(name=PRE_REVIEW, service=0, queue=desk_queues[design.pre_review.desk])


def first_queues(world: World, tasks: Sequence[Task]) -> list[int]:
    """Queues in which some service's first stop falls, in order."""
    firsts = {first_task(name, world) for name in world.services}
    return sorted({task.queue for task in tasks if task.name in firsts})


def first_task(name: str, world: World) -> str:
    """Name of the task at which a service is lodged."""
    route = world.services[name].route
    return f"{name}.{route[0].name}" if route else name


def _station(name: str, count: int, roster: int, queues: list[Queue], servers: list[Server]) -> int:
    queue = len(queues)
    queues.append(Queue(name=name, is_desk=False, by_priority=False))
    servers.extend(
        Server(
            name=f"{name}-{i + 1}",
            station=name,
            is_desk=False,
            tiers=((queue,),),
            roster=roster,
            time_factor=1.0,
            error_share=0.0,
            at_shift_end="finish",
            serves_out=True,
            kind=name,
        )
        for i in range(count)
    )
    return queue
