"""To which office the matters of each group go, by which way, and in which queues their tasks wait there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.decisions.nearest_office import site_of_place
from hallsim.hall.plan.itinerary import Itinerary
from hallsim.hall.plan.model import Plan, Server
from hallsim.hall.plan.opening import Opening, openings_of
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World
from hallsim.workload.walk import judged_at

Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Offices of one kind to which matters of a service go.

    Attributes:
        way: index of the plain itinerary there.
        sites: the offices.
        share: (sites, groups or 1) of the group's matters that go to each.
    """

    way: int
    sites: Sequence[int]
    share: Real


class Offices:
    """The offices of a plan; a single hall is one of them.

    Every home sends its matters to the office that homes decide (`choice: least_time` as if nobody waited),
    one matter at a time; name-plates are taken as attended.
    """

    def __init__(self, world: World, design: Design, plan: Plan) -> None:
        self.plan = plan
        self.n_groups = max(1, len(world.groups))
        self.openings: list[Opening] = openings_of(plan)
        self.takers: dict[int, list[Server]] = {}  # by queue, who serves it as their own
        for server in plan.servers:
            for queue in server.tiers[0] if server.tiers else ():
                self.takers.setdefault(queue, []).append(server)
        self._errors: dict[tuple[int, ...], tuple[float, float]] = {}  # by queues: share times factor, factor
        if plan.network is not None:
            self.homes = _homes(world, plan)
            self.site_of = site_of_place(plan.network, design.choice)

    @property
    def n_sites(self) -> int:
        """How many there are."""
        return len(self.openings)

    def of(self, service: int) -> Iterator[Alike]:
        """Where the matters of a service go."""
        network = self.plan.network
        if network is None:
            yield Alike(way=service, sites=(0,), share=np.ones((1, self.n_groups)))
            return
        site = self.site_of[:, service]
        share: Real = np.stack(
            [np.bincount(site, home, self.n_sites).astype(np.float64) for home in self.homes], axis=1
        )
        kind_of = np.array([each.kind for each in network.sites])
        for number, kind in enumerate(network.kinds):
            sites = np.flatnonzero((kind_of == number) & (share.sum(axis=1) > 0))
            if len(sites):
                way = kind.first_itinerary + int(kind.position[service])
                yield Alike(way=way, sites=sites.tolist(), share=share[sites])

    def queues(self, site: int, task: int) -> Sequence[int]:
        """(groups or 1,) the queue of a task at an office; -1 where no desk works on it."""
        network = self.plan.network
        if network is None:
            known = self.plan.tasks[task]
            return known.queue_by_group or (known.queue,) * self.n_groups
        rows = network.sites[site].queues
        return [row[task] for row in (rows if len(rows) > 1 else rows * self.n_groups)]

    def servers(self, site: int, task: int) -> list[Server]:
        """Who serves a task at an office in their own queues, whichever group it is for."""
        lines = {line for q in self.queues(site, task) for line in self.plan.lines.get(q, (q,))}
        return [server for line in sorted(lines) for server in self.takers.get(line, ())]

    def travel_ms(self, site: int, task: int) -> int:
        """A team's way to where the work of a task is done and back; 0 for who stays."""
        return next((server.travel_ms or 0 for server in self.servers(site, task)), 0)

    def error(self, site: int, way: Itinerary) -> float:
        """Probability of an error at the windows after which a visit of a way is judged, the mean of them."""
        own, task = self.plan.correction[way.service], judged_at(way)
        if task < 0:
            return own
        queues = tuple(self.queues(site, task))
        if queues not in self._errors:
            windows = [(server.error_share, server.error_factor) for server in self.servers(site, task)]
            pairs = np.array(windows or [(0.0, 1.0)])
            self._errors[queues] = float(pairs.prod(axis=1).mean()), float(pairs[:, 1].mean())
        added, factor = self._errors[queues]
        return added + own * (factor - added)

    def auxiliary(self, site: int, task: int) -> float:
        """Share of the windows of a task whose clerks accept but do not decide."""
        decide = [server.decides for server in self.servers(site, task) if not server.is_desk]
        return decide.count(False) / len(decide) if decide else 0.0


def _homes(world: World, plan: Plan) -> Real:
    """(groups or 1, places) share of a group's citizens who live at each."""
    assert plan.network is not None
    where = plan.network.where
    n_copies = np.bincount(where.kind, minlength=len(where.kinds))
    general = {name: place.homes for name, place in world.places.items() if place.homes}
    found = np.zeros((max(1, len(world.groups)), len(where.names)))
    for row, home in zip(found, [g.home or general for g in world.groups.values()] or [general], strict=True):
        if home:
            kind = np.array([home.get(name, 0.0) for name in where.kinds])
            row[:] = (kind / n_copies)[where.kind]
            row /= row.sum()
        else:
            row[0] = 1.0
    return found
