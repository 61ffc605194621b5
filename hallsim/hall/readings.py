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
from hallsim.hall.coming import who_comes_when
from hallsim.hall.documents import Judged, judge, missing_documents
from hallsim.hall.plan import Plan
from hallsim.hall.ways import SHORTFALL, way_index
from hallsim.hall.works import revisit_work_ms, route_work_ms
from hallsim.scenario.design import Design
from hallsim.scenario.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The tapes as one design reads them. n citizens, m matters; int64.

    Attributes:
        arrive_ms: (n,) when each citizen first comes.
        slot_ms: (n,) the appointment booked, -1 without.
        itinerary: (m,) which of the plan's itineraries the matter walks.
        rejections: (m,) visits rejected for documents.
        route_work_ms, revisit_work_ms: as in the demand, times the design's factors.
    """

    arrive_ms: NDArray[np.int64]
    slot_ms: NDArray[np.int64]
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
        itinerary=way_index(world, design, demand.service, {SHORTFALL: judged.shortfall}),
        rejections=judged.rejections,
        route_work_ms=route_work_ms(world, design, demand),
        revisit_work_ms=revisit_work_ms(design, demand),
    )


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
