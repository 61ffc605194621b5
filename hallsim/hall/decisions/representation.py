"""Which matters are lodged as a package, handed to an agent, or served at home: read off the tapes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.demand.durations import Kinds, durations_ms
from hallsim.hall.decisions.documents import Judged, document_uniforms, judge
from hallsim.scenario.design.catalogue import shelved
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World
from hallsim.trace.model import NEVER

Flags = NDArray[np.bool_]
Int = NDArray[np.int64]
Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Packages, agents and home service; None where the design has no such measure.

    Attributes:
        agent: (n,) number of the citizen's agent over all kinds, NEVER for citizens who come in person.
        home: (n,) citizens served at home.
        package: (m,) first matter of the package a matter is lodged in, NEVER for none.
    """

    agent: Int | None = None
    home: Flags | None = None
    package: Int | None = None

    @property
    def anybody(self) -> bool:
        """Whether the design has any such measure."""
        return self.agent is not None or self.home is not None or self.package is not None

    def represented(self, demand: Demand) -> Flags:
        """(m,) matters whose citizens do not come themselves."""
        found = np.zeros(demand.n_citizens, np.bool_)
        if self.agent is not None:
            found |= self.agent != NEVER
        if self.home is not None:
            found |= self.home
        return np.asarray(found[demand.matter_citizen])

    def at_home(self, demand: Demand) -> Flags:
        """(m,) matters served at home."""
        if self.home is None:
            return np.zeros(demand.n_matters, np.bool_)
        return np.asarray(self.home[demand.matter_citizen])

    def still_missing(self, world: World, design: Design, demand: Demand, missing: Flags) -> Flags:
        """(m, D) documents missing once packages share them and agents have checked."""
        if self.package is not None:
            missing = asked_once(world, design, demand, self.package, missing)
        if self.agent is not None and any(kind.catches for kind in design.agents.values()):
            catches = np.array([kind.catches for kind in design.agents.values() for _ in range(kind.count)])
            of_matter = self.agent[demand.matter_citizen]
            share = np.where(of_matter == NEVER, 0.0, catches[np.maximum(of_matter, 0)])
            missing = missing & (document_uniforms(demand, "agents") >= share[:, None])
        return missing

    def judged(self, judged: Judged, demand: Demand, missing: Flags, design: Design) -> Judged:
        """The notices of packages; in home service no document is left open."""
        if self.package is not None:
            judged = judge_together(
                judged, self.package, missing, demand.notice_u, design.notice, design.tolerate
            )
        if self.home is not None and design.tolerate:
            at_home = self.at_home(demand)
            whole = judge(missing, demand.notice_u, design.notice)
            return Judged(
                rejections=np.where(at_home, whole.rejections, judged.rejections),
                shortfall=judged.shortfall & ~at_home,
            )
        return judged

    def lodging_ms(self, world: World, design: Design, demand: Demand, work_ms: Int) -> Int:
        """Work at the stops of first visits, flat."""
        if self.package is None:
            return work_ms
        return lodged_together_ms(world, design, demand, self.package, work_ms)

    def supplementing_ms(self, work_ms: Int) -> Int:
        """(m, K - 1) work at further visits."""
        return work_ms if self.package is None else supplemented_together_ms(self.package, work_ms)


def read_together(world: World, design: Design, demand: Demand, remote: Flags) -> Together:
    """Decide packages, agents and home service.

    Args:
        remote: (m,) matters of citizens who file online or have booked a slot, and keep doing so.
    """
    if not (design.agents or design.packages or design.home_service):
        return Together()
    free = np.ones(demand.n_citizens, np.bool_)
    free[demand.matter_citizen[remote]] = False
    agent = home = package = None
    if design.agents:
        agent = _agents(world, design, demand, free)
        free &= agent == NEVER
    if design.home_service is not None:
        home = _at_home(world, design, demand, free)
        free &= ~home
    if design.packages:
        package = _packages(world, design, demand, free)
    return Together(agent=agent, home=home, package=package)


def _agents(world: World, design: Design, demand: Demand, free: Flags) -> Int:
    """(n,) one uniform against the shares of the kinds, in the order written; another picks the agent."""
    u, which = demand.citizen_tape.uniforms("agents"), demand.citizen_tape.uniforms("agents/which")
    found = np.full(demand.n_citizens, NEVER, np.int64)
    upto = np.zeros(demand.n_citizens)
    first = 0
    for kind in design.agents.values():
        offered = _of_groups(world, kind.groups)[demand.group]
        low, upto = upto, upto + np.where(offered, kind.share, 0.0)
        takes = free & _all_of(world, design, demand, kind.services) & (u >= low) & (u < upto)
        found[takes] = first + np.floor(which[takes] * kind.count).astype(np.int64)
        first += kind.count
    return found


def _at_home(world: World, design: Design, demand: Demand, free: Flags) -> Flags:
    rule = design.home_service
    assert rule is not None
    asks = demand.citizen_tape.uniforms("home") < rule.share
    offered = _of_groups(world, rule.groups)[demand.group]
    return np.asarray(free & asks & offered & _all_of(world, design, demand, rule.services))


