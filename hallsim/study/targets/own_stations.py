"""Which stations serve a part of the people alone: one group, service, department or kind of office."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hallsim.hall.plan.bureaus import BUREAU

if TYPE_CHECKING:
    from hallsim.hall.plan.model import Plan, Task
    from hallsim.scenario.targets.where import PartKind


@dataclass(frozen=True, slots=True)
class _Matter:
    """Whose work comes to a queue: of which service and group, at which kind of office; None of any."""

    service: str | None
    department: str | None
    group: str | None
    office: str


def own_stations(plan: Plan, kind: PartKind, part: str) -> frozenset[str]:
    """The stations of windows at which the people of a part wait, and where nobody else does.

    Empty where they wait at a station that others come to as well, or whose clerks go to other queues too:
    its load then is not theirs.
    """
    coming = _coming(plan)
    is_of = _IS_OF[kind]
    mixed = {queue for queue, several in coming.items() if any(not is_of(one, part) for one in several)}
    own = {queue for queue, several in coming.items() if any(is_of(one, part) for one in several)}
    if not own or own & mixed:
        return frozenset()
    servers = [server for server in plan.servers if not server.is_desk]
    stations = {one.station for one in servers if any(own & set(tier) for tier in one.tiers)}
    for server in servers:
        if server.station in stations:
            others = {queue for tier in server.tiers for queue in tier} & coming.keys() - own
            if others or server.tide is not None:
                return frozenset()
    return frozenset(stations)


def _coming(plan: Plan) -> dict[int, set[_Matter]]:
    """Whose work comes to every queue of windows."""
    found: dict[int, set[_Matter]] = {}
    groups: tuple[str, ...] = plan.names.groups or ("",)
    for place, task in enumerate(plan.tasks):
        for g, queue in _queues(plan, place, task, len(groups)):
            if queue < 0:
                continue
            for line in plan.lines.get(queue, (queue,)):
                if not plan.queues[line].is_desk:
                    found.setdefault(line, set()).add(_matter(plan, task, groups[g], line))
    return found


def _queues(plan: Plan, place: int, task: Task, n_groups: int) -> Iterator[tuple[int, int]]:
    """(group, queue) wherever a task waits."""
    if plan.network is None:
        rows = task.queue_by_group or (task.queue,) * n_groups
        yield from enumerate(rows)
        return
    for site in plan.network.sites:
        for g in range(n_groups):
            yield g, site.queues[g if len(site.queues) > 1 else 0][place]


def _matter(plan: Plan, task: Task, group: str, queue: int) -> _Matter:
    network = plan.network
    office = "" if network is None else network.kinds[network.sites[plan.queues[queue].site].kind].name
    service = plan.names.services[task.service]
    name = task.name.removeprefix(BUREAU)
    if name != service and not name.startswith((f"{service}/", f"{service}.")):
        return _Matter(None, None, group, office)  # such as filing online, which is of every service
    return _Matter(service, plan.names.service_department[task.service], group, office)


_IS_OF: dict[str, Callable[[_Matter, str], bool]] = {
    "service": lambda one, part: one.service == part,
    "department": lambda one, part: one.department == part,
    "group": lambda one, part: one.group == part,
    "office": lambda one, part: one.office == part,
}
