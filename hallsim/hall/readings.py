"""What a design reads off the tapes before the clock starts: a pure function of world, design and demand.

Everything that compares a drawn uniform with a design's number is decided here, for all matters at once;
the engine only looks the answers up. A measure that changes who comes when, by which way, or with which
documents is a line of this file and an itinerary, not a case in the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.bookings import offered_slots
from hallsim.hall.channels import Channels, extra_work_ms, found_by, read_channels, wrong_tasks
from hallsim.hall.choice import NetworkReadings, read_network
from hallsim.hall.coming import Coming, who_comes_when
from hallsim.hall.documents import Judged, judge, missing_documents
from hallsim.hall.itinerary import Tape
from hallsim.hall.plan import Plan
from hallsim.hall.step_results import StepResults, read_results
from hallsim.hall.together import Together, any_of_package, read_together, travel_ms
from hallsim.hall.ways import CAUGHT, HOME, SHORTFALL, marks_of, way_index
from hallsim.hall.works import revisit_work_ms, route_work_ms, step_work_ms, stops_needed
from hallsim.scenario import changes
from hallsim.scenario.design import Design, booked_go_first
from hallsim.scenario.office_design import OF_THE_MAIN_HALL
from hallsim.scenario.world import World
from hallsim.trace import NEVER
from hallsim.trace_tables import CALLS, SLOTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The tapes as one design reads them. n citizens, m matters; int64.

    Attributes:
        arrive_ms: (n,) when each citizen first comes.
        slot_ms: (n,) the appointment booked, -1 without.
        stays_away: (n,) the End of who does not come, -1 for who does; None when everybody comes.
        own_slot_ms: (n,) the same for whom it has effect: -1 for who is so late as to be a walk-in.
        ticket_from_ms: (n,) before which no ticket is drawn on the first visit, -1 for no such time.
        class_row: (n,) row of ``Plan.priority`` for the first visit: the group, or that of who booked.
        slots: slot_ms and capacity of the appointments offered.
        calls: citizen, call_ms, start_ms and end_ms of calls to the hotline.
        itinerary: (m,) which of the plan's itineraries the matter walks.
        rejections: (m,) visits rejected for documents.
        route_work_ms, revisit_work_ms, step_work_ms: as in the demand, times the design's factors.
        stop_needed: 1 for each stop of a first visit that the matter needs, flat.
        together: who does not go alone.
        travel_ms: (n, K) travel of the k-th call-out to who is served at home; None without such a service.
        shelved: (m,) which matters the design's catalogue does not ask for; None when it asks for all.
        extra_work_ms: (m,) work that is not in the demand, by tape.
        network: homes, ways and offices, where there are any.
        steps: what comes of each step of an approval; None when no approval has results.
        wrong_task: (m,) task of the wrong window gone to first, -1 for none; None when nobody errs.
    """

    arrive_ms: NDArray[np.int64]
    slot_ms: NDArray[np.int64]
    own_slot_ms: NDArray[np.int64]
    ticket_from_ms: NDArray[np.int64]
    stays_away: NDArray[np.int64] | None
    class_row: NDArray[np.int64]
    slots: dict[str, NDArray[np.int64]]
    calls: dict[str, NDArray[np.int64]]
    itinerary: NDArray[np.int64]
    rejections: NDArray[np.int64]
    route_work_ms: NDArray[np.int64]
    stop_needed: NDArray[np.int64]
    revisit_work_ms: NDArray[np.int64]
    step_work_ms: NDArray[np.int64]
    together: Together
    travel_ms: NDArray[np.int64] | None
    shelved: NDArray[np.bool_] | None
    extra_work_ms: Mapping[Tape, NDArray[np.int64]]
    wrong_task: NDArray[np.int64] | None
    steps: StepResults | None
    network: NetworkReadings | None = None