def _of_groups(world: World, names: tuple[str, ...]) -> Flags:
    return np.array([not names or group in names for group in world.groups or [""]])


def _all_of(world: World, design: Design, demand: Demand, names: tuple[str, ...]) -> Flags:
    """(n,) citizens who still need only these services (all cases when none is named)."""
    listed = [name in names if names else s.kind == "case" for name, s in world.services.items()]
    covered = (np.array(listed) | np.array(shelved(world, design.catalogue)))[demand.service]
    found = np.ones(demand.n_citizens, np.bool_)
    found[demand.matter_citizen[~covered]] = False
    return found


def _packages(world: World, design: Design, demand: Demand, free: Flags) -> Int:
    """(m,) the first matter of the package: of each citizen's matters of its services when there are two."""
    found = np.full(demand.n_matters, NEVER, np.int64)
    number = np.arange(demand.n_matters)
    needed = free[demand.matter_citizen] & ~np.array(shelved(world, design.catalogue))[demand.service]
    for package in design.packages.values():
        member = np.array([name in package.services for name in world.services])[demand.service] & needed
        count = np.bincount(demand.matter_citizen[member], minlength=demand.n_citizens)
        member &= count[demand.matter_citizen] >= 2
        first = np.full(demand.n_citizens, demand.n_matters, np.int64)
        np.minimum.at(first, demand.matter_citizen[member], number[member])
        found[member] = first[demand.matter_citizen[member]]
    return found


def asked_once(world: World, design: Design, demand: Demand, package: Int, missing: Flags) -> Flags:
    """(m, D) missing documents when those shared by the services of a package are asked for once."""
    shared = np.zeros(len(world.services), np.int64)
    for rule in design.packages.values():
        for i, name in enumerate(world.services):
            if name in rule.services:
                shared[i] = rule.shared_documents
    further = (package != NEVER) & (package != np.arange(demand.n_matters))
    dropped = np.where(further, shared[demand.service], 0)
    return np.asarray(missing & (np.arange(missing.shape[1]) >= dropped[:, None]))


def judge_together(
    judged: Judged, package: Int, missing: Flags, notice_u: Real, notice: float, tolerate: int
) -> Judged:
    """One notice for each package: all its matters are rejected as often as its documents together are.

    What is tolerated to be missing is brought with the first matter.
    """
    members = np.flatnonzero(package != NEVER)
    if not len(members) or not missing.shape[1]:
        return judged
    leads, row = np.unique(package[members], return_inverse=True)
    order = np.argsort(row, kind="stable")
    place = np.empty(len(row), np.int64)
    place[order] = np.arange(len(row)) - np.searchsorted(row[order], row[order], side="left")
    shape = len(leads), int(place.max()) + 1, missing.shape[1]
    all_missing, all_u = np.zeros(shape, np.bool_), np.full(shape, 0.5)
    all_missing[row, place], all_u[row, place] = missing[members], notice_u[members]
    flat = len(leads), shape[1] * shape[2]
    of_package = judge(all_missing.reshape(flat), all_u.reshape(flat), notice, tolerate)
    rejections, shortfall = judged.rejections.copy(), judged.shortfall.copy()
    rejections[members] = of_package.rejections[row]
    shortfall[members] = False
    shortfall[leads] = of_package.shortfall
    return Judged(rejections=rejections, shortfall=shortfall)


def any_of_package(package: Int, flags: Flags) -> Flags:
    """(m,) flags, set for all matters of a package when set for one."""
    members = package != NEVER
    hit = np.zeros(len(flags), np.bool_)
    hit[package[members & flags]] = True
    return np.where(members, hit[np.maximum(package, 0)], flags)


def lodged_together_ms(world: World, design: Design, demand: Demand, package: Int, work_ms: Int) -> Int:
    """Work at the stops of first visits, flat: less by the saving for the further matters of a package."""
    saving = np.zeros(len(world.services))
    for rule in design.packages.values():
        for i, name in enumerate(world.services):
            if name in rule.services:
                saving[i] = rule.saving
    further = (package != NEVER) & (package != np.arange(demand.n_matters))
    factor = np.repeat(np.where(further, 1 - saving[demand.service], 1.0), np.diff(demand.route_start))
    return np.where(factor == 1.0, work_ms, np.floor(work_ms * factor + 0.5).astype(np.int64))


def supplemented_together_ms(package: Int, work_ms: Int) -> Int:
    """(m, K - 1) work at further visits: a package's is the longest of its matters', on the first one."""
    found = work_ms.copy()
    members = package != NEVER
    np.maximum.at(found, package[members], work_ms[members])
    return found


def travel_ms(world: World, design: Design, demand: Demand, home: Flags, workday_ms: int) -> Int:
    """(n, K) travel time of the k-th visit to each citizen served at home."""
    rule = design.home_service
    assert rule is not None
    alike = Kinds.alike(demand.n_citizens)
    found = np.zeros((demand.n_citizens, world.max_visits()), np.int64)
    for k in range(found.shape[1]):
        drawn = durations_ms(demand.citizen_tape, f"home/travel/{k}", alike, [rule.travel], workday_ms)
        found[:, k] = np.where(home, drawn, 0)
    return found
