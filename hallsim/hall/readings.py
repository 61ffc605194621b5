"""What a design reads off the tapes before the clock starts: a pure function of world, design and demand.

Everything that compares a drawn uniform with a design's number is decided here, for all matters at once;
the engine only looks the answers up. A measure that changes who comes when, by which way, or with which
documents is a line of this file and an itinerary, not a case in the engine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.bookings import slot_starts
from hallsim.hall.coming import Coming, who_comes_when
from hallsim.hall.documents import Judged, judge, missing_documents
from hallsim.hall.plan import Plan
from hallsim.hall.ways import SHORTFALL, way_index
from hallsim.hall.works import revisit_work_ms, route_work_ms
from hallsim.scenario.design import Design, booked_go_first
from hallsim.scenario.world import World
from hallsim.trace import no_calls, no_slots


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The tapes as one design reads them. n citizens, m matters; int64.

    Attributes:
        arrive_ms: (n,) when each citizen first comes.
        slot_ms: (n,) the appointment booked, -1 without.
        stays_away: (n,) the End of who does not come, -1 for who does; None when everybody comes.
        class_row: (n,) row of ``Plan.priority`` for the first visit: the group, or that of who booked.
        slots: slot_ms and capacity of the appointments offered.
        calls: citizen, call_ms, start_ms and end_ms of calls to the hotline.
        itinerary: (m,) which of the plan's itineraries the matter walks.
        rejections: (m,) visits rejected for documents.
        route_work_ms, revisit_work_ms: as in the demand, times the design's factors.
    """

    arrive_ms: NDArray[np.int64]
    slot_ms: NDArray[np.int64]
    stays_away: NDArray[np.int64] | None
    class_row: NDArray[np.int64]
    slots: dict[str, NDArray[np.int64]]
    calls: dict[str, NDArray[np.int64]]
    itinerary: NDArray[np.int64]
    rejections: NDArray[np.int64]
    route_work_ms: NDArray[np.int64]
    revisit_work_ms: NDArray[np.int64]


def read_tapes(world: World, design: Design, demand: Demand, plan: Plan) -> Readings:
    """Decide what the design's numbers decide."""
    coming = who_comes_when(world, design, demand, plan)
    judged = _judge(world, design, demand)
    return Readings(
        arrive_ms=coming.arrive_ms,
        slot_ms=coming.slot_ms,
        stays_away=coming.stays_away,
        slots=_slots(design, plan),
        calls=_calls(coming),
        class_row=_class_row(design, demand, plan, coming.slot_ms),
        itinerary=way_index(world, design, demand.service, {SHORTFALL: judged.shortfall}),
        rejections=judged.rejections,
        route_work_ms=route_work_ms(world, design, demand),
        revisit_work_ms=revisit_work_ms(design, demand),
    )


def _calls(coming: Coming) -> dict[str, NDArray[np.int64]]:
    found = coming.calls
    if found is None:
        return no_calls()
    return {column: getattr(found, column) for column in no_calls()}


def _slots(design: Design, plan: Plan) -> dict[str, NDArray[np.int64]]:
    if design.appointments is None:
        return no_slots()
    hours = design.appointments.hours or design.opening
    starts, capacity = slot_starts(hours, design.appointments, plan.calendar)
    return {"slot_ms": starts, "capacity": capacity}


def _class_row(design: Design, demand: Demand, plan: Plan, slot_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    if not booked_go_first(design):
        return demand.group
    n_groups = len(plan.names.groups)
    return demand.group + n_groups * (slot_ms >= 0)


def _judge(world: World, design: Design, demand: Demand) -> Judged:
    """What documents decide; the rescue desk asks for none, and lets nobody bring any later."""
    missing = missing_documents(world, demand, design.guides, design.shared_data)
    judged = judge(missing, demand.notice_u, design.notice, design.tolerate)
    if design.rescue is None:
        return judged
    rescued = judged.rejections >= design.rescue.after
    return Judged(
        rejections=np.minimum(judged.rejections, design.rescue.after),
        shortfall=judged.shortfall & ~rescued,
    )