def read_tapes(world: World, design: Design, demand: Demand, plan: Plan) -> Readings:
    """Decide what the design's numbers decide."""
    world = changes.offered(world, design.catalogue)
    shelved = shelved_matters(world, design, demand)
    coming = who_comes_when(world, design, demand, plan)
    channels = read_channels(world, design, demand, coming.slot_ms)
    booked = (coming.slot_ms >= 0)[demand.matter_citizen]
    together = read_together(world, design, demand, channels.online | booked)
    represented = together.represented(demand)
    channels = channels.without(represented, together.package)
    judged, caught = _judge(world, design, demand, channels, together)
    decided = {SHORTFALL: judged.shortfall, CAUGHT: caught} | asdict(channels)
    decided[HOME] = together.at_home(demand)
    outside = channels.sent | channels.direct
    spared = channels.online | channels.kiosk | channels.kiosk_failed | caught | represented | outside
    network = _network(world, design, demand, plan, coming, channels, together)
    return Readings(
        network=network,
        arrive_ms=coming.arrive_ms if network is None else network.sets_out_ms,
        slot_ms=coming.slot_ms,
        own_slot_ms=np.where(coming.keeps_slot, coming.slot_ms, NEVER),
        ticket_from_ms=_ticket_from(design, coming),
        stays_away=coming.stays_away,
        slots=_slots(design, plan),
        calls=_calls(coming),
        class_row=_class_row(design, demand, plan, coming),
        itinerary=way_index(world, design, demand.service, decided),
        rejections=judged.rejections,
        route_work_ms=together.lodging_ms(world, design, demand, route_work_ms(world, design, demand)),
        stop_needed=stops_needed(world, demand),
        revisit_work_ms=together.supplementing_ms(revisit_work_ms(world, design, demand)),
        together=together,
        travel_ms=None
        if together.home is None
        else travel_ms(world, design, demand, together.home, plan.calendar.workday_ms),
        step_work_ms=step_work_ms(world, design, demand),
        shelved=shelved,
        extra_work_ms=extra_work_ms(world, design, demand, plan.calendar.workday_ms),
        wrong_task=wrong_tasks(world, design, demand, plan, spared, shelved),
        steps=read_results(world, design, demand, plan),
    )


def _network(
    world: World,
    design: Design,
    demand: Demand,
    plan: Plan,
    coming: Coming,
    channels: Channels,
    together: Together,
) -> NetworkReadings | None:
    if plan.network is None:
        return None
    elsewhere = design.model_copy(update=OF_THE_MAIN_HALL)
    judged, _ = _judge(world, elsewhere, demand, channels, Together())
    to_main = (coming.slot_ms >= 0)[demand.matter_citizen] | together.represented(demand)
    if together.package is not None:
        packed = np.bincount(demand.matter_citizen, together.package != NEVER, demand.n_citizens) > 0
        to_main |= packed[demand.matter_citizen]
    return read_network(world, design, demand, plan, coming, channels, judged, to_main)


def shelved_matters(world: World, design: Design, demand: Demand) -> NDArray[np.bool_] | None:
    """(m,) which matters are not needed any more; None when none is."""
    services = np.array(changes.shelved(world, design.catalogue), np.bool_)
    return services[demand.service] if services.any() else None


def _calls(coming: Coming) -> dict[str, NDArray[np.int64]]:
    found = coming.calls
    if found is None:
        return CALLS.empty()
    return {column.name: getattr(found, column.name) for column in CALLS.columns}


def _ticket_from(design: Design, coming: Coming) -> NDArray[np.int64]:
    waits = design.appointments is not None and design.appointments.not_before_slot
    return coming.slot_ms if waits else np.full_like(coming.slot_ms, NEVER)


def _slots(design: Design, plan: Plan) -> dict[str, NDArray[np.int64]]:
    if design.appointments is None:
        return SLOTS.empty()
    starts, capacity = offered_slots(design, plan.calendar)
    return {"slot_ms": starts, "capacity": capacity}


def _class_row(design: Design, demand: Demand, plan: Plan, coming: Coming) -> NDArray[np.int64]:
    if not booked_go_first(design):
        return demand.group
    n_groups = len(plan.names.groups)
    return demand.group + n_groups * coming.keeps_slot


def _judge(
    world: World, design: Design, demand: Demand, channels: Channels, together: Together
) -> tuple[Judged, NDArray[np.bool_]]:
    """What documents decide, and which matters the guide sends home; the rescue desk asks for no document."""
    missing = missing_documents(world, demand, design.guides, design.shared_data)
    if together.anybody:
        missing = together.still_missing(world, design, demand, missing)
    if design.pre_review is not None:
        found = found_by(demand, "pre_review", design.pre_review.catches, missing)
        missing = missing & ~(found & channels.reviewed[:, None])
    caught: NDArray[np.bool_] = np.zeros(demand.n_matters, np.bool_)
    if CAUGHT in marks_of(world, design) and design.guide is not None:
        found = found_by(demand, "guide", design.guide.catches, missing)
        at_home = together.at_home(demand)
        elsewhere = channels.online | channels.kiosk | channels.kiosk_failed | channels.sent | channels.direct
        found = found & ~(elsewhere | at_home)[:, None]
        caught = np.asarray(found.any(axis=1))
        if together.package is not None:
            caught = any_of_package(together.package, caught)
        missing = missing & ~found
    judged = judge(missing, demand.notice_u, design.notice, design.tolerate)
    if together.anybody:
        judged = together.judged(judged, demand, missing, design)
    rejections, shortfall = judged.rejections + caught, judged.shortfall
    if design.rescue is not None:
        shortfall &= rejections < design.rescue.after
        rejections = np.minimum(rejections, design.rescue.after)
    return Judged(rejections=rejections, shortfall=shortfall), caught
