"""Stations and tasks beside windows and desks: guides, terminals, wrong windows, remote checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from hallsim.hall.plan.model import Queue, Server, Task
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World

GUIDE = "guide"
KIOSK = "kiosk"
KIOSK_SUFFIX = ".kiosk"
REDIRECT = "redirect."
ONLINE = "online"
PRE_REVIEW = "pre_review"
HOME = "home"


def add_front(
    world: World, design: Design, roster: Callable[[], int], queues: list[Queue], servers: list[Server],
    tasks: Sequence[Task], desk_queues: Mapping[str, int], team_roster: Callable[[], int],
) -> Iterator[Task]:  # fmt: skip
    """Append queues and servers; yield the tasks, none where the design has no such measure.

    Args:
        roster: index of the roster of the hall's opening.
        tasks: those at windows.
        team_roster: index of the roster of the teams that visit homes.
    """
    if design.guide is not None:
        yield Task(
            name=GUIDE, service=0, queue=add_station(GUIDE, design.guide.count, roster(), queues, servers)
        )
    if design.kiosks is not None:
        queue = add_station(KIOSK, design.kiosks.count, roster(), queues, servers)
        for service, name in enumerate(world.services):
            yield Task(name=f"{name}{KIOSK_SUFFIX}", service=service, queue=queue)
    if world.citizens.wrong_window > 0:
        for queue in first_queues(world, tasks):
            yield Task(name=f"{REDIRECT}{queues[queue].name}", service=0, queue=queue)
    if design.online is not None and design.online.review is not None:
        yield Task(name=ONLINE, service=0, queue=desk_queues[design.online.review.desk])
    if design.pre_review is not None:
        reviewers = dict.fromkeys(review_desk(world, design, name) for name in world.services)
        for desk in reviewers:
            if desk in desk_queues:
                yield Task(name=review_task(design, desk), service=0, queue=desk_queues[desk])
    if design.home_service is not None:
        queue = add_station(HOME, design.home_service.teams, team_roster(), queues, servers, is_desk=True)
        yield Task(name=HOME, service=0, queue=queue)


def review_desk(world: World, design: Design, service: str) -> str:
    """The desk that reviews a service's documents before the first visit."""
    assert design.pre_review is not None
    return design.pre_review.desk or world.services[service].department


def review_task(design: Design, desk: str) -> str:
    """Name of the task of reviewing at a desk: there may be one desk for all, or one for each department."""
    assert design.pre_review is not None
    return PRE_REVIEW if design.pre_review.desk else f"{PRE_REVIEW}.{desk}"


def first_queues(world: World, tasks: Sequence[Task]) -> list[int]:
    """Queues in which some service's first stop falls, in order."""
    firsts = {first_task(name, world) for name in world.services}
    return sorted({task.queue for task in tasks if task.name in firsts})


def first_task(name: str, world: World) -> str:
    """Name of the task at which a service is lodged."""
    route = world.services[name].route
    return f"{name}.{route[0].name}" if route else name


def add_station(
    name: str,
    count: int,
    roster: int,
    queues: list[Queue],
    servers: list[Server],
    *,
    kind: str = "",
    is_desk: bool = False,
) -> int:
    """Append equal servers with their own queue, and return the queue.

    Services begun are finished; at closing a counter serves those inside, while the files of a desk wait.

    Args:
        kind: for the costs; the station's name when absent.
    """
    queue = len(queues)
    queues.append(Queue(name=name, is_desk=is_desk, by_priority=False))
    servers.extend(
        Server(
            name=f"{name}-{i + 1}",
            station=name,
            is_desk=is_desk,
            tiers=((queue,),),
            roster=roster,
            time_factor=1.0,
            error_share=0.0,
            at_shift_end="finish",
            serves_out=not is_desk,
            kind=kind or name,
        )
        for i in range(count)
    )
    return queue
