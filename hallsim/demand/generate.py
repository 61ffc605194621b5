"""A world's demand for one replication: every citizen with everything about them that is random.

Every value is the quantile of one uniform, a function of the citizen (source, part, layer, position, member),
of the number of the matter among the citizen's, and of what is decided: group/{name}, errand/{name},
service/{name}, matters, work/{stop}, revisit/{k}, collect, missing/{i}, notice/{i}, error/{k}, return/{k},
return_clock/{k}, patience/{k}, step/{name}, elapsed/{name}; to collect, k is `collect`; amend/{k},
return/amend{k}, return_clock/amend{k} for a file that a desk sent back; again/{k}, return/again{k},
return_clock/again{k}, patience/again{k} for a visit made again.

Laws given as a `sequence` are taken in order instead: by the i-th arrival of the source, the i-th citizen of
the group, the i-th matter of the service.  They are for textbook lists; more demand shifts them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hallsim.demand import arrivals, citizens
from hallsim.demand.citizens import Coming
from hallsim.demand.demand import NEVER_MS, Demand
from hallsim.demand.durations import Kinds, Law, durations_ms
from hallsim.demand.matters import COLLECT, Matters, starts_of
from hallsim.demand.parts import parts_of
from hallsim.demand.streams import Stream
from hallsim.demand.tape import Int, Real, Tape
from hallsim.scenario.world.calendar import WorkingCalendar, build_calendar
from hallsim.scenario.world.world import World


def generate(
    world: World,
    seed: int,
    replication: int,
    block: str = "main",
    calendar: WorkingCalendar | None = None,
) -> Demand:
    """The demand of one replication; the same for every design. The calendar is the world's, if it is known.

    ValueError when the world does not say which service or group a citizen has, names an unknown one, mixes
    returns in days with returns in working days, or brings more citizens than memory holds.
    """
    calendar = build_calendar(world.calendar) if calendar is None else calendar
    coming = _draw_citizens(world, calendar, (seed, replication, block))
    groups = Kinds.split(citizens.draw_groups(world, coming), max(1, len(world.groups)))
    errand = citizens.draw_errands(world, coming, groups.of)
    n_matters = _draw_n_matters(world, coming.tape, groups, errand)
    matters = _draw_matters(world, calendar, coming, groups.of, n_matters, errand)
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
        block=block,
        identity=coming.tape.identity,
        source=coming.source,
        arrive_ms=coming.arrive_ms,
        group=groups.of,
        patience_ms=_draw_patience_ms(world, coming.tape, groups, calendar.workday_ms),
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
    )


def _draw_citizens(world: World, calendar: WorkingCalendar, stream: Stream) -> Coming:
    slots = [
        each
        for source, parts in zip(world.sources(), parts_of(world), strict=True)
        for each in arrivals.slots_of(source, parts, calendar, stream)
    ]
    return citizens.in_order(slots, stream)


def _draw_matters(
    world: World, calendar: WorkingCalendar, coming: Coming, group: Int, n_matters: Int, errand: Int | None
) -> Matters:
    tape = citizens.matter_tape(coming.tape, starts_of(n_matters))
    source, groups, comes_for = (
        np.repeat(values, n_matters) for values in (coming.source, group, coming.comes_for)
    )
    service = citizens.draw_services(world, tape, groups, source, comes_for)
    if errand is not None:
        service = citizens.services_of_errands(world, service, errand, n_matters)
    return Matters(
        world=world,
        calendar=calendar,
        tape=tape,
        source=source,
        arrive_ms=np.repeat(coming.arrive_ms, n_matters),
        groups=Kinds.split(groups, max(1, len(world.groups))),
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
    laws: list[Law] = world.by_group("patience")
    if not any(laws):
        return np.zeros((tape.n, 0), dtype=np.int64)
    visits = [*(f"{k}" for k in range(world.max_visits()))]
    visits += [*(f"again{k + 1}" for k in range(world.n_visits_again())), COLLECT]
    found = np.empty((tape.n, len(visits)), dtype=np.int64)
    for column, visit in enumerate(visits):
        what = f"patience/{visit}"
        found[:, column] = durations_ms(tape, what, groups, laws, workday_ms, NEVER_MS)
    return found


def _columns(tape: Tape, whats: Sequence[str]) -> Real:
    found = np.empty((tape.n, len(whats)))
    for column, what in enumerate(whats):
        found[:, column] = tape.uniforms(what)
    return found
