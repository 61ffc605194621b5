"""Which channel each citizen takes, and what the guide or a remote review finds: read off the tapes.

A citizen with several matters takes one channel for all of them, or the hall. Citizens with a slot come
to the hall. Each channel draws from its own streams (``online``, ``kiosk``, ``guide/0``, ...).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.demand.durations import Kinds, durations_ms
from hallsim.hall.decisions.documents import document_uniforms
from hallsim.hall.plan.auxiliary_stations import REDIRECT, first_queues, first_task
from hallsim.hall.plan.bureaus import where
from hallsim.hall.plan.model import Plan
from hallsim.hall.plan.operations import Tape
from hallsim.scenario.design import catalogue
from hallsim.scenario.design.design import Design
from hallsim.scenario.values.distribution import Distribution
from hallsim.scenario.world.world import World

Flags = NDArray[np.bool_]
Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """(m,) flags of matters; at most one of online, kiosk, kiosk_failed, reviewed, sent, direct."""

    online: Flags
    kiosk: Flags
    kiosk_failed: Flags
    reviewed: Flags
    delivered: Flags
    sent: Flags
    direct: Flags
    undecided: Flags

    def without(self, represented: Flags, package: Int | None) -> Channels:
        """The channels when some do not come themselves, and packages go to the windows.

        Agents and teams that visit at home are not sent on to a bureau, nor are packages.
        """
        keep = ~represented
        at_terminal = keep if package is None else keep & (package < 0)
        return replace(
            self,
            kiosk=self.kiosk & at_terminal,
            kiosk_failed=self.kiosk_failed & at_terminal,
            reviewed=self.reviewed & keep,
            sent=self.sent & at_terminal,
            direct=self.direct & at_terminal,
            undecided=self.undecided & keep,
        )


def read_channels(world: World, design: Design, demand: Demand, slot_ms: Int) -> Channels:
    """Decide who files online, is reviewed first, uses a terminal, and has the certificate sent."""
    none = np.zeros(demand.n_matters, np.bool_)
    free = (slot_ms < 0)[demand.matter_citizen]
    places = where(world, design, demand, free)
    # A matter that is not done in the hall is not filed online, reviewed in advance or done at a terminal.
    outside = places.sent | places.direct
    free &= ~np.isin(demand.matter_citizen, demand.matter_citizen[outside])
    online = free & _online(world, design, demand) if design.online is not None else none
    reviewed = free & ~online & _reviewed(world, design, demand) if design.pre_review is not None else none
    tries, works = none, none
    if design.kiosks is not None:
        tries, works = _kiosk(world, design, demand)
        tries = tries & ~online & ~reviewed & ~outside
    delivered = none
    if design.delivery is not None:
        delivered = demand.matter_tape.uniforms("delivery") < design.delivery.share
    return Channels(
        online=online,
        kiosk=tries & works,
        kiosk_failed=tries & ~works,
        reviewed=reviewed,
        delivered=delivered,
        sent=places.sent,
        direct=places.direct,
        undecided=places.undecided,
    )


def _online(world: World, design: Design, demand: Demand) -> Flags:
    rule = design.online
    assert rule is not None
    offered = np.array(
        [name in rule.services if rule.services else s.online for name, s in world.services.items()]
    )
    eligible = offered[demand.service]
    if rule.eligible < 1:
        eligible &= demand.matter_tape.uniforms("online/eligible") < rule.eligible
    eligible |= np.array(catalogue.shelved(world, design.catalogue))[demand.service]
    all_eligible = (
        np.logical_and.reduceat(eligible, demand.matter_start[:-1]) if demand.n_citizens else eligible
    )
    tape = demand.citizen_tape
    tries = all_eligible & (tape.uniforms("online") < np.array(world.by_group("online"))[demand.group])
    works = tape.uniforms("online/success/0") < rule.success
    if rule.failure == "retry":
        works |= tape.uniforms("online/success/1") < rule.success
    return np.asarray((tries & works)[demand.matter_citizen])


def _reviewed(world: World, design: Design, demand: Demand) -> Flags:
    rule = design.pre_review
    assert rule is not None
    required = np.array([s.documents.required for s in world.services.values()])[demand.service]
    uses = demand.citizen_tape.uniforms("pre_review") < rule.share
    return np.asarray(uses[demand.matter_citizen] & (required > 0))


def _kiosk(world: World, design: Design, demand: Demand) -> tuple[Flags, Flags]:
    """Matters whose citizens try a terminal, and those for which it works."""
    rule = design.kiosks
    assert rule is not None
    offered = [
        s.kiosk is not None and (not rule.services or name in rule.services)
        for name, s in world.services.items()
    ]
    success = np.array(world.by_group("kiosk"))[demand.group[demand.matter_citizen]]
    tries = np.array(offered)[demand.service] & (success > 0)
    works = demand.matter_tape.uniforms("kiosk") < 1 - (1 - success) * (1 - rule.helper)
    return tries, works


def found_by(demand: Demand, mechanism: str, share: float, missing: Flags) -> Flags:
    """(m, D) which of the missing documents are found, each with probability `share`."""
    return np.asarray(missing & (document_uniforms(demand, mechanism) < share))


def wrong_tasks(
    world: World, design: Design, demand: Demand, plan: Plan, spared: Flags, shelved: Flags | None = None
) -> Int | None:
    """(m,) task of the wrong window to which a citizen goes first, -1 for none; None where nobody errs.

    It concerns the first matter of a first visit; the wrong queue is any other of those in which services
    are lodged.
    """
    share = world.citizens.wrong_window * (1 - (design.guide.wrong_window if design.guide else 0.0))
    queues = first_queues(world, plan.tasks)
    if plan.network is not None:
        queues = [queue for queue in queues if queue in plan.network.main_queues]
    if share <= 0 or len(queues) < 2:
        return None
    right = np.array([plan.tasks[plan.task_index(first_task(s, world))].queue for s in world.services])
    tasks = np.array([plan.task_index(f"{REDIRECT}{plan.queues[q].name}") for q in queues])
    place = np.searchsorted(queues, right)[demand.service]
    shift = 1 + np.floor(demand.matter_tape.uniforms("wrong_window/which") * (len(queues) - 1)).astype(
        np.int64
    )
    wrong = demand.citizen_tape.uniforms("wrong_window") < share
    is_first = first_brought(demand, shelved)
    goes = wrong[demand.matter_citizen] & is_first & ~spared
    return np.asarray(np.where(goes, tasks[(place + shift) % len(queues)], -1), np.int64)


def first_brought(demand: Demand, shelved: Flags | None) -> Flags:
    """(m,) whether a matter is the first of those that its citizen still brings."""
    number = np.arange(demand.n_matters)
    if shelved is None:
        return np.asarray(number == demand.matter_start[demand.matter_citizen])
    firsts = np.full(demand.n_citizens, demand.n_matters, np.int64)
    np.minimum.at(firsts, demand.matter_citizen[~shelved], number[~shelved])
    return np.asarray(number == firsts[demand.matter_citizen])


def extra_work_ms(world: World, design: Design, demand: Demand, workday_ms: int) -> dict[Tape, Int]:
    """(m,) work of what is not in the demand, by tape; only for the measures the design has."""
    services = Kinds.split(demand.service, len(world.services))
    alike = Kinds.alike(demand.n_matters)

    def drawn(what: str, kinds: Kinds, laws: Sequence[Distribution | None]) -> Int:
        return durations_ms(demand.matter_tape, what, kinds, laws, workday_ms)

    found: dict[Tape, Int] = {}
    if design.authority is not None:
        found[Tape.AT_BUREAU] = drawn("authority/work", alike, [design.authority.work])
        found[Tape.TOLD] = np.full(demand.n_matters, design.authority.told, np.int64)
        found[Tape.ISSUE] = np.full(demand.n_matters, design.authority.issue, np.int64)
    if design.guide is not None:
        found[Tape.GUIDE] = drawn("guide/work", alike, [design.guide.work])
    if design.kiosks is not None:
        found[Tape.KIOSK] = drawn("kiosk/work", services, [s.kiosk for s in world.services.values()])
    if design.online is not None and design.online.review is not None:
        found[Tape.ONLINE] = drawn("online/work", alike, [design.online.review.work])
    if design.pre_review is not None:
        found[Tape.PRE_REVIEW] = drawn("pre_review/work", alike, [design.pre_review.work])
    if world.citizens.wrong_window > 0:
        found[Tape.REDIRECT] = np.full(demand.n_matters, design.redirect, np.int64)
    return found
