"""A world's demand for one replication: every citizen with everything about them that is random.

Every value is the quantile of one uniform from a stream named by source, layer, member, matter and what is
decided: group, matters, service, work/{stop}, revisit/{k}, collect, missing/{i}, notice/{i}, error/{k},
return/{k}, return_clock/{k}, patience/{k}, step/{name}, elapsed/{name}; to collect, k is `collect`;
amend/{k}, return/amend{k}, return_clock/amend{k} for a file that a desk sent back; again/{k},
return/again{k}, return_clock/again{k}, patience/again{k} for a visit made again.

Laws given as a `sequence` are taken in order instead: by the i-th arrival of the source, the i-th citizen of
the group, the i-th matter of the service.  They are for textbook lists; more demand shifts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hallsim.demand import arrivals, citizens
from hallsim.demand.citizens import Kinds, Law
from hallsim.demand.demand import NEVER_MS, Demand
from hallsim.demand.matters import COLLECT, Matters, starts_of
from hallsim.demand.tape import Int, Real, Stream, Tape
from hallsim.scenario.calendar import WorkingCalendar, build_calendar
from hallsim.scenario.world import World


def generate(world: World, seed: int, replication: int, block: str = "main") -> Demand:
    """The demand of one replication; the same for every design.

    ValueError when the world does not say which service or group a citizen has, names an unknown one, mixes
    returns in days with returns in working days, or brings more citizens than memory holds.
    """
    calendar = build_calendar(world.calendar)
    coming = _draw_citizens(world, calendar, (seed, replication, block))
    errand = citizens.draw_errands(world, coming.tape, coming.groups.of, coming.source)
    n_matters = _draw_n_matters(world, coming.tape, coming.groups, errand)
    matters = _draw_matters(world, calendar, coming, n_matters, errand)
    route_start, route_work_ms = matters.route()
    step_start, step_work_ms, step_elapsed_ms = matters.steps()
    return_days, return_ms = matters.returns()
    amend_days, amend_ms, amend_work_ms = matters.amendments()
    again_days, again_ms = matters.visits_again()
    n_documents = max(service.documents.required for service in world.services.values())
    return Demand(
        seed=seed,
        replication=replication,
        horizon_ms=calendar.horizon_ms,
        identity=coming.identity,
        arrive_ms=coming.arrive_ms,
        group=coming.groups.of,
        patience_ms=_draw_patience_ms(world, coming.tape, coming.groups, calendar.workday_ms),
        matter_start=starts_of(n_matters),
        matter_citizen=np.repeat(np.arange(coming.tape.n, dtype=np.int64), n_matters),
        service=matters.services.of,
        route_start=route_start,
        route_work_ms=route_work_ms,
        revisit_work_ms=matters.revisits(),
        collect_work_ms=matters.durations("collect", [service.collect for service in matters.catalogue]),
        missing_u=_columns(matters.tape, [f"missing/{i}" for i in range(n_documents)]),
        notice_u=_columns(matters.tape, [f"notice/{i}" for i in range(n_documents)]),
        error_u=_columns(matters.tape, [f"error/{k}" for k in range(world.max_visits())]),
        return_days=return_days,
        return_ms=return_ms,
        amend_days=amend_days,
        amend_ms=amend_ms,
        amend_work_ms=amend_work_ms,
        again_u=_columns(matters.tape, [f"again/{k + 1}" for k in range(again_days.shape[1])]),
        again_days=again_days,
        again_ms=again_ms,
        step_start=step_start,
        step_work_ms=step_work_ms,
        step_elapsed_ms=step_elapsed_ms,
        citizen_tape=coming.tape,
        matter_tape=matters.tape,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Coming:
    """The citizens who come, in order of arrival."""

    tape: Tape
    source: Int
    arrive_ms: Int
    identity: Int
    groups: Kinds


def _draw_citizens(world: World, calendar: WorkingCalendar, stream: Stream) -> _Coming:
    names = arrivals.source_names(world.sources())
    slots = [
        part
        for number, source in enumerate(world.sources())
        for part in arrivals.slots_of(source, number, names[number], calendar, stream)
    ]
    tape, order = citizens.citizen_tape(slots, stream)
    none = np.zeros(0, dtype=np.int64)
    identity = [arrivals.identities(part, names[part.source]) for part in slots]
    source = [np.full(len(part.positions), part.source, dtype=np.int64) for part in slots]
    source_of = np.concatenate([none, *source])[order]
    return _Coming(
        tape=tape,
        source=source_of,
        arrive_ms=np.concatenate([none, *(part.arrive_ms for part in slots)])[order],
        identity=np.concatenate([none, *identity])[order],
        groups=Kinds.split(citizens.draw_groups(world, tape, source_of), max(1, len(world.groups))),
    )


def _draw_matters(
    world: World, calendar: WorkingCalendar, coming: _Coming, n_matters: Int, errand: Int | None
) -> Matters:
    tape = citizens.matter_tape(coming.tape, n_matters, starts_of(n_matters))
    source = np.repeat(coming.source, n_matters)
    group = np.repeat(coming.groups.of, n_matters)
    service = citizens.draw_services(world, tape, group, source)
    if errand is not None:
        service = citizens.services_of_errands(world, service, errand, n_matters)
    return Matters(
        world=world,
        calendar=calendar,
        tape=tape,
        source=source,
        arrive_ms=np.repeat(coming.arrive_ms, n_matters),
        groups=Kinds.split(group, len(coming.groups.rows)),
        services=Kinds.split(service, len(world.services)),
    )


def _draw_n_matters(world: World, tape: Tape, groups: Kinds, errand: Int | None) -> Int:
    found = np.ones(tape.n, dtype=np.int64)
    bundles = [group.matters for group in world.groups.values()]
    if any(bundles):
        u = tape.uniforms("matters", np.array([bool(bundle) for bundle in bundles])[groups.of])
        for bundle, rows in zip(bundles, groups.rows, strict=True):
            if bundle:
                numbers, sums = arrivals.numbered_shares(bundle)
                found[rows] = numbers[arrivals.pick(u[rows], sums)]
    if errand is not None:
        sizes = np.array([len(spec.services) for spec in world.errands.values()], dtype=np.int64)
        found = np.where(errand >= 0, sizes[errand], found)
    return found


def _draw_patience_ms(world: World, tape: Tape, groups: Kinds, workday_ms: int) -> Int:
    laws: list[Law] = [group.patience or world.citizens.patience for group in world.groups.values()]
    laws = laws or [world.citizens.patience]
    if not any(laws):
        return np.zeros((tape.n, 0), dtype=np.int64)
    visits = [*(f"{k}" for k in range(world.max_visits()))]
    visits += [*(f"again{k + 1}" for k in range(world.n_visits_again())), COLLECT]
    found = np.empty((tape.n, len(visits)), dtype=np.int64)
    for column, visit in enumerate(visits):
        what = f"patience/{visit}"
        found[:, column] = citizens.durations_ms(tape, what, groups, laws, workday_ms, NEVER_MS)
    return found


def _columns(tape: Tape, whats: Sequence[str]) -> Real:
    found = np.empty((tape.n, len(whats)))
    for column, what in enumerate(whats):
        found[:, column] = tape.uniforms(what)
    return found
