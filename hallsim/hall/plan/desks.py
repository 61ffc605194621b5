"""Desks and their officers as a design sets them up: queues, rosters, speeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from hallsim.hall.plan.clerks import PLACE
from hallsim.hall.plan.model import FileRule, Queue, Server
from hallsim.scenario.design.design import Design
from hallsim.scenario.design.desks import Desk
from hallsim.scenario.design.disciplines import DISCIPLINES
from hallsim.scenario.values.hours import Hours

DESK_PREFIX = "desk."


def hours_of_desk(desk: Desk, design: Design) -> Hours:
    """When a desk works: its own hours, else those of all desks."""
    return desk.hours or design.desk_hours or design.opening


def add_desks(
    design: Design,
    desks: Mapping[str, Desk],
    roster: Callable[[Hours], int],
    queues: list[Queue],
    servers: list[Server],
) -> dict[str, int]:
    """Append each desk's queue and officers; return the queue of each desk."""
    queue_of: dict[str, int] = {}
    for name, desk in desks.items():
        queue = queue_of[name] = len(queues)
        queues.append(
            Queue(
                name=DESK_PREFIX + name,
                is_desk=True,
                by_priority=DISCIPLINES[desk.discipline].by_class or bool(design.green_channel),
                only_green=not DISCIPLINES[desk.discipline].by_class,
                files=file_rule(desk, design),
                goes_out=desk.site is not None,
                meets=desk.meets is not None,
                members=0 if desk.meets is None else desk.meets.members,
                interrupt=desk.interrupt if desk.is_room else "none",
            )
        )
        if desk.meets is None:
            servers.extend(_officers(name, desk, design, roster, queue))
    for name, desk in design.desks.items():
        for i, server in enumerate(servers):
            if not server.is_desk and server.station in desk.quiet_windows and desk.is_room:
                servers[i] = replace(server, tiers=(*server.tiers, (queue_of[name],)))
    return queue_of


def file_rule(desk: Desk, design: Design) -> FileRule | None:
    """How the files of a desk are ordered and limited; None when they wait like tickets at a window."""
    limits = design.limits
    if desk.is_unlimited:
        return None
    by_due, wip = DISCIPLINES[desk.discipline].by_due, desk.wip if desk.is_room else None
    if not by_due and wip is None and limits.warn is None and limits.deemed is None:
        return None
    return FileRule(by_due=by_due, wip=wip)


def _officers(
    name: str, desk: Desk, design: Design, roster: Callable[[Hours], int], queue: int
) -> Iterator[Server]:
    """A server for every file that an officer has in hand at once."""
    n_files = desk.at_once.files if desk.is_room else 1
    share = 1.0 if n_files == 1 else desk.at_once.speed or 1 / n_files
    for i, hours in enumerate(desk.rosters(hours_of_desk(desk, design))):
        officer = f"{DESK_PREFIX}{name}-{i + 1}"
        for slot in range(n_files):
            yield Server(
                name=officer if n_files == 1 else f"{officer}{PLACE}{slot + 1}",
                station=DESK_PREFIX + name,
                is_desk=True,
                tiers=((queue,),),
                roster=roster(hours),
                time_factor=1 / (desk.speed * share),
                error_share=0.0,
                at_shift_end="pause",
                serves_out=False,
                slots=n_files,
                travel_ms=None if desk.site is None else desk.site.travel,
                per_day=None if desk.site is None else desk.site.per_day,
            )
