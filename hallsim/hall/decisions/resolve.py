"""What a design reads off the tapes before the clock starts: a pure function of world, design and demand.

Every comparison of a drawn uniform with a design's number is made here, for all matters at once; an engine
only looks the answers up. A measure that changes when citizens arrive, through which channel or with which
documents is a line of this file and an itinerary, not a case in an engine.
"""

from __future__ import annotations

from dataclasses import asdict, fields

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.decisions.arrivals import Coming, who_comes_when
from hallsim.hall.decisions.bookings import offered_slots
from hallsim.hall.decisions.channels import Channels, extra_work_ms, found_by, read_channels, wrong_tasks
from hallsim.hall.decisions.documents import Judged, judge, missing_documents
from hallsim.hall.decisions.draws import CallDraws, OrderDraws
from hallsim.hall.decisions.model import Decisions, Drawn, OfficeDecisions
from hallsim.hall.decisions.office import read_network
from hallsim.hall.decisions.reluctance import balk_at
from hallsim.hall.decisions.representation import Together, any_of_package, read_together, travel_ms
from hallsim.hall.decisions.service_times import revisit_work_ms, route_work_ms, step_work_ms, stops_needed
from hallsim.hall.decisions.staffing.model import Staffing
from hallsim.hall.decisions.staffing.staff import idle_work
from hallsim.hall.decisions.step_results import read_results
from hallsim.hall.plan.auxiliary_stations import REDIRECT
from hallsim.hall.plan.model import Plan
from hallsim.hall.plan.variants import CAUGHT, HOME, SHORTFALL, marks_of, way_index
from hallsim.scenario.design import catalogue
from hallsim.scenario.design.design import Design, booked_go_first
from hallsim.scenario.design.orders import ORDERS
from hallsim.scenario.serving.office_design import OF_THE_MAIN_HALL
from hallsim.scenario.world.world import World
from hallsim.trace.model import NEVER
from hallsim.trace.tables import CALLS, SLOTS


def read_tapes(world: World, design: Design, demand: Demand, plan: Plan, staffing: Staffing) -> Decisions:
    """Compare the draws with the design's numbers."""
    whole, world = world, catalogue.offered(world, design.catalogue)
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
    return Decisions(
        drawn=Drawn(**{field.name: getattr(demand, field.name) for field in fields(Drawn)}),
        staffing=staffing,
        offices=network,
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
        agent=together.agent,
        at_home=together.home,
        package=together.package,
        travel_ms=None
        if together.home is None
        else travel_ms(world, design, demand, together.home, plan.calendar.workday_ms),
        step_work_ms=step_work_ms(world, design, demand),
        shelved=shelved,
        extra_work_ms=extra_work_ms(world, design, demand, plan.calendar.workday_ms),
        wrong_task=wrong_tasks(world, design, demand, plan, spared, shelved),
        steps=read_results(world, design, demand, plan),
        balk_at=balk_at(whole, demand),
        call=_call_draws(design, demand, plan),
        order=_order_draws(demand, plan),
        idle_work=idle_work(plan, design, demand),
    )


def _call_draws(design: Design, demand: Demand, plan: Plan) -> CallDraws | None:
    rule = design.calling
    if rule is None:
        return None
    return CallDraws(
        tape=demand.matter_tape,
        stops=_stops(plan),
        walk=rule.walk,
        no_show=rule.no_show,
        workday_ms=plan.calendar.workday_ms,
    )


def _order_draws(demand: Demand, plan: Plan) -> OrderDraws | None:
    if not any(ORDERS[queue.rule.order].shuffles for queue in plan.queues):
        return None
    return OrderDraws(tape=demand.matter_tape, stops=_stops(plan))


def _stops(plan: Plan) -> tuple[str, ...]:
    """By task, its kind whatever the service and the design (`/counter`, `.form`, `.collect`, ...)."""
    return tuple(
        REDIRECT.rstrip(".")
        if task.name.startswith(REDIRECT)
        else task.name.removeprefix(plan.names.services[task.service]) or "/counter"
        for task in plan.tasks
    )


def _network(
    world: World,
    design: Design,
    demand: Demand,
    plan: Plan,
    coming: Coming,
    channels: Channels,
    together: Together,
) -> OfficeDecisions | None:
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
    """(m,) matters that are no longer needed; None when all are."""
    services = np.array(catalogue.shelved(world, design.catalogue), np.bool_)
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
    """What documents decide, and the matters the guide sends home; the rescue desk asks for no document."""
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
